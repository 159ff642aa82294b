"""The actual of a year: per reporter over periods, then over reporters."""

from fractions import Fraction

import pytest

from actions.calculation.rows import MeasuredRow
from actions.enums import Status
from tests.actions.calculation.builders import (
    NO_DATA,
    NOT_APPLICABLE,
    amount,
    count,
    figure,
    parts,
    plan_year,
    ratio,
    reporter,
    value_of,
)


def test_a_flow_is_the_sum_over_periods() -> None:
    row = reporter({1: amount(1), 2: amount(2.5), 4: amount(3)})
    assert value_of(figure(count(), plan_year(row)).actual) == 6.5


@pytest.mark.parametrize("accumulation", ["running", "stock", "latest"])
def test_everything_else_is_the_last_period_that_holds_a_value(accumulation: str) -> None:
    row = reporter({1: amount(7), 3: amount(5), 4: NO_DATA})
    assert value_of(figure(count(accumulation), plan_year(row)).actual) == 5


def test_a_flowing_ratio_sums_numerators_and_denominators() -> None:
    actual = figure(ratio(), plan_year(reporter({1: parts(1, 2), 2: parts(3, 8)}))).actual
    assert (actual.numerator, actual.denominator, actual.percent) == (40_000, 100_000, Fraction(40))


@pytest.mark.parametrize("accumulation", ["running", "stock"])
def test_other_ratios_are_the_last_ones(accumulation: str) -> None:
    actual = figure(ratio(accumulation), plan_year(reporter({1: parts(1, 2), 3: parts(3, 8)}))).actual
    assert (actual.numerator, actual.denominator) == (30_000, 80_000)


def test_a_value_older_than_the_last_due_period_is_marked_with_its_period() -> None:
    actual = figure(count("stock"), plan_year(reporter({2: amount(5)}, due=[1, 2, 3]), due=[1, 2, 3])).actual
    assert (actual.per_period, actual.filled, actual.due) == (2, 1, 3)


def test_a_value_of_the_last_due_period_is_not_marked() -> None:
    actual = figure(count("stock"), plan_year(reporter({1: amount(1), 3: amount(5)}, due=[1, 2, 3]))).actual
    assert (actual.per_period, actual.filled, actual.due) == (None, 2, 3)


def test_a_pending_period_is_due_and_marks_an_older_value() -> None:
    actual = figure(count("stock"), plan_year(reporter({1: amount(5)}, due=[1, 2], pending=[2]))).actual
    assert (actual.per_period, actual.filled, actual.due) == (1, 1, 2)


def test_the_oldest_value_marks_reporters_that_add_up() -> None:
    rows = [reporter({4: amount(5)}), reporter({2: amount(1)}, key=2, is_lead=False)]
    actual = figure(count("stock", is_additive=True), plan_year(*rows)).actual
    assert (value_of(actual), actual.per_period) == (6, 2)


def test_values_of_reporters_add_up_only_where_the_plan_says_so() -> None:
    rows = [reporter({4: amount(5)}), reporter({4: amount(3)}, key=2, is_lead=False)]
    assert value_of(figure(count(is_additive=True), plan_year(*rows)).actual) == 8
    assert value_of(figure(count(), plan_year(*rows)).actual) == 5


def test_latest_never_adds_up_whatever_the_plan_says() -> None:
    rows = [reporter({4: amount(5)}), reporter({4: amount(3)}, key=2, is_lead=False)]
    result = figure(count("latest", is_additive=True), plan_year(*rows))
    assert value_of(result.actual) == 5
    assert [key for key, _ in result.beside] == [2]


def test_another_reporters_late_verification_does_not_touch_the_leads_figure() -> None:
    rows = [reporter({4: amount(5)}), reporter({}, key=2, is_lead=False, pending=[4])]
    result = figure(count("stock"), plan_year(*rows))
    assert value_of(result.actual) == 5
    assert not result.is_interim


def test_no_data_and_not_applicable_contribute_nothing() -> None:
    row = reporter({1: amount(3), 2: NO_DATA, 3: NOT_APPLICABLE, 4: amount(1)})
    assert value_of(figure(count(), plan_year(row)).actual) == 4


def test_nothing_is_carried_from_one_year_into_the_next() -> None:
    years = [plan_year(reporter({4: amount(100)}), year=2023), plan_year(reporter({}), year=2024)]
    actual = figure(count("stock"), *years, year=2024).actual
    assert (actual.state, actual.value) == ("unreported", None)


def test_a_reading_of_a_period_the_reporter_did_not_owe_is_not_read() -> None:
    row = reporter({1: amount(3), 2: amount(9)}, owes=[1])
    assert value_of(figure(count(), plan_year(row)).actual) == 3


def test_a_cell_left_blank_in_a_filed_report_is_unreported() -> None:
    assert figure(count(), plan_year(reporter({n: MeasuredRow("") for n in (1, 2, 3, 4)}))).actual.state == "unreported"


def test_the_actual_says_why_it_holds_no_value() -> None:
    states = {
        "unreported": reporter({1: NO_DATA}),
        "no_data": reporter({1: NO_DATA, 2: NO_DATA, 3: NOT_APPLICABLE, 4: NO_DATA}),
        "not_applicable": reporter(dict.fromkeys((1, 2, 3, 4), NOT_APPLICABLE)),
        "awaiting": reporter({}, pending=[1, 2, 3, 4]),
        "not_yet": reporter({}, due=[]),
    }
    assert {state: figure(count(), plan_year(row)).actual.state for state, row in states.items()} == {
        state: state for state in states
    }


def test_the_actual_is_shown_without_a_target() -> None:
    result = figure(count(), plan_year(reporter({4: amount(3)})))
    assert value_of(result.actual) == 3
    assert result.achievement is None
    assert result.status == Status.NO_TARGET


def test_a_figure_that_is_one_measurement_names_it() -> None:
    assert figure(count("stock"), plan_year(reporter({1: amount(1, ref=70), 4: amount(3, ref=71)}))).actual.ref == 71
    assert figure(count(), plan_year(reporter({1: amount(1, ref=70), 4: amount(3, ref=71)}))).actual.ref is None


def test_the_figure_says_how_many_reporters_stand_behind_it() -> None:
    rows = [
        reporter({1: amount(1)}, due=[1, 2]),
        reporter({}, key=2, is_lead=False, due=[1, 2]),
        reporter({}, key=3, is_lead=False, owes=[3, 4], due=[]),
    ]
    result = figure(count(is_additive=True), plan_year(*rows, due=[1, 2]))
    assert (result.reporters_with_value, result.reporters_owing) == (1, 2)


def test_without_a_lead_nothing_stands_and_the_others_are_shown() -> None:
    result = figure(count(), plan_year(reporter({4: amount(3)}, key=2, is_lead=False), aim=3))
    assert result.status == Status.UNREPORTED
    assert [(key, value_of(actual)) for key, actual in result.beside] == [(2, 3)]


def test_of_two_lead_lines_that_nobody_handed_over_the_later_one_stands() -> None:
    rows = [reporter({3: amount(3)}, owes=[2, 3]), reporter({4: amount(8)}, key=2, owes=[1, 4])]
    result = figure(count("stock"), plan_year(*rows))
    assert value_of(result.actual) == 8
    assert [key for key, _ in result.beside] == [1]
