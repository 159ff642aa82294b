"""How reports come back: by reason, by organization, how long until verified, and who holds what is not finished.

Counted over the reports a person may see; a fixed number of queries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, Q, QuerySet

from actions.enums import EventKind, ReportState, ReturnReason
from actions.models import ProgressEvent, ProgressReport, ReturnPoint
from actions.models.progress import ProgressReportQuerySet
from actions.verification_queue import Coordinators, age_counts, age_of, coordinators_on, holder_of
from clusters.models import Organization
from ranpptppo.lib.formats import WIB, day_in_wib


@dataclass(frozen=True, slots=True)
class ReasonUse:
    """How often a reason was given: this quarter, and ever."""

    code: str
    label: str
    this_quarter: int
    ever: int


def reason_use(points: QuerySet[ReturnPoint], *, on: date) -> list[ReasonUse]:
    """Every reason, in the order of the enumeration; one query."""
    since = _quarter_start(on)
    rows = (
        points.order_by()
        .values("reason_code")
        .annotate(ever=Count("pk"), now=Count("pk", filter=Q(event__at__gte=since)))
    )
    counts = {row["reason_code"]: (row["now"], row["ever"]) for row in rows}
    return [ReasonUse(reason.value, str(reason.label), *counts.get(reason.value, (0, 0))) for reason in ReturnReason]


def reasons_of_organization(organization_id: int, *, on: date) -> list[ReasonUse]:
    """How often each reason was given by people of one verifying (or endorsing) organization; one query."""
    return reason_use(ReturnPoint.objects.filter(event__by__organization=organization_id), on=on)


@dataclass(slots=True)
class OrganizationReturns:
    """How one organization's reports fared. ``rounds``: filings until verified; ``days``: from the first filing on."""

    name: str
    filed: int = 0
    returns: int = 0
    verified: int = 0
    rounds: int = 0
    days: int = 0

    @property
    def average_rounds(self) -> float | None:
        return self.rounds / self.verified if self.verified else None

    @property
    def average_days(self) -> float | None:
        return self.days / self.verified if self.verified else None


@dataclass(frozen=True, slots=True)
class ReturnStatistics:
    reasons: list[ReasonUse]
    organizations: list[OrganizationReturns]
    total: OrganizationReturns
    ages: list[tuple[str, int]]  # of what waits for verification
    holders: list[tuple[str, int]]  # of what is opened and not verified


def return_statistics(reports: ProgressReportQuerySet, *, on: date) -> ReturnStatistics:
    """``reports``: those the reader may see; seven queries."""
    points = ReturnPoint.objects.filter(report__in=reports.order_by().values("pk"))
    by_organization = _by_organization(reports, on=on)
    total = OrganizationReturns("Seluruhnya")
    for row in by_organization:
        for name in ("filed", "returns", "verified", "rounds", "days"):
            setattr(total, name, getattr(total, name) + getattr(row, name))
    waiting = reports.waiting_for_verification().filter(locked_at__isnull=True)
    ages = age_counts([age_of(report, on=on) for report in waiting])
    return ReturnStatistics(reason_use(points, on=on), by_organization, total, ages, _holders(reports, on=on))


def _by_organization(reports: ProgressReportQuerySet, *, on: date) -> list[OrganizationReturns]:
    """Organizations that filed something, the most often returned first."""
    names = {row.pk: row.short_name_then for row in Organization.objects.with_name_on(on)}
    found: dict[int, OrganizationReturns] = {}
    columns = ("pk", "organization_id", "first_filed_at", "verified_at", "state")
    rows = list(reports.filter(first_filed_at__isnull=False).order_by("pk").values_list(*columns))
    filings, returns = _counts(reports)
    for pk, organization, first_filed_at, verified_at, state in rows:
        row = found.setdefault(organization, OrganizationReturns(names[organization]))
        row.filed += 1
        row.returns += returns.get(pk, 0)
        if state == ReportState.VERIFIED and verified_at is not None:
            row.verified += 1
            row.rounds += filings.get(pk, 0)
            row.days += (day_in_wib(verified_at) - day_in_wib(first_filed_at)).days
    return sorted(found.values(), key=lambda row: (-row.returns, row.name))


def _counts(reports: ProgressReportQuerySet) -> tuple[dict[int, int], dict[int, int]]:
    """Report → filings, and report → returns; one query."""
    events = ProgressEvent.objects.filter(report__in=reports.order_by().values("pk")).order_by()
    rows = events.values("report").annotate(
        filings=Count("pk", filter=Q(is_filing=True)), returns=Count("pk", filter=Q(kind=EventKind.RETURN))
    )
    listed = list(rows.values_list("report", "filings", "returns"))
    return {key: filings for key, filings, _ in listed}, {key: returns for key, _, returns in listed}


def _holders(reports: ProgressReportQuerySet, *, on: date) -> list[tuple[str, int]]:
    """In whose hands the reports are that were opened and are not verified yet."""
    coordinators = coordinators_on(on)
    unfinished = reports.exclude(state=ReportState.VERIFIED).filter(locked_at__isnull=True)
    counts: dict[str, int] = defaultdict(int)
    for report in unfinished.select_related("organization__region"):
        counts[_hand(report, coordinators)] += 1
    return sorted(counts.items(), key=lambda row: (-row[1], row[0]))


def _hand(report: ProgressReport, coordinators: Coordinators) -> str:
    if report.state in {ReportState.DRAFT, ReportState.RETURNED}:
        return "Pengisi di instansi"
    if report.state == ReportState.SUBMITTED and report.organization.endorsement_required:
        return "Pejabat pengesah di instansi"
    return f"Verifikator: {holder_of(report, coordinators)}"


def _quarter_start(day: date) -> datetime:
    return datetime.combine(date(day.year, (day.month - 1) // 3 * 3 + 1, 1), time.min, tzinfo=WIB)


def names_of(uses: Iterable[ReasonUse]) -> list[tuple[str, str]]:
    """Choices of a select: each reason with how often it was given."""
    return [(use.code, f"{use.label} ({use.this_quarter}× triwulan ini, {use.ever}× seluruhnya)") for use in uses]
