"""Formulir XLSX of a period: download it, upload it filled in, look at what it changes, apply it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actions.forms.entry_sheet import EntrySheetForm
from actions.models import ReportingPeriod
from actions.permissions import can_open_entry
from actions.services.entry_sheet import FormStopped, NothingOwed, apply_form, make_form, preview_form
from actions.services.progress import PeriodNotOpen
from actions.sheets.form import reports_owed
from actions.sheets.preview import Preview
from clusters.models import Plan
from clusters.requests import PersonalRequest
from ranpptppo.lib import waiting_files
from ranpptppo.lib.file_types import XLSX
from ranpptppo.lib.formats import number

KIND = waiting_files.WaitingKind.ENTRY_FORM


@require_http_methods(["GET", "POST"])
def entry_sheet(request: PersonalRequest, period_id: int) -> HttpResponse:
    """How it goes, and the upload; a chosen file is kept and shown as a preview."""
    period = _period(request, period_id)
    form = EntrySheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        waiting_files.keep(request.session, file, kind=KIND, name=file.name, about=period.pk, at=timezone.now())
        return redirect("entry-sheet-preview", period.pk)
    return render(request, "actions/entry_sheet.html", {"period": period, "plan": period.plan, "form": form})


@require_safe
def entry_sheet_download(request: PersonalRequest, period_id: int) -> HttpResponse:
    """The form with what is saved now. Makes no report."""
    period = _period(request, period_id)
    try:
        content = make_form(organization=request.user.organization, period=period)
    except NothingOwed:
        raise Http404("This organization owes nothing in this period.") from None
    name = f"isian-{request.user.organization.code}-{period.year}-{period.code}.xlsx".lower()
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=XLSX, headers=headers)


@require_safe
def entry_sheet_preview(request: PersonalRequest, period_id: int) -> HttpResponse:
    """What the waiting file would change."""
    period = _period(request, period_id)
    try:
        with _waiting(request, period) as (file, name):
            preview = preview_form(organization=request.user.organization, period=period, file=file, name=name)
    except waiting_files.NothingWaits as nothing:
        return _back(request, period, nothing)
    return _show(request, period, preview)


@require_POST
def entry_sheet_apply(request: PersonalRequest, period_id: int) -> HttpResponse:
    """Apply the waiting file, everything or nothing."""
    period = _period(request, period_id)
    answers, seen = request.POST.dict(), request.POST.get("seen", "")
    organization = request.user.organization
    try:
        with _waiting(request, period) as (file, name):
            done = apply_form(
                organization=organization,
                period=period,
                file=file,
                name=name,
                by=request.user,
                answers=answers,
                seen=seen,
            )
    except (waiting_files.NothingWaits, PeriodNotOpen) as nothing:
        return _back(request, period, nothing)
    except FormStopped as stopped:
        messages.warning(request, str(stopped))
        return _show(request, period, stopped.preview, status=422)
    waiting_files.drop(request.session, KIND)
    _tell(request, done)
    return redirect("progress-entry", period.pk)


def _period(request: PersonalRequest, period_id: int) -> ReportingPeriod:
    """The period, where the person's organization owes something in it: 404 and 403 as on the page itself."""
    periods = ReportingPeriod.objects.filter(plan__in=Plan.objects.visible_to(request.user)).select_related("plan")
    period = get_object_or_404(periods, pk=period_id)
    if not can_open_entry(request.user, request.user.organization):
        raise PermissionDenied
    if not reports_owed(request.user.organization, period, at=timezone.now()):
        raise Http404("This organization owes nothing in this period.")
    return period


@contextmanager
def _waiting(request: PersonalRequest, period: ReportingPeriod) -> Iterator[tuple[BinaryIO, str]]:
    with waiting_files.waiting(request.session, KIND, at=timezone.now()) as (file, name, about):
        if about != period.pk:
            raise waiting_files.NothingWaits
        yield file, name


def _back(request: PersonalRequest, period: ReportingPeriod, why: Exception) -> HttpResponseRedirect:
    messages.error(request, str(why))
    return redirect("entry-sheet", period.pk)


def _tell(request: PersonalRequest, done: Preview) -> None:
    applied, skipped = len(done.applied), len(done.items) - len(done.applied)
    left = f" {number(skipped)} baris dilewati." if skipped else ""
    if applied:
        messages.success(request, f"{number(applied)} isian dari {done.file.name} diterapkan.{left}")
    else:
        messages.info(request, f"Tidak ada yang berubah.{left}")


def _show(request: PersonalRequest, period: ReportingPeriod, preview: Preview, *, status: int = 200) -> HttpResponse:
    context = {"period": period, "plan": period.plan, "preview": preview, "is_asked_again": status != 200}
    return render(request, "actions/entry_sheet_preview.html", context, status=status)
