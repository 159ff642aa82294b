"""The clusters as tables, and what pages of a plan share."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404

from clusters.requests import PersonalRequest
from ranpptppo.lib.workbooks import Column, ColumnKind, SheetContent, Value
from reports import summaries
from reports.choice import Choice, choose
from reports.figures import NotReportedRow
from reports.filters import EVERYTHING
from reports.screens import tables
from reports.screens.screen import Screen


def chosen(request: PersonalRequest, *, honours: tuple[str, ...] = EVERYTHING) -> Choice:
    """The choice of a page; 404 before the first plan."""
    choice = choose(request, honours=honours)
    if choice is None:
        raise Http404
    return choice


def cluster_list(request: PersonalRequest) -> Screen:
    choice = chosen(request)
    rows = summaries.cluster_summaries(choice.figures, choice.names)
    return Screen("Klaster", choice, [tables.clusters(rows, scored=choice.plan.has_scores)])


def cluster_detail(request: PersonalRequest, number: int) -> Screen:
    choice = chosen(request)
    year, names, scored = choice.figures, choice.names, choice.plan.has_scores
    details = summaries.load_details(year, names)
    found = summaries.cluster_figures(year, details, number=number)
    if not found:
        raise Http404
    cluster = found[0]
    outside = [one for one in year.actions if one.cluster.number == number and not one.is_in_plan]
    listed = [*cluster["actions"], *(summaries.action_figures(year, one, details) for one in outside)]
    summary = [row for row in summaries.cluster_summaries(year, names) if row["number"] == number]
    budget = summaries.budget_chapter(year, names, cluster=number)
    sheets = [
        tables.clusters(summary, scored=scored),
        tables.indicators("Indikator", listed),
        tables.budget_rows("Anggaran", "Instansi", budget["by_organization"], budget["total"]),
        not_reported(cluster["not_reported"]),
        tables.trend(summaries.cluster_trend(choice.data, summary[0]["id"]), scored=scored),
    ]
    return Screen(f"Klaster {number}: {cluster['name']}", choice, sheets, about={"cluster": str(number)})


def not_reported(rows: Iterable[NotReportedRow]) -> SheetContent:
    """A row for each report that is owed and not there."""
    columns = [
        Column("Instansi", width=20),
        Column("Nama", width=48),
        Column("Klaster", ColumnKind.COUNT, 9),
        Column("Periode", width=20),
        Column("Batas waktu", ColumnKind.DAY, 14),
        Column("Diperpanjang", width=12),
    ]
    values: list[list[Value]] = [
        [
            row["organization"]["short_name"],
            row["organization"]["name"],
            row["cluster_number"],
            row["period"],
            tables.day(row["due_on"]),
            "ya" if row["is_extended"] else "",
        ]
        for row in rows
    ]
    return SheetContent("Belum lapor", columns, values)
