"""What organizations wrote about actions in the rounds of a year that count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from actions.models import NarrativeRound
from reports.figures import NarrativeFigures
from reports.summaries.names import Names
from reports.summaries.rows import ReportFacts, YearData


def narratives_of(
    year: YearData, names: Names, *, actions: Iterable[int] | None = None
) -> dict[int, list[NarrativeFigures]]:
    """By action, in the order of periods: texts of the rounds in force; empty ones are left out. One query.

    actions: only of these, by id; of all without it.
    """
    wanted = None if actions is None else set(actions)
    in_force = _in_force(year, wanted)
    rows = NarrativeRound.objects.filter(event__in=list(in_force))
    if wanted is not None:
        rows = rows.filter(action__in=list(wanted))
    found: dict[int, list[NarrativeFigures]] = defaultdict(list)
    written = sorted(
        rows.values_list("event_id", "action_id", *NarrativeRound.TEXT_FIELDS),
        key=lambda row: (
            in_force[row[0]].period.row.number,
            names.of(in_force[row[0]].organization_id)["code"],
            row[0],
        ),
    )
    for event, action, *texts in written:
        facts = in_force[event]
        if any(text.strip() for text in texts):
            achievement, good_practice, obstacle, follow_up = (text.strip() for text in texts)
            found[action].append(
                {
                    "organization": names.of(facts.organization_id),
                    "period": facts.period.label,
                    "achievement": achievement,
                    "good_practice": good_practice,
                    "obstacle": obstacle,
                    "follow_up": follow_up,
                }
            )
    return found


def _in_force(year: YearData, actions: set[int] | None) -> dict[int, ReportFacts]:
    """The event whose round counts -> its report, of the year and of the clusters of ``actions``."""
    clusters = {action.cluster.id for action in year.actions if actions is None or action.id in actions}
    return {
        event: facts
        for cluster in clusters
        for facts in year.data.reports.get(cluster, {}).values()
        if facts.period.row.year == year.year and (event := facts.history.round_in_force(year.data.reading)) is not None
    }
