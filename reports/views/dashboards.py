"""Beranda and the matrix: where a plan stands, who is late, and every action at every period."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from actions.models import ReportingPeriod
from actions.permissions import can_import_plan
from clusters.requests import PersonalRequest
from ranpptppo.lib.formats import day_in_wib, days_left
from reports import summaries
from reports.charts import Chart, ChartError, draw
from reports.choice import Choice, choose
from reports.drawings import trend

log = logging.getLogger(__name__)

DEADLINES_SHOWN = 4
WEEK = timedelta(days=7)


def no_plan_yet(request: PersonalRequest) -> HttpResponse:
    """What every dashboard shows before the first plan."""
    return render(request, "reports/home_empty.html", {"can_import": can_import_plan(request.user)})


@require_safe
def home(request: PersonalRequest) -> HttpResponse:
    choice = choose(request)
    if choice is None:
        return no_plan_yet(request)
    figures = home_figures(choice)
    return render(request, "reports/home.html", {**choice.context(), **figures, "chart": _trend_chart(choice, figures)})


def _trend_chart(choice: Choice, figures: dict[str, Any]) -> Chart | None:
    """Kept with the year. The table says all that the picture shows: where none can be drawn, the page does without."""
    try:
        drawn: dict[str, Chart] = choice.figures.keep("trend chart", lambda: draw({"trend": trend(figures["trend"])}))
    except ChartError:
        log.exception("chart of Beranda")
        return None
    return drawn.get("trend")


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


@require_safe
def matrix(request: PersonalRequest) -> HttpResponse:
    """Actions × periods over the plan's years up to the chosen one."""
    choice = choose(request)
    if choice is None:
        return no_plan_yet(request)
    heat = summaries.heat_map(choice.data, choice.names)
    kept = {name: value for name, value in choice.address.items() if name not in {"plan", "year"}}
    return render(request, "reports/matrix.html", {**choice.context(), "heat": heat, "kept": kept})
