"""Komitmen: at the year's start each organization confirms targets, locations and budget; targets are negotiated."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actions.commitments import commitment_overview, committed_actions, frozen, requests_to_decide, steps_of
from actions.entry_inputs import target_text
from actions.enums import CommitmentStep, TargetDecision
from actions.forms.commitments import DecisionForm, StepForm, TargetRequestForm
from actions.models import Action, Indicator, TargetRequest
from actions.permissions import (
    can_confirm_commitment,
    can_prepare_commitment,
    can_see_commitments,
    can_see_entry,
    can_see_target_request,
    kept_clusters,
)
from actions.services import commitments as verbs
from clusters.models import Organization, Plan
from clusters.requests import PersonalRequest
from ranpptppo.lib.formats import day_in_wib
from ranpptppo.lib.periods import last_day


@require_safe
def commitment_list(request: PersonalRequest) -> HttpResponse:
    """Who confirmed and who has not, and the proposals that wait; for whoever reports, the own commitment."""
    if can_see_entry(request.user):
        return _show(request, _organization(request, request.user.organization_id))
    if not can_see_commitments(request.user):
        raise PermissionDenied
    today = day_in_wib(timezone.now())
    plan, year, years = _year(request, request.user.organization)
    context = {
        "plan": plan,
        "year": year,
        "years": years,
        "rows": commitment_overview(plan, year, on=last_day(year)) if plan else [],
        "requests": requests_to_decide(request.user, clusters=kept_clusters(request.user, on=today), on=today),
    }
    return render(request, "actions/commitment_list.html", context)


@require_safe
def commitment_detail(request: PersonalRequest, pk: int) -> HttpResponse:
    """One organization's commitment of the year, and the steps taken."""
    return _show(request, _organization(request, pk))


@require_POST
def commitment_prepare(request: PersonalRequest, pk: int) -> HttpResponse:
    organization = _organization(request, pk)
    if not can_prepare_commitment(request.user, organization):
        raise PermissionDenied
    return _take(request, organization, CommitmentStep.PREPARED, "Komitmen disiapkan dan menunggu konfirmasi pejabat.")


@require_POST
def commitment_confirm(request: PersonalRequest, pk: int) -> HttpResponse:
    organization = _organization(request, pk)
    if not can_confirm_commitment(request.user, organization, on=day_in_wib(timezone.now())):
        raise PermissionDenied
    return _take(request, organization, CommitmentStep.CONFIRMED, "Komitmen dikonfirmasi.")


@require_http_methods(["GET", "POST"])
def target_request(request: PersonalRequest, pk: int) -> HttpResponse:
    """Propose another target for the year of the address."""
    organization = request.user.organization
    if not can_prepare_commitment(request.user, organization):
        raise PermissionDenied
    plan, year, _ = _year(request, organization)
    indicator = _indicator(organization, plan, year, pk)
    current = verbs.current_target(indicator, year)
    form = TargetRequestForm(request.POST or None, indicator=indicator, current=current)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.request_target(indicator=indicator, year=year, by=request.user, **form.cleaned_data)
        except verbs.RequestAlreadyOpen as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Usulan target dikirim kepada koordinator klaster.")
            return redirect(_page_of(organization, year))
    shown = target_text(indicator, current)
    context = {"form": form, "indicator": indicator, "year": year, "current": shown, "organization": organization}
    return render(request, "actions/target_request.html", context)


@require_http_methods(["GET", "POST"])
def target_request_decide(request: PersonalRequest, pk: int) -> HttpResponse:
    """Whom the proposal was sent to approves or refuses it, and reads afterwards what was decided."""
    proposal = _proposal(request, pk)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        decision = TargetDecision(form.cleaned_data["decision"])
        try:
            verbs.decide_target(request=proposal, decision=decision, by=request.user, note=form.cleaned_data["note"])
        except (verbs.RequestAlreadyDecided, verbs.TargetMoved) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Usulan target {decision.label.lower()}.")
            return redirect("commitment-list")
    context = {
        "proposal": proposal,
        "form": None if proposal.decision else form,
        "old": target_text(proposal.indicator, proposal.old_value),
        "proposed": target_text(proposal.indicator, proposal.proposed_value),
    }
    return render(request, "actions/target_request_decide.html", context)


def _proposal(request: PersonalRequest, pk: int) -> TargetRequest:
    related = TargetRequest.objects.select_related(
        "indicator__action__cluster", "requested_by__organization", "decided_by"
    )
    visible = related.filter(indicator__action__in=Action.objects.visible_to(request.user))
    proposal = get_object_or_404(visible, pk=pk)
    if not can_see_target_request(request.user, proposal, on=day_in_wib(timezone.now())):
        raise PermissionDenied
    return proposal


def _show(request: PersonalRequest, organization: Organization) -> HttpResponse:
    plan, year, years = _year(request, organization)
    now = timezone.now()
    context: dict[str, Any] = {"organization": organization, "plan": plan, "year": year, "years": years}
    if plan is not None:
        steps = steps_of(organization, plan, year)
        actions = committed_actions(organization, plan, year, at=now)
        sha256 = frozen(organization, plan, year, actions)[1]
        may_prepare = can_prepare_commitment(request.user, organization)
        context |= {
            "actions": actions,
            "steps": steps,
            "has_changed": bool(steps) and steps[0].sha256 != sha256,
            "may_propose": may_prepare,
            "may_prepare": may_prepare and organization.endorsement_required,
            "may_confirm": can_confirm_commitment(request.user, organization, on=day_in_wib(now)),
            "form": StepForm(),
        }
    return render(request, "actions/commitment_detail.html", context)


def _take(request: PersonalRequest, organization: Organization, step: CommitmentStep, said: str) -> HttpResponse:
    plan, year, _ = _year(request, organization)
    form = StepForm(request.POST)
    if plan is None:
        raise Http404
    if form.is_valid():
        note = form.cleaned_data["note"]
        verbs.take_commitment_step(
            plan=plan, organization=organization, year=year, step=step, by=request.user, note=note
        )
        messages.success(request, said)
    else:
        messages.error(request, "Catatan terlalu panjang: paling banyak 500 huruf.")
    return redirect(_page_of(organization, year))


def _organization(request: PersonalRequest, pk: int) -> Organization:
    """The own organization, or one that the person oversees."""
    named = Organization.objects.visible_to(request.user).with_name_on(day_in_wib(timezone.now()))
    organization = get_object_or_404(named, pk=pk)
    if organization.pk != request.user.organization_id and can_see_entry(request.user):
        raise Http404
    return organization


def _year(request: PersonalRequest, organization: Organization) -> tuple[Plan | None, int, list[int]]:
    """The plan with scores, the year of the address (this year, or the plan's last), and the years to choose from."""
    plans = [plan for plan in Plan.objects.filter(region=organization.region_id).latest_first() if plan.has_scores]
    years = sorted({year for plan in plans for year in plan.years}, reverse=True)
    wanted = request.GET.get("year", "")
    today = day_in_wib(timezone.now()).year
    usual = today if today in years else next(iter(years), today)
    year = next((one for one in years if str(one) == wanted), usual)
    return next((plan for plan in plans if year in plan.years), None), year, years


def _indicator(organization: Organization, plan: Plan | None, year: int, pk: int) -> Indicator:
    if plan is not None:
        for action in committed_actions(organization, plan, year, at=timezone.now()):
            for line in action.targets:
                if line.indicator.pk == pk and line.may_propose:
                    return Indicator.objects.select_related("action").get(pk=pk)
    raise Http404


def _page_of(organization: Organization, year: int) -> str:
    return f"{reverse('commitment-detail', args=[organization.pk])}?year={year}"
