"""Writing XLSX files: real numbers and dates, a frozen heading, and texts that stay texts.

A text is always written as a text cell, so one that begins with ``=`` is shown and never calculated. The same content
and moment give the same bytes.
"""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import IO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ranpptppo.lib.formats import WIB

Value = str | int | Decimal | date | datetime | None

LONGEST_TEXT = 32_767
LONGEST_SHEET_NAME = 31
NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")
NOT_IN_TEXTS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "default_date_format": "d mmm yyyy",
}
HEADING = {"bold": True, "bg_color": "#EFF5FD", "bottom": 1, "text_wrap": True, "valign": "top"}


class ColumnKind(Enum):
    """How the values of a column look; the value is the number format of Excel."""

    TEXT = "@"
    COUNT = "#,##0"
    NUMBER = "#,##0.00##"
    PERCENT = '0.00"%"'
    RUPIAH = '"Rp"#,##0'
    DAY = "d mmm yyyy"
    MOMENT = "d mmm yyyy hh:mm"


@dataclass(frozen=True)
class Column:
    """A column's heading, the kind of its values, and its width in characters."""

    heading: str
    kind: ColumnKind = ColumnKind.TEXT
    width: int = 16


@dataclass(frozen=True)
class SheetContent:
    """One sheet: notes above the table (title, source, CONTOH), the columns, and rows as long as the columns."""

    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]
    notes: Sequence[str] = ()


def write_workbook(sheets: Sequence[SheetContent], *, title: str, created_at: datetime) -> bytes:
    """The bytes of an XLSX file. A percentage is given as a percentage (89.96), a moment aware; it is shown in WIB."""
    target = io.BytesIO()
    _write(target, OPTIONS, sheets, title=title, created_at=created_at)
    return target.getvalue()


def write_large_workbook(file: IO[bytes], sheets: Sequence[SheetContent], *, title: str, created_at: datetime) -> None:
    """The same into ``file``, one row in memory at a time: for tables of tens of thousands of rows."""
    _write(file, {**OPTIONS, "in_memory": False, "constant_memory": True}, sheets, title=title, created_at=created_at)


def _write(
    target: IO[bytes],
    options: dict[str, object],
    sheets: Sequence[SheetContent],
    *,
    title: str,
    created_at: datetime,
) -> None:
    with xlsxwriter.Workbook(target, options) as workbook:
        created = created_at.astimezone(WIB).replace(tzinfo=None)
        workbook.set_properties({"title": title, "created": created})
        writer = _SheetWriter(workbook)
        for sheet in sheets:
            writer.write(sheet)


def sheet_name(text: str) -> str:
    """``text`` as Excel accepts it for a sheet: at most 31 characters, none of ``[]:*?/\\``."""
    return NOT_IN_SHEET_NAMES.sub(" ", text).strip().strip("'")[:LONGEST_SHEET_NAME].strip() or "Lembar"


class _SheetWriter:
    """Writes sheets into one workbook, whose cell formats they share."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self.workbook = workbook
        self.heading = workbook.add_format(HEADING)
        self.note = workbook.add_format({"italic": True})
        self.formats: dict[ColumnKind, Format] = {
            kind: workbook.add_format({"num_format": kind.value, "valign": "top", "text_wrap": kind is ColumnKind.TEXT})
            for kind in ColumnKind
        }

    def write(self, content: SheetContent) -> None:
        sheet = self.workbook.add_worksheet(sheet_name(content.name))
        for number, note in enumerate(content.notes):
            sheet.write_string(number, 0, _clean(note), self.note)
        first = len(content.notes) + bool(content.notes)
        for position, column in enumerate(content.columns):
            sheet.set_column(position, position, column.width)
            sheet.write_string(first, position, _clean(column.heading), self.heading)
        for number, row in enumerate(content.rows, start=first + 1):
            for position, (column, value) in enumerate(zip(content.columns, row, strict=True)):
                self._write_value(sheet, (number, position), column.kind, value)
        self._prepare_reading(sheet, first, content)

    def _write_value(self, sheet: Worksheet, cell: tuple[int, int], kind: ColumnKind, value: Value) -> None:
        """One cell; None leaves it empty, which is not the same as 0."""
        if value is None:
            return
        if isinstance(value, str):
            sheet.write_string(*cell, _clean(value), self.formats[ColumnKind.TEXT])
        elif isinstance(value, datetime):
            sheet.write_datetime(*cell, value.astimezone(WIB).replace(tzinfo=None), self.formats[kind])
        elif isinstance(value, date):
            sheet.write_datetime(*cell, value, self.formats[kind])
        else:
            whole = kind is ColumnKind.NUMBER and value == int(value)
            sheet.write_number(*cell, float(value), self.formats[ColumnKind.COUNT if whole else kind])

    def _prepare_reading(self, sheet: Worksheet, heading_row: int, content: SheetContent) -> None:
        """The heading stays in sight and is printed on each page; the table can be filtered."""
        sheet.freeze_panes(heading_row + 1, 0)
        sheet.repeat_rows(heading_row)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        if content.rows:
            sheet.autofilter(heading_row, 0, heading_row + len(content.rows), len(content.columns) - 1)


def _clean(text: str) -> str:
    """Without the control characters that XML cannot hold, and cut with … at the length a cell can hold."""
    clean = NOT_IN_TEXTS.sub("", text)
    return clean if len(clean) <= LONGEST_TEXT else clean[: LONGEST_TEXT - 1] + "…"
