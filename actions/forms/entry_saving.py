"""Saving one cell as it was typed: what the whole grid does with each touched cell, and the page with a single one.

A cell that cannot be saved keeps what was typed, with a sentence for the field that is wrong.
"""

from __future__ import annotations

from datetime import datetime

from actions import entry
from actions.entry import CellRefused
from actions.enums import MeasurementState
from actions.forms.entry_cells import BudgetCell, Cell, NarrativeCell, first_field
from actions.models import ProgressReport
from actions.services import drafts
from clusters.models import User
from ranpptppo.lib.numbers import parse_rupiah
from ranpptppo.lib.typed_text import nik_sentence


def save_cell(cell: Cell, *, by: User, at: datetime | None = None) -> None:
    """Save a measurement. What a colleague saved meanwhile stays, and the cell is contested."""
    try:
        value = entry.read_cell(cell.indicator, cell.raw)
        cell.draft = drafts.save_measurement(
            report=cell.report, indicator=cell.indicator, cell=value, by=by, at=at, revision=cell.revision
        )
        cell.revision = cell.draft.revision if cell.draft else 0
    except CellRefused as refused:
        cell.errors = refused.errors
    except drafts.CellChanged as changed:
        cell.errors = {first_field(cell): str(changed)}
        cell.draft, cell.is_contested = changed.current, True
        cell.revision = changed.current.revision if changed.current else 0


def save_texts(report: ProgressReport, cell: NarrativeCell, *, by: User, at: datetime | None = None) -> None:
    """Save each touched text on its own, so that what a colleague wrote meanwhile stays."""
    for name, seen in cell.touched.items():
        if sentence := nik_sentence(cell.raw[name]):
            cell.errors[name] = sentence
            continue
        text, shown = {name: cell.raw[name]}, {name: seen} if seen else None
        try:
            drafts.save_narrative(report=report, action=cell.action, texts=text, by=by, at=at, seen=shown)
            cell.saved |= text
        except drafts.TextChanged as changed:
            cell.errors[name] = str(changed)
            cell.contested.add(name)
            cell.saved |= changed.current


def save_amount(report: ProgressReport, row: BudgetCell, *, by: User, at: datetime | None = None) -> None:
    """Save the rupiah of one budget line."""
    state, amount = row.raw["state"], parse_rupiah(row.raw["amount"])
    if not amount.is_blank and not amount.is_understood:
        row.errors["amount"] = amount.sentence
        return
    if state and not amount.is_blank:
        row.errors["amount"] = "Kosongkan angkanya, atau jangan pilih keadaan."
        return
    rupiah = None if amount.value is None else int(amount.value)
    known = state or (MeasurementState.VALUE if rupiah is not None else "")
    seen = row.seen_before or None
    try:
        saved = drafts.save_realization(
            report=report, line=row.line, state=known, amount=rupiah, by=by, at=at, seen=seen
        )
        row.saved, row.shown = entry.amount_texts(saved), entry.amount_shown(saved)
    except drafts.TextChanged as changed:
        row.errors["amount"], row.is_contested, row.saved = str(changed), True, changed.current
