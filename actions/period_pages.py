"""What the page of one period shows: its reports, organization by organization, and which of them stand how."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count

from actions.enums import ReportState
from actions.models import ProgressReport, ReportingPeriod
from actions.periods import owed_in_period
from clusters.models import Cluster, Organization


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """One report that is owed or was made. ``report``: None where nobody opened it yet."""

    organization: Organization
    cluster: Cluster
    report: ProgressReport | None

    @property
    def first_filed_at(self) -> datetime | None:
        return self.report.first_filed_at if self.report else None

    @property
    def extended_due_at(self) -> datetime | None:
        return self.report.extended_due_at if self.report else None

    @property
    def timeliness(self) -> str:
        return self.report.timeliness if self.report else ""

    @property
    def is_locked(self) -> bool:
        return self.report is not None and self.report.is_locked


def unfinished(period: ReportingPeriod, *, clusters: Collection[int] | None) -> list[tuple[str, int]]:
    """State in words → how many reports a lock would catch in it, those verified left out; one query."""
    reports = ProgressReport.objects.filter(period=period, locked_at__isnull=True).exclude(state=ReportState.VERIFIED)
    if clusters is not None:
        reports = reports.filter(cluster__in=clusters)
    counted = dict(reports.values_list("state").annotate(count=Count("pk")).order_by("state"))
    return [(state.label.lower(), counted[state]) for state in ReportState if state in counted]


def period_rows(period: ReportingPeriod, *, clusters: Collection[int] | None, on: date) -> list[PeriodRow]:
    """By organization, then cluster; ``clusters``: only these (ids). Names as of ``on``; six queries."""
    reports = ProgressReport.objects.filter(period=period).select_related("period").order_by("pk")
    if clusters is not None:
        reports = reports.filter(cluster__in=clusters)
    there = {(report.organization_id, report.cluster_id): report for report in reports}
    owed = owed_in_period(period, clusters=clusters)
    cluster_of = Cluster.objects.in_bulk()
    named = Organization.objects.filter(pk__in={pair[0] for pair in owed | there.keys()}).by_name(on)
    numbers = sorted(cluster_of.values(), key=lambda cluster: cluster.number)
    return [
        PeriodRow(organization, cluster, there.get((organization.pk, cluster.pk)))
        for organization in named
        for cluster in numbers
        if (organization.pk, cluster.pk) in owed | there.keys()
    ]
