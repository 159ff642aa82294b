"""Budget: allocated, realized and absorption of lines, in whole rupiah; always from sums."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from actions.calculation.rounding import percent_of, round_half_up
from actions.enums import MeasurementState


@dataclass(frozen=True, slots=True)
class CeilingRow:
    """A version of a line's ceiling. amount: whole rupiah; 0 counts as set."""

    version: int
    amount: int
    set_at: datetime


@dataclass(frozen=True, slots=True)
class RealizedRow:
    """One line in the round that counts, of one period. state: enums.MeasurementState; amount since 1 January."""

    state: str
    amount: int = 0


@dataclass(frozen=True, slots=True)
class BudgetLineRow:
    """A line at a cut-off. allocated None: no ceiling was set; realized None: no report holds an amount."""

    allocated: int | None
    realized: int | None


@dataclass(frozen=True, slots=True)
class BudgetTotal:
    """Sums over lines. `lines_reported` of `lines` ("3 dari 5 baris") hold a realization; the others add 0."""

    allocated: int = 0
    realized: int = 0
    lines: int = 0
    lines_reported: int = 0

    @property
    def absorption(self) -> Fraction | None:
        """sum realized / sum allocated in percent; no allocation, no absorption."""
        return percent_of(self.realized, self.allocated)

    @property
    def absorption_rounded(self) -> Decimal | None:
        exact = self.absorption
        return None if exact is None else round_half_up(exact)

    def __add__(self, other: "BudgetTotal") -> "BudgetTotal":
        return BudgetTotal(
            self.allocated + other.allocated,
            self.realized + other.realized,
            self.lines + other.lines,
            self.lines_reported + other.lines_reported,
        )


def allocated(ceilings: Iterable[CeilingRow], as_of: datetime) -> int | None:
    """The ceiling in force at the moment: the last revised one where one was set, else the first."""
    known = [row for row in ceilings if row.set_at <= as_of]
    return max(known, key=lambda row: row.version).amount if known else None


def realized(by_period: Mapping[int, RealizedRow]) -> int | None:
    """Realized since 1 January: the amount of the fiscal year's latest period whose round that counts holds one.

    by_period: period number -> the line in the round in force. A choice: it need not be past due, since nothing is
    apportioned here; a period that says `belum ada data` leaves the older amount standing.
    """
    amounts = [(number, row.amount) for number, row in by_period.items() if row.state == MeasurementState.VALUE]
    return max(amounts)[1] if amounts else None


def budget_total(lines: Iterable[BudgetLineRow]) -> BudgetTotal:
    """The sums of any set of lines."""
    allocated_sum = realized_sum = count = reported = 0
    for line in lines:
        count += 1
        allocated_sum += line.allocated or 0
        if line.realized is not None:
            reported += 1
            realized_sum += line.realized
    return BudgetTotal(allocated_sum, realized_sum, count, reported)


@dataclass(frozen=True, slots=True)
class HandedOverLine:
    """What becomes of a line that moves to a successor: the two new ceilings and what the successor starts from."""

    predecessor_ceiling: int
    successor_ceiling: int
    successor_realized: int = 0


def hand_over_line(line: BudgetLineRow) -> HandedOverLine:
    """The predecessor's ceiling is revised to what it realized; the successor gets the rest and starts from 0.

    Nothing is left over where more was realized than allocated.
    """
    spent = line.realized or 0
    return HandedOverLine(predecessor_ceiling=spent, successor_ceiling=max(0, (line.allocated or 0) - spent))
