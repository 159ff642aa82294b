"""Sums of the budget and the lines behind them (calculation.md, "Budget")."""

from __future__ import annotations

from collections.abc import Container, Sequence, Set

from actions.enums import FundingSource
from reports.figures import ActionFigures, AnnualFigures, BudgetFigures, BudgetLineFigures
from reports.provenance.trace import (
    Cell,
    Trace,
    TraceTable,
    figure,
    first,
    money,
    scope_notes,
    text,
    whole_name,
    whole_rupiah,
)

FORMULA = (
    "Pagu adalah pagu perubahan bila ditetapkan (0 pun dihitung sebagai ditetapkan), selain itu pagu awal.",
    "Realisasi bersifat kumulatif sejak 1 Januari, menurut periode terakhir tahun anggaran yang telah diverifikasi.",
    (
        "Serapan adalah jumlah realisasi dibagi jumlah pagu × 100, dari jumlahnya dan bukan rata-rata serapan. Baris tanpa "
        "laporan menambah 0 pada realisasi."
    ),
)
COLUMNS = ("Aksi", "Instansi", "Sumber dana", "Pagu (Rp)", "Realisasi (Rp)")
LINES = "Baris anggaran yang dijumlahkan"
WHOLE = [("Seluruh anggaran", "nasional/anggaran")]


def plan_budget(figures: AnnualFigures) -> Trace:
    title = f"Anggaran {whole_name(figures)}" if "scope" in figures else "Anggaran seluruh rencana"
    return _trace(figures, title, figures["budget"]["total"], _lines(figures), ())


def budget_of(figures: AnnualFigures, title: str, total: BudgetFigures, actions: Set[int]) -> Trace:
    """What the lines of these actions sum up to."""
    return _trace(figures, title, total, [line for line in _lines(figures) if line["action"] in actions], WHOLE)


def cluster_budget(figures: AnnualFigures, number: int) -> Trace:
    """Also of a cluster of which the edition of an organization has nothing but the money that it spends there."""
    for row in figures["budget"]["by_cluster"]:
        if row["key"] == str(number):
            return _trace(figures, f"Anggaran klaster {row['label']}", row, _lines_of_cluster(figures, number), WHOLE)
    cluster = first(figures["clusters"], number=number)
    return _trace(figures, f"Anggaran klaster {number}. {cluster['name']}", cluster["budget"], (), WHOLE)


def _lines_of_cluster(figures: AnnualFigures, number: int) -> list[BudgetLineFigures]:
    clusters = [cluster for cluster in figures["clusters"] if cluster["number"] == number]
    own = {action["id"] for cluster in clusters for action in cluster["actions"]}
    return [line for line in _lines(figures) if line.get("cluster_number") == number or line["action"] in own]


def action_budget(figures: AnnualFigures, action: ActionFigures) -> Trace:
    title = f"Anggaran aksi {action['number']} {action['title']}"
    return budget_of(figures, title, action["budget"], {action["id"]})


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
    known = {action["id"] for cluster in figures["clusters"] for action in cluster["actions"]}
    known |= {action["id"] for action in figures["outside_plan"]}
    unreported = sum(line["realized"] is None for line in lines)
    notes = scope_notes(figures)
    notes += [f"{unreported} baris belum dilaporkan realisasinya dan dihitung 0."] if unreported else []
    if "by_line" not in figures["budget"]:
        notes += ["Edisi ini dibekukan sebelum baris anggaran disimpan bersamanya; yang tersimpan hanya jumlahnya."]
    return Trace(
        title=f"{title}, tahun anggaran {figures['year']}",
        values=money(total),
        formula=FORMULA,
        tables=[TraceTable(LINES, COLUMNS, [line_cells(line, known) for line in lines])],
        notes=notes,
        parents=parents,
    )


def line_cells(line: BudgetLineFigures, known: Container[int]) -> list[Cell]:
    """known: the actions that the edition tells of."""
    realized = "belum dilaporkan" if line["realized"] is None else whole_rupiah(line["realized"])
    return [
        text(line["number"], f"aksi/{line['action']}/anggaran" if line["action"] in known else ""),
        text(line["organization"]["short_name"]),
        text(FundingSource(line["source"]).label),
        figure(whole_rupiah(line["allocated"])),
        figure(realized),
    ]
