"""Numbers that look like a NIK: one definition for files, typed text, file names and logs.

Only the standard library: the program that opens uploaded files (file_probe) runs this file on its own.
A NIK: province, regency, district, day of birth (women + 40), month, year, serial number. Source: UU 24/2013.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

PLAIN = re.compile(r"(?<!\d)(?<!\d[.,])\d{16}(?!\d)")  # the decimals of a number are none
IN_FOURS = re.compile(r"(?<!\d)\d{4}([ .-])\d{4}\1\d{4}\1\d{4}(?!\d)")
IN_SIXES = re.compile(r"(?<!\d)\d{6}([ .-])\d{6}\1\d{4}(?!\d)")
GROUPED = re.compile(r"\d+(?:([ .\u00a0-])\d+)(?:\1\d+)*")
WEB_ADDRESS = re.compile(r"https?://\S+")
PROVINCES = frozenset(
    (*range(11, 20), 21, *range(31, 37), *range(51, 54), *range(61, 66), *range(71, 77), 81, 82, *range(91, 98))
)
LENGTH = 16
THOUSAND = 3


def identity_numbers(text: str) -> set[str]:
    """The numbers in ``text`` that could be a NIK: sixteen digits with a province's code and a day of birth in them."""
    found = [match.group() for pattern in (PLAIN, IN_FOURS, IN_SIXES) for match in pattern.finditer(text)]
    digits = {re.sub(r"\D", "", number) for number in found}
    return {number for number in digits if _could_be_nik(number)}


def has_identity_number(text: str) -> bool:
    """Does typed ``text`` hold a number like a NIK? Stricter than for files: whoever types can mend it at once.

    Any sixteen digits in a row outside a web address, and any that could be a NIK in groups of whatever size.
    """
    if PLAIN.search(WEB_ADDRESS.sub(" ", text)) or identity_numbers(text):
        return True
    return any(_could_be_nik(number) for match in GROUPED.finditer(text) for number in _sixteens(match))


def _sixteens(match: re.Match[str]) -> Iterator[str]:
    """Neighbouring groups of sixteen digits together; groups of thousands are an amount."""
    groups = match.group().split(match[1])
    for first in range(len(groups)):
        for last in range(first + 2, len(groups) + 1):
            chosen = groups[first:last]
            size = sum(map(len, chosen))
            if size == LENGTH and any(len(group) != THOUSAND for group in chosen[1:]):
                yield "".join(chosen)
            if size >= LENGTH:
                break


def _could_be_nik(number: str) -> bool:
    day, month = int(number[6:8]), int(number[8:10])
    is_born = (1 <= day <= 31 or 41 <= day <= 71) and 1 <= month <= 12
    has_place = int(number[:2]) in PROVINCES and number[2:4] != "00" and number[4:6] != "00"
    return is_born and has_place
