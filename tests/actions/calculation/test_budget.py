"""Allocated, realized and absorption."""

from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

from actions.calculation.budget import (
    BudgetLineRow,
    BudgetTotal,
    CeilingRow,
    RealizedRow,
    allocated,
    budget_total,
    hand_over_line,
    realized,
)


def at(month: int) -> datetime:
    return datetime(2024, month, 1, tzinfo=UTC)


def test_the_first_ceiling_counts_until_it_is_revised_and_a_revision_to_0_counts() -> None:
    ceilings = [CeilingRow(2, 0, at(7)), CeilingRow(1, 500, at(1))]
    assert allocated(ceilings, at(6)) == 500
    assert allocated(ceilings, at(7)) == 0
    assert allocated([], at(7)) is None
    assert allocated([CeilingRow(1, 500, at(5))], at(4)) is None


def test_realized_is_the_latest_period_with_an_amount_and_never_a_sum() -> None:
    by_period = {2: RealizedRow("value", 300), 1: RealizedRow("value", 100), 3: RealizedRow("no_data")}
    assert realized(by_period) == 300
    assert realized(by_period | {4: RealizedRow("value", 0)}) == 0
    assert realized({}) is None


def test_absorption_is_of_sums_and_lines_without_a_report_add_0() -> None:
    total = budget_total([BudgetLineRow(1000, 900), BudgetLineRow(200, None), BudgetLineRow(None, 30)])
    assert (total.allocated, total.realized) == (1200, 930)
    assert (total.lines_reported, total.lines) == (2, 3)
    assert total.absorption == Fraction(155, 2)
    assert total.absorption_rounded == Decimal("77.50")


def test_no_allocation_no_absorption() -> None:
    assert budget_total([BudgetLineRow(0, 30)]).absorption is None
    assert budget_total([]).absorption_rounded is None


def test_totals_of_parts_add_up_to_the_total() -> None:
    lines = [BudgetLineRow(1000, 900), BudgetLineRow(200, None), BudgetLineRow(70, 30)]
    assert budget_total(lines[:1]) + budget_total(lines[1:]) == budget_total(lines)
    assert BudgetTotal() + budget_total(lines) == budget_total(lines)


def test_a_line_that_moves_keeps_what_was_realized_and_the_successor_starts_from_0() -> None:
    result = hand_over_line(BudgetLineRow(1000, 400))
    assert (result.predecessor_ceiling, result.successor_ceiling, result.successor_realized) == (400, 600, 0)
    assert hand_over_line(BudgetLineRow(1000, None)).successor_ceiling == 1000
    assert hand_over_line(BudgetLineRow(300, 400)).successor_ceiling == 0
