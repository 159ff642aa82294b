"""Understanding the days people write, in Indonesian order: ``30-07-2024``, ``30/07/2024``, ``2024-07-30``, ``30 Juli 2024``.

The day comes before the month, always; whoever calls shows back what was understood. A number where a day belongs is a
date that lost its format in a spreadsheet: likely, and asked about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ranpptppo.lib.formats import MONTHS, SHORT_MONTHS, date_long
from ranpptppo.lib.numbers import Understanding

NUMERIC = re.compile(r"^(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4})$", re.ASCII)
ISO = re.compile(r"^(\d{4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})(?:[T ]00:00(?::00)?)?$", re.ASCII)
WRITTEN = re.compile(r"^(\d{1,2})[\s-]+([A-Za-z]+)\.?[\s-]+(\d{4})$", re.ASCII)
SPREADSHEET_EPOCH = date(1899, 12, 30)
FIRST_YEAR, LAST_YEAR = 1945, 2100
SHOWN = 40
MONTH_NUMBERS = {
    **{name.casefold(): number for number, name in enumerate(MONTHS, start=1)},
    **{name.casefold(): number for number, name in enumerate(SHORT_MONTHS, start=1)},
    "agt": 8,
    "ags": 8,
    "agust": 8,
    "sept": 9,
    "nopember": 11,
    "nop": 11,
    "pebruari": 2,
    "peb": 2,
    "january": 1,
    "february": 2,
    "march": 3,
    "may": 5,
    "june": 6,
    "july": 7,
    "august": 8,
    "aug": 8,
    "october": 10,
    "oct": 10,
    "december": 12,
    "dec": 12,
}


@dataclass(frozen=True, slots=True)
class ParsedDay:
    """``day`` is set when understood, and the likeliest meaning when questioned; ``sentence`` when questioned or wrong."""

    understanding: Understanding
    day: date | None = None
    sentence: str = ""


def parse_day(raw: object) -> ParsedDay:
    """Understand ``raw``: a text a person wrote, or the value of a spreadsheet's cell."""
    if isinstance(raw, datetime):
        return _known(raw.date())
    if isinstance(raw, date):
        return _known(raw)
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return _of_serial(raw)
    text = " ".join(raw.split()) if isinstance(raw, str) else str(raw)
    if not text:
        return ParsedDay(Understanding.BLANK)
    parts = _parts(text)
    try:
        return _known(date(*parts)) if parts else _error(text)
    except ValueError:
        return _error(text)


def _parts(text: str) -> tuple[int, int, int] | None:
    """(year, month, day) as written; None when it is no date."""
    if match := ISO.match(text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := NUMERIC.match(text):
        return int(match[3]), int(match[2]), int(match[1])
    if (match := WRITTEN.match(text)) and (month := MONTH_NUMBERS.get(match[2].casefold())):
        return int(match[3]), month, int(match[1])
    return None


def _of_serial(raw: float) -> ParsedDay:
    days = int(raw)
    first = (date(FIRST_YEAR, 1, 1) - SPREADSHEET_EPOCH).days
    if days != raw or not first <= days <= (date(LAST_YEAR, 12, 31) - SPREADSHEET_EPOCH).days:
        return _error(f"{raw:g}")
    day = SPREADSHEET_EPOCH + timedelta(days=days)
    return ParsedDay(Understanding.QUESTIONED, day, f"Angka {days} dibaca sebagai tanggal {date_long(day)}. Benar?")


def _known(day: date) -> ParsedDay:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        sentence = f"Tahun {day.year} tidak wajar. Periksa tanggalnya."
        return ParsedDay(Understanding.ERROR, None, sentence)
    return ParsedDay(Understanding.UNDERSTOOD, day)


def _error(text: str) -> ParsedDay:
    shown = text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
    sentence = f"“{shown}” bukan tanggal. Tulis hari, bulan, tahun, misalnya 30-07-2024 atau 30 Juli 2024."
    return ParsedDay(Understanding.ERROR, None, sentence)
