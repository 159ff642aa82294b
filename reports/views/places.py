"""Daerah and Peta: which region has what, how far it is, and what is missing."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from clusters.enums import RegionLevel
from clusters.models import Region
from clusters.models.region import RegionQuerySet
from clusters.requests import PersonalRequest
from reports import shades
from reports.cartogram import cartogram
from reports.choice import Choice, choose
from reports.summaries import places
from reports.summaries.places import RegionRow
from reports.views.dashboards import no_plan_yet

PER_PAGE = 50
LEVELS = {"province": "Provinsi", "regency": "Kabupaten dan kota", "all": "Semua"}


@require_safe
def region_list(request: PersonalRequest) -> HttpResponse:
    """Narrowed by ``level``, ``province`` (a code), ``q`` and the role of the filters."""
    choice = choose(request, honours=(), offers=("role",))
    if choice is None:
        return no_plan_yet(request)
    regions = visible_regions(request, choice)
    level = level_of(request)
    page = Paginator(narrowed_regions(regions, request, choice, level), PER_PAGE).get_page(request.GET.get("page"))
    provinces = list(regions.provinces().order_by("code"))
    rows = {row["id"]: row for row in rows_of({*provinces, *page.object_list}, choice)}
    context = {
        **choice.context(),
        "page": page,
        "rows": [rows[region.pk] for region in page.object_list],
        "totals": places.totals_of(rows[region.pk] for region in provinces),
        "levels": LEVELS.items(),
        "chosen": {"q": request.GET.get("q", ""), "level": level, "province": request.GET.get("province", "")},
        "provinces": provinces,
        "carried": choice.address.items(),
        "day": places.day_of(choice.year, choice.as_of),
    }
    return render(request, "reports/region_list.html", context)


@require_safe
def region_detail(request: PersonalRequest, code: str) -> HttpResponse:
    visible = Region.objects.visible_to(request.user).select_related("parent")
    region = get_object_or_404(visible, code=code)
    choice = choose(request, honours=())
    if choice is None:
        raise Http404
    day = places.day_of(choice.year, choice.as_of)
    context = {
        **choice.context(),
        "region": region,
        "row": rows_of([region], choice)[0],
        "task_forces": region.task_forces.latest_first(),
        "stages": region.plan_stages.latest_first(),
        "bodies": [choice.names.of(key) for key in places.bodies_of(region)],
        "aimed": places.actions_aimed_at(choice.figures, region, choice.names),
        "adopted": places.adopted_by(region, choice.names, day),
        "regencies": visible.filter(parent=region).valid_on(day).count(),
        "day": day,
    }
    return render(request, "reports/region_detail.html", context)


@require_safe
def cartogram_page(request: PersonalRequest) -> HttpResponse:
    """Provinces by one subject (``by``), as a map and as a table (``sort``: name, code or value, "-" the other way)."""
    choice = choose(request, honours=())
    if choice is None:
        return no_plan_yet(request)
    subject, sort = request.GET.get("by", "rad"), request.GET.get("sort", "code")
    if subject not in shades.SUBJECTS or sort.removeprefix("-") not in SORTS:
        raise Http404
    rows = rows_of(visible_regions(request, choice).provinces().order_by("code"), choice)
    context = {
        **choice.context(),
        "subject": subject,
        "subject_label": shades.SUBJECTS[subject],
        "tabs": _tabs(choice, subject),
        "columns": _columns(choice, subject, sort),
        "rows": map_rows(rows, subject, sort),
        "legend": _legend(rows, subject),
        "map": cartogram(rows, subject),
        "totals": places.totals_of(rows),
        "has_examples": any(row["is_example"] for row in rows),
        "day": places.day_of(choice.year, choice.as_of),
    }
    context["kept_filters"] = [*context["kept_filters"], ("by", subject)]
    return render(request, "reports/map.html", context)


# --- rows ------------------------------------------------------------------------------------------------------------


def visible_regions(request: PersonalRequest, choice: Choice) -> RegionQuerySet:
    day = places.day_of(choice.year, choice.as_of)
    return Region.objects.visible_to(request.user).valid_on(day).select_related("parent")


def rows_of(regions: Any, choice: Choice) -> list[RegionRow]:
    return places.region_rows(
        list(regions), plan=choice.plan, year=choice.year, reading=choice.reading, as_of=choice.as_of
    )


def level_of(request: PersonalRequest) -> str:
    """Provinces first for who sees all of them; a region sees itself and what lies within."""
    level = request.GET.get("level", "")
    if level in LEVELS:
        return level
    is_wide = bool(request.GET.get("province") or request.GET.get("q")) or request.user.organization.region_id
    return "all" if is_wide else "province"


def narrowed_regions(regions: RegionQuerySet, request: PersonalRequest, choice: Choice, level: str) -> RegionQuerySet:
    if level != "all":
        regions = regions.provinces() if level == RegionLevel.PROVINCE else regions.regencies()
    province = request.GET.get("province", "")
    if province:
        regions = regions.filter(Q(code=province) | Q(parent__code=province))
    for word in request.GET.get("q", "").replace("\0", "").split()[:10]:
        regions = regions.filter(Q(name__icontains=word) | Q(code__startswith=word))
    if choice.filters.role:
        having = [
            key for key, roles in places.roles_of(choice.plan, choice.year).items() if choice.filters.role in roles
        ]
        regions = regions.filter(pk__in=having)
    return regions.order_by("code")


# --- the map ---------------------------------------------------------------------------------------------------------


class MapRow(NamedTuple):
    row: RegionRow
    shade: shades.Shade
    amount: str


class Column(NamedTuple):
    """direction: of aria-sort, "" for a column that does not sort now. query: sorts by it, or the other way."""

    label: str
    query: str
    direction: str


SORTS = {"code": "Kode", "name": "Provinsi", "value": ""}


def map_rows(rows: list[RegionRow], subject: str, sort: str) -> list[MapRow]:
    """What the map shows, as a table."""
    name = sort.removeprefix("-")
    ordered = sorted(rows, key=lambda row: row["code"])
    if name == "name":
        ordered.sort(key=lambda row: row["name"])
    elif name == "value":
        ordered.sort(key=lambda row: shades.rank_of(subject, row))
    if sort.startswith("-"):
        ordered.reverse()
    return [MapRow(row, shades.shade_of(subject, row), shades.amount_of(subject, row)) for row in ordered]


def _tabs(choice: Choice, subject: str) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "url": f"?{urlencode({**choice.address, 'by': key})}",
            "is_current": key == subject,
            "count": None,
        }
        for key, label in shades.SUBJECTS.items()
    ]


def _columns(choice: Choice, subject: str, sort: str) -> dict[str, Column]:
    now, is_down = sort.removeprefix("-"), sort.startswith("-")
    found = {}
    for name, label in SORTS.items():
        wanted = f"-{name}" if name == now and not is_down else name
        direction = ("descending" if is_down else "ascending") if name == now else ""
        query = urlencode({**choice.address, "by": subject, "sort": wanted})
        found[name] = Column(label or shades.SUBJECTS[subject], f"?{query}", direction)
    return found


def _legend(rows: list[RegionRow], subject: str) -> list[tuple[shades.Shade, int]]:
    """Each state with the number of provinces in it; those that no province is in are left out."""
    found = [shades.shade_of(subject, row).key for row in rows]
    return [(shade, found.count(key)) for key, shade in shades.LEGENDS[subject].items() if key in found]
