"""Anggaran: allocated and realized, absorption against achievement, and where a budget or a report is missing."""

from __future__ import annotations

import logging
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from clusters.requests import PersonalRequest
from reports import summaries
from reports.charts import Chart, ChartError, draw
from reports.choice import Choice, choose
from reports.scatter import spending_scatter
from reports.summaries import absorption
from reports.summaries.absorption import SpendingPoint
from reports.views.dashboards import no_plan_yet

PER_PAGE = 50
SHOWN = ("sums", "points", "without", "unreported")
logger = logging.getLogger(__name__)


@require_safe
def budget_dashboard(request: PersonalRequest) -> HttpResponse:
    """``show``: sums, points, actions without budget or lines without a report; ``by=organization``: other points."""
    choice = choose(request)
    if choice is None:
        return no_plan_yet(request)
    shown = shown_of(request)
    by_organization = request.GET.get("by") == "organization"
    rows = _rows(choice, by_organization=by_organization)
    context = {
        **choice.context(),
        "shown": shown,
        "by_organization": by_organization,
        "budget": summaries.budget_chapter(choice.figures, choice.names),
        "trend": summaries.trend(choice.data, choice.year),
        "tabs": _tabs(choice, rows, shown),
        "page": Paginator(rows.get(shown, []), PER_PAGE).get_page(request.GET.get("page")),
        **(_picture(choice, rows["points"], by_organization=by_organization) if shown == "points" else {}),
    }
    return render(request, "reports/budget_dashboard.html", context)


def shown_of(request: PersonalRequest) -> str:
    """The open one of the lists."""
    shown = request.GET.get("show", "")
    return shown if shown in SHOWN else SHOWN[0]


def _rows(choice: Choice, *, by_organization: bool) -> dict[str, list[Any]]:
    """The rows of each list of the page, whole: for a file as well."""
    year, names = choice.figures, choice.names
    points = absorption.points_of_organizations if by_organization else absorption.points_of_actions
    return {
        "points": points(year, names),
        "without": absorption.actions_without_budget(year, names),
        "unreported": absorption.unreported_lines(year, names),
    }


def _picture(choice: Choice, points: list[SpendingPoint], *, by_organization: bool) -> dict[str, Any]:
    border = choice.data.thresholds.attention
    subject = "instansi" if by_organization else "aksi"
    return {
        "chart": _chart(points, border, subject),
        "counts": absorption.quadrant_counts(points),
        "quadrants": absorption.QUADRANTS,
        "border": border,
        "subject": subject,
    }


def _chart(points: list[SpendingPoint], border: int, subject: str) -> Chart | None:
    """The table says all that the picture shows: where none can be drawn, the page does without."""
    try:
        return draw({"scatter": spending_scatter(points, border, subject)}).get("scatter")
    except ChartError:
        logger.exception("chart of the page Anggaran")
        return None


def _tabs(choice: Choice, rows: dict[str, list[Any]], shown: str) -> list[dict[str, Any]]:
    labels = {
        "sums": "Pagu dan realisasi",
        "points": "Serapan dan capaian",
        "without": "Aksi tanpa anggaran",
        "unreported": "Baris belum dilaporkan",
    }
    return [
        {
            "label": label,
            "url": f"{reverse('budget-dashboard')}{choice.query}&show={key}",
            "is_current": key == shown,
            "count": len(rows[key]) if key in {"without", "unreported"} else None,
        }
        for key, label in labels.items()
    ]
