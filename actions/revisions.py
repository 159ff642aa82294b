"""What changed in a report since the round that was returned or verified: texts, rupiah, evidence (values: anomalies.py)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from actions import entry
from actions.anomalies import Submission
from actions.models import Evidence, NarrativeRound, RealizationRound
from actions.models.measurement import TEXT_LABELS


@dataclass(frozen=True, slots=True)
class Change:
    """From what to what; empty: nothing was there."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class EvidenceChange:
    evidence: Evidence
    is_added: bool


@dataclass(frozen=True, slots=True)
class Revisions:
    """``reasons``: indicator id → the reason that changed with or without its value."""

    values: dict[int, Change]
    reasons: dict[int, Change]
    texts: list[Change]
    amounts: list[Change]
    evidence: list[EvidenceChange]

    @property
    def total(self) -> int:
        indicators = self.values.keys() | self.reasons.keys()
        return len(indicators) + len(self.texts) + len(self.amounts) + len(self.evidence)


def revisions_of(submission: Submission) -> Revisions | None:
    """What changed since the round before; ``None`` where there is none to compare with; five queries."""
    if submission.base is None:
        return None
    values, reasons = {}, {}
    for value in submission.values:
        base = submission.base_values.get(value.indicator_id)
        then, now = entry.shown(base) if base else "", entry.shown(value)
        if then != now:
            values[value.indicator_id] = Change(value.indicator.text, then, now)
        if (base.reason if base else "") != value.reason:
            reasons[value.indicator_id] = Change(value.indicator.text, base.reason if base else "", value.reason)
    return Revisions(values, reasons, _texts(submission), _amounts(submission), _evidence(submission))


def _texts(submission: Submission) -> list[Change]:
    then = {row.action_id: row for row in NarrativeRound.objects.filter(event=submission.base)}
    now = narratives_of(submission)
    found = []
    for row in now.select_related("action").order_by("action__sort_key", "pk"):
        before = then.get(row.action_id)
        for name, text in row.texts().items():
            old = getattr(before, name) if before else ""
            if old != text:
                found.append(Change(f"{row.action.number} {TEXT_LABELS[name]}".strip(), old, text))
    return found


def _amounts(submission: Submission) -> list[Change]:
    then = {row.line_id: row for row in RealizationRound.objects.filter(event=submission.base)}
    changes = []
    for row in realizations_of(submission).select_related("line").order_by("line__action__sort_key", "pk"):
        before = entry.amount_shown(then.get(row.line_id))
        if before != entry.amount_shown(row):
            changes.append(Change(row.line.title or str(row.line), before, entry.amount_shown(row)))
    return changes


def _evidence(submission: Submission) -> list[EvidenceChange]:
    """Added or withdrawn since; a file that came and went again in between is no change."""
    if submission.base is None:
        return []
    at = submission.base.at
    files = Evidence.objects.filter(
        Q(uploaded_at__gt=at, removed_at__isnull=True) | Q(uploaded_at__lte=at, removed_at__gt=at),
        report=submission.report,
    )
    ordered = files.select_related("indicator").order_by("uploaded_at", "pk")
    return [EvidenceChange(file, is_added=file.removed_at is None) for file in ordered]


def narratives_of(submission: Submission) -> Any:
    """The texts that belong to the submission, as rows of ``NarrativeText``."""
    if submission.is_draft:
        return submission.report.narratives.all()
    return NarrativeRound.objects.filter(event=submission.filing)


def realizations_of(submission: Submission) -> Any:
    if submission.is_draft:
        return submission.report.realizations.all()
    return RealizationRound.objects.filter(event=submission.filing)
