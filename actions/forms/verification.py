"""What somebody who checks a report fills in: a verified value, a note and a reason for each indicator, and for the whole.

One form serves both ways on: verifying (the notes stay with the verified values) and giving back (each note becomes a
point to correct), so that what was typed survives a change of mind. Names of inputs: ``v<indicator>-<field>``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from actions import entry
from actions.anomalies import Submission, Value
from actions.anomalies_beside import Anomaly
from actions.entry import CellRefused, CellValue
from actions.entry_inputs import CELL_FIELDS, raw_of
from actions.enums import Measure, ReturnReason
from actions.forms.entry_cells import Data, EntryError, first_field
from actions.models import Evidence, ReturnPoint
from actions.revisions import Change, Revisions
from actions.services.progress import PointToCorrect
from ranpptppo.lib.typed_text import nik_sentence

NOTE_MISSING = (
    "Tulis catatan agar pengisi tahu apa yang harus diperbaiki: untuk seluruh laporan atau pada indikatornya."
)
NOTES_STAY = (
    "Catatan yang Anda tulis tidak ikut disahkan: catatan hanya sampai kepada pengisi bila laporan dikembalikan."
)
NEEDS_NOTE = "Tulis mengapa nilai ini dikoreksi."
TOO_LONG = "Catatan paling panjang {} huruf."
LONGEST_NOTE, LONGEST_WHOLE = 500, 2000


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the values, by indicator id: texts, files, and what the last return asked for.

    ``achievements``: the label and the words of ``Facts.achievement``.
    """

    targets: Mapping[int, str] = field(default_factory=dict)
    national: Mapping[int, str] = field(default_factory=dict)  # of what a region adopted
    achievements: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    verified: Mapping[int, Any] = field(default_factory=dict)
    evidence: Mapping[int | None, list[Evidence]] = field(default_factory=dict)
    points: Mapping[int | None, list[ReturnPoint]] = field(default_factory=dict)


@dataclass(slots=True)
class ReviewRow:
    """One indicator: what was reported, what stands beside it, and the inputs of whoever checks it."""

    reported: Value
    raw: dict[str, str]
    anomalies: list[Anomaly]
    before: str = ""
    change: Change | None = None
    reason_change: Change | None = None
    target: str = ""
    national: str = ""
    achievement: tuple[str, str] = ("", "")
    verified: str = ""
    missing_evidence: list[str] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    points: list[ReturnPoint] = field(default_factory=list)
    note: str = ""
    reason_code: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def indicator(self) -> Any:
        return self.reported.indicator

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

    @property
    def is_changed(self) -> bool:
        return self.change is not None or self.reason_change is not None


class ReviewGrid:
    """All indicators of a submission with the inputs of whoever checks it; unchanged inputs confirm what was reported.

    ``data``: what was posted, kept as typed. ``beside``: what stands next to the values, for the page only.
    """

    def __init__(
        self,
        submission: Submission,
        data: Data | None = None,
        *,
        revisions: Revisions | None = None,
        beside: Beside | None = None,
    ) -> None:
        self.submission, self.revisions = submission, revisions
        self.beside = beside or Beside()
        posted: Data = data or {}
        self.note = posted.get("note", "")
        self.reason_code = posted.get("reason_code", "")
        self.note_error = ""
        self.whole_evidence = self.beside.evidence.get(None, [])
        self.whole_points = self.beside.points.get(None, [])
        self.rows = [self._row(value, posted) for value in submission.values]

    def _row(self, value: Value, data: Data) -> ReviewRow:
        key, beside = value.indicator_id, self.beside
        row = ReviewRow(value, raw_of(value), self.submission.anomalies.get(key, []))
        earlier = self.submission.earlier.get(key)
        row.before = f"{entry.shown(earlier)} ({earlier.report.period.label})" if earlier else ""
        if self.revisions is not None:
            row.change, row.reason_change = self.revisions.values.get(key), self.revisions.reasons.get(key)
        row.target, row.achievement = beside.targets.get(key, ""), beside.achievements.get(key, ("", ""))
        row.national = beside.national.get(key, "")
        row.verified = entry.shown(beside.verified[key]) if key in beside.verified else ""
        checklist = self.submission.checklists.get(key)
        if checklist is not None and not checklist.is_bare:
            row.missing_evidence = [asked.label for asked in checklist.missing]
        row.evidence, row.points = beside.evidence.get(key, []), beside.points.get(key, [])
        row.raw = {name: data.get(f"{row.name}-{name}", row.raw[name]) for name in CELL_FIELDS}
        row.raw["reason"] = value.reason  # the author's, never the verifier's
        row.note = data.get(f"{row.name}-note", "")
        row.reason_code = data.get(f"{row.name}-reason_code", row.reason_code)
        return row

    def take_errors(self, other: ReviewGrid) -> None:
        """Show what was wrong with the same submission and the same typing."""
        self.note_error = other.note_error
        for row, wrong in zip(self.rows, other.rows, strict=True):
            row.errors = wrong.errors

    @property
    def changed(self) -> list[ReviewRow]:
        return [row for row in self.rows if row.is_changed]

    @property
    def unchanged(self) -> list[ReviewRow]:
        return [row for row in self.rows if not row.is_changed]

    @property
    def unchanged_is_open(self) -> bool:
        """Nothing that is wrong, asked about, or typed lies behind a closed heading."""
        return any(row.errors or row.note or row.anomalies for row in self.unchanged)

    @property
    def errors(self) -> list[EntryError]:
        found = [
            EntryError(f"{row.name}-{name}", row.indicator.text, sentence)
            for row in self.rows
            for name, sentence in row.errors.items()
        ]
        if self.note_error:
            found.append(EntryError("review-note", "Catatan", self.note_error))
        return found

    @property
    def notes(self) -> dict[int, str]:
        """Indicator → what was written about it."""
        return {row.reported.indicator_id: row.note.strip() for row in self.rows if row.note.strip()}

    def corrections(self) -> dict[int, CellValue] | None:
        """Indicator → verified value where it differs; ``None`` when something cannot be read or is not explained."""
        changed = {}
        for row in self.rows:
            try:
                value = entry.read_cell(row.indicator, row.raw)
            except CellRefused as refused:
                row.errors = refused.errors
                continue
            if value is None:
                row.errors = {first_field(row): "Isi nilai verifikasi, atau pilih keadaannya."}
            elif value.fields() != row.reported.values():
                changed[row.reported.indicator_id] = value
                if not row.note.strip():
                    row.errors = {"note": NEEDS_NOTE}
        self._check_notes()
        return None if self.errors else changed

    def points(self) -> list[PointToCorrect] | None:
        """What is to be corrected, by indicator; ``None`` when nothing says what is wrong."""
        found = []
        for row in self.rows:
            if row.note.strip():
                code = row.reason_code if row.reason_code in ReturnReason.values else ReturnReason.OTHER
                found.append(PointToCorrect(row.reported.indicator_id, code, row.note))
        if not found and not self.note.strip():
            self.note_error = NOTE_MISSING
        self._check_notes()
        return None if self.errors else found

    def doubts(self) -> list[str]:
        """What to think of before endorsing: notes that nobody would read, and evidence that is not there."""
        found = [NOTES_STAY] if self.notes or self.note.strip() else []
        for row in self.rows:
            checklist = self.submission.checklists.get(row.reported.indicator_id)
            if checklist is not None and checklist.missing:
                kinds = ", ".join(asked.within for asked in checklist.missing)
                found.append(f"Data dukung belum ada untuk “{row.indicator.text}”: {kinds}.")
        return found

    @property
    def whole_reason(self) -> str:
        return self.reason_code if self.reason_code in ReturnReason.values else ReturnReason.OTHER

    def _check_notes(self) -> None:
        for row in self.rows:
            if len(row.note.strip()) > LONGEST_NOTE:
                row.errors["note"] = TOO_LONG.format(LONGEST_NOTE)
            elif sentence := nik_sentence(row.note):
                row.errors["note"] = sentence
        if len(self.note.strip()) > LONGEST_WHOLE:
            self.note_error = TOO_LONG.format("2.000")
        elif sentence := nik_sentence(self.note):
            self.note_error = sentence
