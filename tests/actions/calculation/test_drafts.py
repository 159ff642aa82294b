"""What a draft's value would come to once it is verified."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from actions.calculation.drafts import figure_if_verified
from actions.calculation.figures import IndicatorFigure
from actions.calculation.milestones import Reached
from actions.calculation.rows import IndicatorRow, MeasuredRow, TargetInForce
from actions.enums import Status

E4 = 10_000
QUARTERS = (1, 2, 3, 4)


def count(accumulation: str, direction: str = "rising") -> IndicatorRow:
    return IndicatorRow("count", accumulation, direction)


def value(amount: int) -> MeasuredRow:
    return MeasuredRow("value", value=amount * E4)


def ratio(part: int, whole: int) -> MeasuredRow:
    return MeasuredRow("value", numerator=part * E4, denominator=whole * E4)


def figure(
    indicator: IndicatorRow,
    number: int,
    readings: dict[int, MeasuredRow],
    target: int | None,
    *,
    owed: tuple[int, ...] = QUARTERS,
    reached: Reached | None = None,
) -> IndicatorFigure:
    in_force = None if target is None else TargetInForce(target * E4, 1, None, target * E4, is_revised=False)
    return figure_if_verified(indicator, QUARTERS, number, readings, in_force, year=2024, owed=owed, reached=reached)


@pytest.mark.parametrize(
    ("accumulation", "readings", "number", "expected"),
    [
        ("flow", {1: value(110)}, 1, "110.00"),
        ("flow", {1: value(110), 2: value(70)}, 2, "90.00"),
        ("flow", {2: value(70)}, 2, "35.00"),  # the first quarter was never filed: its share of the target counts
        ("running", {1: value(110), 2: value(200)}, 2, "100.00"),
        ("stock", {1: value(100), 2: value(200)}, 2, "50.00"),
        ("latest", {4: value(300)}, 4, "75.00"),
    ],
)
def test_the_value_counts_with_the_earlier_ones_against_the_share_of_its_periods(
    accumulation: str, readings: dict[int, MeasuredRow], number: int, expected: str
) -> None:
    found = figure(count(accumulation), number, readings, 400)
    assert found.achievement_rounded == Decimal(expected)
    assert found.counted == QUARTERS[:number]


def test_a_later_value_of_the_year_does_not_count_yet() -> None:
    assert figure(count("flow"), 1, {1: value(100), 2: value(900)}, 400).achievement_rounded == Decimal(100)


def test_a_percentage_stands_against_its_full_target_and_sums_its_parts() -> None:
    indicator = IndicatorRow("percentage", "flow", "rising")
    assert figure(indicator, 2, {1: ratio(1, 2), 2: ratio(3, 4)}, 80).achievement_rounded == Decimal("83.33")
    nothing = figure(indicator, 1, {1: ratio(0, 0)}, 80)
    assert (nothing.achievement_rounded, nothing.status) == (None, Status.NOT_APPLICABLE)


def test_a_falling_flow_needs_every_period_up_to_now() -> None:
    falling = count("flow", "falling")
    assert figure(falling, 2, {1: value(20), 2: value(20)}, 100).achievement_rounded == Decimal(120)
    assert figure(falling, 2, {2: value(20)}, 100).status == Status.UNREPORTED
    alone = figure(falling, 2, {2: value(20)}, 100, owed=(2, 3, 4))
    assert alone.status == Status.UNREPORTED  # nobody owed the first quarter: a gap is silence as well


def test_without_a_target_there_is_no_achievement() -> None:
    assert figure(count("flow"), 1, {1: value(5)}, None).status == Status.NO_TARGET


def test_a_milestone_is_reached_by_its_document_or_not_yet_due() -> None:
    once = IndicatorRow("milestone", "once", "rising")
    document = MeasuredRow("value", reached_on=date(2024, 2, 29))
    assert figure(once, 1, {1: document}, 1).achievement_rounded == Decimal(100)
    assert figure(once, 1, {1: MeasuredRow("value")}, 1).status == Status.NOT_YET
    assert figure(once, 4, {4: MeasuredRow("value")}, 1).achievement_rounded == Decimal(0)
    earlier = Reached(date(2023, 5, 1), ref=None)
    assert figure(once, 1, {1: MeasuredRow("value")}, 1, reached=earlier).achievement_rounded == Decimal(100)
    late = figure(once, 1, {1: MeasuredRow("value", reached_on=date(2025, 1, 3))}, 1)
    assert (late.achievement_rounded, late.reached_late) == (Decimal(0), True)
