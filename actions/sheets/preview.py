"""What a person must know before a form is applied, and decide."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from actions.entry import CellValue
from actions.sheets.form import FormRow
from actions.sheets.reading import FormFile

Payload = CellValue | tuple[str, int | None] | str | None


class ItemState(Enum):
    """What stands in the way of one change. A change that nothing stands in the way of needs no answer."""

    CHANGE = "change"
    STALE = "stale"
    DOUBT = "doubt"
    BLOCKED = "blocked"
    ERROR = "error"


class Answer(Enum):
    APPLY = "apply"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence about a change, and the cell of the file that it is about."""

    sentence: str
    place: str = ""


@dataclass(slots=True)
class Item:
    """One change: a measurement, an amount, or one text of a narrative.

    ``before``: what is on the site now, in words; ``written``: what the file has, where it was written otherwise than
    it was understood; ``payload``: what is saved; ``row``: None where the row is not in the form any more.
    """

    key: str
    row: FormRow | None
    part: str
    label: str
    place: str
    before: str
    after: str = ""
    written: str = ""
    state: ItemState = ItemState.CHANGE
    notes: list[Note] = field(default_factory=list)
    payload: Payload = None
    answer: Answer | None = None

    @property
    def is_asked(self) -> bool:
        """Does it wait for an answer (either)?"""
        return self.state in {ItemState.STALE, ItemState.DOUBT}

    @property
    def can_only_be_skipped(self) -> bool:
        return self.state in {ItemState.BLOCKED, ItemState.ERROR}

    @property
    def is_applied(self) -> bool:
        return self.state is ItemState.CHANGE or (self.is_asked and self.answer is Answer.APPLY)

    @property
    def is_open(self) -> bool:
        """Is the answer that it needs not there yet?"""
        return self.state is not ItemState.CHANGE and self.answer is None


@dataclass(slots=True)
class Preview:
    """``unchanged``: how many rows of the file change nothing; ``file.refused`` and ``file.problems`` go before all."""

    file: FormFile
    items: list[Item] = field(default_factory=list)
    unchanged: int = 0

    @property
    def can_be_applied(self) -> bool:
        return not self.file.refused and not self.file.problems

    @property
    def applied(self) -> list[Item]:
        return [item for item in self.items if item.is_applied]

    @property
    def open(self) -> list[Item]:
        return [item for item in self.items if item.is_open]

    @property
    def fingerprint(self) -> str:
        """Changes when what is shown does: what a person confirms is what they saw."""
        seen = [
            (item.key, item.state.value, item.before, item.after, [note.sentence for note in item.notes])
            for item in self.items
        ]
        return hashlib.sha256(repr((seen, self.file.problems)).encode()).hexdigest()

    def of(self, *states: ItemState) -> list[Item]:
        return [item for item in self.items if item.state in states]

    @property
    def plain_changes(self) -> list[Item]:
        return self.of(ItemState.CHANGE)

    @property
    def stale(self) -> list[Item]:
        return self.of(ItemState.STALE)

    @property
    def doubtful(self) -> list[Item]:
        return self.of(ItemState.DOUBT)

    @property
    def asked(self) -> int:
        """How many changes wait for an answer that may go either way."""
        return len(self.stale) + len(self.doubtful)

    @property
    def errors(self) -> list[Item]:
        return self.of(ItemState.ERROR)

    @property
    def blocked(self) -> list[Item]:
        return self.of(ItemState.BLOCKED)

    @property
    def obstacles(self) -> list[Item]:
        return self.of(ItemState.BLOCKED, ItemState.ERROR)

    def answered(self, answers: Mapping[str, str]) -> Preview:
        """Take the answers: ``row-<key>`` of one item, else ``all-<state>`` of its kind; nonsense is no answer."""
        for item in self.items:
            given = answers.get(f"row-{item.key}") or answers.get(f"all-{item.state.value}")
            allowed = {Answer.SKIP.value} if item.can_only_be_skipped else {one.value for one in Answer}
            item.answer = Answer(given) if given in allowed else None
        return self
