"""Regions as a chapter of a report: task forces, regional plans and routes at its cut-off."""

from __future__ import annotations

from collections.abc import Sequence

from clusters.enums import RegionLevel
from clusters.models import Region
from reports.figures_chapters import (
    AreaChapter,
    CountsOfRegions,
    ProvinceFigures,
    RegionsChapter,
    RouteFigures,
    StateFigures,
)
from reports.summaries.places import (
    NO_TASK_FORCE,
    RegionRow,
    day_of,
    region_rows,
    second_level_totals,
    task_force_figures,
    totals_of,
)
from reports.summaries.registry import registry_of
from reports.summaries.rows import YearData


def regions_chapter(year: YearData) -> RegionsChapter:
    """As the page "Peta" tells of the year; at most 24 queries, whatever the number of regions."""
    day = day_of(year.year, year.data.as_of)
    regions = [region for region in registry_of(year.plan).regions if region.is_valid_on(day)]
    provinces = [region for region in regions if region.level == RegionLevel.PROVINCE]
    rows = region_rows(
        provinces, plan=year.plan, year=year.year, reading=year.data.reading, as_of=year.data.as_of, most_anew=None
    )
    totals, second = totals_of(rows), second_level_totals(regions, plan=year.plan, day=day)
    return {
        "day": day.isoformat(),
        "provinces": [_province(row) for row in rows],
        "provinces_total": {
            "regions": totals["regions"],
            "task_forces": totals["task_forces"],
            "no_task_force": sum(row["task_force"]["state"] == NO_TASK_FORCE for row in rows),
            "enacted": totals["enacted"],
            "with_plan": totals["with_plan"],
        },
        "regencies_total": _regencies(year, regions, CountsOfRegions(**second, no_task_force=0)),
        "reporting": totals["reporting"],
        "routes": _routes(year, regions),
    }


def area_chapter(year: YearData, region: Region) -> AreaChapter:
    """One region and, of a province, its regencies, as the page "Daerah" tells of them; at most 24 queries."""
    day = day_of(year.year, year.data.as_of)
    own = [
        row for row in registry_of(year.plan).regions if region.pk in {row.pk, row.parent_id} and row.is_valid_on(day)
    ]
    rows = region_rows(
        own, plan=year.plan, year=year.year, reading=year.data.reading, as_of=year.data.as_of, most_anew=None
    )
    return {"day": day.isoformat(), "regions": [_province(row) for row in rows], "routes": _routes(year, own)}


def _regencies(year: YearData, regions: Sequence[Region], counts: CountsOfRegions) -> CountsOfRegions:
    day, registry = day_of(year.year, year.data.as_of), registry_of(year.plan)
    found = (
        task_force_figures(registry.task_force_on(region.pk, day), day)
        for region in regions
        if region.level != RegionLevel.PROVINCE
    )
    return {**counts, "no_task_force": sum(row["state"] == NO_TASK_FORCE for row in found)}


def _province(row: RegionRow) -> ProvinceFigures:
    numbers = row["figures"]["numbers"] if row["figures"] is not None else None
    task_force, stage = row["task_force"], row["stage"]
    return {
        "code": row["code"],
        "name": row["name"],
        "task_force": _state(task_force["state"], task_force["label"], task_force["decree_number"]),
        "stage": _state(stage["state"], stage["label"], stage["instrument"]),
        "filing": row["filing_label"],
        "filed": None if numbers is None else numbers["completeness"]["filed"],
        "score": None if numbers is None else numbers["score"],
        "is_example": row["is_example"],
    }


def _state(state: str, label: str, document: str) -> StateFigures:
    return {"state": state, "label": label, "document": document}


def _routes(year: YearData, regions: Sequence[Region]) -> list[RouteFigures]:
    """In the order of codes."""
    roles = year.data.aim.roles
    order = ("source", "transit", "destination", "fisheries")
    return [
        {
            "code": region.code,
            "name": region.name,
            "province": region.parent.name if region.parent is not None else "",
            "roles": [role for role in order if role in roles[region.pk]],
        }
        for region in regions
        if roles.get(region.pk)
    ]
