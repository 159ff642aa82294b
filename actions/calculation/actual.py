"""The actual of an indicator in a year: per reporter over the periods that count, then over reporters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from actions.calculation.periods import Counted, counted_periods
from actions.calculation.rounding import percent_of
from actions.calculation.rows import IndicatorRow, MeasuredRow, ReporterRow, YearRow
from actions.enums import Accumulation, Measure, MeasurementState

ActualState = Literal["value", "no_data", "not_applicable", "unreported", "awaiting", "not_yet"]

_VALUE = MeasurementState.VALUE.value
_NO_DATA = MeasurementState.NO_DATA.value
_NOT_APPLICABLE = MeasurementState.NOT_APPLICABLE.value


@dataclass(frozen=True, slots=True)
class Actual:
    """What was achieved. Only the fields of the indicator's measure are set, and only in state "value".

    per_period: number of the period the value comes from, where it is older than the last due period ("per TW II").
    `filled` of `due` periods hold a value ("2 dari 3 periode"). ref: of the one measurement the value is, if one.
    """

    state: ActualState
    value: int | None = None  # e4, of counts
    numerator: int | None = None  # e4, of percentages
    denominator: int | None = None
    reached_on: date | None = None  # of milestones; None in state "value": not reached
    per_period: int | None = None
    filled: int = 0
    due: int = 0
    ref: int | None = None

    @property
    def percent(self) -> Fraction | None:
        """numerator / denominator x 100; None for 0/0 and for other measures."""
        if self.numerator is None or not self.denominator:
            return None
        return percent_of(self.numerator, self.denominator)

    @property
    def is_no_event(self) -> bool:
        """0/0: tidak ada kejadian."""
        return self.state == "value" and self.denominator == 0


@dataclass(slots=True)
class Tally:
    """What the counted periods of one or several reporters hold. Plain ints: this is the innermost loop."""

    filled: set[int]  # numbers of the periods with a value
    missing: int = 0
    no_data: int = 0
    not_applicable: int = 0
    last_missing: int = 0  # of the last counted period only
    last_no_data: int = 0
    value: int = 0
    numerator: int = 0
    denominator: int = 0
    reached: MeasuredRow | None = None  # the earliest milestone
    stands_on: int | None = None  # period the value comes from: of a flow the latest, else the oldest of the reporters
    ref: int | None = None
    reporters_owing: int = 0
    reporters_with_value: int = 0


def adds_up(indicator: IndicatorRow) -> bool:
    """Several reporters add up only where the plan says so, and never for `latest` or milestones."""
    return (
        indicator.is_additive
        and indicator.accumulation != Accumulation.LATEST
        and indicator.measure != Measure.MILESTONE
    )


def split_reporters(
    indicator: IndicatorRow, reporters: Sequence[ReporterRow]
) -> tuple[Sequence[ReporterRow], Sequence[ReporterRow]]:
    """(reporters whose figures make the actual, reporters shown beside it).

    Where they do not add up, the lead's figure stands. A choice: of two lead lines in one year, which nobody handed
    over, the one that owed a report last is the lead.
    """
    if adds_up(indicator):
        return reporters, ()
    if len(reporters) == 1 and reporters[0].is_lead:
        return reporters, ()
    leads = [reporter for reporter in reporters if reporter.is_lead]
    if not leads:
        return (), reporters
    lead = max(leads, key=_last_owed)
    return (lead,), tuple(reporter for reporter in reporters if reporter is not lead)


def _last_owed(reporter: ReporterRow) -> int:
    return max(reporter.standings, default=0)


def tally_of(indicator: IndicatorRow, group: Sequence[ReporterRow], counted: Sequence[int]) -> Tally:
    """Read the counted periods of each reporter that owed them, and add the reporters up."""
    total = Tally(filled=set())
    is_flow = indicator.accumulation == Accumulation.FLOW
    for reporter in group:
        rows: list[tuple[int, MeasuredRow]] = []
        owed = 0
        for number in counted:
            if number not in reporter.standings:
                continue
            owed += 1
            row = reporter.readings.get(number)
            if row is not None and row.state == _VALUE:
                rows.append((number, row))
                total.filled.add(number)
            else:
                _count_silence(total, row, is_last=number == counted[-1])
        total.reporters_owing += owed > 0
        if rows:
            _add_values(total, rows, is_flow=is_flow)
    return total


def _count_silence(total: Tally, row: MeasuredRow | None, *, is_last: bool) -> None:
    state = row.state if row is not None else ""
    if state == _NOT_APPLICABLE:
        total.not_applicable += 1
    elif state == _NO_DATA:
        total.no_data += 1
        total.last_no_data += is_last
    else:
        total.missing += 1
        total.last_missing += is_last


def _add_values(total: Tally, rows: list[tuple[int, MeasuredRow]], *, is_flow: bool) -> None:
    """Add one reporter: a flow is the sum over its periods, everything else its last value.

    A milestone is reached once any of its periods says so, on the earliest date.
    """
    last_number, last = rows[-1]
    for _, row in rows if is_flow else rows[-1:]:
        total.value += row.value
        total.numerator += row.numerator
        total.denominator += row.denominator
    for _, row in rows:
        if row.reached_on is not None and (total.reached is None or row.reached_on < _day(total.reached)):
            total.reached = row
    total.reporters_with_value += 1
    is_one = total.reporters_with_value == 1 and (not is_flow or len(rows) == 1)
    total.ref = last.ref if is_one else None
    if total.stands_on is None:
        total.stands_on = last_number
    else:
        total.stands_on = max(total.stands_on, last_number) if is_flow else min(total.stands_on, last_number)


def _day(row: MeasuredRow) -> date:
    return row.reached_on or date.max


def actual_of(indicator: IndicatorRow, tally: Tally, counted: Counted) -> Actual:
    """The actual that a tally holds; without a value, the state that says why."""
    filled, due = len(tally.filled), len(counted.due)
    if not filled:
        return Actual(state=_state_without_value(tally, counted), due=due)
    per_period = tally.stands_on if tally.stands_on != counted.due[-1] else None
    if indicator.measure == Measure.COUNT:
        return Actual("value", value=tally.value, per_period=per_period, filled=filled, due=due, ref=tally.ref)
    if indicator.measure == Measure.MILESTONE:
        reached = tally.reached
        if reached is None:
            return Actual("value", per_period=per_period, filled=filled, due=due, ref=tally.ref)
        return Actual("value", reached_on=reached.reached_on, filled=filled, due=due, ref=reached.ref)
    return Actual(
        state="value",
        numerator=tally.numerator,
        denominator=tally.denominator,
        per_period=per_period,
        filled=filled,
        due=due,
        ref=tally.ref,
    )


def _state_without_value(tally: Tally, counted: Counted) -> ActualState:
    """Why there is no value, the worst reason first.

    `tidak berlaku` needs it in every due period; while one is pending the year awaits verification.
    """
    if not counted.counted:
        return "awaiting" if counted.pending else "not_yet"
    if tally.missing or counted.has_gap:
        return "unreported"
    if tally.no_data:
        return "no_data"
    return "awaiting" if counted.pending else "not_applicable"


def reporter_actual(indicator: IndicatorRow, year: YearRow, reporter: ReporterRow, up_to: int | None = None) -> Actual:
    """One reporter's own actual, over its own counted periods: shown beside the lead's, never summed with it."""
    counted = counted_periods(year, (reporter,), up_to)
    return actual_of(indicator, tally_of(indicator, (reporter,), counted.counted), counted)
