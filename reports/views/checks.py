"""Checking a printed report or brief by its code. Strangers learn whether it is genuine and in force, and nothing else."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from reports.checking import comparison_of, comparison_of_document, standing_of_document, standing_of_report
from reports.forms import FileHashForm, ReportCodeForm, plain_code
from reports.issued_files import files_of
from reports.models import Document, Report


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
        return _document_check(request, code)
    form, sha256 = _asked(request)
    shown = {
        "report": report,
        "standing": standing_of_report(report),
        "form": form,
        "files": files_of(report),
        "comparison": comparison_of(report, sha256) if sha256 else None,
    }
    return render(request, "reports/report_check.html", shown)


def _document_check(request: HttpRequest, code: str) -> HttpResponse:
    """Of a brief or a profile: its kind, its moment and its hash, neither its title nor for whom it was made."""
    document = Document.objects.verifiable().filter(short_code=plain_code(code)).first()
    if document is None:
        context = {"form": ReportCodeForm(initial={"code": code}), "is_unknown": True}
        return render(request, "reports/report_find.html", context, status=404)
    form, sha256 = _asked(request)
    shown = {
        "document": document,
        "standing": standing_of_document(document),
        "form": form,
        "comparison": comparison_of_document(document, sha256) if sha256 else None,
    }
    return render(request, "reports/document_check.html", shown)


def _asked(request: HttpRequest) -> tuple[FileHashForm, str]:
    """The form of a file's SHA-256, and the one that was asked about or ""."""
    form = FileHashForm(request.GET or None)
    return form, form.cleaned_data["sha256"] if form.is_bound and form.is_valid() else ""
