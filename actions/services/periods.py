"""Making, extending and locking reporting periods."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from actions.models import ProgressReport, ReportingPeriod
from actions.periods import missing_periods, owed_clusters
from clusters.models import Organization, Plan, User


@transaction.atomic
def create_periods(*, plan: Plan, at: datetime | None = None) -> list[ReportingPeriod]:
    """Make the plan's periods that are missing; those that ended already are *diisi surut*."""
    periods = ReportingPeriod.objects.bulk_create(missing_periods(plan, at=at or timezone.now()))
    Plan.objects.filter(pk=plan.pk).touch()
    return periods


@transaction.atomic
def extend_period(
    *,
    period: ReportingPeriod,
    organization: Organization,
    until: datetime,
    by: User,
    note: str,
    at: datetime | None = None,
) -> list[ProgressReport]:
    """Give one organization more time, with a reason; its reports are made where missing."""
    at = at or timezone.now()
    reports = []
    for cluster_id in owed_clusters(organization, period):
        report, _ = ProgressReport.objects.get_or_create(
            organization=organization, period=period, cluster_id=cluster_id, defaults={"created_at": at}
        )
        report.extend(by=by, at=at, until=until, note=note)
        reports.append(report)
    return reports


@transaction.atomic
def lock_period(*, period: ReportingPeriod, by: User, at: datetime | None = None) -> int:
    """Lock every report of the period; answers how many. Reports made later are refused."""
    at = at or timezone.now()
    period.lock(at=at)
    unlocked = ProgressReport.objects.filter(period=period, locked_at__isnull=True)
    reports = list(unlocked.select_related("period").order_by("pk"))
    for report in reports:
        report.lock(by=by, at=at)
    Plan.objects.filter(pk=period.plan_id).touch()
    return len(reports)
