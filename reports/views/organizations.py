"""Instansi: all that have a part in the plan, and one of them with everything behind its figures."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from clusters.enums import Role
from clusters.models import Organization, User
from clusters.requests import PersonalRequest
from reports import summaries
from reports.choice import Choice, choose
from reports.filters import EVERYTHING
from reports.request_address import request_address
from reports.summaries import organizations as own
from reports.views.dashboards import no_plan_yet

PER_PAGE = 50
OF_ALL_ITS_ACTIONS = tuple(name for name in EVERYTHING if name != "organization")
CALLED = (Role.OPERATOR, Role.ENDORSER, Role.SECRETARIAT, Role.VERIFIER)


@require_safe
def organization_list(request: PersonalRequest) -> HttpResponse:
    choice = choose(request)
    if choice is None:
        return no_plan_yet(request)
    rows = summaries.organization_figures(choice.figures, choice.names)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "reports/organization_list.html", {**choice.context(), "page": page})


@require_safe
def organization_detail(request: PersonalRequest, code: str) -> HttpResponse:
    """One organization by its code; also one that has no part in the plan and year, which the page then says."""
    organization = get_object_or_404(Organization.objects.visible_to(request.user), code=code)
    choice = choose(request, honours=OF_ALL_ITS_ACTIONS)
    if choice is None:
        raise Http404
    year, names, key = choice.figures, choice.names, organization.pk
    details = summaries.load_details(year, names)
    context = {
        **choice.context(),
        "organization": organization,
        "name": names.of(key),
        "figures": own.numbers_of(year, key),
        "led": [summaries.action_figures(year, action, details) for action in own.led_actions(year, key)],
        "supported": own.supported_actions(year, key, names),
        "owing": own.owing_figures(year, key, names),
        "trend": own.organization_trend(choice.data, key),
        "roles": own.cluster_roles_of(organization, to=year.last_day),
        "request_url": request_address(request.user, choice.plan, choice.year, organization=code),
        **_beside(request, organization, choice),
    }
    return render(request, "reports/organization_detail.html", context)


def _beside(request: PersonalRequest, organization: Organization, choice: Choice) -> dict[str, Any]:
    """What is no figure: how the organization came to be, and whom to call, as far as the person may see people."""
    people = User.objects.reachable_by(request.user).active().filter(organization=organization, role__in=CALLED)
    return {
        "history": own.history_of(organization, choice.names),
        "people": list(people.order_by("role", "name", "pk")),
    }
