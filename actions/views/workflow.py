"""The steps of the workflow, one address each: ask who may, do one thing, answer."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from actions import permissions
from actions.forms.verification import VerificationGrid
from actions.forms.workflow import ReopenForm, ReturnForm
from actions.models import ProgressReport
from actions.models.progress import ReportLocked
from actions.services import progress
from actions.views.progress import filed_rounds, show_report, today, visible_report
from actions.workflow import TransitionNotAllowed
from clusters.requests import PersonalRequest

UNPROCESSABLE = 422


@require_POST
def progress_withdraw(request: PersonalRequest, pk: int) -> HttpResponse:
    report = visible_report(request.user, pk)
    _require(permissions.can_withdraw_report(request.user, report))
    return _do(
        request, report, lambda: progress.withdraw_progress(report=report, by=request.user), "Laporan ditarik kembali."
    )


@require_POST
def progress_endorse(request: PersonalRequest, pk: int) -> HttpResponse:
    report = visible_report(request.user, pk)
    _require(permissions.can_endorse_report(request.user, report, on=today()))
    done = "Laporan disahkan dan diteruskan kepada verifikator."
    return _do(request, report, lambda: progress.endorse_progress(report=report, by=request.user), done)


@require_POST
def progress_return(request: PersonalRequest, pk: int) -> HttpResponse:
    report = visible_report(request.user, pk)
    _require(permissions.can_return_report(request.user, report, on=today()))
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return show_report(request, report, return_form=form, status=UNPROCESSABLE)

    def give_back() -> None:
        progress.return_progress(report=report, by=request.user, **form.cleaned_data)

    return _do(request, report, give_back, "Laporan dikembalikan dengan catatan.")


@require_POST
def progress_verify(request: PersonalRequest, pk: int) -> HttpResponse:
    report = visible_report(request.user, pk)
    _require(permissions.can_verify_report(request.user, report, on=today()))
    grid, note = VerificationGrid(filed_rounds(report), request.POST), request.POST.get("note", "")
    corrections = grid.corrections()
    if corrections is None:
        return show_report(request, report, verification=grid, verify_note=note, status=UNPROCESSABLE)

    def verify() -> None:
        progress.verify_progress(report=report, by=request.user, corrections=corrections, note=note)

    answer = _do(request, report, verify, "Laporan diverifikasi.")
    if "next" not in request.POST:
        return answer
    waiting = ProgressReport.objects.verifiable_by(request.user, on=today()).exclude(pk=report.pk)
    following = waiting.order_by("submitted_at", "pk").first()
    return redirect("verification-list") if following is None else redirect(following)


@require_POST
def progress_reopen(request: PersonalRequest, pk: int) -> HttpResponse:
    report = visible_report(request.user, pk)
    _require(permissions.can_reopen_report(request.user, report, on=today()))
    form = ReopenForm(request.POST, prefix="reopen")
    if not form.is_valid():
        return show_report(request, report, reopen_form=form, status=UNPROCESSABLE)

    def reopen() -> None:
        progress.reopen_progress(report=report, by=request.user, note=form.cleaned_data["note"])

    done = "Laporan dibuka kembali. Angka terverifikasi tetap berlaku sampai perbaikannya diverifikasi."
    return _do(request, report, reopen, done)


def _require(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied


def _do(request: PersonalRequest, report: ProgressReport, deed: Callable[[], None], done: str) -> HttpResponse:
    """Take the step; a report that moved on meanwhile is said, not shown as an error page."""
    try:
        deed()
    except (TransitionNotAllowed, ReportLocked, progress.NoteMissing) as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return redirect(report)
