"""Compute a year: hand the fetched rows to the rules of ``actions.calculation``, one indicator after the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from actions.calculation.figures import IndicatorFigure, year_figure
from actions.calculation.milestones import reached_in
from actions.calculation.over_plan import OverPlanFigure, over_plan_figure
from actions.calculation.reporters import ReporterLine, line_standings, reporter_lines, reporter_row
from actions.calculation.rows import PlanYear, Standing, TargetInForce
from actions.calculation.scores import ActionResult, action_result
from actions.calculation.targets import target_in_force
from actions.enums import Accumulation
from clusters.models import Plan
from reports.summaries.filing import owed_in
from reports.summaries.kept import kept_plan
from reports.summaries.narrowing import narrowed_year
from reports.summaries.rows import ActionFacts, IndicatorFacts, Narrowing, PlanData, YearData

LineStandings = Mapping[int, Mapping[int, Standing]]  # by line, then number of the period


def load_year(plan: Plan, year: int, *, reading: str, as_of: datetime) -> YearData:
    """One year of the plan, computed; KeyError where the plan does not cover it."""
    return year_of(kept_plan(plan, (year,), reading=reading, as_of=as_of), year)


def load_past_year(plan: Plan, year: int, *, reading: str, as_of: datetime, is_fresh: bool = False) -> PlanData:
    """One year of the plan as it stood at an earlier moment that many readers ask for, such as the end of a day."""
    return kept_plan(plan, (year,), reading=reading, as_of=as_of, is_past=True, is_fresh=is_fresh)


def load_years(plan: Plan, to_year: int, *, reading: str, as_of: datetime, is_fresh: bool = False) -> PlanData:
    """The plan from its first year to ``to_year``; hand it to ``year_of``, ``trend`` and ``over_plan``.

    is_fresh: the plan's row was fetched for this very request, so that its revision is not asked for again.
    """
    years = range(plan.start_year, to_year + 1)
    return kept_plan(plan, years, reading=reading, as_of=as_of, is_fresh=is_fresh)


def year_of(data: PlanData, year: int) -> YearData:
    """The year computed; once for each PlanData. KeyError where the year was not fetched."""
    if year not in data.years:
        raise KeyError(year)
    if year not in data.computed:
        data.computed[year] = _narrowed(data, year) if data.whole else _YearComputer(data, year).compute()
    return data.computed[year]


def _narrowed(data: PlanData, year: int) -> YearData:
    whole, narrowing = data.whole or data, data.narrowing or Narrowing()
    computed = year_of(whole, year)
    upper = narrowing.up_to
    if upper is not None and upper[0] == year:
        computed = computed.keep(("cut", upper[1]), lambda: cut_at(whole, year, upper[1]))
    return narrowed_year(computed, data, narrowing)


class _YearComputer:
    """Goes through the actions of a plan once; what the indicators of an action share is made once."""

    def __init__(self, data: PlanData, year: int, up_to: int | None = None) -> None:
        self.data, self.year, self.up_to = data, year, up_to
        self.row = data.year_rows[year]
        self.lines = {action: self._lines(action, year) for action in data.assignments}
        self.figures: dict[int, IndicatorFigure] = {}
        self.results: dict[int, ActionResult] = {}
        self.expected: set[int] = set()
        self.owing: set[int] = set()

    def compute(self) -> YearData:
        for action in self.data.actions.values():
            self._compute_action(action)
        return YearData(
            data=self.data,
            year=self.year,
            row=self.row,
            figures=self.figures,
            results=self.results,
            expected=frozenset(self.expected),
            owing=frozenset(self.owing),
            reporters=self.lines,
            owed=owed_in(self.data, self.year, self.owing),
        )

    def _lines(self, action_id: int, year: int) -> tuple[ReporterLine, ...]:
        """Who reports on the action in the periods of the year."""
        periods = [period.row for period in self.data.periods_of(year)]
        return reporter_lines(self.data.assignments.get(action_id, ()), periods)

    def _compute_action(self, action: ActionFacts) -> None:
        lines = self.lines.get(action.id, ())
        standings = self._standings(action, lines, self.year)
        indicators = self.data.indicators.get(action.id, ())
        for indicator in indicators:
            self.figures[indicator.id] = self._figure(action, indicator, lines, standings)
        self.results[action.id] = action_result(
            [self.figures[indicator.id] for indicator in indicators],
            self.data.thresholds,
            weight=action.weight,
            is_in_plan=action.is_in_plan and self.data.plan.has_scores,
        )

    def _standings(self, action: ActionFacts, lines: Iterable[ReporterLine], year: int) -> LineStandings:
        reports = self.data.standings.get(action.cluster.id, {})
        return {line.key: line_standings(line, self.data.year_rows[year], reports) for line in lines}

    def _figure(
        self,
        action: ActionFacts,
        indicator: IndicatorFacts,
        lines: tuple[ReporterLine, ...],
        standings: LineStandings,
    ) -> IndicatorFigure:
        target = self._target(indicator)
        if indicator.reports_without_target or (target is not None and target.value is not None):
            self.expected.add(indicator.id)
            self.owing.add(action.id)
        own = self._plan_year(indicator, self.year, lines, standings, target)
        reached = None
        if indicator.row.accumulation == Accumulation.ONCE:
            others = self._other_years(action, indicator)
            reached = reached_in(indicator.row, others if self.up_to is not None else [own, *others])
        return year_figure(indicator.row, own, self.data.thresholds, up_to=self.up_to, reached=reached)

    def _target(self, indicator: IndicatorFacts) -> TargetInForce | None:
        versions = self.data.targets.get((indicator.id, self.year))
        return target_in_force(versions, self.row, self.data.as_of) if versions else None

    def _plan_year(
        self,
        indicator: IndicatorFacts,
        year: int,
        lines: tuple[ReporterLine, ...],
        standings: LineStandings,
        target: TargetInForce | None = None,
    ) -> PlanYear:
        """All that the figure is made of."""
        row, readings = self.data.year_rows[year], self.data.readings.get(indicator.id, {})
        return PlanYear(row, tuple(reporter_row(line, row, standings[line.key], readings) for line in lines), target)

    def _other_years(self, action: ActionFacts, indicator: IndicatorFacts) -> list[PlanYear]:
        """The other years in which some period says "reached" of a milestone that is due once."""
        readings = self.data.readings.get(indicator.id, {})
        years = {year for (_, year, _), row in readings.items() if row.reached_on is not None} - {self.year}
        if self.up_to is not None:
            years = {year for year in years if year < self.year}
        plan_years = []
        for year in sorted(years):
            lines = self._lines(action.id, year)
            plan_years.append(self._plan_year(indicator, year, lines, self._standings(action, lines, year)))
        return plan_years


def cut_at(data: PlanData, year: int, number: int) -> YearData:
    """The year with P cut at a period: its statuses are the statuses at that period."""
    return _YearComputer(data, year, up_to=number).compute()


def results_at(data: PlanData, year: int, number: int) -> dict[int, ActionResult]:
    """The actions' results with P cut at a period; computed once for each PlanData, of a part by the whole."""
    if data.whole is not None:
        return results_at(data.whole, year, number)
    if (year, number) not in data.cuts:
        data.cuts[year, number] = cut_at(data, year, number).results
    return data.cuts[year, number]


def over_plan_figures(data: PlanData, to_year: int) -> dict[int, OverPlanFigure]:
    """Each indicator's figure over the plan, to a year; the data must hold all years up to it.

    Years in which nothing was asked and nothing filed say nothing, not even that nobody reported.
    """
    years = [year_of(data, year) for year in data.years if year <= to_year]
    return {
        indicator.id: over_plan_figure(
            indicator.row,
            {year.year: year.figures[indicator.id] for year in years if _speaks(year, indicator.id)},
            to_year,
            data.thresholds,
        )
        for indicators in data.indicators.values()
        for indicator in indicators
    }


def _speaks(year: YearData, indicator_id: int) -> bool:
    return indicator_id in year.expected or year.figures[indicator_id].actual.state == "value"


def over_plan_results(data: PlanData, to_year: int) -> dict[int, ActionResult]:
    """Each action's score and status over the plan, to a year."""
    figures = over_plan_figures(data, to_year)
    return {
        action.id: action_result(
            [figures[indicator.id] for indicator in data.indicators.get(action.id, ())],
            data.thresholds,
            weight=action.weight,
            is_in_plan=action.is_in_plan and data.plan.has_scores,
        )
        for action in data.actions.values()
    }
