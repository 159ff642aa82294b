"""The figures of a region's own plan in the edition of that region: told as those of a whole report, under ``rad/``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import cast

from reports.figures import AnnualFigures
from reports.provenance.trace import Cell, Trace, TraceTable, UnknownFigure

WITHIN = "rad/"
OWN_RULE = (
    "Angka {plan}, terhadap target daerah itu sendiri. Aturannya sama seperti pada angka nasional; angka daerah tidak masuk "
    "ke angka nasional."
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
        raise UnknownFigure(path)
    trace = tell(inner, path)
    return replace(
        trace,
        tables=[_within(table) for table in trace.tables],
        notes=[OWN_RULE.format(plan=inner["plan"]["short_title"]), *trace.notes],
        parents=[(title, WITHIN + one) for title, one in trace.parents],
    )


def _within(table: TraceTable) -> TraceTable:
    return replace(table, rows=[_cells(row) for row in table.rows])


def _cells(row: Sequence[Cell]) -> list[Cell]:
    return [replace(cell, path=WITHIN + cell.path) if cell.path else cell for cell in row]
