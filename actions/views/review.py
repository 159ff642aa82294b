"""The screen of whoever checks a report: the endorser before it is filed, the verifier after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from actions import permissions
from actions.adoption import national_targets, plan_to_mark
from actions.anomalies import Submission
from actions.entry_inputs import target_texts
from actions.forms.entry_facts import facts_of
from actions.forms.queue import QueueForm
from actions.forms.verification import Beside, ReviewGrid
from actions.models import ProgressReport
from actions.return_statistics import names_of, reasons_of_organization
from actions.review import evidence_by_indicator, last_points, last_verified, reported_label, submission_of
from actions.revisions import narratives_of, realizations_of, revisions_of
from actions.verification_queue import keys_in_queue, place_of
from actions.views.progress import today, visible_report
from clusters.models import Organization, User
from clusters.requests import PersonalRequest


@require_safe
def progress_review(request: PersonalRequest, pk: int) -> HttpResponse:
    report = visible_report(request.user, pk)
    if permissions.can_return_report(request.user, report, on=today()):
        return show_review(request, report)
    if not permissions.checks_report(request.user, report, on=today()):
        raise PermissionDenied
    messages.info(request, f"Laporan ini tidak menunggu Anda lagi; keadaannya sekarang: {report.get_state_display()}.")
    return redirect(report)


def show_review(
    request: PersonalRequest,
    report: ProgressReport,
    grid: ReviewGrid | None = None,
    *,
    refused: str = "",
    doubts: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    """The page; ``grid`` is what was refused, with what was typed, ``refused`` why nothing in it can be done now,
    ``doubts`` what to think of before endorsing.
    """
    day = today()
    submission = grid.submission if grid else submission_of(report, reader=request.user)
    shown = ReviewGrid(
        submission,
        request.POST if grid else None,
        revisions=revisions_of(submission),
        beside=_beside(report, submission, request.user),
    )
    if grid is not None:
        shown.take_errors(grid)
    queue = QueueForm(request.GET)
    context = {
        "report": report,
        "plan": plan_to_mark(report.period, [value.indicator.action for value in submission.values]),
        "organization": Organization.objects.with_name_on(report.period.ends_on).get(pk=report.organization_id),
        "grid": shown,
        "seen": request.POST.get("seen", "") if grid else report.last_step(),
        "refused": refused,
        "doubts": doubts,
        "reported_label": reported_label(report, shows_draft=submission.is_draft),
        "can_verify": permissions.can_verify_report(request.user, report, on=day),
        "can_endorse": permissions.can_endorse_report(request.user, report, on=day),
        "can_return": permissions.can_return_report(request.user, report, on=day),
        "reasons": names_of(reasons_of_organization(request.user.organization_id, on=day)),
        "narratives": narratives_of(submission).select_related("action").order_by("action__sort_key", "pk"),
        "realizations": realizations_of(submission).select_related("line").order_by("line__action__sort_key", "pk"),
        **_place(request, report, queue),
    }
    return render(request, "actions/progress_review.html", context, status=status)


def _place(request: PersonalRequest, report: ProgressReport, queue: QueueForm) -> dict[str, Any]:
    """Where the report stands in the person's queue, and the query that keeps its filters."""
    keys = keys_in_queue(request.user, on=today(), choice=queue.choice)
    return {"place": place_of(report.pk, keys), "query": queue.query}


def _beside(report: ProgressReport, submission: Submission, reader: User) -> Beside:
    indicators = [value.indicator for value in submission.values]
    facts = facts_of([report])
    return Beside(
        targets=target_texts(report.organization_id, report.period, indicators),
        national=national_targets(indicators, report.period),
        achievements={value.indicator_id: facts.achievement(value.indicator, value) for value in submission.values},
        verified=last_verified(submission),
        evidence=evidence_by_indicator(report, reader=reader),
        points=last_points(report, reader=reader),
    )
