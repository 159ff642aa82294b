"""The figures of a region's own plan in the edition of that region: told as those of a whole report, under ``rad/``.

Where the edition holds no plan, the local targets of what the region adopted are told alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import cast

from reports.figures import AnnualFigures
from reports.figures_chapters import AdoptedFigures, LocalTarget
from reports.provenance.indicators import amount, target_notes
from reports.provenance.trace import NOTHING, Cell, Trace, TraceTable, UnknownFigure

WITHIN = "rad/"
OWN_RULE = (
    "Angka {plan}, terhadap target daerah itu sendiri. Aturannya sama seperti pada angka nasional; angka daerah tidak masuk "
    "ke angka nasional."
)
LOCAL_RULE = (
    "Target daerah itu sendiri untuk aksi nasional yang diadopsinya; target nasional tidak ikut dihitung di sini. Revisi "
    "berlaku bila disetujui sampai batas data."
)
WITHOUT_PLAN = (
    "Tidak ada RAD daerah itu untuk tahun ini di dalam sistem, sehingga realisasi dan capaiannya tidak diketahui."
)
Teller = Callable[[AnnualFigures, str], Trace]


def own_plan_figures(figures: AnnualFigures) -> AnnualFigures | None:
    """The region's plan in the shape of a report's figures; None where the edition holds none."""
    own = figures.get("own")
    if own is None or own["plan"] is None:
        return None
    return cast("AnnualFigures", {"year": figures["year"], **own["plan"]})


def own_plan_trace(figures: AnnualFigures, path: str, tell: Teller) -> Trace:
    """``path``: within the plan. Raises :class:`UnknownFigure`."""
    inner = own_plan_figures(figures)
    if inner is None:
        return _local_target(figures, path)
    trace = tell(inner, path)
    return replace(
        trace,
        tables=[_within(table) for table in trace.tables],
        notes=[OWN_RULE.format(plan=inner["plan"]["short_title"]), *trace.notes],
        parents=[(title, WITHIN + one) for title, one in trace.parents],
    )


def adopted_indicators(figures: AnnualFigures) -> Iterator[tuple[AdoptedFigures, LocalTarget]]:
    """Of what the region adopted, where no plan of it tells them: each indicator with its action."""
    adopted = figures["own"]["adopted"] if "own" in figures else []
    return ((action, indicator) for action in adopted for indicator in action.get("indicators", []))


def _local_target(figures: AnnualFigures, path: str) -> Trace:
    for action, indicator in adopted_indicators(figures):
        if path == f"indikator/{indicator['id']}/{figures['year']}":
            target, measure = indicator["target"], indicator["measure"]
            return Trace(
                title=f"Indikator: {indicator['text']}",
                values=[
                    (f"Target {figures['year']}", amount(target["value"], measure)),
                    ("Satuan", indicator["unit"] or NOTHING),
                    ("Aksi yang diadopsi", f"{action['number']} {action['title']}".strip()),
                ],
                formula=[LOCAL_RULE],
                notes=[WITHOUT_PLAN, *target_notes(target, measure)],
            )
    raise UnknownFigure(path)


def _within(table: TraceTable) -> TraceTable:
    return replace(table, rows=[_cells(row) for row in table.rows])


def _cells(row: Sequence[Cell]) -> list[Cell]:
    return [replace(cell, path=WITHIN + cell.path) if cell.path else cell for cell in row]
