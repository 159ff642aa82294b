"""What Beranda shows of a choice, as plain data: its screen, its workbook and the briefs take it from here."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from actions.models import ReportingPeriod
from ranpptppo.lib.formats import day_in_wib, days_left
from reports import summaries
from reports.choice import Choice

DEADLINES_SHOWN = 4
WEEK = timedelta(days=7)


def home_figures(choice: Choice) -> dict[str, Any]:
    """All that Beranda shows of a choice, as plain data; its export and its print show the same."""
    year, names = choice.figures, choice.names
    late = year.keep("late", lambda: {report.organization_id for report in summaries.missing_reports_of(year)})
    return {
        "national": summaries.national_figures(year),
        "clusters": summaries.cluster_summaries(year, names),
        "late_total": len(late),
        "pressing": summaries.pressing_rows(year, names),
        "changes": summaries.changes_between(choice.figures_on(day_in_wib(choice.as_of) - WEEK), year),
        "deadlines": next_deadlines(choice),
        "trend": summaries.trend(choice.data, choice.year),
        "budget": summaries.budget_chapter(year, names),
        "outside": sum(not action.is_in_plan for action in year.actions),
    }


def next_deadlines(choice: Choice) -> list[tuple[ReportingPeriod, str]]:
    """The next due moments with the days left, of the chosen plan and of the national ones."""
    plans = [plan.pk for plan in choice.plans if plan.region_id is None or plan.pk == choice.plan.pk]
    rows = ReportingPeriod.objects.filter(plan__in=plans, due_at__gte=choice.as_of).select_related("plan")
    today = day_in_wib(choice.as_of)
    return [(row, days_left(day_in_wib(row.due_at), today)) for row in rows.order_by("due_at", "pk")[:DEADLINES_SHOWN]]
