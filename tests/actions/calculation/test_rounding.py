from decimal import Decimal
from fractions import Fraction

import pytest

from actions.calculation.rounding import e4_to_decimal, percent_of, round_half_up


@pytest.mark.parametrize(
    ("exact", "printed"),
    [
        (Fraction(1, 3), "0.33"),
        (Fraction(2, 3), "0.67"),
        (Fraction(5, 1000), "0.01"),
        (Fraction(4999, 1_000_000), "0.00"),
        (Fraction(89_995, 1000), "90.00"),
        (Fraction(-5, 1000), "-0.01"),
        (Fraction(-1, 3), "-0.33"),
        (Fraction(10**18), "1000000000000000000.00"),
    ],
)
def test_a_half_is_rounded_away_from_zero(exact: Fraction, printed: str) -> None:
    assert str(round_half_up(exact)) == printed


def test_a_whole_of_zero_has_no_percentage() -> None:
    assert percent_of(0, 0) is None
    assert percent_of(1, 3) == Fraction(100, 3)


def test_ten_thousandths_become_decimals() -> None:
    assert e4_to_decimal(125_000) == Decimal("12.5")
    assert e4_to_decimal(Fraction(1_000_000, 3)) == Decimal("33.33")
