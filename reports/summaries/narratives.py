"""What organizations wrote about actions in the rounds of a year that count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from actions.models import NarrativeRound
from reports.figures import NarrativeFigures
from reports.summaries.names import Names
from reports.summaries.rows import YearData


def narratives_of(
    year: YearData, names: Names, *, actions: Iterable[int] | None = None
) -> dict[int, list[NarrativeFigures]]:
    """By action, in the order of periods: texts of the rounds in force; empty ones are left out. One query.

    actions: only of these, by id; of all without it.
    """
    in_force = {
        event: facts
        for reports in year.data.reports.values()
        for facts in reports.values()
        if (event := facts.history.round_in_force(year.data.reading)) is not None
    }
    rows = NarrativeRound.objects.filter(report__period__plan=year.plan.pk, report__period__year=year.year)
    if actions is not None:
        rows = rows.filter(action__in=list(actions))
    ordered = rows.order_by("report__period__number", "report__organization__code", "pk")
    found: dict[int, list[NarrativeFigures]] = defaultdict(list)
    for event, action, *texts in ordered.values_list("event_id", "action_id", *NarrativeRound.TEXT_FIELDS):
        facts = in_force.get(event)
        if facts is not None and any(text.strip() for text in texts):
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
