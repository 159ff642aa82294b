"""Lensa: the plan by principle, sector and role of regions, and what nothing is planned for."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from clusters.requests import PersonalRequest
from reports import lenses, summaries
from reports.choice import Choice, choose
from reports.lenses import KINDS, Lens
from reports.views.dashboards import no_plan_yet

PER_PAGE = 50


@require_safe
def lens_list(request: PersonalRequest) -> HttpResponse:
    choice = choose(request)
    if choice is None:
        return no_plan_yet(request)
    kinds = [(kind, label, lenses.lens_rows(choice, kind)) for kind, label in KINDS.items()]
    context = {
        **choice.context(),
        "kinds": kinds,
        "empty": [row["lens"] for _, _, rows in kinds for row in rows if not row["numbers"]["actions"]],
        "gaps": lenses.region_gaps(choice, choice.figures),
    }
    return render(request, "reports/lens_list.html", context)


@require_safe
def lens_detail(request: PersonalRequest, kind: str, value: str) -> HttpResponse:
    lens = lenses.find_lens(kind, value)
    choice = choose(request, honours=lenses.honoured_beside(lens)) if lens is not None else None
    if lens is None or choice is None:
        raise Http404
    year = lenses.lens_year(choice, lens)
    lines = summaries.action_lines(year, choice.names)
    context = {
        **choice.context(),
        "lens": lens,
        "kind_label": KINDS[kind],
        "tabs": _tabs(choice, lens),
        "row": lenses.lens_row(choice, lens),
        "lens_query": lenses.lens_query(choice, lens),
        "organizations": [row for row in summaries.organization_figures(year, choice.names) if row["actions"]],
        "page": Paginator(lines, PER_PAGE).get_page(request.GET.get("page")),
        "gaps": lenses.region_gaps(choice, choice.figures, value) if kind == "role" else None,
    }
    return render(request, "reports/lens_detail.html", context)


def _tabs(choice: Choice, lens: Lens) -> list[dict[str, object]]:
    """The lenses of the same kind."""
    return [
        {
            "label": other.label,
            "url": reverse("lens-detail", args=[other.kind, other.value]) + choice.query,
            "is_current": other == lens,
            "count": None,
        }
        for other in lenses.LENSES
        if other.kind == lens.kind
    ]
