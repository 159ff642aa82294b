"""The copy of a report that was signed elsewhere: uploaded by the secretariat, downloaded by whoever sees the report."""

from __future__ import annotations

from typing import IO, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from clusters.requests import PersonalRequest
from ranpptppo.lib.file_ranges import send_file
from reports.forms import SignedCopyForm
from reports.models import Report
from reports.permissions import can_download_report, can_upload_signed_copy
from reports.services import keep_signed_copy


@require_http_methods(["GET", "HEAD", "POST"])
def signed_copy_upload(request: PersonalRequest, pk: int) -> HttpResponse:
    report = _visible(request, pk)
    if not can_upload_signed_copy(request.user, report):
        raise PermissionDenied
    form = SignedCopyForm(request.POST or None, request.FILES or None, report=report)
    if request.method == "POST" and form.is_valid():
        keep_signed_copy(report=report, file=form.cleaned_data["file"], by=request.user)
        messages.success(request, "Salinan diterima dan sedang diperiksa.")
        return redirect(report)
    return render(request, "reports/signed_copy_upload.html", {"form": form, "report": report, "plan": report.plan})


@require_safe
def signed_copy_download(request: PersonalRequest, pk: int) -> HttpResponseBase:
    """The newest copy that was accepted."""
    report = _visible(request, pk)
    if not can_download_report(request.user, report):
        raise PermissionDenied
    copies = report.signed_copies.accepted()
    copy = get_object_or_404(copies[:1])
    file = cast("IO[bytes]", default_storage.open(str(copy.file.name)))
    name = report.data_name("bertanda-tangan.pdf")
    return send_file(request, file, name=name, content_type="application/pdf", sha256=copy.sha256)


def _visible(request: PersonalRequest, pk: int) -> Report:
    reports = Report.objects.visible_to(request.user).select_related("plan").defer("figures")
    return get_object_or_404(reports, pk=pk)
