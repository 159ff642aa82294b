"""What the brief of a page prints where it is the page's own: its tiles, its pictures and its tables, frozen as texts.

A cell is a text with a note below it, a number or a status; a table says how many rows there are of those it holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from textwrap import shorten
from typing import TypedDict

from actions.enums import Status
from ranpptppo.lib.formats import date_short, datetime_short, number, percent, rupiah_short
from ranpptppo.lib.workbooks import Column, ColumnKind, SheetContent, Value
from reports.charts import Drawing
from reports.figures import BudgetFigures

ROWS_KEPT = 60  # no more of them fits on two pages
TEXT = 110

NOTHING = "–"
STATUS_OF = {str(status.label): status.value for status in Status}

Cell = dict[str, str]
Heading = tuple[str, str]  # its words and the class of its width


class Table(TypedDict):
    caption: str
    columns: list[list[str]]
    rows: list[list[Cell]]
    total: int


@dataclass(frozen=True)
class Handout:
    """part: of the page, which is the open one of its lists. notes: what has to be read with the tables.

    name: of the paper. states: of which day the facts are, beside the moment of the data, as (label, text). facts:
    sections of (label, text), never cut. missing: sentences; None: the paper does not ask.
    """

    tables: Sequence[Table]
    tiles: Sequence[Cell] = ()
    drawings: Mapping[str, Drawing | None] = field(default_factory=dict)
    notes: Sequence[str] = ()
    part: str = ""
    name: str = "Bahan rapat"
    states: Sequence[tuple[str, str]] = ()
    facts: Sequence[tuple[str, Sequence[tuple[str, str]]]] = ()
    missing: Sequence[str] | None = None


def shaped(caption: str, columns: Iterable[Heading], rows: Sequence[list[Cell]], *, total: int | None = None) -> Table:
    """total: of all rows, where ``rows`` are only the first of them."""
    return {
        "caption": caption,
        "columns": [list(one) for one in columns],
        "rows": list(rows[:ROWS_KEPT]),
        "total": len(rows) if total is None else total,
    }


def tile(label: str, value: str, note: str = "") -> Cell:
    return {"label": label, "value": value, "status": "", "note": note}


def words(text: str, note: str = "", *, longest: int = TEXT) -> Cell:
    return {"text": shorten(text, longest, placeholder=" …"), "note": shorten(note, longest, placeholder=" …")}


def figure(text: str) -> Cell:
    return {"number": text}


def score_cells(score: str | None, status: str) -> list[Cell]:
    """Two cells: the score and its status."""
    return [figure(NOTHING if score is None else number(Decimal(score), places=2)), {"status": status}]


def share(value: str | None) -> str:
    return NOTHING if value is None else percent(Decimal(value))


def spent(of: BudgetFigures) -> str:
    if not of["lines"]:
        return "belum ada anggaran"
    return f"{rupiah_short(of['realized'])} dari {rupiah_short(of['allocated'])}"


# --- from the sheets of the page's spreadsheet ------------------------------------------------------------------------


def of_sheet(sheet: SheetContent, columns: Sequence[Heading], *, caption: str = "") -> Table:
    """The rows of a sheet with those of its columns that fit on paper, by their headings."""
    places = {column.heading: place for place, column in enumerate(sheet.columns)}
    chosen = [places[heading] for heading, _width in columns]
    rows = [[_cell(row[place], sheet.columns[place]) for place in chosen] for row in sheet.rows[:ROWS_KEPT]]
    return shaped(caption or sheet.name, columns, rows, total=len(sheet.rows))


def _cell(value: Value, column: Column) -> Cell:
    if isinstance(value, datetime):
        return words(datetime_short(value))
    if isinstance(value, date):
        return words(date_short(value))
    if column.kind is ColumnKind.TEXT or isinstance(value, str):
        text = str(value or "")
        return {"status": STATUS_OF[text]} if text in STATUS_OF else words(text)
    return figure(NOTHING if value is None else _written(value, column))


def _written(value: Decimal | int, column: Column) -> str:
    if column.kind is ColumnKind.PERCENT:
        return percent(value)
    if column.kind is ColumnKind.RUPIAH:
        return rupiah_short(int(value))
    return number(value, places=2) if column.heading == "Skor" else number(value)
