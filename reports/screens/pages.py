"""Which dashboards there are: by the name of their address, the function that answers what they show.

A new page joins here: a function of ``(request, **arguments of its address)`` that answers a ``Shown``, and one line in
``PAGES``; its template includes ``reports/_view_tools.html``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import Http404
from django.urls import Resolver404, ResolverMatch, resolve

from clusters.requests import PersonalRequest
from reports.screens import actions, comparison, home, late, money, organizations, plans, regions, situation
from reports.screens.screen import Shown

PAGES: Mapping[str, Callable[..., Shown]] = {
    "home": home.home,
    "cluster-list": plans.cluster_list,
    "cluster-detail": plans.cluster_detail,
    "action-list": actions.action_list,
    "action-detail": actions.action_detail,
    "matrix": actions.matrix,
    "comparison": comparison.comparison,
    "organization-list": organizations.organization_list,
    "organization-detail": organizations.organization_detail,
    "overdue": late.overdue,
    "budget-dashboard": money.budget_dashboard,
    "lenses": money.lens_list,
    "lens-detail": money.lens_detail,
    "region-list": regions.region_list,
    "region-detail": regions.region_detail,
    "map": regions.map_page,
    "situation": situation.situation,
}


def dashboard_at(path: str) -> ResolverMatch:
    """The dashboard at an address of the site (``clusters/1``). Raises Http404 where there is none."""
    address = f"/{path.strip('/')}/" if path.strip("/") else "/"
    try:
        match = resolve(address)
    except Resolver404 as error:
        raise Http404 from error
    if match.url_name not in PAGES:
        raise Http404
    return match


def screen_at(request: PersonalRequest, path: str) -> Shown:
    """What the person sees there, with the filters of the request. Raises Http404."""
    match = dashboard_at(path)
    return PAGES[str(match.url_name)](request, **match.kwargs)
