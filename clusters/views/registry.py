"""Registri daerah: which region has a task force by which decree, how far its regional plan has come, and who wrote that."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clusters import registry
from clusters.decree_days import DaysTaken
from clusters.enums import RegionLevel, TaskForceState, TaskForceStatus
from clusters.forms.registry import (
    DecreeForm,
    NoTaskForceForm,
    RegistryFilterForm,
    RegistryForm,
    StageForm,
    StageWithdrawalForm,
    TaskForceWithdrawalForm,
)
from clusters.forms.seen import SeenForm
from clusters.models import DecreeFile, Region, RegionalPlanStage, RegionRole, TaskForce, User
from clusters.permissions import can_import_registry, can_keep_registry
from clusters.plan_standing import plan_standing
from clusters.requests import PersonalRequest
from clusters.row_versions import ChangedMeanwhile
from clusters.services import registry as services
from ranpptppo.lib.accepted_files import FileRefused, StatementNeeded
from ranpptppo.lib.formats import day_in_wib

ROWS_PER_PAGE = 50


@require_safe
def registry_list(request: PersonalRequest) -> HttpResponse:
    """Narrowed by ``q``, ``level``, ``province``, ``state``, ``police``, ``stage`` and ``plan``."""
    today = _today()
    everything = registry.lines(request.user, on=today)
    form = RegistryFilterForm(request.GET, regions=[line.region for line in everything])
    found = registry.narrowed(everything, **form.cleaned_data) if form.is_valid() else everything
    context = {
        "page": Paginator(found, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "form": form,
        "is_filtered": any(form.data.get(name) for name in form.fields),
        "totals": _totals(everything),
        "differing": sum(bool(line.disagreement) for line in everything),
        "may_import": can_import_registry(request.user),
        "today": today,
    }
    return render(request, "clusters/registry_list.html", context)


@require_safe
def registry_detail(request: PersonalRequest, code: str) -> HttpResponse:
    region, today = _visible(request.user, code), _today()
    task_forces = list(region.task_forces.latest_first().prefetch_related("files"))
    current = next((row for row in task_forces if row.valid_from <= today), None)
    context = {
        "region": region,
        "parent": region.parent if region.parent and region.parent.is_visible_to(request.user) else None,
        "current": current,
        "state": registry.state_of(current, today),
        "task_forces": task_forces,
        "withdrawn": TaskForce.with_withdrawn.withdrawn_from(region).prefetch_related("files"),
        "stages": region.plan_stages.latest_first(),
        "withdrawn_stages": RegionalPlanStage.with_withdrawn.withdrawn_from(region),
        "standing": plan_standing(region, on=today),
        "roles": RegionRole.objects.filter(region=region).select_related("plan").order_by("-plan__start_year", "pk"),
        "changes": registry.changes_of(region),
        "may_keep": can_keep_registry(request.user, region),
        "today": today,
    }
    return render(request, "clusters/registry_detail.html", context)


@require_http_methods(["GET", "POST"])
def decree_record(request: PersonalRequest, code: str) -> HttpResponse:
    region = _kept(request.user, code)
    form = DecreeForm(request.POST or None, request.FILES or None, region=region)
    if request.method == "POST" and _saves(form, request.user):
        messages.success(request, f"{_decree_named(form.instance)} dicatat.")
        return redirect("registry-detail", code)
    return render(request, "clusters/decree_record.html", {"form": form, "region": region})


def _decree_named(row: TaskForce) -> str:
    """``Keputusan 12/2024``; the number of many already begins with the word."""
    number = row.decree_number
    return number if number.casefold().startswith("keputusan") else f"Keputusan {number}"


@require_http_methods(["GET", "POST"])
def no_task_force_record(request: PersonalRequest, code: str) -> HttpResponse:
    region = _kept(request.user, code)
    form = NoTaskForceForm(request.POST or None, region=region, initial={"valid_from": _today()})
    if request.method == "POST" and _saves(form, request.user):
        messages.success(request, f"{region.name} dicatat belum memiliki gugus tugas.")
        return redirect("registry-detail", code)
    return render(request, "clusters/no_task_force_record.html", {"form": form, "region": region})


@require_http_methods(["GET", "POST"])
def task_force_correct(request: PersonalRequest, code: str, pk: int) -> HttpResponse:
    """A row that was written wrongly; what changed since is a new one."""
    region = _kept(request.user, code)
    row = get_object_or_404(TaskForce, region=region, pk=pk)
    shape = DecreeForm if row.status == TaskForceStatus.FORMED else NoTaskForceForm
    form = shape(request.POST or None, request.FILES or None, region=region, instance=row)
    if request.method == "POST" and _saves(form, request.user):
        messages.success(request, "Catatan diperbaiki; yang semula tersimpan dalam riwayat.")
        return redirect("registry-detail", code)
    return render(request, "clusters/task_force_correct.html", {"form": form, "region": region})


@require_http_methods(["GET", "POST"])
def task_force_withdraw(request: PersonalRequest, code: str, pk: int) -> HttpResponse:
    """A row that should never have been recorded."""
    region = _kept(request.user, code)
    row = get_object_or_404(TaskForce, region=region, pk=pk)
    form = TaskForceWithdrawalForm(request.POST or None, instance=row)
    if request.method == "POST" and _does(
        form, lambda: services.withdraw_task_force(task_force=row, by=request.user, **form.said)
    ):
        look = " Periksa hari terakhir catatan sebelumnya." if region.task_forces.exists() else ""
        messages.success(request, f"Pencatatan dibatalkan; catatan dan berkasnya tetap tersimpan.{look}")
        return redirect("registry-detail", code)
    return render(request, "clusters/task_force_withdraw.html", {"form": form, "region": region, "row": row})


@require_safe
def decree_download(request: PersonalRequest, code: str, pk: int) -> FileResponse:
    """The file as it came, always as an attachment, for whoever sees the region."""
    decree = get_object_or_404(DecreeFile, task_force__region=_visible(request.user, code), pk=pk)
    response = FileResponse(
        decree.file.open("rb"), as_attachment=True, filename=decree.original_name, content_type=decree.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "POST"])
def stage_record(request: PersonalRequest, code: str) -> HttpResponse:
    region = _kept(request.user, code)
    form = StageForm(request.POST or None, region=region, initial={"since_on": _today()})
    if request.method == "POST" and _saves_stage(form, request.user):
        messages.success(request, f"Tahap RAD {region.name} dicatat: {form.instance.get_stage_display()}.")
        return redirect("registry-detail", code)
    return render(request, "clusters/stage_record.html", {"form": form, "region": region})


@require_http_methods(["GET", "POST"])
def stage_correct(request: PersonalRequest, code: str, pk: int) -> HttpResponse:
    region = _kept(request.user, code)
    form = StageForm(
        request.POST or None, region=region, instance=get_object_or_404(RegionalPlanStage, region=region, pk=pk)
    )
    if request.method == "POST" and _saves_stage(form, request.user):
        messages.success(request, "Catatan diperbaiki; yang semula tersimpan dalam riwayat.")
        return redirect("registry-detail", code)
    return render(request, "clusters/stage_correct.html", {"form": form, "region": region})


@require_http_methods(["GET", "POST"])
def stage_withdraw(request: PersonalRequest, code: str, pk: int) -> HttpResponse:
    """A stage that should never have been recorded."""
    region = _kept(request.user, code)
    row = get_object_or_404(RegionalPlanStage, region=region, pk=pk)
    form = StageWithdrawalForm(request.POST or None, instance=row)
    if request.method == "POST" and _does(
        form, lambda: services.withdraw_stage(stage=row, by=request.user, **form.said)
    ):
        messages.success(request, "Pencatatan dibatalkan; catatannya tetap tersimpan.")
        return redirect("registry-detail", code)
    return render(request, "clusters/stage_withdraw.html", {"form": form, "region": region, "row": row})


def _saves(form: RegistryForm, user: User) -> bool:
    """Whether it could be saved; why not stands in the form."""
    try:
        return _does(form, lambda: _save(form, user))
    except FileRefused as refused:
        form.add_error("file", str(refused))
        if isinstance(refused, StatementNeeded):
            form.ask_for_statement()
    return False


def _save(form: RegistryForm, user: User) -> None:
    if form.instance.pk:
        services.correct_task_force(task_force=form.instance, by=user, seen=form.version_seen, **form.sent_file())
    else:
        services.record_task_force(task_force=form.instance, by=user, **form.sent_file())


def _saves_stage(form: StageForm, user: User) -> bool:
    return _does(form, lambda: services.record_stage(stage=form.instance, by=user, seen=form.version_seen))


def _does(form: SeenForm, deed: Callable[[], None]) -> bool:
    """Whether what a valid form asks for could be done; why not stands in the form."""
    if not form.is_valid():
        return False
    try:
        deed()
    except ChangedMeanwhile as refused:
        form.tell_changed(refused)
    except DaysTaken as refused:
        form.add_error(refused.field, str(refused))
    return form.is_valid()


def _visible(user: User, code: str) -> Region:
    return get_object_or_404(Region.objects.visible_to(user).select_related("parent"), code=code)


def _kept(user: User, code: str) -> Region:
    """The region, of who may write about it."""
    region = _visible(user, code)
    if not can_keep_registry(user, region):
        raise PermissionDenied
    return region


def _totals(everything: list[registry.Line]) -> list[dict[str, object]]:
    """By level: how many regions there are, and how many of them in each state."""
    found = []
    for label, is_province in (("provinsi", True), ("kabupaten/kota", False)):
        of_level = [line for line in everything if (line.region.level == RegionLevel.PROVINCE) == is_province]
        counts = registry.counts(of_level)
        states = [(state, counts.get(state.value, 0)) for state in TaskForceState]
        found.append({"label": label, "regions": len(of_level), "states": states})
    return found


def _today() -> date:
    return day_in_wib(timezone.now())
