"""Evidence: upload, see its pages, download as an attachment, withdraw from a draft."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST, require_safe

from actions import entry
from actions.checklist import draft_values, evidence_section
from actions.forms.evidence import EvidenceForm
from actions.models import Evidence, EvidencePage, ProgressReport
from actions.models.progress import ReportLocked
from actions.permissions import can_upload_evidence, can_withdraw_evidence
from actions.services.drafts import ReportNotEditable
from actions.services.evidence import EvidenceWithdrawn, attach_evidence, withdraw_evidence
from actions.views.progress import show_report, today, visible_report
from actions.views.workflow import UNPROCESSABLE
from clusters.models import User
from clusters.requests import PersonalRequest
from ranpptppo.lib.accepted_files import FileRefused, StatementNeeded

CONFLICT = 409


@require_POST
def evidence_upload(request: PersonalRequest, pk: int) -> HttpResponse:
    """Several files by the plain form, or one at a time by evidence.js, which gets the list or the refusal back."""
    report = visible_report(request.user, pk)
    if not can_upload_evidence(request.user, report):
        raise PermissionDenied
    form = EvidenceForm(request.POST, request.FILES, indicators=entry.indicators_to_report(report))
    attached = 0
    if form.is_valid():
        try:
            attached = _attach(form, report, request.user)
        except (ReportNotEditable, ReportLocked) as refused:
            return _moved_on(request, report, str(refused))
    if request.htmx:
        return _fragment(request, report, form)
    if attached:
        messages.success(request, f"{attached} data dukung diunggah.")
    if form.errors:
        return show_report(request, report, evidence_form=form, status=UNPROCESSABLE)
    return redirect(f"{report.get_absolute_url()}#data-dukung")


def _attach(form: EvidenceForm, report: ProgressReport, user: User) -> int:
    """Each file on its own: how many were kept; why the others were not stands in the form, by name."""
    files, what, kept = form.chosen_files(), form.what_it_is(), 0
    for file in files:
        try:
            attach_evidence(report=report, file=file, by=user, **what)
        except FileRefused as refused:
            form.add_error("file", str(refused) if len(files) == 1 else f"{file.name}: {refused}")
            if isinstance(refused, StatementNeeded):
                form.ask_for_statement()
        else:
            kept += 1
    return kept


def _moved_on(request: PersonalRequest, report: ProgressReport, sentence: str) -> HttpResponse:
    if request.htmx:
        context = {"sentences": [sentence], "asks_statement": False}
        return render(request, "actions/_evidence_refusal.html", context, status=CONFLICT)
    messages.error(request, sentence)
    return redirect(report)


def _fragment(request: PersonalRequest, report: ProgressReport, form: EvidenceForm) -> HttpResponse:
    """The files as they are now, or why this one was refused."""
    if form.errors:
        sentences = [sentence for errors in form.errors.values() for sentence in errors]
        context: dict[str, Any] = {"sentences": sentences, "asks_statement": "is_declared" in form.fields}
        return render(request, "actions/_evidence_refusal.html", context, status=UNPROCESSABLE)
    section = evidence_section(report, draft_values(report), reader=request.user)
    if request.POST.get("shown_in") == "cell":
        indicator = form.cleaned_data["indicator"]
        files = [file for file in section["evidence"] if indicator and file.indicator_id == indicator.pk]
        return render(request, "actions/_entry_evidence_files.html", {"indicator": indicator, "files": files})
    return render(request, "actions/_evidence_files.html", {**section, "report": report, "can_upload": True})


@require_safe
def evidence_download(request: PersonalRequest, pk: int) -> FileResponse:
    """The original file, always as an attachment, for whoever sees the report."""
    evidence = _visible(request.user, pk)
    response = FileResponse(
        evidence.file.open("rb"),
        as_attachment=True,
        filename=evidence.original_name,
        content_type=evidence.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def evidence_view(request: PersonalRequest, pk: int) -> HttpResponse:
    """One file by its page images; with htmx only the part that changes while they are made."""
    evidence = _visible(request.user, pk)
    template = "actions/_evidence_pages.html" if request.htmx else "actions/evidence_view.html"
    context = {"file": evidence, "report": evidence.report, "plan": evidence.report.period.plan}
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])  # one address, two answers: no cache may mix them up
    return response


@require_safe
def evidence_page(request: PersonalRequest, pk: int, number: int) -> FileResponse:
    """The image of one page, for whoever sees the report; kept by that person's browser alone."""
    page = get_object_or_404(EvidencePage, evidence=_visible(request.user, pk), number=number)
    response = FileResponse(page.image.open("rb"), content_type="image/webp")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=600"
    return response


@require_POST
def evidence_withdraw(request: PersonalRequest, pk: int) -> HttpResponse:
    evidence = _visible(request.user, pk)
    if not can_withdraw_evidence(request.user, evidence):
        raise PermissionDenied
    try:
        withdraw_evidence(evidence=evidence, by=request.user)
    except (ReportNotEditable, ReportLocked, EvidenceWithdrawn) as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Data dukung ditarik.")
    return redirect(f"{evidence.report.get_absolute_url()}#data-dukung")


def _visible(user: User, pk: int) -> Evidence:
    reports = ProgressReport.objects.visible_to(user, on=today())
    evidence = Evidence.objects.in_force().readable_by(user).to_show().filter(report__in=reports)
    related = ("report", "report__organization", "report__period__plan", "report__cluster")
    return get_object_or_404(evidence.select_related(*related), pk=pk)
