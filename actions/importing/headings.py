"""Where a matrix is in a workbook: the sheet, its heading row and the column of each heading.

Titles may stand above the headings, other sheets beside the matrix. Whatever is not read is said.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from actions.importing import vocabulary as words
from ranpptppo.lib.formats import joined
from ranpptppo.lib.import_problems import Problem, Severity
from ranpptppo.lib.spreadsheets import Row, Sheet, Workbook, cell_address

HEADING_ROWS = 30
NUMBERED_COLUMNS = 3
MISSPELT = 0.8
COLUMN_NUMBER = re.compile(r"^\(?(\d{1,2})\)?$", re.ASCII)
MERGED_RANGE = re.compile(r"^([A-Z]+)(\d+):([A-Z]+)(\d+)$", re.ASCII)


@dataclass(frozen=True, slots=True)
class Heading:
    """``columns``: the name of each known heading → its column, from 0."""

    sheet: Sheet
    row: Row
    columns: dict[str, int]


def find_heading(
    workbook: Workbook,
    years: range,
    problems: list[Problem],
    *,
    more: Sequence[str] = (),
    accepted: range | None = None,
) -> Heading | None:
    """The matrix of a workbook; ``None`` where there is none or its headings do not do (``problems`` says why).

    ``more``: headings that this matrix has beside those of every matrix; the first of them is required.
    ``accepted``: the years whose targets the matrix may hold, where they are more than ``years``.
    """
    sheets = [sheet for sheet in workbook.sheets if not sheet.is_hidden and sheet.rows] or [workbook.first_sheet]
    found = [(sheet, row) for sheet in sheets if (row := _heading_row(sheet)) is not None]
    if not found:
        sentence = "Baris judul tidak ditemukan. Baris judul memuat antara lain kolom nomor, kegiatan, dan indikator."
        problems.append(Problem(Severity.ERROR, sentence, sheets[0].name))
        return None
    for sheet, row in found[1:]:
        sentence = f"Lembar “{sheet.name}” juga memuat matriks. Kumpulkan semua baris dalam satu lembar."
        problems.append(Problem(Severity.ERROR, sentence, sheet.name, row.number))
    with_matrix = {sheet.name for sheet, _ in found}
    if others := [f"“{sheet.name}”" for sheet in sheets if sheet.name not in with_matrix]:
        sentence = f"Tidak dibaca karena tidak memiliki judul kolom matriks: lembar {joined(others)}."
        problems.append(Problem(Severity.WARNING, sentence))
    sheet, row = found[0]
    return _check(sheet, row, years, problems, more, accepted or years)


def target_year(column: str) -> int | None:
    digits = column.removeprefix(words.TARGET)
    is_year = digits.isascii() and digits.isdecimal() and len(digits) == 4
    return int(digits) if column.startswith(words.TARGET) and is_year else None


def is_row_of_column_numbers(row: Row, heading: Heading) -> bool:
    """``(1) (2) (3) …`` below the headings."""
    texts = [text for column in sorted(heading.columns.values()) if (text := row.text(column))]
    numbers = [int(match.group(1)) for text in texts if (match := COLUMN_NUMBER.match(text))]
    is_numbered = len(numbers) == len(texts) >= NUMBERED_COLUMNS
    return is_numbered and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def notes_on_merged(heading: Heading) -> list[Problem]:
    """What to say of merged cells: an error among figures, and that all others are read for every row."""
    problems = list(_merged_figures(heading))
    if heading.sheet.merged:
        ranges = ", ".join(list(heading.sheet.merged)[:5])
        sentence = f"Ada sel gabungan ({ranges}); isinya dibaca untuk setiap baris."
        problems.append(Problem(Severity.WARNING, sentence, heading.sheet.name))
    return problems


def _merged_figures(heading: Heading) -> Iterator[Problem]:
    """A merged cell among the figures: for which row and which year it holds is not for us to guess."""
    names = {at: name for name, at in heading.columns.items() if name in words.FIGURES or target_year(name)}
    for merged in heading.sheet.merged:
        match = MERGED_RANGE.match(merged)
        if match is None or int(match.group(2)) <= heading.row.number:
            continue
        first, last = _column(match.group(1)), _column(match.group(3))
        touched = [column for column in range(first, last + 1) if column in names]
        if touched:
            row = int(match.group(2))
            sentence = f"Sel gabungan {merged} memuat angka. Pisahkan sel itu, lalu tulis angkanya di setiap sel."
            address = cell_address(row, touched[0])
            yield Problem(Severity.ERROR, sentence, heading.sheet.name, row, names[touched[0]], address)


def _heading_row(sheet: Sheet) -> Row | None:
    for row in list(sheet.rows)[:HEADING_ROWS]:
        names = {name for name, _ in _names(row)}
        if {"nomor", "indikator"} <= names:
            return row
    return None


def _names(row: Row) -> Iterator[tuple[str, int]]:
    """``Penanggung Jawab`` → ``penanggung_jawab``, with its column."""
    for column in range(len(row.cells)):
        if text := row.text(column):
            yield "_".join(text.casefold().replace("_", " ").split()), column


def _check(
    sheet: Sheet, row: Row, years: range, problems: list[Problem], more: Sequence[str], accepted: range
) -> Heading | None:
    columns: dict[str, int] = {}
    names = list(_names(row))
    known = (*more, *words.REQUIRED, *words.OPTIONAL)
    absent = [name for name in known if name not in dict(names)]
    for name, at in names:
        problem = _problem_of(name, columns, absent, accepted, known)
        if problem is None:
            columns[name] = at
        else:
            severity, sentence = problem
            problems.append(Problem(severity, sentence, sheet.name, row.number, name, row.address(at)))
    if missing := [name for name in (*more[:1], *words.REQUIRED) if name not in columns]:
        sentence = f"Kolom wajib tidak ada: {', '.join(missing)}."
        problems.append(Problem(Severity.ERROR, sentence, sheet.name, row.number))
        return None
    if without := [str(year) for year in years if f"{words.TARGET}{year}" not in columns]:
        sentence = f"Tidak ada kolom target untuk {joined(without)}; target tahun itu tidak diubah."
        problems.append(Problem(Severity.WARNING, sentence, sheet.name, row.number))
    return Heading(sheet, row, columns)


def _problem_of(
    name: str, columns: dict[str, int], absent: list[str], years: range, known: Collection[str]
) -> tuple[Severity, str] | None:
    """What is wrong with one heading: a misspelt one is an error, a column of the ministry's own is passed over aloud."""
    if name in columns:
        return Severity.ERROR, f"Kolom {name} ada dua kali. Hapus salah satunya."
    year = target_year(name)
    if year is not None:
        span = f"{years.start}–{years.stop - 1}"
        return None if year in years else (Severity.ERROR, f"Kolom {name} di luar tahun rencana {span}.")
    if name in known:
        return None
    targets = [f"{words.TARGET}{year}" for year in years if name.startswith(words.TARGET[:-1])]
    if similar := get_close_matches(name, [*absent, *targets], n=1, cutoff=MISSPELT):
        return Severity.ERROR, f"Kolom “{name}” tidak dikenal. Maksudnya {similar[0]}?"
    return Severity.WARNING, f"Kolom “{name}” tidak dikenal dan diabaikan."


def _column(letters: str) -> int:
    """``A`` → 0, ``AB`` → 27."""
    position = 0
    for letter in letters:
        position = position * 26 + ord(letter) - ord("A") + 1
    return position - 1
