"""Sums of the budget and the lines behind them (calculation.md, "Budget")."""

from __future__ import annotations

from collections.abc import Sequence

from actions.enums import FundingSource
from reports.figures import ActionFigures, AnnualFigures, BudgetFigures, BudgetLineFigures
from reports.provenance.trace import Cell, Trace, TraceTable, figure, first, money, text, whole_rupiah

FORMULA = (
    "Pagu adalah pagu perubahan bila ditetapkan (0 pun dihitung sebagai ditetapkan), selain itu pagu awal.",
    "Realisasi bersifat kumulatif sejak 1 Januari, menurut periode terakhir tahun anggaran yang telah diverifikasi.",
    (
        "Serapan adalah jumlah realisasi dibagi jumlah pagu × 100, dari jumlahnya dan bukan rata-rata serapan. Baris tanpa "
        "laporan menambah 0 pada realisasi."
    ),
)
COLUMNS = ("Aksi", "Instansi", "Sumber dana", "Pagu (Rp)", "Realisasi (Rp)")
WHOLE = [("Seluruh anggaran", "nasional/anggaran")]


def plan_budget(figures: AnnualFigures) -> Trace:
    return _trace(figures, "Anggaran seluruh rencana", figures["budget"]["total"], _lines(figures), ())


def cluster_budget(figures: AnnualFigures, number: int) -> Trace:
    cluster = first(figures["clusters"], number=number)
    own = {action["id"] for action in cluster["actions"]}
    lines = [line for line in _lines(figures) if line["action"] in own]
    return _trace(figures, f"Anggaran klaster {number}. {cluster['name']}", cluster["budget"], lines, WHOLE)


def action_budget(figures: AnnualFigures, action: ActionFigures) -> Trace:
    lines = [line for line in _lines(figures) if line["action"] == action["id"]]
    title = f"Anggaran aksi {action['number']} {action['title']}"
    return _trace(figures, title, action["budget"], lines, WHOLE)


def source_budget(figures: AnnualFigures, key: str) -> Trace:
    row = first(figures["budget"]["by_source"], key=key)
    lines = [line for line in _lines(figures) if line["source"] == key]
    return _trace(figures, f"Anggaran menurut sumber dana: {row['label']}", row, lines, WHOLE)


def organization_budget(figures: AnnualFigures, key: str) -> Trace:
    row = first(figures["budget"]["by_organization"], key=key)
    lines = [line for line in _lines(figures) if line["organization"]["code"] == key]
    return _trace(figures, f"Anggaran menurut instansi: {row['label']}", row, lines, WHOLE)


def _lines(figures: AnnualFigures) -> list[BudgetLineFigures]:
    return figures["budget"].get("by_line", [])


def _trace(
    figures: AnnualFigures,
    title: str,
    total: BudgetFigures,
    lines: Sequence[BudgetLineFigures],
    parents: Sequence[tuple[str, str]],
) -> Trace:
    unreported = sum(line["realized"] is None for line in lines)
    notes = [f"{unreported} baris belum dilaporkan realisasinya dan dihitung 0."] if unreported else []
    if "by_line" not in figures["budget"]:
        notes = ["Edisi ini dibekukan sebelum baris anggaran disimpan bersamanya; yang tersimpan hanya jumlahnya."]
    return Trace(
        title=f"{title}, tahun anggaran {figures['year']}",
        values=money(total),
        formula=FORMULA,
        tables=[TraceTable("Baris anggaran yang dijumlahkan", COLUMNS, [_row(line) for line in lines])],
        notes=notes,
        parents=parents,
    )


def _row(line: BudgetLineFigures) -> list[Cell]:
    realized = "belum dilaporkan" if line["realized"] is None else whole_rupiah(line["realized"])
    return [
        text(line["number"], f"aksi/{line['action']}/anggaran"),
        text(line["organization"]["short_name"]),
        text(FundingSource(line["source"]).label),
        figure(whole_rupiah(line["allocated"])),
        figure(realized),
    ]
