"""Reporting periods: open a plan's, see what is owed in each, give more time, lock."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actions.forms.periods import ExtensionForm
from actions.models import ReportingPeriod
from actions.periods import owing_organizations, period_overview
from actions.permissions import can_lock_period, can_open_periods
from actions.services.periods import create_periods, extend_period, lock_period
from clusters.models import Plan
from clusters.requests import PersonalRequest
from ranpptppo.lib.formats import date_long, day_in_wib
from ranpptppo.lib.periods import end_of_day


@require_safe
def period_list(request: PersonalRequest) -> HttpResponse:
    """The periods of one plan, the newest first; ``?plan=`` chooses another."""
    _refuse_others(request)
    plans = list(Plan.objects.visible_to(request.user).filter(region__isnull=True).latest_first())
    chosen = request.GET.get("plan", "")
    plan = next((row for row in plans if str(row.pk) == chosen), plans[0] if plans else None)
    context: dict[str, Any] = {"plans": plans, "plan": plan, "now": timezone.now()}
    if plan is not None:
        context["rows"] = period_overview(plan)
    return render(request, "actions/period_list.html", context)


@require_POST
def period_create(request: PersonalRequest, plan_id: int) -> HttpResponse:
    """Open the periods that the plan lacks."""
    _refuse_others(request)
    plan = get_object_or_404(Plan.objects.visible_to(request.user), pk=plan_id)
    made = create_periods(plan=plan)
    messages.success(request, f"{len(made)} periode dibuka." if made else "Semua periode rencana ini sudah ada.")
    return redirect(_list_of(plan))


@require_http_methods(["GET", "POST"])
def period_extend(request: PersonalRequest, pk: int) -> HttpResponse:
    """More time for one organization: postpones reminders and "due", and stays visible."""
    _refuse_others(request)
    period = _period(request, pk)
    today = day_in_wib(timezone.now())
    form = ExtensionForm(request.POST or None, owing=owing_organizations(period), today=today, due_at=period.due_at)
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["until_on"]
        organization = form.cleaned_data["organization"]
        note = form.cleaned_data["note"]
        extend_period(period=period, organization=organization, until=end_of_day(day), by=request.user, note=note)
        messages.success(request, f"Batas waktu diperpanjang sampai {date_long(day)}.")
        return redirect(_list_of(period.plan))
    return render(request, "actions/period_extend.html", {"period": period, "plan": period.plan, "form": form})


@require_http_methods(["GET", "POST"])
def period_lock(request: PersonalRequest, pk: int) -> HttpResponse:
    """Close a period; GET asks, POST does. Later corrections reopen a report, with a reason."""
    if not can_lock_period(request.user):
        raise PermissionDenied
    period = _period(request, pk)
    if request.method == "POST":
        if period.locked_at is None:
            count = lock_period(period=period, by=request.user)
            messages.success(request, f"{period.label} dikunci; {count} laporan tidak dapat diubah lagi.")
        return redirect(_list_of(period.plan))
    return render(request, "actions/period_lock.html", {"period": period, "plan": period.plan})


def _refuse_others(request: PersonalRequest) -> None:
    if not can_open_periods(request.user):
        raise PermissionDenied


def _period(request: PersonalRequest, pk: int) -> ReportingPeriod:
    plans = Plan.objects.visible_to(request.user)
    return get_object_or_404(ReportingPeriod.objects.select_related("plan").filter(plan__in=plans), pk=pk)


def _list_of(plan: Plan) -> str:
    return f"{reverse('period-list')}?plan={plan.pk}"
