"""Salin narasi dari periode lalu: what the same reporter wrote about an action in an earlier period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from actions import entry
from actions.forms.entry_facts import earlier_narratives
from actions.models import Action, Narrative, NarrativeRound, ProgressReport
from actions.models.progress import ReportLocked
from actions.services import drafts
from clusters.models import User


@dataclass(frozen=True, slots=True)
class EarlierTexts:
    """texts: field → text, those that were written. period: label of the period for which they were filed."""

    texts: dict[str, str]
    period: str


def earlier_texts(reports: Sequence[ProgressReport], *, action: int) -> EarlierTexts | None:
    """The latest texts that the reporter filed before; None where there are none. About five queries."""
    if not reports:
        return None
    holders = entry.line_holders(reports[0], action=action)
    key = earlier_narratives(reports, holders).get(action)
    if key is None:
        return None
    row = NarrativeRound.objects.select_related("report__period").get(pk=key)
    texts = {name: text for name, text in row.texts().items() if text}
    return EarlierTexts(texts, row.report.period.label) if texts else None


def fill_in_earlier(reports: Sequence[ProgressReport], *, action: int, by: User) -> bool:
    """Take the earlier texts over where the draft has none; did anything change?"""
    earlier = earlier_texts(reports, action=action)
    row = Action.objects.filter(pk=action).first()
    report = next((one for one in reports if row is not None and one.cluster_id == row.cluster_id), None)
    if earlier is None or row is None or report is None:
        return False
    saved = Narrative.objects.filter(report=report, action=row).first()
    empty = {name: text for name, text in earlier.texts.items() if saved is None or not getattr(saved, name)}
    if not empty:
        return False
    seen = dict.fromkeys(empty, entry.fingerprint(""))
    try:
        drafts.save_narrative(report=report, action=row, texts=empty, by=by, seen=seen)
    except (drafts.TextChanged, drafts.ReportNotEditable, ReportLocked):
        return False
    return True
