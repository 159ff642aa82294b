"""Reading spreadsheets that people send: CSV, XLSX, XLS and ODS, to plain rows with true row numbers and addresses.

Guards come first (ranpptppo.lib.spreadsheet_guards). Cells keep their type: a number in a workbook is an int or a
float, in a CSV a text; an empty cell is an empty text, the error of a formula the text that is shown for it (``#N/A``).
What a number or a text means is for the importers to say, with ranpptppo.lib.numbers.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import PurePath
from typing import BinaryIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from ranpptppo.lib.formula_errors import ErrorCells, error_cells
from ranpptppo.lib.spreadsheet_guards import (
    BROKEN,
    MAX_BYTES,
    MAX_CELLS,
    TOO_MANY_CELLS,
    UTF16_START,
    FileKind,
    SpreadsheetError,
    check_archive,
    check_cells,
    kind_of,
    read_within_limit,
)

__all__ = [
    "Cell",
    "FileKind",
    "Row",
    "Sheet",
    "SpreadsheetError",
    "Workbook",
    "cell_address",
    "column_positions",
    "read_spreadsheet",
    "text_of",
]

Cell = str | int | float | bool | date | datetime | time | timedelta
WORKBOOK_ENDINGS = {".xlsx", ".xlsm", ".xls", ".ods"}
SEPARATORS = (",", ";", "\t")
CP1252_NOTICE = (
    "Berkas CSV ini tidak memakai pengodean UTF-8 dan dibaca sebagai Windows-1252. "
    "Periksa huruf beraksen dan tanda baca pada pratinjau."
)


@dataclass(frozen=True)
class Row:
    """One row that holds something. ``number``: its number in the file, from 1; ``cells`` start at column A."""

    number: int
    cells: Sequence[Cell]

    def text(self, column: int) -> str:
        """The text of the cell in ``column`` (from 0), trimmed; empty beyond the row's end."""
        return text_of(self.value(column))

    def value(self, column: int) -> Cell:
        """The cell in ``column`` (from 0) as it is; an empty text beyond the row's end."""
        return self.cells[column] if column < len(self.cells) else ""

    def address(self, column: int) -> str:
        """``C12``: the address of the cell in ``column`` (from 0)."""
        return cell_address(self.number, column)


@dataclass(frozen=True)
class Sheet:
    """One sheet: its rows that hold something, in order. ``merged`` names the merged ranges (``A2:A5``)."""

    name: str
    rows: Sequence[Row]
    is_hidden: bool = False
    merged: Sequence[str] = ()


@dataclass(frozen=True)
class Workbook:
    """What was read. ``notices`` are Indonesian sentences to show beside the preview."""

    kind: FileKind
    sheets: Sequence[Sheet]
    notices: list[str] = field(default_factory=list)

    @property
    def first_sheet(self) -> Sheet:
        """The first visible sheet."""
        return next((sheet for sheet in self.sheets if not sheet.is_hidden), self.sheets[0])


def read_spreadsheet(file: BinaryIO, name: str, *, fill_merged: bool = False, max_bytes: int = MAX_BYTES) -> Workbook:
    """Read ``file``, called ``name``. A SpreadsheetError carries an Indonesian sentence.

    ``fill_merged`` repeats the value of a merged range in all its cells: right for headings and texts that a reader
    sees beside several rows, wrong for anything that is added up.
    """
    content = read_within_limit(file, max_bytes)
    kind = kind_of(content)
    ending = PurePath(name).suffix.lower()
    if kind is FileKind.CSV:
        if ending in WORKBOOK_ENDINGS:
            raise SpreadsheetError(
                f"Nama berkas berakhiran {ending}, tetapi isinya bukan buku kerja. Simpan ulang sebagai XLSX."
            )
        return _read_csv(content)
    if kind is not FileKind.XLS:
        check_archive(content)
    check_cells(content)
    return _read_workbook(content, kind, fill_merged=fill_merged)


def column_positions(header: Row) -> Iterator[tuple[str, int]]:
    """Each heading's text, folded to lower case, with its column (from 0); empty headings are left out."""
    for column in range(len(header.cells)):
        if header.text(column):
            yield header.text(column).casefold(), column


def text_of(cell: Cell) -> str:
    """The cell as a person reads it in a list of texts: ``53.07``, ``2024``, ``ya``, ``2024-10-21``; trimmed."""
    if isinstance(cell, str):
        return cell.replace("\u00a0", " ").strip()
    if isinstance(cell, bool):
        return "ya" if cell else "tidak"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time.min:
        return cell.date().isoformat()
    return str(cell)


def cell_address(row_number: int, column: int) -> str:
    """``C12`` for row 12 and column 2 (columns from 0)."""
    letters, left = "", column + 1
    while left:
        left, letter = divmod(left - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row_number}"


def _read_csv(content: bytes) -> Workbook:
    text, notices = _decoded(content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator_of(text))
    rows: list[Row] = []
    cells_read = 0
    try:
        for number, cells in enumerate(reader, start=1):
            cells_read += len(cells)
            if cells_read > MAX_CELLS:
                raise SpreadsheetError(TOO_MANY_CELLS)
            if any(map(text_of, cells)):
                rows.append(Row(number, cells))
    except csv.Error as error:
        sentence = f"Baris {reader.line_num} tidak dapat dibaca: mungkin ada tanda kutip yang tidak ditutup."
        raise SpreadsheetError(sentence) from error
    return Workbook(FileKind.CSV, [Sheet("CSV", rows)], notices)


def _decoded(content: bytes) -> tuple[str, list[str]]:
    """The text of a CSV, and a notice when its encoding had to be guessed."""
    if content.startswith(UTF16_START):
        try:
            return content.decode("utf-16"), []
        except UnicodeDecodeError as error:
            raise SpreadsheetError(BROKEN) from error
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252"), [CP1252_NOTICE]
    except UnicodeDecodeError as error:
        raise SpreadsheetError("Pengodean huruf berkas CSV ini tidak dikenal. Simpan sebagai CSV UTF-8.") from error


def _separator_of(text: str) -> str:
    """Comma, semicolon or tab: the one that splits the first line that holds something into most cells."""
    first_line = next((line for line in io.StringIO(text) if line.strip()), "")
    return max(SEPARATORS, key=first_line.count)


def _read_workbook(content: bytes, kind: FileKind, *, fill_merged: bool) -> Workbook:
    try:
        errors = error_cells(content, kind)
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
            sheets = [
                _read_sheet(
                    workbook.get_sheet_by_name(meta.name),
                    is_hidden=meta.visible != SheetVisibleEnum.Visible,
                    fill_merged=fill_merged,
                    errors=errors.get(meta.name, {}),
                )
                for meta in workbook.sheets_metadata
                if meta.typ == SheetTypeEnum.WorkSheet
            ]
    except CalamineError as error:
        raise SpreadsheetError(BROKEN) from error
    if not sheets:
        raise SpreadsheetError("Buku kerja ini tidak berisi lembar kerja.")
    return Workbook(kind, sheets)


def _read_sheet(sheet: CalamineSheet, *, is_hidden: bool, fill_merged: bool, errors: ErrorCells) -> Sheet:
    grid = sheet.to_python(skip_empty_area=False)
    for (row, column), shown in errors.items():
        if row < len(grid) and column < len(grid[row]):
            grid[row][column] = shown
    ranges = sheet.merged_cell_ranges or []
    if fill_merged:
        _fill(grid, ranges)
    rows = [Row(number, cells) for number, cells in enumerate(grid, start=1) if any(text_of(cell) for cell in cells)]
    merged = [f"{cell_address(r1 + 1, c1)}:{cell_address(r2 + 1, c2)}" for (r1, c1), (r2, c2) in ranges]
    return Sheet(sheet.name, rows, is_hidden, merged)


def _fill(grid: list[list[Cell]], ranges: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """Repeat each merged range's value in its cells, within the sheet's used area."""
    filled = 0
    for (first_row, first_column), (last_row, last_column) in ranges:
        if first_row >= len(grid) or first_column >= len(grid[first_row]):
            continue
        value = grid[first_row][first_column]
        for row in grid[first_row : last_row + 1]:
            columns = range(first_column, min(last_column + 1, len(row)))
            filled += len(columns)
            if filled > MAX_CELLS:
                raise SpreadsheetError(TOO_MANY_CELLS)
            for column in columns:
                row[column] = value
