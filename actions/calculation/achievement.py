"""Achievement (capaian) in percent: exact, uncapped; and its capped form for means."""

from fractions import Fraction

from actions.calculation.rounding import HUNDRED, ZERO
from actions.enums import Direction

# numerator / denominator x 100 is a percentage; in ten-thousandths that is numerator x 1_000_000 / denominator.
PERCENT_E4 = 1_000_000


def achievement(direction: str, actual: int, actual_over: int, target: int, target_over: int) -> Fraction | None:
    """The achievement of actual/actual_over against target/target_over, both in the same unit; divisors above 0.

    Rising: actual / target. Falling: (2 x target - actual) / target, never below 0. Target 0: falling gives 100 for
    an actual of 0 and else 0; rising has none.
    """
    is_falling = direction == Direction.FALLING
    if target == 0:
        if not is_falling:
            return None
        return HUNDRED if actual == 0 else ZERO
    part, whole = actual * target_over, target * actual_over
    if is_falling:
        part = 2 * whole - part
        if part <= 0:
            return ZERO
    return Fraction(100 * part, whole)


def capped(exact: Fraction) -> Fraction:
    """In a mean each achievement counts at most 100; 50 stays 50."""
    return HUNDRED if exact.numerator > 100 * exact.denominator else exact
