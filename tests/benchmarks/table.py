"""One row a figure: name, value, unit, bar, and whether it holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """``bar``: the most it may be; None where it is only reported."""

    name: str
    value: float
    unit: str
    bar: float | None = None

    @property
    def holds(self) -> bool:
        return self.bar is None or self.value <= self.bar

    def cells(self) -> tuple[str, str, str, str, str]:
        bar = "" if self.bar is None else f"≤ {self.bar:g}"
        verdict = "" if self.bar is None else ("ya" if self.holds else "TIDAK")
        return self.name, f"{self.value:,.2f}", self.unit, bar, verdict


HEADINGS = ("nama", "nilai", "satuan", "batas", "terpenuhi")


def print_table(figures: Iterable[Figure]) -> bool:
    """Print a Markdown table, as README shows it; answers whether every bar holds."""
    figures = list(figures)
    rows = [HEADINGS, *(figure.cells() for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    for number, row in enumerate(rows):
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |")
        if number == 0:
            print("|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return all(figure.holds for figure in figures)
