"""What somebody who checks reports should look at: the one definition of an anomaly.

An anomaly is a value that is asked about at entry (``actions.entry_questions``: it falls, jumps more than tenfold, is far
above its target or above the whole, or is a fraction of what is counted), that differs from the round which was returned
or verified before, or whose indicator asks for evidence (``actions.checklist``) and has none in force; and what
``actions.anomalies_beside`` finds. Whatever has none may be verified in bulk. All of it is read in a fixed number of
queries, for one report or for a whole queue. A choice: where only some of the kinds are missing, the screen says which,
and it is no anomaly.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.db.models.functions import Coalesce

from actions import entry
from actions.anomalies_beside import Anomaly, Beside, Handed, beside_values, since_words
from actions.checklist import Checklist, checklists_of_values
from actions.entry_inputs import targets_of_values
from actions.entry_questions import questions
from actions.enums import AnomalyKind, EventKind, MeasurementState
from actions.models import Assignment, Measurement, MeasurementRound, ProgressEvent, ProgressReport

Value = Measurement | MeasurementRound


@dataclass(slots=True)
class Submission:
    """What a report hands to whoever checks it.

    ``values``: the filed round in printed order, or the draft where it awaits endorsement. ``base``: the event whose
    round it is compared with (the filing that was returned, or the verification before a reopening), if any. ``earlier``:
    the reporter's latest value of an earlier period. ``targets``: those of the year.
    """

    report: ProgressReport
    is_draft: bool = False
    values: Sequence[Value] = ()
    filing: ProgressEvent | None = None
    base: ProgressEvent | None = None
    base_values: dict[int, MeasurementRound] = field(default_factory=dict)
    earlier: dict[int, MeasurementRound] = field(default_factory=dict)
    targets: dict[int, Decimal] = field(default_factory=dict)
    checklists: dict[int, Checklist] = field(default_factory=dict)
    anomalies: dict[int, list[Anomaly]] = field(default_factory=dict)
    beside: Beside = field(default_factory=Beside)

    @property
    def is_plain(self) -> bool:
        """Without any anomaly."""
        return not self.anomaly_count

    @property
    def anomaly_count(self) -> int:
        return sum(bool(found) for found in self.anomalies.values()) + len(self.beside.anomalies)

    @property
    def kinds(self) -> list[str]:
        """In words, each once."""
        every = [*self.beside.anomalies, *(one for found in self.anomalies.values() for one in found)]
        return sorted({one.kind.label for one in every})

    def is_changed(self, value: Value) -> bool:
        """Does the value differ from the round before? Without one nothing is a change."""
        before = self.base_values.get(value.indicator_id)
        return self.base is not None and (before is None or before.values() != value.values())


def submissions_of(reports: Sequence[ProgressReport], *, drafts: bool = False) -> dict[int, Submission]:
    """Report id → what it hands in, with its anomalies; at most 22 queries. ``drafts``: the draft, not the filing."""
    found = {report.pk: Submission(report, is_draft=drafts) for report in reports}
    _read_events(found, drafts=drafts)
    _read_values(found, drafts=drafts)
    earlier = earlier_values(list(found.values()))
    targets = targets_of_values((one.report, value.indicator) for one in found.values() for value in one.values)
    checklists = checklists_of_values((one.report.pk, value) for one in found.values() for value in one.values)
    beside = beside_values([Handed(one.report, one.is_draft, one.filing, one.base) for one in found.values()])
    for key, one in found.items():
        one.beside = beside[key]
        for value in one.values:
            before = earlier.get((one.report.pk, value.indicator_id))
            if before is not None:
                one.earlier[value.indicator_id] = before
            if (one.report.pk, value.indicator_id) in targets:
                one.targets[value.indicator_id] = targets[one.report.pk, value.indicator_id]
            one.checklists[value.indicator_id] = checklists[one.report.pk, value.indicator_id]
        one.anomalies = {value.indicator_id: _anomalies(one, value) for value in one.values}
    return found


def _read_events(found: dict[int, Submission], *, drafts: bool) -> None:
    """The latest filing of each report, and the event with a round before it."""
    with_round = ProgressEvent.objects.filter(Q(is_filing=True) | Q(kind=EventKind.VERIFY), report__in=found)
    of_report: dict[int, list[ProgressEvent]] = defaultdict(list)
    for event in with_round.select_related("by").in_order():
        of_report[event.report_id].append(event)
    for key, events in of_report.items():
        before = list(events)
        if not drafts:
            while not before[-1].is_filing:  # what was verified or filed since belongs to the filing itself
                before.pop()
            found[key].filing = before.pop()
        found[key].base = before[-1] if before else None


def _read_values(found: dict[int, Submission], *, drafts: bool) -> None:
    bases = {one.base.pk for one in found.values() if one.base is not None}
    filings = {one.filing.pk for one in found.values() if one.filing is not None}
    order = ("-indicator__action__is_in_plan", "indicator__action__sort_key", "indicator__position", "pk")
    rounds = MeasurementRound.objects.filter(event__in=bases | filings).select_related("indicator__action__plan")
    values: dict[int, list[Value]] = defaultdict(list)
    for row in rounds.order_by(*order):
        one = found[row.report_id]
        if one.filing is not None and row.event_id == one.filing.pk:
            values[row.report_id].append(row)
        else:
            one.base_values[row.indicator_id] = row
    if drafts:
        mine = Measurement.objects.filter(report__in=found).select_related("indicator__action__plan", "updated_by")
        for draft in mine.order_by(*order):
            values[draft.report_id].append(draft)
    for key, of_report in values.items():
        found[key].values = of_report


def _anomalies(one: Submission, value: Value) -> list[Anomaly]:
    found = []
    before = one.earlier.get(value.indicator_id)
    same_year = before is not None and before.report.period.year == one.report.period.year
    target = one.targets.get(value.indicator_id)
    for question in questions(value.indicator, value, before, same_year=same_year, target=target):
        found.append(Anomaly(question.kind, question.statement))
    found += _changed(one, value)
    checklist = one.checklists[value.indicator_id]
    if checklist.is_bare:
        asked = ", ".join(kind.label for kind in checklist.asked)
        found.append(Anomaly(AnomalyKind.NO_EVIDENCE, f"Tidak ada data dukung; yang diminta: {asked}."))
    return found


def _changed(one: Submission, value: Value) -> list[Anomaly]:
    if one.base is None:
        return []
    base, since = one.base_values.get(value.indicator_id), since_words(one.base)
    if not one.is_changed(value):
        return []
    then, now = entry.shown(base) if base is not None else "belum ada", entry.shown(value)
    if base is not None and then == now and base.reason != value.reason:
        return [Anomaly(AnomalyKind.CHANGED, f"Alasan berubah sejak {since}.")]
    return [Anomaly(AnomalyKind.CHANGED, f"Berubah sejak {since}: {then} → {now}.")]


def earlier_values(submissions: Sequence[Submission]) -> dict[tuple[int, int], MeasurementRound]:
    """(report, indicator) → the latest value that the same reporter filed for an earlier period; three queries.

    The rule of ``entry.previous_rounds_of`` for reports of many organizations: successive holders of an assignment
    line are one reporter, and a period without a value is passed over.
    """
    holders = _Holders({value.indicator.action_id for one in submissions for value in one.values})
    candidates = _candidates(submissions)
    latest = {}
    for one in submissions:
        report = one.report
        for value in one.values:
            spans = holders.spans(value.indicator.action_id, report)
            for key, organization, plan, ends_on in reversed(candidates[value.indicator_id]):
                if plan != report.period.plan_id or ends_on >= report.period.starts_on:
                    continue
                if any(who == organization and _within(ends_on, since, until) for who, since, until in spans):
                    latest[report.pk, value.indicator_id] = key
                    break
    rounds = MeasurementRound.objects.filter(pk__in=set(latest.values())).select_related("report__period", "event")
    rows = {row.pk: row for row in rounds}
    return {place: rows[key] for place, key in latest.items()}


def _candidates(submissions: Sequence[Submission]) -> dict[int, list[tuple[int, int, int, date]]]:
    """Indicator → (round, organization, plan, last day of the period) of each filed value that may be the one before,
    the latest last: of the plans at hand, and of periods that ended before the last of theirs began."""
    periods = [one.report.period for one in submissions if one.values]
    rounds = MeasurementRound.objects.filter(
        indicator__in={value.indicator_id for one in submissions for value in one.values},
        state=MeasurementState.VALUE,
        report__period__plan__in={period.plan_id for period in periods},
        report__period__ends_on__lt=max((period.starts_on for period in periods), default=date.min),
    )
    columns = ("report__organization_id", "report__period__plan_id", "report__period__ends_on")
    found: dict[int, list[tuple[int, int, int, date]]] = defaultdict(list)
    ordered = rounds.order_by("report__period__ends_on", "event__at", "event_id", "pk")
    for indicator, key, organization, plan, ends_on in ordered.values_list("indicator_id", "pk", *columns):
        found[indicator].append((key, organization, plan, ends_on))
    return found


class _Holders:
    """Who held which assignment line of the actions, and when; one query."""

    def __init__(self, actions: set[int]) -> None:
        self.of_action: dict[int, list[tuple[int, int, date, date | None]]] = defaultdict(list)
        held = Assignment.objects.filter(action__in=actions).annotate(reporter=Coalesce("line_id", "pk")).order_by("pk")
        for action, *rest in held.values_list("action_id", "reporter", "organization_id", "starts_on", "ends_on"):
            self.of_action[action].append((rest[0], rest[1], rest[2], rest[3]))

    def spans(self, action: int, report: ProgressReport) -> list[tuple[int, date, date | None]]:
        """(organization, from, until) of everybody who held a line that the report's organization holds."""
        rows, day = self.of_action[action], report.period.ends_on
        mine = [row for row in rows if row[1] == report.organization_id]
        lines = {line for line, _, since, until in mine if _within(day, since, until)}
        return [(holder, starts_on, ends_on) for line, holder, starts_on, ends_on in rows if line in lines]


def _within(day: date, starts_on: date, ends_on: date | None) -> bool:
    return starts_on <= day and (ends_on is None or day <= ends_on)
