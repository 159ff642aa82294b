"""The file to fill in: a row for each region of the keeper, with what is recorded of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from clusters.importing.registry_columns import REGION, REGION_NAME, YES_NO, CellKind, Entry, RegistryColumn, Subject
from clusters.models import Region, User
from ranpptppo.lib.formats import day_in_wib, joined
from ranpptppo.lib.workbooks import Column, SheetContent, Value, write_workbook

YES_NO_WORDS = {value: word for word, value in YES_NO.items()}


def registry_template(subject: Subject, *, keeper: User, at: datetime) -> bytes:
    """An XLSX file in two queries; sent back unchanged, it changes nothing."""
    on = day_in_wib(at)
    regions = Region.objects.visible_to(keeper).valid_on(on).order_by("code")
    recorded: Any = subject.model._default_manager
    latest = {entry.region_id: entry for entry in reversed(recorded.filter(region__in=regions).latest_first())}
    head = (Column(REGION, width=13), Column(REGION_NAME, width=30))
    columns = [*head, *(Column(one.heading, one.look, one.width) for one in subject.columns)]
    rows = [_row(region, latest.get(region.pk), subject) for region in regions]
    sheet = SheetContent(subject.title, columns, rows, _notes(subject))
    return write_workbook([sheet], title=subject.title, created_at=at)


def _notes(subject: Subject) -> list[str]:
    words = [f"{one.heading}: {joined(list(one.choices))}" for one in subject.columns if one.choices is not None]
    since = subject.headings[subject.since]
    return [
        f"Satu baris satu catatan. Kolom wajib: {joined(list(subject.required))}. Baris yang tidak diisi dilewati.",
        f"Kode wilayah dan {since} yang sudah tercatat: catatan itu diperbaiki; tanggal lain: catatan baru.",
        "Sel kosong tidak menghapus isian yang ada.",
        f"{'; '.join(words)}. Daftar dipisahkan titik koma. Tulis jabatan dan instansi, bukan nama orang.",
    ]


def _row(region: Region, entry: Entry | None, subject: Subject) -> list[Value]:
    cells: list[Value] = [region.code, region.name]
    return cells + [_cell(entry, column) if entry is not None else None for column in subject.columns]


def _cell(entry: Entry, column: RegistryColumn) -> Value:
    value = getattr(entry, column.field)
    if column.kind is CellKind.YES_NO:
        return YES_NO_WORDS.get(value, "")
    if column.choices is not None:
        return next(word for word, stored in column.choices.items() if stored == value)
    if column.kind is CellKind.LIST:
        return "; ".join(str(value).splitlines())
    return value if column.kind is CellKind.DAY else str(value)
