"""Perbandingan: two years, two organizations or two plans side by side."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clusters.requests import PersonalRequest
from reports.comparing import Kind, Pair, Side, cautions_of, misses, pair_of
from reports.filters import LABELS, chips
from reports.summaries import comparing
from reports.views.dashboards import no_plan_yet

PER_PAGE = 20  # each with a table of its indicators


@require_safe
def comparison(request: PersonalRequest) -> HttpResponse:
    pair = pair_of(request)
    if pair is None:
        return no_plan_yet(request)
    context = {**pair.base.context(), "pair": pair, "tabs": _tabs(pair), "misses": misses(pair, request), **_form(pair)}
    if pair.sides is not None:
        context |= {"cautions": cautions_of(pair.sides), **compared(pair.sides), **_actions(request, pair, pair.sides)}
    return render(request, "reports/comparison.html", context)


def compared(sides: tuple[Side, Side]) -> dict[str, Any]:
    """What both sides say of the whole and of each cluster."""
    left, right = sides
    names = left.choice.names, right.choice.names
    return {
        "left": left,
        "right": right,
        "measures": comparing.compared_measures(left.numbers, right.numbers),
        "clusters": comparing.compared_clusters(left.year, right.year, names),
        "one_side": comparing.on_one_side(left.year, right.year),
    }


def _actions(request: PersonalRequest, pair: Pair, sides: tuple[Side, Side]) -> dict[str, Any]:
    """The actions of both sides, a page at a time with their indicators; two plans have none in common."""
    if not pair.shares_actions:
        return {"page": None}
    left, right = sides
    rows = comparing.compared_actions(left.year, right.year)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    names = right.choice.names
    return {
        "page": page,
        "rows": [(row, comparing.compared_indicators(left.year, right.year, row.facts.id, names)) for row in page],
    }


def _tabs(pair: Pair) -> list[dict[str, Any]]:
    """The three kinds; the plan, the reading and the filters go along."""
    kept = dict(pair.base.address)
    plain = {name: value for name, value in kept.items() if name not in {"plan", "year"}}
    return [
        {
            "label": kind.label,
            "url": f"?{urlencode({'kind': kind.value, **(plain if kind == Kind.PLANS else kept)})}",
            "is_current": kind == pair.kind,
            "count": None,
        }
        for kind in Kind
    ]


def _form(pair: Pair) -> dict[str, Any]:
    """What the form of the sides needs: the years of both plans, and chips that keep the sides."""
    base = pair.base
    fields = base.context()["filter_fields"]
    left, right = pair.address.get("left", ""), pair.address.get("right", "")
    bare = {name: value for name, value in pair.address.items() if name not in LABELS}
    years = {year for side in pair.sides or () for year in side.choice.plan.years}
    return {
        "selects": [("left", "Sisi kiri", left), ("right", "Sisi kanan", right)],
        "all_years": sorted(years, reverse=True),
        "filter_chips": chips(fields, pair.address),
        "unfiltered": f"?{urlencode(bare)}",
    }
