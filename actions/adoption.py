"""What an adoption of national actions by regions would do: whose body, which actions, which local targets; reads only.

A region *adopts* a national action by an assignment and targets of its own: rows that link, never copies. It reports in
the periods of its own plan (calculation.md, "Who reports"), so that only a region with a plan adopts.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from actions.entry_inputs import target_text
from actions.enums import AssignmentRole
from actions.models import Action, Assignment, Indicator, ReportingPeriod, Target
from actions.models.action import ActionQuerySet
from clusters.enums import PlanKind
from clusters.models import Organization, Plan, Region, User
from clusters.models.organization import short_name_on
from ranpptppo.lib.formats import date_long, first_of

LocalTargets = Mapping[tuple[int, int], Decimal]  # (indicator, year) → the target
NO_BODY = "belum ada perangkat daerah yang dapat melapor"
NAMED = 3  # regions that a sentence names


@dataclass(frozen=True, slots=True)
class RegionAdoption:
    """What one region would take up. problem: why it takes up nothing; held: the actions that it has adopted before."""

    region: Region
    body: Organization | None = None
    problem: str = ""
    actions: Sequence[int] = ()
    held: Sequence[int] = ()
    years: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Adoption:
    """What would happen, region by region."""

    on: date
    regions: Sequence[RegionAdoption]
    targets: LocalTargets
    action_of: Mapping[int, int] = field(default_factory=dict)  # indicator → its action

    @property
    def assignments(self) -> int:
        return sum(len(one.actions) for one in self.regions)

    @property
    def local_targets(self) -> int:
        return sum(len(self.targets_of(one)) for one in self.regions)

    @property
    def taking(self) -> Sequence[RegionAdoption]:
        """The regions that take up something."""
        return [one for one in self.regions if one.actions]

    @property
    def fingerprint(self) -> str:
        """Of what a person was shown."""
        shown = [
            (one.region.pk, one.body and one.body.pk, list(one.actions), sorted(one.years)) for one in self.regions
        ]
        text = repr((self.on, shown, sorted(self.targets.items())))
        return hashlib.sha256(text.encode()).hexdigest()

    def targets_of(self, one: RegionAdoption) -> list[tuple[int, int, Decimal]]:
        """(indicator, year, target) of the actions it takes up, in the years of its own plans."""
        taken = set(one.actions)
        return [
            (indicator, year, value)
            for (indicator, year), value in self.targets.items()
            if year in one.years and self.action_of.get(indicator) in taken
        ]


@dataclass(frozen=True, slots=True)
class RegionLine:
    """One region in words: the printed numbers of what it takes up and of what it holds already, how many local targets
    that makes, and the years whose targets it does not get because no plan of its own covers them."""

    one: RegionAdoption
    new: str
    held: str
    targets: int
    years_left_out: str


def lines_of(adoption: Adoption, actions: Sequence[Action]) -> list[RegionLine]:
    """What would happen, region by region, in words. ``actions``: those that were chosen, in printed order."""
    numbers = {action.pk: action.number for action in actions}
    wanted = {year for _, year in adoption.targets}
    return [
        RegionLine(
            one,
            ", ".join(numbers[key] for key in one.actions),
            ", ".join(numbers[key] for key in one.held),
            len(adoption.targets_of(one)),
            ", ".join(str(year) for year in sorted(wanted - one.years)) if one.actions else "",
        )
        for one in adoption.regions
    ]


def chosen_targets(
    actions: Sequence[Action], indicators: Sequence[Indicator], targets: LocalTargets
) -> list[tuple[Action, list[tuple[Indicator, list[tuple[int, str]]]]]]:
    """Each action with its indicators, and of each the local targets that were typed, as text by year."""
    of_indicator: dict[int, list[tuple[int, Decimal]]] = defaultdict(list)
    for (indicator, year), value in sorted(targets.items()):
        of_indicator[indicator].append((year, value))
    return [
        (
            action,
            [
                (one, [(year, target_text(one, value)) for year, value in of_indicator[one.pk]])
                for one in indicators
                if one.action_id == action.pk
            ],
        )
        for action in actions
    ]


def adoptable() -> ActionQuerySet:
    """What a region may take up: actions of national plans that hold something to report on."""
    measured = Exists(Indicator.objects.filter(action=OuterRef("pk")))
    actions = Action.objects.filter(measured, plan__kind=PlanKind.NATIONAL, is_in_plan=True)
    return actions.select_related("plan", "cluster")


def adoptions_visible_to(user: User, *, on: date) -> QuerySet[Assignment]:
    """By region and action, with ``body_name`` of that day."""
    regions = Region.objects.visible_to(user)
    rows = Assignment.objects.filter(role=AssignmentRole.ADOPTING, organization__region__in=regions)
    named = rows.annotate(body_name=short_name_on(on, of="organization"))
    related = named.select_related("action__plan", "action__cluster", "organization__region__parent")
    return related.order_by("organization__region__code", "action__cluster__number", "action__sort_key", "pk")


def national_texts(indicators: Collection[Indicator], *, year: int | None = None) -> dict[tuple[int, int], str]:
    """(indicator, year) → the national plan's newest target as text, of one year or of all; one query."""
    known = {one.pk: one for one in indicators}
    rows = Target.objects.of_the_plan().filter(indicator__in=known).order_by("version", "pk")
    if year is not None:
        rows = rows.filter(year=year)
    newest = {(row.indicator_id, row.year): row.value for row in rows}
    return {key: target_text(known[key[0]], value) for key, value in newest.items() if value is not None}


def national_targets(indicators: Iterable[Indicator], period: ReportingPeriod) -> dict[int, str]:
    """Of those indicators that the period's region adopted, by id: the national plan's newest target of the year, as text.

    It stands beside the local one, which alone counts; one query where there are any. ``indicators`` with their action.
    """
    adopted = [one for one in indicators if one.action.plan_id != period.plan_id]
    texts = national_texts(adopted, year=period.year) if adopted else {}
    return {one.pk: texts.get((one.pk, period.year), target_text(one, None)) for one in adopted}


def plan_to_mark(period: ReportingPeriod, actions: Iterable[Action]) -> Plan:
    """Of the plans whose figures a page shows, one with example data where there is one; else the period's own.

    A region's page also shows the targets of the national plan whose actions it adopted. ``actions`` with their plan.
    """
    plans = [period.plan, *(action.plan for action in actions)]
    return next((plan for plan in plans if plan.is_example), period.plan)


def prepare_adoption(
    *, actions: Sequence[Action], regions: Sequence[Region], targets: LocalTargets, on: date
) -> Adoption:
    """What adopting the actions would do in each region; five queries whatever their number."""
    bodies, years = bodies_of(regions, on=on), years_of(regions, since=on.year)
    adopted = _adopted(actions, regions, on)
    wanted = [action.pk for action in actions]
    rows = [_of(region, bodies, years[region.pk], wanted, adopted[region.pk], on) for region in regions]
    indicators = Indicator.objects.filter(action__in=wanted).values_list("pk", "action_id")
    return Adoption(on, rows, targets, dict(indicators))


def _of(
    region: Region,
    bodies: Mapping[int, Organization],
    years: frozenset[int],
    wanted: Sequence[int],
    adopted: Collection[int],
    on: date,
) -> RegionAdoption:
    body = bodies.get(region.pk)
    if body is None:
        return RegionAdoption(region, problem=f"Pada {date_long(on)} {NO_BODY}.")
    if not years:
        problem = f"Belum ada rencana daerah yang berlaku pada {on.year} atau sesudahnya; buat dahulu RAD-nya."
        return RegionAdoption(region, body, problem)
    new = [action for action in wanted if action not in adopted]
    return RegionAdoption(region, body, actions=new, held=[one for one in wanted if one in adopted], years=years)


def bodies_of(regions: Iterable[Region], *, on: date) -> dict[int, Organization]:
    """By region: the body that reports for it, of several the one that leads most of its own plan; one query."""
    leads = Q(
        assignments__role=AssignmentRole.LEAD,
        assignments__ends_on__isnull=True,
        assignments__action__plan__region=F("region"),
    )
    living = Organization.objects.active_on(on).filter(region__in=regions).with_name_on(on)
    ordered = living.annotate(leading=Count("assignments", filter=leads)).order_by("leading", "-code")
    return {body.region_id: body for body in ordered if body.region_id is not None}


def years_of(regions: Iterable[Region], *, since: int) -> dict[int, frozenset[int]]:
    """By region: the years of its own plans, from a year on; one query."""
    found: dict[int, set[int]] = defaultdict(set)
    plans = Plan.objects.filter(region__in=regions).order_by("pk")
    for region, first, last in plans.values_list("region_id", "start_year", "end_year"):
        found[region].update(range(max(first, since), last + 1))
    return defaultdict(frozenset, {region: frozenset(years) for region, years in found.items()})


def without_plan(regions: Sequence[Region], plan: Plan) -> list[Region]:
    """Those that have no plan of their own in any year of the national one, and so adopt nothing of it; one query."""
    covered, wanted = years_of(regions, since=plan.start_year), set(plan.years)
    return [region for region in regions if not wanted & covered[region.pk]]


def lack_in_words(regions: Sequence[Region], plan: Plan, *, of: int = 1) -> str:
    """Which regions have no plan of their own in the years of the national one; of many the first, and how many more.

    ``of``: among how many they were found, where that is to be told.
    """
    names = first_of([region.name for region in regions], NAMED, "daerah lain")
    years = f"{plan.start_year}–{plan.end_year}"
    time = plan.short_title if years in plan.short_title else f"{plan.short_title}, {years}"
    lack = f"belum memiliki RAD di sistem pada masa {time}"
    return f"{len(regions)} dari {of} daerah {lack}: {names}." if of > 1 else f"{names} {lack}."


def adoptable_years(actions: Sequence[Action], regions: Iterable[Region | None]) -> list[int]:
    """The years of the actions' national plan that some region's own plan covers; none where nothing can be adopted."""
    covered = {year for years in years_of([one for one in regions if one], since=0).values() for year in years}
    return [year for year in actions[0].plan.years if year in covered] if actions else []


def _adopted(actions: Sequence[Action], regions: Iterable[Region], on: date) -> dict[int, set[int]]:
    """By region: which of the actions some body of it has adopted, or still holds on that day; one query."""
    rows = Assignment.objects.filter(role=AssignmentRole.ADOPTING, action__in=actions, organization__region__in=regions)
    found: dict[int, set[int]] = defaultdict(set)
    held = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on)).order_by("pk")
    for region, action in held.values_list("organization__region_id", "action_id"):
        found[region].add(action)
    return found
