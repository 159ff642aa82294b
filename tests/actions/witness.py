"""A witness of the workflow, for test_never_illegal.py: it looks at all tables before and after a deed, and objects.

It knows the rules of calculation.md ("Rounds and readings") from this file alone, not from ``actions.workflow`` or
``actions.permissions``, so that a mistake there is seen here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.files.storage import Storage
from django.db.models import FileField

from actions.entry import amount_shown, shown
from actions.models import (
    EntryChange,
    Evidence,
    Measurement,
    MeasurementRound,
    Narrative,
    NarrativeRound,
    ProgressEvent,
    ProgressReport,
    Realization,
    RealizationRound,
)
from actions.models.measurement import ReportedValue
from clusters.models import ClusterRole, Organization, Plan
from reports.summaries import load_plan

Row = tuple[Any, ...]
Rows = dict[Any, Row]

# (step, state before, is endorsement switched on?) → state after
MOVES = {
    ("submit", "draft", True): "submitted",
    ("submit", "draft", False): "submitted",
    ("submit", "returned", True): "submitted",
    ("submit", "returned", False): "submitted",
    ("withdraw", "submitted", True): "draft",
    ("withdraw", "submitted", False): "draft",
    ("withdraw", "endorsed", True): "draft",
    ("withdraw", "endorsed", False): "draft",
    ("endorse", "submitted", True): "endorsed",
    ("return", "submitted", True): "returned",
    ("return", "submitted", False): "returned",
    ("return", "endorsed", True): "returned",
    ("return", "endorsed", False): "returned",
    ("verify", "endorsed", True): "verified",
    ("verify", "endorsed", False): "verified",
    ("verify", "submitted", False): "verified",
    ("reopen", "verified", True): "draft",
    ("reopen", "verified", False): "draft",
}
MARKS = {"lock", "unlock", "extend"}
NEEDS_NOTE = {"return", "reopen", "unlock", "extend"}
EVENT_FIELDS = ("pk", "report_id", "kind", "from_state", "to_state", "at", "by_id", "note", "is_filing", "until")
REPORT_FIELDS = ("state", "locked_at", "first_filed_at", "submitted_by_id", "endorsed_by_id", "verified_by_id")
VALUES = tuple(name for name in ReportedValue.VALUE_FIELDS if name != "may_exceed")
TEXTS = ("achievement", "good_practice", "obstacle", "follow_up")
AMOUNT = ("state", "amount")


@dataclass(frozen=True)
class Person:
    """Who somebody was at the moment of the deed: people move, their deeds do not."""

    pk: int
    role: str
    organization: int
    region: int | None
    endorses: bool = False  # by role, or acting that day


@dataclass
class Deed:
    """What a person is about to do; ``corrections``: indicator → the verified values."""

    by: Person
    corrections: Mapping[int, Row] = field(default_factory=dict)
    writes: bool = False  # into drafts
    moves: int = 0  # at most so many steps of reports
    keeps: bool = False  # a keeper switches endorsement, and gives back what waited for it


@dataclass
class Snapshot:
    """Every row that matters, as plain values."""

    reports: dict[int, Mapping[str, Any]]
    events: Rows
    cells: Rows
    texts: Rows
    amounts: Rows
    rounds: dict[int, dict[str, Rows]]
    changes: Rows
    evidence: Rows
    words: dict[tuple[int, str, int, str], str]  # (report, kind, of what, part) → as a reader sees it
    official: Rows = field(default_factory=dict)

    def draft_of(self, report: int) -> dict[str, Rows]:
        """What a filing of the report writes down."""
        parts = {"cells": self.cells, "texts": self.texts, "amounts": self.amounts}
        return {name: {key[1]: row for key, row in rows.items() if key[0] == report} for name, rows in parts.items()}

    def events_of(self, report: int) -> list[dict[str, Any]]:
        return [dict(zip(EVENT_FIELDS, row, strict=True)) for row in self.events.values() if row[1] == report]


def look() -> Snapshot:
    drafts = list(Measurement.objects.order_by("pk")), list(Narrative.objects.order_by("pk"))
    spent = list(Realization.objects.order_by("pk"))
    words = {(row.report_id, "indicator", row.indicator_id, ""): shown(row) for row in drafts[0]}
    words |= {(row.report_id, "action", row.action_id, name): getattr(row, name) for row in drafts[1] for name in TEXTS}
    words |= {(row.report_id, "line", row.line_id, ""): amount_shown(row) for row in spent}
    fields = ("pk", "organization_id", "period_id", "cluster_id", *REPORT_FIELDS, "verified_by_organization_id")
    return Snapshot(
        reports={row["pk"]: row for row in ProgressReport.objects.order_by("pk").values(*fields)},
        events={row[0]: row for row in ProgressEvent.objects.order_by("at", "pk").values_list(*EVENT_FIELDS)},
        cells={(row.report_id, row.indicator_id): _picked(row, VALUES) for row in drafts[0]},
        texts={(row.report_id, row.action_id): _picked(row, TEXTS) for row in drafts[1]},
        amounts={(row.report_id, row.line_id): _picked(row, AMOUNT) for row in spent},
        rounds=_rounds(),
        changes={row[0]: row for row in EntryChange.objects.order_by("pk").values_list()},
        evidence={row["id"]: tuple(row.values()) for row in Evidence.objects.order_by("pk").values()},
        words={key: text for key, text in words.items() if text},
    )


def _picked(row: Any, names: Sequence[str]) -> Row:
    return tuple(getattr(row, name) for name in names)


def _rounds() -> dict[int, dict[str, Rows]]:
    found: dict[int, dict[str, Rows]] = {}
    parts: list[tuple[str, Any, str, Sequence[str]]] = [
        ("cells", MeasurementRound, "indicator_id", VALUES),
        ("texts", NarrativeRound, "action_id", TEXTS),
        ("amounts", RealizationRound, "line_id", AMOUNT),
    ]
    for name, model, about, fields in parts:
        for event, key, *row in model.objects.order_by("pk").values_list("event_id", about, *fields):
            rounds = found.setdefault(event, {"cells": {}, "texts": {}, "amounts": {}})
            rounds[name][key] = tuple(row)
    return found


def official_reading(plan: Plan, at: datetime) -> Rows:
    """(indicator, organization, year, period) → (state, value, numerator, denominator), as the reports read it."""
    data = load_plan(plan, [plan.start_year], reading="official", as_of=at)
    return {
        (indicator, *key): (row.state, row.value, row.numerator, row.denominator)
        for indicator, readings in data.readings.items()
        for key, row in readings.items()
    }


class Witness:
    """Compares what was with what is. Each ``_…`` method states one promise."""

    def __init__(self, plan: Plan, storage: Storage, *, at: datetime) -> None:
        self.plan, self.storage = plan, storage
        self.files_before = stored_files(storage)
        self.coordinators = set(
            ClusterRole.objects.filter(role="coordinator").values_list("organization_id", "cluster_id")
        )
        regencies = Organization.objects.filter(region__parent__isnull=False)
        self.provinces = dict(regencies.values_list("pk", "region__parent_id"))  # organization → the region above
        self.looked, self.was = 0, look()
        self.was.official = official_reading(plan, at)

    def look(self, at: datetime) -> Snapshot:
        """The official reading is asked for after each step of a report, and now and then."""
        self.looked += 1
        now = look()
        if self.looked % 4 == 0 or now.events != self.was.events:
            now.official = official_reading(self.plan, at)
        else:
            now.official = self.was.official
        return now

    def check(self, deed: Deed, at: datetime) -> None:
        """Call after each deed, done or refused."""
        now = self.look(at)
        self.required = dict(Organization.objects.values_list("pk", "endorsement_required"))
        self._history_only_grows(now)
        self._states_move_only_by_events(now, deed)
        self._rounds_hold_what_was_there(now, deed)
        self._drafts_change_only_where_they_may(now, deed)
        self._each_change_is_logged_once(now, deed)
        self._three_people_sign(now)
        self._the_first_filing_stays_the_first(now)
        self._every_file_has_a_row_and_every_row_its_file(now)
        self._official_figures_are_the_last_verified_ones(now)
        self.was = now

    def throw_files_away(self) -> None:
        """For the end, when the rows are rolled back."""
        for name in stored_files(self.storage) - self.files_before:
            self.storage.delete(name)

    def _history_only_grows(self, now: Snapshot) -> None:
        for before, after in (
            (self.was.events, now.events),
            (self.was.rounds, now.rounds),
            (self.was.changes, now.changes),
        ):
            assert {key: after.get(key) for key in before} == before
        assert set(self.was.reports) <= set(now.reports)
        assert set(self.was.evidence) <= set(now.evidence)

    def _states_move_only_by_events(self, now: Snapshot, deed: Deed) -> None:
        new = {key: row for key, row in now.events.items() if key not in self.was.events}
        for report, row in now.reports.items():
            before = self.was.reports.get(report, {"state": "draft", "locked_at": None})
            state, locked = before["state"], before["locked_at"] is not None
            for event in [event for event in now.events_of(report) if event["pk"] in new]:
                assert event["from_state"] == state
                state, locked = self._state_after(event, state, locked, row, deed)
                assert event["to_state"] == state
            assert (row["state"], row["locked_at"] is not None) == (state, locked), "a state without an event"
        assert sum(now.events[key][2] not in MARKS for key in new) <= deed.moves

    def _state_after(
        self, event: Mapping[str, Any], state: str, locked: bool, report: Mapping[str, Any], deed: Deed
    ) -> tuple[str, bool]:
        """Where an event leads, and whether this person may have done it."""
        kind, required = event["kind"], self.required[report["organization_id"]]
        assert event["by_id"] == deed.by.pk
        assert event["note"].strip() or kind not in NEEDS_NOTE
        may = self._may(deed.by, kind, state, report, required)
        gives_back = deed.keeps and kind == "withdraw" and state == "submitted" and not required
        assert may or gives_back, f"{deed.by} may not {kind} from {state}"
        if kind in MARKS:
            assert not event["is_filing"]
            return state, {"lock": True, "unlock": False, "extend": locked}[kind]
        assert not locked, "a locked report moved"
        assert event["is_filing"] == (kind == ("endorse" if required else "submit"))
        assert (kind, state, required) in MOVES, f"{kind} from {state}"
        return MOVES[kind, state, required], locked

    def _may(self, person: Person, kind: str, state: str, report: Mapping[str, Any], required: bool) -> bool:
        own = person.organization == report["organization_id"]
        national = person.region is None
        if kind in {"submit", "withdraw"}:
            return own and person.role == "operator"
        if kind == "endorse" or (kind == "return" and state == "submitted" and required):
            return own and person.endorses and person.pk != self._last(report["pk"], "submit")
        coordinates = (person.organization, report["cluster_id"]) in self.coordinators
        keeps = national and (person.role == "secretariat" or (person.role == "verifier" and coordinates))
        return keeps if kind in {"lock", "extend"} else self._may_verify(person, report) or (kind == "unlock" and keeps)

    def _may_verify(self, person: Person, report: Mapping[str, Any]) -> bool:
        if person.organization == report["organization_id"]:
            return False
        if person.pk in {self._last(report["pk"], "submit"), self._last(report["pk"], "endorse")}:
            return False
        province = self.provinces.get(report["organization_id"])
        if province is not None:
            return person.role == "verifier" and person.region == province
        if person.region is not None:
            return False
        coordinates = (person.organization, report["cluster_id"]) in self.coordinators
        return person.role == "secretariat" or (person.role == "verifier" and coordinates)

    def _last(self, report: int, kind: str) -> int | None:
        """Who did this last; an endorsement counts for the submission that it followed."""
        found = None
        for event in self.was.events_of(report):
            if event["kind"] == kind:
                found = event["by_id"]
            elif event["kind"] == "submit":
                found = None
        return found

    def _rounds_hold_what_was_there(self, now: Snapshot, deed: Deed) -> None:
        for key in set(now.events) - set(self.was.events):
            event = dict(zip(EVENT_FIELDS, now.events[key], strict=True))
            rounds = now.rounds.get(key, {"cells": {}, "texts": {}, "amounts": {}})
            if event["is_filing"]:
                assert rounds == self.was.draft_of(event["report_id"])
            elif event["kind"] == "verify":
                assert rounds == self._verified(event["report_id"], deed)
            else:
                assert key not in now.rounds
        assert set(now.rounds) <= set(now.events)

    def _verified(self, report: int, deed: Deed) -> dict[str, Rows]:
        """The draft as it was submitted: since then nobody could write into it; with the verifier's values."""
        filed = [event["pk"] for event in self.was.events_of(report) if event["is_filing"]]
        assert filed, "verified before it was filed"
        assert self.was.rounds[filed[-1]] == self.was.draft_of(report), "what is verified is not what was submitted"
        expected = {name: dict(rows) for name, rows in self.was.rounds[filed[-1]].items()}
        reason = VALUES.index("reason")  # stays the author's: the verifier explains in a note
        for key, row in deed.corrections.items():
            if key in expected["cells"]:
                of_the_author = expected["cells"][key][reason]
                expected["cells"][key] = (*row[:reason], of_the_author, *row[reason + 1 :])
        return expected

    def _drafts_change_only_where_they_may(self, now: Snapshot, deed: Deed) -> None:
        for report, row in self.was.reports.items():
            was_open = row["locked_at"] is None and row["state"] in {"draft", "returned"}
            own = (deed.by.role, deed.by.organization) == ("operator", row["organization_id"])
            if deed.writes and was_open and own:
                continue
            assert now.draft_of(report) == self.was.draft_of(report)
            assert _of(report, now.evidence) == _of(report, self.was.evidence)

    def _each_change_is_logged_once(self, now: Snapshot, deed: Deed) -> None:
        changed = {
            key: (self.was.words.get(key, ""), now.words.get(key, ""))
            for key in {*self.was.words, *now.words}
            if self.was.words.get(key) != now.words.get(key)
        }
        names = [column.attname for column in EntryChange._meta.concrete_fields]
        new = [dict(zip(names, now.changes[key], strict=True)) for key in set(now.changes) - set(self.was.changes)]
        logged = Counter((*_about(row), row["before"], row["after"]) for row in new if row["before"] != row["after"])
        assert logged == Counter((*key, *texts) for key, texts in changed.items())
        assert all(row["by_id"] == deed.by.pk for row in new)

    def _three_people_sign(self, now: Snapshot) -> None:
        for report, row in now.reports.items():
            signed = [row[name] for name in ("submitted_by_id", "endorsed_by_id", "verified_by_id") if row[name]]
            assert len(signed) == len(set(signed)), f"report {report} is signed twice by one person"
            assert row["verified_by_organization_id"] != row["organization_id"]
            assert (row["state"] == "verified") == (row["verified_by_id"] is not None)

    def _the_first_filing_stays_the_first(self, now: Snapshot) -> None:
        for report, row in now.reports.items():
            filings = [event["at"] for event in now.events_of(report) if event["is_filing"]]
            assert row["first_filed_at"] == (filings[0] if filings else None)

    def _every_file_has_a_row_and_every_row_its_file(self, now: Snapshot) -> None:
        assert stored_files(self.storage) - self.files_before == owned_files()

    def _official_figures_are_the_last_verified_ones(self, now: Snapshot) -> None:
        """Drafts, returns, withdrawals and reopenings change nothing in them."""
        verified: dict[int, int] = {}
        for key, row in now.events.items():
            if row[2] == "verify":
                verified[row[1]] = key
        expected = {
            (indicator, report): (values[0], *(int((number or 0) * 10_000) for number in values[1:4]))
            for report, event in verified.items()
            for indicator, values in now.rounds.get(event, {"cells": {}})["cells"].items()
        }
        periods = {row.pk: (row.year, row.number) for row in self.plan.periods.order_by("pk")}
        keys = {pk: (row["organization_id"], *periods[row["period_id"]]) for pk, row in now.reports.items()}
        assert now.official == {(indicator, *keys[report]): row for (indicator, report), row in expected.items()}


def _of(report: int, evidence: Rows) -> Rows:
    place = [column.attname for column in Evidence._meta.concrete_fields].index("report_id")
    return {key: row for key, row in evidence.items() if row[place] == report}


def _about(row: Mapping[str, Any]) -> tuple[int, str, int, str]:
    kind = next(name for name in ("indicator", "action", "line") if row[f"{name}_id"] is not None)
    return row["report_id"], kind, row[f"{kind}_id"], row["part"]


def stored_files(storage: Storage, folder: str = "") -> set[str]:
    """The keys of all files in the storage."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return set()
    found = {f"{folder}{name}" for name in files}
    return found.union(*(stored_files(storage, f"{folder}{name}/") for name in folders))


def owned_files() -> set[str]:
    """The keys that some row names, in whichever table."""
    names: set[str] = set()
    for model in apps.get_models():
        for column in model._meta.concrete_fields:
            if isinstance(column, FileField):
                names |= set(model._base_manager.values_list(column.attname, flat=True))
    return names - {"", None}
