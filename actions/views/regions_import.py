"""Impor RAD banyak daerah: choose a file, look at what it would change region by region, confirm."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actions.forms.plan_import import RegionsFileForm
from actions.importing import regions_columns, vocabulary
from actions.importing.regions_template import regions_template
from actions.permissions import can_import_regional_plans
from actions.services import regions_import as services
from actions.views.plan_import import renames_of
from clusters.requests import PersonalRequest
from ranpptppo.lib import waiting_files
from ranpptppo.lib.file_types import XLSX
from ranpptppo.lib.formats import number

REGIONS = waiting_files.WaitingKind.REGIONAL_PLANS
PER_PAGE = 50


@require_http_methods(["GET", "POST"])
def regions_import(request: PersonalRequest) -> HttpResponse:
    """The form; a chosen file is kept and shown as a preview."""
    _refuse_who_keeps_no_plan(request)
    form = RegionsFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        waiting_files.keep(request.session, file, kind=REGIONS, name=file.name, about=0, at=timezone.now())
        return redirect("regions-import-preview")
    context = {
        "form": form,
        "plan_columns": [*regions_columns.REQUIRED, *regions_columns.OPTIONAL],
        "required": [*regions_columns.OF_ACTIONS[:1], *vocabulary.REQUIRED],
    }
    return render(request, "actions/regions_import.html", context)


@require_safe
def regions_import_template(request: PersonalRequest) -> HttpResponse:
    _refuse_who_keeps_no_plan(request)
    content = regions_template(keeper=request.user, at=timezone.now())
    headers = {"Content-Disposition": 'attachment; filename="rad-daerah.xlsx"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=XLSX, headers=headers)


@never_cache
@require_safe
def regions_import_preview(request: PersonalRequest) -> HttpResponse:
    """What the waiting file would change; ``?region=CODE`` shows one region's changes, ``?rename=ID`` answers a question."""
    _refuse_who_keeps_no_plan(request)
    renames = renames_of(request.GET.getlist("rename"))
    try:
        with waiting_files.waiting(request.session, REGIONS, at=timezone.now()) as (file, name, _):
            preview = services.preview_regions(file=file, name=name, by=request.user, renames=renames)
    except waiting_files.NothingWaits as nothing:
        messages.error(request, str(nothing))
        return redirect("regions-import")
    asked = request.GET.get("region", "")
    context = {
        "preview": preview,
        "page": Paginator(preview.works, PER_PAGE).get_page(request.GET.get("page")),
        "chosen": next((work for work in preview.works if work.region.code == asked), None),
        "renames": renames,
    }
    return render(request, "actions/regions_import_preview.html", context)


@require_POST
def regions_import_confirm(request: PersonalRequest) -> HttpResponse:
    """Write everything that the waiting file says, or nothing."""
    _refuse_who_keeps_no_plan(request)
    renames, seen = renames_of(request.POST.getlist("rename")), request.POST.get("seen", "")
    by, is_confirmed = request.user, bool(request.POST.get("confirmed"))
    try:
        with waiting_files.waiting(request.session, REGIONS, at=timezone.now()) as (file, name, _):
            done = services.import_regions(
                file=file, name=name, by=by, renames=renames, is_confirmed=is_confirmed, seen=seen
            )
    except waiting_files.NothingWaits as nothing:
        messages.error(request, str(nothing))
        return redirect("regions-import")
    except services.RegionsRefused as refused:
        messages.warning(request, str(refused))
        query = urlencode({"rename": renames}, doseq=True)
        return redirect(f"{reverse('regions-import-preview')}?{query}")
    waiting_files.drop(request.session, REGIONS)
    messages.success(request, f"RAD {number(len(done.changing))} daerah diimpor.")
    return redirect("registry-list")


def _refuse_who_keeps_no_plan(request: PersonalRequest) -> None:
    if not can_import_regional_plans(request.user):
        raise PermissionDenied
