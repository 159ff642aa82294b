"""The local targets of what a region adopted, where no plan of it tells them: against them nothing can be reported."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from actions.calculation.rows import TargetRow, YearRow
from actions.calculation.targets import target_in_force
from actions.enums import AssignmentRole
from actions.models import Indicator, Target
from clusters.models import Region
from ranpptppo.lib.formats import day_in_wib
from reports.figures_chapters import LocalTarget
from reports.summaries.indicators import Revision, target_figures
from reports.summaries.names import Names
from reports.summaries.reading_rounds import e4

Versions = Mapping[int, list[TargetRow]]


def local_targets(
    region: Region, actions: Collection[int], names: Names, *, year: int, as_of: datetime
) -> dict[int, list[LocalTarget]]:
    """By action, each of its indicators in order with the region's own target of the year at the moment; two queries.

    There is no plan whose last due moment would stop a revision: each that was approved by then counts.
    """
    versions, revisions = _versions(region, actions, year)
    in_year = YearRow(year, (), frozenset(), None)
    found: dict[int, list[LocalTarget]] = defaultdict(list)
    columns = ("action_id", "pk", "text", "unit", "measure")
    indicators = Indicator.objects.filter(action__in=actions).order_by("position", "pk")
    for action, key, text, unit, measure in indicators.values_list(*columns):
        in_force = target_in_force(versions.get(key, ()), in_year, as_of)
        target = target_figures(in_force, revisions, names)
        found[action].append({"id": key, "text": text, "unit": unit, "measure": measure, "target": target})
    return found


def _versions(region: Region, actions: Collection[int], year: int) -> tuple[Versions, dict[int, Revision]]:
    """By indicator, all versions that bodies of the region hold; and of the later ones why and by whom."""
    held = {"assignment__role": AssignmentRole.ADOPTING, "assignment__organization__region": region}
    rows = Target.objects.filter(**held, year=year, indicator__action__in=actions).order_by("version", "pk")
    columns = ("version", e4("value"), "approved_at", "pk")
    found: dict[int, list[TargetRow]] = defaultdict(list)
    revisions: dict[int, Revision] = {}
    for indicator, reason, organization, *version in rows.values_list(
        "indicator_id", "reason", "approved_by__organization_id", *columns
    ):
        row = TargetRow(*version)
        found[indicator].append(row)
        if row.version > 1 and row.approved_at is not None and row.ref is not None:
            revisions[row.ref] = Revision(reason, organization, day_in_wib(row.approved_at).isoformat())
    return found, revisions
