"""Kegiatan di luar RAN: the list, and recording and correcting one, so that its organization reports on it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from actions.activities import activities_visible_to
from actions.enums import AssignmentRole
from actions.forms.activities import ActivityNameForm, OutputFormSet, OutsideActivityForm, filled
from actions.models import Action, Assignment
from actions.permissions import (
    can_edit_outside_activity,
    can_record_outside_activity,
    can_see_entry,
    can_see_outside_activities,
)
from actions.services import outside as verbs
from clusters.requests import PersonalRequest
from ranpptppo.lib.formats import day_in_wib

PER_PAGE = 50


@require_safe
def activity_list(request: PersonalRequest) -> HttpResponse:
    """Whoever reports sees the own organization's, the others all."""
    if not can_see_outside_activities(request.user):
        raise PermissionDenied
    user = request.user
    is_own = can_see_entry(user)
    rows = activities_visible_to(user, on=day_in_wib(timezone.now()), lead=user.organization if is_own else None)
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "is_own": is_own,
        "may_record": can_record_outside_activity(user),
    }
    return render(request, "actions/activity_list.html", context)


@require_http_methods(["GET", "POST"])
def activity_add(request: PersonalRequest) -> HttpResponse:
    if not can_record_outside_activity(request.user):
        raise PermissionDenied
    form = OutsideActivityForm(request.POST or None, user=request.user, at=timezone.now())
    outputs = OutputFormSet(request.POST or None, prefix="outputs")
    if request.method == "POST" and form.is_valid() and outputs.is_valid():
        chosen: dict[str, Any] = {"organization": request.user.organization, **form.cleaned_data}
        counted = [(row["text"], row["unit"]) for row in filled(outputs)]
        action = verbs.record_outside_activity(outputs=counted, **chosen)
        messages.success(request, f"Kegiatan “{action.title}” dicatat dan muncul di isian penanggung jawabnya.")
        return redirect("activity-list")
    return render(request, "actions/activity_add.html", {"form": form, "outputs": outputs})


@require_http_methods(["GET", "POST"])
def activity_edit(request: PersonalRequest, pk: int) -> HttpResponse:
    """Until the first report about it is filed."""
    action, lead = _to_edit(request, pk)
    form = ActivityNameForm(request.POST or None, initial={"title": action.title, "starts_on": lead.starts_on})
    rows = action.indicators.order_by("position", "pk").values("pk", "text", "unit")
    initial = [{"indicator": row["pk"], "text": row["text"], "unit": row["unit"]} for row in rows]
    outputs = OutputFormSet(request.POST or None, prefix="outputs", initial=initial)
    if request.method == "POST" and form.is_valid() and outputs.is_valid():
        counted = [(row["indicator"], row["text"], row["unit"]) for row in filled(outputs)]
        try:
            verbs.edit_outside_activity(action=action, outputs=counted, **form.cleaned_data)
        except (verbs.ActivityFiled, verbs.ActivityUnderReview, verbs.OutputInUse) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Kegiatan diubah.")
            return redirect("activity-list")
    return render(request, "actions/activity_edit.html", {"form": form, "outputs": outputs, "action": action})


def _to_edit(request: PersonalRequest, pk: int) -> tuple[Action, Assignment]:
    action = get_object_or_404(Action.objects.visible_to(request.user).filter(is_in_plan=False), pk=pk)
    leads = Assignment.objects.filter(action=action, role=AssignmentRole.LEAD, ends_on__isnull=True)
    lead = get_object_or_404(leads.select_related("organization"))
    if not can_edit_outside_activity(request.user, lead.organization):
        raise PermissionDenied
    return action, lead
