"""Anggaran on paper: the open one of its lists, with the picture that belongs to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from ranpptppo.lib.formats import number, rupiah_short
from reports import drawings, summaries
from reports.charts import Drawing
from reports.choice import Choice
from reports.figures import BudgetChapter, BudgetFigures, BudgetRow
from reports.scatter import spending_scatter
from reports.screens.handout import Cell, Handout, Heading, Table, figure, score_cells, shaped, share, tile, words
from reports.summaries import absorption
from reports.summaries.absorption import SpendingPoint, UnreportedLine
from reports.summaries.per_action import ActionLine

WIDE = 720  # pixels of a picture as wide as the page
PARTS = {
    "sums": "pagu dan realisasi",
    "points": "serapan dan capaian",
    "without": "aksi tanpa anggaran",
    "unreported": "baris belum dilaporkan",
}
MONEY: list[Heading] = [("Pagu", "w-16"), ("Realisasi", "w-16"), ("Serapan", "w-12"), ("Baris dilaporkan", "w-16")]


def money_handout(choice: Choice, shown: str, *, by_organization: bool) -> Handout:
    """shown: the open list, a key of ``PARTS``."""
    chapter = summaries.budget_chapter(choice.figures, choice.names)
    tables, pictures, notes = _part(choice, shown, chapter, by_organization=by_organization)
    return Handout(
        tables,
        tiles=_tiles(chapter["total"]),
        drawings=pictures,
        notes=[*notes, "Serapan ialah jumlah realisasi dibanding jumlah pagu; realisasi dihitung sejak 1 Januari."],
        part=PARTS[shown],
    )


Part = tuple[list[Table], dict[str, Drawing | None], list[str]]


def _part(choice: Choice, shown: str, chapter: BudgetChapter, *, by_organization: bool) -> Part:
    year, names = choice.figures, choice.names
    match shown:
        case "points":
            return _points(choice, by_organization=by_organization)
        case "without":
            lines = absorption.actions_without_budget(year, names)
            return (
                [_without(lines, scored=choice.plan.has_scores)],
                {},
                _if_none(lines, "Semua aksi memiliki anggaran."),
            )
        case "unreported":
            unreported = absorption.unreported_lines(year, names)
            return [_unreported(unreported)], {}, _if_none(unreported, "Semua baris anggaran dilaporkan.")
        case _:
            return _sums(choice, chapter), {"cluster": _wide(drawings.budget(chapter["by_cluster"], "Klaster"))}, []


def _if_none(rows: Sequence[object], sentence: str) -> list[str]:
    return [] if rows else [sentence]


def _wide(drawing: Drawing | None) -> Drawing | None:
    if drawing is None:
        return None
    specification = {**drawing.specification, "width": WIDE}
    return Drawing(specification, drawing.title, drawing.description, drawing.columns, drawing.rows)


def _tiles(total: BudgetFigures) -> list[Cell]:
    lines = f"{number(total['lines_reported'])} dari {number(total['lines'])} baris dilaporkan"
    return [
        tile("Pagu", rupiah_short(total["allocated"]), "revisi terakhir bila ada"),
        tile("Realisasi", rupiah_short(total["realized"]), "sejak 1 Januari"),
        tile("Serapan", share(total["absorption"]), lines),
    ]


# --- sums --------------------------------------------------------------------------------------------------------


def _sums(choice: Choice, chapter: BudgetChapter) -> list[Table]:
    total = chapter["total"]
    years = [[words(str(row["year"])), *_money(row["budget"])] for row in summaries.trend(choice.data, choice.year)]
    return [
        _summed("Menurut klaster", "Klaster", chapter["by_cluster"], total),
        _summed("Menurut sumber dana", "Sumber dana", chapter["by_source"], total),
        shaped("Menurut tahun", [("Tahun", "w-40"), *MONEY], years),
        _summed("Menurut instansi", "Instansi", chapter["by_organization"], total),
    ]


def _summed(caption: str, heading: str, rows: Iterable[BudgetRow], total: BudgetFigures) -> Table:
    listed = [[words(row["label"]), *_money(row)] for row in rows]
    return shaped(caption, [(heading, "w-40"), *MONEY], [*listed, [words("Jumlah"), *_money(total)]])


def _money(of: BudgetFigures) -> list[Cell]:
    return [
        figure(rupiah_short(of["allocated"])),
        figure(rupiah_short(of["realized"])),
        figure(share(of["absorption"])),
        figure(f"{number(of['lines_reported'])} dari {number(of['lines'])}"),
    ]


# --- the other lists ---------------------------------------------------------------------------------------------


def _points(choice: Choice, *, by_organization: bool) -> Part:
    year, names, border = choice.figures, choice.names, choice.data.thresholds.attention
    points = (
        absorption.points_of_organizations(year, names)
        if by_organization
        else absorption.points_of_actions(year, names)
    )
    subject = "instansi" if by_organization else "aksi"
    counts = [
        [words(label.capitalize()), figure(number(count))] for _, label, count in absorption.quadrant_counts(points)
    ]
    columns = [
        (subject.capitalize(), "w-40"),
        ("Realisasi", "w-15"),
        ("Serapan", "w-12"),
        ("Skor", "w-9"),
        ("Kelompok", "w-22"),
    ]
    note = f"Batas kedua sumbu ialah ambang perlu perhatian rencana, {number(border)}%. Tanpa skor atau pagu tidak digambar."
    tables = [
        shaped("Kelompok", [("Kelompok", "w-60"), ("Banyaknya", "w-20")], counts),
        shaped(f"Serapan dan capaian setiap {subject}", columns, [_point(one) for one in points]),
    ]
    return tables, {"scatter": _wide(spending_scatter(points, border, subject))}, [note]


def _point(one: SpendingPoint) -> list[Cell]:
    return [
        words(one["label"]),
        figure(rupiah_short(one["realized"])),
        figure(share(one["absorption"])),
        figure(number(Decimal(one["score"]), places=2)),
        words(absorption.QUADRANTS[one["quadrant"]]),
    ]


def _without(lines: Iterable[ActionLine], *, scored: bool) -> Table:
    columns = [("Aksi", "w-60"), ("Klaster", "w-9"), *([("Skor", "w-9"), ("Status", "w-16")] if scored else [])]
    rows = [
        [
            words(f"{one['number']} {one['title']}", one["lead"]["short_name"] or "penanggung jawab belum ditetapkan"),
            figure(number(one["cluster_number"])),
            *(score_cells(one["score"], one["status"]) if scored else []),
        ]
        for one in lines
    ]
    return shaped("Aksi tanpa anggaran", columns, rows)


def _unreported(lines: Iterable[UnreportedLine]) -> Table:
    columns = [("Aksi", "w-46"), ("Instansi", "w-18"), ("Sumber dana", "w-18"), ("Pagu", "w-16")]
    rows = [
        [
            words(one["action"]),
            words(one["organization"]["short_name"]),
            words(one["source"]),
            figure("belum ada pagu" if one["allocated"] is None else rupiah_short(one["allocated"])),
        ]
        for one in lines
    ]
    return shaped("Baris anggaran tanpa laporan realisasi", columns, rows)
