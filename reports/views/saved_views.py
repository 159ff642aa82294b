"""Tampilan tersimpan: dashboards with their filters, kept under a title and shared with colleagues."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from clusters.requests import PersonalRequest
from reports.forms import SavedViewForm
from reports.models import SavedView
from reports.permissions import can_change_view
from reports.screens.pages import screen_at
from reports.services import MOST_VIEWS, TitleTaken, TooManyViews, change_view, save_view

NO_TITLE = "Tulis judul tampilan, paling panjang 80 huruf."


@require_safe
def saved_view_list(request: PersonalRequest) -> HttpResponse:
    views = list(SavedView.objects.visible_to(request.user).select_related("user").by_title())
    context = {
        "own": [view for view in views if view.user_id == request.user.pk],
        "shared": [view for view in views if view.user_id != request.user.pk],
        "most": MOST_VIEWS,
    }
    return render(request, "reports/saved_view_list.html", context)


@require_POST
def saved_view_save(request: PersonalRequest, page: str = "") -> HttpResponse:
    """Keep the dashboard at ``page`` with the filters of the address."""
    screen, form = screen_at(request, page), SavedViewForm(request.POST)
    query = screen.query(request.GET)[:1000]
    if not form.is_valid():
        messages.error(request, NO_TITLE)
        return redirect(f"/{page}/?{query}" if page else f"/?{query}")
    try:
        view = save_view(page=page, query=query, words=screen.in_words(), by=request.user, **form.cleaned_data)
    except (TitleTaken, TooManyViews) as error:
        messages.error(request, str(error))
        return redirect(f"/{page}/?{query}" if page else f"/?{query}")
    messages.success(request, f"Tampilan “{view.title}” disimpan. Anda menemukannya di menu Tampilan tersimpan.")
    return redirect(view)


@require_POST
def saved_view_change(request: PersonalRequest, pk: int) -> HttpResponse:
    """Another title, or another audience."""
    view, form = _own(request, pk), SavedViewForm(request.POST)
    if not form.is_valid():
        messages.error(request, NO_TITLE)
        return redirect("saved-view-list")
    try:
        change_view(view=view, **form.cleaned_data)
    except TitleTaken as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Tampilan “{view.title}” diperbarui.")
    return redirect("saved-view-list")


@require_POST
def saved_view_delete(request: PersonalRequest, pk: int) -> HttpResponse:
    view = _own(request, pk)
    view.delete()
    messages.success(request, f"Tampilan “{view.title}” dihapus.")
    return redirect("saved-view-list")


def _own(request: PersonalRequest, pk: int) -> SavedView:
    """404 where the person does not see it, 403 where it is a colleague's."""
    view = get_object_or_404(SavedView.objects.visible_to(request.user), pk=pk)
    if not can_change_view(request.user, view):
        raise PermissionDenied
    return view
