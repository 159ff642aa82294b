"""Many rows of one table, written as the database likes best: COPY on PostgreSQL, executemany on SQLite.

The triggers see every row, as they see every other. Keys are given out here, so that rows can refer to each other
before they are written.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import count
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models

BATCH = 20_000
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class Table:
    """Rows of a model, in the columns named (attribute names; the key comes first and is made here).

    Numbers of fixed-point fields are whole ten-thousandths, as they are stored.
    """

    def __init__(self, model: type[models.Model], columns: Sequence[str]) -> None:
        self.model, self.written = model, 0
        self.columns = ("id", *(model._meta.get_field(name).attname for name in columns))  # type: ignore[union-attr]
        last = model._default_manager.aggregate(last=models.Max("pk"))["last"] or 0
        self._keys: Iterator[int] = count(last + 1)
        self._rows: list[tuple[Any, ...]] = []

    def add(self, *values: Any) -> int:
        """Take up a row; its key."""
        key = next(self._keys)
        self._rows.append((key, *values))
        return key

    def write(self, *, at_least: int = 0) -> None:
        """Write what was taken up, if it is that much."""
        if not self._rows or len(self._rows) < at_least:
            return
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                names = ", ".join(f'"{name}"' for name in self.columns)
                command = f"COPY {self.model._meta.db_table} ({names}) FROM STDIN"
                cursor.copy_expert(command, io.StringIO("".join(map(_line, self._rows))))
            else:
                marks = ", ".join(["%s"] * len(self.columns))
                command = f"INSERT INTO {self.model._meta.db_table} ({', '.join(self.columns)}) VALUES ({marks})"  # noqa: S608
                cursor.executemany(command, [_adapted(row) for row in self._rows])
        self.written += len(self._rows)
        self._rows.clear()


def write_all(tables: Sequence[Table], *, at_least: int = 0) -> None:
    """In this order: what others refer to comes first. All of them, as soon as one has enough rows."""
    if any(len(table._rows) >= at_least for table in tables):
        for table in tables:
            table.write()


def reset_keys(tables: Sequence[Table]) -> None:
    """The database goes on giving out keys after ours."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [table.model for table in tables]):
            cursor.execute(statement)


def _line(row: tuple[Any, ...]) -> str:
    return "\t".join(map(_text, row)) + "\n"


def _text(value: Any) -> str:
    if value is None:
        return "\\N"
    return value.translate(_ESCAPES) if isinstance(value, str) else str(value)


def _adapted(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(_stored(value) for value in row)


def _stored(value: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return str(value) if isinstance(value, str | date) else value
