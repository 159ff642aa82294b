"""Belum lapor on paper: the open one of its lists, with what was sent."""

from __future__ import annotations

from collections.abc import Sequence

from ranpptppo.lib.formats import date_short, day_in_wib, number
from reports import overdue as owing
from reports.choice import Choice
from reports.overdue import Beside, OverdueRow, Sight
from reports.screens.handout import ROWS_KEPT, Cell, Handout, shaped, tile, words

COLUMNS = [
    ("Instansi", "w-16"),
    ("Laporan", "w-34"),
    ("Batas waktu", "w-15"),
    ("Keadaan", "w-15"),
    ("Yang terakhir dikirim", "w-20"),
]


def late_handout(choice: Choice, sight: Sight, rows: Sequence[OverdueRow], *, is_returned: bool) -> Handout:
    """rows: of the open list, in the order of the page. Nobody's telephone number is printed: briefs are passed on."""
    near = owing.beside(rows[:ROWS_KEPT], sight)
    name = "Dikembalikan" if is_returned else "Belum pernah dilaporkan"
    printed = [_row(row, near[row["key"]]) for row in rows[:ROWS_KEPT]]
    notes = ["Batas waktu sudah termasuk perpanjangan. Siapa yang dihubungi tertera pada halamannya."]
    if not rows:
        notes.insert(0, "Tidak ada laporan dalam daftar ini.")
    return Handout(
        [shaped(name, COLUMNS, printed, total=len(rows))], tiles=_tiles(choice), notes=notes, part=name.lower()
    )


def _tiles(choice: Choice) -> list[Cell]:
    of = owing.overdue_summary(choice)
    oldest = "–" if of["oldest"] is None else f"{number(of['oldest'])} hari"
    return [
        tile("Instansi", number(of["organizations"]), f"dari {number(of['organizations_due'])} wajib lapor"),
        tile("Laporan", number(of["reports"]), f"dari {number(of['reports_due'])} yang jatuh tempo"),
        tile("Paling lama", oldest, "sejak batas waktu, termasuk perpanjangan"),
    ]


def _row(row: OverdueRow, near: Beside) -> list[Cell]:
    due = date_short(row["due_on"]) + (" (diperpanjang)" if row["is_extended"] else "")
    last = near.sent[-1] if near.sent else None
    return [
        words(row["organization"]["short_name"]),
        words(row["period"], f"{row['cluster_number']}. {row['cluster_name']}"),
        words(due, row["days_label"]),
        words(row["state_label"]),
        words(last["text"], date_short(day_in_wib(last["at"]))) if last else words("–"),
    ]
