"""Bahan rapat: what a dashboard shows now, as the two pages that a meeting needs, frozen as texts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC
from decimal import Decimal
from textwrap import shorten
from typing import Any

from actions.enums import Reading, Status
from clusters.models import User
from ranpptppo.lib.formats import datetime_long, datetime_short, day_in_wib, number, percent, rupiah_short
from reports import drawings, summaries
from reports.charts import Drawing, Specification, frozen
from reports.figures import ActionFigures, BudgetFigures, NationalFigures, RatioFigures
from reports.screens import tables
from reports.screens.home import PRESSING, about_what, how_pressing
from reports.screens.screen import Screen
from reports.screens.workbook import slug
from reports.summaries import ClusterSummary, PressingRow
from reports.templatetags.printing import NOT_A_VALUE
from reports.views.dashboards import next_deadlines

ROWS_KEPT = 10  # no more of them fits on a page
TEXT = 110
LONG_TEXT = 170
WIDE, NARROW = 720, 430  # pixels of the charts, which are as wide as the page and as two thirds of it
STEP = 27  # pixels of a bar with its label, which may have two lines
CONFIG: Specification = {**drawings.CONFIG, "legend": {**drawings.LEGEND, "columns": 4}}

Cell = dict[str, str]


def brief_context(screen: Screen, *, by: User, address: str) -> dict[str, Any]:
    """Everything the brief prints. address: of the dashboard, with its filters."""
    choice, year = screen.choice, screen.figures
    clusters = summaries.cluster_summaries(year, choice.names)
    national = summaries.national_figures(year)
    day = day_in_wib(choice.as_of)
    plan = choice.plan
    return {
        "title": f"Bahan rapat {plan.short_title} tahun {choice.year}",
        "file_name": f"Bahan-Rapat-{slug(screen.title)}-{choice.year}-{day.isoformat()}.pdf",
        "made_at": choice.as_of.astimezone(UTC).isoformat(),
        "is_example": screen.is_example,
        "is_draft": choice.reading != Reading.OFFICIAL,
        "organization": choice.names.of(by.organization_id)["name"],
        "page": screen.title,
        "address": address,
        "plan": plan.title,
        "year": choice.year,
        "reading": screen.reading_in_words(),
        "filters": [list(pair) for pair in screen.filters_in_words()],
        "as_of": datetime_long(choice.as_of),
        "maker": screen.maker(by),
        "is_scored": plan.has_scores,
        "tiles": _tiles(national, scored=plan.has_scores),
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


def _tiles(of: NationalFigures, *, scored: bool) -> list[dict[str, str]]:
    filed, on_time, spent = of["completeness"]["filed"], of["completeness"]["on_time"], of["budget"]
    score = {
        "label": "Skor",
        "value": "–" if of["score"] is None else number(Decimal(of["score"]), places=2),
        "status": of["status"],
        "note": f"{number(of['actions_scored'])} dari {number(of['actions'])} aksi diberi skor",
    }
    return [
        *([score] if scored else []),
        {"label": "Kelengkapan", "value": _share(filed), "note": _of(filed, "laporan masuk")},
        {"label": "Tepat waktu", "value": _share(on_time), "note": _of(on_time, "laporan")},
        {"label": "Serapan anggaran", "value": _absorption(spent), "note": _spent(spent)},
    ]


def _share(of: RatioFigures) -> str:
    return "–" if of["percent"] is None else percent(Decimal(of["percent"]))


def _of(ratio: RatioFigures, what: str) -> str:
    return f"{number(ratio['count'])} dari {number(ratio['total'])} {what}" if ratio["total"] else "belum ada"


def _absorption(of: BudgetFigures) -> str:
    return "–" if of["absorption"] is None else percent(Decimal(of["absorption"]))


def _spent(of: BudgetFigures) -> str:
    if not of["lines"]:
        return "belum ada anggaran"
    return f"{rupiah_short(of['realized'])} dari {rupiah_short(of['allocated'])}"


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


def _table(screen: Screen, clusters: list[ClusterSummary]) -> dict[str, Any]:
    """The clusters; of one cluster or organization its actions, of one action its indicators."""
    choice, year = screen.choice, screen.figures
    if len(clusters) > 1 and "organization" not in screen.subject.filters.only(screen.subject.honoured).chosen:
        return _clusters(clusters, scored=choice.plan.has_scores)
    details = summaries.load_details(year, choice.names)
    actions = [summaries.action_figures(year, one, details) for one in year.counting_actions or year.actions]
    if screen.action is not None:
        return _indicators(actions)
    return _actions(actions, scored=choice.plan.has_scores)


def _shaped(caption: str, columns: list[tuple[str, str]], rows: list[list[Cell]]) -> dict[str, Any]:
    """columns: heading and class. total: of all rows, of which a page holds the first."""
    return {"caption": caption, "columns": [list(one) for one in columns], "rows": rows[:ROWS_KEPT], "total": len(rows)}


def _clusters(clusters: Iterable[ClusterSummary], *, scored: bool) -> dict[str, Any]:
    columns = [
        ("Klaster", "w-44"),
        *([("Skor", "w-8"), ("Status", "w-16")] if scored else []),
        ("Tercapai", "w-11"),
        ("Laporan", "w-9"),
        ("Serapan", "w-12"),
    ]
    rows = [
        [
            _text(f"{row['number']}. {row['name']}", _leads(row)),
            *(_score(row["score"], row["status"]) if scored else []),
            _number(f"{number(row['counts'][Status.ACHIEVED.value])} dari {number(sum(row['counts'].values()))}"),
            _number(f"{number(row['completeness']['filed']['count'])}/{number(row['completeness']['filed']['total'])}"),
            _number(_absorption(row["budget"])),
        ]
        for row in clusters
    ]
    return _shaped("Klaster", columns, rows)


def _leads(row: ClusterSummary) -> str:
    return tables.names(row["leads"]) if row["leads"] else "penanggung jawab belum ditetapkan"


def _actions(actions: Iterable[ActionFigures], *, scored: bool) -> dict[str, Any]:
    columns = [
        ("Aksi", "w-38"),
        ("Penanggung jawab", "w-20"),
        *([("Skor", "w-9"), ("Status", "w-16")] if scored else []),
        ("Serapan", "w-12"),
    ]
    rows = [
        [
            _text(f"{row['number']} {row['title']}".strip()),
            _text(tables.names(row["leads"])),
            *(_score(row["score"], row["status"]) if scored else []),
            _number(_absorption(row["budget"])),
        ]
        for row in actions
    ]
    return _shaped("Aksi", columns, rows)


def _indicators(actions: Iterable[ActionFigures]) -> dict[str, Any]:
    columns = [
        ("Indikator", "w-38"),
        ("Target", "w-12"),
        ("Realisasi", "w-15"),
        ("Capaian", "w-13"),
        ("Status", "w-16"),
    ]
    rows = [
        [
            _text(one["text"], one["unit"]),
            _number(_written(tables.target(one["target"], one["measure"]), one["measure"])),
            _number(_written(tables.actual(one["actual"], one["measure"]), one["measure"])),
            _number("–" if one["achievement"] is None else percent(Decimal(one["achievement"]))),
            {"status": one["status"]},
        ]
        for action in actions
        for one in action["indicators"]
    ]
    return _shaped("Indikator", columns, rows)


def _written(value: object, measure: str) -> str:
    if not isinstance(value, Decimal):
        return str(value) if value is not None else NOT_A_VALUE["nothing_due"]
    return f"{number(value)}%" if measure == "percentage" else number(value)


def _score(score: str | None, status: str) -> list[Cell]:
    return [_number("–" if score is None else number(Decimal(score), places=2)), {"status": status}]


def _text(text: str, note: str = "") -> Cell:
    return {"text": shorten(text, TEXT, placeholder=" …"), "note": shorten(note, TEXT, placeholder=" …")}


def _number(text: str) -> Cell:
    return {"number": text}


# --- what is to be raised ----------------------------------------------------------------------------------------


def _pressing(row: PressingRow) -> dict[str, str]:
    return {
        "kind": PRESSING[row["kind"]],
        "how": how_pressing(row),
        "organization": shorten(
            row["organization"]["short_name"] or "belum ada penanggung jawab", 60, placeholder=" …"
        ),
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
