"""A region adopts national actions with targets of its own, revises such a target, and ends an adoption."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from actions.adoption import Adoption, LocalTargets, prepare_adoption
from actions.enums import AssignmentRole
from actions.models import Action, Assignment, Measurement, Target
from actions.services.telling import tell_about_adoption, tell_about_end_of_adoption, tell_about_local_targets
from clusters.models import Organization, Plan, Region, User
from ranpptppo.lib.formats import date_long

BATCH = 1000


class AdoptionOutdated(Exception):
    """It would now do something else than what the person was shown; nothing was written."""

    def __init__(self, adoption: Adoption) -> None:
        self.adoption = adoption
        super().__init__("Keadaan berubah sejak diperiksa. Periksa kembali, lalu adopsi.")


class LocalTargetsOutdated(Exception):
    """Somebody else changed some of them since the person was shown them; nothing was written."""

    def __init__(self, changed: Mapping[tuple[int, int], Target]) -> None:
        self.changed = changed
        super().__init__("Sebagian target diubah orang lain sejak halaman ini dibuka.")


class AdoptionNotEnded(Exception):
    """The adoption has ended before, or would end before it began."""


@transaction.atomic
def adopt(
    *,
    actions: Sequence[Action],
    regions: Sequence[Region],
    targets: LocalTargets,
    on: date,
    by: User,
    basis: str = "",
    seen: str | None = None,
    at: datetime | None = None,
) -> Adoption:
    """Each region takes up the actions from that day, as far as it can and has not yet (``prepare_adoption``).

    A fixed number of statements for any number of rows, but for batches. Who adopted an action before goes on with the
    line of that adoption. ``seen``: the fingerprint of what the person was shown. Raises :class:`AdoptionOutdated`.
    """
    at = at or timezone.now()
    bodies = Organization.objects.filter(region__in=regions).order_by("pk")
    list(bodies.select_for_update(no_key=True).values_list("pk"))  # two at once take turns
    adoption = prepare_adoption(actions=actions, regions=regions, targets=targets, on=on)
    if seen is not None and seen != adoption.fingerprint:
        raise AdoptionOutdated(adoption)
    lines = _earlier_lines(adoption)
    made = bulk_create_with_history(
        [
            Assignment(
                action_id=action,
                organization=one.body,
                role=AssignmentRole.ADOPTING,
                is_reporter=True,
                line_id=lines.get((one.region.pk, action)),
                starts_on=on,
                basis=basis,
                recorded_at=at,
            )
            for one in adoption.taking
            for action in one.actions
        ],
        Assignment,
        batch_size=BATCH,
        default_user=by,
        default_date=at,
    )
    _create_targets(adoption, made, by=by, at=at)
    tell_about_adoption(adoption, actions, by=by, at=at)
    Plan.objects.filter(region__in=[one.region.pk for one in adoption.taking]).touch()
    return adoption


def _earlier_lines(adoption: Adoption) -> dict[tuple[int, int], int]:
    """(region, action) → the first assignment of the line in which the region adopted it before; one query."""
    regions = [one.region.pk for one in adoption.taking]
    actions = {action for one in adoption.taking for action in one.actions}
    rows = Assignment.objects.filter(
        role=AssignmentRole.ADOPTING, organization__region__in=regions, action__in=actions
    ).order_by("starts_on", "pk")
    columns = rows.values_list("organization__region_id", "action_id", "line_id", "pk")
    return {(region, action): line or key for region, action, line, key in columns}


def _create_targets(adoption: Adoption, made: Sequence[Assignment], *, by: User, at: datetime) -> None:
    """The first versions; on a line from before the next ones, which take away what is left blank."""
    holder_of = {(row.organization_id, row.action_id): row.line_id_or_own for row in made}
    newest = _newest_of({row.line_id for row in made if row.line_id is not None})
    reason = f"Diadopsi kembali mulai {date_long(adoption.on)}"
    rows = []
    for one in adoption.taking:
        holders = {action: holder_of[one.body.pk, action] for action in one.actions if one.body is not None}
        wanted: dict[tuple[int, int, int], Decimal | None] = {
            key: None for key in newest if key[0] in holders.values() and key[2] in one.years
        }
        wanted |= {
            (holders[adoption.action_of[indicator]], indicator, year): value
            for indicator, year, value in adoption.targets_of(one)
        }
        rows += [
            _next_version(key, value, newest.get(key), reason=reason, by=by, at=at) for key, value in wanted.items()
        ]
    Target.objects.bulk_create((row for row in rows if row is not None), batch_size=BATCH)


def _newest_of(lines: Collection[int]) -> dict[tuple[int, int, int], Target]:
    """(line, indicator, year) → the newest version; one query."""
    rows = Target.objects.filter(assignment__in=lines).order_by("version", "pk")
    return {(row.assignment_id, row.indicator_id, row.year): row for row in rows if row.assignment_id is not None}


def _next_version(
    key: tuple[int, int, int], value: Decimal | None, last: Target | None, *, reason: str, by: User, at: datetime
) -> Target | None:
    """Of (line, indicator, year), unsaved; None where nothing changes."""
    if value == (last.value if last else None):
        return None
    line, indicator, year = key
    return Target(
        indicator_id=indicator,
        assignment_id=line,
        year=year,
        version=last.version + 1 if last else 1,
        value=value,
        reason=reason if last else "",
        approved_by=by,
        approved_at=at,
    )


@transaction.atomic
def revise_local_targets(
    *,
    adopted: Assignment,
    values: Mapping[tuple[int, int], Decimal | None],
    reason: str,
    by: User,
    seen: Mapping[tuple[int, int], int] | None = None,
    at: datetime | None = None,
) -> list[Target]:
    """The next version of each local target that differs from the one there is; None takes a target away.

    Against the first assignment of the line, which its successive bodies share. ``seen``: the versions that the person
    was shown. Raises :class:`LocalTargetsOutdated`.
    """
    at = at or timezone.now()
    Assignment.objects.select_for_update(of=("self",)).get(pk=adopted.line_id_or_own)
    newest = local_targets(adopted)
    if seen is not None:
        changed = {key: row for key, row in newest.items() if key in values and row.version != seen.get(key, 0)}
        if changed:
            raise LocalTargetsOutdated(changed)
    line = adopted.line_id_or_own
    rows = [
        _next_version((line, *key), value, newest.get(key), reason=reason, by=by, at=at)
        for key, value in values.items()
    ]
    made = Target.objects.bulk_create(row for row in rows if row is not None)
    if made:
        tell_about_local_targets(adopted, len(made), reason=reason, by=by, at=at)
    Plan.objects.filter(region__organizations=adopted.organization_id).touch()
    return made


def local_targets(adopted: Assignment) -> dict[tuple[int, int], Target]:
    """(indicator, year) → the newest version; one query."""
    return {key: versions[-1] for key, versions in local_versions(adopted).items()}


def local_versions(adopted: Assignment) -> dict[tuple[int, int], list[Target]]:
    """(indicator, year) → its versions, the first one first; one query."""
    found: dict[tuple[int, int], list[Target]] = defaultdict(list)
    versions = Target.objects.filter(assignment=adopted.line_id_or_own).select_related("approved_by")
    for target in versions.order_by("year", "version", "pk"):
        found[target.indicator_id, target.year].append(target)
    return found


@transaction.atomic
def end_adoption(*, adopted: Assignment, on: date, by: User, at: datetime | None = None) -> None:
    """``on`` is its last day; what was reported stays. Raises :class:`AdoptionNotEnded`."""
    locked = Assignment.objects.select_for_update(of=("self",)).get(pk=adopted.pk)
    if locked.ends_on is not None:
        raise AdoptionNotEnded(f"Adopsi ini sudah berakhir pada {date_long(locked.ends_on)}.")
    if on < locked.starts_on:
        raise AdoptionNotEnded(f"Hari terakhir paling awal {date_long(locked.starts_on)}, hari adopsi dimulai.")
    filed = _filed_until(locked)
    if filed is not None and on < filed:
        raise AdoptionNotEnded(
            f"Hari terakhir paling awal {date_long(filed)}: yang sudah dilaporkan untuk periode sampai hari itu tetap dihitung."
        )
    at = at or timezone.now()
    locked.end(on=on, at=at, by=by)
    tell_about_end_of_adoption(adopted, on=on, by=by, at=at)
    Plan.objects.filter(region__organizations=adopted.organization_id).touch()


def _filed_until(adopted: Assignment) -> date | None:
    """The last day of the latest period for which the body has ever submitted something about the action."""
    filed = Measurement.objects.filter(
        indicator__action=adopted.action_id,
        report__organization=adopted.organization_id,
        report__submitted_at__isnull=False,
    )
    last: date | None = filed.aggregate(last=Max("report__period__ends_on"))["last"]
    return last
