"""Which plan, year and reading a page shows: from the address, so that it can be shared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import Http404
from django.utils import timezone

from actions.enums import Reading
from clusters.enums import PlanKind
from clusters.models import Plan
from clusters.requests import PersonalRequest
from ranpptppo.lib.formats import day_in_wib
from ranpptppo.lib.periods import end_of_day
from reports import summaries
from reports.filters import (
    EVERYTHING,
    LABELS,
    NO_FILTERS,
    FilterField,
    Filters,
    chips,
    filter_fields,
    narrowing_of,
    read_filters,
)
from reports.summaries import Names, PlanData, YearData


@dataclass(frozen=True)
class Choice:
    """``plans``: those to choose from, the newest first. ``honoured``: the filters that narrow the
    figures of the page; ``offered``: those of its form.

    ``whole`` is the plan from its first year to the chosen one, ``data`` what the filters leave of it, ``figures`` the
    chosen year of that.
    """

    plans: list[Plan]
    plan: Plan
    year: int
    reading: str
    as_of: datetime
    filters: Filters = NO_FILTERS
    honoured: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()

    @property
    def query(self) -> str:
        """For links to other pages of the same choice: ``?plan=1&year=2024``; the usual reading is left out.

        Filters go along, also those that this page does not honour: the way back finds them again.
        """
        return f"?{urlencode(self.address)}"

    @property
    def unfiltered(self) -> str:
        """The same choice without any filter."""
        return f"?{urlencode({name: value for name, value in self.address.items() if name not in LABELS})}"

    @property
    def address(self) -> dict[str, str]:
        parts = {"plan": str(self.plan.pk), "year": str(self.year)}
        if self.reading != Reading.OFFICIAL:
            parts["reading"] = self.reading
        return parts | self.filters.chosen

    @cached_property
    def whole(self) -> PlanData:
        return summaries.load_years(self.plan, self.year, reading=self.reading, as_of=self.as_of, is_fresh=True)

    @cached_property
    def data(self) -> PlanData:
        applied = self.filters.only(self.honoured)
        if not applied.chosen:
            return self.whole
        return summaries.narrow(self.whole, narrowing_of(applied, self.whole, self.year, self.names))

    @cached_property
    def figures(self) -> YearData:
        return summaries.year_of(self.data, self.year)

    @cached_property
    def names(self) -> Names:
        day = date(self.year, 12, 31)
        return summaries.kept_reference(self.plan, ("names", day), lambda: Names(day))

    def figures_on(self, day: date) -> YearData:
        """The chosen year as it stood at the end of an earlier day, narrowed alike."""
        past = summaries.load_past_year(
            self.plan, self.year, reading=self.reading, as_of=end_of_day(day), is_fresh=True
        )
        applied = self.filters.only(self.honoured)
        if applied.chosen:
            past = summaries.narrow(past, narrowing_of(applied, past, self.year, self.names))
        return summaries.year_of(past, self.year)

    def context(self) -> dict[str, Any]:
        """What ``_switch.html``, ``reports/_filters.html`` and every template of a dashboard needs."""
        offered = filter_fields(self.filters, self.whole, self.year, self.names, self.offered)
        return {
            "filter_fields": offered,
            "filter_chips": chips(offered, self.address),
            "kept_filters": self._kept(offered),
            "unfiltered": self.unfiltered,
            "choice": self,
            "plans": self.plans,
            "plan": self.plan,
            "years": list(reversed(self.plan.years)),
            "year": self.year,
            "reading": self.reading,
            "query": self.query,
        }

    def _kept(self, offered: list[FilterField]) -> list[tuple[str, str]]:
        """Filters that the page's form does not offer and that go along with it."""
        names = {field.name for field in offered}
        return [pair for pair in self.filters.chosen.items() if pair[0] not in names]


def choose(
    request: PersonalRequest,
    *,
    plan: Plan | None = None,
    among: Plan | None = None,
    honours: tuple[str, ...] = EVERYTHING,
    offers: tuple[str, ...] = (),
) -> Choice | None:
    """The choice of the address, or the usual one; ``None`` where there is no plan yet.

    The usual plan is the newest national one, its year this year or the plan's nearest. ``plan``: the only one of the
    page, fetched in this request, whatever the address says; ``among``: the same, beside the others that may be chosen.
    ``honours``: the filters that narrow the page's figures; () for a page that shows one thing whatever the filters say.
    ``offers``: filters that the page applies itself. Raises Http404, of which UnknownFilter says which value is none that
    can be chosen.
    """
    plans = _offered(request, among) if plan is None else [plan]
    if not plans:
        return None
    now = timezone.now()
    chosen = plan or among or _plan(request, plans)
    year = _number(request, "year") or min(max(day_in_wib(now).year, chosen.start_year), chosen.end_year)
    reading = request.GET.get("reading", Reading.OFFICIAL)
    if year not in chosen.years or reading not in Reading.values:
        raise Http404
    return Choice(plans, chosen, year, str(reading), now, read_filters(request.GET), honours, honours + offers)


def _offered(request: PersonalRequest, among: Plan | None) -> list[Plan]:
    """National plans, those of the person's own region, and the one of the address; one query.

    A nation has hundreds of regional plans: they are chosen by their region, not from a list of all.
    """
    wanted = among.pk if among is not None else _number(request, "plan")
    offered = Q(region__isnull=True) | Q(pk=wanted)
    region = request.user.organization.region_id
    if region is not None:
        offered |= Q(region=region)
    found = list(Plan.objects.visible_to(request.user).filter(offered).latest_first())
    return found or list(Plan.objects.visible_to(request.user).latest_first()[:1])


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
