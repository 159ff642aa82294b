"""A synthetic plan: periods, actions with their holders, indicators with targets, and budget lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

from actions.enums import (
    Accumulation,
    AssignmentRole,
    Direction,
    FundingSource,
    Measure,
    Principle,
    Sector,
    TagKind,
)
from actions.models import (
    Action,
    ActionTag,
    Assignment,
    BudgetCeiling,
    BudgetLine,
    Indicator,
    ReportingPeriod,
    Target,
)
from actions.models.action import sort_key
from actions.models.indicator import text_key
from clusters.enums import Cadence, PlanKind
from clusters.models import Cluster, Organization, Plan, Region
from ranpptppo.lib.periods import periods_of_years
from reports.scale.cast import HANDED_OVER_ON, Cast

PLANNED_AT = datetime(2020, 1, 2, 3, 0, tzinfo=UTC)
HANDED_OVER_AT = datetime(2024, 10, 22, 3, 0, tzinfo=UTC)
YEARS = range(2020, 2025)
KINDS: tuple[tuple[str, str, str], ...] = (
    (Measure.COUNT, Accumulation.FLOW, Direction.RISING),
    (Measure.COUNT, Accumulation.RUNNING, Direction.RISING),
    (Measure.COUNT, Accumulation.STOCK, Direction.RISING),
    (Measure.PERCENTAGE, Accumulation.FLOW, Direction.RISING),
    (Measure.COUNT, Accumulation.LATEST, Direction.FALLING),
    (Measure.PERCENTAGE, Accumulation.STOCK, Direction.RISING),
    (Measure.MILESTONE, Accumulation.ONCE, Direction.RISING),
    (Measure.COUNT, Accumulation.FLOW, Direction.FALLING),
    (Measure.MILESTONE, Accumulation.YEARLY, Direction.RISING),
    (Measure.PERCENTAGE, Accumulation.RUNNING, Direction.RISING),
)


@dataclass(frozen=True)
class Size:
    actions: int = 200
    indicators_per_action: int = 2
    organizations: int = 30


@dataclass
class Made:
    """A plan that was made; ``indicators`` of each action in their order, ``lines`` with their first ceiling."""

    plan: Plan
    cast: Cast
    periods: list[ReportingPeriod]
    actions: list[Action]
    assignments: list[Assignment] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)
    lines: list[tuple[BudgetLine, int]] = field(default_factory=list)


@dataclass(frozen=True)
class Recipe:
    """What a plan is made from. ``places``: the regions its actions name, none where they are not to be tagged either."""

    size: Size
    cast: Cast
    clusters: Sequence[Cluster]
    sources: Sequence[str] = tuple(FundingSource)
    places: Sequence[Region] = ()


def make_national(recipe: Recipe, random: Random) -> Made:
    plan = Plan.objects.create(
        kind=PlanKind.NATIONAL,
        title="Rencana sintetis 2020-2024",
        short_title="RAN sintetis",
        start_year=YEARS[0],
        end_year=YEARS[-1],
        cadence=Cadence.QUARTERLY,
        is_example=True,
    )
    return _fill(plan, recipe, random)


def make_regional(region: Region, recipe: Recipe, random: Random) -> Made:
    plan = Plan.objects.create(
        kind=PlanKind.REGIONAL,
        region=region,
        title=f"Rencana aksi daerah sintetis {region.name} 2020-2024",
        short_title=f"RAD sintetis {region.code}",
        start_year=YEARS[0],
        end_year=YEARS[-1],
        cadence=Cadence.QUARTERLY,
        is_example=True,
    )
    return _fill(plan, recipe, random)


def adopt(made: Made, actions: Sequence[Action], indicators: Sequence[Indicator]) -> None:
    """The region takes up actions of the national plan, with targets of its own, and reports on them."""
    rows = Assignment.objects.bulk_create(
        Assignment(
            action=action,
            organization=made.cast.organizations[0],
            role=AssignmentRole.ADOPTING,
            is_reporter=True,
            starts_on=date(2020, 1, 1),
            recorded_at=PLANNED_AT,
        )
        for action in actions
    )
    of_action = {row.action_id: row for row in rows}
    own = [row for row in indicators if row.action_id in of_action]
    Target.objects.bulk_create(
        Target(
            indicator=row,
            assignment=of_action[row.action_id],
            year=year,
            value=Decimal(1) if row.measure == Measure.MILESTONE else Decimal(20),
            approved_at=PLANNED_AT,
        )
        for row in own
        for year in YEARS
    )
    made.assignments += rows
    made.indicators += own


def _fill(plan: Plan, recipe: Recipe, random: Random) -> Made:
    periods = ReportingPeriod.objects.bulk_create(
        ReportingPeriod(plan=plan, **vars(dates)) for dates in periods_of_years(Cadence.QUARTERLY, YEARS)
    )
    made = Made(plan, recipe.cast, periods, _actions(plan, recipe))
    made.assignments = _assignments(made)
    made.indicators = _indicators(made, recipe)
    made.lines = _lines(made, recipe, random)
    if recipe.places:
        _aim(made, recipe)
    return made


def _actions(plan: Plan, recipe: Recipe) -> list[Action]:
    count = len(recipe.clusters)
    return Action.objects.bulk_create(
        Action(
            plan=plan,
            cluster=recipe.clusters[n % count],
            number=f"{n % count + 1}.{n // count + 1}",
            sort_key=sort_key(f"{n % count + 1}.{n // count + 1}"),
            title=f"Kegiatan sintetis {n}",
            strategy=f"Strategi {n % 3}",
            is_in_plan=n % 40 != 39,
            weight=Decimal(1 + n % 3),
        )
        for n in range(recipe.size.actions)
    )


# --- who holds them --------------------------------------------------------------------------------------------------


def _assignments(made: Made) -> list[Assignment]:
    cast = made.cast
    lasting = [row for row in cast.organizations if row is not cast.predecessor]
    rows: list[Assignment] = []
    for n, action in enumerate(made.actions):
        lead = cast.organizations[n % len(cast.organizations)]
        rows.append(_assignment(action, lead, AssignmentRole.LEAD, ends=lead is cast.predecessor))
        other = lasting[(n + 1) % len(lasting)]
        if n % 4 == 0 and other is not lead:
            rows.append(_assignment(action, other, AssignmentRole.SUPPORT, reports=n % 8 == 0))
    Assignment.objects.bulk_create(rows)
    return rows + Assignment.objects.bulk_create(
        Assignment(
            action=row.action,
            organization=cast.successor,
            role=row.role,
            starts_on=HANDED_OVER_ON,
            line=row,
            recorded_at=HANDED_OVER_AT,
        )
        for row in rows
        if row.ends_on is not None
    )


def _assignment(
    action: Action, organization: Organization, role: str, *, ends: bool = False, reports: bool = False
) -> Assignment:
    return Assignment(
        action=action,
        organization=organization,
        role=role,
        starts_on=date(2020, 1, 1),
        ends_on=HANDED_OVER_ON - timedelta(days=1) if ends else None,
        is_reporter=reports,
        recorded_at=PLANNED_AT,
        end_recorded_at=HANDED_OVER_AT if ends else None,
    )


# --- what is measured ------------------------------------------------------------------------------------------------


def _indicators(made: Made, recipe: Recipe) -> list[Indicator]:
    rows = Indicator.objects.bulk_create(
        _indicator(n, made.actions) for n in range(recipe.size.actions * recipe.size.indicators_per_action)
    )
    Target.objects.bulk_create(
        (target for n, row in enumerate(rows) for target in _targets(n, row, made)), batch_size=2000
    )
    return rows


def _indicator(n: int, actions: Sequence[Action]) -> Indicator:
    measure, accumulation, direction = KINDS[n % len(KINDS)]
    text = f"Indikator sintetis {n}"
    return Indicator(
        action=actions[n % len(actions)],
        text=text,
        text_key=text_key(text),
        unit="kegiatan",
        measure=measure,
        accumulation=accumulation,
        direction=direction,
        is_additive=measure != Measure.MILESTONE and accumulation != Accumulation.LATEST and n % 3 == 0,
        reports_without_target=n % 25 == 24,
        position=n // len(actions) + 1,
    )


def _targets(n: int, indicator: Indicator, made: Made) -> Iterator[Target]:
    if indicator.accumulation == Accumulation.ONCE:
        yield Target(indicator=indicator, year=2020 + n % 5, value=Decimal(1), approved_at=PLANNED_AT)
        return
    for year in YEARS:
        if (n + year) % 11 == 0 or n % 25 == 24:
            continue
        value = Decimal(1) if indicator.measure == Measure.MILESTONE else Decimal(40 + (n * 7 + year) % 50)
        yield Target(indicator=indicator, year=year, value=value, approved_at=PLANNED_AT)
        if (n + year) % 17 == 0:
            yield Target(
                indicator=indicator,
                year=year,
                version=2,
                value=None if n % 5 == 0 else value + 10,
                reason="penyesuaian contoh",
                approved_by=made.cast.people.verifier,
                approved_at=datetime(year + 2 if n % 2 else year, 6, 15, 3, 0, tzinfo=UTC),
            )


# --- money, places and tags ------------------------------------------------------------------------------------------


def _lines(made: Made, recipe: Recipe, random: Random) -> list[tuple[BudgetLine, int]]:
    holders = made.cast.organizations
    rows = BudgetLine.objects.bulk_create(
        BudgetLine(
            action=action,
            organization=holders[n % len(holders)],
            fiscal_year=year,
            source=recipe.sources[n % len(recipe.sources)],
            code=f"{n}.{year}",
        )
        for n, action in enumerate(made.actions)
        if n % 3
        for year in YEARS
    )
    lines = [(row, random.randrange(100, 9000) * 1_000_000) for row in rows]
    BudgetCeiling.objects.bulk_create(
        (ceiling for n, (row, amount) in enumerate(lines) for ceiling in _ceilings(n, row, amount)), batch_size=2000
    )
    return lines


def _ceilings(n: int, line: BudgetLine, amount: int) -> Iterator[BudgetCeiling]:
    yield BudgetCeiling(line=line, version=1, amount=amount, set_at=PLANNED_AT)
    if n % 6 == 0:
        revised = 0 if n % 30 == 0 else amount // 2
        yield BudgetCeiling(line=line, version=2, amount=revised, set_at=datetime(line.fiscal_year, 8, 1, tzinfo=UTC))


def _aim(made: Made, recipe: Recipe) -> None:
    """A principle for each action, a sector for every third, the source of its funds; and where it is to happen."""
    principles, sectors, places = list(Principle), list(Sector), recipe.places
    tags, located = [], []
    for n, action in enumerate(made.actions):
        tags.append(ActionTag(action=action, kind=TagKind.PRINCIPLE, value=principles[n % len(principles)]))
        tags.append(ActionTag(action=action, kind=TagKind.FUNDING, value=recipe.sources[n % len(recipe.sources)]))
        if n % 3 == 0:
            tags.append(ActionTag(action=action, kind=TagKind.SECTOR, value=sectors[n // 3 % len(sectors)]))
        chosen = {places[(n + step * 7) % len(places)].pk for step in range(n % 4)}
        located += [Action.locations.through(action_id=action.pk, region_id=key) for key in sorted(chosen)]
    ActionTag.objects.bulk_create(tags)
    Action.locations.through.objects.bulk_create(located)
