"""What is refused at entry, and what is questioned."""

from dataclasses import replace

import pytest

from actions.calculation.entry_rules import question, refusal
from tests.actions.calculation.builders import NO_DATA, amount, count, parts, ratio


def test_a_numerator_above_the_denominator_is_refused_unless_allowed() -> None:
    assert refusal(ratio(), parts(5, 4)) == "part_exceeds_whole"
    assert refusal(replace(ratio(), allows_over=True), parts(5, 4)) is None
    assert refusal(ratio(), parts(4, 4)) is None


@pytest.mark.parametrize("allows_over", [True, False])
def test_a_denominator_of_0_with_a_numerator_is_always_refused(allows_over: bool) -> None:
    assert refusal(replace(ratio(), allows_over=allows_over), parts(1, 0)) == "part_without_whole"
    assert refusal(replace(ratio(), allows_over=allows_over), parts(0, 0)) is None


def test_counts_and_missing_data_are_not_refused() -> None:
    assert refusal(count(), amount(3)) is None
    assert refusal(ratio(), replace(parts(5, 4), state="no_data")) is None


def test_a_running_total_is_held_against_its_own_year_only() -> None:
    assert question(count("running"), amount(5), before_in_year=None, before=amount(90)) is None
    assert question(count("running"), amount(5), before_in_year=amount(5), before=amount(5)) is None


def test_a_running_ratio_is_questioned_where_either_sum_drops() -> None:
    before = parts(5, 10)
    assert question(ratio("running"), parts(4, 10), before_in_year=before, before=before) == "running_dropped"
    assert question(ratio("running"), parts(5, 9), before_in_year=before, before=before) == "running_dropped"
    assert question(ratio("running"), parts(6, 20), before_in_year=before, before=before) is None


def test_a_falling_stock_is_questioned_also_across_years() -> None:
    assert question(count("stock"), amount(90), before_in_year=None, before=amount(100)) == "stock_fell"
    assert question(count("stock"), amount(100), before_in_year=None, before=amount(100)) is None


def test_a_falling_stock_of_a_ratio_is_one_whose_percent_falls() -> None:
    assert question(ratio("stock"), parts(9, 20), before_in_year=None, before=parts(5, 10)) == "stock_fell"
    assert question(ratio("stock"), parts(4, 5), before_in_year=None, before=parts(5, 10)) is None
    assert question(ratio("stock"), parts(0, 0), before_in_year=None, before=parts(5, 10)) is None


def test_a_stock_that_is_meant_to_fall_is_not_questioned() -> None:
    assert question(count("stock", "falling"), amount(90), before_in_year=None, before=amount(100)) is None


def test_flows_latest_values_and_missing_data_are_not_questioned() -> None:
    for accumulation in ("flow", "latest"):
        assert question(count(accumulation), amount(1), before_in_year=amount(9), before=amount(9)) is None
    assert question(count("running"), NO_DATA, before_in_year=amount(9), before=amount(9)) is None
