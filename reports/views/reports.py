"""The pages of reports: list, request, progress while one renders, download."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clusters.models import User
from ranpptppo.lib.formats import day_in_wib
from reports.draft_reasons import draft_sentence
from reports.enums import RenderState
from reports.issued_files import files_of
from reports.models import Report, ReportPart
from reports.models.report import Overtaken
from reports.permissions import can_download_report, can_repeat_rendering, can_request_report, can_upload_signed_copy
from reports.request_form import SCOPES, ReportRequestForm
from reports.request_gaps import gaps_before_freezing
from reports.services import cancel_report, repeat_rendering, request_report
from reports.waiting import places_in_queue, reason_to_stay, reason_to_wait

PER_PAGE = 50


@require_GET
def report_list(request: HttpRequest) -> HttpResponse:
    user = cast("User", request.user)
    reports = Report.objects.visible_to(user).select_related("plan", "requested_by").defer("figures").newest_first()
    page = Paginator(reports, PER_PAGE).get_page(request.GET.get("page"))
    places = places_in_queue()
    rows = [(report, places.get(report.pk, "")) for report in page]
    context = {
        "page": page,
        "rows": rows,
        "can_request": can_request_report(user),
        "own_region": user.organization.region,
    }
    return render(request, "reports/report_list.html", context)


@require_http_methods(["GET", "POST"])
def report_request(request: HttpRequest) -> HttpResponse:
    user = cast("User", request.user)
    if not can_request_report(user):
        raise PermissionDenied
    today = day_in_wib(timezone.now())
    asked = {name: request.GET[name] for name in ("kind", "plan", "year", *SCOPES) if name in request.GET}
    form = ReportRequestForm(request.POST or None, user=user, today=today, initial={"cut_off_on": today, **asked})
    is_preview, gaps = "preview" in request.POST, []
    if request.method == "POST" and form.is_valid():
        gaps = [] if is_preview or "confirmed" in request.POST else gaps_before_freezing(**form.asked())
        if not gaps:
            return redirect(request_report(**form.asked(), is_preview=is_preview, by=user))
    return render(request, "reports/report_request.html", {"form": form, "gaps": gaps})


@require_GET
def report_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The report's state; with htmx only the part that changes while it renders."""
    user = cast("User", request.user)
    context = _standing(_visible(user, pk), user)
    is_fragment = getattr(request, "htmx", False)
    template = "reports/_report_progress.html" if is_fragment else "reports/report_detail.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])  # one address, two answers: no cache may mix them up
    return response


def _standing(report: Report, user: User) -> dict[str, Any]:
    return {
        "report": report,
        "plan": report.plan,
        "can_download": can_download_report(user, report),
        "can_repeat": can_repeat_rendering(user, report),
        "can_cancel": can_request_report(user) and report.is_at_work,
        "copies": list(report.signed_copies.select_related("uploaded_by", "volume").order_by("-uploaded_at", "-pk")),
        "files": files_of(report),
        "can_upload": can_upload_signed_copy(user, report),
        "parts": [] if report.state == RenderState.READY else parts_of(report),
        "place": places_in_queue().get(report.pk, "") if report.state == RenderState.QUEUED else "",
        "waits": reason_to_wait(report),
        "stays": reason_to_stay(report),
        "draft": draft_sentence(report),
    }


@require_POST
def report_repeat(request: HttpRequest, pk: int) -> HttpResponse:
    user = cast("User", request.user)
    report = _visible(user, pk)
    if not can_repeat_rendering(user, report):
        raise PermissionDenied
    try:
        repeat_rendering(report=report)
        messages.success(request, "Laporan masuk antrean lagi.")
    except Overtaken as overtaken:
        messages.error(request, str(overtaken))
    return redirect(report)


@require_POST
def report_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    user = cast("User", request.user)
    report = _visible(user, pk)
    if not can_request_report(user):
        raise PermissionDenied
    if cancel_report(report=report):
        messages.success(
            request, "Penyusunan dibatalkan. Bagian yang sudah dicetak disimpan untuk percobaan berikutnya."
        )
    else:
        messages.error(request, "Laporan ini sudah selesai, sehingga tidak dapat dibatalkan.")
    return redirect(report)


def parts_of(report: Report) -> list[ReportPart]:
    """The report's parts in order, each with the state of its section."""
    parts = ReportPart.objects.filter(report=report).select_related("section").defer("section__content")
    return list(parts.order_by("position"))


def _visible(user: User, pk: int) -> Report:
    reports = Report.objects.visible_to(user).select_related("plan", "requested_by").defer("figures")
    return get_object_or_404(reports, pk=pk)
