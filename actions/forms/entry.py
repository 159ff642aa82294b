"""The grid of an organization's period: reads what was posted, saves what was touched, keeps the rest as typed.

Plain classes over ``actions.entry``, so that the same page works with and without JavaScript.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from actions import entry
from actions.checklist import missing_sentence
from actions.entry import CellRefused
from actions.forms.entry_cells import Cell, Data, EntryError, ReportBlock, first_field
from actions.forms.entry_layout import GridLayout
from actions.forms.entry_saving import save_amount, save_cell, save_texts
from actions.models import Action, ProgressReport
from actions.models.progress import ReportLocked
from actions.services import drafts, progress
from clusters.models import User

REFUSED = (drafts.ReportNotEditable, ReportLocked)


class EntryGrid:
    """All reports of one organization and period. ``data``: what was posted, kept as typed."""

    def __init__(self, reports: Sequence[ProgressReport], data: Data | None = None) -> None:
        self.reports = list(reports)
        self.data = data
        self.refused = ""
        self.unsaved: list[tuple[str, str]] = []
        self.extra_errors: list[EntryError] = []
        layout = GridLayout(self.reports, data)
        self.blocks = layout.build()
        self.owed_clusters = layout.owed_clusters  # also of reports that nobody opened; empty without a report

    @property
    def cells(self) -> list[Cell]:
        return [cell for block in self.blocks for action in block.actions for cell in action.cells]

    @property
    def actions(self) -> list[Action]:
        return [action.action for block in self.blocks for action in block.actions]

    @property
    def filled(self) -> int:
        """How many cells of what can still be changed hold an answer."""
        return sum(block.filled for block in self.blocks if block.is_editable)

    @property
    def total(self) -> int:
        return sum(block.total for block in self.blocks if block.is_editable)

    @property
    def missing_evidence(self) -> str:
        """The warning before submitting; it never keeps anybody from it."""
        blocks = [block for block in self.blocks if block.is_editable]
        cells = [cell for block in blocks for action in block.actions for cell in action.cells]
        return missing_sentence(cell.checklist for cell in cells if cell.checklist)

    @property
    def errors(self) -> list[EntryError]:
        found = list(self.extra_errors)
        for cell in self.cells:
            for name, sentence in cell.errors.items():
                found.append(EntryError(f"{cell.name}-{name}", cell.indicator.text, sentence))
        for block in self.blocks:
            for action in block.actions:
                for name, sentence in action.narrative.errors.items():
                    found.append(EntryError(f"{action.narrative.name}-{name}", str(action.action), sentence))
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
        before = len(self.unsaved)
        for action in block.actions:
            for cell in action.cells:
                if cell.is_touched and not _says_the_same(cell):
                    self.unsaved.append((cell.indicator.text, ", ".join(filter(None, cell.raw.values()))))
            narrative = action.narrative
            typed = [narrative.raw[name] for name in narrative.saved if name in narrative.touched]
            self.unsaved += [(f"Narasi {narrative.action}", text) for text in typed]
        self.unsaved += [
            (str(row.line), row.raw["amount"] or row.raw["state"]) for row in block.budget if row.is_touched
        ]
        if len(self.unsaved) > before:
            self.refused = str(drafts.ReportNotEditable())

    def name_missing(self, incomplete: progress.ReportIncomplete) -> None:
        """Put the reasons why the reports cannot be submitted beside their cells."""
        by_indicator = {cell.indicator.pk: cell for cell in self.cells}
        for indicator in incomplete.missing:
            cell = by_indicator[indicator.pk]
            cell.errors[first_field(cell)] = "Belum diisi. Isi angkanya, atau pilih keadaannya."
        for indicator, sentence in incomplete.unanswered:
            by_indicator[indicator.pk].errors["reason"] = sentence

    def _save_block(self, block: ReportBlock, by: User, at: datetime | None) -> None:
        for action in block.actions:
            for cell in action.cells:
                if cell.is_touched:
                    save_cell(cell, by=by, at=at)
            save_texts(block.report, action.narrative, by=by, at=at)
        for row in block.budget:
            if row.is_touched:
                save_amount(block.report, row, by=by, at=at)


def _says_the_same(cell: Cell) -> bool:
    """Is what was typed, differently written perhaps, what is saved already? (A second click, the back button.)"""
    try:
        typed = entry.read_cell(cell.indicator, cell.raw)
    except CellRefused:
        return False
    saved = cell.draft.values() if cell.draft else None
    return (typed.fields() if typed else None) == saved
