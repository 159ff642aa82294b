"""The steps of the workflow, one address each: ask who may, do one thing, answer."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from actions import permissions
from actions.entry import CellValue
from actions.forms.queue import QueueForm
from actions.forms.verification import ReviewGrid
from actions.forms.workflow import ReopenForm
from actions.models import ProgressReport
from actions.models.progress import ReportLocked
from actions.review import submission_of
from actions.services import progress
from actions.verification_queue import following, keys_in_queue
from actions.views.progress import show_report, today, visible_report
from actions.views.review import show_review
from actions.workflow import TransitionNotAllowed
from clusters.models import Organization
from clusters.requests import PersonalRequest

OK, CONFLICT, UNPROCESSABLE = 200, 409, 422
REFUSED = (TransitionNotAllowed, ReportLocked, progress.FilingChanged)


@require_POST
def progress_withdraw(request: PersonalRequest, pk: int) -> HttpResponse:
    report = visible_report(request.user, pk)
    _require(permissions.can_withdraw_report(request.user, report))
    return _do(
        request, report, lambda: progress.withdraw_progress(report=report, by=request.user), "Laporan ditarik kembali."
    )


@require_POST
def progress_endorse(request: PersonalRequest, pk: int) -> HttpResponse:
    """``sure``: also without the notes that were typed, and without the evidence that is missing."""
    report = visible_report(request.user, pk)
    _require(permissions.can_endorse_report(request.user, report, on=today()))
    grid = ReviewGrid(submission_of(report, reader=request.user), request.POST)
    doubts = grid.doubts()
    is_current = _seen(request) in {None, report.last_step()}
    if doubts and is_current and "sure" not in request.POST:
        return show_review(request, report, grid, doubts=doubts, status=UNPROCESSABLE)
    done = "Laporan disahkan dan diteruskan kepada verifikator."

    def endorse() -> None:
        progress.endorse_progress(report=report, by=request.user, seen=_seen(request))

    return _do(request, report, endorse, done)


@require_POST
def progress_return(request: PersonalRequest, pk: int) -> HttpResponse:
    report = visible_report(request.user, pk)
    if not permissions.can_return_report(request.user, report, on=today()):
        _require(permissions.checks_report(request.user, report, on=today()))
        return _moved_on(request, report)
    grid = ReviewGrid(submission_of(report, reader=request.user), request.POST)
    points = grid.points()
    if points is None:
        return show_review(request, report, grid, status=UNPROCESSABLE)

    try:
        _give_back(request, report, grid, points)
    except (*REFUSED, progress.NoteMissing) as refused:
        return show_review(request, report, grid, refused=str(refused), status=CONFLICT)
    messages.success(request, "Laporan dikembalikan dengan catatan.")
    return redirect(report)


def _give_back(
    request: PersonalRequest, report: ProgressReport, grid: ReviewGrid, points: list[progress.PointToCorrect]
) -> None:
    progress.return_progress(
        report=report,
        by=request.user,
        note=grid.note,
        reason_code=grid.whole_reason,
        points=points,
        seen=_seen(request),
    )


@require_POST
def progress_verify(request: PersonalRequest, pk: int) -> HttpResponse:
    """``next``: go on with the next report of the queue; ``check``: only say whether everything can be read."""
    report = visible_report(request.user, pk)
    if not permissions.can_verify_report(request.user, report, on=today()):
        _require(permissions.is_verifier_of(request.user, report, on=today()))
        return _moved_on(request, report)
    grid = ReviewGrid(submission_of(report, reader=request.user), request.POST)
    corrections = grid.corrections()
    if corrections is None or "check" in request.POST:
        return show_review(request, report, grid, status=UNPROCESSABLE if grid.errors else OK)
    keys = keys_in_queue(request.user, on=today(), choice=QueueForm(request.GET).choice)
    try:
        _verify(request, report, grid, corrections)
    except REFUSED as refused:
        return show_review(request, report, grid, refused=str(refused), status=CONFLICT)
    organization = Organization.objects.with_name_on(report.period.ends_on).get(pk=report.organization_id)
    messages.success(request, f"Laporan {organization.short_name_then}, {report.period.label}, diverifikasi.")
    return _go_on(request, report, keys)


def _verify(
    request: PersonalRequest, report: ProgressReport, grid: ReviewGrid, corrections: dict[int, CellValue]
) -> None:
    progress.verify_progress(
        report=report,
        by=request.user,
        corrections=corrections,
        notes=grid.notes,
        note=grid.note,
        seen=_seen(request),
    )


def _seen(request: PersonalRequest) -> int | None:
    """The step after which the page was made; none where it was not made by us: then nothing is compared."""
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isdecimal() else None


def _go_on(request: PersonalRequest, report: ProgressReport, keys: list[int]) -> HttpResponse:
    """To the report, or to the next one of the queue as it was before this step."""
    if "next" not in request.POST:
        return redirect(report)
    query, after = QueueForm(request.GET).query, following(report.pk, keys)
    if after is None:
        return redirect(f"{reverse('verification-list')}{query}")
    return redirect(f"{reverse('progress-review', args=[after])}{query}")


def _moved_on(request: PersonalRequest, report: ProgressReport) -> HttpResponse:
    """Somebody else took a step first: say so, and keep what was typed readable."""
    state = report.get_state_display().lower()
    refused = f"Tidak dilakukan: laporan ini sekarang {state}. Yang Anda ketik masih terbaca di bawah, untuk disalin."
    return show_review(
        request,
        report,
        ReviewGrid(submission_of(report, reader=request.user), request.POST),
        refused=refused,
        status=CONFLICT,
    )


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
    except (*REFUSED, progress.NoteMissing) as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return redirect(report)
