"""Reading a form back: its stamp, and each row by its key, with the true place of every cell.

Rows may be sorted and columns moved; blank rows, other sheets and columns of one's own are passed over. What a person
did to the structure that cannot be undone by reading is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from actions.models import ReportingPeriod
from actions.sheets.columns import KEY, STAMP_TITLE, TABLES, Column, Table
from actions.sheets.stamp import Stamp, StampRefused, read_stamp
from clusters.models import Organization
from ranpptppo.lib.formats import joined
from ranpptppo.lib.formula_errors import column_number
from ranpptppo.lib.spreadsheets import (
    Cell,
    FileKind,
    Row,
    Sheet,
    SpreadsheetError,
    Workbook,
    cell_address,
    read_spreadsheet,
    text_of,
)

MAX_BYTES = 10_000_000
HEADING_ROWS = 30
KNOWN_HEADINGS = 3
KEY_SHAPE = re.compile(r"^[INA]\d{1,18}$", re.ASCII)
MERGED_RANGE = re.compile(r"^([A-Z]+)(\d+):([A-Z]+)(\d+)$", re.ASCII)
NO_STAMP = (
    "Berkas ini bukan formulir dari halaman isian: cap formulirnya tidak ada. "
    "Unduh formulir, isi, simpan sebagai XLSX, lalu unggah berkas itu."
)
OLD_XLS = (
    "Berkas XLS lama tidak membedakan sel kosong dari sel yang menampilkan galat rumus. "
    "Bila Anda memakai rumus, simpan sebagai XLSX."
)


@dataclass(frozen=True, slots=True)
class Problem:
    """A sentence about a place in the file; no place: about the whole file."""

    sentence: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A table in the file: its sheet, its row of headings, and the column of each name, from 0."""

    table: Table
    sheet: Sheet
    heading: Row
    columns: dict[str, int]


@dataclass(frozen=True, slots=True)
class FileRow:
    """One row of a table as the file has it."""

    found: Found
    row: Row

    def has(self, name: str) -> bool:
        return name in self.found.columns

    def value(self, name: str) -> Cell:
        return self.row.value(self.found.columns[name]) if self.has(name) else ""

    def text(self, name: str) -> str:
        return text_of(self.value(name))

    def place(self, name: str = "") -> str:
        """``Lembar Indikator, baris 12``, with ``, kolom J (Nilai)`` for the cell of an input."""
        place = f"Lembar {self.found.sheet.name}, baris {self.row.number}"
        return f"{place}, {_column_named(self.found, name)}" if self.has(name) else place


@dataclass(slots=True)
class FormFile:
    """What was read. ``refused``: why nothing of the file can be used; ``problems``: what must be mended in it."""

    name: str
    stamp: Stamp | None = None
    refused: str = ""
    rows: dict[str, FileRow] = field(default_factory=dict)
    tables: list[Found] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


def read_form(file: BinaryIO, name: str, *, organization: Organization, period: ReportingPeriod) -> FormFile:
    """Read ``file``, called ``name``, as the form of ``organization`` and ``period``."""
    form = FormFile(name)
    try:
        workbook = read_spreadsheet(file, name, max_bytes=MAX_BYTES)
        form.stamp = read_stamp(_stamp_of(workbook), organization=organization, period=period)
    except (SpreadsheetError, StampRefused) as refused:
        form.refused = str(refused)
        return form
    form.warnings += [Problem(notice) for notice in workbook.notices]
    if workbook.kind is FileKind.XLS:
        form.warnings.append(Problem(OLD_XLS))
    for sheet in workbook.sheets:
        if not sheet.is_hidden:
            _read_sheet(form, sheet)
    _name_absent_tables(form)
    return form


def _stamp_of(workbook: Workbook) -> str:
    for sheet in workbook.sheets:
        if sheet.rows and sheet.rows[0].text(0) == STAMP_TITLE:
            return "".join(row.text(0) for row in sheet.rows[1:])
    raise StampRefused(NO_STAMP)


def _read_sheet(form: FormFile, sheet: Sheet) -> None:
    heading = _heading_of(sheet)
    if heading is None:
        return
    found = _table_of(sheet, heading)
    if KEY not in found.columns:
        place = f"Lembar {sheet.name}, baris {heading.number}"
        sentence = "Kolom “Kode baris” tidak ada, sehingga baris-barisnya tidak dikenali. Kembalikan kolom itu."
        form.problems.append(Problem(sentence, place))
        return
    form.tables.append(found)
    form.problems += _merged_inputs(found)
    form.problems += _doubled_headings(found)
    for row in sheet.rows:
        if row.number > heading.number:
            _read_row(form, FileRow(found, row))


def _read_row(form: FormFile, row: FileRow) -> None:
    key = row.text(KEY).upper()
    if not key:
        filled = [column.name for column in row.found.table.inputs if row.text(column.name)]
        if filled:
            sentence = "Baris ini berisi isian, tetapi kode barisnya kosong. Pindahkan isiannya ke baris aslinya."
            form.problems.append(Problem(sentence, row.place(filled[0])))
    elif not KEY_SHAPE.match(key) or key[0] != row.found.table.kind.value:
        form.problems.append(Problem(f"Kode baris “{key[:20]}” tidak dikenal.", row.place(KEY)))
    elif key in form.rows:
        sentence = f"Baris ini ada dua kali; yang pertama pada {form.rows[key].place().lower()}. Hapus salah satunya."
        form.problems.append(Problem(sentence, row.place()))
    else:
        form.rows[key] = row


def _heading_of(sheet: Sheet) -> Row | None:
    """The row of headings: it names the keys, or at least three columns of one table."""
    for row in list(sheet.rows)[:HEADING_ROWS]:
        texts = {_folded(row.text(column)) for column in range(len(row.cells))}
        if any(len(texts & set(table.headings)) >= KNOWN_HEADINGS for table in TABLES):
            return row
    return None


def _table_of(sheet: Sheet, heading: Row) -> Found:
    """The table to which most of the headings belong; the first column of a heading counts."""
    texts = [_folded(heading.text(column)) for column in range(len(heading.cells))]
    table = max(TABLES, key=lambda table: len(set(texts) & {one.heading.casefold() for one in table.inputs}))
    columns: dict[str, int] = {}
    for position, text in enumerate(texts):
        if text in table.headings:
            columns.setdefault(table.headings[text], position)
    return Found(table, sheet, heading, columns)


def _folded(heading: str) -> str:
    return " ".join(heading.split()).casefold()


def _doubled_headings(found: Found) -> Iterator[Problem]:
    for column in found.table.columns:
        if not column.is_input and column.name != KEY:
            continue
        texts = [_folded(found.heading.text(position)) for position in range(len(found.heading.cells))]
        if texts.count(column.heading.casefold()) > 1:
            place = f"Lembar {found.sheet.name}, baris {found.heading.number}"
            yield Problem(f"Kolom “{column.heading}” ada dua kali. Hapus salah satunya.", place)


def missing_columns(found: Found, needed: Iterable[str]) -> tuple[list[Column], list[Column]]:
    """(columns that cannot be missed, columns that may be) of those ``needed`` and not there."""
    wanted = set(needed)
    absent = [one for one in found.table.inputs if one.name in wanted and one.name not in found.columns]
    return [one for one in absent if not one.may_lack], [one for one in absent if one.may_lack]


def _merged_inputs(found: Found) -> Iterator[Problem]:
    """Merged cells over keys or inputs: for which row the value holds is not for us to guess."""
    inputs = {found.columns[one.name]: one.name for one in found.table.inputs if one.name in found.columns}
    inputs[found.columns[KEY]] = KEY
    for merged in found.sheet.merged:
        match = MERGED_RANGE.match(merged)
        if match is None or int(match[4]) <= found.heading.number:
            continue
        first, last = column_number(match[1]), column_number(match[3])
        touched = [name for position, name in sorted(inputs.items()) if first <= position <= last]
        if touched:
            place = f"Lembar {found.sheet.name}, baris {match[2]}, {_column_named(found, touched[0])}"
            yield Problem(f"Sel gabungan {merged} memuat isian. Pisahkan sel itu, lalu isi setiap selnya.", place)


def _column_named(found: Found, name: str) -> str:
    """``kolom J (Nilai)``."""
    column = next(one for one in found.table.columns if one.name == name)
    letters = cell_address(1, found.columns[name]).rstrip("1")
    return f"kolom {letters} ({column.heading})"


def _name_absent_tables(form: FormFile) -> None:
    """A table that is gone changes nothing; no table at all is no form."""
    known = {found.table.kind for found in form.tables}
    absent = [f"“{table.sheet}”" for table in TABLES if table.kind not in known]
    if len(absent) == len(TABLES) and not form.problems:
        form.refused = "Tidak ada tabel isian dalam berkas ini. Unduh formulir baru, isi, lalu unggah."
    elif absent and not form.problems:
        form.warnings.append(Problem(f"Lembar {joined(absent)} tidak ada; isian di dalamnya tidak diubah."))
