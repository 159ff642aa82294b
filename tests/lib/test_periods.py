"""Which days a reporting period covers, and when it opens, is due and locks."""

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusters.enums import Cadence
from ranpptppo.lib.formats import datetime_long
from ranpptppo.lib.periods import (
    PERIODS_PER_YEAR,
    add_weekdays,
    end_of_day,
    period_dates,
    periods_of_year,
    periods_of_years,
    start_of_day,
)

cadences = st.sampled_from(sorted(PERIODS_PER_YEAR))
years = st.integers(min_value=2000, max_value=2100)


def test_every_cadence_of_a_plan_is_known() -> None:
    assert set(PERIODS_PER_YEAR) == set(Cadence.values)


@pytest.mark.parametrize(
    ("cadence", "codes", "ends"),
    [
        ("quarterly", ["TW1", "TW2", "TW3", "TW4"], [(3, 31), (6, 30), (9, 30), (12, 31)]),
        ("four_monthly", ["B04", "B08", "B12"], [(4, 30), (8, 31), (12, 31)]),
        ("semester", ["S1", "S2"], [(6, 30), (12, 31)]),
        ("annual", ["THN"], [(12, 31)]),
    ],
)
def test_codes_and_last_days(cadence: str, codes: list[str], ends: list[tuple[int, int]]) -> None:
    periods = periods_of_year(cadence, 2024)
    assert [period.code for period in periods] == codes
    assert [(period.ends_on.month, period.ends_on.day) for period in periods] == ends


@given(cadences, years)
def test_periods_cover_the_year_without_gap_or_overlap(cadence: str, year: int) -> None:
    periods = periods_of_year(cadence, year)
    assert periods[0].starts_on == date(year, 1, 1)
    assert periods[-1].ends_on == date(year, 12, 31)
    for earlier, later in pairwise(periods):
        assert (later.starts_on - earlier.ends_on).days == 1


@given(cadences, years)
def test_a_period_ends_then_opens_then_is_due_then_locks(cadence: str, year: int) -> None:
    for period in periods_of_year(cadence, year):
        assert end_of_day(period.ends_on) < period.opens_at < period.due_at < period.locks_at
        assert not period.is_backfilled


def test_the_second_quarter_of_2024() -> None:
    period = period_dates("quarterly", 2024, 2)
    assert period.label == "Triwulan II 2024"
    assert datetime_long(period.opens_at) == "1 Juli 2024 pukul 00.00 WIB"
    assert datetime_long(period.due_at) == "29 Juli 2024 pukul 23.59 WIB"
    assert datetime_long(period.locks_at) == "26 Agustus 2024 pukul 23.59 WIB"


def test_the_year_end_is_due_within_january_and_locked_before_march() -> None:
    period = period_dates("semester", 2024, 2)
    assert datetime_long(period.due_at) == "29 Januari 2025 pukul 23.59 WIB"
    assert datetime_long(period.locks_at) == "26 Februari 2025 pukul 23.59 WIB"


def test_a_period_made_after_its_end_is_due_thirty_days_after_its_opening() -> None:
    period = period_dates("quarterly", 2020, 1, made_on=date(2023, 3, 1))
    assert period.is_backfilled
    assert period.opens_at == start_of_day(date(2023, 3, 1))
    assert period.due_at == end_of_day(date(2023, 3, 31))
    assert period.locks_at == end_of_day(date(2023, 4, 28))


def test_a_period_made_on_its_last_day_is_not_backfilled() -> None:
    assert not period_dates("quarterly", 2023, 1, made_on=date(2023, 3, 31)).is_backfilled
    assert period_dates("quarterly", 2023, 1, made_on=date(2023, 4, 1)).is_backfilled


def test_all_periods_of_a_plan() -> None:
    periods = list(periods_of_years("quarterly", range(2020, 2025), made_on=date(2023, 2, 22)))
    assert len(periods) == 20
    assert [period.is_backfilled for period in periods] == [True] * 12 + [False] * 8


def test_weekdays_skip_the_weekend() -> None:
    assert add_weekdays(date(2024, 7, 5), 1) == date(2024, 7, 8)
    assert add_weekdays(date(2024, 7, 6), 1) == date(2024, 7, 8)
    assert add_weekdays(date(2024, 7, 1), 0) == date(2024, 7, 1)


def test_a_day_in_jakarta_begins_and_ends_seven_hours_before_utc() -> None:
    assert start_of_day(date(2024, 12, 31)) == datetime(2024, 12, 30, 17, tzinfo=UTC)
    assert end_of_day(date(2024, 12, 31)) == datetime(2024, 12, 31, 16, 59, 59, 999999, tzinfo=UTC)


@pytest.mark.parametrize(("cadence", "number"), [("quarterly", 0), ("quarterly", 5), ("annual", 2), ("weekly", 1)])
def test_a_period_that_does_not_exist_is_a_mistake(cadence: str, number: int) -> None:
    with pytest.raises(ValueError, match=r"no period|Unknown cadence"):
        period_dates(cadence, 2024, number)
