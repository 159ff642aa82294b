"""From a spreadsheet to rows of the registry: every cell read, every problem with its row and column. No database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePath
from typing import BinaryIO

from clusters.importing.headings import find_heading, region_code
from clusters.importing.registry_columns import REGION, YES_NO, CellKind, RegistryColumn, Subject
from ranpptppo.lib.dates import parse_day
from ranpptppo.lib.formats import joined, number
from ranpptppo.lib.import_problems import Problem, Severity
from ranpptppo.lib.numbers import Understanding
from ranpptppo.lib.spreadsheets import Row, Sheet, SpreadsheetError, cell_address, read_spreadsheet

MAX_ROWS = 5_000
MAX_BYTES = 10_000_000
Value = str | date | bool


@dataclass(frozen=True, slots=True)
class RegistryRow:
    """``values``: by field, those that are filled in."""

    row: int
    region: str
    values: Mapping[str, Value]


@dataclass(slots=True)
class RegistryFile:
    """``columns``: each known heading's column, from 0. ``blank``: rows of the template that nobody filled in.

    ``refused``: rows with errors, with what of them could be read: all that is wrong is to be told at once.
    """

    name: str
    sheet: str = ""
    columns: Mapping[str, int] = field(default_factory=dict)
    rows: list[RegistryRow] = field(default_factory=list)
    refused: list[RegistryRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    blank: int = 0

    def problem_at(self, row: int, column: str, sentence: str, severity: Severity = Severity.ERROR) -> Problem:
        """``row``: its number in the file."""
        address = cell_address(row, self.columns[column]) if column in self.columns else ""
        return Problem(severity, sentence, self.sheet, row, column, address)


def read_registry(file: BinaryIO, name: str, subject: Subject) -> RegistryFile:
    """Read a file of ``subject``; what cannot be read is a problem, never an exception."""
    found = RegistryFile(name=PurePath(name).name)
    try:
        workbook = read_spreadsheet(file, name, max_bytes=MAX_BYTES)
    except SpreadsheetError as error:
        found.problems.append(Problem(Severity.ERROR, str(error)))
        return found
    found.problems += [Problem(Severity.WARNING, notice) for notice in workbook.notices]
    heading = find_heading(
        workbook, found, required=subject.required, optional=subject.optional, markers=subject.required
    )
    if heading is not None:
        _read_rows(*heading, found, subject)
    return found


def _read_rows(sheet: Sheet, heading: Row, found: RegistryFile, subject: Subject) -> None:
    filled = []
    for row in (row for row in sheet.rows if row.number > heading.number):
        if any(one.heading in found.columns and row.text(found.columns[one.heading]) for one in subject.columns):
            filled.append(row)
        else:
            found.blank += 1
    if len(filled) > MAX_ROWS:
        sentence = f"Lebih dari {number(MAX_ROWS)} baris: bagi berkas ini menjadi beberapa berkas."
        found.problems.append(Problem(Severity.ERROR, sentence))
        return
    if not filled:
        found.problems.append(Problem(Severity.ERROR, "Tidak ada baris yang diisi.", found.sheet))
    firsts: dict[tuple[str, Value], int] = {}
    for row in filled:
        reader = _RowReader(row, found)
        read = reader.read(subject)
        if reader.has_error:
            found.refused.append(read)
            continue
        key = (read.region, read.values[subject.since])
        if key in firsts:
            sentence = f"Wilayah dan tanggal ini sudah ada pada baris {firsts[key]}."
            found.problems.append(found.problem_at(row.number, subject.headings[subject.since], sentence))
            found.refused.append(read)
            continue
        firsts[key] = row.number
        found.rows.append(read)


class _RowReader:
    """Reads one row as far as it can be read, and collects its problems."""

    def __init__(self, row: Row, found: RegistryFile) -> None:
        self.row, self.found = row, found
        self.has_error = False

    def read(self, subject: Subject) -> RegistryRow:
        for heading in subject.required:
            if not self.row.text(self.found.columns[heading]):
                self._error(heading, "Kolom ini harus diisi.")
        values = {}
        for column in subject.columns:
            value = self._value(column)
            if value is not None:
                values[column.field] = value
        region = region_code(self.row, self.found.columns[REGION])
        return RegistryRow(self.row.number, region, values)

    def _value(self, column: RegistryColumn) -> Value | None:
        position = self.found.columns.get(column.heading)
        text = self.row.text(position) if position is not None else ""
        if position is None or not text:
            return None
        if column.kind is CellKind.DAY:
            return self._day(column, position)
        if column.kind is CellKind.YES_NO:
            return self._word(column, text, YES_NO)
        if column.choices is not None:
            return self._word(column, text, column.choices)
        if column.kind is CellKind.LIST:
            return "\n".join(part.strip() for part in text.split(";") if part.strip())
        return text

    def _day(self, column: RegistryColumn, position: int) -> date | None:
        parsed = parse_day(self.row.value(position))
        if parsed.understanding is Understanding.ERROR:
            self._error(column.heading, parsed.sentence)
        elif parsed.understanding is Understanding.QUESTIONED:
            sentence = parsed.sentence
            problem = self.found.problem_at(self.row.number, column.heading, sentence, Severity.WARNING)
            self.found.problems.append(problem)
        return parsed.day

    def _word(self, column: RegistryColumn, text: str, words: Mapping[str, Value]) -> Value | None:
        known = words.get(text.casefold())
        if known is None:
            self._error(column.heading, f"“{text[:40]}” tidak dikenal. Tulis {_or(list(words))}.")
        return known

    def _error(self, heading: str, sentence: str) -> None:
        self.has_error = True
        self.found.problems.append(self.found.problem_at(self.row.number, heading, sentence))


def _or(words: list[str]) -> str:
    """``“ya” atau “tidak”``."""
    return joined([f"“{word}”" for word in words]).replace(" dan ", " atau ")
