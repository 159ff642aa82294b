"""Bahan rapat: what a dashboard shows now, as the two pages that a meeting needs, frozen as texts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC
from decimal import Decimal
from textwrap import shorten
from typing import Any

from actions.enums import Status
from clusters.models import User
from ranpptppo.lib.formats import datetime_long, datetime_short, number
from reports import drawings, summaries
from reports.charts import Drawing, Specification, frozen
from reports.figures import ActionFigures, NationalFigures, RatioFigures
from reports.front_page import next_deadlines
from reports.pressing_words import PRESSING, about_what, how_pressing, who_leads
from reports.screens import tables
from reports.screens.handout import Cell, Handout, Table, figure, score_cells, shaped, share, spent, tile, words
from reports.screens.screen import Screen, Shown
from reports.summaries import ClusterSummary, PlanNumbers, PressingRow
from reports.templatetags.printing import NOT_A_VALUE

LONG_TEXT = 170
WIDE, NARROW = 720, 430  # pixels of the charts, which are as wide as the page and as two thirds of it
STEP = 27  # pixels of a bar with its label, which may have two lines
CONFIG: Specification = {**drawings.CONFIG, "legend": {**drawings.LEGEND, "columns": 4}}


def brief_context(screen: Shown, *, by: User, address: str) -> dict[str, Any]:
    """Everything the brief prints: the page's own where it has a handout, else where its plan stands.

    address: of the dashboard, with its filters.
    """
    own = screen.handout() if screen.handout is not None else None
    shown = own if own is not None else Handout([])
    return {
        "name": shown.name,
        "title": f"{shown.name} {screen.topic}" if shown.missing is None else f"{shown.name} {screen.title}",
        "file_name": f"{shown.name.title().replace(' ', '-')}-{screen.file_stem}.pdf",
        "made_at": screen.as_of.astimezone(UTC).isoformat(),
        "is_example": screen.is_example,
        "is_draft": screen.is_draft,
        "organization": screen.names.of(by.organization_id)["name"],
        "page": screen.title,
        "part": shown.part,
        "facts": [[heading, [list(pair) for pair in pairs]] for heading, pairs in shown.facts],
        "missing": None if shown.missing is None else list(shown.missing),
        "heading": screen.heading,
        "address": address,
        "subject": [list(pair) for pair in (*screen.subject_in_words(), *shown.states)],
        "filters": [list(pair) for pair in screen.filters_in_words()],
        "whole": screen.whole,
        "as_of": datetime_long(screen.as_of),
        "maker": screen.maker(by),
        "is_own": own is not None,
        **(_own(own) if own is not None else _of_plan(screen)),
    }


def _own(of: Handout) -> dict[str, Any]:
    charts = {name: frozen(drawing) for name, drawing in of.drawings.items() if drawing is not None}
    return {"tiles": list(of.tiles), "tables": list(of.tables), "notes": list(of.notes), "charts": charts}


def _of_plan(screen: Shown) -> dict[str, Any]:
    if not isinstance(screen, Screen):
        raise TypeError(f"{screen.title} is about no plan and has no handout.")
    choice, year = screen.choice, screen.figures
    clusters = summaries.cluster_summaries(year, choice.names)
    national = summaries.national_figures(year)
    plan = choice.plan
    return {
        "is_scored": plan.has_scores,
        "tiles": tiles_of(national, scored=plan.has_scores),
        "counts": [[status.value, number(national["counts"][status.value])] for status in _counted(national)],
        "indicators": number(national["indicators"]),
        "coverage": _coverage(national),
        "charts": _charts(screen, clusters),
        "table": _table(screen, clusters),
        "pressing": [_pressing(row) for row in summaries.pressing_rows(year, choice.names)],
        "deadlines": _deadlines(screen),
        "thresholds": [number(plan.threshold_achieved), number(plan.threshold_attention)],
    }


def _counted(national: NationalFigures) -> list[Status]:
    return [status for status in Status if national["counts"][status.value]]


def tiles_of(of: NationalFigures | PlanNumbers, *, scored: bool) -> list[Cell]:
    filed, on_time, budget = of["completeness"]["filed"], of["completeness"]["on_time"], of["budget"]
    score = {
        "label": "Skor",
        "value": "–" if of["score"] is None else number(Decimal(of["score"]), places=2),
        "status": of["status"],
        "note": f"{number(of['actions_scored'])} dari {number(of['actions'])} aksi diberi skor",
    }
    return [
        *([score] if scored else []),
        tile("Kelengkapan", share(filed["percent"]), _of(filed, "laporan masuk")),
        tile("Tepat waktu", share(on_time["percent"]), _of(on_time, "laporan")),
        tile("Serapan anggaran", share(budget["absorption"]), spent(budget)),
    ]


def _of(ratio: RatioFigures, what: str) -> str:
    return f"{number(ratio['count'])} dari {number(ratio['total'])} {what}" if ratio["total"] else "belum ada"


def _coverage(of: NationalFigures) -> str:
    filed, due = of["coverage"]["organizations_filed"], of["coverage"]["organizations_due"]
    return f"{number(filed)} dari {number(due)} wajib lapor menyampaikan semua laporannya" if due else ""


def _charts(screen: Screen, clusters: list[ClusterSummary]) -> dict[str, Any]:
    """The same specifications as everywhere, as wide as the paper is."""
    trend = summaries.trend(screen.data, screen.choice.year)
    found = {
        "status": _sized(drawings.status_by_cluster(clusters), width=WIDE, height={"step": STEP}),
        "trend": _sized(drawings.trend(trend), width=NARROW),
    }
    return {name: kept for name, kept in found.items() if kept is not None}


def _sized(drawing: Drawing | None, **size: object) -> dict[str, object] | None:
    if drawing is None:
        return None
    return {**frozen(drawing), "specification": {**drawing.specification, **size, "config": CONFIG}}


# --- the table ---------------------------------------------------------------------------------------------------


def _table(screen: Screen, clusters: list[ClusterSummary]) -> Table:
    """The clusters; of one cluster or organization its actions, of one action its indicators."""
    choice, year = screen.choice, screen.figures
    if len(clusters) > 1 and "organization" not in screen.subject.filters.only(screen.subject.honoured).chosen:
        return _clusters(clusters, scored=choice.plan.has_scores)
    details = summaries.load_details(year, choice.names)
    actions = [summaries.action_figures(year, one, details) for one in year.counting_actions or year.actions]
    if screen.action is not None:
        return _indicators(actions)
    return _actions(actions, scored=choice.plan.has_scores)


def _clusters(clusters: Iterable[ClusterSummary], *, scored: bool) -> Table:
    columns = [
        ("Klaster", "w-44"),
        *([("Skor", "w-8"), ("Status", "w-16")] if scored else []),
        ("Tercapai", "w-11"),
        ("Laporan", "w-9"),
        ("Serapan", "w-12"),
    ]
    rows = [
        [
            words(f"{row['number']}. {row['name']}", _leads(row)),
            *(score_cells(row["score"], row["status"]) if scored else []),
            figure(f"{number(row['counts'][Status.ACHIEVED.value])} dari {number(sum(row['counts'].values()))}"),
            figure(f"{number(row['completeness']['filed']['count'])}/{number(row['completeness']['filed']['total'])}"),
            figure(share(row["budget"]["absorption"])),
        ]
        for row in clusters
    ]
    return shaped("Klaster", columns, rows)


def _leads(row: ClusterSummary) -> str:
    return tables.names(row["leads"]) if row["leads"] else "penanggung jawab belum ditetapkan"


def _actions(actions: Iterable[ActionFigures], *, scored: bool) -> Table:
    columns = [
        ("Aksi", "w-38"),
        ("Penanggung jawab", "w-20"),
        *([("Skor", "w-9"), ("Status", "w-16")] if scored else []),
        ("Serapan", "w-12"),
    ]
    rows = [
        [
            words(f"{row['number']} {row['title']}".strip()),
            words(tables.names(row["leads"])),
            *(score_cells(row["score"], row["status"]) if scored else []),
            figure(share(row["budget"]["absorption"])),
        ]
        for row in actions
    ]
    return shaped("Aksi", columns, rows)


def _indicators(actions: Iterable[ActionFigures]) -> Table:
    columns = [
        ("Indikator", "w-38"),
        ("Target", "w-12"),
        ("Realisasi", "w-15"),
        ("Capaian", "w-13"),
        ("Status", "w-16"),
    ]
    rows = [
        [
            words(one["text"], one["unit"]),
            figure(_written(tables.target(one["target"], one["measure"]), one["measure"])),
            figure(_written(tables.actual(one["actual"], one["measure"]), one["measure"])),
            figure(share(one["achievement"])),
            {"status": one["status"]},
        ]
        for action in actions
        for one in action["indicators"]
    ]
    return shaped("Indikator", columns, rows)


def _written(value: object, measure: str) -> str:
    if not isinstance(value, Decimal):
        return str(value) if value is not None else NOT_A_VALUE["nothing_due"]
    return f"{number(value)}%" if measure == "percentage" else number(value)


# --- what is to be raised ----------------------------------------------------------------------------------------


def _pressing(row: PressingRow) -> dict[str, str]:
    return {
        "kind": PRESSING[row["kind"]],
        "how": how_pressing(row),
        "organization": shorten(who_leads(row), 60, placeholder=" …"),
        "about": shorten(about_what(row), LONG_TEXT, placeholder=" …"),
        "cluster": str(row["cluster_number"]),
    }


def _deadlines(screen: Screen) -> list[dict[str, str]]:
    return [
        {
            "period": period.label,
            "plan": shorten(period.plan.short_title, 60, placeholder=" …"),
            "due": datetime_short(period.due_at),
            "left": left,
        }
        for period, left in next_deadlines(screen.choice)
    ]
