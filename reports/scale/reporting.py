"""What was reported on a synthetic plan: reports, their stories as events, and the rounds with their values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from actions.enums import AssignmentRole, EventKind, Measure, MeasurementState, ReportState
from actions.models import (
    Indicator,
    MeasurementRound,
    NarrativeRound,
    ProgressEvent,
    ProgressReport,
    RealizationRound,
    ReportingPeriod,
)
from actions.workflow import next_state
from clusters.models import User
from reports.scale.cast import People
from reports.scale.planning import Made
from reports.scale.writing import BATCH, Table, reset_keys, write_all

E4 = 10_000
RETURN_NOTE = "Contoh: lengkapi data dukung."
SIGNED = ("submitted", "endorsed", "returned", "verified")
VALUES = ("state", "value", "numerator", "denominator", "is_reached", "reached_on", "document_number")

Key = tuple[int, int, int]  # organization, period, cluster
Value = tuple[Any, ...]  # VALUES


@dataclass
class Story:
    """One report, as it goes: its state, who signed what when, and its events (kind, from, to, at, by, filing, until)."""

    people: People
    state: str = ReportState.DRAFT
    signed: dict[str, tuple[datetime, User]] = field(default_factory=dict)
    first_filed_at: datetime | None = None
    extended_due_at: datetime | None = None
    events: list[tuple[Any, ...]] = field(default_factory=list)

    def file(self, at: datetime) -> None:
        self._step(EventKind.SUBMIT, "submitted", at - timedelta(hours=1), self.people.operator)
        self.signed.pop("endorsed", None)
        self.first_filed_at = self.first_filed_at or at
        self._step(EventKind.ENDORSE, "endorsed", at, self.people.endorser)

    def give_back(self, at: datetime) -> None:
        self._step(EventKind.RETURN, "returned", at, self.people.verifier)

    def verify(self, at: datetime) -> None:
        self._step(EventKind.VERIFY, "verified", at, self.people.verifier)

    def reopen(self, at: datetime) -> None:
        self._step(EventKind.REOPEN, "", at, self.people.verifier)
        del self.signed["verified"]

    def extend(self, at: datetime, until: datetime) -> None:
        self.extended_due_at = until
        self.events.append((EventKind.EXTEND, self.state, self.state, at, self.people.verifier.pk, False, until))

    def _step(self, kind: str, signature: str, at: datetime, by: User) -> None:
        before = self.state
        self.state = next_state(kind, before, endorsement_required=True)
        if signature:
            self.signed[signature] = (at, by)
        self.events.append((kind, before, self.state, at, by.pk, kind == EventKind.ENDORSE, None))

    def report_row(self, key: Key, created_at: datetime) -> tuple[Any, ...]:
        signatures = [part for name in SIGNED for part in self._signature(name)]
        note = RETURN_NOTE if "returned" in self.signed else ""
        verifying = self.people.verifier.organization_id if "verified" in self.signed else None
        moments = (created_at, self.extended_due_at, self.first_filed_at)
        return (*key, self.state, *moments, *signatures, note, verifying)

    def _signature(self, name: str) -> tuple[datetime | None, int | None]:
        at, by = self.signed.get(name, (None, None))
        return at, by.pk if by else None


def tell(people: People, due_at: datetime, random: Random) -> Story:
    """The story of one report by a throw of the dice; times are within weeks of the due moment."""
    story = Story(people)
    drawn, at = random.random(), due_at - timedelta(days=random.randrange(1, 15))
    if drawn < 0.04:
        return story
    if drawn < 0.10:
        story.extend(at, due_at + timedelta(days=10))
    if drawn < 0.16:
        at = due_at + timedelta(days=random.randrange(1, 15))
    story.file(at)
    if drawn > 0.95:
        return story
    if drawn < 0.20:
        story.give_back(at + timedelta(days=2))
        if drawn < 0.17:
            return story
        story.file(at + timedelta(days=6))
    story.verify(at + timedelta(days=9))
    if 0.20 < drawn < 0.25:
        story.reopen(at + timedelta(days=20))
        if drawn > 0.215:
            story.file(at + timedelta(days=22))
        if drawn > 0.23:
            story.verify(at + timedelta(days=24))
    return story


class Reporter:
    """Writes what is reported on plans, one after the other; ``finish`` writes the rest."""

    def __init__(self) -> None:
        signatures = [part for name in SIGNED for part in (f"{name}_at", f"{name}_by")]
        moments = ("created_at", "extended_due_at", "first_filed_at")
        self.reports = Table(
            ProgressReport,
            (
                "organization",
                "period",
                "cluster",
                "state",
                *moments,
                *signatures,
                "return_note",
                "verified_by_organization",
            ),
        )
        steps = ("kind", "from_state", "to_state", "at", "by", "is_filing", "until", "note", "reason_code")
        self.events = Table(ProgressEvent, ("report", *steps))
        self.values = Table(
            MeasurementRound, ("event", "report", "indicator", *VALUES, "reason", "may_exceed", "verifier_note")
        )
        self.amounts = Table(RealizationRound, ("event", "report", "line", "state", "amount"))
        self.texts = Table(
            NarrativeRound, ("event", "report", "action", "achievement", "good_practice", "obstacle", "follow_up")
        )
        self.tables = (self.reports, self.events, self.values, self.amounts, self.texts)

    def report_on(self, made: Made, random: Random) -> None:
        telling = _PlanReporter(self, made, random)
        for key, period in telling.owed():
            if random.random() > 0.03:
                telling.report(key, period)
        write_all(self.tables, at_least=BATCH)

    def finish(self) -> None:
        write_all(self.tables)
        reset_keys(self.tables)


class _PlanReporter:
    def __init__(self, tables: Reporter, made: Made, random: Random) -> None:
        self.tables, self.made, self.random = tables, made, random
        self.indicators: dict[tuple[int, int], list[tuple[int, Indicator]]] = {}
        self.actions: dict[tuple[int, int], list[int]] = {}
        of_action: dict[int, list[tuple[int, Indicator]]] = {}
        for n, indicator in enumerate(made.indicators):
            of_action.setdefault(indicator.action_id, []).append((n, indicator))
        for row in made.assignments:
            key = (row.organization_id, row.action.cluster_id)
            if row.action_id not in self.actions.setdefault(key, []):
                self.actions[key].append(row.action_id)
                self.indicators.setdefault(key, []).extend(of_action.get(row.action_id, ()))
        self.lines: dict[tuple[int, int], list[tuple[int, int, int]]] = {}
        for line, ceiling in made.lines:
            spender = (line.organization_id, line.fiscal_year)
            self.lines.setdefault(spender, []).append((line.action_id, line.pk, ceiling))

    def owed(self) -> Iterator[tuple[Key, ReportingPeriod]]:
        """Who owes a report, period after period, in an order that never changes."""
        for period in self.made.periods:
            owing = {
                (row.organization_id, period.pk, row.action.cluster_id): None
                for row in self.made.assignments
                if (row.role == AssignmentRole.LEAD or row.is_reporter)
                and row.starts_on <= period.ends_on
                and (row.ends_on is None or row.ends_on >= period.ends_on)
            }
            yield from ((key, period) for key in owing)

    def report(self, key: Key, period: ReportingPeriod) -> None:
        story = tell(self.made.cast.people, period.due_at, self.random)
        report = self.tables.reports.add(*story.report_row(key, period.opens_at))
        filed: list[tuple[int, Value]] = []
        for kind, before, after, at, by, is_filing, until in story.events:
            note = RETURN_NOTE if kind == EventKind.RETURN else ""
            event = self.tables.events.add(report, kind, before, after, at, by, is_filing, until, note, "")
            if is_filing:
                filed = [(row.pk, self._value(n, row, period)) for n, row in self._indicators(key)]
            elif kind == EventKind.VERIFY:
                filed = [
                    (pk, value) if self.random.random() > 0.05 else (pk, self._corrected(value)) for pk, value in filed
                ]
            else:
                continue
            self._write_round(event, report, key, period, filed)

    def _indicators(self, key: Key) -> list[tuple[int, Indicator]]:
        return self.indicators[key[0], key[2]]

    def _write_round(
        self, event: int, report: int, key: Key, period: ReportingPeriod, filed: list[tuple[int, Value]]
    ) -> None:
        for indicator, value in filed:
            self.tables.values.add(event, report, indicator, *value, "", False, "")
        actions = self.actions[key[0], key[2]]
        for action, line, ceiling in self.lines.get((key[0], period.year), ()):
            if action in actions:
                spent = ceiling * period.number * (2 + line % 4) // 20
                self.tables.amounts.add(event, report, line, MeasurementState.VALUE, spent)
        for action in actions[:: 1 if len(actions) < 4 else 3]:
            self.tables.texts.add(event, report, action, f"Capaian sintetis {period.code}", "", "", "")

    def _value(self, n: int, indicator: Indicator, period: ReportingPeriod) -> Value:
        drawn = self.random.random()
        if indicator.position == 2 and period.year % 2 == n % 2 and n % 3 == 0:
            return (MeasurementState.NOT_APPLICABLE, None, None, None, None, None, "")
        if drawn < 0.06:
            state = MeasurementState.NO_DATA if drawn < 0.03 else MeasurementState.NOT_APPLICABLE
            return (state, None, None, None, None, None, "")
        if indicator.measure == Measure.MILESTONE:
            return self._milestone(n, period)
        if indicator.measure == Measure.PERCENTAGE:
            whole = 0 if drawn < 0.09 else self.random.randrange(1, 60)
            part = whole * self.random.randrange(0, 11) // 10
            return (MeasurementState.VALUE, None, part * E4, whole * E4, None, None, "")
        amount = 0 if drawn > 0.97 else self.random.randrange(0, 250) * E4 // 10
        return (MeasurementState.VALUE, amount, None, None, None, None, "")

    def _milestone(self, n: int, period: ReportingPeriod) -> Value:
        if self.random.random() >= 0.3:
            return (MeasurementState.VALUE, None, None, None, False, None, "")
        day = period.ends_on - timedelta(days=self.random.randrange(60))
        return (MeasurementState.VALUE, None, None, None, True, day, f"{n}/{period.year}")

    def _corrected(self, value: Value) -> Value:
        """What the verifier makes of it: a tenth less of an amount, a part that is one less; the rest stays."""
        state, amount, part, whole, *rest = value
        if amount:
            amount -= amount // 10
        if part:
            part -= E4
        return (state, amount, part, whole, *rest)
