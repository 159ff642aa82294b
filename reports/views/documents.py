"""Papers of the working day: the page on which one waits for it, the download, and the form for a wet signature."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST, require_safe

from actions.models import ProgressReport
from actions.permissions import reads_draft
from clusters.models import User
from clusters.requests import PersonalRequest
from ranpptppo.lib.formats import day_in_wib
from reports.models import Document
from reports.permissions import can_download_document, can_print_form, can_repeat_document
from reports.services import repeat_document, request_form


@require_safe
def document_detail(request: PersonalRequest, pk: int) -> HttpResponse:
    """Where the paper stands; with htmx only the part that changes while it is printed."""
    document = visible_document(request.user, pk)
    context = {
        "document": document,
        "plan": {"is_example": document.context["is_example"]},
        "can_download": can_download_document(request.user, document),
        "can_repeat": can_repeat_document(request.user, document),
    }
    is_fragment = getattr(request, "htmx", False)
    template = "reports/_document_progress.html" if is_fragment else "reports/document_detail.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])  # one address, two answers: no cache may mix them up
    return response


@require_safe
def document_download(request: PersonalRequest, pk: int) -> FileResponse:
    document = visible_document(request.user, pk)
    if not can_download_document(request.user, document):
        raise PermissionDenied
    file = default_storage.open(str(document.file.name))
    return FileResponse(file, as_attachment=True, filename=document.file_name, content_type="application/pdf")


@require_POST
def document_repeat(request: PersonalRequest, pk: int) -> HttpResponse:
    document = visible_document(request.user, pk)
    if not can_repeat_document(request.user, document):
        raise PermissionDenied
    repeat_document(document=document)
    messages.success(request, "Dokumen masuk antrean lagi.")
    return redirect(document)


@require_POST
def form_request(request: PersonalRequest, pk: int) -> HttpResponse:
    report = visible_progress(request.user, pk)
    if not can_print_form(request.user, report):
        raise PermissionDenied
    return redirect(request_form(report=report, is_draft=reads_draft(request.user, report), by=request.user))


def visible_document(user: User, pk: int) -> Document:
    documents = Document.objects.visible_to(user, on=day_in_wib(timezone.now()))
    named = documents.select_related("progress_report", "requested_by")
    return get_object_or_404(named, pk=pk)


def visible_progress(user: User, pk: int) -> ProgressReport:
    reports = ProgressReport.objects.visible_to(user, on=day_in_wib(timezone.now())).with_names()
    return get_object_or_404(reports, pk=pk)
