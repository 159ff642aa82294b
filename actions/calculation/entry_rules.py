"""What an entered measurement may hold: what is refused, and what is questioned and needs a reason."""

from typing import Literal

from actions.calculation.rows import IndicatorRow, MeasuredRow
from actions.enums import Accumulation, Direction, Measure, MeasurementState

Refusal = Literal["part_without_whole", "part_exceeds_whole"]
Question = Literal["running_dropped", "stock_fell"]


def refusal(indicator: IndicatorRow, row: MeasuredRow) -> Refusal | None:
    """Why a percentage cannot be saved.

    A denominator of 0 with a numerator above 0 is always refused; a numerator above the denominator unless the
    indicator allows it (boleh_lebih). 0/0 is fine: tidak ada kejadian.
    """
    if indicator.measure != Measure.PERCENTAGE or row.state != MeasurementState.VALUE:
        return None
    if row.denominator == 0 and row.numerator > 0:
        return "part_without_whole"
    if row.numerator > row.denominator and not indicator.allows_over:
        return "part_exceeds_whole"
    return None


def question(
    indicator: IndicatorRow, row: MeasuredRow, *, before_in_year: MeasuredRow | None, before: MeasuredRow | None
) -> Question | None:
    """What the author is asked about; the measurement is kept only with a reason.

    before_in_year: the reporter's latest measurement with a value before it in the same year; before: in any year.
    A `running` total below the one before it in its year is questioned (of a ratio: either of its sums). A falling
    `stock` is questioned (of a ratio: its percent); a choice: not where falling is what the indicator aims at.
    """
    if row.state != MeasurementState.VALUE:
        return None
    if indicator.accumulation == Accumulation.RUNNING and before_in_year is not None:
        return "running_dropped" if _sums_dropped(indicator, before_in_year, row) else None
    if indicator.accumulation == Accumulation.STOCK and before is not None:
        is_wanted = indicator.direction == Direction.FALLING
        return "stock_fell" if not is_wanted and _level_fell(indicator, before, row) else None
    return None


def _sums_dropped(indicator: IndicatorRow, before: MeasuredRow, now: MeasuredRow) -> bool:
    if indicator.measure == Measure.COUNT:
        return now.value < before.value
    return now.numerator < before.numerator or now.denominator < before.denominator


def _level_fell(indicator: IndicatorRow, before: MeasuredRow, now: MeasuredRow) -> bool:
    if indicator.measure == Measure.COUNT:
        return now.value < before.value
    if now.denominator == 0 or before.denominator == 0:
        return False
    return now.numerator * before.denominator < before.numerator * now.denominator
