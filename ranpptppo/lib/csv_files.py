"""Writing CSV files as spreadsheets here open them: semicolons, a byte order mark, decimal commas.

A spreadsheet would run a text that begins with a sign of a formula: such a text gets an apostrophe in front.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import IO

from ranpptppo.lib.workbooks import Value

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def write_csv(file: IO[bytes], heading: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """Write the table into ``file``, which stays open. None is an empty cell; numbers have no thousands signs."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow([_cell(word) for word in heading])
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    text.detach()  # flushes, and leaves the file to whoever opened it


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA_SIGNS) else value
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",")
    return str(value)
