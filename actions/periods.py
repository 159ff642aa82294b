"""Reporting periods and what is due in them: shared by form, file, API and task.

"Who reports" of the rules of calculation: one report per organization, period and cluster is due
from each organization that on the period's last day leads an action of the plan, or supports or
adopts one and is flagged to report, where some indicator has a target that year or is flagged to
report without one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, When

from actions.calculation.reporters import AssignmentRow, owed_reports, owes_report
from actions.enums import AssignmentRole, ReportState
from actions.models import Assignment, Indicator, ProgressReport, ReportingPeriod, Target
from clusters.models import Organization, Plan
from ranpptppo.lib import periods
from ranpptppo.lib.formats import day_in_wib


def missing_periods(plan: Plan, *, at: datetime) -> list[ReportingPeriod]:
    """The plan's periods that are not there yet, unsaved. Ended ones are marked *diisi surut*."""
    there = set(ReportingPeriod.objects.filter(plan=plan).values_list("year", "number"))
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
        for dates in periods.periods_of_years(plan.cadence, plan.years, made_on=day_in_wib(at))
        if (dates.year, dates.number) not in there
    ]


def targets_in_force(year: int) -> QuerySet[Target]:
    """The newest version of each target of ``year``, where it is still a target."""
    newer = Target.objects.filter(indicator=OuterRef("indicator"), year=year, version__gt=OuterRef("version"))
    newer_of_plan = newer.filter(assignment__isnull=True)
    newer_local = newer.filter(assignment=OuterRef("assignment"))
    return Target.objects.filter(
        Q(assignment__isnull=True) & ~Exists(newer_of_plan) | Q(assignment__isnull=False) & ~Exists(newer_local),
        year=year,
        value__isnull=False,
    )


def reporting_indicators(year: int) -> QuerySet[Indicator]:
    """Indicators reported in ``year`` against the plan's own target, or flagged to report without one."""
    target = targets_in_force(year).filter(indicator=OuterRef("pk"), assignment__isnull=True)
    return Indicator.objects.filter(Q(reports_without_target=True) | Exists(target))


def assignment_rows(plan: Plan, year: int, *, organization: Organization | None = None) -> list[AssignmentRow]:
    """The assignments that may owe reports in the plan's periods of ``year``, for the rules to judge.

    Adopted national actions belong to the periods of the adopting region's own plan.
    """
    own_target = targets_in_force(year).filter(assignment=OuterRef("pk"))
    reported = reporting_indicators(year).filter(action=OuterRef("action"))
    mine = Q(action__plan=plan) & ~Q(role=AssignmentRole.ADOPTING)
    if plan.region_id is not None:
        mine |= Q(role=AssignmentRole.ADOPTING, organization__region=plan.region_id)
    rows = Assignment.objects.filter(mine).annotate(
        expects_report=Case(When(role=AssignmentRole.ADOPTING, then=Exists(own_target)), default=Exists(reported))
    )
    if organization is not None:
        rows = rows.filter(organization=organization)
    columns = ("organization_id", "action__cluster_id", "role", "is_reporter", "starts_on", "ends_on")
    found = rows.order_by("pk").values_list("pk", "line_id", "action_id", "expects_report", *columns)
    return [
        AssignmentRow(
            key=key,
            line=line or key,
            organization=organization_id,
            cluster=cluster,
            role=role,
            reports=is_reporter,
            starts_on=starts_on,
            ends_on=ends_on,
            expects_report=bool(expects_report),
            action=action,
        )
        for key, line, action, expects_report, organization_id, cluster, role, is_reporter, starts_on, ends_on in found
    ]


def owed_clusters(organization: Organization, period: ReportingPeriod) -> list[int]:
    """The clusters for which ``organization`` owes a report in ``period``, by id."""
    rows = assignment_rows(period.plan, period.year, organization=organization)
    return sorted(cluster for _, cluster in owed_reports(rows, period.ends_on))


def owing_organizations(period: ReportingPeriod) -> list[int]:
    """The organizations that owe some report in ``period``, by id."""
    rows = assignment_rows(period.plan, period.year)
    return sorted({organization for organization, _ in owed_reports(rows, period.ends_on)})


@dataclass(frozen=True, slots=True)
class PeriodOverview:
    """A period with how many reports are owed in it, how many of these were filed, and how many verified."""

    period: ReportingPeriod
    owed: int
    filed: int
    verified: int


def period_overview(plan: Plan) -> list[PeriodOverview]:
    """The plan's periods, the newest first; one query a year beside two."""
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


def actions_to_report(organization: Organization, period: ReportingPeriod) -> list[int]:
    """The actions on which ``organization`` reports in ``period``, by id."""
    rows = assignment_rows(period.plan, period.year, organization=organization)
    return sorted({row.action for row in rows if owes_report(row, period.ends_on)})


def owed_in(organization: Organization, periods: Iterable[ReportingPeriod]) -> set[tuple[int, int]]:
    """(period, cluster) of each report that ``organization`` owes; one query a plan and year."""
    owed: set[tuple[int, int]] = set()
    by_year: dict[tuple[int, int], list[ReportingPeriod]] = {}
    for period in periods:
        by_year.setdefault((period.plan_id, period.year), []).append(period)
    for of_the_year in by_year.values():
        rows = assignment_rows(of_the_year[0].plan, of_the_year[0].year, organization=organization)
        for period in of_the_year:
            owed |= {(period.pk, cluster) for _, cluster in owed_reports(rows, period.ends_on)}
    return owed


def entry_periods(plans: Iterable[Plan], *, at: datetime) -> QuerySet[ReportingPeriod]:
    """Periods of ``plans`` that are open for entry or were, the latest first."""
    periods = ReportingPeriod.objects.filter(plan__in=list(plans)).opened_by(at)
    return periods.select_related("plan").order_by("-year", "-number", "plan_id")
