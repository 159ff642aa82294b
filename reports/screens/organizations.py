"""All organizations with a part in the plan, and one of them, as tables."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from clusters.models import Organization
from clusters.requests import PersonalRequest
from ranpptppo.lib.workbooks import Column, ColumnKind, SheetContent, Value
from reports import summaries
from reports.figures_chapters import SupportedFigures
from reports.screens import tables
from reports.screens.handout import Handout, of_sheet
from reports.screens.plans import chosen, not_reported
from reports.screens.screen import Screen
from reports.summaries import OrganizationFigures
from reports.summaries import organizations as own
from reports.views.organizations import OF_ALL_ITS_ACTIONS

PRINTED = [
    ("Instansi", "w-24"),
    ("Aksi", "w-8"),
    ("Skor", "w-8"),
    ("Status", "w-16"),
    ("Kelengkapan", "w-13"),
    ("Ketepatan", "w-12"),
    ("Serapan", "w-11"),
]


def organization_list(request: PersonalRequest) -> Screen:
    choice = chosen(request)
    rows = summaries.organization_figures(choice.figures, choice.names)
    sheet = _organizations(rows, scored=choice.plan.has_scores)
    printed = [one for one in PRINTED if choice.plan.has_scores or one[0] not in {"Skor", "Status"}]
    return Screen("Instansi", choice, [sheet], handout=lambda: Handout([of_sheet(sheet, printed)]))


def organization_detail(request: PersonalRequest, code: str) -> Screen:
    organization = get_object_or_404(Organization.objects.visible_to(request.user), code=code)
    choice = chosen(request, honours=OF_ALL_ITS_ACTIONS)
    year, names, key, scored = choice.figures, choice.names, organization.pk, choice.plan.has_scores
    details = summaries.load_details(year, names)
    summary: OrganizationFigures = {"id": key, "organization": names.of(key), **own.numbers_of(year, key)}
    led = [summaries.action_figures(year, action, details) for action in own.led_actions(year, key)]
    sheets = [
        _organizations([summary], scored=scored),
        not_reported(own.owing_figures(year, key, names)["missing"]),
        tables.indicators("Indikator", led),
        _supported(own.supported_actions(year, key, names)),
        tables.trend(own.organization_trend(choice.data, key), scored=scored),
    ]
    title = summary["organization"]["name"] or code
    return Screen(title, choice, sheets, about={"organization": code})


def _organizations(rows: list[OrganizationFigures], *, scored: bool) -> SheetContent:
    columns = [
        Column("Instansi", width=22),
        Column("Nama", width=48),
        Column("Aksi", ColumnKind.COUNT, 8),
        *([tables.SCORE, tables.STATUS] if scored else []),
        *tables.STATUSES,
        *tables.FILING,
        *tables.BUDGET,
    ]
    values: list[list[Value]] = [
        [
            row["organization"]["short_name"],
            row["organization"]["name"],
            row["actions"],
            *([tables.decimal(row["score"]), _status(row)] if scored else []),
            *tables.counts(row["counts"]),
            *tables.filing(row["completeness"]),
            *tables.budget(row["budget"]),
        ]
        for row in rows
    ]
    return SheetContent("Instansi", columns, values)


def _status(row: OrganizationFigures) -> str:
    return tables.word(row["status"]) if row["actions"] else "tidak memimpin aksi"


def _supported(actions: list[SupportedFigures]) -> SheetContent:
    columns = [
        Column("Aksi", width=10),
        Column("Judul", width=52),
        Column("Klaster", ColumnKind.COUNT, 9),
        Column("Penanggung jawab", width=26),
        tables.STATUS,
    ]
    values: list[list[Value]] = [
        [
            action["number"],
            action["title"],
            action["cluster_number"],
            tables.names(action["leads"]),
            tables.word(action["status"]),
        ]
        for action in actions
    ]
    return SheetContent("Aksi yang didukung", columns, values)
