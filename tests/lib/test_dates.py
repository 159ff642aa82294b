"""Days as people and spreadsheets write them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranpptppo.lib.dates import FIRST_YEAR, LAST_YEAR, SPREADSHEET_EPOCH, parse_day
from ranpptppo.lib.formats import date_long, date_short
from ranpptppo.lib.numbers import Understanding

DAYS = st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))


@given(DAYS)
def test_every_day_is_understood_in_every_form(day: date) -> None:
    forms = [day, datetime(day.year, day.month, day.day, tzinfo=UTC), day.isoformat(), date_long(day), date_short(day)]
    forms += [f"{day:%d-%m-%Y}", f"{day:%d/%m/%Y}", f"{day:%d.%m.%Y}", f" {day.day}/{day.month}/{day.year} "]
    forms += [date_long(day).upper(), f"{day.isoformat()} 00:00:00"]
    assert {parse_day(form).day for form in forms} == {day}


@given(DAYS)
def test_a_number_of_days_is_asked_about(day: date) -> None:
    parsed = parse_day(float((day - SPREADSHEET_EPOCH).days))
    assert (parsed.understanding, parsed.day) == (Understanding.QUESTIONED, day)
    assert date_long(day) in parsed.sentence


@pytest.mark.parametrize("month", ["Agt", "agust", "Nopember", "Pebruari", "July", "Okt."])
def test_other_names_of_months_are_understood(month: str) -> None:
    assert parse_day(f"3 {month} 2024").day is not None


@pytest.mark.parametrize(
    "raw", ["07/30/2024", "31-02-2024", "30 Foo 2024", "besok", "30-07-24", 45503.5, 3, True, "#N/A"]
)
def test_what_is_no_day_is_an_error_with_an_example(raw: object) -> None:
    parsed = parse_day(raw)
    assert (parsed.understanding, parsed.day) == (Understanding.ERROR, None)
    assert "30-07-2024" in parsed.sentence


def test_an_unlikely_year_is_an_error_and_nothing_is_blank() -> None:
    assert "tidak wajar" in parse_day("1-1-0204").sentence
    assert parse_day("  ").understanding is Understanding.BLANK
    assert parse_day("x" * 90).sentence.count("x") < 45
