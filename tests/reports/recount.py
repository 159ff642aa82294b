"""Every figure counted again from the base tables, slowly and plainly: model instances, fractions, no shared code.

The rules of one indicator come from the naive implementation (tests.actions.calculation.naive); what is written here is
which rows enter it: rounds, standings, targets, reporters, owed reports, budget lines.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction
from itertools import takewhile
from typing import Any

from actions.models import (
    Action,
    Assignment,
    BudgetLine,
    Indicator,
    MeasurementRound,
    ProgressEvent,
    ProgressReport,
    RealizationRound,
    ReportingPeriod,
)
from clusters.models import Plan
from tests.actions.calculation import naive

Case = dict[str, Any]


def moment(event: ProgressEvent) -> tuple[datetime, int]:
    return event.at, event.pk


class Recount:
    """A plan at a moment and in a reading, counted again."""

    def __init__(self, plan: Plan, reading: str, as_of: datetime) -> None:
        self.plan, self.reading, self.as_of = plan, reading, as_of
        self._known_years: dict[int, list[Case]] = {}
        self.periods = list(ReportingPeriod.objects.filter(plan=plan).order_by("year", "number"))
        self.reports = {
            (row.organization_id, row.cluster_id, row.period_id): self._report(row)
            for row in ProgressReport.objects.filter(period__plan=plan).prefetch_related("events")
        }
        self.rounds = {
            (row.event_id, row.indicator_id): row
            for row in MeasurementRound.objects.filter(report__period__plan=plan).select_related("indicator")
        }
        self.amounts = {
            (row.event_id, row.line_id): row
            for row in RealizationRound.objects.filter(report__period__plan=plan, state="value")
        }

    def _report(self, report: ProgressReport) -> Case:
        """Which round counts, whether the report is pending, when it was filed first and until when it is extended."""
        told = [
            (event.pk, event.at.timestamp(), "filing" if event.is_filing else event.kind)
            for event in report.events.all()
        ]
        facts = naive.rounds(told, self.as_of.timestamp())
        extended = [
            event.until
            for event in takewhile(lambda event: not event.is_filing, sorted(report.events.all(), key=moment))
            if event.kind == "extend" and event.at <= self.as_of
        ]
        return {
            "round": facts[self.reading],
            "pending": facts["pending"] and self.reading == "official",
            "first_filed": facts["first_filed"],
            "extended": extended[-1] if extended else None,
        }

    # --- one indicator ---

    def in_year(self, indicator: Indicator, year: int, cut: int | None = None) -> Case:
        return naive.in_year(self.case(indicator), self.years(indicator), year, cut)

    def over_plan(self, indicator: Indicator, to_year: int) -> Case:
        """Years in which nothing was asked and nothing filed are left out."""
        years = self.years(indicator)
        if indicator.accumulation != "once":
            years = [year for year in years if self._speaks(indicator, year)]
        return naive.over_plan(self.case(indicator), years, to_year)

    def _speaks(self, indicator: Indicator, year: Case) -> bool:
        if year["target"] is not None or indicator.reports_without_target:
            return True
        return self.in_year(indicator, year["year"])["actual"] is not None

    @staticmethod
    def case(indicator: Indicator) -> Case:
        return {
            "measure": indicator.measure,
            "accumulation": indicator.accumulation,
            "direction": indicator.direction,
            "additive": indicator.is_additive,
        }

    def years(self, indicator: Indicator) -> list[Case]:
        if indicator.pk not in self._known_years:
            self._known_years[indicator.pk] = [self._year(indicator, year) for year in self.plan.years]
        return self._known_years[indicator.pk]

    def _year(self, indicator: Indicator, year: int) -> Case:
        periods = [period for period in self.periods if period.year == year]
        target = self.target(indicator, year)
        return {
            "year": year,
            "n": len(periods),
            "past_due": {period.number for period in periods if period.due_at < self.as_of},
            "target": None if target is None else Fraction(target),
            "reporters": list(self._reporters(indicator, periods)),
        }

    def target(self, indicator: Indicator, year: int) -> Any:
        """The first version, or the last revision approved before the year's last due moment."""
        last_due = max(period.due_at for period in self.periods if period.year == year)
        value = None
        for row in indicator.targets.filter(year=year, assignment=None).order_by("version"):
            if row.approved_at <= self.as_of and (row.version == 1 or row.approved_at < last_due):
                value = row.value
        return value

    def holders(self, action: Action, period: ReportingPeriod) -> dict[int, Assignment]:
        """Line -> whoever holds it on the period's last day and reports."""
        found: dict[int, Assignment] = {}
        for row in action.assignments.exclude(role="adopting").order_by("starts_on", "pk"):
            if row.recorded_at > self.as_of or row.starts_on > period.ends_on:
                continue
            is_over = row.ends_on is not None and row.end_recorded_at is not None and row.end_recorded_at <= self.as_of
            if is_over and row.ends_on is not None and row.ends_on < period.ends_on:
                continue
            if row.role == "lead" or row.is_reporter:
                found[row.line_id or row.pk] = row
        return found

    def _reporters(self, indicator: Indicator, periods: Iterable[ReportingPeriod]) -> Iterable[Case]:
        lines: dict[int, Case] = {}
        for period in periods:
            for line, holder in self.holders(indicator.action, period).items():
                reporter = lines.setdefault(line, {"key": line, "lead": holder.role == "lead", "reports": {}})
                reporter["reports"][period.number] = self._standing(indicator, holder, period)
        return lines.values()

    def _standing(self, indicator: Indicator, holder: Assignment, period: ReportingPeriod) -> Case:
        report = self.reports.get((holder.organization_id, indicator.action.cluster_id, period.pk))
        if report is None:
            return {"due": period.due_at < self.as_of, "pending": False, "cell": None}
        return {
            "due": (report["extended"] or period.due_at) < self.as_of,
            "pending": report["pending"],
            "cell": self._cell(self.rounds.get((report["round"], indicator.pk))),
        }

    @staticmethod
    def _cell(row: MeasurementRound | None) -> Any:
        if row is None or row.state != "value":
            return None if row is None else row.state
        if row.is_reached is not None:
            return row.reached_on if row.is_reached else "not reached"
        if row.numerator is not None and row.denominator is not None:
            return Fraction(row.numerator), Fraction(row.denominator)
        return None if row.value is None else Fraction(row.value)

    # --- sums ---

    def action_score(self, action: Action, year: int, *, over_plan: bool = False) -> Fraction | None:
        results = [
            self.over_plan(row, year) if over_plan else self.in_year(row, year) for row in action.indicators.all()
        ]
        scores = [result["score"] for result in results if result["score"] is not None]
        return sum(scores, Fraction(0)) / len(scores) if scores and action.is_in_plan else None

    def score(self, actions: Iterable[Action], year: int, *, over_plan: bool = False) -> Fraction | None:
        found = [(self.action_score(action, year, over_plan=over_plan), Fraction(action.weight)) for action in actions]
        scored = [(score, weight) for score, weight in found if score is not None]
        weights = sum((weight for _, weight in scored), Fraction(0))
        return sum((score * weight for score, weight in scored), Fraction(0)) / weights if weights else None

    def filed(self, year: int) -> tuple[int, int, int, int]:
        """(due, filed, on time, on time with an extension) of the reports owed in the year."""
        due = filed = on_time = extended = 0
        for organization, cluster, period in self.owed(year):
            report = self.reports.get((organization, cluster, period.pk), {"extended": None, "first_filed": None})
            if (report["extended"] or period.due_at) >= self.as_of:
                continue
            due += 1
            at = report["first_filed"]
            if at is not None:
                filed += 1
                is_on_time = at <= period.due_at.timestamp()
                on_time += is_on_time
                extended += not is_on_time and report["extended"] is not None and at <= report["extended"].timestamp()
        return due, filed, on_time, extended

    def owed(self, year: int) -> set[tuple[int, int, ReportingPeriod]]:
        owed = set()
        for action in self.plan.actions.all():
            asked = [
                row
                for row in action.indicators.all()
                if row.reports_without_target or self.target(row, year) is not None
            ]
            for period in self.periods if asked else []:
                if period.year == year:
                    owed |= {
                        (row.organization_id, action.cluster_id, period)
                        for row in self.holders(action, period).values()
                    }
        return owed

    def budget(self, year: int, **lines: Any) -> tuple[int, int, int, int]:
        """(allocated, realized, lines with a realization, lines) of the in-plan actions."""
        allocated = realized = reported = count = 0
        for line in BudgetLine.objects.filter(
            action__plan=self.plan, action__is_in_plan=True, fiscal_year=year, **lines
        ).select_related("action"):
            count += 1
            ceilings = line.ceilings.filter(set_at__lte=self.as_of).order_by("version")
            allocated += ceilings[len(ceilings) - 1].amount if ceilings else 0
            amounts = [
                row.amount
                for period in self.periods
                if period.year == year
                and (report := self.reports.get((line.organization_id, line.action.cluster_id, period.pk)))
                and (row := self.amounts.get((report["round"], line.pk)))
            ]
            if amounts:
                reported += 1
                realized += amounts[-1] or 0
        return allocated, realized, reported, count
