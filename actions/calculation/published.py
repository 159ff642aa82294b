"""Published statistics: totals and rates of change of one series. Series are never added to each other."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from actions.calculation.rounding import percent_of


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """One year of a series. value: any whole unit, the same throughout the series. is_partial: it has a `sampai`."""

    year: int
    value: int
    is_partial: bool


def series_total(rows: Iterable[PublishedRow], *, adds_up: bool) -> int | None:
    """The sum of a series whose years add up (dijumlahkan), partial years included; else None."""
    values = [row.value for row in rows]
    return sum(values) if adds_up and values else None


def rates_of_change(rows: Iterable[PublishedRow]) -> dict[int, Fraction]:
    """year -> change against the year before, in percent.

    A year has none where it or the year before is partial, missing, or where the year before is 0.
    """
    by_year = {row.year: row for row in rows}
    changes: dict[int, Fraction] = {}
    for year, row in by_year.items():
        before = by_year.get(year - 1)
        if before is None or before.is_partial or row.is_partial:
            continue
        change = percent_of(row.value - before.value, before.value)
        if change is not None:
            changes[year] = change
    return changes
