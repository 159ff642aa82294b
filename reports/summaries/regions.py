"""Figures of many regional plans at once, read from what is kept (``KeptFigures``) as long as that is still true."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, TypedDict

from django.db.models import FilteredRelation, Q

from actions.enums import AssignmentRole
from actions.models import Assignment
from clusters.models import Plan
from reports.summaries.computing import year_of
from reports.summaries.reading import load_plans
from reports.summaries.rows import PlanData
from reports.summaries.scores import PlanNumbers, plan_numbers

MOST_ANEW = 20


class RegionFigures(TypedDict):
    """A region's plan in one year: its own actions and what it adopted.

    numbers: score, status, actions, indicators, counts by status, completeness (with timeliness) and budget, just as
    ``national_figures`` tells them of a national plan; None: not computed yet (say "sedang dihitung"), which is not
    the same as a region without a plan. is_current: False where the numbers are those of an earlier moment, ``as_of``,
    and are being computed anew; the page has to say so ("angka per 3 Maret 2025 pukul 14.05"). as_of: the moment that
    the numbers are true for; None without numbers.
    """

    region_id: int
    plan_id: int
    plan_title: str
    is_current: bool
    as_of: datetime | None
    numbers: PlanNumbers | None


@dataclass(frozen=True, slots=True)
class Computed:
    """The numbers of a plan in a year, and between which moments time alone changes nothing in them (None: for ever)."""

    numbers: PlanNumbers
    true_from: datetime | None
    true_until: datetime | None


def region_figures(
    year: int,
    *,
    reading: str,
    as_of: datetime,
    regions: Iterable[int] | None = None,
    most_anew: int | None = MOST_ANEW,
) -> dict[int, RegionFigures]:
    """By region: the figures of its plan that covers the year; a region without such a plan is not there.

    Two queries for any number of regions where what is kept is true, else up to 17 more, whatever the number: at most
    ``most_anew`` plans are computed at once (None: all), for the others the kept numbers of an earlier moment are
    answered and marked. The worker computes those within a minute or two (``reports.refresh_region_figures``).

    regions: keys of the regions, such as ``Region.objects.visible_to(user).provinces()``; None: all, without regard to
    who may see them. Beside the answer a page says how many regions it covers: those with a plan of all (coverage).
    A moment long past, such as a cut-off, is mostly not what is kept: ask with ``most_anew=None`` there.
    """
    rows = _rows(year, reading, regions)
    adopted = _adopted([row.region_id for row in rows])
    stale = [row for row in rows if not row.is_true(_revision(row.data_revision, adopted.get(row.region_id)), as_of)]
    computed = _anew(stale, year, reading, as_of, most_anew)
    late = {row.plan_id for row in stale}
    return {
        row.region_id: _of_now(row, computed[row.plan_id].numbers, as_of)
        if row.plan_id in computed
        else _of_row(row, as_of, is_current=row.plan_id not in late)
        for row in rows
    }


class _Row(NamedTuple):
    """A plan and what is kept of it; nothing is kept: ``revision`` is None, and nothing computed yet: it is empty."""

    plan_id: int
    region_id: int
    title: str
    data_revision: int
    revision: str | None
    as_of: datetime | None
    true_from: datetime | None
    true_until: datetime | None
    numbers: PlanNumbers | None

    def is_true(self, revision: str, as_of: datetime) -> bool:
        """Whether the numbers are those of this revision of the data at this moment."""
        begun = self.true_from is None or self.true_from < as_of
        return self.revision == revision and begun and (self.true_until is None or as_of < self.true_until)


def _rows(year: int, reading: str, regions: Iterable[int] | None) -> list[_Row]:
    """One of each region: where two plans cover the year, the one that began last. One query.

    Columns, not instances: a nation has hundreds of them, and most of what a page costs would be making them.
    """
    plans = Plan.objects.filter(region__isnull=False, start_year__lte=year, end_year__gte=year)
    if regions is not None:
        plans = plans.filter(region__in=list(regions))
    of_year = Q(kept_figures__year=year, kept_figures__reading=reading)
    kept = plans.annotate(kept=FilteredRelation("kept_figures", condition=of_year)).order_by("start_year", "pk")
    columns = ("pk", "region_id", "short_title", "data_revision")
    of_kept = ("revision", "as_of", "true_from", "true_until", "numbers")
    rows = (_Row(*row) for row in kept.values_list(*columns, *(f"kept__{name}" for name in of_kept)))
    return list({row.region_id: row for row in rows}.values())


def revisions_of(plans: Sequence[Plan]) -> dict[int, str]:
    """By plan: of which data its figures are made, as a key that changes with every change of it; one query.

    A regional plan holds what its region adopted: the revisions of those plans are part of the key. The plans
    must have been read in this request, their own revision is taken as it is.
    """
    adopted = _adopted([plan.region_id for plan in plans if plan.region_id is not None])
    return {plan.pk: _revision(plan.data_revision, adopted.get(plan.region_id or 0)) for plan in plans}


def _revision(own: int, adopted: Iterable[str] | None) -> str:
    return " ".join([str(own), *(adopted or ())])


def _adopted(regions: Sequence[int]) -> dict[int, list[str]]:
    """By region: the plans of which it adopted something, each with its revision; one query."""
    rows = Assignment.objects.filter(role=AssignmentRole.ADOPTING, organization__region__in=regions)
    found: dict[int, list[str]] = defaultdict(list)
    columns = ("organization__region_id", "action__plan_id", "action__plan__data_revision")
    for region, plan, revision in rows.order_by("action__plan_id").values_list(*columns).distinct():
        found[region].append(f"{plan}:{revision}")
    return found


def computed_years(data: PlanData, years: Iterable[int]) -> dict[int, Computed]:
    """What there is to keep of a plan that was just fetched."""
    true_from = max((moment for moment in data.moments if moment < data.as_of), default=None)
    true_until = min((moment for moment in data.moments if moment >= data.as_of), default=None)
    return {year: Computed(plan_numbers(year_of(data, year)), true_from, true_until) for year in years}


def _anew(stale: list[_Row], year: int, reading: str, as_of: datetime, most: int | None) -> dict[int, Computed]:
    """The bounded number of plans computed here and now: those without any numbers first, then the oldest."""
    if not stale or most == 0:
        return {}
    ordered = sorted(stale, key=lambda row: (row.as_of is not None, row.as_of or as_of, row.plan_id))
    plans = Plan.objects.filter(pk__in=[row.plan_id for row in ordered[:most]]).order_by("pk")
    data = load_plans(list(plans), (year,), reading=reading, as_of=as_of)
    return {key: computed_years(own, (year,))[year] for key, own in data.items()}


def _of_now(row: _Row, numbers: PlanNumbers, as_of: datetime) -> RegionFigures:
    return _figures(row, numbers, as_of, is_current=True)


def _of_row(row: _Row, as_of: datetime, *, is_current: bool) -> RegionFigures:
    if row.numbers is None:
        return _figures(row, None, None, is_current=False)
    return _figures(row, row.numbers, as_of if is_current else row.as_of, is_current=is_current)


def _figures(row: _Row, numbers: PlanNumbers | None, as_of: datetime | None, *, is_current: bool) -> RegionFigures:
    return {
        "region_id": row.region_id,
        "plan_id": row.plan_id,
        "plan_title": row.title,
        "is_current": is_current,
        "as_of": as_of,
        "numbers": numbers,
    }
