"""Tugas saya: what is due, what came back and why, what waits for me, what I finished."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from actions import desk
from actions.commitments import commitment_tasks
from actions.endorsing import GAP_TITLE, endorsement_gap, endorser_tasks
from actions.inbox import FINISHED_SHOWN, count_filled, entry_rows
from actions.models import ProgressEvent
from actions.permissions import can_change_period_dates, can_see_entry, can_see_verification_queue, kept_clusters
from actions.region_start import region_steps
from actions.schedule import periods_to_lock
from clusters.enums import Role
from clusters.models import Plan, User
from clusters.models.organization import short_name_on
from clusters.requests import PersonalRequest
from ranpptppo.lib.formats import day_in_wib


@require_safe
def task_list(request: PersonalRequest) -> HttpResponse:
    now, user = timezone.now(), request.user
    context = {
        "plan": Plan.objects.visible_to(user).example(),
        **_own_reports(user, at=now),
        **_others_reports(user, at=now),
        "commitments": commitment_tasks(user, clusters=kept_clusters(user, on=day_in_wib(now)), at=now),
        "start": desk.start_tasks(user),
        "steps": region_steps(user, user.organization.region),
        "finished": _finished(user, at=now),
        "next_period": desk.next_period(user, at=now),
    }
    return render(request, "actions/task_list.html", context)


def _own_reports(user: User, *, at: datetime) -> dict[str, Any]:
    """What the own organization fills in and endorses."""
    rows = entry_rows(user.organization, at=at) if can_see_entry(user) else []
    count_filled(user.organization, [row for row in rows if row.is_open])
    acting = desk.acting_rows(user, on=day_in_wib(at))
    is_operator, is_endorser = user.role == Role.OPERATOR, user.role == Role.ENDORSER
    return {
        "gap_title": GAP_TITLE,
        "gap": endorsement_gap(user, on=day_in_wib(at)) if any(row.is_open for row in rows) else "",
        "returned": desk.returned_tasks(rows, user, at=at),
        "due": desk.due_tasks(rows, at=at) if is_operator else [],
        "watched": desk.watched_tasks(rows, at=at) if is_endorser else [],
        "endorse": desk.endorsement_tasks(user, at=at),
        "acting": acting,
        "is_operator": is_operator,
        "is_endorser": is_endorser or bool(acting),
    }


def _others_reports(user: User, *, at: datetime) -> dict[str, Any]:
    """What verifiers, leads of clusters and the secretariat see to."""
    office = [*desk.office_tasks(user, at=at), *endorser_tasks(user, on=day_in_wib(at))]
    return {
        "verify": desk.verification_task(user, at=at),
        "clusters": desk.cluster_tasks(user, at=at),
        "office": office,
        "to_lock": periods_to_lock(at=at) if can_change_period_dates(user) else [],
        "is_verifier": can_see_verification_queue(user),
        "is_office": bool(office) or (user.role == Role.SECRETARIAT and user.organization.region_id is None),
    }


def _finished(user: User, *, at: datetime) -> list[ProgressEvent]:
    """The latest steps, each with ``organization_name``: who checks many must see whose report it was."""
    events = ProgressEvent.objects.filter(by=user).select_related(
        "report", "report__period", "report__cluster", "report__organization"
    )
    named = events.annotate(organization_name=short_name_on(day_in_wib(at), of="report__organization"))
    return list(named.order_by("-at", "-pk")[:FINISHED_SHOWN])
