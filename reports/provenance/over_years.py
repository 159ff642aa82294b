"""What a five-year report counts over the years: holders that changed, targets that were revised, actions never done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ranpptppo.lib.formats import date_short
from reports.figures import NameFigures, StatusCounts
from reports.figures_five_year import FiveYearFigures, Holding
from reports.provenance.trace import NOTHING, Trace, TraceTable, figure, number, status_label, text

WHOLE = [("Seluruh rencana", "rencana/skor")]


def changes(figures: FiveYearFigures) -> Trace:
    rows = [
        [text(row["number"] or row["cluster_number"]), text(row["title"]), text(_held(row["holdings"]))]
        for row in figures["changes"]
    ]
    return Trace(
        title="Aksi dan peran klaster yang berganti penanggung jawab",
        values=[("Jumlah", number(len(rows)))],
        formula=[
            (
                "Dihitung satu kali: aksi yang penanggung jawabnya, atau nama penanggung jawabnya, berubah antara dua tahun "
                "rencana; demikian juga penanggung jawab dan koordinator klaster."
            ),
            "Yang dibandingkan adalah keadaan pada 31 Desember setiap tahun.",
        ],
        tables=[TraceTable("Yang dihitung", ["No", "Aksi atau klaster", "Pemegang menurut tahun"], rows)],
        parents=WHOLE,
    )


def _held(holdings: Sequence[Holding]) -> str:
    return "; ".join(
        f"{row['from_year']}–{row['to_year']}: {_names(row['organizations'])}"
        if row["from_year"] != row["to_year"]
        else f"{row['from_year']}: {_names(row['organizations'])}"
        for row in holdings
    )


def _names(organizations: Sequence[NameFigures]) -> str:
    return ", ".join(row["short_name"] for row in organizations) or "tidak ada"


def revisions(figures: FiveYearFigures) -> Trace:
    rows = [
        [
            text(row["number"]),
            text(row["indicator"]),
            figure(str(row["year"])),
            figure(number(row["first_value"])),
            figure("dihapus" if row["value"] is None else number(row["value"])),
            text(f"{row['approved_by'] or NOTHING}, {date_short(date.fromisoformat(row['approved_on']))}"),
            text("ya" if row["is_counted"] else "tidak"),
        ]
        for row in figures["revised_targets"]
    ]
    late = sum(not row["is_counted"] for row in figures["revised_targets"])
    columns = ["No", "Indikator", "Tahun", "Semula", "Menjadi", "Disetujui", "Dihitung"]
    return Trace(
        title="Target yang direvisi",
        values=[("Jumlah", number(len(rows))), ("Disetujui setelah batas waktu", number(late))],
        formula=[
            (
                "Setiap revisi yang disetujui sampai batas data dihitung satu kali. Revisi berlaku bagi tahunnya bila disetujui "
                "sebelum batas waktu periode terakhir tahun itu."
            )
        ],
        tables=[TraceTable("Yang dihitung", columns, rows)],
        parents=WHOLE,
    )


def never_done(figures: FiveYearFigures) -> Trace:
    rows = [
        [text(row["number"]), text(row["title"]), text(_names(row["leads"])), text(_statuses(row["counts"]))]
        for row in figures["never_done"]
    ]
    return Trace(
        title="Aksi yang tidak terlaksana",
        values=[("Jumlah", number(len(rows)))],
        formula=[
            (
                "Aksi yang telah jatuh tempo dan tidak mempunyai satu pun angka terverifikasi pada tahun mana pun. Angka nol "
                "yang diverifikasi adalah capaian."
            )
        ],
        tables=[TraceTable("Yang dihitung", ["No", "Aksi", "Penanggung jawab", "Keadaan indikator"], rows)],
        parents=WHOLE,
    )


def _statuses(counts: StatusCounts) -> str:
    return ", ".join(f"{number(count)} {status_label(status).lower()}" for status, count in counts.items() if count)
