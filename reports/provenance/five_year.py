"""Figures of a five-year report (calculation.md, "Over the plan"): each year beside the others, down to the indicators.

``rencana/skor`` (or ``anggaran``, ``perubahan``, ``revisi``, ``tidak-terlaksana``), ``tren/2023``, ``klaster/1/rencana``
(or ``anggaran``, ``tren/2023``), ``indikator/7/rencana`` (or ``2023``), ``anggaran/sumber/apbn`` (or ``klaster/1``,
``instansi/POLRI``), each of the last also with a year after it; ``statistik/3``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, cast

from ranpptppo.lib import formats
from reports.figures import AnnualFigures, BudgetFigures, TrendRow
from reports.figures_five_year import (
    BudgetCourse,
    BudgetLineOfYear,
    ClusterCourse,
    FiveYearFigures,
    IndicatorCourse,
    OverPlanFigures,
)
from reports.provenance import over_years, published
from reports.provenance.budgets import COLUMNS, FORMULA, LINES, line_cells
from reports.provenance.indicators import actual_words, indicator_trace
from reports.provenance.trace import (
    NOTHING,
    Trace,
    TraceTable,
    UnknownFigure,
    figure,
    first,
    money,
    number,
    percent,
    share,
    status_label,
    status_rows,
    text,
    whole_rupiah,
)

OVER_PLAN = (
    (
        "Jumlah per tahun dan sampai dengan periode dibandingkan dengan jumlah target semua tahun; persentasenya dengan target "
        "yang ditimbang menurut penyebut."
    ),
    "Angka kumulatif dan nilai terakhir memakai tahun terakhir yang berisi angka terhadap target yang terakhir ditetapkan.",
    "Tonggak sekali dinilai pada tahun targetnya; tonggak tahunan menurut banyaknya yang tercapai pada tahunnya.",
    "Tahun yang tidak berlaku dilepas dari kedua sisi.",
)
SCORE = (
    (
        "Skor aksi adalah rata-rata capaian indikatornya selama rencana, masing-masing paling banyak 100; skor klaster dan "
        "rencana adalah rata-rata aksi menurut bobotnya, bukan rata-rata skor tahunan."
    ),
)
BUDGET = (
    (
        "Pagu dan realisasi semua tahun anggaran dijumlahkan; serapan dihitung dari kedua jumlah itu. Baris tanpa laporan "
        "menambah 0 pada realisasi."
    ),
)
SAME_CUT_OFF = (
    (
        "Setiap tahun dihitung dengan aturan yang sama pada batas data laporan ini, sehingga koreksi atas tahun-tahun "
        "sebelumnya sampai batas data ikut terbaca."
    ),
)
WHOLE = [("Seluruh rencana", "rencana/skor")]
BUDGET_WHOLE = [("Seluruh anggaran", "rencana/anggaran")]
BUDGETS = {"sumber": "by_source", "klaster": "by_cluster", "instansi": "by_organization"}


def five_year_trace(figures: FiveYearFigures, path: str) -> Trace:
    """Raises :class:`UnknownFigure`."""
    for pattern, tell in TELLERS:
        if (found := pattern.fullmatch(path)) is not None:
            return tell(figures, *found.groups())
    raise UnknownFigure(path)


def _plan(figures: FiveYearFigures, subject: str) -> Trace:
    name = figures["plan"]["short_title"]
    if subject == "anggaran":
        return _budget(figures, f"Anggaran {name}", figures["budget"]["total"])
    return _score(f"{name} selama rencana", figures["over_plan"], figures["trend"], figures["matrix"], "tren", [])


def _cluster(figures: FiveYearFigures, key: str, subject: str) -> Trace:
    cluster = first(figures["clusters"], number=int(key))
    name = f"Klaster {key}. {cluster['name']}"
    if subject == "anggaran":
        return _budget(figures, f"Anggaran {name}", _cluster_course(figures, cluster))
    rows = [row for row in figures["matrix"] if row["cluster_number"] == int(key)]
    return _score(f"{name} selama rencana", cluster["over_plan"], cluster["trend"], rows, f"klaster/{key}/tren", WHOLE)


def _cluster_course(figures: FiveYearFigures, cluster: ClusterCourse) -> BudgetCourse:
    """Its line in the budget; one without any year where no budget was recorded."""
    key = str(cluster["number"])
    nothing: BudgetCourse = {
        "key": key,
        "label": cluster["name"],
        "years": [None for _ in figures["years"]],
        "total": cluster["budget"],
    }
    return next((row for row in figures["budget"]["by_cluster"] if row["key"] == key), nothing)


def _score(
    title: str,
    over: OverPlanFigures,
    trend: Sequence[TrendRow],
    rows: Iterable[IndicatorCourse],
    path: str,
    parents: Sequence[tuple[str, str]],
) -> Trace:
    years = [[figure(str(row["year"]), f"{path}/{row['year']}"), figure(number(row["score"], 2))] for row in trend]
    indicators = [
        [
            text(row["number"]),
            text(row["indicator"], f"indikator/{row['id']}/rencana"),
            figure(percent(row["over_plan"])),
            text(status_label(row["over_status"])),
        ]
        for row in rows
    ]
    return Trace(
        title=title,
        values=[
            ("Skor selama rencana", number(over["score"], 2)),
            ("Status", status_label(over["status"])),
            ("Aksi yang bernilai", f"{over['actions_scored']} dari {over['actions']}"),
        ],
        formula=[*SCORE, *OVER_PLAN],
        tables=[
            TraceTable("Skor menurut tahun", ["Tahun", "Skor"], years),
            TraceTable("Indikator menurut status selama rencana", ["Status", "Indikator"], status_rows(over["counts"])),
            TraceTable("Capaian indikator selama rencana", ["No", "Indikator", "Capaian", "Status"], indicators),
        ],
        parents=parents,
    )


def _trend(figures: FiveYearFigures, year: str) -> Trace:
    row = first(figures["trend"], year=int(year))
    return _year(f"{figures['plan']['short_title']} pada tahun {year}", row, WHOLE)


def _cluster_trend(figures: FiveYearFigures, key: str, year: str) -> Trace:
    cluster = first(figures["clusters"], number=int(key))
    row = first(cluster["trend"], year=int(year))
    parents = [(f"Klaster {key} selama rencana", f"klaster/{key}/rencana"), *WHOLE]
    return _year(f"Klaster {key}. {cluster['name']} pada tahun {year}", row, parents)


def _year(title: str, row: TrendRow, parents: Sequence[tuple[str, str]]) -> Trace:
    return Trace(
        title=title,
        values=[
            ("Skor", number(row["score"], 2)),
            ("Laporan masuk", share(row["filed"])),
            ("Tepat waktu", share(row["on_time"])),
            *money(row["budget"]),
        ],
        formula=SAME_CUT_OFF,
        tables=[TraceTable("Indikator menurut status", ["Status", "Indikator"], status_rows(row["counts"]))],
        notes=["Rincian tahun ini ada pada laporan tahunnya; di sini yang dibekukan hanya jumlahnya."],
        parents=parents,
    )


def _indicator(figures: FiveYearFigures, key: str, when: str) -> Trace:
    row = first(figures["matrix"], id=int(key))
    if when != "rencana":
        return indicator_trace(cast("AnnualFigures", figures), int(key), int(when))
    measure = row["measure"]
    end = f"{actual_words(row['end_line'], measure)} ({row['end_year']})" if row["end_line"] else NOTHING
    years = [
        [
            figure(str(year["year"]), f"indikator/{key}/{year['year']}"),
            figure(number(year["target"]["value"])),
            figure(actual_words(year["actual"], measure)),
        ]
        for year in row["years"]
    ]
    return Trace(
        title=f"Indikator: {row['indicator']}",
        values=[
            ("Data dasar", number(row["baseline"])),
            ("Capaian akhir", end),
            ("Capaian selama rencana", percent(row["over_plan"])),
            ("Status selama rencana", status_label(row["over_status"])),
            ("Satuan", row["unit"] or NOTHING),
        ],
        formula=OVER_PLAN,
        tables=[TraceTable("Menurut tahun", ["Tahun", "Target", "Realisasi"], years)],
        parents=[(f"Klaster {row['cluster_number']}", f"klaster/{row['cluster_number']}/rencana"), *WHOLE],
    )


def _budget_cell(figures: FiveYearFigures, by: str, key: str, year: str) -> Trace:
    row = first(cast("Any", figures["budget"])[BUDGETS[by]], key=key)
    if int(year) not in figures["years"]:
        raise UnknownFigure(year)
    spent: BudgetFigures | None = row["years"][figures["years"].index(int(year))]
    if spent is None:
        raise UnknownFigure(year)
    return Trace(
        title=f"Anggaran menurut {by}: {row['label']}, tahun anggaran {year}",
        values=money(spent),
        formula=FORMULA,
        tables=_lines(figures, by, key, int(year)),
        notes=_frozen_when(figures),
        parents=[(f"{row['label']}, semua tahun", f"anggaran/{by}/{key}"), *BUDGET_WHOLE],
    )


def _lines(figures: FiveYearFigures, by: str, key: str, year: int) -> list[TraceTable]:
    """The lines that a cell sums up, as they were frozen; none in editions frozen before they were kept."""
    told: dict[str, Callable[[BudgetLineOfYear], object]] = {
        "sumber": lambda line: line["source"],
        "klaster": lambda line: line["cluster_number"],
        "instansi": lambda line: line["organization"]["code"],
    }
    lines = [
        line for line in figures["budget"].get("by_line", []) if line["year"] == year and str(told[by](line)) == key
    ]
    return [TraceTable(LINES, COLUMNS, [line_cells(line, ()) for line in lines])] if lines else []


def _frozen_when(figures: FiveYearFigures) -> list[str]:
    day = formats.date_long(date.fromisoformat(figures["cut_off_on"]))
    if "by_line" in figures["budget"]:
        return [
            f"Baris anggaran dibekukan bersama edisi ini menurut keadaan {day}; perubahan sesudahnya tidak terbaca di sini."
        ]
    return [
        (
            f"Edisi ini dibekukan ({day}) sebelum baris anggaran disimpan bersamanya; yang tersimpan hanya jumlahnya. Baris "
            "anggaran tahun ini ada pada laporan tahunannya."
        )
    ]


def _budget_row(figures: FiveYearFigures, by: str, key: str) -> Trace:
    rows = cast("Any", figures["budget"])[BUDGETS[by]]
    row = first(rows, key=key)
    return _budget(figures, f"Anggaran menurut {by}: {row['label']}", row, path=f"anggaran/{by}/{key}/")


def _budget(figures: FiveYearFigures, title: str, course: BudgetCourse, path: str = "") -> Trace:
    """path: what the telling of a year is reached under, where there is one."""
    rows = [
        [
            figure(str(year), f"{path}{year}" if path else ""),
            figure(whole_rupiah(spent["allocated"])),
            figure(whole_rupiah(spent["realized"])),
            figure(f"{spent['lines_reported']} dari {spent['lines']}"),
        ]
        for year, spent in zip(figures["years"], course["years"], strict=True)
        if spent is not None
    ]
    columns = ["Tahun anggaran", "Pagu (Rp)", "Realisasi (Rp)", "Baris dilaporkan"]
    return Trace(
        title=f"{title}, {figures['first_year']}–{figures['year']}",
        values=money(course["total"]),
        formula=BUDGET,
        tables=[TraceTable("Menurut tahun anggaran", columns, rows)],
        parents=BUDGET_WHOLE,
    )


TELLERS: tuple[tuple[re.Pattern[str], Callable[..., Trace]], ...] = (
    (re.compile(r"rencana/(skor|anggaran)"), _plan),
    (re.compile(r"rencana/perubahan"), over_years.changes),
    (re.compile(r"rencana/revisi"), over_years.revisions),
    (re.compile(r"rencana/tidak-terlaksana"), over_years.never_done),
    (re.compile(r"tren/([0-9]{4})"), _trend),
    (re.compile(r"statistik/([0-9]{1,4})"), published.series),
    (re.compile(r"klaster/([0-9]{1,4})/(rencana|anggaran)"), _cluster),
    (re.compile(r"klaster/([0-9]{1,4})/tren/([0-9]{4})"), _cluster_trend),
    (re.compile(r"indikator/([0-9]{1,12})/(rencana|[0-9]{4})"), _indicator),
    (re.compile(r"anggaran/(sumber|klaster|instansi)/(.+)/([0-9]{4})"), _budget_cell),
    (re.compile(r"anggaran/(sumber|klaster|instansi)/(.+)"), _budget_row),
)
