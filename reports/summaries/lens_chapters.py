"""Principles and the fisheries sector as chapters of a report: the same narrowing as the dashboard of lenses."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from actions.enums import Principle, Sector, TagKind
from reports.figures_chapters import LensFigures
from reports.summaries.aim import has_sector, has_tag
from reports.summaries.computing import year_of
from reports.summaries.narrowing import narrow
from reports.summaries.rows import Narrowing, YearData
from reports.summaries.scores import plan_numbers

FISHERIES = (Sector.FISHERIES, Sector.FISHERIES_MIGRANT, Sector.FISHERIES_DOMESTIC)


def lens_chapters(year: YearData) -> list[LensFigures]:
    """Every principle, then fisheries with its two parts; no query. year: of a whole plan, or of a part of it."""
    aim = year.data.aim
    keys = list(year.data.actions)
    principles = [
        _lens(
            year, "principle", one, frozenset(key for key in keys if has_tag(aim, key, TagKind.PRINCIPLE, {one.value}))
        )
        for one in Principle
    ]
    sectors = [
        _lens(year, "sector", one, frozenset(key for key in keys if has_sector(aim, key, one))) for one in FISHERIES
    ]
    return [*principles, *sectors]


def _lens(
    year: YearData, kind: Literal["principle", "sector"], one: Principle | Sector, keys: frozenset[int]
) -> LensFigures:
    whole, part = year.data.whole or year.data, year.data.narrowing or Narrowing()
    narrowed = year_of(narrow(whole, replace(part, actions=keys)), year.year)
    numbers, actions = plan_numbers(narrowed), narrowed.counting_actions
    clusters = {action.cluster.number: action.cluster.name for action in year.counting_actions}
    covered = {action.cluster.number for action in actions}
    return {
        "kind": kind,
        "value": one.value,
        "label": str(one.label),
        "score": numbers["score"],
        "status": numbers["status"],
        "actions_scored": numbers["actions_scored"],
        "indicators": numbers["indicators"],
        "counts": numbers["counts"],
        "budget": numbers["budget"],
        "actions": [action.id for action in actions],
        "missing_clusters": [
            {"number": number, "name": clusters[number]} for number in sorted(clusters) if number not in covered
        ],
    }
