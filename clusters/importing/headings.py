"""What the files that somebody filled in have in common: the row of headings, what it lacks, and codes of regions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from ranpptppo.lib.formats import joined
from ranpptppo.lib.import_problems import Problem, Severity
from ranpptppo.lib.spreadsheets import Row, Sheet, Workbook, column_positions

HEADING_ROWS = 30


class FoundFile(Protocol):
    """What is known of a file; ``columns``: each known heading's column, from 0."""

    sheet: str
    columns: Mapping[str, int]
    problems: list[Problem]


def find_heading(
    workbook: Workbook,
    found: FoundFile,
    *,
    required: Sequence[str],
    optional: Sequence[str],
    markers: Collection[str],
) -> tuple[Sheet, Row] | None:
    """The first visible sheet with a row that has one of ``markers``; says what is missing or not known among them."""
    for sheet in (sheet for sheet in workbook.sheets if not sheet.is_hidden):
        for row in sheet.rows[:HEADING_ROWS]:
            columns = dict(column_positions(row))
            if set(markers) & columns.keys():
                found.sheet = sheet.name
                found.columns = {name: columns[name] for name in (*required, *optional) if name in columns}
                return (sheet, row) if _has_headings(row, columns, found, required, optional) else None
    sentence = f"Baris judul tidak ditemukan. Baris judul memuat kolom {joined(list(required))}."
    found.problems.append(Problem(Severity.ERROR, sentence))
    return None


def region_code(row: Row, column: int) -> str:
    """A Kemendagri code; a cell formatted as a number has lost the last zero of ``53.10``."""
    cell = row.value(column)
    if isinstance(cell, float) and not cell.is_integer():
        return f"{cell:.2f}"
    return " ".join(row.text(column).split())


def _has_headings(
    row: Row, columns: Mapping[str, int], found: FoundFile, required: Sequence[str], optional: Sequence[str]
) -> bool:
    missing = [name for name in required if name not in columns]
    if missing:
        sentence = f"Kolom {joined(missing)} tidak ada pada baris judul."
        found.problems.append(Problem(Severity.ERROR, sentence, found.sheet, row.number))
    unknown = [f"“{name}”" for name in columns if name not in (*required, *optional)]
    if unknown:
        sentence = f"Kolom {joined(unknown)} tidak dikenal dan tidak dibaca."
        found.problems.append(Problem(Severity.WARNING, sentence, found.sheet, row.number))
    return not missing
