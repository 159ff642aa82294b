"""Anggaran and the lenses as tables."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from django.http import Http404

from clusters.requests import PersonalRequest
from ranpptppo.lib.workbooks import Column, ColumnKind, SheetContent, Value
from reports import lenses, summaries
from reports.lenses import KINDS, LensRow
from reports.screens import tables
from reports.screens.handout import Handout, of_sheet
from reports.screens.money_brief import money_handout
from reports.screens.plans import chosen
from reports.screens.screen import Screen
from reports.summaries import absorption
from reports.summaries.absorption import QUADRANTS, SpendingPoint, UnreportedLine
from reports.summaries.per_action import ActionLine
from reports.views import budgets as page

PRINTED_LENSES = [
    ("Lensa", "w-13"),
    ("Nilai", "w-24"),
    ("Aksi", "w-7"),
    ("Instansi", "w-8"),
    ("Skor", "w-8"),
    ("Status", "w-15"),
    ("Serapan", "w-11"),
    ("Klaster tanpa aksi", "w-18"),
]


def budget_dashboard(request: PersonalRequest) -> Screen:
    """All its lists, whichever of them is open."""
    choice = chosen(request)
    year, names = choice.figures, choice.names
    of = summaries.budget_chapter(year, names)
    sheets = [
        tables.budget_rows("Menurut klaster", "Klaster", of["by_cluster"], of["total"]),
        tables.budget_rows("Menurut instansi", "Instansi", of["by_organization"], of["total"]),
        tables.budget_rows("Menurut sumber dana", "Sumber dana", of["by_source"], of["total"]),
        tables.trend(summaries.trend(choice.data, choice.year), scored=choice.plan.has_scores),
        _points("Serapan dan capaian aksi", "Aksi", absorption.points_of_actions(year, names)),
        _points("Serapan dan capaian instansi", "Instansi", absorption.points_of_organizations(year, names)),
        action_lines("Aksi tanpa anggaran", absorption.actions_without_budget(year, names)),
        _unreported(absorption.unreported_lines(year, names)),
    ]
    shown, by_organization = page.shown_of(request), request.GET.get("by") == "organization"
    handout = partial(money_handout, choice, shown, by_organization=by_organization)
    return Screen("Anggaran", choice, sheets, handout=handout)


def _points(name: str, heading: str, points: Iterable[SpendingPoint]) -> SheetContent:
    columns = [
        Column(heading, width=60),
        Column("Pagu", ColumnKind.RUPIAH, 20),
        Column("Realisasi", ColumnKind.RUPIAH, 20),
        Column("Serapan", ColumnKind.PERCENT, 11),
        tables.SCORE,
        tables.STATUS,
        Column("Golongan", width=34),
    ]
    rows: list[list[Value]] = [
        [
            one["label"],
            one["allocated"],
            one["realized"],
            tables.decimal(one["absorption"]),
            tables.decimal(one["score"]),
            tables.word(one["status"]),
            QUADRANTS[one["quadrant"]],
        ]
        for one in points
    ]
    return SheetContent(name, columns, rows)


def _unreported(lines: Iterable[UnreportedLine]) -> SheetContent:
    columns = [
        Column("Aksi", width=60),
        Column("Instansi", width=24),
        Column("Sumber dana", width=20),
        Column("Pagu", ColumnKind.RUPIAH, 20),
    ]
    rows: list[list[Value]] = [
        [one["action"], one["organization"]["short_name"], one["source"], one["allocated"]] for one in lines
    ]
    return SheetContent("Baris belum dilaporkan", columns, rows)


def action_lines(name: str, lines: Iterable[ActionLine]) -> SheetContent:
    columns = [
        Column("Aksi", width=10),
        Column("Judul", width=52),
        Column("Klaster", ColumnKind.COUNT, 9),
        Column("Penanggung jawab", width=24),
        Column("Indikator", ColumnKind.COUNT, 10),
        tables.SCORE,
        tables.STATUS,
        *tables.BUDGET,
    ]
    rows: list[list[Value]] = [
        [
            one["number"],
            one["title"],
            one["cluster_number"],
            one["lead"]["short_name"],
            one["indicators"],
            tables.decimal(one["score"]),
            tables.word(one["status"]),
            *tables.budget(one["budget"]),
        ]
        for one in lines
    ]
    return SheetContent(name, columns, rows)


# --- lenses ------------------------------------------------------------------------------------------------------


def lens_list(request: PersonalRequest) -> Screen:
    choice = chosen(request)
    sheet = _lenses(lenses.lens_rows(choice))
    return Screen("Lensa", choice, [sheet], handout=lambda: Handout([of_sheet(sheet, PRINTED_LENSES)]))


def lens_detail(request: PersonalRequest, kind: str, value: str) -> Screen:
    lens = lenses.find_lens(kind, value)
    if lens is None:
        raise Http404
    choice = chosen(request, honours=lenses.honoured_beside(lens))
    year = lenses.lens_year(choice, lens)
    sheets = [
        _lenses([lenses.lens_row(choice, lens)]),
        action_lines("Aksi", summaries.action_lines(year, choice.names)),
    ]
    return Screen(f"Lensa {KINDS[kind].lower()}: {lens.label}", choice, sheets, about={kind: value})


def _lenses(rows: Iterable[LensRow]) -> SheetContent:
    columns = [
        Column("Lensa", width=18),
        Column("Nilai", width=34),
        Column("Aksi", ColumnKind.COUNT, 8),
        Column("Di luar rencana", ColumnKind.COUNT, 10),
        Column("Instansi", ColumnKind.COUNT, 9),
        tables.SCORE,
        tables.STATUS,
        *tables.STATUSES,
        *tables.FILING,
        *tables.BUDGET,
        Column("Klaster tanpa aksi", width=40),
    ]
    values: list[list[Value]] = [
        [
            KINDS[row["lens"].kind],
            row["lens"].label,
            row["numbers"]["actions"],
            row["numbers"]["outside"],
            row["numbers"]["organizations"],
            tables.decimal(row["numbers"]["score"]),
            tables.word(row["numbers"]["status"]),
            *tables.counts(row["numbers"]["counts"]),
            *tables.filing(row["numbers"]["completeness"]),
            *tables.budget(row["numbers"]["budget"]),
            "; ".join(f"{one['number']}. {one['name']}" for one in row["missing_clusters"]),
        ]
        for row in rows
    ]
    return SheetContent("Lensa", columns, values)
