"""What a plan did not reach as it was set: targets revised on the way, and actions that were never done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from actions.calculation.scores import no_counts
from actions.enums import Status
from ranpptppo.lib.formats import day_in_wib
from reports.figures import StatusCounts
from reports.figures_five_year import NeverDone, ObstacleText, RevisedTarget
from reports.summaries.indicators import Details, exact
from reports.summaries.names import Names, leads_of
from reports.summaries.narratives import narratives_of
from reports.summaries.rows import ActionFacts, IndicatorFacts, YearData
from reports.summaries.scores import status_counts

YearNames = Mapping[int, Names]
OWING = (Status.UNREPORTED, Status.NO_DATA, Status.AWAITING)


def revised_targets(years: Sequence[YearData], details: Details, names: YearNames) -> list[RevisedTarget]:
    """Every revision approved at the cut-off, counted or too late for its year; in printed order, then by year."""
    return [
        row
        for action in years[-1].counting_actions
        for indicator in years[-1].data.indicators.get(action.id, ())
        for year in years
        for row in _revisions_of(year, action, indicator, details, names[year.year])
    ]


def _revisions_of(
    year: YearData, action: ActionFacts, indicator: IndicatorFacts, details: Details, names: Names
) -> Iterator[RevisedTarget]:
    """Oldest first."""
    target = year.figures[indicator.id].target
    if target is None:
        return
    late = {row.version for row in target.later}
    versions = sorted(year.data.targets[indicator.id, year.year], key=lambda row: row.version)
    for row in versions[1:]:
        if row.approved_at is not None and row.approved_at <= year.data.as_of:
            revision = details.revisions.get(row.ref or 0)
            approver = revision.organization_id if revision is not None else None
            yield {
                "cluster_number": action.cluster.number,
                "number": action.number,
                "indicator": indicator.text,
                "unit": indicator.unit,
                "measure": indicator.row.measure,
                "year": year.year,
                "first_value": exact(target.first_value),
                "value": exact(row.value),
                "reason": revision.reason if revision is not None else "",
                "approved_by": names.of(approver)["short_name"] if approver is not None else "",
                "approved_on": day_in_wib(row.approved_at).isoformat(),
                "is_counted": row.version not in late,
            }


# --- never done ----------------------------------------------------------------------------------------------------


def never_done(years: Sequence[YearData], names: YearNames) -> list[NeverDone]:
    """Actions of the plan that were due and have no value that counts in any year, in printed order.

    An action is left out that has any value (a 0 is one), whose indicators were all not applicable, or that is not due
    yet. One query a year, for the obstacles.
    """
    found = {action.id: counts for action in years[-1].counting_actions if (counts := _owed(years, action)) is not None}
    obstacles = _obstacles(years, names, list(found))
    last = years[-1]
    return [
        {
            "cluster_number": action.cluster.number,
            "cluster_name": action.cluster.name,
            "number": action.number,
            "title": action.title,
            "leads": names[last.year].all_of(leads_of(last, action.id)),
            "counts": found[action.id],
            "obstacles": obstacles.get(action.id, []),
        }
        for action in last.counting_actions
        if action.id in found
    ]


def _owed(years: Sequence[YearData], action: ActionFacts) -> StatusCounts | None:
    """The statuses of its indicators in the years in which they are expected; None where the action has a value."""
    counts = no_counts()
    for year in years:
        for indicator in year.data.indicators.get(action.id, ()):
            figure = year.figures[indicator.id]
            if figure.actual.state == "value":
                return None
            if indicator.id in year.expected:
                counts[figure.status] += 1
    return status_counts(counts) if any(counts[status] for status in OWING) else None


def _obstacles(years: Sequence[YearData], names: YearNames, actions: list[int]) -> dict[int, list[ObstacleText]]:
    """By action: the obstacles that were reported, the oldest first."""
    found: dict[int, list[ObstacleText]] = {}
    for year in years if actions else ():
        for action, narratives in narratives_of(year, names[year.year], actions=actions).items():
            found.setdefault(action, []).extend(
                {"organization": row["organization"], "period": row["period"], "text": row["obstacle"]}
                for row in narratives
                if row["obstacle"]
            )
    return found
