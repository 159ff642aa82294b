"""Tugas saya: what is due, what came back and why, what waits for me, what I finished."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from actions.inbox import FINISHED_SHOWN, EntryRow, Task, due_in_words, entry_rows, waiting_for_endorsement
from actions.models import ProgressEvent, ProgressReport, ReportingPeriod
from actions.permissions import can_change_period_dates, can_see_verification_queue
from actions.schedule import periods_to_lock
from clusters.enums import Role
from clusters.models import User
from clusters.requests import PersonalRequest
from ranpptppo.lib.formats import day_in_wib, days_left


@require_safe
def task_list(request: PersonalRequest) -> HttpResponse:
    now = timezone.now()
    user = request.user
    rows = entry_rows(user.organization, at=now) if user.role in {Role.OPERATOR, Role.ENDORSER} else []
    context = {
        "returned": _returned(rows, user, at=now),
        "due": _due(rows, at=now) if user.role == Role.OPERATOR else [],
        "endorse": [_endorsement(report, at=now) for report in waiting_for_endorsement(user, on=day_in_wib(now))],
        "verify": _verification(user, at=now),
        "to_lock": periods_to_lock(at=now) if can_change_period_dates(user) else [],
        "finished": _finished(user),
        "next_period": _next_period(user, at=now),
        "is_operator": user.role == Role.OPERATOR,
        "is_endorser": user.role == Role.ENDORSER,
        "is_verifier": can_see_verification_queue(user),
    }
    return render(request, "actions/task_list.html", context)


def _due(rows: list[EntryRow], *, at: datetime) -> list[Task]:
    today = day_in_wib(at)
    return [
        Task(
            title=row.period.label,
            url=reverse("progress-entry", args=[row.period.pk]),
            hint=f"{row.period.plan.short_title} · {due_in_words(row.due_at, today)}",
            label="Terlambat" if row.due_at < at else "Belum diajukan",
            tone="danger" if row.due_at < at else "warning",
            symbol="clock",
        )
        for row in rows
        if row.is_open and not row.returned
    ]


def _returned(rows: list[EntryRow], user: User, *, at: datetime) -> list[Task]:
    """What came back and why; the operator goes straight to the grid, the endorser reads the report."""
    return [
        Task(
            title=f"{row.period.label}, klaster {report.cluster.number}",
            url=reverse("progress-entry", args=[row.period.pk])
            if user.role == Role.OPERATOR
            else report.get_absolute_url(),
            hint=f"{report.return_note} · {due_in_words(row.due_at, day_in_wib(at))}",
            state=report.state,
        )
        for row in rows
        for report in row.returned
    ]


def _endorsement(report: ProgressReport, *, at: datetime) -> Task:
    return Task(
        title=f"{report.period.label}, klaster {report.cluster.number} {report.cluster.name}",
        url=report.get_absolute_url(),
        hint=due_in_words(report.due_at, day_in_wib(at)),
        state=report.state,
    )


def _verification(user: User, *, at: datetime) -> Task | None:
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
        hint=f"yang terlama menunggu {age} hari",
        label="Menunggu Anda",
        tone="warning",
        symbol="clock",
    )


def _finished(user: User) -> list[ProgressEvent]:
    events = ProgressEvent.objects.filter(by=user).select_related("report", "report__period", "report__cluster")
    return list(events.order_by("-at", "-pk")[:FINISHED_SHOWN])


def _next_period(user: User, *, at: datetime) -> str:
    """When the next period opens, for an empty list: what will happen next and when."""
    periods = ReportingPeriod.objects.filter(plan__region=user.organization.region_id, opens_at__gt=at)
    period = periods.order_by("opens_at", "pk").first()
    if period is None:
        return "Periode berikutnya muncul di sini setelah sekretariat membukanya."
    return f"{period.label} dibuka {days_left(day_in_wib(period.opens_at), day_in_wib(at))}."
