"""Random people take random steps; after each a witness looks whether anything happened that must never happen.

Hypothesis draws who does what: through the permissions and services, as pages do, and once in a while past them,
straight at the tables. What is promised stands in ``witness.py``. The draws hang on ``YEARS`` alone and are the same
in every run; other numbers there look elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from actions import entry, permissions
from actions.entry import CellValue
from actions.enums import AssignmentRole, EvidenceKind, Measure, MeasurementState
from actions.models import (
    Assignment,
    EntryChange,
    Evidence,
    Indicator,
    Measurement,
    MeasurementRound,
    Narrative,
    NarrativeRound,
    ProgressEvent,
    ProgressReport,
    RealizationRound,
    ReportingPeriod,
)
from actions.models.progress import ReportLocked
from actions.services import drafts, endorsement, evidence, handover, periods, progress
from actions.workflow import TransitionNotAllowed
from clusters.enums import OrganizationKind, Role
from clusters.models import ActingEndorser, Organization, User
from clusters.permissions import can_appoint_acting, can_switch_endorsement
from clusters.services.acting import ActingNotPossible, appoint_acting, end_acting
from ranpptppo.lib.accepted_files import FileRefused
from ranpptppo.lib.formats import day_in_wib
from tests.actions.witness import MOVES, Deed, Person, Witness
from tests.cast import PLANNED_AT, World, make_indicator, make_organization, make_user
from tests.evidence_files import pdf

SEARCH = settings(
    max_examples=8,  # from the eleventh on Hypothesis varies what it had, and draws less that is new
    stateful_step_count=50,
    database=None,
    deadline=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
REFUSALS = (
    periods.NothingToExtend,
    TransitionNotAllowed,
    ReportLocked,
    progress.ReportIncomplete,
    progress.PeriodNotOpen,
    progress.NoteMissing,
    drafts.ReportNotEditable,
    drafts.CellChanged,
    drafts.TextChanged,
    FileRefused,
    handover.HandOverNotPossible,
    ActingNotPossible,
    endorsement.SeveralOfficers,
)
FILES = [pdf(f"CONTOH {number}") for number in range(8)]
NUMBERS = [Decimal(number) for number in ("0", "5", "90", "110", "1234.5")]
NOTES = ["Periksa lagi.", "Salah ketik.", "Temuan BPK.", " "]
# How often each step is drawn.
STEPS = {
    "go_the_usual_way": 14,
    "save_a_cell": 4,
    "answer_all_that_is_empty": 2,
    "submit": 3,
    "endorse": 2,
    "verify": 3,
    "give_back": 2,
    "reopen": 3,
    "withdraw": 2,
    "write": 2,
    "spend": 2,
    "attach": 2,
    "take_off": 1,
    "open": 1,
    "lock": 1,
    "extend": 2,
    "unlock": 1,
    "switch_endorsement": 1,
    "hand_over_the_lead": 1,
    "move_a_person": 2,
    "appoint": 2,
    "take_the_appointment_back": 1,
    "write_into_a_locked_report": 2,
    "rewrite_history": 1,
    "sign_what_one_may_not": 2,
}
DRAWN = [step for step, often in STEPS.items() for _ in range(often)]
NUMBER = st.integers(0, 99)
YEARS = {1: "sqlite", 2: "postgres"}  # a year of draws on each database


class LostConnection(Exception):
    """The database did not take the row."""


@contextmanager
def row_that_fails(table: str) -> Any:
    """The file is written already, then the row is not."""

    def refuse(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith(f'INSERT INTO "{table}"'):
            raise LostConnection
        return execute(sql, *rest)

    with connection.execute_wrapper(refuse):
        yield


class WorkingYear(RuleBasedStateMachine):
    """Three ministries, a province and a regency report two periods; everybody may try anything.

    Each step takes three numbers: ``which`` report, ``who`` of the people, ``how``.
    """

    world: ClassVar[World]
    people: ClassVar[dict[str, int]]
    taken: ClassVar[Counter[str]]

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.clock = self.world.period(2).opens_at
        storage = Evidence._meta.get_field("file").storage
        self.witness = Witness(self.world.plan, storage, at=self.clock)

    def teardown(self) -> None:
        self.witness.throw_files_away()
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        """Some reports are there from the start, so that something happens."""
        for organization in (self.world.kemenpppa, self.world.polri):
            progress.open_reports(organization=organization, period=self.world.period(1), at=self.clock)
        regency = Organization.objects.get(code="DP3A-3201")
        progress.open_reports(organization=regency, period=self.world.period(2), at=self.clock)
        self._look_around(hours=1)
        self.witness.was = self.witness.look(self.clock)

    @rule(step=st.sampled_from(DRAWN), which=NUMBER, who=NUMBER, how=NUMBER)
    def go_on(self, step: str, which: int, who: int, how: int) -> None:
        self._look_around(hours=[0, 1, 7, 30][how % 4])
        getattr(self, step)(which, who, how)

    def _look_around(self, *, hours: int) -> None:
        """Time goes on, or stands still; everybody and everything is read anew."""
        self.clock += timedelta(hours=hours)
        found = User.objects.select_related("organization__region").in_bulk(self.people.values())
        self.everybody = [found[key] for key in self.people.values()]
        self.reports = list(ProgressReport.objects.with_names().order_by("pk"))

    # --- who and what ---

    @property
    def today(self) -> date:
        return day_in_wib(self.clock)

    def _somebody(self, who: int, may: Callable[[User], bool]) -> tuple[User, bool]:
        """Mostly somebody who may, now and then anybody; and whether the permission says yes."""
        able = [person for person in self.everybody if may(person)]
        chosen = able if able and who % 8 != 7 else self.everybody
        person = chosen[who % len(chosen)]
        return person, person in able

    def _report(self, which: int, kind: str = "submit") -> ProgressReport:
        """Mostly a report that stands where this step begins."""
        ready = [
            report
            for report in self.reports
            if (kind, report.state, report.organization.endorsement_required) in MOVES
            and (kind == "reopen" or not report.is_locked)
        ]
        named = self.reports[which % len(self.reports)]
        return named if named in ready or not ready or which % 4 == 3 else ready[which % len(ready)]

    def _person(self, user: User) -> Person:
        acting = ActingEndorser.objects.filter(user=user, organization=user.organization_id, ended_at=None)
        acts = acting.filter(starts_on__lte=self.today, ends_on__gte=self.today).exists()
        may_act = user.role in {"operator", "verifier", "executive", "secretariat"}
        endorses = user.role == "endorser" or (acts and may_act)
        return Person(user.pk, user.role, user.organization_id, user.organization.region_id, endorses)

    def _attempt(self, name: str, user: User, allowed: bool, act: Callable[[], object], **deed: Any) -> None:
        """Do it, if the permission says yes. What is refused must have changed nothing."""
        person, done = self._person(user), False
        if not allowed:
            self.taken[f"{name}: not"] += 1
            return
        try:
            act()
            done = True
        except (*REFUSALS, LostConnection) as refused:
            self.taken[type(refused).__name__] += 1
        self.taken[name if done else f"{name}: refused"] += 1
        self.witness.check(Deed(by=person, **deed) if done else Deed(by=person), self.clock)

    # --- an operator's day ---

    def open(self, which: int, who: int, how: int) -> None:
        user, allowed = self._somebody(who, lambda person: permissions.can_open_entry(person, person.organization))
        period = self.world.period(how % 2 + 1)
        self._attempt(
            "open",
            user,
            allowed,
            lambda: progress.open_reports(organization=user.organization, period=period, at=self.clock),
        )

    def _edit(self, name: str, which: int, who: int, service: Callable[..., object], **details: Any) -> None:
        report = self._report(which)
        user, allowed = self._somebody(who, lambda person: permissions.can_edit_report(person, report))
        self._attempt(
            name,
            user,
            allowed,
            lambda: service(report=report, by=user, at=self.clock, **details),
            writes=True,
        )

    def save_a_cell(self, which: int, who: int, how: int) -> None:
        report = self._report(which)
        indicators = entry.indicators_to_report(report)
        if indicators:
            indicator = indicators[how % len(indicators)]
            current = report.measurements.filter(indicator=indicator).first()
            revision = (current.revision if current else 0) + (how % 5 == 4)  # now and then a page that is old
            cell = make_cell(indicator, how)
            self._edit(
                "save a cell",
                which,
                who,
                drafts.save_measurement,
                indicator=indicator,
                cell=cell,
                revision=revision,
            )

    def answer_all_that_is_empty(self, which: int, who: int, how: int) -> None:
        self._edit("answer all", which, who, answer_all, how=how)

    def write(self, which: int, who: int, how: int) -> None:
        text = ["", "Lancar.", "Terkendala cuaca."][how % 3]
        texts = {"achievement": text, "obstacle": text[:3]}
        self._edit("write", which, who, drafts.save_narrative, action=self.world.action, texts=texts)

    def spend(self, which: int, who: int, how: int) -> None:
        lines = entry.budget_lines_of_reports([self._report(which)])
        if lines:
            state, amount = [("value", 0), ("value", 500_000_000), ("no_data", None), ("", None)][how % 4]
            self._edit("spend", which, who, drafts.save_realization, line=lines[0], state=state, amount=amount)

    def attach(self, which: int, who: int, how: int) -> None:
        self._edit("attach", which, who, attach_pdf, fails=how % 2 == 0, content=FILES[how % 8])

    def take_off(self, which: int, who: int, how: int) -> None:
        files = list(Evidence.objects.select_related("report__organization").order_by("-pk"))
        if files:
            file = files[which % len(files)]
            user, allowed = self._somebody(who, lambda person: permissions.can_withdraw_evidence(person, file))

            def act() -> None:
                evidence.withdraw_evidence(evidence=file, by=user, at=self.clock)

            self._attempt("take off", user, allowed, act, writes=True)

    # --- the way of a report ---

    def go_the_usual_way(self, which: int, who: int, how: int) -> None:
        """What mostly comes next for this report, by somebody who may: so that stories get long."""
        report = self.reports[which % len(self.reports)]
        own = self.reports.index(report) if which % 8 != 7 else which
        if report.state in {"draft", "returned"}:
            self.answer_all_that_is_empty(own, who, how)
            self.submit(own, who, how)
        elif report.state == "submitted" and report.organization.endorsement_required:
            self.endorse(own, who, how)
        elif report.state != "verified":
            self.verify(own, who, how)
        elif how % 2:
            self.reopen(own, who, how)

    def submit(self, which: int, who: int, how: int) -> None:
        report = self._report(which)
        user, allowed = self._somebody(who, lambda person: permissions.can_edit_report(person, report))
        together = [
            row for row in self.reports if row.period == report.period and permissions.can_edit_report(user, row)
        ]
        reports = together if how % 2 else [report]

        def act() -> None:
            progress.submit_progress(reports=reports, by=user, at=self.clock)

        self._attempt("submit", user, allowed, act, moves=len(reports))

    def withdraw(self, which: int, who: int, how: int) -> None:
        self._move("withdraw", which, who, permissions.can_withdraw_report, progress.withdraw_progress)

    def endorse(self, which: int, who: int, how: int) -> None:
        self._move("endorse", which, who, self._on(permissions.can_endorse_report), progress.endorse_progress)

    def give_back(self, which: int, who: int, how: int) -> None:
        may, note = self._on(permissions.can_return_report), NOTES[how % len(NOTES)]
        self._move("return", which, who, may, progress.return_progress, note=note)

    def verify(self, which: int, who: int, how: int) -> None:
        report = self._report(which, "verify")
        cells = list(Measurement.objects.filter(report=report).select_related("indicator").order_by("pk"))
        corrections: dict[int, CellValue] = {}
        if how % 2 and cells:
            indicator = cells[how % len(cells)].indicator
            corrections[indicator.pk] = make_cell(indicator, how) or CellValue(state=MeasurementState.NO_DATA)
        rows = {
            indicator: tuple(value for name, value in cell.fields().items() if name != "may_exceed")
            for indicator, cell in corrections.items()
        }
        self._move(
            "verify",
            which,
            who,
            self._on(permissions.can_verify_report),
            progress.verify_progress,
            deed={"corrections": rows},
            corrections=corrections,
            notes=dict.fromkeys(corrections, "Dikoreksi."),
            note="Dikoreksi." if corrections else "",
        )

    def reopen(self, which: int, who: int, how: int) -> None:
        may, note = self._on(permissions.can_reopen_report), NOTES[how % len(NOTES)]
        self._move("reopen", which, who, may, progress.reopen_progress, note=note)

    def _on(self, may: Callable[..., bool]) -> Callable[[User, ProgressReport], bool]:
        return lambda person, report: may(person, report, on=self.today)

    def _move(
        self,
        kind: str,
        which: int,
        who: int,
        may: Callable[[User, ProgressReport], bool],
        service: Callable[..., None],
        *,
        deed: dict[str, Any] | None = None,
        **details: Any,
    ) -> None:
        report = self._report(which, kind)
        user, allowed = self._somebody(who, lambda person: may(person, report))

        def act() -> None:
            service(report=report, by=user, at=self.clock, **details)

        self._attempt(kind, user, allowed, act, moves=1, **(deed or {}))

    # --- the secretariat's ---

    def lock(self, which: int, who: int, how: int) -> None:
        self._keep("lock", who, periods.lock_period, self.world.period(how % 2 + 1))

    def unlock(self, which: int, who: int, how: int) -> None:
        report = self.reports[which % len(self.reports)]
        organization = report.organization if how % 2 else None
        self._keep("unlock", who, periods.unlock_period, report.period, organization=organization, note="Banjir.")

    def extend(self, which: int, who: int, how: int) -> None:
        report = self.reports[which % len(self.reports)]
        extension = {"until": self.clock + timedelta(days=9), "note": "Banjir."}
        if how % 3:
            self._keep(
                "extend", who, periods.extend_period, report.period, organization=report.organization, **extension
            )
        else:
            self._keep("extend", who, periods.extend_all, report.period, **extension)

    def _keep(
        self, name: str, who: int, service: Callable[..., object], period: ReportingPeriod, **details: Any
    ) -> None:
        user, allowed = self._somebody(who, lambda person: permissions.can_keep_periods(person, on=self.today))
        clusters = permissions.kept_clusters(user, on=self.today)

        def act() -> None:
            service(period=period, by=user, clusters=clusters, at=self.clock, **details)

        self._attempt(name, user, allowed, act)

    def switch_endorsement(self, which: int, who: int, how: int) -> None:
        """What waited for an endorser goes back to its operators."""
        organization = self.reports[which % len(self.reports)].organization
        user, allowed = self._somebody(who, lambda person: can_switch_endorsement(person, organization))
        required = not Organization.objects.get(pk=organization.pk).endorsement_required

        def act() -> None:
            endorsement.switch_endorsement(
                organization=organization, required=required, reason="Satu petugas.", by=user, at=self.clock
            )

        self._attempt("switch", user, allowed, act, moves=len(self.reports), keeps=True)

    def hand_over_the_lead(self, which: int, who: int, how: int) -> None:
        user, allowed = self._somebody(who, permissions.can_hand_over)
        leads = Assignment.objects.open().filter(action=self.world.action, role=AssignmentRole.LEAD)
        successor = Organization.objects.get(pk=self.world.kemendagri.pk)

        def act() -> None:
            handover.hand_over_assignments(
                assignments=list(leads),
                successor=successor,
                on=self.today,
                by=user,
                basis="Perpres contoh",
                at=self.clock,
            )

        self._attempt("hand over", user, allowed, act)

    def _a_submitter(self, who: int) -> User:
        """Mostly: with them somebody might sign twice."""
        submitters = {report.submitted_by_id for report in self.reports}
        able = [person for person in self.everybody if person.pk in submitters]
        chosen = able if able and who % 4 != 3 else self.everybody
        return chosen[who % len(chosen)]

    def move_a_person(self, which: int, who: int, how: int) -> None:
        """People change their office: what they signed before stays theirs."""
        person, other = self._a_submitter(who), self.everybody[which % len(self.everybody)]
        roles = [Role.ENDORSER, Role.VERIFIER, Role.OPERATOR, Role.SECRETARIAT]
        person.role = roles[how % len(roles)]
        if who % 2:
            person.organization = other.organization
        person.save(update_fields=["organization", "role"])
        self._attempt("move a person", person, True, lambda: None)

    def appoint(self, which: int, who: int, how: int) -> None:
        user = self._a_submitter(who)
        by, _ = self._somebody(which, lambda person: can_appoint_acting(person, user.organization))
        allowed = can_appoint_acting(by, user.organization)
        until = self.today + timedelta(days=how % 20)

        def act() -> None:
            appoint_acting(
                user=user,
                kind="plh",
                starts_on=self.today,
                ends_on=until,
                basis="Sprin contoh",
                by=by,
                at=self.clock,
            )

        self._attempt("appoint", user, allowed, act)

    def take_the_appointment_back(self, which: int, who: int, how: int) -> None:
        rows = list(ActingEndorser.objects.select_related("user__organization").order_by("-pk"))
        if rows:
            row, by = rows[which % len(rows)], self.everybody[who % len(self.everybody)]
            allowed = can_appoint_acting(by, row.organization)
            self._attempt("end acting", by, allowed, lambda: end_acting(row=row, by=by, at=self.clock))

    # --- past the services ---

    def write_into_a_locked_report(self, which: int, who: int, how: int) -> None:
        locked = [report for report in self.reports if report.is_locked]
        if locked:
            deeds = list(self._writings(locked[which % len(locked)], self.everybody[who % len(self.everybody)]))
            self._must_be_refused("raw: locked", deeds[how % len(deeds)])

    def _writings(self, report: ProgressReport, user: User) -> Iterable[Callable[[], object]]:
        about = {"report": report, "updated_at": self.clock, "updated_by": user}
        cells, foreign = Measurement.objects.filter(report=report), self.world.police_action
        indicator = make_indicator(foreign, f"Indikator {self.clock}", None)
        elsewhere = Measurement.objects.exclude(report=report).order_by("-pk").first()
        if cells.exists():
            yield lambda: cells.update(reason="lain")
            yield cells.delete
            yield lambda: Measurement.objects.bulk_update(
                [Measurement(pk=row.pk, reason="lain") for row in cells.order_by("pk")], ["reason"]
            )
        if elsewhere is not None:
            yield lambda: Measurement.objects.filter(pk=elsewhere.pk).update(report=report, indicator=indicator)
        yield lambda: Measurement.objects.create(indicator=indicator, state="no_data", **about)
        yield lambda: Narrative.objects.create(action=foreign, **about)
        yield lambda: Evidence.objects.create(
            report=report, kind="other", file="x", size=1, uploaded_at=self.clock, uploaded_by=user
        )
        other = "returned" if report.state == "submitted" else "submitted"
        signed = {"submitted_at": self.clock, "submitted_by": user, "returned_at": self.clock, "returned_by": user}
        rows = ProgressReport.objects.filter(pk=report.pk)
        yield lambda: rows.update(state=other, endorsed_by=None, verified_by=None, return_note="lain", **signed)
        rounds = {"event": report.events.order_by("-pk")[0], "report": report}  # it was locked: there is one
        yield lambda: MeasurementRound.objects.create(indicator=indicator, state="no_data", **rounds)
        yield lambda: NarrativeRound.objects.create(action=foreign, **rounds)
        yield lambda: RealizationRound.objects.create(line=self.world.line, state="no_data", **rounds)
        yield lambda: EntryChange.objects.create(
            report=report, indicator=indicator, before="", after="7", at=self.clock, by=user
        )

    def rewrite_history(self, which: int, who: int, how: int) -> None:
        """Events, rounds, and the log of changes."""
        tables: list[Any] = [ProgressEvent, MeasurementRound, NarrativeRound, RealizationRound, EntryChange]
        table = tables[how % len(tables)]
        keys = list(table.objects.order_by("-pk").values_list("pk", flat=True)[:12])
        if keys:
            rows = table.objects.filter(pk=keys[which % len(keys)])
            self._must_be_refused("raw: history", lambda: rows.update(report=self.reports[0]))
            self._must_be_refused("raw: history", lambda: rows._raw_delete(rows.db))

    def sign_what_one_may_not(self, which: int, who: int, how: int) -> None:
        """Straight to the service: the same person twice, or a verifier of the own organization."""
        kind = ["endorse", "verify"][how % 2]
        report = self._report(which, kind)
        signed = {report.submitted_by_id, report.endorsed_by_id} if kind == "verify" else {report.submitted_by_id}
        own = [
            user
            for user in self.everybody
            if user.pk in signed or (kind == "verify" and user.organization_id == report.organization_id)
        ]
        if own:
            service: Any = progress.verify_progress if kind == "verify" else progress.endorse_progress
            user = own[who % len(own)]
            self._must_be_refused(f"raw: {kind}", lambda: service(report=report, by=user, at=self.clock))

    def _must_be_refused(self, name: str, act: Callable[[], object]) -> None:
        try:
            with transaction.atomic():
                act()
        except IntegrityError:
            self.taken[name] += 1
        except (TransitionNotAllowed, ReportLocked):  # not even so far
            self.taken[f"{name}: not"] += 1
        else:
            raise AssertionError(f"{name}: accepted")
        self.witness.check(Deed(by=self._person(self.everybody[0])), self.clock)


def make_cell(indicator: Indicator, how: int) -> CellValue | None:
    """What somebody may answer; None empties the cell."""
    if how % 10 > 6:
        return [CellValue(state="no_data"), CellValue(state="not_applicable"), None][how % 3]
    number, reason = NUMBERS[how % len(NUMBERS)], "Data diperbaiki." if how % 4 else ""
    if indicator.measure == Measure.PERCENTAGE:
        return CellValue(state="value", numerator=number, denominator=number + how % 3, reason=reason)
    if indicator.measure == Measure.MILESTONE:
        day = date(2024, 3, 1) if how % 2 else None
        return CellValue(state="value", is_reached=day is not None, reached_on=day, reason=reason)
    return CellValue(state="value", value=number, reason=reason)


@transaction.atomic
def answer_all(*, report: ProgressReport, by: User, at: datetime, how: int) -> None:
    filled = set(report.measurements.values_list("indicator_id", flat=True))
    for indicator in entry.indicators_to_report(report):
        if indicator.pk not in filled:
            cell = make_cell(indicator, how) or CellValue(state=MeasurementState.NO_DATA)
            drafts.save_measurement(report=report, indicator=indicator, cell=cell, by=by, at=at)


def attach_pdf(*, report: ProgressReport, by: User, at: datetime, fails: bool, content: bytes) -> None:
    file = SimpleUploadedFile("laporan.pdf", content, "application/pdf")
    with row_that_fails("actions_evidence" if fails else "no table"):
        evidence.attach_evidence(report=report, indicator=None, kind=EvidenceKind.OTHER, file=file, by=by, at=at)


def add_regions(world: World, people: dict[str, User]) -> None:
    """A province and a regency adopt the action and report on it; the regency has a single officer."""
    regional = people["region_operator"].organization
    regency = make_organization("DP3A-3201", OrganizationKind.REGIONAL, region=world.regency)
    regency.endorsement_required = False
    regency.save(update_fields=["endorsement_required"])
    for organization in (regional, regency):
        Assignment.objects.create(
            action=world.action,
            organization=organization,
            role=AssignmentRole.ADOPTING,
            is_reporter=True,
            starts_on=date(2024, 1, 1),
            recorded_at=PLANNED_AT,
        )
    people |= {
        "colleague": make_user(world.kemenpppa, Role.OPERATOR, "Kolega Operator"),
        "region_endorser": make_user(regional, Role.ENDORSER, "Edi Daerah"),
        "region_verifier": make_user(regional, Role.VERIFIER, "Vina Daerah"),
        "regency_operator": make_user(regency, Role.OPERATOR, "Bobi Bogor"),
        "successor_operator": make_user(world.kemendagri, Role.OPERATOR, "Dagri Operator"),
        "successor_endorser": make_user(world.kemendagri, Role.ENDORSER, "Dagri Pengesah"),
        "police_operator": make_user(world.polri, Role.OPERATOR, "Polri Operator"),
        "police_endorser": make_user(world.polri, Role.ENDORSER, "Polri Pengesah"),
    }


@pytest.mark.parametrize(
    "number", [pytest.param(number, marks=pytest.mark.lane(lane)) for number, lane in YEARS.items()]
)
def test_random_people_never_reach_an_illegal_state(
    world: World, people: dict[str, User], number: int, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path  # no other test's file comes or goes in it
    add_regions(world, people)
    taken: Counter[str] = Counter()
    keys = {name: user.pk for name, user in people.items()}
    year = type("Year", (WorkingYear,), {"world": world, "people": keys, "taken": taken})
    run_state_machine_as_test(seed(number)(year), settings=SEARCH)
    assert {"submit", "endorse", "verify", "reopen", "lock", "attach"} <= set(taken), taken
    assert any(name.startswith("raw: ") for name in taken), taken
