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

from django.db.models import Exists, OuterRef, Q, QuerySet

from actions.enums import AssignmentRole
from actions.models import Assignment, Indicator, ReportingPeriod, Target
from clusters.models import Organization, Plan
from ranpptppo.lib import periods
from ranpptppo.lib.formats import day_in_wib


@dataclass(frozen=True, slots=True)
class OwedReport:
    """One report that an organization owes: its key is (organization, period, cluster)."""

    organization_id: int
    period_id: int
    cluster_id: int


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


def responsible_assignments(period: ReportingPeriod) -> QuerySet[Assignment]:
    """Assignments that owe a report for ``period``: held on its last day, leading or flagged to report.

    Adopted national actions belong to the periods of the adopting region's own plan.
    """
    own_target = targets_in_force(period.year).filter(assignment=OuterRef("pk"))
    reported = reporting_indicators(period.year).filter(action=OuterRef("action"))
    of_the_plan = Q(action__plan=period.plan_id) & ~Q(role=AssignmentRole.ADOPTING) & Exists(reported)
    region = period.plan.region_id
    adopted = Q(role=AssignmentRole.ADOPTING, organization__region=region) & Exists(own_target)
    due = of_the_plan if region is None else of_the_plan | adopted
    return Assignment.objects.filter(due).active_on(period.ends_on).reporting()


def owed_reports(period: ReportingPeriod) -> list[OwedReport]:
    """Every report that is owed for ``period``, in a fixed order."""
    keys = responsible_assignments(period).values_list("organization_id", "action__cluster_id").distinct()
    return [OwedReport(organization, period.pk, cluster) for organization, cluster in sorted(keys)]


def owed_clusters(organization: Organization, period: ReportingPeriod) -> list[int]:
    """The clusters for which ``organization`` owes a report in ``period``, by id."""
    keys = responsible_assignments(period).filter(organization=organization)
    return sorted(set(keys.values_list("action__cluster_id", flat=True)))


def entry_periods(plans: Iterable[Plan], *, at: datetime) -> QuerySet[ReportingPeriod]:
    """Periods of ``plans`` that are open for entry or were, the latest first."""
    return (
        ReportingPeriod.objects.filter(plan__in=list(plans))
        .opened_by(at)
        .select_related("plan")
        .order_by("-year", "-number", "plan_id")
    )
