"""The grid of an organization's period: every cell with what is beside it, what was typed, and what is wrong.

Plain classes over ``actions.entry``, so that the same page works with and without JavaScript. Names
of inputs: ``i<indicator>-<field>``, ``a<action>-<field>``, ``b<budget line>-<field>``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from actions import entry
from actions.entry import CellRefused, CellValue, Question
from actions.enums import Measure, MeasurementState
from actions.models import (
    Action,
    BudgetLine,
    Indicator,
    Measurement,
    MeasurementRound,
    Narrative,
    ProgressReport,
    Realization,
)
from actions.models.measurement import ReportedValue
from actions.models.progress import ReportLocked
from actions.periods import targets_in_force
from actions.services import progress
from clusters.models import User
from ranpptppo.lib.formats import number, percent
from ranpptppo.lib.numbers import parse_rupiah

CELL_FIELDS = ("state", "value", "numerator", "denominator", "is_reached", "reached_on", "document_number", "reason")
REFUSED = (progress.ReportNotEditable, ReportLocked)
Data = Mapping[str, str]


def raw_of(cell: ReportedValue | None) -> dict[str, str]:
    """A saved value as the texts of its inputs."""
    if cell is None:
        return dict.fromkeys(CELL_FIELDS, "")
    answer = {True: "yes", False: "no", None: ""}[cell.is_reached]
    return {
        "state": "" if cell.state == MeasurementState.VALUE else cell.state,
        "value": "" if cell.value is None else number(cell.value),
        "numerator": "" if cell.numerator is None else number(cell.numerator),
        "denominator": "" if cell.denominator is None else number(cell.denominator),
        "is_reached": answer,
        "reached_on": cell.reached_on.isoformat() if cell.reached_on else "",
        "document_number": cell.document_number,
        "reason": cell.reason,
    }


@dataclass(slots=True)
class Cell:
    """One indicator of a report: its inputs and what stands beside them."""

    indicator: Indicator
    report: ProgressReport
    draft: Measurement | None
    before: MeasurementRound | None
    target: str
    raw: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    revision: int = 0

    @property
    def name(self) -> str:
        return f"i{self.indicator.pk}"

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
        if self.draft is None or self.before is None:
            return []
        same_year = self.before.report.period.year == self.report.period.year
        return entry.questions(self.indicator, self.draft, self.before, same_year=same_year)

    @property
    def asks_reason(self) -> bool:
        return bool(self.raw.get("reason")) or any(question.needs_reason for question in self.questions)


@dataclass(slots=True)
class NarrativeCell:
    """The four texts of one action."""

    action: Action
    raw: dict[str, str]

    @property
    def name(self) -> str:
        return f"a{self.action.pk}"

    @property
    def is_filled(self) -> bool:
        return any(self.raw.values())


@dataclass(slots=True)
class BudgetCell:
    """One budget line: rupiah spent since 1 January."""

    line: BudgetLine
    ceiling: int | None
    raw: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"b{self.line.pk}"


@dataclass(slots=True)
class ActionBlock:
    action: Action
    cells: list[Cell]
    narrative: NarrativeCell


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


class EntryGrid:
    """All reports of one organization and period. ``data``: what was posted, kept as typed."""

    def __init__(self, reports: Sequence[ProgressReport], data: Data | None = None) -> None:
        self.reports = list(reports)
        self.data = data
        self.refused = ""
        self.unsaved: list[tuple[str, str]] = []
        self.extra_errors: list[EntryError] = []
        self.blocks = _Builder(self.reports, data).build()

    @property
    def cells(self) -> list[Cell]:
        return [cell for block in self.blocks for action in block.actions for cell in action.cells]

    @property
    def errors(self) -> list[EntryError]:
        found = list(self.extra_errors)
        for cell in self.cells:
            for name, sentence in cell.errors.items():
                found.append(EntryError(f"{cell.name}-{name}", cell.indicator.text, sentence))
        for block in self.blocks:
            for row in block.budget:
                found += [EntryError(f"{row.name}-amount", str(row.line), text) for text in row.errors.values()]
        return found

    def save(self, *, by: User, at: datetime | None = None) -> bool:
        """Save every cell that can be; what cannot stays as typed, with its sentence. True: all is saved."""
        try:
            for block in self.blocks:
                if block.is_editable:
                    self._save_block(block, by, at)
                else:
                    self._keep_visible(block)
        except REFUSED as refused:
            self.refused = str(refused)
        return not self.errors and not self.refused

    def _keep_visible(self, block: ReportBlock) -> None:
        """What was typed into a report that moved on meanwhile: not saved, shown so that it can be copied."""
        for action in block.actions:
            for cell in action.cells:
                data = self.data or {}
                posted = {name: data.get(f"{cell.name}-{name}", "") for name in CELL_FIELDS}
                if f"{cell.name}-revision" in data and posted != raw_of(cell.draft):
                    self.unsaved.append((cell.indicator.text, ", ".join(filter(None, posted.values()))))
        if self.unsaved:
            self.refused = str(progress.ReportNotEditable())

    def name_missing(self, incomplete: progress.ReportIncomplete) -> None:
        """Put the reasons why the reports cannot be submitted beside their cells."""
        by_indicator = {cell.indicator.pk: cell for cell in self.cells}
        for indicator in incomplete.missing:
            cell = by_indicator[indicator.pk]
            cell.errors[_first_field(cell)] = "Belum diisi. Isi angkanya, atau pilih keadaannya."
        for indicator, sentence in incomplete.unanswered:
            by_indicator[indicator.pk].errors["reason"] = sentence

    def _save_block(self, block: ReportBlock, by: User, at: datetime | None) -> None:
        for action in block.actions:
            for cell in action.cells:
                self._save_cell(cell, by, at)
            narrative = action.narrative
            progress.save_narrative(report=block.report, action=narrative.action, texts=narrative.raw, by=by, at=at)
        for row in block.budget:
            self._save_amount(block.report, row, by, at)

    def _save_cell(self, cell: Cell, by: User, at: datetime | None) -> None:
        try:
            value = entry.read_cell(cell.indicator, cell.raw)
            cell.draft = progress.save_measurement(
                report=cell.report, indicator=cell.indicator, cell=value, by=by, at=at, revision=cell.revision
            )
            cell.revision = cell.draft.revision if cell.draft else 0
        except CellRefused as refused:
            cell.errors = refused.errors
        except progress.CellChanged as changed:
            cell.errors = {_first_field(cell): str(changed)}
            cell.revision = changed.current.revision if changed.current else 0

    def _save_amount(self, report: ProgressReport, row: BudgetCell, by: User, at: datetime | None) -> None:
        state, amount = row.raw["state"], parse_rupiah(row.raw["amount"])
        if not amount.is_blank and not amount.is_understood:
            row.errors["amount"] = amount.sentence
        elif state and not amount.is_blank:
            row.errors["amount"] = "Kosongkan angkanya, atau jangan pilih keadaan."
        else:
            rupiah = None if amount.value is None else int(amount.value)
            known = state or (MeasurementState.VALUE if rupiah is not None else "")
            progress.save_realization(report=report, line=row.line, state=known, amount=rupiah, by=by, at=at)


def _first_field(cell: Cell) -> str:
    if cell.is_milestone:
        return "is_reached"
    return "numerator" if cell.is_ratio else "value"


class _Builder:
    """Fetches everything the grid shows in a fixed number of queries."""

    def __init__(self, reports: Sequence[ProgressReport], data: Data | None) -> None:
        self.reports, self.data = reports, data

    def build(self) -> list[ReportBlock]:
        if not self.reports:
            return []
        indicators = entry.indicators_of_reports(self.reports)
        self.drafts = {
            (row.report_id, row.indicator_id): row
            for row in Measurement.objects.filter(report__in=self.reports).select_related("updated_by")
        }
        self.before = entry.previous_rounds_of(self.reports)
        self.targets = self._targets(indicators)
        narratives = {(row.report_id, row.action_id): row for row in Narrative.objects.filter(report__in=self.reports)}
        spent = {(row.report_id, row.line_id): row for row in Realization.objects.filter(report__in=self.reports)}
        lines = entry.budget_lines_of_reports(self.reports)
        by_cluster: dict[int, dict[Action, list[Indicator]]] = defaultdict(dict)
        for indicator in indicators:
            by_cluster[indicator.action.cluster_id].setdefault(indicator.action, []).append(indicator)
        return [
            ReportBlock(
                report,
                [
                    ActionBlock(
                        action,
                        [self._cell(report, indicator) for indicator in of_action],
                        self._narrative(action, narratives.get((report.pk, action.pk))),
                    )
                    for action, of_action in by_cluster[report.cluster_id].items()
                ],
                [
                    self._amount(line, spent.get((report.pk, line.pk)))
                    for line in lines
                    if line.action.cluster_id == report.cluster_id
                ],
            )
            for report in self.reports
        ]

    def _targets(self, indicators: Sequence[Indicator]) -> dict[int, str]:
        year = self.reports[0].period.year
        values = targets_in_force(year, Indicator.objects.filter(pk__in=[one.pk for one in indicators]))
        shown = {}
        for indicator in indicators:
            value = values.get((indicator.pk, None))
            if value is None:
                shown[indicator.pk] = "tanpa target"
            elif indicator.measure == Measure.MILESTONE:
                shown[indicator.pk] = "ya"
            else:
                shown[indicator.pk] = percent(value) if indicator.measure == Measure.PERCENTAGE else number(value)
        return shown

    def _cell(self, report: ProgressReport, indicator: Indicator) -> Cell:
        draft = self.drafts.get((report.pk, indicator.pk))
        cell = Cell(indicator, report, draft, self.before.get(indicator.pk), self.targets[indicator.pk])
        cell.raw = raw_of(draft)
        cell.revision = draft.revision if draft else 0
        if self.data is not None and report.is_editable:
            cell.raw = {name: self.data.get(f"{cell.name}-{name}", "") for name in CELL_FIELDS}
            revision = self.data.get(f"{cell.name}-revision", "")
            cell.revision = int(revision) if revision.isdecimal() else 0
        return cell

    def _narrative(self, action: Action, saved: Narrative | None) -> NarrativeCell:
        raw = saved.texts() if saved else dict.fromkeys(Narrative.TEXT_FIELDS, "")
        if self.data is not None:
            raw = {name: self.data.get(f"a{action.pk}-{name}", raw[name]) for name in Narrative.TEXT_FIELDS}
        return NarrativeCell(action, raw)

    def _amount(self, line: BudgetLine, saved: Realization | None) -> BudgetCell:
        ceilings = sorted(line.ceilings.all(), key=lambda ceiling: ceiling.version)
        raw = {"amount": "", "state": ""}
        if saved is not None:
            amount = "" if saved.amount is None else number(saved.amount)
            raw = {"amount": amount, "state": "" if saved.state == MeasurementState.VALUE else saved.state}
        if self.data is not None:
            raw = {name: self.data.get(f"b{line.pk}-{name}", raw[name]) for name in raw}
        return BudgetCell(line, ceilings[-1].amount if ceilings else None, raw)


@dataclass(slots=True)
class VerifiedCell:
    """What the verifier sees of one indicator: the reported value, and an input for the verified one."""

    reported: MeasurementRound
    raw: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"v{self.reported.indicator_id}"

    @property
    def is_ratio(self) -> bool:
        return self.reported.indicator.measure == Measure.PERCENTAGE

    @property
    def is_milestone(self) -> bool:
        return self.reported.indicator.measure == Measure.MILESTONE


class VerificationGrid:
    """The filed round with an input for each verified value; unchanged inputs confirm what was reported."""

    def __init__(self, rounds: Sequence[MeasurementRound], data: Data | None = None) -> None:
        self.cells = [VerifiedCell(row, raw_of(row)) for row in rounds]
        if data is not None:
            for cell in self.cells:
                cell.raw = {name: data.get(f"{cell.name}-{name}", cell.raw[name]) for name in CELL_FIELDS}

    @property
    def errors(self) -> list[EntryError]:
        return [
            EntryError(f"{cell.name}-{name}", cell.reported.indicator.text, sentence)
            for cell in self.cells
            for name, sentence in cell.errors.items()
        ]

    def corrections(self) -> dict[int, CellValue] | None:
        """Indicator → verified value where it differs; ``None`` when an input cannot be read."""
        changed = {}
        for cell in self.cells:
            try:
                value = entry.read_cell(cell.reported.indicator, cell.raw)
            except CellRefused as refused:
                cell.errors = refused.errors
                continue
            if value is None:
                cell.errors = {"value": "Isi nilai verifikasi, atau pilih keadaannya."}
            elif value.fields() != cell.reported.values():
                changed[cell.reported.indicator_id] = value
        return None if self.errors else changed
