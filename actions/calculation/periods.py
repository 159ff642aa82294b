"""Periods: what is due at a moment, and which periods count (P).

A cut-off, like a due moment, is the last moment of a day in Jakarta: ``ranpptppo.lib.periods.end_of_day``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from actions.calculation.rounds import NO_HISTORY, ReportHistory
from actions.calculation.rows import PeriodRow, ReporterRow, Standing, YearRow


def is_past_due(due_at: datetime, as_of: datetime) -> bool:
    """A period is past due after its due moment: on the due day itself nothing is late yet."""
    return due_at < as_of


def year_row(periods: Iterable[PeriodRow], year: int, as_of: datetime) -> YearRow:
    """The year's periods at the cut-off, out of any of the plan's periods."""
    own = sorted((period for period in periods if period.year == year), key=lambda period: period.number)
    return YearRow(
        year=year,
        numbers=tuple(period.number for period in own),
        due=frozenset(period.number for period in own if is_past_due(period.due_at, as_of)),
        last_due_at=max((period.due_at for period in own), default=None),
    )


def standing_of(period: PeriodRow, as_of: datetime, reading: str, history: ReportHistory = NO_HISTORY) -> Standing:
    """The standing of one owed report. An extension in force at the moment postpones "due" for this report alone."""
    due_at = history.extended_due_at or period.due_at
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
        is_owed, is_due, is_pending = _together(number, reporters, year)
        if not is_due:
            continue
        due.append(number)
        if is_pending:
            pending.append(number)
            continue
        counted.append(number)
        ends_in_gap = not is_owed
        has_gap = has_gap or ends_in_gap
    return Counted(tuple(counted), tuple(pending), tuple(due), has_gap, ends_in_gap)


def _together(number: int, reporters: Sequence[ReporterRow], year: YearRow) -> tuple[bool, bool, bool]:
    """Whether anybody owes the period, and whether it is past due and pending. Plain loops: this runs most often."""
    is_owed = is_pending = False
    is_due = True
    for reporter in reporters:
        standing = reporter.standings.get(number)
        if standing is not None:
            is_owed = True
            is_due = is_due and standing.is_due
            is_pending = is_pending or standing.is_pending
    return is_owed, is_due if is_owed else number in year.due, is_pending
