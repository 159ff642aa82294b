"""Daerah and Peta as tables."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from django.http import Http404

from clusters.requests import PersonalRequest
from ranpptppo.lib.workbooks import Column, ColumnKind, SheetContent, Value
from reports import shades
from reports.choice import choose
from reports.filters import LABELS
from reports.screens import tables
from reports.screens.handout import Handout, of_sheet
from reports.screens.map_brief import map_handout
from reports.screens.plans import chosen
from reports.screens.region_profile import region_profile
from reports.screens.screen import Screen
from reports.screens.words import Words
from reports.summaries import places
from reports.summaries.places import ROLES, AdoptedAction, AimedAction, RegionRow
from reports.views import places as page
from reports.views.maps import asked_map

PRINTED = [
    ("Kode", "w-7"),
    ("Daerah", "w-20"),
    ("RAD", "w-15"),
    ("Gugus tugas", "w-15"),
    ("Laporan", "w-11"),
    ("Skor", "w-8"),
    ("Status", "w-14"),
    ("Serapan", "w-9"),
]


def region_list(request: PersonalRequest) -> Screen:
    """All pages of the list."""
    choice = choose(request, honours=(), offers=("role",))
    if choice is None:
        raise Http404
    level = page.level_of(request)
    found = page.narrowed_regions(page.visible_regions(request, choice), request, choice, level)
    words: Words = [("Tingkat", page.LEVELS[level])]
    words += [
        (label, request.GET[name])
        for name, label in {"province": "Provinsi", "q": "Cari"}.items()
        if request.GET.get(name)
    ]
    sheet = _regions(page.rows_of(found, choice))

    def handout() -> Handout:
        return Handout([of_sheet(sheet, PRINTED)])

    return Screen("Daerah", choice, [sheet], more=words, handout=handout)


def region_detail(request: PersonalRequest, code: str) -> Screen:
    choice = chosen(request, honours=())
    region, day = page.find_region(request, choice, code), page.day_of(choice)
    sheets = [
        _regions(page.rows_of([region], choice)),
        _aimed(places.actions_aimed_at(choice.figures, region, choice.names)),
        _adopted(places.adopted_by(region, choice.names, day)),
    ]
    handout = partial(region_profile, request, choice, region)
    named = {LABELS["region"]: f"{code} {region.name}"}  # no action need be placed there
    return Screen(region.name, choice, sheets, about={"region": code}, named=named, handout=handout)


def map_page(request: PersonalRequest) -> Screen:
    choice = chosen(request, honours=())
    asked = asked_map(request, choice)
    label = shades.SUBJECTS[asked.subject]
    columns = [Column("Kode", width=9), Column(asked.heading, width=34), Column(label, width=34)]
    rows: list[list[Value]] = [[one.row["code"], one.row["name"], one.shade.label] for one in asked.sorted_rows]
    sheets = [SheetContent("Peta", columns, rows), _regions(one.row for one in asked.sorted_rows)]
    more: Words = [("Peta menurut", label)]
    if asked.province is not None:
        more.append(("Provinsi", asked.province.name))
    return Screen(asked.title, choice, sheets, more=more, handout=partial(map_handout, asked))


def _regions(rows: Iterable[RegionRow]) -> SheetContent:
    columns = [
        Column("Kode", width=9),
        Column("Daerah", width=34),
        Column("Provinsi", width=26),
        Column("Peran", width=26),
        Column("RAD", width=22),
        Column("RAD sejak", ColumnKind.DAY, 14),
        Column("Gugus tugas", width=24),
        Column("Instansi", ColumnKind.COUNT, 9),
        Column("Laporan", width=18),
        tables.SCORE,
        tables.STATUS,
        *tables.STATUSES,
        *tables.FILING,
        *tables.BUDGET,
    ]
    return SheetContent("Daerah", columns, [_region(row, len(columns)) for row in rows])


def _region(row: RegionRow, width: int) -> list[Value]:
    """A region without a plan of its own has no figures; its cells stay empty."""
    known: list[Value] = [
        row["code"],
        row["name"],
        row["province"],
        ", ".join(ROLES[role] for role in row["roles"]),
        row["stage"]["label"],
        tables.day(row["stage"]["since"]),
        row["task_force"]["label"],
        row["bodies"],
        row["filing_label"],
    ]
    numbers = row["figures"]["numbers"] if row["figures"] else None
    if numbers is None:
        return known + [None] * (width - len(known))
    return [
        *known,
        tables.decimal(numbers["score"]),
        tables.word(numbers["status"]),
        *tables.counts(numbers["counts"]),
        *tables.filing(numbers["completeness"]),
        *tables.budget(numbers["budget"]),
    ]


def _aimed(actions: Iterable[AimedAction]) -> SheetContent:
    columns = [Column("Aksi", width=10), Column("Judul", width=60), Column("Penanggung jawab", width=26), tables.STATUS]
    rows: list[list[Value]] = [
        [one["number"], one["title"], tables.names(one["leads"]), tables.word(one["status"])] for one in actions
    ]
    return SheetContent("Aksi di daerah ini", columns, rows)


def _adopted(actions: Iterable[AdoptedAction]) -> SheetContent:
    columns = [
        Column("Aksi", width=10),
        Column("Judul", width=60),
        Column("Rencana", width=26),
        Column("Pelaksana", width=26),
        Column("Sejak", ColumnKind.DAY, 14),
    ]
    rows: list[list[Value]] = [
        [one["number"], one["title"], one["plan"], one["organization"]["short_name"], tables.day(one["since"])]
        for one in actions
    ]
    return SheetContent("Aksi yang diadopsi", columns, rows)
