"""Belum lapor as tables: what was never filed and what came back."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from clusters.requests import PersonalRequest
from ranpptppo.lib.workbooks import Column, ColumnKind, SheetContent, Value
from reports import overdue as owing
from reports.overdue import OverdueRow, Sight
from reports.screens.late_brief import late_handout
from reports.screens.plans import chosen
from reports.screens.screen import Screen


def overdue(request: PersonalRequest) -> Screen:
    """Both lists, in the order of the page: by organization unless ``group=flat``."""
    choice = chosen(request)
    sight, grouped = Sight(request.user, choice), request.GET.get("group") != "flat"
    missing = owing.overdue_rows(choice, sight, owing.never_filed(choice, by_organization=grouped))
    returned = owing.overdue_rows(choice, sight, owing.given_back(choice, sight, by_organization=grouped))
    is_returned = request.GET.get("show") == "returned"
    open_list = returned if is_returned else missing
    return Screen(
        "Belum lapor",
        choice,
        [_owed("Belum pernah dilaporkan", missing), _owed("Dikembalikan", returned)],
        handout=partial(late_handout, choice, sight, open_list, is_returned=is_returned),
    )


def _owed(name: str, rows: Iterable[OverdueRow]) -> SheetContent:
    columns = [
        Column("Instansi", width=22),
        Column("Nama", width=48),
        Column("Klaster", ColumnKind.COUNT, 9),
        Column("Nama klaster", width=40),
        Column("Periode", width=20),
        Column("Batas waktu", ColumnKind.DAY, 14),
        Column("Diperpanjang", width=12),
        Column("Sejak", ColumnKind.DAY, 14),
        Column("Hari", ColumnKind.COUNT, 8),
        Column("Keadaan", width=34),
    ]
    values: list[list[Value]] = [
        [
            row["organization"]["short_name"],
            row["organization"]["name"],
            row["cluster_number"],
            row["cluster_name"],
            row["period"],
            row["due_on"],
            "ya" if row["is_extended"] else "",
            row["since"],
            row["days"],
            row["state_label"],
        ]
        for row in rows
    ]
    return SheetContent(name, columns, values)
