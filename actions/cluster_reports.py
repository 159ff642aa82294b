"""What a ministry in charge of a cluster looks at: who reported for a period, how completely, and what they wrote.

Of a draft only its state is known here: what is in it belongs to its organization until it is filed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, OuterRef, QuerySet, Subquery

from actions.calculation.reporters import owed_reports
from actions.enums import MeasurementState
from actions.models import Action, MeasurementRound, NarrativeRound, ProgressEvent, ProgressReport, ReportingPeriod
from actions.periods import assignment_rows
from clusters.models import Cluster, Organization, Plan
from clusters.models.organization import short_name_on


@dataclass(frozen=True, slots=True)
class ClusterReportRow:
    """One organization of a cluster in a period. ``report`` None: nobody opened it yet. ``filed``: cells by state."""

    organization: Organization
    report: ProgressReport | None
    filed: dict[str, int] = field(default_factory=dict)
    is_owed: bool = True

    @property
    def answered(self) -> int:
        return sum(self.filed.values())

    @property
    def with_value(self) -> int:
        return self.filed.get(MeasurementState.VALUE, 0)

    @property
    def without_data(self) -> int:
        return self.filed.get(MeasurementState.NO_DATA, 0)

    def is_overdue(self, at: datetime, period: ReportingPeriod) -> bool:
        """Past due and never filed."""
        due_at = self.report.due_at if self.report else period.due_at
        return due_at < at and (self.report is None or self.report.first_filed_at is None)


def cluster_rows(cluster: Cluster, period: ReportingPeriod, *, on: date) -> list[ClusterReportRow]:
    """Each organization that owes or filed a report of the cluster, by name; seven queries."""
    owed = {
        organization
        for organization, cluster_id in owed_reports(assignment_rows(period.plan, period.year), period.ends_on)
        if cluster_id == cluster.pk
    }
    reports = {
        report.organization_id: report
        for report in ProgressReport.objects.filter(cluster=cluster, period=period).with_names()
    }
    filed = _filed_cells(reports)
    return [
        ClusterReportRow(
            organization,
            reports.get(organization.pk),
            filed[organization.pk],
            is_owed=organization.pk in owed,
        )
        for organization in Organization.objects.filter(pk__in=owed | set(reports)).by_name(on)
    ]


def _filed_cells(reports: dict[int, ProgressReport]) -> dict[int, dict[str, int]]:
    """Organization → how many cells of its latest filing are in which state; one query."""
    keys = [report.pk for report in reports.values()]
    counted = (
        MeasurementRound.objects.filter(report__in=keys, event=_latest_filing("report"))
        .order_by()
        .values_list("report__organization_id", "state")
        .annotate(cells=Count("pk"))
    )
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for organization, state, cells in counted:
        found[organization][state] = cells
    return found


def filed_narratives(cluster: Cluster, period: ReportingPeriod, *, on: date) -> QuerySet[NarrativeRound]:
    """What organizations wrote in their latest filings, action by action, each with ``organization_name``."""
    rounds = NarrativeRound.objects.filter(
        report__cluster=cluster, report__period=period, event=_latest_filing("report")
    ).exclude(achievement="", good_practice="", obstacle="", follow_up="")
    named = rounds.annotate(organization_name=short_name_on(on, of="report__organization"))
    return named.select_related("action", "report").order_by("action__sort_key", "organization_name", "pk")


def _latest_filing(report: str) -> Subquery:
    events = ProgressEvent.objects.filter(report=OuterRef(report), is_filing=True)
    return Subquery(events.order_by("-at", "-pk").values("pk")[:1])


def newest_periods(clusters: Iterable[Cluster], *, at: datetime) -> dict[int, ReportingPeriod]:
    """Cluster → the newest opened period of a national plan that has something in it; two queries."""
    pairs = Action.objects.filter(cluster__in=list(clusters), plan__region__isnull=True)
    plans: dict[int, set[int]] = defaultdict(set)
    for cluster, plan in pairs.order_by().values_list("cluster_id", "plan_id").distinct():
        plans[cluster].add(plan)
    periods = ReportingPeriod.objects.filter(plan__in=set().union(*plans.values())).opened_by(at)
    ordered = list(periods.order_by("-year", "-number", "-plan__start_year", "pk"))
    newest = {}
    for cluster, having in plans.items():
        of_cluster = next((period for period in ordered if period.plan_id in having), None)
        if of_cluster is not None:
            newest[cluster] = of_cluster
    return newest


def periods_of_cluster(cluster: Cluster, *, at: datetime) -> list[ReportingPeriod]:
    """The opened periods of national plans that have something in the cluster, the newest first."""
    plans = Plan.objects.filter(region__isnull=True, pk__in=Action.objects.filter(cluster=cluster).values("plan"))
    periods = ReportingPeriod.objects.filter(plan__in=plans).opened_by(at).select_related("plan")
    return list(periods.order_by("-year", "-number", "-plan__start_year", "pk"))
