"""What a draft's value would come to once it is verified: shown beside the input while a person types."""

from collections.abc import Collection, Mapping

from actions.calculation.figures import IndicatorFigure, year_figure
from actions.calculation.milestones import Reached
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


def figure_if_verified(
    indicator: IndicatorRow,
    numbers: Collection[int],
    number: int,
    readings: Mapping[int, MeasuredRow],
    target: TargetInForce | None,
    *,
    year: int,
    owed: Collection[int],
    reached: Reached | None = None,
) -> IndicatorFigure:
    """The year's figure of one reporter, cut at period ``number``, as if what is in ``readings`` were verified.

    "Within the year", with P = the periods up to ``number``: numbers are the year's periods, owed those for which the
    reporter owes a report, readings what it filed for earlier ones, and the draft's value for ``number`` itself. A
    choice: earlier periods that still await verification count as well, since "once verified" speaks of them too. An
    earlier period that was never filed counts with nothing in it. reached: of a `once` milestone, what other years say.
    """
    up_to = frozenset(one for one in numbers if one <= number)
    reporter = ReporterRow(
        key=0,
        is_lead=True,  # its own figure, also where another agency's stands for the plan
        standings={one: Standing(is_due=True) for one in sorted(up_to) if one in owed or one == number},
        readings={one: row for one, row in readings.items() if one in up_to},
    )
    row = YearRow(year=year, numbers=tuple(sorted(numbers)), due=up_to, last_due_at=None)
    return year_figure(indicator, PlanYear(row, (reporter,), target), Thresholds(), up_to=number, reached=reached)
