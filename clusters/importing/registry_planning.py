"""What the rows of a file of the registry mean beside what is recorded: what is new, what is corrected, what ends."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable
from copy import copy
from dataclasses import astuple, dataclass, field
from datetime import date
from typing import Any, cast

from django.core.exceptions import ValidationError

from clusters import decree_days
from clusters.decree_days import DaysTaken, closed_by
from clusters.enums import TaskForceStatus
from clusters.importing.registry_columns import REGION, Entry, Subject
from clusters.importing.registry_reading import RegistryFile, RegistryRow
from clusters.models import Region, TaskForce, User
from clusters.permissions import can_keep_registry
from clusters.registry import FieldChange, field_changes
from ranpptppo.lib.identity_numbers import has_identity_number
from ranpptppo.lib.import_problems import Problem, Severity, import_reason
from ranpptppo.lib.typed_text import NIK_TYPED

NEW, CORRECTED, ENDED = "baru", "diperbaiki", "diakhiri"
MISSING = {"decree_number": "Isi nomor keputusan.", "decree_on": "Isi tanggal keputusan."}


@dataclass(frozen=True, slots=True)
class ImportChange:
    """``row``: of the file. ``what``: baru, diperbaiki, or diakhiri for a row that a new one ends."""

    row: int
    code: str
    region: str
    what: str
    fields: list[FieldChange]


@dataclass(slots=True)
class RegistryPreview:
    """What importing would do. ``known``: rows that are recorded already, exactly so."""

    file_name: str
    blank: int
    problems: list[Problem]
    changes: list[ImportChange] = field(default_factory=list)
    new: list[Entry] = field(default_factory=list)
    changed: list[Entry] = field(default_factory=list)
    known: int = 0

    @property
    def errors(self) -> list[Problem]:
        return self._of(Severity.ERROR)

    @property
    def warnings(self) -> list[Problem]:
        return self._of(Severity.WARNING)

    @property
    def counts(self) -> list[tuple[str, int]]:
        return [(what, sum(one.what == what for one in self.changes)) for what in (NEW, CORRECTED, ENDED)]

    @property
    def fingerprint(self) -> str:
        """Changes whenever importing would do something else."""
        return hashlib.sha256(repr([astuple(change) for change in self.changes]).encode()).hexdigest()

    def _of(self, severity: Severity) -> list[Problem]:
        found = [problem for problem in self.problems if problem.severity is severity]
        return sorted(found, key=lambda problem: problem.row)


def plan_registry(file: RegistryFile, subject: Subject, *, keeper: User, on: date) -> RegistryPreview:
    """Compare with the database in two queries; ``on``: the day of which regions are those that are there."""
    return _Planner(file, subject, keeper, on).plan()


class _Planner:
    def __init__(self, file: RegistryFile, subject: Subject, keeper: User, on: date) -> None:
        self.file, self.subject, self.keeper = file, subject, keeper
        self.preview = RegistryPreview(file.name, file.blank, list(file.problems))
        codes = {row.region for row in (*file.rows, *file.refused)}
        regions = Region.objects.valid_on(on).filter(code__in=codes)
        self.regions = {region.code: region for region in regions.select_related("parent")}
        self.told: dict[int, set[str]] = defaultdict(set)  # by row of the file: the columns that have an error
        for problem in self.preview.errors:
            self.told[problem.row].add(problem.column)
        self.entries: dict[int, list[Entry]] = defaultdict(list)
        recorded: Any = subject.model._default_manager
        for entry in recorded.filter(region__in=self.regions.values()).latest_first():
            self.entries[entry.region_id].append(entry)

    def plan(self) -> RegistryPreview:
        """Older rows of a region first: each ends those that began before it. Of a refused row all that is wrong is told."""
        for row in self.file.refused:
            region = self._region(row) if row.region else None
            self._is_true(row, self._entry(row, region)[0])
        for row in sorted(self.file.rows, key=lambda row: (cast(date, row.values[self.subject.since]), row.row)):
            region = self._region(row)
            if region is None:
                self._is_true(row, self._entry(row, None)[0])
            else:
                self._plan_row(row, region)
        self.preview.changes.sort(key=lambda change: (change.row, change.what))
        return self.preview

    def _region(self, row: RegistryRow) -> Region | None:
        region = self.regions.get(row.region)
        if region is None:
            self._error(row, REGION, f"Kode wilayah {row.region[:20]} tidak dikenal.")
        elif not can_keep_registry(self.keeper, region):
            self._error(row, REGION, f"Wilayah {row.region} di luar wilayah Anda.")
        else:
            return region
        return None

    def _plan_row(self, row: RegistryRow, region: Region) -> None:
        entry, former = self._entry(row, region)
        entries = self.entries[region.pk]
        fields = field_changes(self.subject.model, former, entry)
        if former is not None and not fields:
            self.preview.known += 1
            return
        others = [other for other in entries if other is not former]
        if not self._is_true(row, entry) or not self._has_its_days(row, region, entry, others, is_new=former is None):
            return
        (self.preview.new if former is None else self.preview.changed).append(entry)
        self._tell(row, region, NEW if former is None else CORRECTED, fields)
        self.entries[region.pk] = [entry, *others]

    def _entry(self, row: RegistryRow, region: Region | None) -> tuple[Entry, Entry | None]:
        """What the row makes of what is recorded of that day, and that; None where nothing is."""
        since, entries = row.values.get(self.subject.since), self.entries[region.pk] if region else []
        former = next((entry for entry in entries if getattr(entry, self.subject.since) == since), None)
        whose = {"region": region} if region else {}
        entry: Entry = copy(former) if former is not None else self.subject.model(**whose)
        for name, value in row.values.items():
            setattr(entry, name, value)
        return entry, former

    def _is_true(self, row: RegistryRow, entry: Entry) -> bool:
        """What cannot be, each at its column, where that has no error yet; no query."""
        headings, told = self.subject.headings, set(self.told[row.row])
        found = {name: told_of for name, told_of in self._wrong(row, entry, told).items() if told_of}
        for name in [name for name in found if headings.get(name, "") not in told]:
            self._error(row, headings.get(name, ""), " ".join(found[name]))
        return not found

    def _wrong(self, row: RegistryRow, entry: Entry, told: set[str]) -> dict[str, list[str]]:
        """Field to sentences; what hangs on a cell that could not be read (``told``) is left open."""
        found = {name: [NIK_TYPED] for name, value in row.values.items() if has_identity_number(str(value))}
        unread = {name for name, heading in self.subject.headings.items() if heading in told}
        checks: tuple[Callable[[], None], ...] = (lambda: entry.clean_fields(exclude={"region"}), entry.clean)
        for check in checks:
            try:
                check()
            except ValidationError as refused:
                found |= refused.message_dict
        if "has_service_unit" in unread:
            found.pop("service_unit", None)
        if not isinstance(entry, TaskForce) or "status" in unread:
            return found
        if entry.status == TaskForceStatus.NONE:
            return found | {name: ["Kosongkan: daerah ini belum ada gugus tugas."] for name in _of_a_decree(entry)}
        if self.subject.since in unread:  # it may correct what is recorded
            return found
        return found | {name: [sentence] for name, sentence in MISSING.items() if not getattr(entry, name)}

    def _has_its_days(
        self, row: RegistryRow, region: Region, entry: Entry, others: list[Entry], *, is_new: bool
    ) -> bool:
        """A new row ends those before it, a corrected one must not reach into them."""
        if not isinstance(entry, TaskForce):
            return True
        siblings = [other for other in others if isinstance(other, TaskForce)]
        before = {id(other): copy(other) for other in siblings}
        try:
            closed = closed_by(entry, siblings)
        except DaysTaken as taken:
            self._error(row, self.subject.headings[taken.field], str(taken))
            return False
        if closed and not is_new:
            self._error(row, self.subject.headings["valid_from"], "Catatan sebelumnya masih berlaku pada tanggal ini.")
            return False
        for other in closed:
            other._change_reason = import_reason(self.file.name, of=decree_days.ENDED)  # so it can be taken back
            self._tell(row, region, ENDED, field_changes(TaskForce, before[id(other)], other))
            if not other._state.adding and other not in self.preview.changed:
                self.preview.changed.append(other)
        return True

    def _tell(self, row: RegistryRow, region: Region, what: str, fields: list[FieldChange]) -> None:
        self.preview.changes.append(ImportChange(row.row, region.code, region.name, what, fields))

    def _error(self, row: RegistryRow, column: str, sentence: str) -> None:
        self.told[row.row].add(column)
        self.preview.problems.append(self.file.problem_at(row.row, column, sentence))


def _of_a_decree(entry: TaskForce) -> list[str]:
    """The fields that only a decree fills, and that are filled."""
    names = ("decree_number", "decree_on", "chair", "daily_head", "secretariat_unit", "members", "subgroups")
    found = [name for name in names if getattr(entry, name)]
    return found if entry.is_led_by_police is None else [*found, "is_led_by_police"]
