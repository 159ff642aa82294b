"""Synthetic figures of the chapters that look across the clusters, for ``sample_figures``."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from actions.enums import Principle, Sector
from reports.cartogram import LAYOUT
from reports.figures import ActionFigures, ClusterFigures
from reports.figures_chapters import CountsOfRegions, LensFigures, ProvinceFigures, RegionsChapter, StateFigures
from reports.shades import STAGES, TASK_FORCES
from tests.reports.sample_parts import budget_row, budget_sum, mean, ratio, status_counts, status_of


def regions() -> RegionsChapter:
    """38 provinces in every state of a task force and of a regional plan."""
    provinces = [_province(place, code) for place, code in enumerate(LAYOUT)]
    return {
        "day": "2024-12-31",
        "provinces": provinces,
        "provinces_total": _counts(provinces),
        "regencies_total": {"regions": 514, "task_forces": 251, "no_task_force": 37, "enacted": 113, "with_plan": 9},
        "reporting": sum(row["filed"] is not None and row["filed"]["count"] > 0 for row in provinces),
        "routes": [
            {"code": "53", "name": "Nusa Tenggara Timur", "province": "", "roles": ["source"]},
            {"code": "2171", "name": "Kota Batam", "province": "Kepulauan Riau", "roles": ["transit", "fisheries"]},
        ],
    }


def _counts(provinces: list[ProvinceFigures]) -> CountsOfRegions:
    return {
        "regions": len(provinces),
        "task_forces": sum(row["task_force"]["state"] == "in_force" for row in provinces),
        "no_task_force": sum(row["task_force"]["state"] == "none" for row in provinces),
        "enacted": sum(row["stage"]["state"] == "enacted" for row in provinces),
        "with_plan": sum(row["filed"] is not None for row in provinces),
    }


def _province(place: int, code: str) -> ProvinceFigures:
    force = list(TASK_FORCES.values())[place % len(TASK_FORCES)]
    stage = list(STAGES.values())[place % len(STAGES)]
    has_plan = stage.key == "enacted"
    force_state: StateFigures = {"state": force.key, "label": force.label, "document": ""}
    if force.key == "in_force":
        force_state["document"] = f"188.4/{place}/2023"
    return {
        "code": code,
        "name": f"Provinsi {LAYOUT[code][2]}",
        "task_force": force_state,
        "stage": {"state": stage.key, "label": stage.label, "document": ""},
        "filing": "Tanpa RAD" if not has_plan else "Sebagian" if place else "Belum lapor",
        "filed": ratio(place % 4, 4) if has_plan else None,
        "score": f"{50 + place}.25" if has_plan else None,
        "is_example": False,
    }


def lenses(clusters: list[ClusterFigures]) -> list[LensFigures]:
    """Principles by the place of an action; migrant crews have two actions, domestic crews one, accountability none."""
    actions = [action for cluster in clusters for action in cluster["actions"]]
    shares: list[tuple[Literal["principle", "sector"], Principle | Sector, list[ActionFigures]]] = [
        ("principle", one, actions[place::4] if place < 4 else []) for place, one in enumerate(Principle)
    ]
    shares += [
        ("sector", Sector.FISHERIES, actions[3:6]),
        ("sector", Sector.FISHERIES_MIGRANT, actions[3:5]),
        ("sector", Sector.FISHERIES_DOMESTIC, actions[5:6]),
    ]
    return [_lens(kind, one, own, clusters) for kind, one, own in shares]


def _lens(
    kind: Literal["principle", "sector"],
    one: Principle | Sector,
    actions: list[ActionFigures],
    clusters: list[ClusterFigures],
) -> LensFigures:
    scores = [Decimal(action["score"]) for action in actions if action["score"] is not None]
    score, keys = mean(scores) if scores else None, [action["id"] for action in actions]
    indicators = [indicator for action in actions for indicator in action["indicators"]]
    return {
        "kind": kind,
        "value": one.value,
        "label": str(one.label),
        "score": score,
        "status": status_of(score) if score is not None else "no_target",
        "actions_scored": len(scores),
        "indicators": len(indicators),
        "counts": status_counts(indicator["status"] for indicator in indicators),
        "budget": budget_sum([budget_row(action["budget"], action["number"], action["title"]) for action in actions]),
        "actions": keys,
        "missing_clusters": [
            {"number": cluster["number"], "name": cluster["name"]}
            for cluster in clusters
            if not {action["id"] for action in cluster["actions"]} & set(keys)
        ],
    }
