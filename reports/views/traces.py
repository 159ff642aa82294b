"""Telusur: how a figure of a frozen report came about, and what was corrected since."""

from __future__ import annotations

from typing import Any, cast

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from actions.models import Evidence, ProgressReport
from clusters.requests import PersonalRequest
from ranpptppo.lib.formats import day_in_wib
from reports.cut_offs import cut_off_in_words
from reports.figures import AnnualFigures
from reports.models import Report
from reports.provenance import Trace, UnknownFigure, measured, trace_of
from reports.summaries import CorrectionFigures, corrections_since


@require_safe
def report_trace(request: PersonalRequest, code: str, path: str) -> HttpResponse:
    """Where the links of the PDF lead; for whoever sees the report."""
    frozen = Report.objects.visible_to(request.user).filter(figures__isnull=False).select_related("plan")
    report = get_object_or_404(frozen, short_code=code)
    figures = cast("AnnualFigures", report.figures)
    try:
        trace = trace_of(figures, path)
    except UnknownFigure as unknown:
        raise Http404("The report has no such figure.") from unknown
    context: dict[str, Any] = {"report": report, "plan": report.plan, "figures": figures, "trace": trace}
    context["cut_off"] = cut_off_in_words(figures)
    context["measurements"] = _with_today(trace, request)
    return render(request, "reports/report_trace.html", context)


@require_safe
def report_differences(request: PersonalRequest, pk: int) -> HttpResponse:
    """What the edition says differently from the one before it, as it was frozen with it."""
    frozen = Report.objects.visible_to(request.user).filter(figures__isnull=False).select_related("plan")
    report = get_object_or_404(frozen, pk=pk)
    figures = cast("AnnualFigures", report.figures)
    context = {"report": report, "plan": report.plan, "figures": figures, "differences": figures.get("differences")}
    return render(request, "reports/report_differences.html", context)


def _with_today(trace: Trace, request: PersonalRequest) -> list[dict[str, Any]]:
    """Each measurement with what it was corrected to since, and what of it this person may open."""
    rows = trace.measurements
    corrections = corrections_since(trace.indicator, {row["report"]: row["event"] for row in rows}) if rows else {}
    on = day_in_wib(timezone.now())
    reports = ProgressReport.objects.visible_to(request.user, on=on).filter(pk__in=[row["report"] for row in rows])
    files = Evidence.objects.in_force().readable_by(request.user).filter(report__in=reports)
    seen, readable = set(reports.values_list("pk", flat=True)), set(files.values_list("pk", flat=True))
    return [
        {
            "row": row,
            "value": measured(row, trace.measure),
            "correction": _correction(corrections.get(row["report"]), trace.measure),
            "is_visible": row["report"] in seen,
            "evidence": [{**file, "is_readable": file["id"] in readable} for file in row["evidence"]],
        }
        for row in rows
    ]


def _correction(found: CorrectionFigures | None, measure: str) -> dict[str, str] | None:
    return None if found is None else {"value": measured(found, measure), "at": found["at"]}
