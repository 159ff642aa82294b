"""The XLSX of a dashboard: what it is, narrowed how and as of when, then one sheet a table."""

from __future__ import annotations

from dataclasses import replace

from clusters.models import User
from ranpptppo.lib.formats import datetime_long
from ranpptppo.lib.workbooks import Column, SheetContent, write_workbook
from reports.screens.screen import Shown

ABOUT = "Keterangan"


def workbook_of(screen: Shown, *, by: User) -> bytes:
    sheets = [about(screen, by=by), *(replace(table, notes=[_note(screen)]) for table in screen.tables)]
    return write_workbook(sheets, title=screen.title, created_at=screen.as_of)


def file_name(screen: Shown) -> str:
    return f"{screen.file_stem}.xlsx"


def about(screen: Shown, *, by: User) -> SheetContent:
    """The first sheet."""
    rows = [*screen.stamp(by), *screen.definitions()]
    return SheetContent(ABOUT, [Column("Hal", width=24), Column("Isi", width=100)], [list(row) for row in rows])


def _note(screen: Shown) -> str:
    """Over each table, since sheets are copied and printed alone."""
    example = "CONTOH · " if screen.is_example else ""
    filters = "; ".join(f"{label}: {value}" for label, value in screen.filters_in_words())
    narrowed = f" · {filters}" if filters else ""
    return f"{example}{screen.heading}{narrowed} · keadaan {datetime_long(screen.as_of)}"
