"""Over the plan, to a year Y: only years up to Y, on both sides."""

from datetime import date
from fractions import Fraction

from actions.calculation.figures import indicator_figures
from actions.calculation.over_plan import OverPlanFigure, over_plan_figure
from actions.calculation.rows import IndicatorRow, MeasuredRow, PlanYear
from actions.enums import Status
from tests.actions.calculation.builders import (
    NO_DATA,
    NOT_APPLICABLE,
    THRESHOLDS,
    amount,
    count,
    milestone,
    parts,
    plan_year,
    ratio,
    reached,
    reporter,
    value_of,
)


def over(indicator: IndicatorRow, *years: PlanYear, to_year: int = 2024) -> OverPlanFigure:
    return over_plan_figure(indicator, indicator_figures(indicator, years, THRESHOLDS), to_year, THRESHOLDS)


def filed(year: int, reading: MeasuredRow, aim: float | None) -> PlanYear:
    """A finished year whose every quarter is filed: nothing but 0 before the last."""
    before = MeasuredRow("value") if reading.state == "value" else reading
    return plan_year(reporter({1: before, 2: before, 3: before, 4: reading}), aim=aim, year=year)


def silent(year: int, aim: float | None) -> PlanYear:
    return plan_year(reporter({}), aim=aim, year=year)


def test_flows_are_the_sum_of_actuals_against_the_sum_of_targets() -> None:
    years = [filed(2022, amount(3), 4), filed(2023, amount(5), 4), filed(2024, amount(1), 2)]
    result = over(count(), *years)
    assert value_of(result.actual) == 9
    assert result.target == 100_000
    assert result.achievement == 90


def test_later_years_enter_neither_side() -> None:
    years = [filed(2022, amount(4), 4), filed(2023, amount(0), 4)]
    assert over(count(), *years, to_year=2022).achievement == 100


def test_a_silent_year_adds_its_target_and_nothing_else() -> None:
    assert over(count(), filed(2023, amount(4), 4), silent(2024, 4)).achievement == 50


def test_a_year_in_progress_enters_with_its_share_of_the_target() -> None:
    running = plan_year(reporter({1: amount(1)}, due=[1]), aim=4, due=[1])
    result = over(count(), filed(2023, amount(4), 4), running)
    assert (result.achievement, result.is_interim) == (100, True)


def test_a_year_that_did_not_apply_is_left_out_on_both_sides() -> None:
    assert over(count(), filed(2023, amount(4), 4), filed(2024, NOT_APPLICABLE, 4)).achievement == 100


def test_a_falling_flow_has_none_while_a_year_is_silent() -> None:
    result = over(count("flow", "falling"), filed(2023, amount(4), 4), silent(2024, 4))
    assert (result.achievement, result.score, result.status) == (None, 0, Status.UNREPORTED)


def test_ratios_weigh_each_years_target_by_its_denominator() -> None:
    years = [filed(2023, parts(5, 10), 50), filed(2024, parts(27, 30), 90)]
    result = over(ratio(), *years)
    assert result.target == 800_000
    assert result.actual.percent == 80
    assert result.achievement == 100


def test_ratios_speak_of_the_years_that_have_both() -> None:
    years = [filed(2022, parts(1, 10), None), silent(2023, 90), filed(2024, parts(40, 50), 80)]
    result = over(ratio(), *years)
    assert (result.actual.denominator, result.achievement) == (500_000, 100)


def test_a_stock_is_the_last_year_with_a_value_marked_where_it_is_older() -> None:
    years = [filed(2022, amount(100), 100), filed(2023, amount(150), 160), silent(2024, 200)]
    result = over(count("stock"), *years)
    assert (value_of(result.actual), result.value_year, result.achievement) == (150, 2023, 75)
    assert over(count("stock"), *years, to_year=2023).value_year is None


def test_a_stock_without_a_target_in_y_stands_against_the_last_one_before_it() -> None:
    result = over(count("stock"), filed(2023, amount(150), 160), filed(2024, amount(160), None))
    assert (result.target, result.achievement, result.value_year) == (1_600_000, 100, None)


def test_a_falling_stock_has_none_while_its_latest_year_is_silent() -> None:
    result = over(count("stock", "falling"), filed(2023, amount(5), 10), filed(2024, NO_DATA, 10))
    assert (result.achievement, result.score, result.status) == (None, 0, Status.NO_DATA)


def test_yearly_milestones_are_reached_of_due() -> None:
    years = [
        filed(2021, reached(date(2021, 3, 1)), 1),
        filed(2022, reached(None), 1),
        filed(2023, reached(date(2023, 3, 1)), 1),
        plan_year(reporter({}, due=[]), aim=1, due=[]),
    ]
    result = over(milestone("yearly"), *years)
    assert (result.milestones_reached, result.milestones_due) == (2, 3)
    assert result.achievement == Fraction(200, 3)


def test_yearly_milestones_of_silent_years_alone_are_unreported() -> None:
    result = over(milestone("yearly"), silent(2023, 1), silent(2024, 1))
    assert (result.status, result.score, result.achievement) == (Status.UNREPORTED, 0, None)


def test_once_is_100_if_in_time_and_otherwise_reached_late_and_scored_0() -> None:
    in_time = over(milestone(), filed(2022, reached(date(2022, 12, 31)), 1))
    years = [filed(2022, reached(None), 1), filed(2023, reached(date(2023, 2, 1)), None)]
    late = over(milestone(), *years, to_year=2023)
    assert (in_time.achievement, in_time.reached_late) == (100, False)
    assert (late.achievement, late.score, late.reached_late) == (0, 0, True)


def test_once_is_not_yet_reached_late_in_the_years_before_its_document() -> None:
    years = [filed(2022, reached(None), 1), filed(2024, reached(date(2024, 2, 1)), None)]
    result = over(milestone(), *years, to_year=2023)
    assert (result.achievement, result.reached_late, result.actual.reached_on) == (0, False, None)


def test_without_a_target_up_to_y_there_is_no_target() -> None:
    years = [filed(2022, amount(3), None), filed(2024, amount(3), 3)]
    assert over(count(), *years, to_year=2023).status == Status.NO_TARGET
    assert over(milestone(), filed(2024, reached(date(2024, 1, 5)), 1), to_year=2023).status == Status.NO_TARGET


def test_without_any_value_the_years_say_why() -> None:
    awaiting = plan_year(reporter({}, pending=[1, 2, 3, 4]), aim=4)
    assert over(count(), silent(2023, 4), awaiting).status == Status.UNREPORTED
    assert over(count(), filed(2023, NOT_APPLICABLE, 4), awaiting).status == Status.AWAITING
    assert over(count(), filed(2024, NOT_APPLICABLE, 4)).status == Status.NOT_APPLICABLE
    assert over(count("stock"), plan_year(reporter({}, due=[]), aim=4, due=[])).status == Status.NOT_YET
    assert over(ratio("stock"), filed(2024, parts(0, 0), 80)).status == Status.NOT_APPLICABLE
