"""The verification queue."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from actions.models import ProgressReport
from actions.permissions import can_see_verification_queue
from clusters.models.organization import short_name_on
from clusters.requests import PersonalRequest
from ranpptppo.lib.formats import day_in_wib

PER_PAGE = 50


@require_safe
def verification_list(request: PersonalRequest) -> HttpResponse:
    """Filed reports that this person may verify, the longest waiting first."""
    if not can_see_verification_queue(request.user):
        raise PermissionDenied
    today = day_in_wib(timezone.now())
    reports = (
        ProgressReport.objects.verifiable_by(request.user, on=today)
        .with_names()
        .annotate(organization_name=short_name_on(today, of="organization"))
        .order_by("submitted_at", "pk")
    )
    page = Paginator(reports, PER_PAGE).get_page(request.GET.get("page"))
    rows = [(report, _age(report, today)) for report in page]
    return render(request, "actions/verification_list.html", {"page": page, "rows": rows})


def _age(report: ProgressReport, today: date) -> int:
    """For how many days the report has waited."""
    return (today - day_in_wib(report.submitted_at)).days if report.submitted_at else 0
