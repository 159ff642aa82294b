"""RAD: the plans of a region, made by its own people or by the secretariat for it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from actions.enums import AssignmentRole
from actions.forms.regional_plans import REFERENCES, ReferenceForm, RegionalPlanForm
from actions.models import Assignment
from actions.permissions import can_keep_regional_plan
from actions.region_start import region_steps
from actions.services import regional_plans as verbs
from clusters.models import Plan, Region
from clusters.plan_standing import plan_standing
from clusters.requests import PersonalRequest
from ranpptppo.lib.formats import day_in_wib

NEXT = "Sekarang adopsi aksi nasional, atau impor aksi lokalnya."


@require_safe
def regional_plan_list(request: PersonalRequest, code: str) -> HttpResponse:
    """What plans the region has, what they refer to, and how many actions are in them."""
    region = _region(request, code)
    local = Count("actions", filter=Q(actions__is_in_plan=True), distinct=True)
    clusters = Count("actions__cluster", filter=Q(actions__is_in_plan=True), distinct=True)
    plans = Plan.objects.filter(region=region).annotate(local=local, clusters=clusters).select_related("parent")
    adopted = Assignment.objects.open().filter(role=AssignmentRole.ADOPTING, organization__region=region)
    context = {
        "region": region,
        "plans": plans.latest_first(),
        "plan": Plan.objects.filter(region=region).example(),
        "adopted": adopted.count(),
        "standing": plan_standing(region, on=day_in_wib(timezone.now())),
        "may_keep": can_keep_regional_plan(request.user, region),
        "steps": region_steps(request.user, region),
    }
    return render(request, "actions/regional_plan_list.html", context)


@require_http_methods(["GET", "POST"])
def regional_plan_create(request: PersonalRequest, code: str) -> HttpResponse:
    region = _kept(request, _region(request, code))
    form = RegionalPlanForm(request.POST or None, region=region)
    if request.method == "POST" and form.is_valid():
        try:
            plan = verbs.make_regional_plan(plan=form.instance, region=region, by=request.user)
        except verbs.PlanAlreadyMade as refused:
            form.add_error("start_year", str(refused))
        else:
            messages.success(request, f"{plan.short_title} dibuat bersama periodenya. {NEXT}")
            return redirect(plan_page(plan))
    return render(request, "actions/regional_plan_create.html", {"form": form, "region": region})


@require_http_methods(["GET", "POST"])
def regional_plan_edit(request: PersonalRequest, pk: int) -> HttpResponse:
    regional = Plan.objects.visible_to(request.user).filter(region__isnull=False).select_related("region")
    plan = get_object_or_404(regional, pk=pk)
    region = _kept(request, plan.region)
    form = ReferenceForm(request.POST or None, instance=plan)
    if request.method == "POST" and form.is_valid():
        verbs.change_references(plan=form.instance, fields=list(REFERENCES), by=request.user)
        messages.success(request, "Keterangan RAD disimpan.")
        return redirect(plan_page(plan))
    return render(request, "actions/regional_plan_edit.html", {"form": form, "region": region, "plan": plan})


def plan_page(plan: Plan) -> str:
    """Where the plan is kept: a regional one among those of its region, others by their periods."""
    if plan.region is None:
        return f"{reverse('period-list')}?plan={plan.pk}"
    return reverse("regional-plan-list", args=[plan.region.code])


def _region(request: PersonalRequest, code: str) -> Region:
    return get_object_or_404(Region.objects.visible_to(request.user), code=code)


def _kept(request: PersonalRequest, region: Region | None) -> Region:
    if region is None or not can_keep_regional_plan(request.user, region):
        raise PermissionDenied
    return region
