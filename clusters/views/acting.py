"""Pelaksana pengesah: who endorses in an officer's place, from when to when, and on what basis."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clusters import permissions
from clusters.forms.acting import ActingForm
from clusters.models import ActingEndorser, User
from clusters.models.acting import ActingEndorserQuerySet
from clusters.models.organization import short_name_on
from clusters.requests import PersonalRequest
from clusters.services import acting as services
from ranpptppo.lib.formats import day_in_wib

ROWS_PER_PAGE = 50


@require_safe
def acting_list(request: PersonalRequest) -> HttpResponse:
    _refuse_others(request.user)
    today = _today()
    page = Paginator(_rows(request.user, today).latest_first(), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "clusters/acting_list.html", {"page": page, "today": today})


@require_http_methods(["GET", "POST"])
def acting_add(request: PersonalRequest) -> HttpResponse:
    _refuse_others(request.user)
    form = ActingForm(request.POST or None, appointer=request.user, today=_today())
    if request.method == "POST" and form.is_valid():
        if not permissions.can_appoint_acting(request.user, form.cleaned_data["user"].organization):
            raise PermissionDenied
        try:
            row = services.appoint_acting(**form.cleaned_data, by=request.user)
        except services.ActingNotPossible as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, f"{row.user.name} ditunjuk sebagai {row.get_kind_display()} pejabat pengesah.")
            return redirect("acting-list")
    return render(request, "clusters/acting_add.html", {"form": form})


@require_http_methods(["GET", "POST"])
def acting_end(request: PersonalRequest, pk: int) -> HttpResponse:
    """Asks, then takes the authority back at once."""
    row = get_object_or_404(_rows(request.user, _today()), pk=pk)
    if not permissions.can_appoint_acting(request.user, row.organization):
        raise PermissionDenied
    if request.method != "POST":
        return render(request, "clusters/acting_end.html", {"row": row})
    try:
        services.end_acting(row=row, by=request.user)
    except services.ActingNotPossible as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"Penunjukan {row.user.name} diakhiri.")
    return redirect("acting-list")


def _refuse_others(user: User) -> None:
    if not permissions.can_see_acting(user):
        raise PermissionDenied


def _rows(user: User, today: date) -> ActingEndorserQuerySet:
    """The appointments of the people whom this person sees."""
    rows = ActingEndorser.objects.filter(user__in=User.objects.visible_to(user).values("pk"))
    named = rows.select_related("user", "organization", "organization__region", "appointed_by", "ended_by")
    return named.annotate(organization_name=short_name_on(today, of="organization"))


def _today() -> date:
    return day_in_wib(timezone.now())
