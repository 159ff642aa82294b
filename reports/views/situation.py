"""Situasi: published statistics, each series for itself with its source; nothing is added across agencies."""

from __future__ import annotations

import logging
from datetime import date
from typing import NamedTuple

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clusters.requests import PersonalRequest
from ranpptppo.lib.formats import day_in_wib
from reports import drawings, summaries
from reports.charts import Chart, ChartError, Drawing, draw
from reports.figures import NameFigures, StatisticFigures

CHART_WIDTH = 380
logger = logging.getLogger(__name__)


class Published(NamedTuple):
    """What the page shows. every: all series, of which ``shown`` fit the choice, by agency."""

    shown: list[StatisticFigures]
    every: list[StatisticFigures]
    names: summaries.Names
    agency: str
    first: int | None
    last: int | None


@require_safe
def situation(request: PersonalRequest) -> HttpResponse:
    """Narrowed by ``agency`` (a code) and by years (``from``, ``to``); the order is that of the agencies."""
    found = published(request, day_in_wib(timezone.now()))
    context = {
        "series": [
            {"figures": one, "chart": chart} for one, chart in zip(found.shown, _charts(found.shown), strict=True)
        ],
        "agencies": _agencies(found.every),
        "years": _years(found.every),
        "chosen": {"agency": found.agency, "first": found.first, "last": found.last},
    }
    return render(request, "reports/situation.html", context)


def published(request: PersonalRequest, day: date) -> Published:
    """With the names of agencies as of ``day``. Raises Http404."""
    names = summaries.Names(day)
    agency, first, last = request.GET.get("agency", ""), _year(request, "from"), _year(request, "to")
    every = summaries.statistics_figures(names)
    within = every if first is last is None else summaries.statistics_figures(names, from_year=first, to_year=last)
    shown = [series for series in within if agency in {"", series["organization"]["code"]}]
    shown.sort(key=lambda series: (series["organization"]["short_name"].casefold(), series["title"]))
    return Published(shown, every, names, agency, first, last)


def _year(request: PersonalRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    if text and (not text.isdecimal() or len(text) > 4):
        raise Http404
    return int(text) if text else None


def _agencies(series: list[StatisticFigures]) -> list[NameFigures]:
    found = {one["organization"]["code"]: one["organization"] for one in series}
    return sorted(found.values(), key=lambda name: (name["short_name"].casefold(), name["code"]))


def _years(series: list[StatisticFigures]) -> list[int]:
    return sorted({row["year"] for one in series for row in one["rows"]})


def _charts(series: list[StatisticFigures]) -> list[Chart | None]:
    """The table of a series says all that its chart shows: where none can be drawn, the page does without."""
    wanted: dict[str, Drawing | None] = {
        str(place): drawings.statistic(one, width=CHART_WIDTH) for place, one in enumerate(series)
    }
    try:
        drawn = draw(wanted)
    except ChartError:
        logger.exception("charts of the page Situasi")
        drawn = {}
    return [drawn.get(str(place)) for place in range(len(series))]
