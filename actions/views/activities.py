"""Kegiatan di luar RAN: record one, so that its organization reports on it like on any action."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from actions.forms.workflow import OutsideActivityForm
from actions.permissions import can_record_outside_activity
from actions.services.outside import record_outside_activity
from clusters.requests import PersonalRequest


@require_http_methods(["GET", "POST"])
def activity_add(request: PersonalRequest) -> HttpResponse:
    if not can_record_outside_activity(request.user):
        raise PermissionDenied
    form = OutsideActivityForm(request.POST or None, user=request.user, at=timezone.now())
    if request.method == "POST" and form.is_valid():
        chosen = dict(form.cleaned_data)
        output = (chosen.pop("output"), chosen.pop("unit"))
        action = record_outside_activity(**chosen, outputs=[output])
        messages.success(request, f"Kegiatan “{action.title}” dicatat dan muncul di isian penanggung jawabnya.")
        return redirect("activity-add")
    return render(request, "actions/activity_add.html", {"form": form})
