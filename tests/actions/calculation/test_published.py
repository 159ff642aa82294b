"""Published statistics: totals and rates of change."""

from fractions import Fraction

from actions.calculation.published import PublishedRow, rates_of_change, series_total

LPSK = [
    PublishedRow(year, value, is_partial=False)
    for year, value in [(2020, 203), (2021, 147), (2022, 150), (2023, 1297), (2024, 576)]
]


def test_a_series_is_totalled_only_where_its_years_add_up() -> None:
    assert series_total(LPSK, adds_up=True) == 2373
    assert series_total(LPSK, adds_up=False) is None
    assert series_total([], adds_up=True) is None


def test_the_rate_of_change_is_against_the_year_before() -> None:
    changes = rates_of_change(LPSK)
    assert sorted(changes) == [2021, 2022, 2023, 2024]
    assert changes[2021] == Fraction(-5600, 203)


def test_partial_and_missing_years_have_no_rate_of_change() -> None:
    rows = [PublishedRow(2020, 10, False), PublishedRow(2021, 5, True), PublishedRow(2022, 8, False)]
    assert rates_of_change(rows) == {}
    assert rates_of_change([PublishedRow(2020, 10, False), PublishedRow(2022, 8, False)]) == {}
    assert rates_of_change([PublishedRow(2020, 0, False), PublishedRow(2021, 8, False)]) == {}
