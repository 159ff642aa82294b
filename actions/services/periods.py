"""Making, extending, locking and unlocking reporting periods.

A verb is for the whole period, or with ``clusters`` (ids) for the reports of these alone: a coordinator's. Each leaves
one :class:`~actions.models.PeriodEvent` beside the events of the reports that it touched. Nothing locks by itself when
a period's ``locks_at`` has passed: a lock is signed by a person, and *Tugas saya* reminds the secretariat.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db import transaction
from django.utils import timezone

from actions.enums import PeriodEventKind, ReportState
from actions.models import PeriodEvent, ProgressReport, ReportingPeriod
from actions.models.progress import ProgressReportQuerySet
from actions.periods import missing_periods, owed_in_period
from actions.services.telling import settle_verified, tell_about_extension, tell_about_unlock
from clusters.models import Cluster, Organization, Plan, User
from ranpptppo.lib.formats import datetime_short


class PeriodAlreadyOpen(Exception):
    """Whoever reports relies on the dates of a period that is open."""

    def __init__(self) -> None:
        super().__init__("Periode ini sudah dibuka; tanggalnya tidak dapat diubah lagi. Gunakan perpanjangan.")


class NothingToExtend(Exception):
    """Every report was filed already, or has as much time or more. The message is for the reader."""

    def __init__(self, reports: list[ProgressReport]) -> None:
        unfiled = [report.extended_due_at for report in reports if report.first_filed_at is None]
        longest = max((until for until in unfiled if until is not None), default=None)
        if longest is None:
            super().__init__("Semua laporan yang dimaksud sudah disampaikan; tidak ada yang perlu diperpanjang.")
        else:
            given = datetime_short(longest)
            super().__init__(f"Sudah diperpanjang sampai {given}; pilih tanggal sesudahnya.")


@dataclass(frozen=True, slots=True)
class Touched:
    """How many organizations and reports a verb touched."""

    organizations: int
    reports: int


@transaction.atomic
def create_periods(*, plan: Plan, at: datetime | None = None) -> list[ReportingPeriod]:
    """Make the plan's periods that are missing; those that ended already are *diisi surut*."""
    periods = ReportingPeriod.objects.bulk_create(missing_periods(plan, at=at or timezone.now()))
    Plan.objects.filter(pk=plan.pk).touch()
    return periods


@transaction.atomic
def change_period_dates(
    *,
    period: ReportingPeriod,
    opens_at: datetime,
    due_at: datetime,
    locks_at: datetime,
    by: User,
    note: str,
    at: datetime | None = None,
) -> None:
    """Move the dates of a period that is not open yet; the event keeps what they were.

    Raises :class:`PeriodAlreadyOpen`.
    """
    at = at or timezone.now()
    period = ReportingPeriod.objects.select_for_update().get(pk=period.pk)
    if period.opens_at <= at:
        raise PeriodAlreadyOpen
    before = {"opens_at": period.opens_at, "due_at": period.due_at, "locks_at": period.locks_at}
    period.move_dates(opens_at=opens_at, due_at=due_at, locks_at=locks_at)
    PeriodEvent.objects.create(period=period, kind=PeriodEventKind.DATES, at=at, by=by, note=note, **before)
    Plan.objects.filter(pk=period.plan_id).touch()


@transaction.atomic
def extend_period(
    *,
    period: ReportingPeriod,
    organization: Organization,
    until: datetime,
    by: User,
    note: str,
    clusters: Collection[int] | None = None,
    at: datetime | None = None,
) -> list[ProgressReport]:
    """Give one organization more time, with a reason; its reports are made where missing.

    A locked report is unlocked with it: the lock is on the report, so that one organization's extension is one row.
    What was filed already, or has as much time, is left as it is. Raises :class:`NothingToExtend`.
    """
    owed = _owed_and_held(period, clusters, organization=organization, at=at or timezone.now())
    at = at or timezone.now()
    reports = _extend(owed, until=until, by=by, note=note, at=at)
    event = PeriodEvent(period=period, kind=PeriodEventKind.EXTEND, note=note, organization=organization, until=until)
    _record(event, reports, clusters, by=by, at=at)
    return reports


@transaction.atomic
def extend_all(
    *,
    period: ReportingPeriod,
    until: datetime,
    by: User,
    note: str,
    clusters: Collection[int] | None = None,
    at: datetime | None = None,
) -> Touched:
    """Give every organization that owes a report more time, all or none.

    The period's own due moment stays where it is: whoever files within the extension is listed as *tepat waktu dengan
    perpanjangan* (calculation.md, "Who reports"). A longer extension that somebody was given before is not shortened,
    and a report that was filed already is not excused afterwards. Raises :class:`NothingToExtend`.
    """
    owed = _owed_and_held(period, clusters, at=at or timezone.now())
    at = at or timezone.now()
    reports = _extend(owed, until=until, by=by, note=note, at=at)
    event = PeriodEvent(period=period, kind=PeriodEventKind.EXTEND, note=note, until=until)
    return _record(event, reports, clusters, by=by, at=at)


@transaction.atomic
def lock_period(
    *, period: ReportingPeriod, by: User, clusters: Collection[int] | None = None, at: datetime | None = None
) -> int:
    """Lock every report of the period; answers how many. Reports made later are refused.

    For some clusters only, the reports that are owed there are made first, so that none can be made afterwards.
    """
    if clusters is None:
        period.lock(at=at or timezone.now())  # holds the period: no report is made in it from here on
        reports = _held(ProgressReport.objects.filter(period=period))
    else:
        _owed_and_held(period, clusters, at=at or timezone.now())
        reports = _held(ProgressReport.objects.filter(period=period, cluster__in=clusters))
    at = at or timezone.now()
    unlocked = [report for report in reports if not report.is_locked]
    for report in unlocked:
        report.lock(by=by, at=at)
    settle_verified(unlocked, at=at)
    _record(PeriodEvent(period=period, kind=PeriodEventKind.LOCK), unlocked, clusters, by=by, at=at)
    Plan.objects.filter(pk=period.plan_id).touch()
    return len(unlocked)


@transaction.atomic
def unlock_period(
    *,
    period: ReportingPeriod,
    by: User,
    note: str,
    organization: Organization | None = None,
    clusters: Collection[int] | None = None,
    at: datetime | None = None,
) -> Touched:
    """Lift the lock from the reports that are not verified: of all organizations, or of one; with a reason.

    Without ``organization`` and ``clusters`` the period itself is unlocked, so that reports are made in it again;
    otherwise it stays locked and the reports that are owed are made here. A verified report stays locked: a correction
    reopens it, with a reason of its own.
    """
    if organization is None and clusters is None:
        period.unlock()
        reports = _held(ProgressReport.objects.filter(period=period))
    else:
        reports = _owed_and_held(period, clusters, organization=organization, at=at or timezone.now())
    at = at or timezone.now()
    locked = [report for report in reports if report.is_locked and report.state != ReportState.VERIFIED]
    for report in locked:
        report.unlock(by=by, at=at, note=note)
    for _, own in groupby(_by_organization(locked), key=lambda report: report.organization_id):
        tell_about_unlock(list(own), note=note, at=at)
    event = PeriodEvent(period=period, kind=PeriodEventKind.UNLOCK, note=note, organization=organization)
    return _record(event, locked, clusters, by=by, at=at)


def _extend(owed: list[ProgressReport], *, until: datetime, by: User, note: str, at: datetime) -> list[ProgressReport]:
    """Extend those of ``owed`` that gain by it; answers them."""
    reports = [
        report
        for report in owed
        if report.first_filed_at is None and (report.extended_due_at is None or report.extended_due_at < until)
    ]
    if not reports:
        raise NothingToExtend(owed)
    for report in reports:
        if report.is_locked:
            report.unlock(by=by, at=at, note=note)
        report.extend(by=by, at=at, until=until, note=note)
    for _, own in groupby(_by_organization(reports), key=lambda report: report.organization_id):
        tell_about_extension(list(own), until=until, at=at)
    return reports


def _owed_and_held(
    period: ReportingPeriod,
    clusters: Collection[int] | None,
    *,
    organization: Organization | None = None,
    at: datetime,
) -> list[ProgressReport]:
    """The reports that are owed, made where missing, and held."""
    owed = owed_in_period(period, organization=organization, clusters=clusters)
    _make_missing(period, owed, at=at)
    reports = ProgressReport.objects.filter(
        period=period, organization__in={pair[0] for pair in owed}, cluster__in={pair[1] for pair in owed}
    )
    return [report for report in _held(reports) if (report.organization_id, report.cluster_id) in owed]


def _make_missing(period: ReportingPeriod, owed: set[tuple[int, int]], *, at: datetime) -> None:
    """``owed``: (organization, cluster). Somebody else may be making the same report: that one is as good."""
    there = set(ProgressReport.objects.filter(period=period).values_list("organization_id", "cluster_id"))
    ProgressReport.objects.bulk_create(
        [
            ProgressReport(organization_id=organization, cluster_id=cluster, period=period, created_at=at)
            for organization, cluster in sorted(owed - there)
        ],
        ignore_conflicts=True,
    )


def _record(
    event: PeriodEvent, reports: list[ProgressReport], clusters: Collection[int] | None, *, by: User, at: datetime
) -> Touched:
    event.by, event.at, event.reports, event.cluster_numbers = by, at, len(reports), _numbers(clusters)
    event.save()
    return Touched(len({report.organization_id for report in reports}), len(reports))


def _numbers(clusters: Collection[int] | None) -> str:
    """``1, 2``: the printed numbers of clusters by id; "" for all."""
    if clusters is None:
        return ""
    found = Cluster.objects.filter(pk__in=clusters).order_by("number").values_list("number", flat=True)
    return ", ".join(map(str, found))


def _by_organization(reports: list[ProgressReport]) -> list[ProgressReport]:
    return sorted(reports, key=lambda report: (report.organization_id, report.pk))


def _held(reports: ProgressReportQuerySet) -> list[ProgressReport]:
    """The rows as they stand now, in one order for everybody and held until the transaction ends."""
    return list(reports.select_for_update(of=("self",)).select_related("period").order_by("pk"))
