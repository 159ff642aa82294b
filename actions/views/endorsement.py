"""Pengesahan: which organizations hand their reports in without an endorser, since when, why, and who decided."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from actions.enums import ReportState
from actions.forms.endorsement import SwitchForm
from actions.models import ProgressReport
from actions.services.endorsement import AlreadySwitched, SeveralOfficers, switch_endorsement
from clusters.models import Organization
from clusters.models.organization import OrganizationQuerySet
from clusters.permissions import can_manage_users, can_switch_endorsement
from clusters.requests import PersonalRequest
from ranpptppo.lib.formats import day_in_wib

ROWS_PER_PAGE = 50


@require_safe
def endorsement_list(request: PersonalRequest) -> HttpResponse:
    """The organizations with people, those without an endorser or with the endorsement off first."""
    if not can_manage_users(request.user):
        raise PermissionDenied
    reporting = _organizations(request, _today()).filter(
        Q(operators__gt=0) | Q(endorsers__gt=0) | Q(endorsement_required=False)
    )
    ordered = reporting.order_by("endorsement_required", F("endorsers"), F("short_name_then"), "pk")
    page = Paginator(ordered, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "actions/endorsement_list.html", {"page": page})


@require_http_methods(["GET", "POST"])
def endorsement_switch(request: PersonalRequest, pk: int) -> HttpResponse:
    """Says what will happen, asks why, and switches."""
    if not can_manage_users(request.user):
        raise PermissionDenied
    organization = get_object_or_404(_organizations(request, _today()).select_related("region"), pk=pk)
    if not can_switch_endorsement(request.user, organization):
        raise PermissionDenied
    form = SwitchForm(request.POST or None, initial={"required": _other_way(organization)})
    if request.method == "POST" and form.is_valid():
        return _switch(request, organization, form)
    context = {
        "organization": organization,
        "form": form,
        "waiting": _waiting(organization),
        "changes": _changes(organization),
    }
    return render(request, "actions/endorsement_switch.html", context)


def _switch(request: PersonalRequest, organization: Organization, form: SwitchForm) -> HttpResponse:
    try:
        done = switch_endorsement(organization=organization, by=request.user, **form.cleaned_data)
    except (AlreadySwitched, SeveralOfficers) as refused:
        messages.error(request, str(refused))
        return redirect("endorsement-switch", organization.pk)
    state = "dihidupkan" if form.cleaned_data["required"] else "dimatikan"
    what = "menunggu pengesahan" if form.cleaned_data["required"] else "kembali kepada operator untuk diajukan lagi"
    sentences = [f"Pengesahan {organization.short_name_then} {state}."]
    sentences += [f"{done.moved} laporan {what}."] if done.moved else []
    sentences += [f"{done.locked} laporan terkunci tidak berubah."] if done.locked else []
    messages.success(request, " ".join(sentences))
    return redirect("endorsement-list")


def _organizations(request: PersonalRequest, today: date) -> OrganizationQuerySet:
    """Of the keeper's scope: a regional one keeps the own region's bodies."""
    organizations = Organization.objects.with_name_on(today).with_officers()
    if request.user.organization.region_id is not None:
        organizations = organizations.visible_to(request.user).filter(region__isnull=False)
    return organizations


def _other_way(organization: Organization) -> str:
    return "off" if organization.endorsement_required else "on"


def _waiting(organization: Organization) -> list[ProgressReport]:
    """What was submitted and is neither endorsed nor verified."""
    reports = ProgressReport.objects.filter(organization=organization, state=ReportState.SUBMITTED)
    return list(reports.with_names().order_by("submitted_at", "pk"))


def _changes(organization: Organization) -> list[dict[str, Any]]:
    """When the switch changed, the newest first, with who and why; one query."""
    rows = list(organization.history.select_related("history_user").order_by("history_id"))
    pairs = pairwise(rows)
    changed = [later for earlier, later in pairs if earlier.endorsement_required != later.endorsement_required]
    return [
        {
            "at": row.history_date,
            "by": row.history_user,
            "required": row.endorsement_required,
            "reason": row.history_change_reason or "",
        }
        for row in reversed(changed)
    ]


def _today() -> date:
    return day_in_wib(timezone.now())
