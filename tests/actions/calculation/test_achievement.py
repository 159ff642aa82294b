"""Achievement and status of a year, and within it."""

from fractions import Fraction

import pytest

from actions.calculation.achievement import capped
from actions.calculation.figures import figure_at_period
from actions.calculation.rows import MeasuredRow
from actions.enums import Status
from tests.actions.calculation.builders import (
    NO_DATA,
    NOT_APPLICABLE,
    THRESHOLDS,
    amount,
    count,
    figure,
    parts,
    plan_year,
    ratio,
    reporter,
    value_of,
)


def all_quarters(row: MeasuredRow) -> dict[int, MeasuredRow]:
    return dict.fromkeys((1, 2, 3, 4), row)


def test_rising_is_actual_of_target_and_shown_uncapped() -> None:
    result = figure(count(), plan_year(reporter({4: amount(150)}), aim=100))
    assert result.achievement == 150
    assert result.score == 100
    assert result.status == Status.ACHIEVED


def test_in_means_an_achievement_counts_at_most_100() -> None:
    assert capped(Fraction(301, 3)) == 100
    assert capped(Fraction(100)) == 100
    assert capped(Fraction(50)) == 50


def test_falling_is_never_below_0() -> None:
    result = figure(count("latest", "falling"), plan_year(reporter({4: amount(250)}), aim=100))
    assert result.achievement == 0
    assert result.status == Status.BEHIND


def test_falling_below_the_target_is_above_100() -> None:
    assert figure(count("latest", "falling"), plan_year(reporter({4: amount(80)}), aim=100)).achievement == 120


@pytest.mark.parametrize(("actual", "expected"), [(0, 100), (1, 0)])
def test_falling_to_a_target_of_0_is_reached_by_0_alone(actual: float, expected: int) -> None:
    result = figure(count("flow", "falling"), plan_year(reporter(all_quarters(amount(actual))), aim=0))
    assert result.achievement == expected


def test_rising_to_a_target_of_0_has_no_achievement() -> None:
    result = figure(count(), plan_year(reporter({4: amount(5)}), aim=0))
    assert result.achievement is None
    assert result.status == Status.NO_TARGET
    assert result.score is None


def test_a_falling_flow_needs_a_value_or_not_applicable_in_every_due_period() -> None:
    filed = {1: amount(30), 2: NOT_APPLICABLE, 3: amount(40), 4: amount(30)}
    assert figure(count("flow", "falling"), plan_year(reporter(filed), aim=100)).achievement == 100
    silent = figure(count("flow", "falling"), plan_year(reporter(filed | {2: NO_DATA}), aim=100))
    assert (silent.achievement, silent.score, silent.status) == (None, 0, Status.NO_DATA)


@pytest.mark.parametrize("accumulation", ["running", "stock", "latest"])
def test_other_falling_indicators_need_the_last_due_period(accumulation: str) -> None:
    indicator = count(accumulation, "falling")
    assert figure(indicator, plan_year(reporter({4: amount(100)}), aim=100)).achievement == 100
    assert figure(indicator, plan_year(reporter({3: amount(100), 4: NOT_APPLICABLE}), aim=100)).achievement == 100
    silent = figure(indicator, plan_year(reporter({3: amount(100)}), aim=100))
    assert (silent.achievement, silent.score, silent.status) == (None, 0, Status.UNREPORTED)


def test_a_falling_sum_needs_every_reporter() -> None:
    rows = [reporter(all_quarters(amount(1))), reporter({1: amount(1)}, key=2, is_lead=False)]
    result = figure(count("flow", "falling", is_additive=True), plan_year(*rows, aim=100))
    assert (result.achievement, result.status) == (None, Status.UNREPORTED)


def test_a_falling_flow_with_a_period_that_nobody_owed_is_silent() -> None:
    result = figure(count("flow", "falling"), plan_year(reporter(all_quarters(amount(1)), owes=[1, 2, 4]), aim=100))
    assert (result.achievement, result.status) == (None, Status.UNREPORTED)


# --- within the year -----------------------------------------------------------------------------------------------


def test_a_running_count_stands_against_its_share_of_the_target() -> None:
    row = reporter({1: amount(90), 2: amount(210)}, due=[1, 2])
    result = figure(count("running"), plan_year(row, aim=400, due=[1, 2]))
    assert result.achievement == 105
    assert result.is_interim


@pytest.mark.parametrize("accumulation", ["stock", "latest"])
def test_everything_else_stands_against_the_full_target(accumulation: str) -> None:
    row = reporter({1: amount(100)}, due=[1])
    result = figure(count(accumulation), plan_year(row, aim=400, due=[1]))
    assert result.achievement == 25
    assert result.is_interim


@pytest.mark.parametrize("accumulation", ["flow", "running", "stock"])
def test_a_ratio_stands_against_its_full_target_throughout(accumulation: str) -> None:
    row = reporter({1: parts(4, 5)}, due=[1])
    assert figure(ratio(accumulation), plan_year(row, aim=80, due=[1])).achievement == 100


def test_a_pending_period_leaves_both_sides() -> None:
    row = reporter({1: amount(100), 3: amount(100)}, pending=[2])
    result = figure(count(), plan_year(row, aim=400))
    assert value_of(result.actual) == 200
    assert result.target_used == 3_000_000
    assert result.pending == (2,)
    assert result.is_interim


def test_the_full_target_applies_once_no_period_is_open_or_pending() -> None:
    result = figure(count(), plan_year(reporter({1: amount(400)}), aim=400))
    assert result.target_used == 4_000_000
    assert not result.is_interim


def test_before_anything_is_due_it_is_not_yet_time() -> None:
    result = figure(count(), plan_year(reporter({1: amount(5)}, due=[]), aim=400, due=[]))
    assert (result.status, result.score, result.achievement) == (Status.NOT_YET, None, None)


def test_at_a_period_the_year_is_cut_there() -> None:
    years = [plan_year(reporter({1: amount(50), 2: amount(150), 3: amount(0), 4: amount(0)}), aim=400)]
    at = [figure_at_period(count(), years, 2024, number, THRESHOLDS) for number in (1, 2, 3, 4)]
    assert [row.achievement for row in at] == [50, 100, Fraction(200, 3), 50]
    assert [row.is_interim for row in at] == [True, True, True, False]
    assert [row.status for row in at] == [Status.BEHIND, Status.ACHIEVED, Status.ATTENTION, Status.BEHIND]


# --- status without an achievement ---------------------------------------------------------------------------------


def test_past_due_and_not_filed_is_unreported_and_scores_0() -> None:
    result = figure(count(), plan_year(reporter({}), aim=4))
    assert (result.status, result.score, result.achievement) == (Status.UNREPORTED, 0, None)


def test_filed_as_no_data_is_no_data_and_scores_0() -> None:
    result = figure(count(), plan_year(reporter(all_quarters(NO_DATA)), aim=4))
    assert (result.status, result.score) == (Status.NO_DATA, 0)


def test_not_applicable_needs_every_due_period() -> None:
    every = figure(count(), plan_year(reporter(all_quarters(NOT_APPLICABLE)), aim=4))
    some = figure(count(), plan_year(reporter({1: NOT_APPLICABLE}), aim=4))
    assert (every.status, every.score) == (Status.NOT_APPLICABLE, None)
    assert (some.status, some.score) == (Status.UNREPORTED, 0)


def test_not_applicable_awaits_verification_while_a_period_is_pending() -> None:
    row = reporter({1: NOT_APPLICABLE, 2: NOT_APPLICABLE, 3: NOT_APPLICABLE}, pending=[4])
    assert figure(count(), plan_year(row, aim=4)).status == Status.AWAITING


def test_what_awaits_verification_has_no_score() -> None:
    result = figure(count(), plan_year(reporter({}, pending=[1, 2, 3, 4]), aim=4))
    assert (result.status, result.score) == (Status.AWAITING, None)


def test_an_unreported_quarter_beside_a_pending_one_is_unreported() -> None:
    result = figure(count(), plan_year(reporter({}, due=[1, 2], pending=[2]), aim=4, due=[1, 2]))
    assert result.status == Status.UNREPORTED


def test_no_events_in_a_falling_ratio_do_not_hide_a_silent_quarter() -> None:
    nothing = {1: parts(0, 0), 2: parts(0, 0), 3: parts(0, 0)}
    assert figure(ratio("flow", "falling"), plan_year(reporter(nothing), aim=5)).status == Status.UNREPORTED


def test_a_year_without_periods_is_not_yet_time() -> None:
    result = figure(count(), plan_year(numbers=(), due=(), aim=5))
    assert result.status == Status.NOT_YET
