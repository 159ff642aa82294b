"""Milestones: reached or not, when, and for which year."""

from datetime import date

import pytest

from actions.calculation.figures import figure_at_period
from actions.enums import Status
from tests.actions.calculation.builders import (
    NO_DATA,
    NOT_APPLICABLE,
    THRESHOLDS,
    figure,
    milestone,
    plan_year,
    reached,
    reporter,
)

NOT_REACHED = reached(None)


@pytest.mark.parametrize(
    ("day", "achievement", "is_late"),
    [(date(2024, 12, 31), 100, False), (date(2023, 5, 2), 100, False), (date(2025, 1, 1), 0, True)],
)
def test_a_milestone_is_reached_on_or_before_31_december_of_its_year(
    day: date, achievement: int, is_late: bool
) -> None:
    result = figure(milestone(), plan_year(reporter({4: reached(day)}), aim=1))
    assert result.achievement == achievement
    assert result.reached_late is is_late
    assert result.actual.reached_on == day


def test_once_counts_in_whichever_period_it_is_filed() -> None:
    own = plan_year(reporter(dict.fromkeys((1, 2, 3, 4), NOT_REACHED)), aim=1, year=2023)
    next_year = plan_year(reporter({1: reached(date(2023, 12, 20))}), year=2024)
    result = figure(milestone(), own, next_year, year=2023)
    assert result.achievement == 100
    assert result.actual.reached_on == date(2023, 12, 20)
    assert figure(milestone(), own, next_year, year=2024).status == Status.NO_TARGET


def test_the_earliest_of_all_years_counts() -> None:
    late = plan_year(reporter({4: reached(date(2024, 1, 15))}), aim=1, year=2023)
    corrected = plan_year(reporter({1: reached(date(2023, 12, 20))}), year=2024)
    assert figure(milestone(), late, corrected, year=2023).achievement == 100
    assert figure(milestone(), late, year=2023).reached_late


def test_yearly_needs_a_document_in_the_periods_of_each_year() -> None:
    first = plan_year(reporter({4: reached(date(2023, 6, 1))}), aim=1, year=2023)
    second = plan_year(reporter(dict.fromkeys((1, 2, 3, 4), NOT_REACHED)), aim=1, year=2024)
    assert figure(milestone("yearly"), first, second, year=2023).achievement == 100
    assert figure(milestone("yearly"), first, second, year=2024).achievement == 0


def test_not_yet_reached_is_not_yet_time_until_the_last_period_is_past_due() -> None:
    row = reporter({1: NOT_REACHED}, due=[1, 2, 3])
    result = figure(milestone(), plan_year(row, aim=1, due=[1, 2, 3]))
    assert (result.status, result.score) == (Status.NOT_YET, None)


def test_reached_early_is_reached_before_the_year_is_over() -> None:
    row = reporter({1: reached(date(2024, 2, 1))}, due=[1])
    result = figure(milestone(), plan_year(row, aim=1, due=[1]))
    assert (result.status, result.achievement, result.is_interim) == (Status.ACHIEVED, 100, True)


def test_a_pending_period_may_say_reached_so_it_awaits_verification() -> None:
    row = reporter({1: NOT_REACHED, 2: NOT_REACHED, 3: NOT_REACHED}, pending=[4])
    assert figure(milestone(), plan_year(row, aim=1)).status == Status.AWAITING


def test_not_reached_at_the_end_of_its_year_is_0() -> None:
    result = figure(milestone(), plan_year(reporter(dict.fromkeys((1, 2, 3, 4), NOT_REACHED)), aim=1))
    assert (result.achievement, result.status, result.reached_late) == (0, Status.BEHIND, False)


def test_silence_at_the_end_of_its_year_scores_0_by_its_own_name() -> None:
    silent = figure(milestone(), plan_year(reporter({1: NOT_REACHED}), aim=1))
    no_data = figure(milestone(), plan_year(reporter({1: NOT_REACHED, 4: NO_DATA}), aim=1))
    assert (silent.status, silent.score) == (Status.UNREPORTED, 0)
    assert (no_data.status, no_data.score) == (Status.NO_DATA, 0)


def test_not_applicable_at_the_end_does_not_hide_silence_before_it() -> None:
    assert figure(milestone(), plan_year(reporter({4: NOT_APPLICABLE}), aim=1)).status == Status.UNREPORTED
    filed = {1: NO_DATA, 2: NOT_APPLICABLE, 3: NOT_APPLICABLE, 4: NOT_APPLICABLE}
    assert figure(milestone(), plan_year(reporter(filed), aim=1)).status == Status.NO_DATA


def test_not_applicable_in_every_period_has_no_score() -> None:
    result = figure(milestone(), plan_year(reporter(dict.fromkeys((1, 2, 3, 4), NOT_APPLICABLE)), aim=1))
    assert (result.status, result.score) == (Status.NOT_APPLICABLE, None)


def test_milestones_of_several_reporters_never_add_up() -> None:
    rows = [
        reporter(dict.fromkeys((1, 2, 3, 4), NOT_REACHED)),
        reporter({4: reached(date(2024, 5, 1))}, key=2, is_lead=False),
    ]
    result = figure(milestone(), plan_year(*rows, aim=1))
    assert result.achievement == 0
    assert result.beside[0][1].reached_on == date(2024, 5, 1)


def test_the_earliest_date_counts_and_a_later_not_reached_takes_nothing_back() -> None:
    filed = {1: reached(date(2024, 3, 1)), 2: reached(date(2024, 2, 1)), 3: NOT_REACHED, 4: NOT_REACHED}
    assert figure(milestone("yearly"), plan_year(reporter(filed), aim=1)).actual.reached_on == date(2024, 2, 1)


def test_at_a_period_a_later_year_is_not_read() -> None:
    own = plan_year(reporter(dict.fromkeys((1, 2, 3, 4), NOT_REACHED)), aim=1, year=2023)
    years = [own, plan_year(reporter({1: reached(date(2023, 12, 20))}), year=2024)]
    assert figure_at_period(milestone(), years, 2023, 4, THRESHOLDS).achievement == 0
