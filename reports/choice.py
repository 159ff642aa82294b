"""Which plan, year and reading a page shows: from the address, so that it can be shared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import Http404
from django.utils import timezone

from actions.enums import Reading
from clusters.enums import PlanKind
from clusters.models import Plan
from clusters.requests import PersonalRequest
from ranpptppo.lib.formats import day_in_wib
from reports import summaries
from reports.summaries import Names, PlanData, YearData


@dataclass(frozen=True)
class Choice:
    """``plans``: those the person may see, the newest first."""

    plans: list[Plan]
    plan: Plan
    year: int
    reading: str
    as_of: datetime

    @property
    def query(self) -> str:
        """For links to other pages of the same choice: ``?plan=1&year=2024``; the usual reading is left out."""
        parts: dict[str, Any] = {"plan": self.plan.pk, "year": self.year}
        if self.reading != Reading.OFFICIAL:
            parts["reading"] = self.reading
        return f"?{urlencode(parts)}"

    @cached_property
    def data(self) -> PlanData:
        """The plan from its first year to the chosen one."""
        return summaries.load_years(self.plan, self.year, reading=self.reading, as_of=self.as_of)

    @cached_property
    def figures(self) -> YearData:
        return summaries.year_of(self.data, self.year)

    @cached_property
    def names(self) -> Names:
        return Names(self.figures.last_day)

    def context(self) -> dict[str, Any]:
        """What ``_switch.html`` and every template of a dashboard needs."""
        return {
            "choice": self,
            "plans": self.plans,
            "plan": self.plan,
            "years": list(reversed(self.plan.years)),
            "year": self.year,
            "reading": self.reading,
            "query": self.query,
        }


def choose(request: PersonalRequest, *, plan: Plan | None = None) -> Choice | None:
    """The choice of the address, or the usual one; ``None`` where there is no plan yet.

    The usual plan is the newest national one, its year this year or the plan's nearest. Raises Http404.
    """
    plans = list(Plan.objects.visible_to(request.user).latest_first())
    if not plans:
        return None
    now = timezone.now()
    chosen = plan or _plan(request, plans)
    year = _number(request, "year") or min(max(day_in_wib(now).year, chosen.start_year), chosen.end_year)
    reading = request.GET.get("reading", Reading.OFFICIAL)
    if year not in chosen.years or reading not in Reading.values:
        raise Http404
    return Choice(plans, chosen, year, str(reading), now)


def _plan(request: PersonalRequest, plans: list[Plan]) -> Plan:
    wanted = _number(request, "plan")
    if wanted is not None:
        found = next((plan for plan in plans if plan.pk == wanted), None)
        if found is None:
            raise Http404
        return found
    return next((plan for plan in plans if plan.kind == PlanKind.NATIONAL), plans[0])


def _number(request: PersonalRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    if not text:
        return None
    if not text.isdecimal() or len(text) > 9:
        raise Http404
    return int(text)
