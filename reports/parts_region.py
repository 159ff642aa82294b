"""The parts that the edition of a region alone has: what the region is, did and spent, then what is placed there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from reports.figures import AnnualFigures
from reports.figures_chapters import OwnPlanFigures
from reports.part_writer import Part, PartWriter, only
from reports.parts import in_chapters, slim


def own_summary(writer: PartWriter, figures: AnnualFigures) -> Part:
    """The summary: the region's own figures, then in one paragraph the national ones."""
    own, plan = figures["own"], figures["own"]["plan"]
    about, task_force = own["facts"]
    short = {"title": about["title"], "rows": [*about["rows"], {**task_force["rows"][0], "label": task_force["title"]}]}
    told = {**only(own, "day", "missing"), "facts": [short], "plan": None, "adopted": len(own["adopted"])}
    if plan is not None:
        ours, taken = _split(plan)
        told |= {"plan": only(plan, "plan", "national"), "own_actions": len(ours), "adopted_actions": len(taken)}
    shown = only(figures, "plan", "year", "reading", "cut_off_on", "national", "scope")
    return writer.front("ringkasan", "Ringkasan Eksekutif", "_region_summary.html", figures=shown, own=told)


def own_parts(writer: PartWriter, figures: AnnualFigures) -> Iterator[Part]:
    """The chapters before the clusters; nothing of other editions, nor of figures frozen before there were any."""
    if "own" not in figures:
        return
    own = figures["own"]
    common = only(figures, "year", "scope")
    about = {**common, "area": figures["area"], "own": only(own, "facts", "missing")}
    yield writer.chapter("Gugus Tugas dan Rencana Aksi Daerah", "_area.html", **about)
    yield writer.chapter("Pelaksanaan RAD dan Aksi yang Diadopsi", "_own_actions.html", **common, own=_actions(figures))
    if own["plan"] is not None:
        money = {**common, "budget": own["plan"]["budget"], "actions": _spending(own["plan"])}
        yield writer.chapter("Anggaran Daerah", "_own_budget.html", **money)
    national = only(figures, "plan", "year", "scope", "national", "trend", "reading", "cut_off_on")
    national["clusters"] = in_chapters(map(slim, figures["clusters"]), first=writer.chapters + 2)  # after this one
    yield writer.chapter("Aksi Nasional yang Berlokasi di Daerah", "_aimed.html", figures=national)


def national_title(figures: Mapping[str, Any], title: str) -> str:
    """Of a chapter of national figures; the edition of a region says in its heading that they are."""
    return f"{title} (Angka Nasional)" if "own" in figures else title


def _actions(figures: AnnualFigures) -> dict[str, Any]:
    """Own and adopted actions with their results; without a plan only what was adopted."""
    own, plan = figures["own"], figures["own"]["plan"]
    if plan is None:
        return {**only(own, "day", "adopted"), "plan": None}
    ours, taken = _split(plan)
    return {
        **only(own, "day", "adopted"),
        "plan": only(plan, "plan", "national", "not_reported", "period_labels"),
        "ours": ours,
        "taken": taken,
    }


def _split(plan: OwnPlanFigures) -> tuple[list[Any], list[Any]]:
    """The plan's actions, in printed order: its own, and those that the region adopted."""
    taken = set(plan["adopted"])
    actions = [*(action for cluster in plan["clusters"] for action in cluster["actions"]), *plan["outside_plan"]]
    return [one for one in actions if one["id"] not in taken], [one for one in actions if one["id"] in taken]


def _spending(plan: OwnPlanFigures) -> list[dict[str, Any]]:
    actions = [action for cluster in plan["clusters"] for action in cluster["actions"]]
    return [only(action, "id", "number", "title", "budget") for action in actions if action["budget"]["lines"]]
