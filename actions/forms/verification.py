"""The filed round of a report with an input for each verified value; unchanged inputs confirm what was reported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from actions import entry
from actions.entry import CellRefused, CellValue
from actions.entry_inputs import CELL_FIELDS, raw_of
from actions.enums import Measure
from actions.forms.entry_cells import Data, EntryError, first_field
from actions.models import MeasurementRound


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
    def reported_text(self) -> str:
        return entry.shown(self.reported)

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
                cell.errors = {first_field(cell): "Isi nilai verifikasi, atau pilih keadaannya."}
            elif value.fields() != cell.reported.values():
                changed[cell.reported.indicator_id] = value
        return None if self.errors else changed
