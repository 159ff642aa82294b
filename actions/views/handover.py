"""Serah terima: what ended organizations still hold goes to successors, explicitly and never by itself."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actions.forms.handover import HandOverForm, SuccessorForm
from actions.permissions import can_hand_over
from actions.services import handover as services
from clusters.models import ClusterRole, Organization
from clusters.requests import PersonalRequest
from clusters.services import cluster_roles
from ranpptppo.lib.formats import day_in_wib


@require_safe
def hand_over(request: PersonalRequest) -> HttpResponse:
    """Who ended and still holds assignments, and which clusters nobody leads or coordinates."""
    _refuse_others(request)
    today = _today()
    context = {
        "organizations": services.ended_organizations(on=today),
        "vacancies": cluster_roles.vacancies(on=today),
        "today": today,
    }
    return render(request, "actions/handover.html", context)


@require_safe
def hand_over_organization(request: PersonalRequest, pk: int) -> HttpResponse:
    """Choose the assignments of one organization; ``?all=1`` ticks every one."""
    _refuse_others(request)
    organization = _organization(pk)
    form = _form(request, organization)
    if request.GET.get("all"):
        form.initial["assignments"] = services.open_assignments(organization)
    return _choice(request, organization, form)


@require_POST
def hand_over_preview(request: PersonalRequest, pk: int) -> HttpResponse:
    """What would happen; writes nothing."""
    _refuse_others(request)
    organization = _organization(pk)
    form = _form(request, organization)
    if not form.is_valid():
        return _choice(request, organization, form)
    return _preview(request, organization, form, services.prepare_hand_over(**_chosen(form)))


@require_POST
def hand_over_confirm(request: PersonalRequest, pk: int) -> HttpResponse:
    _refuse_others(request)
    organization = _organization(pk)
    form = _form(request, organization)
    if not form.is_valid():
        return _choice(request, organization, form)
    try:
        started = services.hand_over_assignments(**_chosen(form), basis=form.cleaned_data["basis"], by=request.user)
    except services.HandOverNotPossible:
        return _preview(request, organization, form, services.prepare_hand_over(**_chosen(form)))
    messages.success(request, f"{len(started)} penugasan diserahkan.")
    return redirect("hand-over")


@require_http_methods(["GET", "POST"])
def hand_over_role(request: PersonalRequest, pk: int) -> HttpResponse:
    """Give a cluster's lead or coordination to a successor."""
    _refuse_others(request)
    role = get_object_or_404(ClusterRole.objects.select_related("cluster", "organization"), pk=pk)
    form = _role_form(request, role)
    if request.method == "POST" and form.is_valid():
        try:
            cluster_roles.hand_over_cluster_role(role=role, by=request.user, **form.cleaned_data)
        except cluster_roles.RoleNotHandedOver as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, f"{role.get_role_display()} {role.cluster} diserahkan.")
            return redirect("hand-over")
    holder = _organization(role.organization_id)
    return render(request, "actions/handover_role.html", {"role": role, "holder": holder, "form": form})


def _refuse_others(request: PersonalRequest) -> None:
    if not can_hand_over(request.user):
        raise PermissionDenied


def _today() -> date:
    return day_in_wib(timezone.now())


def _organization(pk: int) -> Organization:
    return get_object_or_404(Organization.objects.with_name_on(_today()), pk=pk)


def _form(request: PersonalRequest, organization: Organization) -> HandOverForm:
    successions = services.successions(organization, on=_today())
    return HandOverForm(
        request.POST or None,
        assignments=services.open_assignments(organization),
        suggestions=[row.successor for row in successions],
        today=_today(),
        initial={"on": successions[0].on if successions else None},
    )


def _role_form(request: PersonalRequest, role: ClusterRole) -> SuccessorForm:
    successions = services.successions(role.organization, on=_today())
    return SuccessorForm(
        request.POST or None,
        suggestions=[row.successor for row in successions],
        today=_today(),
        initial={"on": role.valid_to + timedelta(days=1) if role.valid_to else None},
    )


def _chosen(form: HandOverForm) -> dict[str, Any]:
    return {
        "assignments": list(form.cleaned_data["assignments"]),
        "successor": form.cleaned_data["successor"],
        "on": form.cleaned_data["on"],
    }


def _choice(request: PersonalRequest, organization: Organization, form: HandOverForm) -> HttpResponse:
    ticked = {str(getattr(value, "pk", value)) for value in form["assignments"].value() or []}
    context = {
        "organization": organization,
        "form": form,
        "rows": [(row, str(row.pk) in ticked) for row in services.open_assignments(organization)],
        "successors": _named_successors(organization),
    }
    return render(request, "actions/handover_organization.html", context)


def _preview(
    request: PersonalRequest, organization: Organization, form: HandOverForm, plan: services.HandOver
) -> HttpResponse:
    context = {
        "organization": organization,
        "plan": plan,
        "successor": _organization(plan.successor.pk),
        "basis": form.cleaned_data["basis"],
    }
    return render(request, "actions/handover_preview.html", context)


def _named_successors(organization: Organization) -> list[Organization]:
    keys = [row.successor_id for row in services.successions(organization, on=_today())]
    return list(Organization.objects.filter(pk__in=keys).by_name(_today()))
