"""Kontribusi daerah: what adopting regions count, beside the national figure and never part of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from actions.calculation.actual import Actual, adds_up, reporter_actual
from actions.calculation.rows import IndicatorRow, ReporterRow, YearRow


@dataclass(frozen=True, slots=True)
class Contribution:
    """`with_value` of `reporters` adopting regions hold a value in the year."""

    total: Actual | None  # only where reporters add up
    by_reporter: tuple[tuple[int, Actual], ...]  # (reporter key, its actual)
    with_value: int
    reporters: int


def contribution(indicator: IndicatorRow, adopting: Sequence[tuple[YearRow, ReporterRow]]) -> Contribution:
    """Each adopting region's actual over its own counted periods and, where they add up, their sum.

    Each comes with the year of its own plan, whose periods may be others than the next region's.

    A choice: the sum is of each region's own periods, so that one region's late verification does not hide the rest.
    """
    actuals = tuple((reporter.key, reporter_actual(indicator, year, reporter)) for year, reporter in adopting)
    valued = [actual for _, actual in actuals if actual.state == "value"]
    total = None
    if adds_up(indicator) and valued:
        total = Actual(
            state="value",
            value=_sum([actual.value for actual in valued]),
            numerator=_sum([actual.numerator for actual in valued]),
            denominator=_sum([actual.denominator for actual in valued]),
            filled=max(actual.filled for actual in valued),
            due=max(actual.due for actual in valued),
        )
    return Contribution(total, actuals, len(valued), len(actuals))


def _sum(parts: list[int | None]) -> int | None:
    known = [part for part in parts if part is not None]
    return sum(known) if known else None
