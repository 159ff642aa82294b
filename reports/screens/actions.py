"""The list of actions, one action, and the matrix, as tables."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404

from actions.models import Action
from clusters.requests import PersonalRequest
from ranpptppo.lib.workbooks import Column, ColumnKind, SheetContent, Value
from reports import summaries
from reports.choice import Choice, choose
from reports.figures import ActionFigures
from reports.screens import tables
from reports.screens.handout import Handout, of_sheet
from reports.screens.plans import chosen
from reports.screens.screen import Screen
from reports.screens.words import Words
from reports.summaries import ActionFacts, HeatCell
from reports.views import actions as page

PRINTED = [
    ("Aksi", "w-7"),
    ("Judul", "w-34"),
    ("Penanggung jawab", "w-16"),
    ("Skor", "w-8"),
    ("Status", "w-15"),
    ("Pagu", "w-11"),
    ("Serapan", "w-9"),
]


def action_list(request: PersonalRequest) -> Screen:
    choice = choose(request, honours=page.ABOUT_ACTIONS, offers=("organization",))
    if choice is None:
        raise Http404
    details = summaries.load_details(choice.figures, choice.names)
    rows = [
        (facts, summaries.action_figures(choice.figures, facts, details))
        for facts in page.filtered_actions(request, choice)
    ]
    sheets = [_actions(rows), tables.indicators("Indikator", [figures for _, figures in rows])]

    def handout() -> Handout:
        return Handout([of_sheet(sheets[0], PRINTED)])

    return Screen("Aksi", choice, sheets, more=_searched(request), handout=handout)


def _searched(request: PersonalRequest) -> Words:
    words, status = request.GET.get("q", "").strip(), request.GET.get("status", "")
    searched = [("Cari", words)] if words else []
    return [*searched, ("Status aksi", tables.word(status))] if status else searched


def _actions(rows: list[tuple[ActionFacts, ActionFigures]]) -> SheetContent:
    columns = [
        Column("Aksi", width=10),
        Column("Judul", width=52),
        Column("Penanggung jawab", width=24),
        Column("Klaster", ColumnKind.COUNT, 9),
        Column("Dalam rencana", width=10),
        Column("Indikator", ColumnKind.COUNT, 10),
        tables.SCORE,
        tables.STATUS,
        *tables.BUDGET,
    ]
    values = [[*_action(facts, figures), *tables.budget(figures["budget"])] for facts, figures in rows]
    return SheetContent("Aksi", columns, values)


def _action(facts: ActionFacts, figures: ActionFigures) -> list[Value]:
    return [
        figures["number"],
        figures["title"],
        tables.names(figures["leads"]),
        facts.cluster.number,
        "ya" if facts.is_in_plan else "di luar rencana",
        len(figures["indicators"]),
        tables.decimal(figures["score"]),
        tables.word(figures["status"]),
    ]


def action_detail(request: PersonalRequest, pk: int) -> Screen:
    action = get_object_or_404(Action.objects.visible_to(request.user).select_related("plan", "cluster"), pk=pk)
    choice = choose(request, plan=action.plan, honours=())
    facts = None if choice is None else next((one for one in choice.figures.actions if one.id == pk), None)
    if choice is None or facts is None:
        raise Http404
    narratives = summaries.narratives_of(choice.figures, choice.names, actions=[pk])
    details = summaries.load_details(choice.figures, choice.names, narratives=narratives)
    figures = summaries.action_figures(choice.figures, facts, details)
    series = [
        (year, summaries.action_figures(summaries.year_of(choice.data, year), facts, details))
        for year in choice.data.years
    ]
    budget = summaries.action_budget_rows(choice.figures, choice.names, pk)
    title = f"{action.number} {action.title}".strip()
    sheets = [
        _over_years(series),
        tables.budget_rows("Anggaran", "Instansi dan sumber", budget, figures["budget"]),
        _assignments(action, choice),
        _narratives(figures),
    ]
    return Screen(title, choice, sheets, action=pk, more=[("Aksi", title)])


def _over_years(series: list[tuple[int, ActionFigures]]) -> SheetContent:
    """Each indicator in each year, up to the chosen one."""
    columns = [Column("Tahun", width=9), *tables.INDICATOR[3:]]
    rows: list[list[Value]] = [
        [str(year), *tables.indicator_cells(one)] for year, figures in series for one in figures["indicators"]
    ]
    return SheetContent("Indikator", columns, sorted(rows, key=lambda row: (str(row[1]), str(row[0]))))


def _assignments(action: Action, choice: Choice) -> SheetContent:
    columns = [
        Column("Instansi", width=40),
        Column("Peran", width=20),
        Column("Wajib lapor", width=12),
        Column("Sejak", ColumnKind.DAY, 14),
        Column("Sampai", ColumnKind.DAY, 14),
        Column("Dasar", width=40),
    ]
    rows: list[list[Value]] = [
        [
            row.organization_name,  # type: ignore[attr-defined]  # annotated
            str(row.get_role_display()),
            "ya" if row.is_reporter else "",
            row.starts_on,
            row.ends_on,
            row.basis,
        ]
        for row in page.assignments_of(action, choice)
    ]
    return SheetContent("Pelaksana", columns, rows)


def _narratives(figures: ActionFigures) -> SheetContent:
    columns = [
        Column("Periode", width=20),
        Column("Instansi", width=24),
        Column("Capaian", width=50),
        Column("Praktik baik", width=50),
        Column("Kendala", width=50),
        Column("Tindak lanjut", width=50),
    ]
    rows: list[list[Value]] = [
        [
            one["period"],
            one["organization"]["short_name"],
            one["achievement"],
            one["good_practice"],
            one["obstacle"],
            one["follow_up"],
        ]
        for one in figures["narratives"]
    ]
    return SheetContent("Narasi", columns, rows)


def matrix(request: PersonalRequest) -> Screen:
    choice = chosen(request)
    heat = summaries.heat_map(choice.data, choice.names)
    columns = [
        Column("Klaster", ColumnKind.COUNT, 9),
        Column("Aksi", width=10),
        Column("Judul", width=52),
        *(Column(label, width=16) for head in heat.heads for label in head.labels),
    ]
    rows: list[list[Value]] = [
        [group.number, row.number, row.title, *(_status_at(cell) for cell in row.cells)]
        for group in heat.groups
        for row in group.rows
    ]
    sheet = SheetContent("Matriks", columns, rows)
    labels = next((list(head.labels) for head in heat.heads if head.year == choice.year), [])

    def handout() -> Handout:
        printed = [("Aksi", "w-7"), ("Judul", "w-34"), *((label, "w-14") for label in labels)]
        return Handout([of_sheet(sheet, printed, caption=f"Status aksi menurut periode tahun {choice.year}")])

    return Screen("Matriks aksi", choice, [sheet], handout=handout)


def _status_at(cell: HeatCell) -> str:
    if cell.status is None:
        return "di luar saringan"
    return tables.word(cell.status) or "belum jatuh tempo"
