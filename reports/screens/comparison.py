"""Perbandingan as tables: numbers of both sides and their difference, right less left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from django.http import Http404

from clusters.requests import PersonalRequest
from ranpptppo.lib.workbooks import Column, ColumnKind, SheetContent, Value
from reports.comparing import Side, pair_of
from reports.screens import tables
from reports.screens.handout import Handout, Heading, of_sheet
from reports.screens.screen import Screen
from reports.summaries import comparing
from reports.summaries.comparing import ComparedAction, ComparedCluster, Difference, Measure, OnOneSide


def comparison(request: PersonalRequest) -> Screen:
    pair = pair_of(request)
    if pair is None or pair.sides is None:
        raise Http404
    left, right = pair.sides
    heads = [Column(side.label, ColumnKind.NUMBER, 20) for side in pair.sides]
    names = left.choice.names, right.choice.names
    sheets = [
        _whole(heads, comparing.compared_measures(left.numbers, right.numbers)),
        _clusters(heads, comparing.compared_clusters(left.year, right.year, names)),
    ]
    if pair.shares_actions:
        sheets.append(_actions(heads, comparing.compared_actions(left.year, right.year)))
    sheets.append(_one_side(left, right, comparing.on_one_side(left.year, right.year)))
    more = [("Sisi kiri", left.label), ("Sisi kanan", right.label)]
    handout = partial(_handout, sheets, [head.heading for head in heads])
    return Screen(f"Perbandingan {left.label} dan {right.label}", pair.base, sheets, more=more, handout=handout)


def _handout(sheets: Sequence[SheetContent], sides: Sequence[str]) -> Handout:
    """The tables of the page with the columns that fit on paper."""
    numbers = [*((side, "w-15") for side in sides), ("Selisih", "w-12")]
    own: dict[str, list[Heading]] = {
        "Keseluruhan": [("Ukuran", "w-34"), ("Satuan", "w-11"), *numbers],
        "Klaster": [("Klaster", "w-7"), ("Nama", "w-34"), ("Ukuran", "w-15"), *numbers],
        "Aksi": [("Aksi", "w-7"), ("Judul", "w-40"), *numbers],
        "Hanya satu sisi": [("Hanya", "w-15"), ("Aksi", "w-7"), ("Judul", "w-46"), ("Skor", "w-8"), ("Status", "w-15")],
    }
    return Handout(
        [of_sheet(sheet, own[sheet.name]) for sheet in sheets if sheet.rows],
        notes=["Selisih: sisi kanan dikurangi sisi kiri."],
    )


def _whole(heads: list[Column], measures: Iterable[Measure]) -> SheetContent:
    columns = [Column("Ukuran", width=28), Column("Satuan", width=12), *heads, Column("Selisih", ColumnKind.NUMBER, 20)]
    units = {"score": "skor", "percent": "persen", "count": "jumlah", "rupiah": "rupiah"}
    rows: list[list[Value]] = [
        [row.label, units[row.unit], _cell(row.left), _cell(row.right), _apart(row.difference)] for row in measures
    ]
    return SheetContent("Keseluruhan", columns, rows)


def _clusters(heads: list[Column], clusters: Iterable[ComparedCluster]) -> SheetContent:
    columns = [
        Column("Klaster", ColumnKind.COUNT, 9),
        Column("Nama", width=40),
        Column("Ukuran", width=16),
        *heads,
        Column("Selisih", ColumnKind.NUMBER, 12),
    ]
    rows: list[list[Value]] = [
        [one.number, one.name, row.label, _cell(row.left), _cell(row.right), _apart(row.difference)]
        for one in clusters
        for row in one.measures
    ]
    return SheetContent("Klaster", columns, rows)


def _actions(heads: list[Column], actions: Iterable[ComparedAction]) -> SheetContent:
    columns = [
        Column("Aksi", width=10),
        Column("Judul", width=52),
        *heads,
        Column("Selisih", ColumnKind.NUMBER, 12),
        *(Column(f"Status {head.heading}", width=20) for head in heads),
    ]
    rows: list[list[Value]] = [
        [
            row.facts.number,
            row.facts.title,
            tables.decimal(row.left[0]),
            tables.decimal(row.right[0]),
            _apart(row.difference),
            tables.word(row.left[1]),
            tables.word(row.right[1]),
        ]
        for row in actions
    ]
    return SheetContent("Aksi", columns, rows)


def _one_side(left: Side, right: Side, found: OnOneSide) -> SheetContent:
    columns = [
        Column("Hanya", width=24),
        Column("Aksi", width=10),
        Column("Judul", width=52),
        tables.SCORE,
        tables.STATUS,
    ]
    rows: list[list[Value]] = [
        [side.label, facts.number, facts.title, tables.decimal(score), tables.word(status)]
        for side, own in ((left, found.left), (right, found.right))
        for facts, score, status in own
    ]
    return SheetContent("Hanya satu sisi", columns, rows)


def _cell(value: str | int | None) -> Value:
    return tables.decimal(value) if isinstance(value, str) else value


def _apart(difference: Difference | None) -> Value:
    amount = None if difference is None else tables.decimal(difference.amount)
    return amount if difference is None or amount is None else amount * (difference.direction or 1)
