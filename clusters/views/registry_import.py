"""Impor registri: a file of task forces or of stages of regional plans, what it would change, confirm."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clusters.forms.registry_import import RegistryFileForm
from clusters.importing.registry_columns import SUBJECTS, Subject
from clusters.importing.registry_template import registry_template
from clusters.permissions import can_import_registry
from clusters.requests import PersonalRequest
from clusters.services import registry_import as services
from ranpptppo.lib import waiting_files
from ranpptppo.lib.file_types import XLSX
from ranpptppo.lib.formats import number
from ranpptppo.lib.waiting_files import WaitingKind

KINDS = {"task-forces": WaitingKind.TASK_FORCES, "stages": WaitingKind.PLAN_STAGES}
ROWS_PER_PAGE = 50


@require_http_methods(["GET", "POST"])
def registry_import(request: PersonalRequest, kind: str) -> HttpResponse:
    """The form; a chosen file is kept and shown as a preview."""
    subject = _subject(request, kind)
    form = RegistryFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        waiting_files.keep(request.session, file, kind=KINDS[kind], name=file.name, about=0, at=timezone.now())
        return redirect("registry-import-preview", kind)
    context = {"form": form, "subject": subject, "subjects": SUBJECTS.values()}
    return render(request, "clusters/registry_import.html", context)


@require_safe
def registry_import_template(request: PersonalRequest, kind: str) -> HttpResponse:
    content = registry_template(_subject(request, kind), keeper=request.user, at=timezone.now())
    headers = {"Content-Disposition": f'attachment; filename="registri-{kind}.xlsx"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=XLSX, headers=headers)


@never_cache
@require_safe
def registry_import_preview(request: PersonalRequest, kind: str) -> HttpResponse:
    """What the waiting file would change."""
    subject = _subject(request, kind)
    try:
        with waiting_files.waiting(request.session, KINDS[kind], at=timezone.now()) as (file, name, _):
            preview = services.preview_registry(subject=subject, file=file, name=name, by=request.user)
    except waiting_files.NothingWaits as nothing:
        messages.error(request, str(nothing))
        return redirect("registry-import", kind)
    page = Paginator(preview.changes, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"preview": preview, "page": page, "subject": subject}
    return render(request, "clusters/registry_import_preview.html", context)


@require_POST
def registry_import_confirm(request: PersonalRequest, kind: str) -> HttpResponse:
    """Write everything that the waiting file says, or nothing."""
    subject, seen = _subject(request, kind), request.POST.get("seen", "")
    try:
        with waiting_files.waiting(request.session, KINDS[kind], at=timezone.now()) as (file, name, _):
            done = services.import_registry(subject=subject, file=file, name=name, by=request.user, seen=seen)
    except waiting_files.NothingWaits as nothing:
        messages.error(request, str(nothing))
        return redirect("registry-import", kind)
    except services.RegistryRefused as refused:
        messages.warning(request, str(refused))
        return redirect("registry-import-preview", kind)
    waiting_files.drop(request.session, KINDS[kind])
    messages.success(request, f"{number(done)} perubahan diimpor.")
    return redirect("registry-list")


def _subject(request: PersonalRequest, kind: str) -> Subject:
    """What the file is about; 404 of another kind, 403 for who keeps no region."""
    subject = SUBJECTS.get(kind)
    if subject is None:
        raise Http404
    if not can_import_registry(request.user):
        raise PermissionDenied
    return subject
