"""Indonesian numbers, money, dates and moments."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from ranpptppo.lib import formats


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (1234, "1.234"),
        (Decimal("1234.5000"), "1.234,5"),
        (Decimal("100.0000"), "100"),
        (Decimal("0.0001"), "0,0001"),
        (Decimal("-1234567.25"), "-1.234.567,25"),
        (Decimal("-0.00001"), "0"),
        (Decimal("1E+3"), "1.000"),
    ],
)
def test_numbers_have_no_needless_decimals(value: Decimal | int, text: str) -> None:
    assert formats.number(value) == text


def test_a_number_with_fixed_places() -> None:
    assert formats.number(Decimal("1234.5"), places=2) == "1.234,50"
    assert formats.number(Decimal("2.5"), places=0) == "3"


@pytest.mark.parametrize(
    ("value", "text"), [(Decimal("89.96"), "89,96%"), (100, "100,00%"), (Decimal("1234.5"), "1.234,50%"), (0, "0,00%")]
)
def test_percentages_have_two_decimals(value: Decimal | int, text: str) -> None:
    assert formats.percent(value) == text


@pytest.mark.parametrize(
    ("amount", "full", "short"),
    [
        (0, "Rp0", "Rp0"),
        (999_999, "Rp999.999", "Rp999.999"),
        (1_000_000, "Rp1.000.000", "Rp1 juta"),
        (12_500_000, "Rp12.500.000", "Rp12,5 juta"),
        (999_994_999, "Rp999.994.999", "Rp999,99 juta"),
        (999_995_000, "Rp999.995.000", "Rp1 miliar"),
        (7_488_725_925, "Rp7.488.725.925", "Rp7,49 miliar"),
        (1_234_500_000_000, "Rp1.234.500.000.000", "Rp1.234,5 miliar"),
        (-2_000_000, "-Rp2.000.000", "-Rp2 juta"),
    ],
)
def test_rupiah_in_full_and_by_magnitude(amount: int, full: str, short: str) -> None:
    assert formats.rupiah(amount) == full
    assert formats.rupiah_short(amount) == short


@pytest.mark.parametrize(
    ("largest", "unit", "shown"),
    [
        (146_400_000_000, "miliar rupiah", ["146,40", "0,58", "< 0,01", "0,00"]),
        (999_999_999, "juta rupiah", ["146.400,00", "584,00", "1,20", "0,00"]),
        (999_999, "rupiah", ["146.400.000.000", "584.000.000", "1.200.000", "0"]),
    ],
)
def test_amounts_of_a_table_have_one_unit_and_what_is_more_than_nothing_is_never_nothing(
    largest: int, unit: str, shown: list[str]
) -> None:
    assert formats.money_unit(largest) == unit
    amounts = (146_400_000_000, 584_000_000, 1_200_000, 0)
    assert [formats.in_money_unit(amount, unit) for amount in amounts] == shown


def test_dates() -> None:
    day = date(2026, 11, 23)
    assert formats.date_long(day) == "23 November 2026"
    assert formats.date_short(day) == "23 Nov 2026"
    assert formats.date_range(date(2024, 1, 1), date(2024, 3, 31)) == "1 Januari–31 Maret 2024"
    assert formats.date_range(date(2023, 12, 1), date(2024, 1, 31)) == "1 Desember 2023–31 Januari 2024"


def test_every_month_has_its_indonesian_name() -> None:
    names = [formats.date_long(date(2024, month, 1)).split()[1] for month in range(1, 13)]
    assert names[4:8] == ["Mei", "Juni", "Juli", "Agustus"]
    short_names = [formats.date_short(date(2024, month, 1)).split()[1] for month in (5, 8, 10, 12)]
    assert short_names == ["Mei", "Agu", "Okt", "Des"]


def test_a_moment_is_shown_in_jakarta() -> None:
    moment = datetime(2026, 11, 22, 18, 2, 59, tzinfo=UTC)
    assert formats.time_wib(moment) == "01.02 WIB"
    assert formats.datetime_long(moment) == "23 November 2026 pukul 01.02 WIB"
    assert formats.datetime_short(moment) == "23 Nov 2026, 01.02 WIB"
    assert formats.day_in_wib(moment) == date(2026, 11, 23)


def test_a_moment_without_a_time_zone_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="time zone"):
        formats.time_wib(datetime(2026, 11, 23, 1, 2))  # noqa: DTZ001  the mistake under test


@pytest.mark.parametrize(
    ("due_on", "text"),
    [
        (date(2024, 7, 13), "3 hari lagi"),
        (date(2024, 7, 10), "hari ini"),
        (date(2024, 7, 8), "terlambat 2 hari"),
        (date(2020, 7, 10), "terlambat 1.461 hari"),
    ],
)
def test_days_left_in_words(due_on: date, text: str) -> None:
    assert formats.days_left(due_on, today=date(2024, 7, 10)) == text


@pytest.mark.parametrize(
    ("cadence", "number", "text"),
    [
        ("quarterly", 4, "Triwulan IV 2024"),
        ("four_monthly", 1, "B04 2024"),
        ("four_monthly", 3, "B12 2024"),
        ("semester", 2, "Semester II 2024"),
        ("annual", 1, "Tahun 2024"),
    ],
)
def test_period_names(cadence: str, number: int, text: str) -> None:
    assert formats.period_name(cadence, number, 2024) == text


@pytest.mark.parametrize(
    ("words", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a dan b"), (["a", "b", "c"], "a, b, dan c")]
)
def test_words_are_joined_as_a_sentence_would(words: list[str], text: str) -> None:
    assert formats.joined(words) == text


def test_of_many_words_the_first_are_told_and_how_many_more() -> None:
    assert formats.first_of(["a", "b"], 2) == "a dan b"
    assert formats.first_of(["a", "b", "c", "d"], 2) == "a, b, dan 2 lainnya"
    assert formats.first_of(["a", "b"], 1, "daerah lain") == "a dan 1 daerah lain"
