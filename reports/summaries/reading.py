"""Fetch what the figures of plans are made of, in a fixed number of queries, and nothing but plain rows.

Several plans are fetched in as many queries as one. Rows later than the cut-off are fetched too where they are few; the
rules of ``actions.calculation`` leave them out, and they tell until when a result stays true.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from actions.calculation.periods import year_row
from actions.calculation.reporters import AssignmentRow
from actions.calculation.rows import IndicatorRow, PeriodRow, TargetRow, Thresholds
from actions.enums import AssignmentRole
from actions.models import Action, Assignment, Indicator, ReportingPeriod, Target
from clusters.models import Plan
from ranpptppo.lib.formats import day_in_wib
from ranpptppo.lib.periods import start_of_day
from reports.summaries.aim import load_aims
from reports.summaries.reading_rounds import Moments, PlanRounds, e4, fetch_rounds
from reports.summaries.rows import ActionFacts, Aim, ClusterFacts, IndicatorFacts, LineFacts, PeriodFacts, PlanData
from reports.summaries.spending import load_lines

Actions = dict[int, dict[int, ActionFacts]]  # by plan and id, in printed order
Assignments = dict[int, dict[int, tuple[AssignmentRow, ...]]]  # by plan and action
Targets = dict[int, dict[tuple[int, int], tuple[TargetRow, ...]]]  # by plan, then (indicator, year)
ADOPTING = AssignmentRole.ADOPTING


@contextmanager
def consistent_reading() -> Iterator[None]:
    """All queries inside see one state of the database.

    PostgreSQL: REPEATABLE READ, unless a transaction is already running (then that one's isolation holds). SQLite: a
    transaction, which keeps writers out while it lasts.
    """
    begins = not connection.in_atomic_block
    with transaction.atomic():
        if begins and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def load_plan(plan: Plan, years: Iterable[int], *, reading: str, as_of: datetime) -> PlanData:
    """The plan at the moment ``as_of`` in a reading (enums.Reading), for the given years, in a fixed count of queries.

    Of milestones that are due once the other years' "reached" are fetched as well: a document counts in whichever
    period it is filed.
    """
    return load_plans([plan], years, reading=reading, as_of=as_of)[plan.pk]


def load_plans(plans: Sequence[Plan], years: Iterable[int], *, reading: str, as_of: datetime) -> dict[int, PlanData]:
    """By id: what ``load_plan`` answers for each of the plans, in as many queries as for one."""
    wanted = tuple(sorted(set(years)))
    moments: dict[int, list[datetime]] = {plan.pk: [] for plan in plans}
    periods = _periods(moments)
    actions, assignments = _actions(plans, as_of, moments)
    indicators = _indicators({key for own in actions.values() for key in own})
    targets = _targets(plans, actions, wanted, moments)
    rounds = fetch_rounds(periods, wanted, reading, as_of, moments)
    lines = load_lines(wanted, {key: own.in_force for key, own in rounds.items()}, moments, as_of=as_of)
    aims = load_aims(actions)
    fetched = _Fetched(wanted, moments, periods, actions, assignments, indicators, targets, rounds, lines, aims)
    return {plan.pk: fetched.plan_data(plan, reading, as_of) for plan in plans}


@dataclass(frozen=True, slots=True)
class _Fetched:
    """All but the years and the indicators by plan."""

    years: tuple[int, ...]
    moments: Moments
    periods: Mapping[int, Mapping[int, PeriodFacts]]
    actions: Actions
    assignments: Assignments
    indicators: Mapping[int, tuple[IndicatorFacts, ...]]
    targets: Targets
    rounds: Mapping[int, PlanRounds]
    lines: Mapping[int, list[LineFacts]]
    aims: Mapping[int, Aim]

    def plan_data(self, plan: Plan, reading: str, as_of: datetime) -> PlanData:
        key, periods, rounds = plan.pk, tuple(self.periods[plan.pk].values()), self.rounds[plan.pk]
        return PlanData(
            plan=plan,
            reading=reading,
            as_of=as_of,
            years=self.years,
            thresholds=Thresholds(plan.threshold_achieved, plan.threshold_attention),
            periods=periods,
            year_rows={year: year_row((period.row for period in periods), year, as_of) for year in plan.years},
            actions=self.actions[key],
            indicators={action: self.indicators[action] for action in self.actions[key] if action in self.indicators},
            assignments=self.assignments[key],
            targets=self.targets[key],
            reports=rounds.reports,
            standings=rounds.standings,
            readings=rounds.readings,
            documents=rounds.documents,
            lines=tuple(self.lines[key]),
            aim=self.aims[key],
            valid_until=_valid_until(self.moments[key], as_of),
            moments=tuple(self.moments[key]),
        )


def _valid_until(moments: Iterable[datetime], as_of: datetime) -> datetime:
    """The next moment at which time alone may change a figure; midnight in Jakarta at the latest."""
    midnight = start_of_day(day_in_wib(as_of) + timedelta(days=1))
    return min([midnight, *(moment for moment in moments if moment >= as_of)])


def _periods(moments: Moments) -> dict[int, dict[int, PeriodFacts]]:
    """By plan and id, in order, of all years of each plan."""
    rows = ReportingPeriod.objects.filter(plan__in=list(moments)).in_order()
    columns = ("id", "label", "code", "opens_at", "year", "number", "ends_on", "due_at", "is_backfilled", "plan_id")
    found: dict[int, dict[int, PeriodFacts]] = {plan: {} for plan in moments}
    for *row, plan in rows.values_list(*columns):
        period = PeriodFacts(id=row[0], label=row[1], code=row[2], opens_at=row[3], row=PeriodRow(*row[4:]))
        found[plan][period.id] = period
        moments[plan].append(period.row.due_at)
    return found


# --- actions, and who has a part in them -----------------------------------------------------------------------------


def _actions(plans: Sequence[Plan], as_of: datetime, moments: Moments) -> tuple[Actions, Assignments]:
    """Of each plan, in printed order; of a regional plan also what its region adopted. With their assignments."""
    regions = _plans_of_regions(plans)
    adopting = Assignment.objects.filter(role=ADOPTING, organization__region__in=list(regions))
    own = Q(plan__in=list(moments))
    rows = Action.objects.filter(own | Q(pk__in=adopting.values("action")) if regions else own).in_printed_order()
    columns = ("cluster_id", "cluster__number", "cluster__name", "cluster__kind", "plan_id")
    known = {
        row[0]: (_action_facts(row), row[10])
        for row in rows.values_list("id", "number", "title", "strategy", e4("weight"), "is_in_plan", *columns)
    }
    assigned = _assignment_rows(list(known), list(regions))
    adopters: dict[int, list[int]] = defaultdict(list)
    for action, region, row in assigned:
        if row[3] == ADOPTING:
            adopters[action] += [plan for plan in regions[region] if plan not in adopters[action]]
    found: Actions = {plan: {} for plan in moments}
    for key, (facts, owner) in known.items():
        for plan in {owner, *adopters[key]} & found.keys():
            found[plan][key] = facts if plan == owner else replace(facts, is_adopted=True)
    return found, _assignments(found, assigned, regions, as_of, moments)


def _action_facts(row: tuple[Any, ...]) -> ActionFacts:
    key, number, title, strategy, weight, is_in_plan, *cluster, _plan = row
    return ActionFacts(key, ClusterFacts(*cluster), number, title, strategy, weight, is_in_plan, is_adopted=False)


def _plans_of_regions(plans: Sequence[Plan]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for plan in plans:
        if plan.region_id is not None:
            found[plan.region_id].append(plan.pk)
    return found


def _assignment_rows(actions: list[int], regions: list[int]) -> list[tuple[int, int, tuple[Any, ...]]]:
    """(action, region of the organization, columns), those of adopting organizations of other regions left out.

    Adopting regions never enter national figures.
    """
    adopting = Q(role=ADOPTING)
    counts = ~adopting | Q(organization__region__in=regions) if regions else ~adopting
    rows = Assignment.objects.filter(counts, action__in=actions).order_by("pk")
    columns = ("id", "line_id", "organization_id", "role", "is_reporter", "starts_on", "ends_on")
    recorded = ("recorded_at", "end_recorded_at", "reporting_changed_at")
    return [
        (action, region, tuple(row))
        for action, region, *row in rows.values_list("action_id", "organization__region_id", *columns, *recorded)
    ]


def _assignments(
    actions: Actions,
    assigned: Iterable[tuple[int, int, tuple[Any, ...]]],
    regions: Mapping[int, list[int]],
    as_of: datetime,
    moments: Moments,
) -> Assignments:
    """By plan and action, as recorded at the moment. What a region adopted, and reports on, it leads in its own plan."""
    holders: dict[int, list[int]] = defaultdict(list)
    for plan, own in actions.items():
        for key in own:
            holders[key].append(plan)
    found: dict[int, dict[int, list[AssignmentRow]]] = {plan: defaultdict(list) for plan in actions}
    for action, region, row in assigned:
        for plan in holders[action]:
            if row[3] == ADOPTING and plan not in regions.get(region, ()):
                continue
            moments[plan].extend(moment for moment in row[7:] if moment is not None)
            assignment = _assignment(row, actions[plan][action], as_of)
            if assignment is not None:
                found[plan][action].append(assignment)
    return {plan: {action: tuple(rows) for action, rows in own.items()} for plan, own in found.items()}


def _assignment(row: tuple[Any, ...], action: ActionFacts, as_of: datetime) -> AssignmentRow | None:
    """The assignment in the plan that holds the action as its own, or as adopted; None where it counts nothing there."""
    key, line, organization, role, is_reporter, starts_on, ends_on, recorded_at, end_recorded_at, switched_at = row
    is_adoption = role == ADOPTING
    reports = is_reporter if switched_at is None or switched_at <= as_of else not is_reporter
    if recorded_at > as_of or action.is_adopted != is_adoption or (is_adoption and not reports):
        return None
    ended = end_recorded_at is not None and end_recorded_at <= as_of
    return AssignmentRow(
        key=key,
        line=line or key,
        organization=organization,
        cluster=action.cluster.id,
        role=AssignmentRole.LEAD.value if action.is_adopted else role,
        reports=reports,
        starts_on=starts_on,
        ends_on=ends_on if ended else None,
    )


# --- indicators and targets ------------------------------------------------------------------------------------------


def _indicators(actions: Iterable[int]) -> dict[int, tuple[IndicatorFacts, ...]]:
    own = ("action_id", "id", "position", "code", "text", "unit")
    further = ("reports_without_target", e4("baseline"), "baseline_year")
    rules = ("measure", "accumulation", "direction", "is_additive", "allows_over")
    rows = Indicator.objects.filter(action__in=list(actions)).order_by("position", "pk")
    found: dict[int, list[IndicatorFacts]] = defaultdict(list)
    row: tuple[Any, ...]
    for row in rows.values_list(*own, *further, *rules):
        action, key, position, code, text, unit, untargeted, baseline, year = row[:9]
        measured = IndicatorRow(row[9], row[10], row[11], row[12], row[13], baseline)
        facts = IndicatorFacts(key, action, position, code, text, unit, untargeted, baseline, year, measured)
        found[action].append(facts)
    return {action: tuple(rows) for action, rows in found.items()}


def _targets(plans: Sequence[Plan], actions: Actions, years: Sequence[int], moments: Moments) -> Targets:
    """By plan: all versions by (indicator, year), the plan's own, and an adopting region's for what it adopted."""
    regions = _plans_of_regions(plans)
    adopted = {key for own in actions.values() for key, facts in own.items() if facts.is_adopted}
    of_plan = Q(assignment__isnull=True, indicator__action__plan__in=list(moments))
    local = Q(assignment__role=ADOPTING, assignment__organization__region__in=list(regions))
    counts = of_plan | (local & Q(indicator__action__in=adopted)) if adopted else of_plan
    rows = Target.objects.filter(counts, year__in=years).order_by("version", "pk")
    columns = ("year", "version", e4("value"), "approved_at", "id")
    owners = ("indicator__action_id", "indicator__action__plan_id", "assignment__organization__region_id")
    found: dict[int, dict[tuple[int, int], list[TargetRow]]] = {plan: defaultdict(list) for plan in moments}
    for action, owner, region, indicator, year, version, value, approved_at, key in rows.values_list(
        *owners, "indicator_id", *columns
    ):
        for plan in (owner,) if region is None else regions[region]:
            if region is None or (action in actions[plan] and actions[plan][action].is_adopted):
                found[plan][indicator, year].append(TargetRow(version, value, approved_at, ref=key))
                moments[plan].append(approved_at)
    return {plan: {key: tuple(versions) for key, versions in own.items()} for plan, own in found.items()}
