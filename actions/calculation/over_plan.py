"""The figure of one indicator over the plan, to a year Y: only years up to Y, on both sides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from actions.calculation.actual import Actual
from actions.calculation.figures import IndicatorFigure, achievement_of
from actions.calculation.judgement import Judged, Judgement, achieved, silent, unscored
from actions.calculation.rounding import HUNDRED
from actions.calculation.rows import IndicatorRow, Thresholds
from actions.calculation.status import worst
from actions.enums import Accumulation, Direction, Measure, Status

_SUMMED = frozenset({Accumulation.FLOW.value, Accumulation.RUNNING.value})
_NOTHING = Actual(state="not_yet")


@dataclass(frozen=True, slots=True)
class OverPlanFigure(Judged):
    """One indicator over the plan. `milestones_reached` of `milestones_due` are of yearly milestones."""

    to_year: int
    actual: Actual
    target: Fraction | None  # e4: the sum, the weighted percent, or the target of Y (or the last one before it)
    value_year: int | None  # the year the value comes from, where it is older than Y: printed beside it
    is_interim: bool
    milestones_reached: int = 0
    milestones_due: int = 0


def over_plan_figure(
    indicator: IndicatorRow, figures: Mapping[int, IndicatorFigure], to_year: int, thresholds: Thresholds
) -> OverPlanFigure:
    """From the year figures of one indicator (``figures.indicator_figures``), at their cut-off and reading.

    A year in progress enters with its counted periods and, for flow and running counts, its apportioned target.
    """
    years = [figures[year] for year in sorted(figures) if year <= to_year]
    if indicator.measure == Measure.MILESTONE:
        if indicator.accumulation == Accumulation.ONCE:
            return _once(years, to_year)
        return _yearly(years, to_year, thresholds)
    if indicator.accumulation not in _SUMMED:
        return _last(indicator, years, to_year, thresholds)
    if indicator.measure == Measure.COUNT:
        return _summed_counts(indicator, years, to_year, thresholds)
    return _summed_ratios(indicator, years, to_year, thresholds)


# --- flow and running ----------------------------------------------------------------------------------------------


def _summed_counts(
    indicator: IndicatorRow, years: Sequence[IndicatorFigure], to_year: int, thresholds: Thresholds
) -> OverPlanFigure:
    """Sum of actuals against sum of targets.

    A choice: a year that was `tidak berlaku` is left out on both sides; a year with an actual and no target adds to
    the actual.
    """
    valued = _valued(years)
    aimed = [figure for figure in _aimed(years) if figure.status != Status.NOT_APPLICABLE]
    actual = _sum_of(valued, value=sum(figure.actual.value or 0 for figure in valued))
    target = _sum([figure.target_used for figure in aimed]) if aimed else None
    if target is None or not valued or not any(figure.counted for figure in aimed):
        judgement = _without_achievement(years)
    else:
        judgement = _judge(indicator, aimed, actual, target, thresholds)
    return OverPlanFigure(judgement, to_year, actual, target, None, _is_interim(years))


def _summed_ratios(
    indicator: IndicatorRow, years: Sequence[IndicatorFigure], to_year: int, thresholds: Thresholds
) -> OverPlanFigure:
    """Summed numerators and denominators against the targets weighted by the denominators.

    Both sides speak of the years that have both a target and a denominator; without such a year the actual is that
    of all years with a value.
    """
    both = [figure for figure in _aimed(years) if figure.actual.denominator]
    valued = both or _valued(years)
    numerator = sum(figure.actual.numerator or 0 for figure in valued)
    denominator = sum(figure.actual.denominator or 0 for figure in valued)
    actual = _sum_of(valued, numerator=numerator, denominator=denominator)
    if not both:
        return OverPlanFigure(_without_achievement(years), to_year, actual, None, None, _is_interim(years))
    weighted = _sum([(figure.target_used or 0) * Fraction(figure.actual.denominator or 0) for figure in both])
    target = weighted / denominator
    judgement = _judge(indicator, _aimed(years), actual, target, thresholds)
    return OverPlanFigure(judgement, to_year, actual, target, None, _is_interim(years))


def _sum_of(
    valued: Sequence[IndicatorFigure],
    *,
    value: int | None = None,
    numerator: int | None = None,
    denominator: int | None = None,
) -> Actual:
    if not valued:
        return _NOTHING
    return Actual(
        state="value",
        value=value,
        numerator=numerator,
        denominator=denominator,
        filled=sum(figure.actual.filled for figure in valued),
        due=sum(figure.actual.due for figure in valued),
    )


def _judge(
    indicator: IndicatorRow,
    aimed: Sequence[IndicatorFigure],
    actual: Actual,
    target: Fraction,
    thresholds: Thresholds,
) -> Judgement:
    """Falling has no achievement while any year with a target is silent: silence is no achievement."""
    silences = [figure.judgement.silence for figure in aimed if figure.judgement.silence is not None]
    if silences and indicator.direction == Direction.FALLING:
        return silent(worst(silences))
    exact = achievement_of(indicator, actual, target)
    return unscored(Status.NO_TARGET) if exact is None else achieved(exact, thresholds)


# --- stock and latest ----------------------------------------------------------------------------------------------


def _last(
    indicator: IndicatorRow, years: Sequence[IndicatorFigure], to_year: int, thresholds: Thresholds
) -> OverPlanFigure:
    """The last year with a value against the target of Y, or the last one set before it.

    A choice: falling needs no silence in the latest year of which a period counts.
    """
    valued, aimed = _valued(years), _aimed(years)
    last = valued[-1] if valued else None
    actual = last.actual if last else _NOTHING
    target = aimed[-1].target_used if aimed else None
    if last is None or target is None:
        judgement = _without_achievement(years)
    elif actual.is_no_event:
        judgement = unscored(Status.NOT_APPLICABLE)
    else:
        latest = [figure for figure in years if figure.counted][-1:]
        judgement = _judge(indicator, latest, actual, target, thresholds)
    value_year = last.year if last is not None and last.year < to_year else None
    return OverPlanFigure(judgement, to_year, actual, target, value_year, _is_interim(years))


# --- milestones ----------------------------------------------------------------------------------------------------


def _once(years: Sequence[IndicatorFigure], to_year: int) -> OverPlanFigure:
    """100 if reached in time, else *tercapai terlambat* or not reached, scored 0.

    The one target year is the earliest with a target; a document dated after Y is not yet there.
    """
    aimed = [figure for figure in _aimed(years) if figure.target_used]
    if not aimed:
        return OverPlanFigure(unscored(Status.NO_TARGET), to_year, _NOTHING, None, None, _is_interim(years))
    figure = aimed[0]
    actual, judgement = figure.actual, figure.judgement
    if actual.reached_on is not None and actual.reached_on.year > to_year:
        actual = replace(actual, reached_on=None, ref=None)
        judgement = replace(judgement, reached_late=False)
    return OverPlanFigure(judgement, to_year, actual, figure.target_used, None, _is_interim(years))


def _yearly(years: Sequence[IndicatorFigure], to_year: int, thresholds: Thresholds) -> OverPlanFigure:
    """reached / due. Due are the years with a target whose outcome is known: those that have a score."""
    due = [figure for figure in _aimed(years) if figure.score is not None]
    reached = [figure for figure in due if figure.actual.reached_on is not None and figure.score == HUNDRED]
    silences = [figure.judgement.silence for figure in due if figure.judgement.silence is not None]
    if len(silences) == len(due):
        judgement = _without_achievement(years)
    else:
        judgement = achieved(Fraction(100 * len(reached), len(due)), thresholds)
    return OverPlanFigure(
        judgement,
        to_year,
        _sum_of(_valued(years)),
        _sum([figure.target_used for figure in due]) if due else None,
        None,
        _is_interim(years),
        milestones_reached=len(reached),
        milestones_due=len(due),
    )


# --- shared --------------------------------------------------------------------------------------------------------


def _valued(years: Sequence[IndicatorFigure]) -> list[IndicatorFigure]:
    return [figure for figure in years if figure.actual.state == "value"]


def _aimed(years: Sequence[IndicatorFigure]) -> list[IndicatorFigure]:
    return [figure for figure in years if figure.target_used is not None]


def _sum(parts: Sequence[Fraction | None]) -> Fraction:
    return sum((part for part in parts if part is not None), Fraction(0))


def _is_interim(years: Sequence[IndicatorFigure]) -> bool:
    return any(figure.is_interim for figure in years)


# Where no achievement can be computed, the first of these that any year with a target says.
_SILENT = (Status.UNREPORTED, Status.NO_DATA)
_UNSCORED = (Status.AWAITING, Status.NOT_APPLICABLE, Status.NOT_YET)


def _without_achievement(years: Sequence[IndicatorFigure]) -> Judgement:
    """Silence in some year with a target scores 0; else the indicator is left out, with the reason."""
    statuses = {figure.status for figure in _aimed(years)}
    for status in _SILENT:
        if status in statuses:
            return silent(status)
    return unscored(next((status for status in _UNSCORED if status in statuses), Status.NO_TARGET))
