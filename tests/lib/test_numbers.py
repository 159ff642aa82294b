"""Numbers anywhere a person writes them (calculation.md, "The matrix file")."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranpptppo.lib.formats import number
from ranpptppo.lib.numbers import Understanding, parse_number, parse_rupiah

TOO_LARGE = "Angka terlalu besar: paling banyak 14 angka di depan koma."
TOO_FINE = "Paling banyak 4 angka di belakang koma."


@pytest.mark.parametrize(
    ("written", "value", "shown"),
    [
        ("0", "0", "0"),
        ("1234", "1234", "1.234"),
        ("1.234", "1234", "1.234"),
        ("1.234,5", "1234.5", "1.234,5"),
        ("1,5", "1.5", "1,5"),
        (",5", "0.5", "0,5"),
        ("1,234", "1.234", "1,234"),
        ("1,234.5", "1234.5", "1.234,5"),
        ("1.234.567", "1234567", "1.234.567"),
        ("1 234 567,25", "1234567.25", "1.234.567,25"),
        ("1\u00a0234", "1234", "1.234"),
        (" 12 ", "12", "12"),
        ("+3", "3", "3"),
        ("89,96%", "89.96", "89,96"),
        (3, "3", "3"),
        (2.5, "2.5", "2,5"),
        (0.1 + 0.2, "0.3", "0,3"),
        (Decimal("1.5"), "1.5", "1,5"),
    ],
)
def test_what_can_only_mean_one_thing_is_understood_and_shown_back(written: object, value: str, shown: str) -> None:
    parsed = parse_number(written)
    assert parsed.is_understood, parsed.sentence
    assert parsed.value == Decimal(value)
    assert parsed.shown == shown


@pytest.mark.parametrize(
    ("written", "likely"),
    [("1.5", "1,5"), ("0.500", "0,5"), ("1234.567", "1.234,567"), (".5", "0,5"), ("1,234,567", "1.234.567")],
)
def test_what_may_mean_two_things_is_questioned(written: str, likely: str) -> None:
    parsed = parse_number(written)
    assert parsed.understanding is Understanding.QUESTIONED
    assert parsed.shown == likely
    assert f"Apakah maksudnya {likely}?" in parsed.sentence


@pytest.mark.parametrize("written", [None, "", "  ", "\u00a0"])
def test_nothing_written_is_blank_and_not_zero(written: object) -> None:
    parsed = parse_number(written)
    assert parsed.is_blank
    assert (parsed.value, parsed.sentence, parsed.shown) == (None, "", "")


@pytest.mark.parametrize(
    "written",
    [
        "-",
        "satu",
        "12 orang",
        "1.23.4",
        "1.234.56",
        "1,2,3",
        "5,",
        "1e5",
        "--5",
        "+-5",
        "#REF!",
        "=1+1",
        "1/2024",
        True,
    ],
)
def test_what_is_no_number_says_so(written: object) -> None:
    parsed = parse_number(written)
    assert parsed.understanding is Understanding.ERROR
    assert parsed.value is None
    assert "bukan angka" in parsed.sentence


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("0,12345", TOO_FINE),
        ("-2", "Angka tidak boleh kurang dari nol: -2."),
        ("100000000000000", TOO_LARGE),
        pytest.param("9" * 5000, TOO_LARGE, id="five thousand digits"),
        (1e300, TOO_LARGE),
        (1 / 3, TOO_FINE),
    ],
)
def test_a_number_out_of_bounds_says_which_bound(written: object, sentence: str) -> None:
    parsed = parse_number(written)
    assert (parsed.understanding, parsed.sentence) == (Understanding.ERROR, sentence)


def test_a_long_text_is_cut_in_the_sentence() -> None:
    assert len(parse_number("x" * 5000).sentence) < 200


def test_not_a_number_of_a_spreadsheet_is_an_error() -> None:
    assert "bukan angka" in parse_number(float("nan")).sentence
    assert "bukan angka" in parse_number(float("inf")).sentence


def test_negative_numbers_where_they_are_allowed() -> None:
    for written in ("-1,5", "\u22121,5"):
        assert parse_number(written, allow_negative=True).value == Decimal("-1.5")


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("Rp1.500.000", 1_500_000),
        ("rp 25.000,00", 25_000),
        ("Rp. 3.000,-", 3_000),
        ("7488725925", 7_488_725_925),
        (5.0, 5),
    ],
)
def test_rupiah_are_whole(written: object, amount: int) -> None:
    assert parse_rupiah(written).value == amount


def test_a_fraction_of_a_rupiah_is_refused() -> None:
    assert parse_rupiah("Rp10,5").sentence == "Tulis bilangan bulat, tanpa angka di belakang koma."
    assert parse_rupiah("1.5").understanding is Understanding.ERROR


@given(st.decimals(min_value=0, max_value=10**13, places=4, allow_nan=False, allow_infinity=False))
def test_what_we_write_we_understand(value: Decimal) -> None:
    parsed = parse_number(number(value))
    assert parsed.is_understood
    assert parsed.value == value


@given(st.text(max_size=30))
def test_every_text_gets_a_number_a_sentence_or_nothing_written(text: str) -> None:
    parsed = parse_number(text)
    assert [parsed.is_blank, bool(parsed.sentence), parsed.is_understood].count(True) == 1
