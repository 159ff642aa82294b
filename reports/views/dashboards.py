"""Beranda and the matrix: where a plan stands, who is late, and every action at every period."""

from __future__ import annotations

import logging
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from actions.permissions import can_import_plan
from clusters.requests import PersonalRequest
from reports import summaries
from reports.charts import Chart, ChartError, draw
from reports.choice import Choice, choose
from reports.drawings import trend
from reports.front_page import home_figures

log = logging.getLogger(__name__)


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


@require_safe
def matrix(request: PersonalRequest) -> HttpResponse:
    """Actions × periods over the plan's years up to the chosen one."""
    choice = choose(request)
    if choice is None:
        return no_plan_yet(request)
    heat = summaries.heat_map(choice.data, choice.names)
    kept = {name: value for name, value in choice.address.items() if name not in {"plan", "year"}}
    return render(request, "reports/matrix.html", {**choice.context(), "heat": heat, "kept": kept})
