"""Checking a printed report by its code. Strangers learn whether it is genuine and in force, and nothing else."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from reports.checking import comparison_of, standing_of_report
from reports.forms import FileHashForm, ReportCodeForm, plain_code
from reports.issued_files import files_of
from reports.models import Report


@require_safe
@login_not_required
def report_find(request: HttpRequest) -> HttpResponse:
    """Where a code is typed that could not be scanned."""
    form = ReportCodeForm(request.GET or None)
    if form.is_bound and form.is_valid():
        return redirect("report-check", code=form.cleaned_data["code"])
    return render(request, "reports/report_find.html", {"form": form})


@require_safe
@login_not_required
@never_cache
def report_check(request: HttpRequest, code: str) -> HttpResponse:
    """What the paper is worth; an unknown code, a preview and an unfinished report are answered alike."""
    report = Report.objects.issued_with(plain_code(code)).first()
    if report is None:
        context = {"form": ReportCodeForm(initial={"code": code}), "is_unknown": True}
        return render(request, "reports/report_find.html", context, status=404)
    form = FileHashForm(request.GET or None)
    sha256 = form.cleaned_data["sha256"] if form.is_bound and form.is_valid() else ""
    shown = {
        "report": report,
        "standing": standing_of_report(report),
        "form": form,
        "files": files_of(report),
        "comparison": comparison_of(report, sha256) if sha256 else None,
    }
    return render(request, "reports/report_check.html", shown)
