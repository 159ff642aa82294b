"""Kontribusi daerah: what the regions that adopted an action count, beside the figure of its own reporters, never added."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, TypedDict

from django.db.models import Q
from django.db.models.functions import Coalesce

from actions.calculation.actual import Actual, adds_up
from actions.calculation.contributions import Contribution, contribution
from actions.calculation.periods import year_row
from actions.calculation.reporters import AssignmentRow, ReporterLine, line_standings, reporter_lines, reporter_row
from actions.calculation.rounding import round_half_up
from actions.calculation.rows import PeriodRow, ReporterRow, TargetRow, YearRow
from actions.calculation.targets import target_in_force
from actions.enums import AssignmentRole, Measure
from actions.models import Assignment, ReportingPeriod, Target
from ranpptppo.lib.periods import first_day
from reports.summaries.indicators import actual_text, exact, rounded
from reports.summaries.reading_rounds import Part, PlanRounds, e4, fetch_rounds
from reports.summaries.rows import ActionFacts, IndicatorFacts, PeriodFacts, YearData


class ContributionFigures(TypedDict):
    """``with_value`` of ``regions`` that owe the indicator in the year hold a value. adds_up: whether the plan lets
    reporters add up; without that value, national and difference are None.

    is_withheld: the regions' figures are kept from people of another region, because too few regions hold one.
    value, national, difference: as in ``ActualFigures``; the difference is the regions' minus the national one, of
    percentages in points. numerator and denominator: of the regions' percentage.
    """

    regions: int
    with_value: int
    adds_up: bool
    value: str | None
    numerator: str | None
    denominator: str | None
    national: str | None
    difference: str | None
    is_withheld: bool


FEWEST = 3  # regions whose sum tells none of them another's figure
Targets = dict[tuple[int, int], list[TargetRow]]  # (indicator, line) → the versions of one year


class _Line(NamedTuple):
    """A region that adopted the action, in the year of its own plan."""

    line: ReporterLine
    year: YearRow
    rounds: PlanRounds


@dataclass(frozen=True, slots=True)
class _Adopter:
    region: int
    row: AssignmentRow


def contributions_of(year: YearData, action: ActionFacts, *, of_region: bool) -> dict[int, ContributionFigures]:
    """By indicator, where some region owes it in the year; seven queries whatever the number of regions.

    of_region: for people of regions. Not kept with the plan's figures: what regions report counts no change of the national plan.
    """
    indicators = year.data.indicators.get(action.id, ())
    if action.is_adopted or year.data.plan.region_id is not None:
        return {}
    adopters = _adopters(year, action)
    targets, as_of = _targets(year, action), year.data.as_of
    lines = _lines(year, action, adopters, [one.id for one in indicators])
    found = {}
    for one in indicators:
        adopting = _reporters(one, [line for line in lines if _owes(line, one, targets, as_of)], action.cluster.id)
        if adopting:
            figures = _figures(year, one, contribution(one.row, adopting))
            found[one.id] = _for_people_of_regions(figures) if of_region else figures
    return found


def _for_people_of_regions(given: ContributionFigures) -> ContributionFigures:
    """The sum of one or two regions would tell one of them the other's figure: kept from the people of regions."""
    if given["value"] is None or given["with_value"] >= FEWEST:
        return given
    return {
        **given,
        "value": None,
        "numerator": None,
        "denominator": None,
        "difference": None,
        "is_withheld": True,
    }


def _owes(one: _Line, indicator: IndicatorFacts, targets: Targets, as_of: datetime) -> bool:
    in_force = target_in_force(targets.get((indicator.id, one.line.key), ()), one.year, as_of)
    return indicator.reports_without_target or (in_force is not None and in_force.value is not None)


def _adopters(year: YearData, action: ActionFacts) -> list[_Adopter]:
    """In force for some of the year, as recorded at the moment; one query."""
    as_of = year.data.as_of
    rows = Assignment.objects.filter(action=action.id, role=AssignmentRole.ADOPTING, recorded_at__lte=as_of)
    switched_later = Q(reporting_changed_at__gt=as_of)
    reports = (Q(is_reporter=True) & ~switched_later) | (Q(is_reporter=False) & switched_later)
    held = rows.filter(reports, starts_on__lte=year.last_day).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=first_day(year.year)) | Q(end_recorded_at__gt=as_of)
    )
    columns = ("pk", "line_id", "organization_id", "organization__region_id", "starts_on", "ends_on", "end_recorded_at")
    return [
        _Adopter(
            region,
            AssignmentRow(
                key=key,
                line=line or key,
                organization=organization,
                cluster=action.cluster.id,
                role=AssignmentRole.ADOPTING,
                reports=True,
                starts_on=starts_on,
                ends_on=ends_on if _is_known(end_recorded_at, as_of) else None,
            ),
        )
        for key, line, organization, region, starts_on, ends_on, end_recorded_at in held.order_by("pk").values_list(
            *columns
        )
    ]


def _is_known(recorded_at: datetime | None, as_of: datetime) -> bool:
    return recorded_at is not None and recorded_at <= as_of


def _targets(year: YearData, action: ActionFacts) -> Targets:
    """By (indicator, line): all versions of the local target of the year; one query."""
    rows = Target.objects.filter(assignment__action=action.id, year=year.year, indicator__action=action.id)
    holder = Coalesce("assignment__line_id", "assignment_id")
    columns = ("version", e4("value"), "approved_at", "pk")
    found: Targets = defaultdict(list)
    for indicator, line, *version in rows.order_by("version", "pk").values_list("indicator_id", holder, *columns):
        found[indicator, line].append(TargetRow(*version))
    return found


def _lines(year: YearData, action: ActionFacts, adopters: Sequence[_Adopter], indicators: Sequence[int]) -> list[_Line]:
    """Who reports in the periods of its region's plan; of two plans in a year the one that began last. Five queries."""
    periods, plan_of = _periods(year.year, {one.region for one in adopters})
    rounds = fetch_rounds(
        periods,
        (year.year,),
        year.data.reading,
        year.data.as_of,
        defaultdict(list),
        part=Part(action.cluster.id, indicators),
    )
    rows: dict[int, list[AssignmentRow]] = defaultdict(list)
    for one in adopters:
        rows[one.region].append(one.row)
    found = []
    for region, own in rows.items():
        plan = plan_of.get(region)
        if plan is None:
            continue
        days = [period.row for period in periods[plan].values()]
        in_year = year_row(days, year.year, year.data.as_of)
        found += [_Line(line, in_year, rounds[plan]) for line in reporter_lines(own, days)]
    return found


def _periods(year: int, regions: Iterable[int]) -> tuple[dict[int, dict[int, PeriodFacts]], dict[int, int]]:
    """The year's periods by plan and id, and by region its plan; one query."""
    rows = ReportingPeriod.objects.filter(plan__region__in=list(regions), year=year)
    columns = ("id", "label", "code", "opens_at", "year", "number", "ends_on", "due_at", "is_backfilled")
    periods: dict[int, dict[int, PeriodFacts]] = defaultdict(dict)
    plan_of: dict[int, int] = {}
    ordered = rows.order_by("plan__start_year", "plan", "number", "pk")
    for plan, region, key, label, code, opens_at, *row in ordered.values_list("plan_id", "plan__region_id", *columns):
        periods[plan][key] = PeriodFacts(key, label, code, opens_at, PeriodRow(*row))
        plan_of[region] = plan
    return dict(periods), plan_of


def _reporters(indicator: IndicatorFacts, lines: Iterable[_Line], cluster: int) -> list[tuple[YearRow, ReporterRow]]:
    found = []
    for line, in_year, rounds in lines:
        standings = line_standings(line, in_year, rounds.standings.get(cluster, {}))
        readings = rounds.readings.get(indicator.id, {})
        found.append((in_year, reporter_row(line, in_year, standings, readings, is_own_figure=True)))
    return found


def _figures(year: YearData, indicator: IndicatorFacts, given: Contribution) -> ContributionFigures:
    total, national = given.total, year.figures[indicator.id].actual
    is_compared = total is not None and national.state == "value"
    return {
        "regions": given.reporters,
        "with_value": given.with_value,
        "adds_up": adds_up(indicator.row),
        "value": None if total is None else actual_text(indicator, total),
        "numerator": None if total is None else exact(total.numerator),
        "denominator": None if total is None else exact(total.denominator),
        "national": actual_text(indicator, national) if national.state == "value" else None,
        "difference": _difference(indicator, total, national) if total is not None and is_compared else None,
        "is_withheld": False,
    }


def _difference(indicator: IndicatorFacts, total: Actual, national: Actual) -> str | None:
    if indicator.row.measure == Measure.PERCENTAGE:
        ours, theirs = total.percent, national.percent
        return None if ours is None or theirs is None else rounded(round_half_up(ours) - round_half_up(theirs))
    if total.value is None or national.value is None:
        return None
    return exact(total.value - national.value)
