"""Bukti lapor: asking for one, and checking one by its code. Nobody learns anything who may not see the report."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from actions.models import ProgressEvent
from clusters.requests import PersonalRequest
from ranpptppo.lib.formats import day_in_wib
from reports.enums import DocumentKind
from reports.forms import ReceiptCodeForm
from reports.models import Document
from reports.papers.receipt import standing_of
from reports.permissions import can_download_document, can_print_receipt
from reports.services import request_receipt
from reports.views.documents import visible_progress


@require_POST
def receipt_request(request: PersonalRequest, pk: int) -> HttpResponse:
    report = visible_progress(request.user, pk)
    if not can_print_receipt(request.user, report):
        raise PermissionDenied
    return redirect(request_receipt(report=report, by=request.user))


@require_safe
def receipt_find(request: PersonalRequest) -> HttpResponse:
    """Where a code is typed that could not be scanned."""
    form = ReceiptCodeForm(request.GET or None)
    if form.is_bound and form.is_valid():
        return redirect("receipt-check", code=form.cleaned_data["code"])
    return render(request, "reports/receipt_find.html", {"form": form})


@require_safe
def receipt_check(request: PersonalRequest, code: str) -> HttpResponse:
    """Is the printed round the one in force?"""
    receipts = Document.objects.visible_to(request.user, on=day_in_wib(timezone.now()))
    document = get_object_or_404(receipts, kind=DocumentKind.RECEIPT, short_code=code)
    named = ("report__organization", "report__period__plan", "report__cluster")
    filing = get_object_or_404(ProgressEvent.objects.select_related(*named), pk=document.filing_id)
    context = {
        "document": document,
        "paper": document.context,
        "plan": filing.report.period.plan,
        "report": filing.report,
        "standing": standing_of(document.context, filing),
        "can_download": can_download_document(request.user, document),
    }
    return render(request, "reports/receipt_check.html", context)
