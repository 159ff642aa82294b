"""Periods: the cut-off, what is due, and which periods count (P)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from actions.calculation.rounds import NO_HISTORY, ReportHistory
from actions.calculation.rows import PeriodRow, ReporterRow, Standing, YearRow

WIB = ZoneInfo("Asia/Jakarta")
DAYS_FOR_BACKFILLED = 30


def end_of_day(day: date) -> datetime:
    """23.59.59 WIB of the day, in UTC: the moment of a cut-off, and of a due day."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=WIB).astimezone(UTC)


def is_past_due(due_at: datetime, as_of: datetime) -> bool:
    """A period is past due after its due moment: on the due day itself nothing is late yet."""
    return due_at < as_of


def due_day_of_backfilled(opens_on: date) -> date:
    """A period created after its end is due 30 days after its opening."""
    return opens_on + timedelta(days=DAYS_FOR_BACKFILLED)


def year_row(periods: Iterable[PeriodRow], year: int, as_of: datetime) -> YearRow:
    """The year's periods at the cut-off, out of any of the plan's periods."""
    own = sorted((period for period in periods if period.year == year), key=lambda period: period.number)
    return YearRow(
        year=year,
        numbers=tuple(period.number for period in own),
        due=frozenset(period.number for period in own if is_past_due(period.due_at, as_of)),
        last_due_at=max((period.due_at for period in own), default=None),
    )


def standing_of(
    period: PeriodRow,
    as_of: datetime,
    reading: str,
    *,
    history: ReportHistory = NO_HISTORY,
    extended_due_at: datetime | None = None,
) -> Standing:
    """The standing of one owed report. An extension in force at the moment postpones "due" for this report alone."""
    due_at = extended_due_at or period.due_at
    return Standing(is_due=is_past_due(due_at, as_of), is_pending=history.is_pending(reading))


@dataclass(frozen=True, slots=True)
class Counted:
    """The periods of a year for one indicator. counted is P; due is P and the pending ones."""

    counted: tuple[int, ...]
    pending: tuple[int, ...]
    due: tuple[int, ...]
    has_gap: bool  # nobody owed a report for some period of P
    ends_in_gap: bool  # nobody owed one for the last period of P


def counted_periods(year: YearRow, reporters: Sequence[ReporterRow], up_to: int | None = None) -> Counted:
    """P: the periods past due and not awaiting verification, cut at period `up_to`.

    A choice, for several reporters whose figures add up: a period counts once it is past due, and not pending, for
    each of them, so that both sides of the achievement speak of the same periods. Where nobody owed a report the
    period's own due moment decides.
    """
    due: list[int] = []
    pending: list[int] = []
    counted: list[int] = []
    has_gap = ends_in_gap = False
    for number in year.numbers:
        if up_to is not None and number > up_to:
            break
        standings = [reporter.standings[number] for reporter in reporters if number in reporter.standings]
        if not _is_due(number, standings, year):
            continue
        due.append(number)
        if any(standing.is_pending for standing in standings):
            pending.append(number)
            continue
        counted.append(number)
        ends_in_gap = not standings
        has_gap = has_gap or ends_in_gap
    return Counted(tuple(counted), tuple(pending), tuple(due), has_gap, ends_in_gap)


def _is_due(number: int, standings: list[Standing], year: YearRow) -> bool:
    if standings:
        return all(standing.is_due for standing in standings)
    return number in year.due
