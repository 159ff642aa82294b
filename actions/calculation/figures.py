"""The figure of one indicator in one year: actual, achievement, status and what enters the action's score.

``indicator_figures`` is what summaries and the entry grid call; ``figure_at_period`` is the same year cut at a period.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from actions.calculation.achievement import PERCENT_E4, achievement
from actions.calculation.actual import Actual, Tally, actual_of, reporter_actual, split_reporters, tally_of
from actions.calculation.judgement import Judged, Judgement, achieved, silent, unscored
from actions.calculation.milestones import Reached, judge_milestone, reached_in, with_reached
from actions.calculation.periods import Counted, counted_periods
from actions.calculation.rows import IndicatorRow, PlanYear, ReporterRow, TargetInForce, Thresholds
from actions.enums import Accumulation, Direction, Measure, Status

_APPORTIONED = frozenset({Accumulation.FLOW.value, Accumulation.RUNNING.value})


@dataclass(frozen=True, slots=True)
class IndicatorFigure(Judged):
    """One indicator in one year, at a cut-off and in a reading (see ``judgement.Judged`` for what it comes to).

    The actual is that of the counted periods, with or without a target.
    """

    year: int
    actual: Actual
    beside: tuple[tuple[int, Actual], ...]  # (reporter key, its actual): shown, never summed
    target: TargetInForce | None  # the full target of the year
    target_used: Fraction | None  # e4; of flow and running counts target x |P| / n, else the full one
    is_interim: bool  # sementara: some period of the year is open or pending
    counted: tuple[int, ...]  # P
    pending: tuple[int, ...]  # past due and awaiting verification: counted beside the score
    reporters_with_value: int
    reporters_owing: int  # of those whose figures make the actual: who owed a report for P


def indicator_figures(
    indicator: IndicatorRow, years: Sequence[PlanYear], thresholds: Thresholds
) -> dict[int, IndicatorFigure]:
    """year -> figure, for every year handed over. Of a `once` milestone hand over all years of the plan."""
    is_once = indicator.accumulation == Accumulation.ONCE
    reached = reached_in(indicator, years) if is_once else None
    return {row.year.year: year_figure(indicator, row, thresholds, reached=reached) for row in years}


def figure_at_period(
    indicator: IndicatorRow, years: Sequence[PlanYear], year: int, number: int, thresholds: Thresholds
) -> IndicatorFigure:
    """The year's figure with P cut at a period of that year: its status is the status at that period.

    KeyError where the year is not among those handed over.
    """
    by_year = {row.year.year: row for row in years}
    reached = None
    if indicator.accumulation == Accumulation.ONCE:
        reached = reached_in(indicator, [row for row in years if row.year.year < year])
    return year_figure(indicator, by_year[year], thresholds, up_to=number, reached=reached)


def year_figure(
    indicator: IndicatorRow,
    plan_year: PlanYear,
    thresholds: Thresholds,
    *,
    up_to: int | None = None,
    reached: Reached | None = None,
) -> IndicatorFigure:
    """The figure of one year. reached: of a `once` milestone, what the periods of other years say."""
    group, others = split_reporters(indicator, plan_year.reporters)
    counted = counted_periods(plan_year.year, group, up_to)
    tally = tally_of(indicator, group, counted.counted)
    actual = actual_of(indicator, tally, counted)
    target_used = _target_used(indicator, plan_year, counted)
    if reached is not None and target_used is not None:
        actual = with_reached(actual, reached)
    return IndicatorFigure(
        judgement=_judge(indicator, plan_year, thresholds, counted, tally, actual, target_used),
        year=plan_year.year.year,
        actual=actual,
        beside=_beside(indicator, plan_year, others, up_to) if others else (),
        target=plan_year.target,
        target_used=target_used,
        is_interim=len(counted.counted) < len(plan_year.year.numbers),
        counted=counted.counted,
        pending=counted.pending,
        reporters_with_value=tally.reporters_with_value,
        reporters_owing=tally.reporters_owing,
    )


def _beside(
    indicator: IndicatorRow, plan_year: PlanYear, others: Sequence[ReporterRow], up_to: int | None
) -> tuple[tuple[int, Actual], ...]:
    return tuple((row.key, reporter_actual(indicator, plan_year.year, row, up_to)) for row in others)


def _target_used(indicator: IndicatorRow, plan_year: PlanYear, counted: Counted) -> Fraction | None:
    """The target against which the actual of P stands, e4.

    Within the year a flow or running count stands against target x |P| / n; with no period open or pending that is
    the full target. A choice: percentages stand against the full target throughout, since a quarter of a ratio's
    target is no target of a quarter.
    """
    target, periods = plan_year.target, len(plan_year.year.numbers)
    if target is None or target.value is None:
        return None
    if indicator.measure == Measure.COUNT and indicator.accumulation in _APPORTIONED and periods:
        return Fraction(target.value * len(counted.counted), periods)
    return Fraction(target.value)


def _judge(
    indicator: IndicatorRow,
    plan_year: PlanYear,
    thresholds: Thresholds,
    counted: Counted,
    tally: Tally,
    actual: Actual,
    target_used: Fraction | None,
) -> Judgement:
    is_milestone = indicator.measure == Measure.MILESTONE
    silence = None if is_milestone else silence_of(indicator, tally, counted)
    if target_used is None or not _can_be_achieved(indicator, plan_year.target):
        return unscored(Status.NO_TARGET, silence)
    if is_milestone:
        return judge_milestone(actual, tally, counted, plan_year.year, thresholds)
    if not counted.counted:
        return unscored(Status.AWAITING if counted.pending else Status.NOT_YET)
    if silence is not None:
        return silent(silence)
    if actual.state != "value" or actual.is_no_event:
        return unscored(Status.AWAITING if counted.pending else Status.NOT_APPLICABLE)
    exact = achievement_of(indicator, actual, target_used)
    return unscored(Status.NO_TARGET) if exact is None else achieved(exact, thresholds)


def _can_be_achieved(indicator: IndicatorRow, target: TargetInForce | None) -> bool:
    """A rising target of 0 is no target (tanpa target)."""
    if target is None or target.value is None:
        return False
    return target.value != 0 or (indicator.direction == Direction.FALLING and indicator.measure != Measure.MILESTONE)


def silence_of(indicator: IndicatorRow, tally: Tally, counted: Counted) -> Status | None:
    """Why due periods allow no achievement: unreported or no_data; None where they allow one, or nothing is due.

    Rising: no value although something is missing. Falling: a flow needs a value or `tidak berlaku` in every due
    period of every reporter, everything else in the last: silence is no achievement.
    """
    if not counted.counted:
        return None
    is_falling = indicator.direction == Direction.FALLING
    if tally.filled and not is_falling:
        return None
    missing, no_data = tally.missing + counted.has_gap, tally.no_data
    if tally.filled and indicator.accumulation != Accumulation.FLOW:
        missing, no_data = tally.last_missing + counted.ends_in_gap, tally.last_no_data
    if missing:
        return Status.UNREPORTED
    return Status.NO_DATA if no_data else None


def achievement_of(indicator: IndicatorRow, actual: Actual, target: Fraction) -> Fraction | None:
    """The achievement of an actual of counts or percentages against a target in e4."""
    if indicator.measure == Measure.COUNT:
        part, whole = actual.value or 0, 1
    else:
        part, whole = (actual.numerator or 0) * PERCENT_E4, actual.denominator or 1
    return achievement(indicator.direction, part, whole, target.numerator, target.denominator)
