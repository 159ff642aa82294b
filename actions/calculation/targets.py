"""Which version of a target counts for a year."""

from collections.abc import Iterable
from datetime import datetime

from actions.calculation.rows import TargetInForce, TargetRow, YearRow


def target_in_force(versions: Iterable[TargetRow], year: YearRow, as_of: datetime) -> TargetInForce | None:
    """The target of one indicator (and one assignment) in one year, as it stood at the moment.

    A first version (the lowest number) may come at any time; one without a moment of approval counts always. A
    revision counts where it was approved before the year's last due moment; a later one is shown, not counted; one
    that is not approved at the moment does not exist yet. None: no target was ever set.
    """
    known = sorted((row for row in versions if _is_known(row, as_of)), key=lambda row: row.version)
    if not known:
        return None
    first, *revisions = known
    in_force = first
    later: list[TargetRow] = []
    for row in revisions:
        if row.approved_at is None:
            continue
        if year.last_due_at is None or row.approved_at < year.last_due_at:
            in_force = row
        else:
            later.append(row)
    return TargetInForce(
        value=in_force.value,
        version=in_force.version,
        ref=in_force.ref,
        first_value=first.value,
        is_revised=in_force is not first,
        later=tuple(later),
    )


def _is_known(row: TargetRow, as_of: datetime) -> bool:
    return row.approved_at is None or row.approved_at <= as_of
