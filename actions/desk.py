"""Tugas saya, section by section: what each role finds when it comes in. Every section has a fixed number of queries.

What is due and until when, what came back and why, what waits, what follows next; and one click to go on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from django.urls import reverse
from django.utils.text import Truncator

from actions.cluster_reports import newest_periods
from actions.inbox import EntryRow, Task, due_in_words, waiting_for_endorsement
from actions.models import ClusterNarrative, ProgressReport, ReportingPeriod
from actions.models.progress import SEES_EVERYTHING
from actions.permissions import (
    can_see_verification_queue,
    can_write_cluster_narrative,
    clusters_in_charge,
)
from actions.reminders import owed_reports_now
from actions.returns import points_to_correct, why_returned
from actions.services.handover import ended_organizations
from clusters.enums import NotificationKind, PlanKind, Role
from clusters.models import ActingEndorser, Cluster, Notification, Plan, User
from clusters.services.cluster_roles import vacancies
from ranpptppo.lib.formats import date_long, date_short, day_in_wib, days_left

EXCERPT = 160
OFFICE_SHOWN = 8


def due_tasks(rows: Sequence[EntryRow], *, at: datetime) -> list[Task]:
    """What the operator fills in, the nearest due moment first."""
    waiting = [row for row in rows if row.is_open and not row.returned]
    return [
        _due(row, at=at, url=reverse("progress-entry", args=[row.period.pk])) for row in sorted(waiting, key=_in_turn)
    ]


def watched_tasks(rows: Sequence[EntryRow], *, at: datetime) -> list[Task]:
    """What the operators still owe, for their superior to see."""
    return [
        _due(row, at=at, url=reverse("progress-list"))
        for row in sorted((row for row in rows if row.is_open), key=_in_turn)
    ]


def _in_turn(row: EntryRow) -> tuple[datetime, date, int]:
    return (row.due_at, row.period.starts_on, row.period.pk)


def _due(row: EntryRow, *, at: datetime, url: str) -> Task:
    is_late = row.due_at < at
    parts = [row.period.plan.short_title, due_in_words(row.due_at, day_in_wib(at)), row.progress]
    return Task(
        title=row.period.label,
        url=url,
        hint=" · ".join(part for part in parts if part),
        label="Terlambat" if is_late else "Belum diajukan",
        tone="danger" if is_late else "warning",
        symbol="clock",
    )


def returned_tasks(rows: Sequence[EntryRow], user: User, *, at: datetime) -> list[Task]:
    """What came back and why; the operator goes straight to the grid, the endorser reads the report."""
    is_writer = user.role == Role.OPERATOR
    points = points_to_correct([report for row in rows for report in row.returned])
    return [
        Task(
            title=f"{row.period.label}, klaster {report.cluster.number}",
            url=reverse("progress-entry", args=[row.period.pk])
            if is_writer and not report.is_locked
            else report.get_absolute_url(),
            hint=f"{_excerpt(why_returned(report, points))} · {_until(row, report, at)}",
            state=report.state,
        )
        for row in rows
        for report in row.returned
    ]


def _until(row: EntryRow, report: ProgressReport, at: datetime) -> str:
    """By when; where it was locked since, who can change that."""
    if report.is_locked:
        return "terkunci sejak itu: minta koordinator klaster atau sekretariat memperpanjang atau membuka kuncinya"
    return due_in_words(row.due_at, day_in_wib(at))


def _excerpt(note: str) -> str:
    return Truncator(" ".join(note.split())).chars(EXCERPT, truncate="…")


def endorsement_tasks(user: User, *, at: datetime) -> list[Task]:
    """What was submitted to this person, as an endorser or acting for one, the longest waiting first."""
    today = day_in_wib(at)
    return [
        Task(
            title=f"{report.period.label}, klaster {report.cluster.number} {report.cluster.name}",
            url=report.get_absolute_url(),
            hint=f"diajukan {date_short(day_in_wib(report.submitted_at))} · {due_in_words(report.due_at, today)}"
            if report.submitted_at
            else due_in_words(report.due_at, today),
            state=report.state,
        )
        for report in waiting_for_endorsement(user, on=today)
    ]


def verification_task(user: User, *, at: datetime) -> Task | None:
    if not can_see_verification_queue(user):
        return None
    today = day_in_wib(at)
    waiting = ProgressReport.objects.verifiable_by(user, on=today)
    oldest = waiting.order_by("submitted_at", "pk").values_list("submitted_at", flat=True).first()
    if oldest is None:
        return None
    age = (today - day_in_wib(oldest)).days
    return Task(
        title=f"{waiting.count()} laporan menunggu verifikasi",
        url=reverse("verification-list"),
        hint=f"yang terlama menunggu {age} hari" if age else "semuanya diajukan hari ini",
        label="Menunggu Anda",
        tone="warning",
        symbol="clock",
    )


def acting_rows(user: User, *, on: date) -> list[ActingEndorser]:
    """The appointments under which this person endorses today."""
    return list(ActingEndorser.objects.in_force(on=on).filter(user=user).order_by("ends_on", "pk"))


def cluster_tasks(user: User, *, at: datetime) -> list[Task]:
    """The clusters that the own ministry leads or coordinates; whether their narrative of the period is written."""
    if user.role in SEES_EVERYTHING:
        return []
    clusters = list(clusters_in_charge(user, on=day_in_wib(at)))
    newest = newest_periods(clusters, at=at) if clusters else {}
    written = ClusterNarrative.objects.filter(cluster__in=clusters, period__in=newest.values())
    there = set(written.values_list("cluster_id", "period_id")) if newest else set()
    return [
        _cluster_task(user, cluster, newest[cluster.pk], (cluster.pk, newest[cluster.pk].pk) in there, at)
        for cluster in clusters
        if cluster.pk in newest
    ]


def _cluster_task(user: User, cluster: Cluster, period: ReportingPeriod, is_written: bool, at: datetime) -> Task:
    url = f"{reverse('cluster-report-list')}?cluster={cluster.number}&period={period.pk}"
    title = f"Klaster {cluster.number}: {cluster.name}"
    hint = f"laporan instansi dan narasi klaster {period.label}"
    if is_written:
        return Task(title, url, hint, label="Narasi ada", tone="success", symbol="check-circle-fill")
    if period.locked_at is None and can_write_cluster_narrative(user, cluster, on=day_in_wib(at)):
        return Task(title, url, hint, label="Narasi belum ditulis", tone="warning", symbol="pencil")
    return Task(title, url, hint)


def office_tasks(user: User, *, at: datetime) -> list[Task]:
    """For the national secretariat: what nobody opened, who is late, what waits to be handed over, what failed."""
    if user.role != Role.SECRETARIAT or user.organization.region_id is not None:
        return []
    today = day_in_wib(at)
    return [*_failed(user), *_unopened(today), *_open_hand_overs(today), *_late(at)]


def _failed(user: User) -> list[Task]:
    notes = Notification.objects.unread().filter(user=user, kind=NotificationKind.REPORT_FAILED)
    return [
        Task(
            note.text,
            note.url,
            f"sejak {date_short(day_in_wib(note.created_at))}",
            "",
            "Gagal",
            "danger",
            "x-octagon-fill",
        )
        for note in notes.order_by("-created_at", "-pk")[:OFFICE_SHOWN]
    ]


def _unopened(today: date) -> list[Task]:
    """A year without a plan, and plans of this year without periods."""
    plans = Plan.objects.filter(region__isnull=True, start_year__lte=today.year, end_year__gte=today.year)
    of_the_year = list(plans.latest_first())
    if not of_the_year:
        title = f"Belum ada rencana atau masa antar-rencana untuk {today.year}"
        hint = "tanpa itu tidak ada periode yang dapat diisi instansi"
        return [Task(title, reverse("plan-create"), hint, "", "Belum dibuka", "warning", "calendar3")]
    having = ReportingPeriod.objects.filter(plan__in=of_the_year, year=today.year).values_list("plan_id", flat=True)
    opened = set(having)
    return [
        Task(
            title=f"Periode {today.year} belum dibuka: {plan.short_title}",
            url=f"{reverse('period-list')}?plan={plan.pk}",
            hint=PlanKind(plan.kind).label,
            label="Belum dibuka",
            tone="warning",
            symbol="calendar3",
        )
        for plan in of_the_year
        if plan.pk not in opened
    ]


def _open_hand_overs(today: date) -> list[Task]:
    ended, vacant = ended_organizations(on=today).count(), len(vacancies(on=today))
    if not ended and not vacant:
        return []
    parts = [f"{ended} instansi yang berakhir"] if ended else []
    parts += [f"{vacant} peran klaster tanpa pemegang"] if vacant else []
    hint = "penugasan dan peran tidak berpindah dengan sendirinya"
    title = f"Serah terima: {' dan '.join(parts)}"
    return [Task(title, reverse("hand-over"), hint, "", "Menunggu", "warning", "arrow-left-right")]


def _late(at: datetime) -> list[Task]:
    """The national reports past due, counted by period and cluster, the longest late first."""
    late: dict[tuple[int, int], set[int]] = defaultdict(set)
    periods: dict[int, ReportingPeriod] = {}
    for owed in owed_reports_now(at=at, national=True):
        if owed.due_at < at:
            late[owed.period.pk, owed.cluster].add(owed.organization)
            periods[owed.period.pk] = owed.period
    numbers = dict(Cluster.objects.order_by("pk").values_list("pk", "number")) if late else {}
    ordered = sorted(late, key=lambda key: (periods[key[0]].due_at, numbers[key[1]]))
    tasks = [
        _late_task(periods[period], numbers[cluster], len(late[period, cluster]), at)
        for period, cluster in ordered[:OFFICE_SHOWN]
    ]
    more = len(ordered) - OFFICE_SHOWN
    if more > 0:
        tasks.append(Task(f"{more} baris terlambat lainnya", reverse("home"), "daftar lengkapnya ada di Beranda"))
    return tasks


def _late_task(period: ReportingPeriod, number: int, organizations: int, at: datetime) -> Task:
    return Task(
        title=f"Klaster {number}, {period.label}: {organizations} instansi belum lapor",
        url=f"{reverse('cluster-report-list')}?cluster={number}&period={period.pk}",
        hint=due_in_words(period.due_at, day_in_wib(at)),
        label="Terlambat",
        tone="danger",
        symbol="clock",
    )


STARTS: dict[str, tuple[tuple[str, str, str], ...]] = {
    Role.EXECUTIVE: (
        ("home", "Beranda", "skor, kelengkapan, dan instansi yang belum lapor"),
        ("matrix", "Matriks", "status setiap aksi pada setiap periode"),
        ("report-list", "Laporan", "laporan yang sudah terbit, untuk dibaca dan diunduh"),
    ),
    Role.AUDITOR: (
        (
            "cluster-report-list",
            "Laporan per klaster",
            "setiap laporan instansi berikut nilai, data dukung, dan riwayatnya",
        ),
        ("action-list", "Aksi", "target, realisasi, dan anggaran setiap aksi"),
        ("report-list", "Laporan", "laporan yang sudah terbit, beku menurut tanggal datanya"),
    ),
    Role.ADMIN: (
        ("user-list", "Pengguna", "undang, pindahkan, atau nonaktifkan petugas"),
        ("acting-list", "Plt. dan Plh.", "penunjukan pelaksana pengesah"),
        ("hand-over", "Serah terima", "penugasan dan peran yang perlu penerus"),
    ),
}


def start_tasks(user: User) -> list[Task]:
    """Where people begin who have nothing to fill in, endorse or verify."""
    is_regional = user.organization.region_id is not None
    return [
        Task(title=label, url=reverse(name), hint=hint)
        for name, label, hint in STARTS.get(user.role, ())
        if not (is_regional and name in {"cluster-report-list", "hand-over"})
    ]


NO_PLAN = "Daerah Anda belum memiliki RAD di sistem. Periode pelaporannya dibuat bersama RAD itu."
NO_PERIOD_LEFT = "Semua periode RAD daerah Anda sudah dibuka; periode berikutnya dibuat bersama RAD yang baru."


def next_period(user: User, *, at: datetime) -> str:
    """What happens next and when, for an empty list: the next opening, or what has to be there first."""
    region = user.organization.region_id
    periods = ReportingPeriod.objects.filter(plan__region=region)
    opening = periods.filter(opens_at__gt=at).order_by("opens_at", "pk").first()
    if opening is None and region is not None:
        return NO_PERIOD_LEFT if periods.exists() else NO_PLAN
    if opening is None:
        return "Periode berikutnya muncul di sini setelah sekretariat membukanya."
    day = day_in_wib(opening.opens_at)
    return f"{opening.label} dibuka {date_long(day)}, {days_left(day, day_in_wib(at))}."
