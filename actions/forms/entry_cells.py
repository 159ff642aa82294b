"""The parts of the grid: each cell with what is saved, what is beside it, what was typed, and what is wrong.

Names of inputs: ``i<indicator>-<field>``, ``a<action>-<field>``, ``b<budget line>-<field>``; ``…-seen`` holds the
fingerprint of what the page showed, so that only what a person touched is saved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from django.utils.text import Truncator

from actions import entry
from actions.checklist import Checklist
from actions.entry_inputs import raw_of
from actions.entry_questions import Question, questions
from actions.enums import Measure, MeasurementState
from actions.forms.entry_facts import Facts
from actions.models import Action, BudgetLine, Indicator, Measurement, MeasurementRound, ProgressReport, ReturnPoint
from actions.models.measurement import TEXT_LABELS

KIND_LABELS = {"empty": "Belum diisi", "value": "Terisi"}
Data = Mapping[str, str]
EXCERPT = 100


def kind_label(kind: str) -> str:
    """The four states in words: an empty cell is no answer, 0 is one."""
    return KIND_LABELS.get(kind) or str(MeasurementState(kind).label)


class Measured(Protocol):
    """A cell of either grid."""

    @property
    def is_ratio(self) -> bool: ...
    @property
    def is_milestone(self) -> bool: ...


@dataclass(slots=True)
class Cell:
    """One indicator of a report: its inputs and what stands beside them."""

    indicator: Indicator
    report: ProgressReport
    draft: Measurement | None
    before: MeasurementRound | None
    facts: Facts
    raw: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    revision: int = 0
    is_touched: bool = False
    is_contested: bool = False
    checklist: Checklist | None = None
    points: list[ReturnPoint] = field(default_factory=list)  # what the last return says about this indicator
    national: str = ""  # of an adopted action: the national plan's target of the year

    @property
    def name(self) -> str:
        return f"i{self.indicator.pk}"

    @property
    def target(self) -> str:
        return self.facts.target_text(self.indicator)

    @property
    def achievement(self) -> str:
        """What the saved value comes to once it is verified."""
        return self.facts.achievement_text(self.indicator, self.draft)

    @property
    def kind(self) -> str:
        """What the cell holds: empty, value, no_data or not_applicable."""
        return self.draft.state if self.draft else "empty"

    @property
    def kind_label(self) -> str:
        return kind_label(self.kind)

    @property
    def seen(self) -> str:
        return entry.fingerprint(*raw_of(self.draft).values())

    @property
    def saved_text(self) -> str:
        return entry.shown(self.draft) if self.draft else ""

    @property
    def is_ratio(self) -> bool:
        return self.indicator.measure == Measure.PERCENTAGE

    @property
    def is_milestone(self) -> bool:
        return self.indicator.measure == Measure.MILESTONE

    @property
    def before_text(self) -> str:
        return entry.shown(self.before) if self.before else ""

    @property
    def questions(self) -> list[Question]:
        if self.draft is None:
            return []
        same_year = self.before is not None and self.before.report.period.year == self.report.period.year
        target = self.facts.targets.get(self.indicator.pk)
        return questions(self.indicator, self.draft, self.before, same_year=same_year, target=target)

    @property
    def asks_reason(self) -> bool:
        return bool(self.raw.get("reason")) or any(question.asks_reason for question in self.questions)


def cell_of(facts: Facts, report: ProgressReport, indicator: Indicator, draft: Measurement | None) -> Cell:
    """The cell as it is saved."""
    cell = Cell(indicator, report, draft, facts.before.get(indicator.pk), facts)
    cell.raw = raw_of(draft)
    cell.revision = draft.revision if draft else 0
    return cell


@dataclass(frozen=True, slots=True)
class TextInput:
    """One text of a narrative, as its input shows it."""

    name: str
    label: str
    raw: str
    error: str


@dataclass(slots=True)
class NarrativeCell:
    """The four texts of one action. ``touched``: text → the fingerprint that the page had shown (empty: not posted)."""

    action: Action
    saved: dict[str, str]
    raw: dict[str, str]
    touched: dict[str, str] = field(default_factory=dict)
    contested: set[str] = field(default_factory=set)
    errors: dict[str, str] = field(default_factory=dict)
    has_earlier: bool = False

    @property
    def name(self) -> str:
        return f"a{self.action.pk}"

    @property
    def seen(self) -> str:
        return ".".join(entry.fingerprint(text) for text in self.saved.values())

    @property
    def summary(self) -> str:
        """What is written, in one line: ``Capaian: Pelatihan di 12 … · 2 dari 4 bagian``; empty where nothing is."""
        written = [(TEXT_LABELS[name], text) for name, text in self.raw.items() if text.strip()]
        if not written:
            return ""
        label, text = written[0]
        excerpt = Truncator(" ".join(text.split())).chars(EXCERPT, truncate="…")
        return f"{label}: {excerpt} · {len(written)} dari {len(self.raw)} bagian terisi"

    @property
    def inputs(self) -> list[TextInput]:
        return [
            TextInput(f"{self.name}-{name}", label, self.raw[name], self.errors.get(name, ""))
            for name, label in TEXT_LABELS.items()
        ]


@dataclass(slots=True)
class BudgetCell:
    """One budget line: rupiah spent since 1 January. ``seen_before``: the fingerprint that the page had shown."""

    line: BudgetLine
    ceiling: int | None
    saved: dict[str, str]
    raw: dict[str, str]
    shown: str = ""
    is_touched: bool = False
    is_contested: bool = False
    seen_before: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"b{self.line.pk}"

    @property
    def kind(self) -> str:
        """What the line holds: empty, value, no_data or not_applicable."""
        return self.saved["state"] or ("value" if self.saved["amount"] else "empty")

    @property
    def kind_label(self) -> str:
        return kind_label(self.kind)

    @property
    def seen(self) -> str:
        return entry.fingerprint(*self.saved.values())


@dataclass(slots=True)
class ActionBlock:
    action: Action
    cells: list[Cell]
    narrative: NarrativeCell

    @property
    def is_adopted(self) -> bool:
        """Is it a national action, taken up by the region that reports?"""
        return any(cell.national for cell in self.cells)


@dataclass(slots=True)
class ReportBlock:
    """One report (one cluster) within the grid."""

    report: ProgressReport
    actions: list[ActionBlock]
    budget: list[BudgetCell]

    @property
    def is_editable(self) -> bool:
        return self.report.is_editable

    @property
    def filled(self) -> int:
        return sum(cell.draft is not None for block in self.actions for cell in block.cells)

    @property
    def total(self) -> int:
        return sum(len(block.cells) for block in self.actions)


@dataclass(frozen=True, slots=True)
class EntryError:
    """A sentence of the error summary and the input it is about."""

    anchor: str
    label: str
    sentence: str


def first_field(cell: Measured) -> str:
    """The input that stands for the whole cell."""
    if cell.is_milestone:
        return "is_reached"
    return "numerator" if cell.is_ratio else "value"
