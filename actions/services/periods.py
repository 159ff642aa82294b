"""Making, extending and locking reporting periods."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from actions.enums import ReportState
from actions.models import ProgressReport, ReportingPeriod
from actions.models.progress import ProgressReportQuerySet
from actions.periods import missing_periods, owed_clusters
from actions.services.telling import tell_about_extension
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
    """Give one organization more time, with a reason; its reports are made where missing.

    A locked report that is not verified yet is unlocked with it: the lock is on the report, so that one organization's
    extension is one row.
    """
    made_at = at or timezone.now()
    clusters = owed_clusters(organization, period)
    for cluster_id in clusters:
        ProgressReport.objects.get_or_create(
            organization=organization, period=period, cluster_id=cluster_id, defaults={"created_at": made_at}
        )
    reports = _held(ProgressReport.objects.filter(organization=organization, period=period, cluster__in=clusters))
    at = at or timezone.now()
    for report in reports:
        if report.is_locked and report.state != ReportState.VERIFIED:
            report.unlock(by=by, at=at, note=note)
        report.extend(by=by, at=at, until=until, note=note)
    tell_about_extension(reports, until=until, at=at)
    return reports


@transaction.atomic
def lock_period(*, period: ReportingPeriod, by: User, at: datetime | None = None) -> int:
    """Lock every report of the period; answers how many. Reports made later are refused."""
    period.lock(at=at or timezone.now())  # holds the period: no report is made in it from here on
    reports = _held(ProgressReport.objects.filter(period=period, locked_at__isnull=True))
    at = at or timezone.now()
    for report in reports:
        report.lock(by=by, at=at)
    Plan.objects.filter(pk=period.plan_id).touch()
    return len(reports)


def _held(reports: ProgressReportQuerySet) -> list[ProgressReport]:
    """The rows as they stand now, in one order for everybody and held until the transaction ends."""
    return list(reports.select_for_update(of=("self",)).select_related("period").order_by("pk"))
