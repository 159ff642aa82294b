"""Reading the CSV files that ship with the project: plain rows, and a sentence with file and row where one is wrong."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from ranpptppo.lib.numbers import parse_number

Meaning = TypeVar("Meaning")
LIST_SEPARATOR = ";"


class ReferenceFileError(Exception):
    """A reference file cannot be used; the message is an Indonesian sentence that names the file and the row."""


@dataclass(frozen=True)
class ReferenceRow:
    """One row: its file's name, its number there (the heading is row 1), and its texts by heading."""

    file: str
    number: int
    texts: Mapping[str, str]

    def text(self, column: str) -> str:
        """The trimmed text; empty where the cell is."""
        return self.texts[column]

    def required(self, column: str) -> str:
        """The text; an error where the cell is empty."""
        if not self.texts[column]:
            raise self.error(f"kolom {column} harus diisi")
        return self.texts[column]

    def items(self, column: str) -> list[str]:
        """The texts of a list separated by semicolons."""
        parts = (part.strip() for part in self.texts[column].split(LIST_SEPARATOR))
        return [part for part in parts if part]

    def meaning(self, column: str, meanings: Mapping[str, Meaning]) -> Meaning:
        """What the text stands for; an error where it is none of the known ones."""
        return self.meaning_of(self.texts[column], column, meanings)

    def meaning_of(self, text: str, column: str, meanings: Mapping[str, Meaning]) -> Meaning:
        """As ``meaning``, of one text of a list."""
        if text not in meanings:
            known = ", ".join(f"“{known}”" for known in list(meanings)[:8])
            raise self.error(f"“{text}” tidak dikenal pada kolom {column} (misalnya {known})")
        return meanings[text]

    def day(self, column: str) -> date | None:
        """A day written as 2024-10-21, or None where the cell is empty."""
        text = self.texts[column]
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise self.error(f"“{text}” pada kolom {column} bukan tanggal seperti 2024-10-21") from None

    def required_day(self, column: str) -> date:
        """As ``day``; an error where the cell is empty."""
        day = self.day(column)
        if day is None:
            raise self.error(f"kolom {column} harus diisi")
        return day

    def amount(self, column: str) -> Decimal:
        """A number of at most four decimals."""
        parsed = parse_number(self.required(column))
        if not parsed.is_understood or parsed.value is None:
            raise self.error(f"kolom {column}: {parsed.sentence}")
        return parsed.value

    def whole(self, column: str) -> int:
        """A whole number, such as a year."""
        text = self.required(column)
        if not text.isdecimal():
            raise self.error(f"“{text}” pada kolom {column} bukan bilangan bulat")
        return int(text)

    def error(self, sentence: str) -> ReferenceFileError:
        return ReferenceFileError(f"{self.file} baris {self.number}: {sentence}.")


def read_rows(path: Path, columns: Sequence[str]) -> list[ReferenceRow]:
    """The rows of a UTF-8 CSV that has at least ``columns``; a ReferenceFileError otherwise."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [column for column in columns if column not in (reader.fieldnames or [])]
            if missing:
                raise ReferenceFileError(f"{path.name}: kolom {', '.join(missing)} tidak ada.")
            return [
                ReferenceRow(path.name, number, {column: (raw[column] or "").strip() for column in columns})
                for number, raw in enumerate(reader, start=2)
            ]
    except FileNotFoundError:
        raise ReferenceFileError(f"Berkas {path} tidak ada.") from None
    except UnicodeDecodeError:
        raise ReferenceFileError(f"{path.name}: simpan sebagai CSV UTF-8.") from None
