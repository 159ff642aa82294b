"""Daerah saya: a region's people find their own region and, in a province, all of its regencies."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from actions.forms.adoption import ids_of
from actions.models import ProgressReport
from actions.permissions import can_adopt
from actions.region_start import region_steps
from clusters.enums import Role
from clusters.models import Region, User
from clusters.plan_standing import plan_standing
from clusters.requests import PersonalRequest
from ranpptppo.lib.formats import day_in_wib
from reports.choice import choose
from reports.newer_records import task_forces_today
from reports.own_region import Standing, late_reports_of, standings_of
from reports.permissions import can_remind_regencies
from reports.summaries.places import totals_of
from reports.summaries.registry import registry_of
from reports.views.dashboards import no_plan_yet
from reports.views.overdue import show_reminders
from reports.views.places import day_of, rows_of, visible_regions

PER_PAGE = 50
NOTHING_LATE = "Kabupaten/kota yang dipilih tidak memiliki laporan terlambat yang boleh Anda ingatkan."


@require_safe
def own_region(request: PersonalRequest) -> HttpResponse:
    """The own region, and page by page its regencies: task force, RAD, completeness, and who is late since when."""
    own = request.user.organization.region
    if own is None:
        raise Http404
    choice = choose(request, honours=())
    if choice is None:
        return no_plan_yet(request)
    regencies = [region for region in visible_regions(request, choice) if region.pk != own.pk]
    page = Paginator(regencies, PER_PAGE).get_page(request.GET.get("page"))
    every = rows_of([own, *regencies], choice)
    row_of = {row["id"]: row for row in every}
    registry, today = registry_of(choice.plan), day_in_wib(timezone.now())
    states = task_forces_today(registry, row_of, day=day_of(choice), today=today)
    standings = standings_of([own, *page.object_list], at=timezone.now())
    context = {
        **choice.context(),
        "region": own,
        "row": row_of[own.pk],
        "standing": standings.get(own.pk, Standing()),
        "page": page,
        "rows": [(row_of[region.pk], standings.get(region.pk, Standing()), states[region.pk]) for region in page],
        "totals": totals_of(row for row in every if row["id"] != own.pk),
        "waiting": _waiting(request.user),
        "may_remind": can_remind_regencies(request.user),
        "may_adopt": can_adopt(request.user),
        "steps": region_steps(request.user, own),
        "day": day_of(choice),
        "today": today,
        "state": states[own.pk],
        "newer": sum(states[region.pk].is_newer for region in regencies),
        "plan_standing": plan_standing(own, on=today),
    }
    return render(request, "reports/own_region.html", context)


@require_safe
def own_region_remind(request: PersonalRequest) -> HttpResponse:
    """What would be sent to whom about the ticked regencies; the address names them alone, for their reports are many."""
    if not can_remind_regencies(request.user):
        raise PermissionDenied
    ticked = Region.objects.visible_to(request.user).filter(pk__in=ids_of(request.GET.getlist("region")))
    chosen = late_reports_of(request.user, list(ticked), at=timezone.now())
    if not chosen:
        messages.warning(request, NOTHING_LATE)
        return redirect("own-region")
    return show_reminders(request, chosen)


def _waiting(user: User) -> int | None:
    """How many reports wait for this person to verify them; None for who verifies none."""
    if user.role != Role.VERIFIER:
        return None
    return ProgressReport.objects.verifiable_by(user, on=day_in_wib(timezone.now())).count()
