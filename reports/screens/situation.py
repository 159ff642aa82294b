"""Situasi as tables and as a brief: published series, each for itself; no plan, no total across agencies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.http import QueryDict
from django.utils import timezone

from clusters.requests import PersonalRequest
from ranpptppo.lib.formats import date_short, day_in_wib
from ranpptppo.lib.workbooks import Column, ColumnKind, SheetContent, Value
from reports import drawings
from reports.figures import StatisticFigures, StatisticRow
from reports.screens import tables
from reports.screens.handout import Cell, Handout, figure, shaped, words
from reports.screens.screen import Shown, query_of
from reports.screens.words import Words
from reports.summaries import Names
from reports.templatetags.linking import change, host
from reports.templatetags.printing import statistic_value
from reports.views import situation as page

NOT_ADDED = (
    "Angka antarinstansi tidak dijumlahkan: setiap instansi memakai definisi dan cara hitung sendiri, dan korban yang "
    "sama dapat tercatat di beberapa instansi. Perubahan dihitung hanya antara dua tahun penuh yang berurutan."
)
CHARTS, CHART_WIDTH = 4, 350  # as many as leave room for the table, two beside each other
LONG = 420


@dataclass(frozen=True)
class Situation(Shown):
    title: str
    tables: Sequence[SheetContent]
    handout: Callable[[], Handout] | None
    found: page.Published
    at: datetime
    whole = "tidak ada; semua statistik"

    @property
    def as_of(self) -> datetime:
        return self.at

    @property
    def names(self) -> Names:
        return self.found.names

    @property
    def topic(self) -> str:
        return "statistik TPPO yang sudah diterbitkan"

    def subject_in_words(self) -> Words:
        return [("Isi", "Statistik TPPO yang sudah diterbitkan, menurut instansi")]

    def filters_in_words(self) -> Words:
        found = self.found
        named = {one["organization"]["code"]: one["organization"]["short_name"] for one in found.every}
        return [
            *([("Instansi", named.get(found.agency, found.agency))] if found.agency else []),
            *([("Dari tahun", str(found.first))] if found.first is not None else []),
            *([("Sampai tahun", str(found.last))] if found.last is not None else []),
        ]

    def definitions(self) -> Words:
        return [
            ("Penjumlahan", NOT_ADDED),
            ("Jumlah", "Dihitung dari tahun yang ditampilkan, hanya pada seri yang tahunnya dapat dijumlahkan."),
            ("Sel kosong", "Tidak ada nilai. Angka 0 berarti nilainya memang nol."),
        ]

    def query(self, given: QueryDict) -> str:
        return query_of(None, given)


def situation(request: PersonalRequest) -> Situation:
    now = timezone.now()
    found = page.published(request, day_in_wib(now))
    sheets = [_series(found.shown), _values(found.shown)]
    return Situation("Situasi TPPO", sheets, lambda: _handout(found.shown), found, now)


def _series(shown: Iterable[StatisticFigures]) -> SheetContent:
    columns = [
        Column("Seri", width=48),
        Column("Instansi", width=18),
        Column("Satuan", width=16),
        Column("Definisi", width=60),
        Column("Jumlah", ColumnKind.NUMBER, 18),
        Column("Catatan", width=60),
        Column("Sumber", width=60),
    ]
    rows: list[list[Value]] = [
        [
            one["title"],
            one["organization"]["short_name"],
            one["unit"],
            one["definition"],
            tables.decimal(one["total"]),
            "; ".join(one["notes"]),
            " ".join(one["sources"]),
        ]
        for one in shown
    ]
    return SheetContent("Seri", columns, rows)


def _values(shown: Iterable[StatisticFigures]) -> SheetContent:
    columns = [
        Column("Seri", width=48),
        Column("Instansi", width=18),
        Column("Tahun", width=9),
        Column("Hanya sampai", ColumnKind.DAY, 16),
        Column("Nilai", ColumnKind.NUMBER, 18),
        Column("Satuan", width=16),
        Column("Perubahan", ColumnKind.PERCENT, 13),
        Column("Catatan", width=60),
    ]
    rows: list[list[Value]] = [
        [
            one["title"],
            one["organization"]["short_name"],
            str(row["year"]),
            tables.day(row["until"]),
            Decimal(row["value"]),
            one["unit"],
            tables.decimal(row["change"]),
            row["note"],
        ]
        for one in shown
        for row in one["rows"]
    ]
    return SheetContent("Nilai", columns, rows)


# --- the brief ---------------------------------------------------------------------------------------------------


def _handout(shown: Sequence[StatisticFigures]) -> Handout:
    columns = [("Seri", "w-34"), ("Instansi", "w-12"), ("Menurut tahun", "w-38"), ("Jumlah", "w-16")]
    rows = [_row(one) for one in shown]
    drawn = [drawings.statistic(one, width=CHART_WIDTH) for one in shown]
    pictures = [drawing for drawing in drawn if drawing is not None][:CHARTS]
    return Handout(
        [shaped("Statistik yang sudah diterbitkan", columns, rows)],
        drawings={f"series-{place}": drawing for place, drawing in enumerate(pictures)},
        notes=[NOT_ADDED],
    )


def _row(one: StatisticFigures) -> list[Cell]:
    about = [one["unit"], one["definition"], *(f"Catatan: {note}" for note in one["notes"])]
    sources = ", ".join(dict.fromkeys(host(address) for address in one["sources"]))
    return [
        words(one["title"], " · ".join(part for part in about if part), longest=LONG),
        words(one["organization"]["short_name"]),
        words("; ".join(_year(row, one) for row in one["rows"]), f"Sumber: {sources}" if sources else "", longest=LONG),
        figure("–" if one["total"] is None else statistic_value(one["total"], one)),
    ]


def _year(row: StatisticRow, of: StatisticFigures) -> str:
    """``2024 (s.d. 31 Jul 2024): 40 (+25,00%)``."""
    until = f" (hanya s.d. {date_short(date.fromisoformat(row['until']))})" if row["until"] else ""
    changed = f" ({change(row['change'])})" if row["change"] is not None else ""
    return f"{row['year']}{until}: {statistic_value(row['value'], of)}{changed}"
