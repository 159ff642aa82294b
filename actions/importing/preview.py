"""What a person must know before a file is applied, and what applying has to do."""

from __future__ import annotations

import hashlib
from dataclasses import astuple, dataclass, field
from decimal import Decimal
from typing import Any

from actions.importing.rows import MatrixFile, MatrixRow
from actions.models import Action, Indicator, Target
from ranpptppo.lib.import_problems import Problem, Severity


@dataclass(frozen=True, slots=True)
class Change:
    """``before`` is empty where something is added. ``thing``: aksi, indikator, target, penugasan, penanda, lokus."""

    thing: str
    label: str
    before: str
    after: str
    row: int

    @property
    def is_addition(self) -> bool:
        return not self.before


@dataclass(frozen=True, slots=True)
class Rename:
    """An indicator of the plan that is gone from the file, and a new wording that may be the same one."""

    indicator_id: int
    before: str
    after: str
    row: int


@dataclass(slots=True)
class IndicatorWork:
    row: MatrixRow
    existing: Indicator | None
    position: int
    fields: dict[str, Any] = field(default_factory=dict)
    targets: dict[int, tuple[Target | None, Decimal | None]] = field(default_factory=dict)


@dataclass(slots=True)
class ActionWork:
    """What applying has to do for one action."""

    row: MatrixRow
    existing: Action | None
    fields: dict[str, Any] = field(default_factory=dict)
    indicators: list[IndicatorWork] = field(default_factory=list)
    new_supports: list[str] = field(default_factory=list)
    reporters: dict[int, bool] = field(default_factory=dict)
    new_tags: list[tuple[str, str]] = field(default_factory=list)
    new_locations: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Preview:
    """Everything a person must know before the file is applied."""

    matrix: MatrixFile
    work: list[ActionWork] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    renames: list[Rename] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    def of(self, severity: Severity) -> list[Problem]:
        """In the order of the file."""
        found = [problem for problem in self.matrix.problems if problem.severity is severity]
        return sorted(found, key=lambda problem: problem.row)

    @property
    def errors(self) -> list[Problem]:
        return self.of(Severity.ERROR)

    @property
    def questions(self) -> list[Problem]:
        return self.of(Severity.QUESTION)

    @property
    def warnings(self) -> list[Problem]:
        return self.of(Severity.WARNING)

    @property
    def unchanged_rows(self) -> int:
        """Rows of the file that change nothing."""
        return len({row.row for row in self.matrix.rows} - {change.row for change in self.changes})

    @property
    def fingerprint(self) -> str:
        """Changes when what would be written does: what a person confirms is what they saw."""
        return hashlib.sha256(repr([astuple(change) for change in self.changes]).encode()).hexdigest()

    @property
    def counts(self) -> list[tuple[str, int, int]]:
        """(thing, added, changed), in the order of a matrix."""
        things = ("aksi", "indikator", "target", "penugasan", "penanda", "lokus")
        return [
            (
                thing,
                sum(change.thing == thing and change.is_addition for change in self.changes),
                sum(change.thing == thing and not change.is_addition for change in self.changes),
            )
            for thing in things
        ]
