"""What the edition of a region says of the region itself: its facts, and its own plan as the calculation has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from clusters.models import Plan, Region
from reports.figures import ActionFigures
from reports.figures_chapters import AdoptedFigures, FactGroup, OwnPlanFigures, OwnRegion
from reports.summaries.computing import year_of
from reports.summaries.filing import missing_reports, not_reported_rows
from reports.summaries.heading import is_over, plan_figures
from reports.summaries.indicators import load_details
from reports.summaries.local_targets import local_targets
from reports.summaries.missing_words import missing_of
from reports.summaries.names import Names
from reports.summaries.narratives import narratives_of
from reports.summaries.places import RegionRow, adopted_by, day_of, region_rows, second_level_totals
from reports.summaries.reading import load_plan
from reports.summaries.region_facts import facts_of_region
from reports.summaries.registry import Registry, registry_of
from reports.summaries.rows import YearData
from reports.summaries.scores import cluster_figures, national_figures, outside_plan
from reports.summaries.sources import budget_lines, sources_of
from reports.summaries.spending import budget_chapter


def own_region(year: YearData, region: Region, names: Names) -> OwnRegion:
    """At the cut-off and in the reading of ``year``, a year of the national plan; 57 queries at most.

    The region's plan is the one that its page shows: of two that cover the year, the one that began last.
    """
    day, registry = day_of(year.year, year.data.as_of), registry_of(year.plan)
    (row,) = region_rows(
        [region], plan=year.plan, year=year.year, reading=year.data.reading, as_of=year.data.as_of, most_anew=None
    )
    regencies = [one for one in registry.regions if one.parent_id == region.pk and one.is_valid_on(day)]
    adopted = _adopted(region, names, day, year.data.as_of)
    plan = _own_plan(row["figures"]["plan_id"], year, names, adopted) if row["figures"] else None
    if plan is None:
        targets = local_targets(
            region, [one["action"] for one in adopted], names, year=year.year, as_of=year.data.as_of
        )
        for one in adopted:
            one["indicators"] = targets.get(one["action"], [])
    groups = facts_of_region(row, region, regencies, registry=registry, names=names, day=day)
    return {
        "day": day.isoformat(),
        "facts": [_group(title, pairs) for title, pairs in groups],
        "missing": _missing(row, regencies, registry, year, day, len(adopted)),
        "adopted": adopted,
        "plan": plan,
    }


def _group(title: str, pairs: Sequence[tuple[str, str]]) -> FactGroup:
    return {"title": title, "rows": [{"label": label, "text": text} for label, text in pairs]}


def _missing(
    row: RegionRow, regencies: Sequence[Region], registry: Registry, year: YearData, day: date, adopted: int
) -> list[str]:
    second = second_level_totals(regencies, plan=year.plan, day=day)
    return missing_of(row, registry.task_force_on(row["id"], day), day=day, adopted=adopted, regencies=second)


def _adopted(region: Region, names: Names, day: date, as_of: datetime) -> list[AdoptedFigures]:
    """Each action once, whichever bodies of the region adopted it, since the first of them did."""
    found: dict[int, AdoptedFigures] = {}
    for one in adopted_by(region, names, day, recorded_until=as_of):
        known = found.setdefault(
            one["id"],
            {
                "action": one["id"],
                "number": one["number"],
                "title": one["title"],
                "plan": one["plan"],
                "organizations": [],
                "since": one["since"],
            },
        )
        known["organizations"].append(one["organization"])
        known["since"] = min(known["since"], one["since"])
    return list(found.values())


def _own_plan(key: int, national: YearData, names: Names, adopted: Sequence[AdoptedFigures]) -> OwnPlanFigures:
    plan = Plan.objects.get(pk=key)
    data = load_plan(plan, (national.year,), reading=national.data.reading, as_of=national.data.as_of)
    year = year_of(data, national.year)
    details = load_details(year, names, narratives=narratives_of(year, names))
    details = replace(details, sources=sources_of(year, names))
    adopters = {one["action"]: one for one in adopted}
    clusters = cluster_figures(year, details)
    for cluster in clusters:
        cluster["actions"] = [_held(action, adopters) for action in cluster["actions"]]
    return {
        "plan": plan_figures(plan),
        "period_labels": [period.label for period in data.periods_of(year.year)],
        "national": national_figures(year),
        "clusters": clusters,
        "outside_plan": [_held(action, adopters) for action in outside_plan(year, details)],
        "budget": {**budget_chapter(year, names), "by_line": budget_lines(year, names)},
        "not_reported": not_reported_rows(missing_reports(year.owed, data.as_of), names),
        "matrix": [],
        "adopted": [action.id for action in year.actions if action.is_adopted],
        "is_over": is_over(year),
    }


def _held(action: ActionFigures, adopters: Mapping[int, AdoptedFigures]) -> ActionFigures:
    """An adopted action is told with who adopted it in place of its national lead."""
    adopted = adopters.get(action["id"])
    return action if adopted is None else {**action, "leads": adopted["organizations"]}
