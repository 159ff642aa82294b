"""What the cells of one row say: read as people write, into the texts of the page's inputs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from actions.sheets.columns import ANSWER_WORDS, ANSWERS, LONGEST_TEXT, STATE_WORDS, STATES, Column, Shape
from actions.sheets.form import FormRow, plain
from actions.sheets.reading import FileRow
from ranpptppo.lib.dates import parse_day
from ranpptppo.lib.formats import date_long, joined, number
from ranpptppo.lib.numbers import ParsedNumber, Understanding, parse_number, parse_rupiah
from ranpptppo.lib.spreadsheets import Cell

FORMULA_ERRORS = (
    "#N/A",
    "#DIV/0!",
    "#VALUE!",
    "#REF!",
    "#NAME?",
    "#NUM!",
    "#NULL!",
    "#GALAT",
    "#BELUM DIHITUNG",
    "Err:",
    "#SPILL!",
    "#CALC!",
)
LONGEST = {"reason": 500, "document_number": 120}


@dataclass(slots=True)
class RowTexts:
    """``texts``: what the page's inputs would hold; ``errors`` and ``doubts``: input → an Indonesian sentence."""

    texts: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)
    doubts: dict[str, str] = field(default_factory=dict)


def read_row(row: FormRow, line: FileRow) -> RowTexts:
    """The inputs of one row. A column that is not in the file keeps what is saved."""
    read = RowTexts(dict(row.saved))
    for column in line.found.table.inputs:
        if not line.has(column.name):
            continue
        value = line.value(column.name)
        if line.text(column.name).startswith(FORMULA_ERRORS):
            read.errors[column.name] = f"Sel ini menampilkan galat rumus ({line.text(column.name)}). Tulis nilainya."
        elif column.name in row.inputs:
            read.texts[column.name] = READERS[column.shape](read, column, value)
        elif line.text(column.name):
            headings = [f"“{one.heading}”" for one in line.found.table.inputs if one.name in row.inputs]
            read.errors[column.name] = f"Tidak berlaku bagi baris ini. Pakai kolom {joined(headings)}."
    return read


def _text(read: RowTexts, column: Column, value: Cell) -> str:
    text = plain(_as_text(value))
    longest = LONGEST.get(column.name, LONGEST_TEXT)
    if len(_as_text(value).strip()) > longest:
        read.errors[column.name] = f"Terlalu panjang: paling banyak {number(longest)} huruf."
    return text


def _as_text(value: Cell) -> str:
    if isinstance(value, datetime):
        return date_long(value.date())
    if isinstance(value, date):
        return date_long(value)
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _number(read: RowTexts, column: Column, value: Cell) -> str:
    return _parsed(read, column, value, parse_number)


def _rupiah(read: RowTexts, column: Column, value: Cell) -> str:
    return _parsed(read, column, value, parse_rupiah)


def _parsed(read: RowTexts, column: Column, value: Cell, parse: Callable[[object], ParsedNumber]) -> str:
    if isinstance(value, date | time | timedelta):
        seen = date_long(value) if isinstance(value, date) else str(value)
        read.errors[column.name] = (
            f"Isian ini terbaca sebagai tanggal atau jam ({seen}). Ubah format selnya menjadi angka, lalu tulis ulang."
        )
        return ""
    parsed = parse(value)
    if parsed.is_blank:
        return ""
    if parsed.understanding is Understanding.QUESTIONED:
        read.doubts[column.name] = parsed.sentence
    elif not parsed.is_understood:
        read.errors[column.name] = parsed.sentence
    return parsed.shown


def _day(read: RowTexts, column: Column, value: Cell) -> str:
    parsed = parse_day(value)
    if parsed.understanding is Understanding.QUESTIONED:
        read.doubts[column.name] = parsed.sentence
    elif parsed.understanding is Understanding.ERROR:
        read.errors[column.name] = parsed.sentence
    return parsed.day.isoformat() if parsed.day else ""


def _choice(words: dict[str, str], choices: list[str]) -> Callable[[RowTexts, Column, Cell], str]:
    def read_choice(read: RowTexts, column: Column, value: Cell) -> str:
        text = " ".join(_as_text(value).split())
        if text.casefold() not in words:
            read.errors[column.name] = f"“{text[:40]}” bukan pilihan. Pilih {' atau '.join(choices)}, atau kosongkan."
        return words.get(text.casefold(), "")

    return read_choice


READERS: dict[Shape, Callable[[RowTexts, Column, Cell], str]] = {
    Shape.TEXT: _text,
    Shape.LONG_TEXT: _text,
    Shape.NUMBER: _number,
    Shape.RUPIAH: _rupiah,
    Shape.DAY: _day,
    Shape.STATE: _choice(STATE_WORDS, list(STATES.values())),
    Shape.ANSWER: _choice(ANSWER_WORDS, list(ANSWERS.values())),
}
