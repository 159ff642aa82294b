"""Figures of many regional plans at once, read from what is kept (``KeptFigures``) as long as that is still true."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from actions.enums import AssignmentRole
from actions.models import Assignment
from clusters.models import Plan
from reports.models import KeptFigures
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

    Three queries for any number of regions where what is kept is true, else up to 16 more, whatever the number: at most
    ``most_anew`` plans are computed at once (None: all), for the others the kept numbers of an earlier moment are
    answered and marked. The worker computes those within a minute or two (``reports.refresh_region_figures``).

    regions: keys of the regions, such as ``Region.objects.visible_to(user).provinces()``; None: all, without regard to
    who may see them. Beside the answer a page says how many regions it covers: those with a plan of all (coverage).
    A moment long past, such as a cut-off, is mostly not what is kept: ask with ``most_anew=None`` there.
    """
    plans = _plans(year, regions)
    revisions = revisions_of(plans)
    rows = KeptFigures.objects.filter(plan__in=[plan.pk for plan in plans], year=year, reading=reading)
    kept = {row.plan_id: row for row in rows.defer("claimed_until")}
    stale = [plan for plan in plans if not _is_true(kept.get(plan.pk), revisions[plan.pk], as_of)]
    computed = _anew(stale, kept, year, reading, as_of, most_anew)
    late = {plan.pk for plan in stale}
    return {
        plan.region_id: _of_now(plan, computed[plan.pk].numbers, as_of)
        if plan.pk in computed
        else _of_row(plan, kept.get(plan.pk), as_of, is_current=plan.pk not in late)
        for plan in plans
        if plan.region_id is not None
    }


def _plans(year: int, regions: Iterable[int] | None) -> list[Plan]:
    """One of each region: where two cover the year, the one that began last. One query."""
    rows = Plan.objects.filter(region__isnull=False, start_year__lte=year, end_year__gte=year)
    if regions is not None:
        rows = rows.filter(region__in=list(regions))
    return list({plan.region_id: plan for plan in rows.order_by("start_year", "pk")}.values())


def revisions_of(plans: Sequence[Plan]) -> dict[int, str]:
    """By plan: of which data its figures are made, as a key that changes with every change of it; one query.

    A regional plan holds what its region adopted: the revisions of those plans are part of the key. The plans
    must have been read in this request, their own revision is taken as it is.
    """
    rows = Assignment.objects.filter(
        role=AssignmentRole.ADOPTING, organization__region__in=[plan.region_id for plan in plans]
    )
    adopted: dict[int, list[str]] = defaultdict(list)
    columns = ("organization__region_id", "action__plan_id", "action__plan__data_revision")
    for region, plan_id, revision in rows.order_by("action__plan_id").values_list(*columns).distinct():
        adopted[region].append(f"{plan_id}:{revision}")
    return {plan.pk: " ".join([str(plan.data_revision), *adopted.get(plan.region_id or 0, ())]) for plan in plans}


def computed_years(data: PlanData, years: Iterable[int]) -> dict[int, Computed]:
    """What there is to keep of a plan that was just fetched."""
    true_from = max((moment for moment in data.moments if moment < data.as_of), default=None)
    true_until = min((moment for moment in data.moments if moment >= data.as_of), default=None)
    return {year: Computed(plan_numbers(year_of(data, year)), true_from, true_until) for year in years}


def _is_true(row: KeptFigures | None, revision: str, as_of: datetime) -> bool:
    return row is not None and row.is_true(revision, as_of)


def _anew(
    stale: list[Plan],
    kept: Mapping[int, KeptFigures],
    year: int,
    reading: str,
    as_of: datetime,
    most: int | None,
) -> dict[int, Computed]:
    """The bounded number of plans computed here and now: those without any numbers first, then the oldest."""
    if not stale or most == 0:
        return {}
    moments = {plan.pk: kept[plan.pk].as_of if plan.pk in kept else None for plan in stale}
    known = {key: moment for key, moment in moments.items() if moment is not None}
    ordered = sorted(stale, key=lambda plan: (plan.pk in known, known.get(plan.pk, as_of), plan.pk))
    plans = load_plans(ordered[:most], (year,), reading=reading, as_of=as_of)
    return {key: computed_years(data, (year,))[year] for key, data in plans.items()}


def _of_now(plan: Plan, numbers: PlanNumbers, as_of: datetime) -> RegionFigures:
    return _figures(plan, numbers, as_of, is_current=True)


def _of_row(plan: Plan, row: KeptFigures | None, as_of: datetime, *, is_current: bool) -> RegionFigures:
    if row is None or row.numbers is None:
        return _figures(plan, None, None, is_current=False)
    return _figures(plan, row.numbers, as_of if is_current else row.as_of, is_current=is_current)


def _figures(plan: Plan, numbers: PlanNumbers | None, as_of: datetime | None, *, is_current: bool) -> RegionFigures:
    return {
        "region_id": plan.region_id or 0,
        "plan_id": plan.pk,
        "plan_title": plan.short_title,
        "is_current": is_current,
        "as_of": as_of,
        "numbers": numbers,
    }
