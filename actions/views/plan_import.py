"""Impor rencana: choose a file, look at what it would change, confirm."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actions.forms.adoption import ids_of
from actions.forms.plan_import import MatrixForm, PlanForm
from actions.importing import vocabulary
from actions.importing.preview import Preview
from actions.importing.template import matrix_template
from actions.models import PlanImport
from actions.permissions import can_import_into, can_import_plan, can_import_regional_plans
from actions.services.plan_import import ImportRefused, PreviewOutdated, import_plan, preview_import
from actions.views.regional_plans import plan_page
from clusters.models import Plan
from clusters.requests import PersonalRequest
from ranpptppo.lib import waiting_files
from ranpptppo.lib.file_types import XLSX

MATRIX = waiting_files.WaitingKind.MATRIX
LATEST = 10
LONGEST_ID = 19


@require_http_methods(["GET", "POST"])
def plan_import(request: PersonalRequest) -> HttpResponse:
    """The form; a chosen file is kept and shown as a preview."""
    _refuse_who_keeps_no_plan(request)
    asked = next(iter(ids_of([(request.POST or request.GET).get("plan", "")])), None)
    files, initial = request.FILES or None, {"plan": asked}
    form = MatrixForm(request.POST or None, files, user=request.user, asked=asked, initial=initial)
    if request.method == "POST" and form.is_valid():
        file, plan = form.cleaned_data["file"], form.cleaned_data["plan"]
        waiting_files.keep(request.session, file, kind=MATRIX, name=file.name, about=plan.pk, at=timezone.now())
        return redirect("plan-import-preview")
    imports = (
        PlanImport.objects.filter(plan__in=form.plans)
        .select_related("plan", "imported_by")
        .order_by("-imported_at", "-pk")[:LATEST]
    )
    columns = [*vocabulary.REQUIRED, *vocabulary.OPTIONAL]
    context = {"form": form, "imports": imports, "columns": columns, "may_create": can_import_plan(request.user)}
    context["region"] = request.user.organization.region
    return render(request, "actions/plan_import.html", context)


@require_safe
def plan_import_template(request: PersonalRequest, pk: int) -> HttpResponse:
    """An empty matrix with the plan's years, to fill in."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user).select_related("region"), pk=pk)
    if not can_import_into(request.user, plan):
        raise PermissionDenied
    content = matrix_template(plan, at=timezone.now())
    headers = {"Content-Disposition": f'attachment; filename="matriks-{plan.start_year}-{plan.end_year}.xlsx"'}
    return HttpResponse(content, content_type=XLSX, headers=headers)


@require_safe
def plan_import_preview(request: PersonalRequest) -> HttpResponse:
    """What the waiting file would change; ``?rename=ID`` answers a question about a wording."""
    renames = renames_of(request.GET.getlist("rename"))
    try:
        with _waiting(request) as (file, name, plan):
            preview = preview_import(plan=plan, file=file, name=name, renames=renames)
    except waiting_files.NothingWaits as nothing:
        messages.error(request, str(nothing))
        return redirect("plan-import")
    return _show(request, plan, preview, renames)


@require_POST
def plan_import_confirm(request: PersonalRequest) -> HttpResponse:
    """Apply the waiting file, everything or nothing."""
    renames, seen = renames_of(request.POST.getlist("rename")), request.POST.get("seen", "")
    by, is_confirmed = request.user, bool(request.POST.get("confirmed"))
    try:
        with _waiting(request) as (file, name, plan):
            done = import_plan(
                plan=plan, file=file, by=by, name=name, renames=renames, is_confirmed=is_confirmed, seen=seen
            )
    except waiting_files.NothingWaits as nothing:
        messages.error(request, str(nothing))
        return redirect("plan-import")
    except (ImportRefused, PreviewOutdated) as stopped:
        messages.warning(request, str(stopped))
        return _show(request, plan, stopped.preview, renames, is_confirmed=is_confirmed)
    waiting_files.drop(request.session, MATRIX)
    messages.success(request, f"{done.changes} perubahan diimpor." if done else "Tidak ada yang berubah.")
    return redirect(plan_page(plan))


@require_http_methods(["GET", "POST"])
def plan_create(request: PersonalRequest) -> HttpResponse:
    """A new national plan, or the interim between two."""
    if not can_import_plan(request.user):
        raise PermissionDenied
    form = PlanForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        plan = form.save()
        messages.success(request, f"{plan.short_title} dibuat. Sekarang impor matriksnya.")
        return redirect(f"{reverse('plan-import')}?plan={plan.pk}")
    return render(request, "actions/plan_create.html", {"form": form})


@contextmanager
def _waiting(request: PersonalRequest) -> Iterator[tuple[BinaryIO, str, Plan]]:
    """The file that waits, its name and the plan it is for; closed afterwards, whatever happens.

    Raises NothingWaits, Http404, PermissionDenied.
    """
    _refuse_who_keeps_no_plan(request)
    with waiting_files.waiting(request.session, MATRIX, at=timezone.now()) as (file, name, plan_id):
        plan = get_object_or_404(Plan.objects.visible_to(request.user).select_related("region"), pk=plan_id)
        if not can_import_into(request.user, plan):
            raise PermissionDenied
        yield file, name, plan


def _refuse_who_keeps_no_plan(request: PersonalRequest) -> None:
    if not can_import_regional_plans(request.user):
        raise PermissionDenied


def renames_of(answers: list[str]) -> list[int]:
    """The indicators (ids) of which somebody ticked that a new wording is theirs."""
    return [int(answer) for answer in answers if answer.isdecimal() and len(answer) < LONGEST_ID]


def _show(
    request: PersonalRequest, plan: Plan, preview: Preview, renames: list[int], *, is_confirmed: bool = False
) -> HttpResponse:
    context = {"plan": plan, "preview": preview, "renames": renames, "is_confirmed": is_confirmed}
    return render(request, "actions/plan_import_preview.html", context)
