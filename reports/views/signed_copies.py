"""Copies of a report's files that were signed elsewhere: uploaded by the secretariat, downloaded by whoever sees the report."""

from __future__ import annotations

from typing import IO, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clusters.requests import PersonalRequest
from ranpptppo.lib.file_ranges import send_file
from reports.forms import SignedCopyForm
from reports.issued_files import files_of, numbered
from reports.models import Report
from reports.permissions import can_download_report, can_upload_signed_copy
from reports.services import check_again, keep_signed_copy


@require_http_methods(["GET", "HEAD", "POST"])
def signed_copy_upload(request: PersonalRequest, pk: int) -> HttpResponse:
    """The copy of one file of the report; ``volume`` in the address chooses which."""
    report = _visible(request, pk)
    if not can_upload_signed_copy(request.user, report):
        raise PermissionDenied
    initial = {"volume": request.GET.get("volume", "1")}
    form = SignedCopyForm(request.POST or None, request.FILES or None, files=files_of(report), initial=initial)
    if request.method == "POST" and form.is_valid():
        volume = report.volumes.filter(number=form.number).first()
        keep_signed_copy(report=report, volume=volume, file=form.cleaned_data["file"], by=request.user)
        messages.success(request, "Salinan diterima dan sedang diperiksa.")
        return redirect(report)
    return render(request, "reports/signed_copy_upload.html", {"form": form, "report": report, "plan": report.plan})


@require_safe
def signed_copy_download(request: PersonalRequest, pk: int, number: int = 1) -> HttpResponseBase:
    """The newest copy of the report's own file, or of a volume, that was accepted."""
    report = _visible(request, pk)
    if not can_download_report(request.user, report):
        raise PermissionDenied
    issued = numbered(files_of(report), number)
    if issued is None or issued.signed is None:
        raise Http404
    file = cast("IO[bytes]", default_storage.open(str(issued.signed.file.name)))
    sent = {"content_type": "application/pdf", "sha256": issued.signed.sha256}
    return send_file(request, file, name=issued.signed_name, **sent)


@require_POST
def signed_copy_check(request: PersonalRequest, pk: int, copy: int) -> HttpResponse:
    """Check a copy again that could not be checked."""
    report = _visible(request, pk)
    if not can_upload_signed_copy(request.user, report):
        raise PermissionDenied
    if check_again(copy=get_object_or_404(report.signed_copies, pk=copy)):
        messages.success(request, "Salinan diperiksa lagi.")
    else:
        messages.error(request, "Salinan ini sedang atau sudah diperiksa.")
    return redirect(report)


def _visible(request: PersonalRequest, pk: int) -> Report:
    reports = Report.objects.visible_to(request.user).select_related("plan").defer("figures")
    return get_object_or_404(reports, pk=pk)
