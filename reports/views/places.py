"""Daerah: which region has what, how far it is, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clusters.enums import RegionLevel
from clusters.models import Region
from clusters.requests import PersonalRequest
from ranpptppo.lib.formats import day_in_wib
from reports.choice import Choice, choose
from reports.newer_records import newer_count, task_forces_today
from reports.request_address import request_address
from reports.summaries import places
from reports.summaries.missing_words import missing_of
from reports.summaries.places import RegionRow
from reports.summaries.registry import registry_of
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
    provinces = provinces_of(regions)
    rows = {row["id"]: row for row in rows_of({*provinces, *page.object_list}, choice)}
    context = {
        **choice.context(),
        "page": page,
        "rows": [rows[region.pk] for region in page.object_list],
        "totals": places.totals_of(rows[region.pk] for region in provinces),
        "second": places.second_level_totals(regions, plan=choice.plan, day=day_of(choice)),
        "newer": newer_in(choice, [region.pk for region in regions]),
        "levels": LEVELS.items(),
        "chosen": {"q": request.GET.get("q", ""), "level": level, "province": request.GET.get("province", "")},
        "provinces": provinces,
        "carried": choice.address.items(),
        "day": day_of(choice),
    }
    return render(request, "reports/region_list.html", context)


@require_safe
def region_detail(request: PersonalRequest, code: str) -> HttpResponse:
    choice = choose(request, honours=())
    if choice is None:
        raise Http404
    registry, region, day = registry_of(choice.plan), find_region(request, choice, code), day_of(choice)
    row, regencies = rows_of([region], choice)[0], regencies_of(region, request, choice)
    adopted = places.adopted_by(region, choice.names, day)
    context = {
        **choice.context(),
        "region": region,
        "parent": region.parent if region.parent and region.parent.is_visible_to(request.user) else None,
        "row": row,
        "task_forces": registry.task_forces.get(region.pk, []),
        "stages": registry.stages.get(region.pk, []),
        "bodies": choice.names.all_of(registry.bodies.get(region.pk, [])),
        "aimed": places.actions_aimed_at(choice.figures, region, choice.names),
        "adopted": adopted,
        "missing": missing_in(row, regencies, choice, adopted=len(adopted)),
        "regencies": len(regencies),
        "request_url": request_address(request.user, choice.plan, choice.year, region=code),
        "state": task_forces_today(registry, [region.pk], day=day, today=day_in_wib(timezone.now()))[region.pk],
        "day": day,
    }
    return render(request, "reports/region_detail.html", context)


# --- rows ------------------------------------------------------------------------------------------------------------


def day_of(choice: Choice) -> date:
    return places.day_of(choice.year, choice.as_of)


def newer_in(choice: Choice, regions: Iterable[int]) -> int:
    """Of how many of them (by key) the registry says another thing today than on the page's day."""
    return newer_count(registry_of(choice.plan), regions, day=day_of(choice), today=day_in_wib(timezone.now()))


def visible_regions(request: PersonalRequest, choice: Choice) -> list[Region]:
    """Those of the day that the person may see, with their parents, in the order of codes."""
    day = day_of(choice)
    found = registry_of(choice.plan).regions
    return [region for region in found if region.is_valid_on(day) and region.is_visible_to(request.user)]


def find_region(request: PersonalRequest, choice: Choice, code: str) -> Region:
    """Of any day. Raises Http404."""
    for region in registry_of(choice.plan).regions:
        if region.code == code and region.is_visible_to(request.user):
            return region
    raise Http404


def regencies_of(province: Region, request: PersonalRequest, choice: Choice) -> list[Region]:
    own = [region for region in registry_of(choice.plan).regions if region.parent_id == province.pk]
    day = day_of(choice)
    return [region for region in own if region.is_valid_on(day) and region.is_visible_to(request.user)]


def missing_in(row: RegionRow, regencies: Sequence[Region], choice: Choice, *, adopted: int) -> list[str]:
    """What the region lacks on the day, in sentences."""
    day = day_of(choice)
    second = places.second_level_totals(regencies, plan=choice.plan, day=day)
    task_force = registry_of(choice.plan).task_force_on(row["id"], day)
    return missing_of(row, task_force, day=day, adopted=adopted, regencies=second)


def provinces_of(regions: Iterable[Region]) -> list[Region]:
    return [region for region in regions if region.level == RegionLevel.PROVINCE]


def rows_of(regions: Iterable[Region], choice: Choice) -> list[RegionRow]:
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


def narrowed_regions(regions: list[Region], request: PersonalRequest, choice: Choice, level: str) -> list[Region]:
    if level != "all":
        wants_provinces = level == RegionLevel.PROVINCE
        regions = [region for region in regions if (region.level == RegionLevel.PROVINCE) == wants_provinces]
    province = request.GET.get("province", "")
    if province:
        regions = [region for region in regions if province in _codes(region)]
    for word in request.GET.get("q", "").casefold().split()[:10]:
        regions = [region for region in regions if word in region.name.casefold() or region.code.startswith(word)]
    if choice.filters.role:
        roles = places.roles_of(choice.plan, choice.year)
        regions = [region for region in regions if choice.filters.role in roles.get(region.pk, ())]
    return regions


def _codes(region: Region) -> set[str]:
    """Its own and its province's."""
    return {region.code} if region.parent is None else {region.code, region.parent.code}
