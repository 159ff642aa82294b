"""How a pressing row is said, on the front page, in its workbook and in the brief."""

from __future__ import annotations

from decimal import Decimal

from ranpptppo.lib.formats import number, rupiah_short
from reports.summaries.pressing import PressingKind, PressingRow

PRESSING: dict[PressingKind, str] = {
    "overdue": "Belum lapor",
    "returned": "Dikembalikan",
    "behind": "Tertinggal",
    "unspent": "Tanpa realisasi",
}
NOBODY_LEADS = "belum ada penanggung jawab"


def about_what(row: PressingRow) -> str:
    """The action, or the reports: ``Laporan Triwulan I 2024, Triwulan II 2024``."""
    return row["action"] or f"Laporan {', '.join(row['periods'])}"


def how_pressing(row: PressingRow) -> str:
    """``terlambat 12 hari``, ``2 kali``, ``skor 41,20``, ``Rp1,2 miliar``."""
    match row["kind"]:
        case "overdue":
            return f"terlambat {number(row['days'])} hari"
        case "returned":
            return f"{number(row['returns'])} kali"
        case "behind":
            return f"skor {number(Decimal(row['score'] or 0), places=2)}"
        case "unspent":
            return rupiah_short(row["amount"])


def who_leads(row: PressingRow) -> str:
    return row["organization"]["short_name"] or NOBODY_LEADS
