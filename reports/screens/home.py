"""Beranda as tables."""

from __future__ import annotations

from collections.abc import Iterable

from actions.models import ReportingPeriod
from clusters.requests import PersonalRequest
from ranpptppo.lib.workbooks import Column, ColumnKind, SheetContent, Value
from reports.front_page import home_figures
from reports.pressing_words import PRESSING, about_what, who_leads
from reports.screens import tables
from reports.screens.plans import chosen
from reports.screens.screen import Screen
from reports.summaries import ChangeFigures, PressingRow


def home(request: PersonalRequest) -> Screen:
    choice = chosen(request)
    shown, scored = home_figures(choice), choice.plan.has_scores
    budget = shown["budget"]
    sheets = [
        tables.headline(shown["national"], scored=scored),
        pressing(shown["pressing"]),
        *_changes(shown["changes"]),
        _deadlines(shown["deadlines"]),
        tables.clusters(shown["clusters"], scored=scored),
        tables.trend(shown["trend"], scored=scored),
        tables.budget_rows("Anggaran", "Sumber dana", budget["by_source"], budget["total"]),
    ]
    return Screen("Beranda", choice, sheets)


def pressing(rows: Iterable[PressingRow]) -> SheetContent:
    columns = [
        Column("Hal", width=18),
        Column("Instansi", width=24),
        Column("Tentang", width=60),
        Column("Klaster", ColumnKind.COUNT, 9),
        Column("Hari terlambat", ColumnKind.COUNT, 10),
        Column("Kali dikembalikan", ColumnKind.COUNT, 13),
        tables.SCORE,
        Column("Pagu tanpa realisasi", ColumnKind.RUPIAH, 20),
    ]
    values: list[list[Value]] = [
        [
            PRESSING[row["kind"]],
            who_leads(row),
            about_what(row),
            row["cluster_number"],
            row["days"] or None,
            row["returns"] or None,
            tables.decimal(row["score"]),
            row["amount"] or None,
        ]
        for row in rows
    ]
    return SheetContent("Paling mendesak", columns, values)


def _changes(of: ChangeFigures) -> list[SheetContent]:
    """What happened since a week ago, and the actions whose status changed, as many as are shown."""
    counted: list[list[Value]] = [
        ["Sejak", of["since"], None],
        ["Laporan masuk", None, of["filed"]],
        ["Diverifikasi", None, of["verified"]],
        ["Dikembalikan", None, of["returned"]],
        ["Perubahan skor", None, tables.decimal(of["difference"])],
        ["Aksi yang berubah status", None, of["moves_total"]],
    ]
    moved: list[list[Value]] = [
        [move["action"], tables.word(move["before"]), tables.word(move["after"])] for move in of["moves"]
    ]
    columns = [Column("Hal", width=30), Column("Waktu", ColumnKind.MOMENT, 18), Column("Jumlah", ColumnKind.NUMBER, 12)]
    return [
        SheetContent("Perubahan", columns, counted),
        SheetContent(
            "Berubah status", [Column("Aksi", width=60), Column("Dari", width=18), Column("Menjadi", width=18)], moved
        ),
    ]


def _deadlines(rows: Iterable[tuple[ReportingPeriod, str]]) -> SheetContent:
    columns = [
        Column("Periode", width=22),
        Column("Rencana", width=30),
        Column("Batas waktu", ColumnKind.MOMENT, 20),
        Column("Sisa", width=16),
    ]
    values: list[list[Value]] = [[period.label, period.plan.short_title, period.due_at, left] for period, left in rows]
    return SheetContent("Batas waktu berikutnya", columns, values)
