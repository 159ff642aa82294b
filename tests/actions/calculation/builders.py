"""Short ways to write the plain rows of the rules in a test. Numbers are written as people write them, not in e4."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime

from actions.calculation.actual import Actual
from actions.calculation.figures import IndicatorFigure, indicator_figures
from actions.calculation.rows import (
    IndicatorRow,
    MeasuredRow,
    PlanYear,
    ReporterRow,
    Standing,
    TargetInForce,
    Thresholds,
    YearRow,
)

THRESHOLDS = Thresholds(achieved=90, attention=60)
YEAR = 2024
QUARTERS = (1, 2, 3, 4)


def e4(number: float) -> int:
    return round(number * 10_000)


def count(accumulation: str = "flow", direction: str = "rising", *, is_additive: bool = False) -> IndicatorRow:
    return IndicatorRow("count", accumulation, direction, is_additive=is_additive)


def ratio(accumulation: str = "flow", direction: str = "rising", *, is_additive: bool = False) -> IndicatorRow:
    return IndicatorRow("percentage", accumulation, direction, is_additive=is_additive)


def milestone(accumulation: str = "once") -> IndicatorRow:
    return IndicatorRow("milestone", accumulation, "rising")


def amount(number: float, ref: int | None = None) -> MeasuredRow:
    return MeasuredRow("value", value=e4(number), ref=ref)


def parts(numerator: float, denominator: float) -> MeasuredRow:
    return MeasuredRow("value", numerator=e4(numerator), denominator=e4(denominator))


def reached(on: date | None) -> MeasuredRow:
    return MeasuredRow("value", reached_on=on)


NO_DATA = MeasuredRow("no_data")
NOT_APPLICABLE = MeasuredRow("not_applicable")


def reporter(
    readings: Mapping[int, MeasuredRow],
    *,
    key: int = 1,
    is_lead: bool = True,
    due: Iterable[int] = QUARTERS,
    pending: Iterable[int] = (),
    owes: Iterable[int] = QUARTERS,
) -> ReporterRow:
    """A reporter who owes all four quarters, all past due and none pending, unless said otherwise."""
    standings = {number: Standing(number in set(due), number in set(pending)) for number in owes}
    return ReporterRow(key, is_lead, standings, readings)


def target(number: float | None) -> TargetInForce:
    value = None if number is None else e4(number)
    return TargetInForce(value, version=1, ref=None, first_value=value, is_revised=False)


def plan_year(
    *reporters: ReporterRow,
    aim: float | None = None,
    year: int = YEAR,
    due: Iterable[int] = QUARTERS,
    numbers: tuple[int, ...] = QUARTERS,
) -> PlanYear:
    """A year of quarters. aim: its target; None: no target was ever set."""
    row = YearRow(year, numbers, frozenset(due), datetime(year + 1, 1, 31, 16, 59, 59, tzinfo=UTC))
    return PlanYear(row, reporters, None if aim is None else target(aim))


def figure(indicator: IndicatorRow, *years: PlanYear, year: int = YEAR) -> IndicatorFigure:
    return indicator_figures(indicator, years, THRESHOLDS)[year]


def value_of(actual: Actual) -> float | None:
    return None if actual.value is None else actual.value / 10_000


def in_the_year(reporters: Sequence[ReporterRow], year: YearRow) -> list[tuple[YearRow, ReporterRow]]:
    """Regions whose own plans have the same periods."""
    return [(year, one) for one in reporters]
