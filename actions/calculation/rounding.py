"""Rounding: the one place where an exact fraction becomes the two decimals that are compared and printed."""

from decimal import Decimal
from fractions import Fraction

E4 = 10_000
HUNDRED = Fraction(100)
ZERO = Fraction(0)


def round_half_up(exact: Fraction) -> Decimal:
    """The fraction with two decimals, a half away from zero: 1999/20 -> 99.95, 2/3 -> 0.67, -1/200 -> -0.01."""
    numerator, denominator = exact.numerator, exact.denominator
    hundredths = (200 * abs(numerator) + denominator) // (2 * denominator)
    return Decimal(-hundredths if numerator < 0 else hundredths).scaleb(-2)


def percent_of(part: int, whole: int) -> Fraction | None:
    """part / whole in percent; None where the whole is 0, because 0/0 is no percentage."""
    return Fraction(100 * part, whole) if whole else None


def e4_to_decimal(exact: int | Fraction) -> Decimal:
    """A number in ten-thousandths as a Decimal: an int keeps its four places, a fraction is rounded to two."""
    if isinstance(exact, Fraction):
        return round_half_up(exact / E4)
    return Decimal(exact).scaleb(-4)
