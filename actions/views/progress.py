"""One progress report: what was filed, what was verified, its evidence and history, and the steps a person may take."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from actions import entry, permissions
from actions.checklist import evidence_section
from actions.endorsing import whom_to_ask
from actions.enums import EventKind
from actions.forms.evidence import EvidenceForm
from actions.forms.workflow import ReopenForm
from actions.models import (
    MeasurementRound,
    NarrativeRound,
    ProgressEvent,
    ProgressReport,
    RealizationRound,
)
from actions.models.measurement import ReportedValue
from actions.returns import told_events
from actions.review import lacks_endorser, lacks_verifier, reported_label
from clusters.models import Organization, User
from clusters.requests import PersonalRequest
from ranpptppo.lib.formats import day_in_wib


@require_safe
def progress_detail(request: PersonalRequest, pk: int) -> HttpResponse:
    return show_report(request, visible_report(request.user, pk))


def today() -> date:
    return day_in_wib(timezone.now())


def visible_report(user: User, pk: int) -> ProgressReport:
    """The report, or 404 for whoever may not see it."""
    reports = ProgressReport.objects.visible_to(user, on=today()).with_names()
    return get_object_or_404(reports.select_related("submitted_by", "endorsed_by", "returned_by", "verified_by"), pk=pk)


def show_report(request: HttpRequest, report: ProgressReport, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The page; ``forms`` are those that were refused, with what was typed."""
    user = request.user
    if not isinstance(user, User):
        raise TypeError("Only people who are logged in get here.")
    context = {**_facts(user, report), **_steps(user, report), **forms, "report": report, "plan": report.period.plan}
    return render(request, "actions/progress_detail.html", context, status=status)


def filed_rounds(report: ProgressReport) -> list[MeasurementRound]:
    """The values of the latest filing, in printed order; empty where nothing was filed yet."""
    filing = report.events.filter(is_filing=True).order_by("-at", "-pk").first()
    if filing is None:
        return []
    rounds = filing.measurement_rounds.select_related("indicator", "indicator__action")
    return list(
        rounds.order_by("-indicator__action__is_in_plan", "indicator__action__sort_key", "indicator__position", "pk")
    )


def _facts(user: User, report: ProgressReport) -> dict[str, Any]:
    events = told_events(report, reader=user)
    names = Organization.objects.with_name_on(report.period.ends_on)
    filing = next((event for event in events if event.is_filing), None)
    shows_draft = permissions.reads_draft(user, report)
    texts = report.narratives if shows_draft else NarrativeRound.objects.filter(event=filing)
    spent = report.realizations if shows_draft else RealizationRound.objects.filter(event=filing)
    rows = _draft_rows(report, events) if shows_draft else _filed_rows(report, events)
    return {
        "organization": names.get(pk=report.organization_id),
        "events": events,
        "return_note": next((event.note for event in events if event.kind == EventKind.RETURN), ""),
        "seen": next((event.pk for event in events if event.from_state != event.to_state), ""),
        "now": timezone.now(),
        "rows": rows,
        "shows_draft": shows_draft,
        "reported_label": reported_label(report, shows_draft=shows_draft),
        "entries_url": _entries_url(user, report),
        "narratives": texts.select_related("action").order_by("action__sort_key", "pk"),
        "realizations": spent.select_related("line", "line__action").order_by("line__action__sort_key", "pk"),
        **evidence_section(report, [(row["indicator"], row["cell"]) for row in rows], reader=user),
    }


def _entries_url(user: User, report: ProgressReport) -> str:
    """The list from which whoever reports comes here; "" for others."""
    is_own = permissions.can_see_entry(user) and user.organization_id == report.organization_id
    return f"{reverse('progress-list')}?year={report.period.year}" if is_own else ""


def _draft_rows(report: ProgressReport, events: list[ProgressEvent]) -> list[dict[str, Any]]:
    """Per indicator: the draft, and the verified value that stays in force meanwhile."""
    verified, drafts = _verified(events), entry.draft_cells(report)
    return [
        {
            "indicator": indicator,
            "cell": drafts.get(indicator.pk),
            "reported": _shown(drafts.get(indicator.pk)),
            "reason": drafts[indicator.pk].reason if indicator.pk in drafts else "",
            "verified": _shown(verified.get(indicator.pk)),
        }
        for indicator in entry.indicators_to_report(report)
    ]


def _filed_rows(report: ProgressReport, events: list[ProgressEvent]) -> list[dict[str, Any]]:
    """Per indicator: the value of the latest filing, and the verified one; a correction is one made after it."""
    verified = _verified(events)
    last = next((event for event in events if event.is_filing or event.kind == EventKind.VERIFY), None)
    is_answered = last is not None and last.kind == EventKind.VERIFY
    return [
        {
            "indicator": row.indicator,
            "cell": row,
            "reported": entry.shown(row),
            "reason": row.reason,
            "verified": _shown(verified.get(row.indicator_id)),
            "note": verified[row.indicator_id].verifier_note if row.indicator_id in verified else "",
            "is_corrected": is_answered
            and row.indicator_id in verified
            and verified[row.indicator_id].values() != row.values(),
        }
        for row in filed_rounds(report)
    ]


def _verified(events: list[ProgressEvent]) -> dict[int, MeasurementRound]:
    """Indicator → its round of the latest verification."""
    verification = next((event for event in events if event.kind == EventKind.VERIFY), None)
    return {row.indicator_id: row for row in verification.measurement_rounds.all()} if verification else {}


def _shown(row: ReportedValue | None) -> str:
    return entry.shown(row) if row is not None else ""


def _steps(user: User, report: ProgressReport) -> dict[str, Any]:
    day = today()
    can_verify = permissions.can_verify_report(user, report, on=day)
    can_upload = permissions.can_upload_evidence(user, report)
    return {
        "can_edit": permissions.can_edit_report(user, report),
        "can_withdraw": permissions.can_withdraw_report(user, report),
        "can_endorse": permissions.can_endorse_report(user, report, on=day),
        "can_return": permissions.can_return_report(user, report, on=day),
        "can_verify": can_verify,
        "can_reopen": permissions.can_reopen_report(user, report, on=day),
        "can_upload": can_upload,
        "reopen_form": ReopenForm(prefix="reopen"),
        "evidence_form": EvidenceForm(indicators=entry.indicators_to_report(report)) if can_upload else None,
        "lacks_endorser": whom_to_ask(report.organization, on=day) if lacks_endorser(report, on=day) else "",
        "lacks_verifier": lacks_verifier(report, on=day),
    }
