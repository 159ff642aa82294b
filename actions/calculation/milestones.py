"""Milestones: reached or not, when, and for which year."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from actions.calculation.actual import Actual, Tally, split_reporters, tally_of
from actions.calculation.judgement import Judgement, achieved, silent, unscored
from actions.calculation.periods import Counted, counted_periods
from actions.calculation.rounding import HUNDRED, ZERO
from actions.calculation.rows import IndicatorRow, PlanYear, Thresholds, YearRow
from actions.enums import Status


@dataclass(frozen=True, slots=True)
class Reached:
    """A `once` milestone as some period, of whichever year, reports it: the date of the document."""

    on: date
    ref: int | None


def reached_in(indicator: IndicatorRow, years: Iterable[PlanYear]) -> Reached | None:
    """The earliest date that the counted periods of any of the years report.

    A choice: a period of another year counts as in its own year, once past due and not pending.
    """
    found: list[Reached] = []
    for plan_year in years:
        group, _ = split_reporters(indicator, plan_year.reporters)
        row = tally_of(indicator, group, counted_periods(plan_year.year, group).counted).reached
        if row is not None and row.reached_on is not None:
            found.append(Reached(row.reached_on, row.ref))
    return min(found, key=lambda reached: reached.on, default=None)


def with_reached(actual: Actual, reached: Reached) -> Actual:
    """The year's actual, with the date that a period of another year reports where it is earlier."""
    if actual.reached_on is not None and actual.reached_on <= reached.on:
        return actual
    return replace(actual, state="value", reached_on=reached.on, per_period=None, ref=reached.ref)


def judge_milestone(actual: Actual, tally: Tally, counted: Counted, year: YearRow, thresholds: Thresholds) -> Judgement:
    """100 when reached on or before 31 December of its year, else 0.

    Not yet reached, it is `belum waktunya` until the year's last period is past due. A choice: it is `menunggu
    verifikasi` where a period past due is pending, since that one may say "reached"; neither has a score.
    """
    if actual.reached_on is not None:
        if actual.reached_on <= date(year.year, 12, 31):
            return achieved(HUNDRED, thresholds)
        return achieved(ZERO, thresholds, reached_late=True)
    if counted.pending:
        return unscored(Status.AWAITING)
    if not counted.counted or counted.counted[-1] != year.numbers[-1]:
        return unscored(Status.NOT_YET)
    return _judge_end_of_year(tally, counted, thresholds)


def _judge_end_of_year(tally: Tally, counted: Counted, thresholds: Thresholds) -> Judgement:
    """Not reached and the year is over: 0, unless it was `tidak berlaku` in every period.

    A choice of words, not of score: silence in the last period is named before an older "not reached".
    """
    if tally.last_missing or counted.ends_in_gap:
        return silent(Status.UNREPORTED)
    if tally.last_no_data:
        return silent(Status.NO_DATA)
    if tally.filled:
        return achieved(ZERO, thresholds)
    if tally.missing or counted.has_gap:
        return silent(Status.UNREPORTED)
    return silent(Status.NO_DATA) if tally.no_data else unscored(Status.NOT_APPLICABLE)
