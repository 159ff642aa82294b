"""Reporting periods and what is due in them: shared by form, file, API and task.

"Who reports" of the rules of calculation: one report per organization, period and cluster is due
from each organization that on the period's last day leads an action of the plan, or supports or
adopts one and is flagged to report, where some indicator has a target that year or is flagged to
report without one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import BooleanField, Case, Count, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from actions.calculation.reporters import AssignmentRow, is_reporter, owed_reports, owes_report
from actions.enums import AssignmentRole, ReportState
from actions.models import Assignment, Indicator, ProgressReport, ReportingPeriod, Target
from clusters.models import Organization, Plan
from ranpptppo.lib import periods
from ranpptppo.lib.formats import day_in_wib

ROW_COLUMNS = (
    "pk",
    "line_id",
    "action_id",
    "organization_id",
    "action__cluster_id",
    "role",
    "is_reporter",
    "starts_on",
    "ends_on",
)
HOLDER = Coalesce("assignment__line_id", "assignment_id")  # of a target: an assignment line, none for the plan's own


def missing_periods(plan: Plan, *, at: datetime) -> list[ReportingPeriod]:
    """The plan's periods that are not there yet, unsaved. Ended ones are marked *diisi surut*."""
    there = set(ReportingPeriod.objects.filter(plan=plan).values_list("year", "number"))
    made = periods_of(plan, made_on=day_in_wib(at))
    return [period for period in made if (period.year, period.number) not in there]


def periods_of(plan: Plan, *, made_on: date) -> list[ReportingPeriod]:
    """All periods that a plan has by its years and cadence, unsaved; no query."""
    return [
        ReportingPeriod(
            plan=plan,
            year=dates.year,
            number=dates.number,
            code=dates.code,
            label=dates.label,
            starts_on=dates.starts_on,
            ends_on=dates.ends_on,
            opens_at=dates.opens_at,
            due_at=dates.due_at,
            locks_at=dates.locks_at,
            is_backfilled=dates.is_backfilled,
        )
        for dates in periods.periods_of_years(plan.cadence, plan.years, made_on=made_on)
    ]


@dataclass(frozen=True, slots=True)
class CountingTarget:
    """A version of a target that counts for its year. holder: the assignment line, None for the plan's own."""

    indicator: int
    holder: int | None
    value: Decimal | None
    reason: str
    measure: str
    plan: int  # of the indicator
    year: int


def counting_targets(
    years: Collection[int], indicators: QuerySet[Indicator], *, adopters: Collection[int] = ()
) -> list[CountingTarget]:
    """The versions of those years that count, in order, so that the last one of each is in force; one query.

    Those of the plan, and local ones of the regions of ``adopters`` (organizations, by id): what hundreds of other
    regions adopted is never read.
    """
    versions = Target.objects.filter(_of(adopters), year__in=years, indicator__in=indicators.order_by())
    columns = ("indicator_id", HOLDER, "value", "reason", "indicator__measure", "indicator__action__plan_id", "year")
    return [CountingTarget(*row) for row in _counting(versions).values_list(*columns)]


def _of(adopters: Collection[int]) -> Q:
    of_the_plan = Q(assignment__isnull=True)
    if not adopters:
        return of_the_plan
    regions = Organization.objects.filter(pk__in=adopters).values("region")
    adopting = Assignment.objects.filter(role=AssignmentRole.ADOPTING, organization__region__in=regions)
    return of_the_plan | Q(assignment__in=adopting.values("pk"))


def _counting(versions: QuerySet[Target]) -> QuerySet[Target]:
    """A revision counts where it was approved before the year's last due moment (``calculation.targets``): of the
    action's plan, of a region's own target before that of its own plan."""
    own = ReportingPeriod.objects.filter(plan=OuterRef("indicator__action__plan"))
    local = ReportingPeriod.objects.filter(plan__region=OuterRef("assignment__organization__region"))
    last_due_at = Case(When(assignment__isnull=True, then=_last_due_at(own)), default=_last_due_at(local))
    in_time = Q(version=1) | Q(last_due_at__isnull=True) | Q(approved_at__lt=F("last_due_at"))
    return versions.alias(last_due_at=last_due_at).filter(in_time).order_by("version", "pk")


def _last_due_at(periods: QuerySet[ReportingPeriod]) -> Subquery:
    return Subquery(periods.filter(year=OuterRef("year")).order_by("-due_at").values("due_at")[:1])


def targets_in_force(
    year: int, indicators: QuerySet[Indicator], *, adopters: Collection[int] = ()
) -> dict[tuple[int, int | None], Decimal]:
    """(indicator, assignment line or None for the plan's own) → the year's target that counts; one query.

    ``adopters``: see :func:`counting_targets`. What is no longer a target is left out.
    """
    counting = counting_targets([year], indicators, adopters=adopters)
    newest = {(row.indicator, row.holder): row.value for row in counting}
    return {key: value for key, value in newest.items() if value is not None}


def reporting_indicators(rows: Iterable[AssignmentRow], year: int) -> dict[int, set[int]]:
    """Key of each assignment → the indicators on which it reports in ``year``, by id; two queries.

    Against the plan's own target, an adopting region against its own, which its successive bodies share (a line); or
    without one where flagged so.
    """
    rows = list(rows)
    indicators = Indicator.objects.filter(action__in={row.action for row in rows})
    targets = targets_in_force(year, indicators, adopters=adopters_among(rows))
    of_action: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    for pk, action, is_flagged in indicators.values_list("pk", "action_id", "reports_without_target"):
        of_action[action].append((pk, is_flagged))
    return {
        row.key: {
            pk
            for pk, is_flagged in of_action[row.action]
            if is_flagged or (pk, row.line if row.role == AssignmentRole.ADOPTING else None) in targets
        }
        for row in rows
    }


def adopters_among(rows: Iterable[AssignmentRow]) -> set[int]:
    """The organizations that adopted an action, by id."""
    return {row.organization for row in rows if row.role == AssignmentRole.ADOPTING}


def assignment_rows(
    plan: Plan, year: int, *, organization: Organization | None = None, action: int | None = None
) -> list[AssignmentRow]:
    """The assignments that may owe reports in the plan's periods of ``year``, for the rules to judge; three queries.

    Adopted national actions belong to the periods of the adopting region's own plan. ``action``: only of that one.
    """
    return _rows_with_indicators(plan, year, organization=organization, action=action)[0]


def _rows_with_indicators(
    plan: Plan, year: int, *, organization: Organization | None = None, action: int | None = None
) -> tuple[list[AssignmentRow], dict[int, set[int]]]:
    """The assignments (``assignment_rows``), and the indicators on which each reports (``reporting_indicators``)."""
    mine = Q(action__plan=plan) & ~Q(role=AssignmentRole.ADOPTING)
    if plan.region_id is not None:
        mine |= Q(role=AssignmentRole.ADOPTING, organization__region=plan.region_id)
    found = Assignment.objects.filter(mine).order_by("pk")
    if organization is not None:
        found = found.filter(organization=organization)
    if action is not None:
        found = found.filter(action=action)
    rows = [_row_of(columns) for columns in found.values_list(*ROW_COLUMNS)]
    reporting = reporting_indicators(rows, year)
    return [replace(row, expects_report=bool(reporting[row.key])) for row in rows], reporting


def reporters_of(periods: Iterable[ReportingPeriod]) -> dict[tuple[int, int], list[AssignmentRow]]:
    """(plan, year) → those of its ``assignment_rows`` that expect a report, for any number of plans; three queries."""
    keys = {(period.plan_id, period.year): period.plan for period in periods}
    plans = {plan.pk: plan for plan in keys.values()}
    own, adopted = _reporting_assignments(plans.values())
    every = [row for rows in (*own.values(), *adopted.values()) for row in rows]
    is_expected = _expectations(plans, {year for _, year in keys}, every)
    answered = {}
    for (pk, year), plan in keys.items():
        rows = own[pk] + (adopted[plan.region_id] if plan.region_id is not None else [])
        answered[pk, year] = [row for row in rows if is_expected(row, year)]
    return answered


def _reporting_assignments(
    plans: Iterable[Plan],
) -> tuple[dict[int, list[AssignmentRow]], dict[int, list[AssignmentRow]]]:
    """Who leads, or is flagged to report: by plan, and by region what it adopted; one query."""
    of_plans = {plan.pk: plan.region_id for plan in plans}
    regions = {region for region in of_plans.values() if region is not None}
    mine = Q(action__plan__in=of_plans) & ~Q(role=AssignmentRole.ADOPTING)
    mine |= Q(role=AssignmentRole.ADOPTING, organization__region__in=regions)
    own: dict[int, list[AssignmentRow]] = defaultdict(list)
    adopted: dict[int, list[AssignmentRow]] = defaultdict(list)
    found = Assignment.objects.filter(mine).order_by("pk")
    for plan, region, *columns in found.values_list("action__plan_id", "organization__region_id", *ROW_COLUMNS):
        row = _row_of(columns)
        if is_reporter(row):
            (adopted[region] if row.role == AssignmentRole.ADOPTING else own[plan]).append(row)
    return own, adopted


def _expectations(
    plans: Collection[int], years: Collection[int], rows: Collection[AssignmentRow]
) -> Callable[[AssignmentRow, int], bool]:
    """Has the assignment an indicator to report on in the year (``reporting_indicators``)? Two queries."""
    adopted = {row.action for row in rows if row.role == AssignmentRole.ADOPTING}
    concerned = Q(action__plan__in=plans) | Q(action__in=adopted)
    indicators = Indicator.objects.filter(concerned).order_by()
    flagged = set(indicators.filter(reports_without_target=True).values_list("action_id", flat=True))
    versions = Target.objects.filter(_of(adopters_among(rows)), year__in=years, indicator__in=indicators)
    is_target = ExpressionWrapper(Q(value__isnull=False), BooleanField())
    in_force: dict[tuple[int, int, int, int | None], bool] = {}
    for action, indicator, year, holder, there in _counting(versions).values_list(
        "indicator__action_id", "indicator_id", "year", HOLDER, is_target
    ):
        in_force[action, indicator, year, holder] = there
    expected = {(action, year, holder) for (action, _, year, holder), there in in_force.items() if there}

    def is_expected(row: AssignmentRow, year: int) -> bool:
        holder = row.line if row.role == AssignmentRole.ADOPTING else None
        return row.action in flagged or (row.action, year, holder) in expected

    return is_expected


def _row_of(columns: Sequence[Any]) -> AssignmentRow:
    key, line, action, organization, cluster, role, is_reporter, starts_on, ends_on = columns
    return AssignmentRow(key, line or key, organization, cluster, role, is_reporter, starts_on, ends_on, action=action)


def owed_clusters(organization: Organization, period: ReportingPeriod) -> list[int]:
    """The clusters for which ``organization`` owes a report in ``period``, by id."""
    rows = assignment_rows(period.plan, period.year, organization=organization)
    return sorted(cluster for _, cluster in owed_reports(rows, period.ends_on))


def owed_in_period(
    period: ReportingPeriod, *, organization: Organization | None = None, clusters: Collection[int] | None = None
) -> set[tuple[int, int]]:
    """(organization, cluster) of every report that is owed in ``period``: of all or of one, in all or some clusters."""
    rows = assignment_rows(period.plan, period.year, organization=organization)
    return {pair for pair in owed_reports(rows, period.ends_on) if clusters is None or pair[1] in clusters}


def owing_organizations(period: ReportingPeriod) -> list[int]:
    """The organizations that owe some report in ``period``, by id."""
    return sorted({organization for organization, _ in owed_in_period(period)})


@dataclass(frozen=True, slots=True)
class PeriodOverview:
    """A period with how many reports are owed in it, how many of these were filed, and how many verified."""

    period: ReportingPeriod
    owed: int
    filed: int
    verified: int


def period_overview(plan: Plan) -> list[PeriodOverview]:
    """The plan's periods, the newest first; three queries a year beside two."""
    counted = {
        row["period"]: row
        for row in ProgressReport.objects.filter(period__plan=plan)
        .values("period")
        .annotate(
            filed=Count("pk", filter=Q(first_filed_at__isnull=False)),
            verified=Count("pk", filter=Q(state=ReportState.VERIFIED)),
        )
    }
    none = {"filed": 0, "verified": 0}
    rows = {year: assignment_rows(plan, year) for year in plan.years}
    overview = []
    for period in ReportingPeriod.objects.filter(plan=plan).order_by("-year", "-number", "pk"):
        owed = len(owed_reports(rows.get(period.year, []), period.ends_on))
        numbers = counted.get(period.pk, none)
        overview.append(PeriodOverview(period, owed, numbers["filed"], numbers["verified"]))
    return overview


def indicators_owed(organization: Organization, period: ReportingPeriod, *, action: int | None = None) -> set[int]:
    """The indicators (of one action, where it is given) on which ``organization`` reports in ``period``, by id."""
    rows, reporting = _rows_with_indicators(period.plan, period.year, organization=organization, action=action)
    return set().union(*(reporting[row.key] for row in rows if owes_report(row, period.ends_on)))


def indicators_owed_in(
    organization: Organization, periods: Iterable[ReportingPeriod]
) -> dict[int, set[tuple[int, int]]]:
    """Period → (cluster, indicator) on which ``organization`` reports in it, by id; three queries a plan and year."""
    owed: dict[int, set[tuple[int, int]]] = {}
    for of_the_year in _by_plan_and_year(periods):
        plan, year = of_the_year[0].plan, of_the_year[0].year
        rows, reporting = _rows_with_indicators(plan, year, organization=organization)
        for period in of_the_year:
            reporters = [row for row in rows if owes_report(row, period.ends_on)]
            owed[period.pk] = {(row.cluster, indicator) for row in reporters for indicator in reporting[row.key]}
    return owed


def _by_plan_and_year(periods: Iterable[ReportingPeriod]) -> list[list[ReportingPeriod]]:
    by_year: dict[tuple[int, int], list[ReportingPeriod]] = defaultdict(list)
    for period in periods:
        by_year[period.plan_id, period.year].append(period)
    return list(by_year.values())


def owed_in(organization: Organization, periods: Iterable[ReportingPeriod]) -> set[tuple[int, int]]:
    """(period, cluster) of each report that ``organization`` owes; three queries a plan and year."""
    owed: set[tuple[int, int]] = set()
    for of_the_year in _by_plan_and_year(periods):
        rows = assignment_rows(of_the_year[0].plan, of_the_year[0].year, organization=organization)
        for period in of_the_year:
            owed |= {(period.pk, cluster) for _, cluster in owed_reports(rows, period.ends_on)}
    return owed
