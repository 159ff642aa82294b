"""Fetch what the figures of a plan are made of, in a fixed number of queries, and nothing but plain rows.

Rows later than the cut-off are fetched too where they are few; the rules of ``actions.calculation`` leave them out, and
they tell until when a result stays true.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import BigIntegerField, ExpressionWrapper, F, Q

from actions.calculation.periods import standing_of, year_row
from actions.calculation.reporters import AssignmentRow, ReportKey
from actions.calculation.rounds import EventRow, report_history
from actions.calculation.rows import IndicatorRow, MeasuredRow, PeriodRow, Standing, TargetRow, Thresholds
from actions.enums import Accumulation, AssignmentRole, EventKind, MeasurementState
from actions.models import (
    Action,
    Assignment,
    Indicator,
    MeasurementRound,
    ProgressEvent,
    ProgressReport,
    ReportingPeriod,
    Target,
)
from clusters.models import Plan
from ranpptppo.lib.formats import day_in_wib
from ranpptppo.lib.periods import start_of_day
from reports.summaries.aim import load_aim
from reports.summaries.rows import (
    ActionFacts,
    ClusterFacts,
    IndicatorFacts,
    PeriodFacts,
    PlanData,
    ReportFacts,
)
from reports.summaries.spending import load_lines

Rows = Iterable[tuple[Any, ...]]
COUNTING_EVENTS = (EventKind.VERIFY, EventKind.RETURN, EventKind.WITHDRAW, EventKind.REOPEN, EventKind.EXTEND)


def e4(column: str) -> ExpressionWrapper[F]:
    """The column as the integer it is stored as: no Decimal is made."""
    return ExpressionWrapper(F(column), output_field=BigIntegerField())


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
    wanted = tuple(sorted(set(years)))
    periods = _periods(plan)
    actions = _actions(plan)
    assignments, assignment_moments = _assignments(plan, actions, as_of)
    targets, target_moments = _targets(plan, actions, wanted)
    elsewhere = _reached_elsewhere(periods, wanted)
    reports, report_moments = _reports(periods, wanted, {row[2] for row in elsewhere}, as_of)
    in_force = in_force_of(reports.values(), reading)
    readings, documents = _readings([*_rounds(in_force, wanted), *elsewhere], in_force)
    lines, line_moments = load_lines(plan, wanted, in_force, as_of=as_of)
    by_cluster, standings = _by_cluster(reports, reading, as_of)
    moments = [*assignment_moments, *target_moments, *report_moments, *line_moments]
    moments += [period.row.due_at for period in periods.values()]
    return PlanData(
        plan=plan,
        reading=reading,
        as_of=as_of,
        years=wanted,
        thresholds=Thresholds(plan.threshold_achieved, plan.threshold_attention),
        periods=tuple(periods.values()),
        year_rows={year: year_row((period.row for period in periods.values()), year, as_of) for year in plan.years},
        actions=actions,
        indicators=_indicators(actions),
        assignments=assignments,
        targets=targets,
        reports=by_cluster,
        standings=standings,
        readings=readings,
        documents=documents,
        lines=tuple(lines),
        aim=load_aim(plan, actions),
        valid_until=_valid_until(moments, as_of),
    )


def _valid_until(moments: Iterable[datetime], as_of: datetime) -> datetime:
    """The next moment at which time alone may change a figure; midnight in Jakarta at the latest."""
    midnight = start_of_day(day_in_wib(as_of) + timedelta(days=1))
    return min([midnight, *(moment for moment in moments if moment >= as_of)])


def _periods(plan: Plan) -> dict[int, PeriodFacts]:
    """By id, in order, of all years of the plan."""
    rows = ReportingPeriod.objects.filter(plan=plan).in_order()
    columns = ("id", "label", "code", "opens_at", "year", "number", "ends_on", "due_at", "is_backfilled")
    return {
        row[0]: PeriodFacts(id=row[0], label=row[1], code=row[2], opens_at=row[3], row=PeriodRow(*row[4:]))
        for row in rows.values_list(*columns)
    }


def _actions(plan: Plan) -> dict[int, ActionFacts]:
    """Of the plan, in printed order; of a regional plan also what its region adopted."""
    rows = Action.objects.filter(_actions_of(plan)).in_printed_order()
    columns = ("cluster_id", "cluster__number", "cluster__name", "cluster__kind")
    own = ("id", "number", "title", "strategy", e4("weight"), "is_in_plan", "plan_id")
    return {
        row[0]: ActionFacts(
            id=row[0],
            cluster=ClusterFacts(*row[7:]),
            number=row[1],
            title=row[2],
            strategy=row[3],
            weight=row[4],
            is_in_plan=row[5],
            is_adopted=row[6] != plan.pk,
        )
        for row in rows.values_list(*own, *columns)
    }


def _actions_of(plan: Plan, prefix: str = "") -> Q:
    own = Q(**{f"{prefix}plan": plan.pk})
    if plan.region_id is None:
        return own
    adopting = Assignment.objects.filter(role=AssignmentRole.ADOPTING, organization__region=plan.region_id)
    return own | Q(**{f"{prefix or ''}{'pk' if not prefix else 'id'}__in": adopting.values("action")})


def _indicators(actions: dict[int, ActionFacts]) -> dict[int, tuple[IndicatorFacts, ...]]:
    own = ("action_id", "id", "code", "text", "unit", "reports_without_target", e4("baseline"), "baseline_year")
    rules = ("measure", "accumulation", "direction", "is_additive", "allows_over")
    rows = Indicator.objects.filter(action__in=list(actions)).order_by("position", "pk")
    found: dict[int, list[IndicatorFacts]] = defaultdict(list)
    row: tuple[Any, ...]
    for row in rows.values_list(*own, *rules):
        action, key, code, text, unit, untargeted, baseline, year = row[:8]
        measured = IndicatorRow(row[8], row[9], row[10], row[11], row[12], baseline)
        found[action].append(IndicatorFacts(key, action, code, text, unit, untargeted, baseline, year, measured))
    return {action: tuple(rows) for action, rows in found.items()}


def _assignments(
    plan: Plan, actions: dict[int, ActionFacts], as_of: datetime
) -> tuple[dict[int, tuple[AssignmentRow, ...]], list[datetime]]:
    """By action, as recorded at the moment. What a region adopted, and reports on, it leads in its own plan.

    Adopting regions never enter national figures: their assignments are left out.
    """
    adopting = Q(role=AssignmentRole.ADOPTING)
    counts = ~adopting if plan.region_id is None else ~adopting | Q(organization__region=plan.region_id)
    rows = Assignment.objects.filter(counts, action__in=list(actions)).order_by("pk")
    columns = ("id", "line_id", "organization_id", "role", "is_reporter", "starts_on", "ends_on")
    found: dict[int, list[AssignmentRow]] = defaultdict(list)
    moments: list[datetime] = []
    for action_id, recorded_at, end_recorded_at, switched_at, *row in rows.values_list(
        "action_id", "recorded_at", "end_recorded_at", "reporting_changed_at", *columns
    ):
        moments += [moment for moment in (recorded_at, end_recorded_at, switched_at) if moment is not None]
        action = actions[action_id]
        is_adoption = row[3] == AssignmentRole.ADOPTING
        reports = row[4] if switched_at is None or switched_at <= as_of else not row[4]
        if recorded_at > as_of or action.is_adopted != is_adoption or (is_adoption and not reports):
            continue
        ended = end_recorded_at is not None and end_recorded_at <= as_of
        found[action_id].append(
            AssignmentRow(
                key=row[0],
                line=row[1] or row[0],
                organization=row[2],
                cluster=action.cluster.id,
                role=AssignmentRole.LEAD.value if action.is_adopted else row[3],
                reports=reports,
                starts_on=row[5],
                ends_on=row[6] if ended else None,
            )
        )
    return {action: tuple(rows) for action, rows in found.items()}, moments


def _targets(
    plan: Plan, actions: dict[int, ActionFacts], years: Sequence[int]
) -> tuple[dict[tuple[int, int], tuple[TargetRow, ...]], list[datetime]]:
    """All versions by (indicator, year): the plan's own, and an adopting region's for what it adopted."""
    adopted = [action.id for action in actions.values() if action.is_adopted]
    of_plan = Q(assignment__isnull=True) & ~Q(indicator__action__in=adopted)
    local = Q(assignment__role=AssignmentRole.ADOPTING, assignment__organization__region=plan.region_id)
    counts = of_plan | (local & Q(indicator__action__in=adopted)) if adopted else of_plan
    rows = Target.objects.filter(counts, indicator__action__in=list(actions), year__in=years).order_by("version", "pk")
    found: dict[tuple[int, int], list[TargetRow]] = defaultdict(list)
    moments: list[datetime] = []
    for indicator, year, version, value, approved_at, key in rows.values_list(
        "indicator_id", "year", "version", e4("value"), "approved_at", "id"
    ):
        found[indicator, year].append(TargetRow(version, value, approved_at, ref=key))
        moments.append(approved_at)
    return {key: tuple(versions) for key, versions in found.items()}, moments


# --- reports and their rounds --------------------------------------------------------------------------------------


def _reports(
    periods: dict[int, PeriodFacts], years: Sequence[int], others: set[int], as_of: datetime
) -> tuple[dict[int, ReportFacts], list[datetime]]:
    """The progress reports of the years, and ``others`` by id, with what their events up to the moment say."""
    own = [period.id for period in periods.values() if period.row.year in years]
    rows = ProgressReport.objects.filter(Q(period__in=own) | Q(pk__in=others) if others else Q(period__in=own))
    of_reports = Q(report__period__in=own)
    events = _events(of_reports | Q(report__in=others) if others else of_reports)
    found = {
        key: ReportFacts(key, organization, cluster, periods[period], report_history(events.get(key, ()), as_of))
        for key, organization, cluster, period in rows.order_by("pk").values_list(
            "id", "organization_id", "cluster_id", "period_id"
        )
    }
    moments = [moment for own in events.values() for event in own for moment in (event.at, event.until) if moment]
    return found, moments


def _events(of_reports: Q) -> dict[int, list[EventRow]]:
    """By report: the events that the rules read, in order."""
    rows = ProgressEvent.objects.filter(of_reports).filter(Q(is_filing=True) | Q(kind__in=COUNTING_EVENTS)).in_order()
    events: dict[int, list[EventRow]] = defaultdict(list)
    columns = ("report_id", "id", "at", "kind", "is_filing", "until")
    for report, key, at, kind, is_filing, until in rows.values_list(*columns):
        events[report].append(EventRow(key, at, kind, is_filing, until))
    return events


ROUND_COLUMNS = (
    "id",
    "event_id",
    "report_id",
    "indicator_id",
    "state",
    e4("value"),
    e4("numerator"),
    e4("denominator"),
    "is_reached",
    "reached_on",
    "document_number",
)


def in_force_of(reports: Iterable[ReportFacts], reading: str) -> dict[int, ReportFacts]:
    """The event whose rounds count in the reading -> its report."""
    found = ((facts.history.round_in_force(reading), facts) for facts in reports)
    return {event: facts for event, facts in found if event is not None}


def _rounds(in_force: dict[int, ReportFacts], years: Sequence[int]) -> Rows:
    """The rounds of the years that count."""
    events = [event for event, facts in in_force.items() if facts.period.row.year in years]
    return MeasurementRound.objects.filter(event__in=events).values_list(*ROUND_COLUMNS)


def _reached_elsewhere(periods: dict[int, PeriodFacts], years: Sequence[int]) -> list[tuple[Any, ...]]:
    """Rounds of other years that say "reached" of a milestone that is due once."""
    others = [period.id for period in periods.values() if period.row.year not in years]
    rows = MeasurementRound.objects.filter(
        report__period__in=others, indicator__accumulation=Accumulation.ONCE, is_reached=True
    )
    return list(rows.values_list(*ROUND_COLUMNS))


def _readings(
    rounds: Rows, in_force: dict[int, ReportFacts]
) -> tuple[dict[int, dict[ReportKey, MeasuredRow]], dict[int, str]]:
    """By indicator and report: the measurement of the round in force; and the documents' numbers."""
    readings: dict[int, dict[ReportKey, MeasuredRow]] = defaultdict(dict)
    documents: dict[int, str] = {}
    keys = {event: facts.key for event, facts in in_force.items()}
    for key, event, _report, indicator, state, value, part, whole, is_reached, reached_on, document in rounds:
        report_key = keys.get(event)
        if report_key is None:
            continue
        day = reached_on if is_reached and state == MeasurementState.VALUE else None
        readings[indicator][report_key] = MeasuredRow(state, value or 0, part or 0, whole or 0, day, key)
        if document:
            documents[key] = document
    return readings, documents


def _by_cluster(
    reports: dict[int, ReportFacts], reading: str, as_of: datetime
) -> tuple[dict[int, dict[ReportKey, ReportFacts]], dict[int, dict[ReportKey, Standing]]]:
    facts_of: dict[int, dict[ReportKey, ReportFacts]] = defaultdict(dict)
    standings: dict[int, dict[ReportKey, Standing]] = defaultdict(dict)
    for facts in reports.values():
        facts_of[facts.cluster_id][facts.key] = facts
        standings[facts.cluster_id][facts.key] = standing_of(facts.period.row, as_of, reading, facts.history)
    return facts_of, standings
