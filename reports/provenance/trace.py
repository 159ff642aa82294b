"""What a page of provenance shows: a figure, the rule in words, the numbers that went in, and who is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from actions.enums import Measure, MeasurementState, Status
from ranpptppo.lib import formats
from reports.figures import AnnualFigures, BudgetFigures, NotReportedRow, RatioFigures, SourceFigures
from reports.matrix_table import ACTUAL_STATES

NOTHING = "–"
SCOPE_NOTES = {
    "cluster": "Edisi ini hanya menghitung {name}.",
    "organization": (
        "Edisi ini hanya menghitung aksi yang dipimpin {name} pada 31 Desember, laporan yang wajib disampaikannya, dan "
        "baris anggarannya sendiri."
    ),
    "region": (
        "Edisi ini hanya menghitung aksi yang lokasinya menyebut {name} atau daerah di dalamnya; angka setiap aksi ialah "
        "angka aksi itu seluruhnya."
    ),
}


class UnknownFigure(Exception):
    """The report has no figure under this path."""


@dataclass(frozen=True)
class Cell:
    """``path`` leads to the provenance of what the cell shows."""

    text: str
    path: str = ""
    is_number: bool = False


@dataclass(frozen=True)
class TraceTable:
    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]

    @property
    def heads(self) -> list[Cell]:
        """The columns' names, aligned as what stands under them."""
        below = zip(self.columns, self.rows[0], strict=True) if self.rows else ()
        return [Cell(name, is_number=cell.is_number) for name, cell in below]


@dataclass(frozen=True)
class Trace:
    """``values``: what the report prints, by its name. ``parents``: title and path of what this figure is part of."""

    title: str
    values: Sequence[tuple[str, str]]
    formula: Sequence[str]
    tables: Sequence[TraceTable] = ()
    missing: Sequence[NotReportedRow] = ()
    notes: Sequence[str] = ()
    measurements: Sequence[SourceFigures] = ()
    indicator: int = 0
    measure: str = ""
    parents: Sequence[tuple[str, str]] = field(default=())


def text(words: object, path: str = "") -> Cell:
    return Cell(str(words) or NOTHING, path)


def figure(words: str, path: str = "") -> Cell:
    return Cell(words, path, is_number=True)


def number(value: str | int | None, places: int | None = None) -> str:
    return NOTHING if value is None else formats.number(Decimal(value), places)


def percent(value: str | None) -> str:
    return NOTHING if value is None else formats.percent(Decimal(value))


def whole_name(figures: AnnualFigures) -> str:
    """The plan, or the part of it that the edition is about."""
    plan = figures["plan"]["short_title"]
    return f"{plan}, {figures['scope']['name']}" if "scope" in figures else plan


def scope_notes(figures: AnnualFigures) -> list[str]:
    """Which part of the plan an edition counts; nothing of the whole."""
    scope = figures.get("scope")
    return [] if scope is None else [SCOPE_NOTES[scope["kind"]].format(name=scope["name"])]


def share(ratio: RatioFigures) -> str:
    """``88 dari 96 (91,67%)``."""
    return f"{number(ratio['count'])} dari {number(ratio['total'])} ({percent(ratio['percent'])})"


def status_label(status: str) -> str:
    return str(Status(status).label)


def state_label(state: str) -> str:
    return ACTUAL_STATES[state]


def measured(row: Mapping[str, Any], measure: str) -> str:
    """A measurement, or a correction of one, as it is read: ``97``, ``78,69% (48/61)``, ``ya``, ``belum ada data``."""
    if row["state"] != MeasurementState.VALUE:
        return str(MeasurementState(row["state"]).label)
    if measure == Measure.MILESTONE:
        return "ya" if row["value"] == "1" else "belum"
    if row["denominator"] is not None:
        return f"{number(row['numerator'])} dari {number(row['denominator'])}"
    return number(row["value"])


def money(budget: BudgetFigures) -> list[tuple[str, str]]:
    """Ceiling, realized, absorption and how many lines were reported, in full."""
    return [
        ("Pagu", formats.rupiah(budget["allocated"])),
        ("Realisasi", formats.rupiah(budget["realized"])),
        ("Serapan", percent(budget["absorption"])),
        ("Baris yang dilaporkan", f"{budget['lines_reported']} dari {budget['lines']}"),
    ]


def status_rows(counts: Mapping[str, int]) -> list[list[Cell]]:
    return [[text(status_label(status)), figure(number(count))] for status, count in counts.items() if count]


def whole_rupiah(amount: int | None) -> str:
    return NOTHING if amount is None else formats.number(amount)


def first(rows: Iterable[Any], **wanted: object) -> Any:
    """The row that has these values; :class:`UnknownFigure` where there is none."""
    for row in rows:
        if all(row.get(key) == value for key, value in wanted.items()):
            return row
    raise UnknownFigure(wanted)
