"""Regions as pages show them: role in trafficking routes, task force, regional plan (RAD), bodies, and their figures.

Three things are never mixed up: what is known not to be there ("belum ada"), what nobody has recorded ("belum
tercatat"), and a number, be it 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TypedDict

from django.db.models import Q

from actions.calculation.coverage import coverage_day
from actions.enums import AssignmentRole
from actions.models import Assignment
from clusters.enums import PlanKind, RegionalPlanStageKind, RegionLevel, TaskForceState
from clusters.models import Plan, Region, RegionRole, TaskForce
from clusters.plan_standing import has_ended
from ranpptppo.lib.formats import day_in_wib, joined
from reports.figures import NameFigures
from reports.summaries.names import Names, leads_of
from reports.summaries.references import kept_reference
from reports.summaries.regions import MOST_ANEW, RegionFigures, region_figures
from reports.summaries.registry import PlanOnRecord, Registry, registry_of
from reports.summaries.rows import YearData

ROLES = {"source": "sumber", "transit": "transit", "destination": "tujuan", "fisheries": "perikanan"}
UNRECORDED = "unrecorded"
IN_FORCE, LAPSED, NO_TASK_FORCE = "in_force", "lapsed", "none"
TASK_FORCE_LABELS = {
    IN_FORCE: "Berlaku",
    LAPSED: "Keputusan berakhir",
    NO_TASK_FORCE: "Belum ada gugus tugas",
    UNRECORDED: "Belum tercatat",
}
STAGE_LABELS = {**{stage.value: str(stage.label) for stage in RegionalPlanStageKind}, UNRECORDED: "Belum tercatat"}
# What a region's own plan says of its reports. no_plan: there is none in the system; computing: figures still to come.
FILING_LABELS = {
    "complete": "Lengkap",
    "partial": "Sebagian",
    "missing": "Belum lapor",
    "nothing_due": "Belum waktunya",
    "computing": "Sedang dihitung",
    "no_plan": "Tanpa RAD",
}


class StageFigures(TypedDict):
    """state: a RegionalPlanStageKind, or ``unrecorded``. since: "" where nothing is known. plan_id: its plan here."""

    state: str
    label: str
    since: str
    instrument: str
    plan_id: int | None


class TaskForceFigures(TypedDict):
    """state: ``in_force``, ``lapsed``, ``none`` or ``unrecorded``. since: the decree's, or the finding's, first day."""

    state: str
    label: str
    decree_number: str
    since: str
    until: str


class RegionRow(TypedDict):
    """roles: keys of ROLES. bodies: organizations of the region. figures: None where no plan of it covers the year."""

    id: int
    code: str
    name: str
    level: str
    province: str
    is_example: bool
    roles: list[str]
    stage: StageFigures
    task_force: TaskForceFigures
    bodies: int
    figures: RegionFigures | None
    filing: str  # key of FILING_LABELS
    filing_label: str


class RegionTotals(TypedDict):
    """``n dari 38 provinsi`` of each, over the rows of one level."""

    regions: int
    enacted: int
    task_forces: int
    with_plan: int
    reporting: int


def day_of(year: int, as_of: datetime) -> date:
    """The day of which regions, task forces and stages are told: 31 December, or today in the running year."""
    return coverage_day(year, day_in_wib(as_of))


def region_rows(
    regions: Sequence[Region],
    *,
    plan: Plan,
    year: int,
    reading: str,
    as_of: datetime,
    most_anew: int | None = MOST_ANEW,
) -> list[RegionRow]:
    """In the order of ``regions`` (with their parents); two queries where the kept figures are true and the registry is kept.

    plan: that of the page; roles are those of the national plan of the year.
    """
    keys, day = [region.pk for region in regions], day_of(year, as_of)
    roles = roles_of(plan, year)
    figures = region_figures(year, reading=reading, as_of=as_of, regions=keys, most_anew=most_anew)
    registry = registry_of(plan)
    stages = {key: stage_on(registry, key, day) for key in keys}
    task_forces = {key: registry.task_force_on(key, day) for key in keys}
    examples = _examples(stages, task_forces)
    return [
        {
            "id": region.pk,
            "code": region.code,
            "name": region.name,
            "level": region.level,
            "province": region.parent.name if region.parent is not None else "",
            "is_example": region.pk in examples,
            "roles": roles.get(region.pk, []),
            "stage": stages[region.pk][0],
            "task_force": task_force_figures(task_forces[region.pk], day),
            "bodies": len(registry.bodies.get(region.pk, ())),
            "figures": figures.get(region.pk),
            **_filing(figures.get(region.pk)),
        }
        for region in regions
    ]


def totals_of(rows: Iterable[RegionRow]) -> RegionTotals:
    shown = list(rows)
    return {
        "regions": len(shown),
        "enacted": sum(row["stage"]["state"] == RegionalPlanStageKind.ENACTED for row in shown),
        "task_forces": sum(row["task_force"]["state"] == IN_FORCE for row in shown),
        "with_plan": sum(row["figures"] is not None for row in shown),
        "reporting": sum(row["filing"] in {"complete", "partial"} for row in shown),
    }


class SecondLevelTotals(TypedDict):
    """Regencies and cities: how many there are, and have what."""

    regions: int
    enacted: int
    task_forces: int
    with_plan: int


def second_level_totals(regions: Sequence[Region], *, plan: Plan, day: date) -> SecondLevelTotals:
    """From the registry alone, kept: no query where that is kept."""
    keys = tuple(region.pk for region in regions if region.level != RegionLevel.PROVINCE)
    return kept_reference(plan, ("second level", day, keys), lambda: _second_level(keys, plan, day))


def _second_level(keys: tuple[int, ...], plan: Plan, day: date) -> SecondLevelTotals:
    registry = registry_of(plan)
    task_forces = (task_force_figures(registry.task_force_on(key, day), day) for key in keys)
    return {
        "regions": len(keys),
        "enacted": sum(stage_on(registry, key, day)[0]["state"] == RegionalPlanStageKind.ENACTED for key in keys),
        "task_forces": sum(task_force["state"] == IN_FORCE for task_force in task_forces),
        "with_plan": sum(_has_plan(registry, key, day.year) for key in keys),
    }


def _has_plan(registry: Registry, region: int, year: int) -> bool:
    return any(plan.start_year <= year <= plan.end_year for plan in registry.plans.get(region, ()))


class _Filing(TypedDict):
    filing: str
    filing_label: str


def _filing(figures: RegionFigures | None) -> _Filing:
    key = filing_state(figures)
    return {"filing": key, "filing_label": FILING_LABELS[key]}


def filing_state(figures: RegionFigures | None) -> str:
    if figures is None:
        return "no_plan"
    if figures["numbers"] is None:
        return "computing"
    filed = figures["numbers"]["completeness"]["filed"]
    if not filed["total"]:
        return "nothing_due"
    if not filed["count"]:
        return "missing"
    return "complete" if filed["count"] == filed["total"] else "partial"


# --- roles -----------------------------------------------------------------------------------------------------------


def roles_of(plan: Plan, year: int) -> dict[int, list[str]]:
    """By region: its part in trafficking routes, as the national plan of the year has it; at most two queries, then kept."""
    return kept_reference(plan, ("roles of regions", year), lambda: _roles(plan, year))


def _roles(plan: Plan, year: int) -> dict[int, list[str]]:
    national = plan.pk if plan.kind == PlanKind.NATIONAL else _national(year)
    rows = RegionRole.objects.filter(plan=national).values_list("region_id", *(f"is_{role}" for role in ROLES))
    return {region: [role for role, has in zip(ROLES, flags, strict=True) if has] for region, *flags in rows}


def _national(year: int) -> int | None:
    plans = Plan.objects.filter(kind=PlanKind.NATIONAL, start_year__lte=year).order_by("-start_year", "pk")
    return plans.values_list("pk", flat=True).first()


def roles_in_words(roles: Sequence[str]) -> str:
    """``sumber dan transit``; "" where none is recorded."""
    return joined([ROLES[role] for role in roles]) if roles else ""


# --- task forces -----------------------------------------------------------------------------------------------------


def task_force_figures(row: TaskForce | None, day: date) -> TaskForceFigures:
    """Of the row that began last on or before the day."""
    if row is None:
        return {
            "state": UNRECORDED,
            "label": TASK_FORCE_LABELS[UNRECORDED],
            "decree_number": "",
            "since": "",
            "until": "",
        }
    state = row.state_on(day)
    if state == TaskForceState.EXPIRING:  # until its last day a decree is in force
        state = TaskForceState.IN_FORCE
    return {
        "state": state.value,
        "label": TASK_FORCE_LABELS[state.value],
        "decree_number": row.decree_number,
        "since": row.valid_from.isoformat(),
        "until": "" if row.valid_to is None else row.valid_to.isoformat(),
    }


# --- regional plans --------------------------------------------------------------------------------------------------


def stage_on(registry: Registry, region: int, day: date) -> tuple[StageFigures, bool]:
    """How far the region's plan had come on the day, and whether that is an example.

    The stage recorded last by the day holds, until the years of the region's latest plan in the system are over. Where
    none is recorded, a plan in the system counts as enacted by its legal basis alone: without one it may be a draft.
    """
    plans = registry.plans.get(region, ())
    recorded = next((row for row in registry.stages.get(region, ()) if row.since_on <= day), None)
    if recorded is None:
        return _stage_of_plans(plans, day)
    if plans and has_ended(recorded.stage, recorded.since_on, plans[-1].end_year, on=day):
        return _ended(plans[-1])
    return _stage(recorded.stage, recorded.since_on, recorded.instrument, None), recorded.is_example


def _stage_of_plans(plans: Sequence[PlanOnRecord], day: date) -> tuple[StageFigures, bool]:
    """``plans``: the oldest first."""
    begun = [plan for plan in plans if plan.legal_basis and plan.start_year <= day.year]
    if not begun:
        return _stage(UNRECORDED, None, "", None), False
    last = begun[-1]
    if last.end_year < day.year:
        return _ended(last)
    since = date(last.start_year, 1, 1)
    return _stage(RegionalPlanStageKind.ENACTED.value, since, last.legal_basis, last.id), last.is_example


def _ended(plan: PlanOnRecord) -> tuple[StageFigures, bool]:
    """Its years are over, the day after the last one."""
    since = date(plan.end_year + 1, 1, 1)
    return _stage(RegionalPlanStageKind.ENDED.value, since, plan.legal_basis, plan.id), plan.is_example


def _stage(state: str, since: date | None, instrument: str, plan_id: int | None) -> StageFigures:
    return {
        "state": state,
        "label": STAGE_LABELS[state],
        "since": "" if since is None else since.isoformat(),
        "instrument": instrument,
        "plan_id": plan_id,
    }


def _examples(stages: Mapping[int, tuple[StageFigures, bool]], task_forces: Mapping[int, TaskForce | None]) -> set[int]:
    marked = {key for key, (_, is_example) in stages.items() if is_example}
    return marked | {key for key, row in task_forces.items() if row is not None and row.is_example}


# --- one region ------------------------------------------------------------------------------------------------------


class AimedAction(TypedDict):
    """An action whose place is the region, its province or a regency of it."""

    id: int
    number: str
    title: str
    status: str
    leads: list[NameFigures]


class AdoptedAction(TypedDict):
    id: int
    number: str
    title: str
    plan: str
    organization: NameFigures
    since: str


def actions_aimed_at(year: YearData, region: Region, names: Names) -> list[AimedAction]:
    """In printed order. An action without a place is for the whole country and not among them. No query."""
    near = {region.pk, region.parent_id}
    near |= {facts.id for facts in year.data.aim.regions.values() if facts.parent == region.pk}
    return [
        {
            "id": action.id,
            "number": action.number,
            "title": action.title,
            "status": year.results[action.id].status.value,
            "leads": names.all_of(leads_of(year, action.id)),
        }
        for action in year.actions
        if near & year.data.aim.places.get(action.id, frozenset())
    ]


def adopted_by(
    region: Region, names: Names, day: date, *, recorded_until: datetime | None = None
) -> list[AdoptedAction]:
    """Actions of other plans that bodies of the region carry out on the day; one query.

    recorded_until: without adoptions, and without ends of them, that were only recorded later.
    """
    rows = Assignment.objects.filter(role=AssignmentRole.ADOPTING, organization__region=region, starts_on__lte=day)
    held = Q(ends_on__isnull=True) | Q(ends_on__gte=day)
    if recorded_until is not None:
        rows = rows.filter(recorded_at__lte=recorded_until)
        held |= Q(end_recorded_at__gt=recorded_until)
    in_force = rows.filter(held).order_by("action__sort_key", "pk")
    columns = (
        "action_id",
        "action__number",
        "action__title",
        "action__plan__short_title",
        "organization_id",
        "starts_on",
    )
    return [
        {
            "id": action,
            "number": number,
            "title": title,
            "plan": plan,
            "organization": names.of(organization),
            "since": since.isoformat(),
        }
        for action, number, title, plan, organization, since in in_force.values_list(*columns)
    ]
