"""The kinds of reports that are bound as a book: which parts each has, and what stands over its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, cast

from reports.enums import ReportKind
from reports.figures import AnnualFigures
from reports.figures_five_year import FiveYearFigures
from reports.part_writer import HeadFigures, Part
from reports.parts import annual_parts, head_figures
from reports.parts_five_year import five_year_head, five_year_parts, span
from reports.parts_scoped import scoped_parts

BookFigures = AnnualFigures | FiveYearFigures


@dataclass(frozen=True)
class Book:
    """What depends on the kind alone. span: the years it is about, as they are written."""

    parts: Callable[[Any], Iterator[Part]]
    head: Callable[[Any], HeadFigures]
    span: Callable[[Any], str]


def _annual_parts(figures: AnnualFigures) -> Iterator[Part]:
    return scoped_parts(figures) if "scope" in figures else annual_parts(figures)


def _one_year(figures: AnnualFigures) -> str:
    return str(figures["year"])


BOOKS = {
    ReportKind.ANNUAL: Book(_annual_parts, head_figures, _one_year),
    ReportKind.FIVE_YEAR: Book(five_year_parts, five_year_head, span),
}


def book_of(figures: BookFigures) -> Book:
    """The kind that the frozen figures say; those of an annual report say none."""
    return BOOKS[ReportKind(cast("str", figures.get("kind", ReportKind.ANNUAL)))]
