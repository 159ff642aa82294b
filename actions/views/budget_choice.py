"""Whose budget of which year a page shows: shared by the lists of budget lines and of money without an action."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from actions.permissions import can_keep_budget, can_see_entry
from clusters.enums import PlanKind
from clusters.models import Organization, Plan
from clusters.requests import PersonalRequest
from ranpptppo.lib.formats import day_in_wib
from ranpptppo.lib.periods import last_day

TABS = (
    ("Baris anggaran", "budget-list"),
    ("Aksi tanpa anggaran", "budget-missing"),
    ("Anggaran tanpa aksi", "unlinked-budget-list"),
)


class BudgetChoice:
    """Read from ``?year=`` and ``?organization=``. Whoever reports sees the own organization, the others choose.

    ``of_plan``: the page is about the actions of a plan; it opens on a year that has some, not on an interim one.
    """

    def __init__(self, request: PersonalRequest, *, of_plan: bool = False) -> None:
        self.request = request
        region = request.user.organization.region_id
        plans = list(Plan.objects.visible_to(request.user).filter(region=region).latest_first())
        self.years = sorted({year for plan in plans for year in plan.years}, reverse=True)
        planned = {year for plan in plans if plan.kind != PlanKind.INTERIM for year in plan.years}
        self.year = self._year((planned if of_plan else set()) or set(self.years))
        self.plan = next((plan for plan in plans if self.year in plan.years), None)
        self.is_fixed = can_see_entry(request.user)
        self.organizations = self._organizations()
        self.organization = self._organization()

    def _year(self, usual: set[int]) -> int:
        today = day_in_wib(timezone.now()).year
        wanted = self.request.GET.get("year", "")
        opens_on = today if today in usual or not usual else max(usual)
        return next((year for year in self.years if str(year) == wanted), opens_on)

    def _organizations(self) -> list[Organization]:
        named = Organization.objects.visible_to(self.request.user).by_name(last_day(self.year))
        if self.is_fixed:
            return list(named.filter(pk=self.request.user.organization_id))
        assigned = named.filter(assignments__isnull=False)
        return list((assigned | named.filter(budget_lines__isnull=False)).distinct())

    def _organization(self) -> Organization | None:
        wanted = self.request.GET.get("organization", "")
        if self.is_fixed:
            return self.organizations[0]
        return next((one for one in self.organizations if str(one.pk) == wanted), None)

    def context(self, current: str) -> dict[str, Any]:
        organization = self.organization
        kept = {"year": self.year} if self.request.GET.get("year") else {}
        kept |= {"organization": organization.pk} if organization and not self.is_fixed else {}
        query = f"?{urlencode(kept)}" if kept else ""
        return {
            "plan": self.plan,
            "year": self.year,
            "years": self.years or [self.year],
            "organizations": self.organizations,
            "organization": organization,
            "is_fixed": self.is_fixed,
            "may_keep": organization is not None and can_keep_budget(self.request.user, organization),
            "tabs": [
                {"label": label, "url": reverse(name) + query, "is_current": name == current, "count": None}
                for label, name in TABS
            ],
        }


def organization_of(request: PersonalRequest, pk: int) -> tuple[Organization, int]:
    """The organization whose budget is to be kept, and the fiscal year of the address: of a plan, now unless given."""
    year = _fiscal_year(request)
    named = Organization.objects.visible_to(request.user).with_name_on(last_day(year))
    organization = named.filter(pk=pk).first()
    if organization is None:
        raise Http404
    if not can_keep_budget(request.user, organization):
        raise PermissionDenied
    return organization, year


def _fiscal_year(request: PersonalRequest) -> int:
    wanted = request.GET.get("year", "")
    if not wanted:
        return day_in_wib(timezone.now()).year
    years = {year for plan in Plan.objects.visible_to(request.user) for year in plan.years}
    found = next((year for year in years if str(year) == wanted), None)
    if found is None:
        raise Http404
    return found
