"""Fetch progress reports and the rounds that count, of one plan or of several at once: a part of ``reading``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, ExpressionWrapper, F, Q

from actions.calculation.periods import standing_of
from actions.calculation.reporters import ReportKey
from actions.calculation.rounds import EventRow, report_history
from actions.calculation.rows import MeasuredRow, Standing
from actions.enums import Accumulation, EventKind, MeasurementState
from actions.models import MeasurementRound, ProgressEvent, ProgressReport
from reports.summaries.rows import PeriodFacts, ReportFacts

Rows = Iterable[tuple[Any, ...]]
Moments = Mapping[int, list[datetime]]  # by plan: those at which time alone may change a figure
COUNTING_EVENTS = (EventKind.VERIFY, EventKind.RETURN, EventKind.WITHDRAW, EventKind.REOPEN, EventKind.EXTEND)
ROUND_COLUMNS = (
    "id",
    "event_id",
    "report_id",
    "indicator_id",
    "state",
    "value",
    "numerator",
    "denominator",
    "is_reached",
    "reached_on",
    "document_number",
)


class Part(NamedTuple):
    """Of the plans' reports those in one cluster, of their rounds those of some indicators (ids)."""

    cluster: int
    indicators: Collection[int]


def e4(column: str) -> ExpressionWrapper[F]:
    """The column as the integer it is stored as: no Decimal is made."""
    return ExpressionWrapper(F(column), output_field=BigIntegerField())


_COLUMNS = tuple(e4(name) if name in {"value", "numerator", "denominator"} else name for name in ROUND_COLUMNS)


@dataclass(slots=True)
class PlanRounds:
    """Of one plan. in_force: the event whose rounds count -> its report; the others as in ``PlanData``."""

    in_force: dict[int, ReportFacts]
    reports: dict[int, dict[ReportKey, ReportFacts]]
    standings: dict[int, dict[ReportKey, Standing]]
    readings: dict[int, dict[ReportKey, MeasuredRow]]
    documents: dict[int, str]


def fetch_rounds(
    periods: Mapping[int, Mapping[int, PeriodFacts]],
    years: Sequence[int],
    reading: str,
    as_of: datetime,
    moments: Moments,
    *,
    part: Part | None = None,
) -> dict[int, PlanRounds]:
    """By plan; four queries, whatever the number of plans. periods: by plan and id. part: not everything of them."""
    every = {key: period for own in periods.values() for key, period in own.items()}
    elsewhere = _reached_elsewhere(every, years)
    plan_of = {key: plan for plan, own in periods.items() for key in own}
    found: dict[int, list[ReportFacts]] = {plan: [] for plan in periods}
    for facts in _reports(every, plan_of, years, {row[2] for row in elsewhere}, as_of, moments, part):
        found[plan_of[facts.period.id]].append(facts)
    rounds = {plan: _plan_rounds(reports, reading, as_of) for plan, reports in found.items()}
    in_force = {event: (facts, own) for own in rounds.values() for event, facts in own.in_force.items()}
    for row in (*_rounds(in_force, years, part), *elsewhere):
        _read(row, in_force)
    return rounds


def _reports(
    periods: Mapping[int, PeriodFacts],
    plan_of: Mapping[int, int],
    years: Sequence[int],
    others: set[int],
    as_of: datetime,
    moments: Moments,
    part: Part | None,
) -> list[ReportFacts]:
    """The progress reports of the years, and ``others`` by id, with what their events up to the moment say."""
    own = [period.id for period in periods.values() if period.row.year in years]
    rows = ProgressReport.objects.filter(Q(period__in=own) | Q(pk__in=others) if others else Q(period__in=own))
    of_reports = Q(report__period__in=own)
    if part is not None:
        rows, of_reports = rows.filter(cluster=part.cluster), of_reports & Q(report__cluster=part.cluster)
    events = _events(of_reports | Q(report__in=others) if others else of_reports)
    found = []
    for key, organization, cluster, period in rows.order_by("pk").values_list(
        "id", "organization_id", "cluster_id", "period_id"
    ):
        told = events.get(key, ())
        moments[plan_of[period]].extend(moment for row in told for moment in (row.at, row.until) if moment)
        found.append(ReportFacts(key, organization, cluster, periods[period], report_history(told, as_of)))
    return found


def _events(of_reports: Q) -> dict[int, list[EventRow]]:
    """By report: the events that the rules read, in order."""
    rows = ProgressEvent.objects.filter(of_reports).filter(Q(is_filing=True) | Q(kind__in=COUNTING_EVENTS)).in_order()
    events: dict[int, list[EventRow]] = defaultdict(list)
    columns = ("report_id", "id", "at", "kind", "is_filing", "until")
    for report, key, at, kind, is_filing, until in rows.values_list(*columns):
        events[report].append(EventRow(key, at, kind, is_filing, until))
    return events


def _plan_rounds(reports: Sequence[ReportFacts], reading: str, as_of: datetime) -> PlanRounds:
    facts_of: dict[int, dict[ReportKey, ReportFacts]] = defaultdict(dict)
    standings: dict[int, dict[ReportKey, Standing]] = defaultdict(dict)
    in_force: dict[int, ReportFacts] = {}
    for facts in reports:
        facts_of[facts.cluster_id][facts.key] = facts
        standings[facts.cluster_id][facts.key] = standing_of(facts.period.row, as_of, reading, facts.history)
        event = facts.history.round_in_force(reading)
        if event is not None:
            in_force[event] = facts
    return PlanRounds(in_force, facts_of, standings, defaultdict(dict), {})


def _rounds(in_force: Mapping[int, tuple[ReportFacts, PlanRounds]], years: Sequence[int], part: Part | None) -> Rows:
    """The rounds of the years that count."""
    events = [event for event, (facts, _) in in_force.items() if facts.period.row.year in years]
    rows = MeasurementRound.objects.filter(event__in=events)
    if part is not None:
        rows = rows.filter(indicator__in=part.indicators)
    return rows.values_list(*_COLUMNS)


def _reached_elsewhere(periods: Mapping[int, PeriodFacts], years: Sequence[int]) -> list[tuple[Any, ...]]:
    """Rounds of other years that say "reached" of a milestone that is due once."""
    others = [period.id for period in periods.values() if period.row.year not in years]
    rows = MeasurementRound.objects.filter(
        report__period__in=others, indicator__accumulation=Accumulation.ONCE, is_reached=True
    )
    return list(rows.values_list(*_COLUMNS))


def _read(row: tuple[Any, ...], in_force: Mapping[int, tuple[ReportFacts, PlanRounds]]) -> None:
    """Take up the measurement of a round, and its document's number, where the round is in force."""
    key, event, _report, indicator, state, value, part, whole, is_reached, reached_on, document = row
    if event not in in_force:
        return
    facts, own = in_force[event]
    day = reached_on if is_reached and state == MeasurementState.VALUE else None
    own.readings[indicator][facts.key] = MeasuredRow(state, value or 0, part or 0, whole or 0, day, key)
    if document:
        own.documents[key] = document
