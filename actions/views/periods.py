"""Reporting periods: open a plan's, see what is owed in each, give more time, lock and unlock, change dates."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actions.forms.adoption import ids_of
from actions.forms.periods import ExtensionForm, PeriodDatesForm, UnlockForm
from actions.models import ReportingPeriod
from actions.period_pages import period_rows, unfinished
from actions.periods import owed_in_period, period_overview
from actions.permissions import (
    can_change_period_dates,
    can_keep_periods,
    can_list_periods,
    can_see_periods,
    kept_clusters,
    listed_clusters,
)
from actions.services import periods as verbs
from clusters.models import Cluster, Plan
from clusters.requests import PersonalRequest
from ranpptppo.lib.formats import date_long, day_in_wib, joined, number
from ranpptppo.lib.periods import end_of_day


@require_safe
def period_list(request: PersonalRequest) -> HttpResponse:
    """The periods of one plan, the newest first; ``?plan=`` chooses another. A region's people find its own plans first."""
    if not can_list_periods(request.user):
        raise PermissionDenied
    plans = _plans(request)
    chosen = request.GET.get("plan", "")
    own = request.user.organization.region_id
    newest = next((row for row in plans if own is None or row.region_id == own), None)
    plan = next((row for row in plans if str(row.pk) == chosen), newest)
    may = can_keep_periods(request.user, on=day_in_wib(timezone.now()))
    context: dict[str, Any] = {"plans": plans, "plan": plan, "now": timezone.now(), "may_keep": may}
    context["may_open"] = can_see_periods(request.user)
    if plan is not None:
        context["rows"] = period_overview(plan)
    return render(request, "actions/period_list.html", context)


@require_safe
def period_detail(request: PersonalRequest, pk: int) -> HttpResponse:
    """One period: its dates, who owes and filed what, and what was done to it."""
    if not can_see_periods(request.user):
        raise PermissionDenied
    period, now = _period(request, pk), timezone.now()
    today = day_in_wib(now)
    rows = period_rows(period, clusters=listed_clusters(request.user, on=today), on=today)
    context = {
        "period": period,
        "plan": period.plan,
        "now": now,
        "rows": rows,
        "scope": _scope(request),
        "may_keep": can_keep_periods(request.user, on=today),
        "may_change": can_change_period_dates(request.user) and period.opens_at > now,
        "has_locked": period.locked_at is not None or any(row.is_locked for row in rows),
        "has_open": period.locked_at is None or any(not row.is_locked for row in rows if row.report),
        "events": period.events.select_related("by", "organization").order_by("-at", "-pk"),
    }
    return render(request, "actions/period_detail.html", context)


@require_POST
def period_create(request: PersonalRequest, plan_id: int) -> HttpResponse:
    """Open the periods that the plan lacks."""
    _refuse_others(request)
    plan = get_object_or_404(Plan.objects.visible_to(request.user), pk=plan_id)
    made = verbs.create_periods(plan=plan)
    messages.success(request, f"{len(made)} periode dibuka." if made else "Semua periode rencana ini sudah ada.")
    return redirect(f"{reverse('period-list')}?plan={plan.pk}")


@require_http_methods(["GET", "POST"])
def period_extend(request: PersonalRequest, pk: int) -> HttpResponse:
    """More time for one organization or all: postpones reminders and "due", and stays visible."""
    _refuse_others(request)
    period = _period(request, pk)
    form = ExtensionForm(request.POST or None, due_at=period.due_at, **_for_scope(request, period))
    if request.method == "POST" and form.is_valid():
        try:
            who = _extend(request, period, form.cleaned_data)
        except verbs.NothingToExtend as refused:
            form.add_error("until_on", str(refused))
        else:
            until = date_long(form.cleaned_data["until_on"])
            messages.success(request, f"Batas waktu{who} diperpanjang sampai {until}.")
            return redirect("period-detail", period.pk)
    return _ask(request, "actions/period_extend.html", period, form=form)


def _extend(request: PersonalRequest, period: ReportingPeriod, chosen: dict[str, Any]) -> str:
    """Answers for whom, where that is not one organization."""
    given: dict[str, Any] = {"until": end_of_day(chosen["until_on"]), "note": chosen["note"], "by": request.user}
    given |= {"period": period, "clusters": _kept(request)}
    if chosen["organization"] is not None:
        verbs.extend_period(organization=chosen["organization"], **given)
        return ""
    done = verbs.extend_all(**given)
    return f" bagi {number(done.organizations)} instansi ({number(done.reports)} laporan)"


@require_http_methods(["GET", "POST"])
def period_lock(request: PersonalRequest, pk: int) -> HttpResponse:
    """Close a period, or a coordinator's clusters in it; GET asks, POST does."""
    _refuse_others(request)
    period = _period(request, pk)
    if request.method == "POST":
        clusters = _kept(request)
        if period.locked_at is None or clusters is not None:
            count = verbs.lock_period(period=period, by=request.user, clusters=clusters)
            messages.success(request, f"{period.label} dikunci; {count} laporan tidak dapat diubah lagi.")
        return redirect("period-detail", period.pk)
    return _ask(request, "actions/period_lock.html", period, unfinished=unfinished(period, clusters=_kept(request)))


@require_http_methods(["GET", "POST"])
def period_unlock(request: PersonalRequest, pk: int) -> HttpResponse:
    """Lift the lock for one organization or all, with a reason; verified reports stay locked."""
    _refuse_others(request)
    period = _period(request, pk)
    form = UnlockForm(request.POST or None, **_for_scope(request, period))
    if request.method == "POST" and form.is_valid():
        done = verbs.unlock_period(
            period=period,
            organization=form.cleaned_data["organization"],
            clusters=_kept(request),
            by=request.user,
            note=form.cleaned_data["note"],
        )
        messages.success(request, f"Kunci {number(done.reports)} laporan {period.label} dibuka.")
        return redirect("period-detail", period.pk)
    return _ask(request, "actions/period_unlock.html", period, form=form)


@require_http_methods(["GET", "POST"])
def period_dates(request: PersonalRequest, pk: int) -> HttpResponse:
    """Other dates for a period that is not open yet."""
    if not can_change_period_dates(request.user):
        raise PermissionDenied
    period = _period(request, pk)
    form = PeriodDatesForm(request.POST or None, period=period, today=day_in_wib(timezone.now()))
    if request.method == "POST" and form.is_valid():
        note = form.cleaned_data["note"]
        try:
            verbs.change_period_dates(period=period, by=request.user, note=note, **form.moments())
        except verbs.PeriodAlreadyOpen as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, f"Tanggal {period.label} diubah.")
        return redirect("period-detail", period.pk)
    return _ask(request, "actions/period_dates.html", period, form=form)


def _plans(request: PersonalRequest) -> list[Plan]:
    """The own region's plans, the national ones, and the regional one that was asked for; the newest of each first."""
    asked, own = ids_of([request.GET.get("plan", "")]), request.user.organization.region_id
    mine = Q(region__isnull=True) | Q(pk__in=asked)
    if own is not None:
        mine |= Q(region=own)
    plans = Plan.objects.visible_to(request.user).filter(mine).latest_first()
    return sorted(plans, key=lambda plan: own is None or plan.region_id != own)


def _refuse_others(request: PersonalRequest) -> None:
    if not can_keep_periods(request.user, on=day_in_wib(timezone.now())):
        raise PermissionDenied


def _kept(request: PersonalRequest) -> frozenset[int] | None:
    return kept_clusters(request.user, on=day_in_wib(timezone.now()))


def _scope(request: PersonalRequest) -> str:
    """``klaster 1, 2, dan 3`` of a coordinator; "" for whole periods."""
    clusters = _kept(request)
    if not clusters:
        return ""
    numbers = Cluster.objects.filter(pk__in=clusters).order_by("number").values_list("number", flat=True)
    return f"klaster {joined([str(one) for one in numbers])}"


def _for_scope(request: PersonalRequest, period: ReportingPeriod) -> dict[str, Any]:
    """What a ScopeForm offers; ``?organization=`` comes from a row of the period's page."""
    owed = owed_in_period(period, clusters=_kept(request))
    return {
        "owing": {organization for organization, _ in owed},
        "today": day_in_wib(timezone.now()),
        "initial": {"organization": request.GET.get("organization", "")},
    }


def _ask(request: PersonalRequest, template: str, period: ReportingPeriod, **more: Any) -> HttpResponse:
    context = {"period": period, "plan": period.plan, "scope": _scope(request), **more}
    return render(request, template, context)


def _period(request: PersonalRequest, pk: int) -> ReportingPeriod:
    plans = Plan.objects.visible_to(request.user)
    return get_object_or_404(ReportingPeriod.objects.select_related("plan").filter(plan__in=plans), pk=pk)
