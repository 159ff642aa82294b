"""Isian: an organization's periods, and the grid of one period with one submit for all its reports."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actions.adoption import plan_to_mark
from actions.endorsing import GAP_TITLE, endorsement_gap
from actions.entry_keys import person_tag
from actions.forms.entry import EntryGrid
from actions.inbox import entry_rows, ordered_years
from actions.models import ProgressReport, ReportingPeriod
from actions.models.progress import ReportLocked
from actions.periods import indicators_owed_in, owed_clusters
from actions.permissions import can_open_entry, can_see_entry
from actions.region_start import region_steps
from actions.review import lacks_endorser
from actions.services import progress
from actions.workflow import TransitionNotAllowed
from clusters.models import Plan
from clusters.requests import PersonalRequest
from ranpptppo.lib.formats import day_in_wib, days_left, time_wib


@require_safe
def progress_list(request: PersonalRequest) -> HttpResponse:
    """The periods of one year in which the person's organization owes reports; unless ``?year=`` says which, the newest
    year with something to fill in.
    """
    if not can_see_entry(request.user):
        raise PermissionDenied
    now = timezone.now()
    rows = entry_rows(request.user.organization, at=now)
    open_years, years = ordered_years(row for row in rows if row.is_open), ordered_years(rows)
    wanted = request.GET.get("year", "")
    year = next((one for one in years if str(one) == wanted), (open_years or years or [now.year])[0])
    context = {
        "plan": Plan.objects.visible_to(request.user).example(),
        "rows": [row for row in rows if row.period.year == year],
        "year": year,
        "years": years,
        "open_years": [one for one in open_years if one != year],
        "can_open": can_open_entry(request.user, request.user.organization),
        "now": now,
        "steps": region_steps(request.user, request.user.organization.region),
    }
    return render(request, "actions/progress_list.html", context)


@require_POST
def progress_open(request: PersonalRequest, period_id: int) -> HttpResponse:
    """Start filling in a period: makes the reports that are owed."""
    period = entry_period(request, period_id)
    try:
        progress.open_reports(organization=request.user.organization, period=period)
    except progress.PeriodNotOpen as closed:
        messages.error(request, str(closed))
        return redirect("progress-list")
    return redirect("progress-entry", period.pk)


@require_http_methods(["GET", "POST"])
@never_cache
def progress_entry(request: PersonalRequest, period_id: int) -> HttpResponse:
    """The grid; POST saves the draft and keeps what cannot be saved as it was typed."""
    period = entry_period(request, period_id)
    reports = entry_reports(request, period)
    if request.method == "GET" or not reports:
        return show_entry(request, period, EntryGrid(reports))
    grid = EntryGrid(reports, request.POST)
    if grid.save(by=request.user):
        messages.success(request, f"Draf tersimpan pukul {time_wib(timezone.now())}.")
        return redirect("progress-entry", period.pk)
    return show_entry(request, period, grid)


@require_POST
def progress_submit(request: PersonalRequest, period_id: int) -> HttpResponse:
    """Save what was typed, then hand all editable reports of the period to the superior."""
    period = entry_period(request, period_id)
    grid = EntryGrid(entry_reports(request, period), request.POST)
    if not grid.save(by=request.user):
        return show_entry(request, period, grid)
    editable = [report for report in grid.reports if report.is_editable]
    if not editable:
        messages.info(request, "Semua laporan periode ini sudah diajukan.")
        return redirect("progress-list")
    try:
        progress.submit_progress(reports=editable, by=request.user)
    except progress.ReportIncomplete as incomplete:
        grid.name_missing(incomplete)
        return show_entry(request, period, grid)
    except (TransitionNotAllowed, ReportLocked) as refused:
        messages.error(request, str(refused))
        return redirect("progress-entry", period.pk)
    messages.success(request, f"Isian {period.label} diajukan ({len(editable)} laporan).")
    editable[0].refresh_from_db()
    today = day_in_wib(timezone.now())
    if lacks_endorser(editable[0], on=today):
        messages.warning(request, f"{GAP_TITLE}. {endorsement_gap(request.user, on=today)}")
    return redirect("progress-list")


def entry_period(request: PersonalRequest, period_id: int) -> ReportingPeriod:
    """The period, for whoever enters what the own organization reports; 404 and 403 for others."""
    plans = Plan.objects.visible_to(request.user)
    periods = ReportingPeriod.objects.filter(plan__in=plans).select_related("plan")
    period = get_object_or_404(periods, pk=period_id)
    if not can_open_entry(request.user, request.user.organization):
        raise PermissionDenied
    return period


def entry_reports(request: PersonalRequest, period: ReportingPeriod) -> list[ProgressReport]:
    """The own organization's reports of the period, by cluster."""
    mine = ProgressReport.objects.filter(organization=request.user.organization_id, period=period)
    return list(mine.with_names().order_by("cluster__number", "pk"))


def show_entry(request: PersonalRequest, period: ReportingPeriod, grid: EntryGrid) -> HttpResponse:
    """The page of the grid, with whatever the grid says is wrong."""
    due_at = max([period.due_at, *(report.due_at for report in grid.reports)])
    missing = _missing(request, period, grid)
    context = {
        "period": period,
        "plan": plan_to_mark(period, grid.actions),
        "grid": grid,
        "missing": len(missing),
        "total": grid.total + _unopened(request, period, missing if grid.reports else set()),
        "due_at": due_at,
        "days_left": days_left(day_in_wib(due_at), day_in_wib(timezone.now())),
        "can_save": any(block.is_editable for block in grid.blocks),
        "person": person_tag(request.user),
        "gap_title": GAP_TITLE,
        "gap": endorsement_gap(request.user, on=day_in_wib(timezone.now())),
    }
    return render(request, "actions/progress_entry.html", context)


def _missing(request: PersonalRequest, period: ReportingPeriod, grid: EntryGrid) -> set[int]:
    """The clusters whose report is owed and not opened yet; 404 for an organization that owes nothing here."""
    there = {report.cluster_id for report in grid.reports}
    owed: set[int] = set()
    if period.locked_at is None:
        owed = grid.owed_clusters if there else set(owed_clusters(request.user.organization, period))
    if not there | owed:
        raise Http404("This organization owes nothing in this period.")
    return owed - there


def _unopened(request: PersonalRequest, period: ReportingPeriod, clusters: set[int]) -> int:
    """How many indicators wait in the reports that nobody opened: the bar counts them, as *Tugas saya* does."""
    if not clusters:
        return 0
    owed = indicators_owed_in(request.user.organization, [period])[period.pk]
    return len({indicator for cluster, indicator in owed if cluster in clusters})
