"""The verification queue, the summary before many reports are verified at once, and how reports come back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from actions.anomalies import Submission, submissions_of
from actions.forms.queue import QueueForm
from actions.models import Evidence, ProgressReport
from actions.permissions import can_see_return_statistics, can_see_verification_queue
from actions.return_statistics import return_statistics
from actions.services.verification import verify_plain_reports
from actions.verification_queue import (
    Coordinators,
    age_counts,
    age_label,
    age_of,
    ages_in_queue,
    coordinators_on,
    holder_of,
    keys_in_queue,
    queue_of,
)
from actions.views.progress import today
from clusters.models import Organization, Plan
from clusters.models.organization import short_name_on
from clusters.requests import PersonalRequest

PER_PAGE = 50
NOTHING_CHOSEN = "Pilih dahulu laporan yang akan diverifikasi."


@require_safe
def verification_list(request: PersonalRequest) -> HttpResponse:
    """Filed reports that this person may verify, the longest waiting first."""
    if not can_see_verification_queue(request.user):
        raise PermissionDenied
    day, form = today(), QueueForm(request.GET)
    choice = form.choice
    form.offer(request.user, on=day)
    keys = keys_in_queue(request.user, on=day, choice=choice)
    page = Paginator(keys, PER_PAGE).get_page(request.GET.get("page"))
    rows = _rows(list(page), day)
    context = {
        "plan": Plan.objects.visible_to(request.user).example(),
        "form": form,
        "query": form.query,
        "page": page,
        "rows": rows,
        "ages": age_counts(ages_in_queue(request.user, on=day)),
        "can_tick": any(row["submission"].is_plain for row in rows),
        "can_see_statistics": can_see_return_statistics(request.user),
    }
    return render(request, "actions/verification_list.html", context)


@require_safe
def verification_bulk(request: PersonalRequest) -> HttpResponse:
    """What is about to happen to the reports that were ticked (``?report=…``); nothing is changed here."""
    if not can_see_verification_queue(request.user):
        raise PermissionDenied
    day, form = today(), QueueForm(request.GET)
    chosen = [int(key) for key in request.GET.getlist("report") if key.isdecimal()][:PER_PAGE]
    allowed = set(queue_of(request.user, on=day).filter(pk__in=chosen).values_list("pk", flat=True))
    if not allowed:
        messages.warning(request, NOTHING_CHOSEN)
        return redirect(f"{reverse('verification-list')}{form.query}")
    rows = _rows([key for key in chosen if key in allowed], day)
    plain = [row for row in rows if row["submission"].is_plain and row["submission"].filing]
    context = {
        "plan": Plan.objects.visible_to(request.user).example(),
        "query": form.query,
        "plain": plain,
        "excluded": [row for row in rows if row not in plain],
        "gone": len(set(chosen) - allowed),
        "organizations": len({row["report"].organization_id for row in plain}),
        "values": sum(len(row["submission"].values) for row in plain),
        "spent": sum(row["submission"].beside.spent for row in plain),
    }
    return render(request, "actions/verification_bulk.html", context)


@require_POST
def verification_bulk_confirm(request: PersonalRequest) -> HttpResponse:
    if not can_see_verification_queue(request.user):
        raise PermissionDenied
    pairs = [text.split(":") for text in request.POST.getlist("report")[:PER_PAGE]]
    chosen = {int(pair[0]): int(pair[1]) for pair in pairs if len(pair) == 2 and all(one.isdecimal() for one in pair)}
    result = verify_plain_reports(chosen=chosen, by=request.user)
    if result.verified:
        messages.success(request, f"{len(result.verified)} laporan diverifikasi.")
    elif not result.skipped:
        messages.warning(request, NOTHING_CHOSEN)
    skipped = Organization.objects.filter(pk__in=[report.organization_id for report, _ in result.skipped])
    names = {one.pk: one.short_name_then for one in skipped.with_name_on(today()).order_by("pk")}
    for report, why in result.skipped:
        messages.warning(
            request,
            f"Dilewati: {names[report.organization_id]}, {report.period.label}, klaster {report.cluster.number}: {why}",
        )
    return redirect(f"{reverse('verification-list')}{QueueForm(request.GET).query}")


@require_safe
def return_statistics_page(request: PersonalRequest) -> HttpResponse:
    """How reports come back: by reason, by organization, how long it takes, who holds what."""
    if not can_see_return_statistics(request.user):
        raise PermissionDenied
    day = today()
    reports = ProgressReport.objects.visible_to(request.user, on=day)
    context = {
        "plan": Plan.objects.visible_to(request.user).example(),
        "figures": return_statistics(reports, on=day),
        "can_see_queue": can_see_verification_queue(request.user),
    }
    return render(request, "actions/return_statistics.html", context)


def _rows(keys: list[int], day: date) -> list[dict[str, Any]]:
    """What the lists say of each report, in the order of ``keys``; a fixed number of queries."""
    found = ProgressReport.objects.filter(pk__in=keys).with_names()
    named = found.annotate(organization_name=short_name_on(day, of="organization"))
    reports = {report.pk: report for report in named}
    submissions = submissions_of(list(reports.values()))
    files = Evidence.objects.filter(report__in=keys, removed_at__isnull=True).order_by()
    evidence = dict(files.values("report").annotate(number=Count("pk")).values_list("report", "number"))
    coordinators = coordinators_on(day)
    return [
        _row(reports[key], submissions[key], evidence.get(key, 0), coordinators, day) for key in keys if key in reports
    ]


def _row(
    report: ProgressReport, submission: Submission, files: int, coordinators: Coordinators, day: date
) -> dict[str, Any]:
    days = age_of(report, on=day)
    return {
        "report": report,
        "submission": submission,
        "files": files,
        "days": days,
        "age": age_label(days),
        "holder": holder_of(report, coordinators),
        "kinds": submission.kinds,
    }
