"""What to look at in a report beside its values: rupiah that fell or pass the ceiling, and what changed besides them.

A report that was filed before (returned, withdrawn or opened again) is compared with the round before in its texts,
rupiah and evidence too: whoever confirms many at once reads none of them. Six queries at most, however many reports.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from actions.enums import AnomalyKind, EventKind, MeasurementState
from actions.models import (
    BudgetCeiling,
    Evidence,
    Narrative,
    NarrativeRound,
    ProgressEvent,
    ProgressReport,
    Realization,
    RealizationRound,
)
from ranpptppo.lib.formats import rupiah


@dataclass(frozen=True, slots=True)
class Anomaly:
    kind: AnomalyKind
    sentence: str


@dataclass(frozen=True, slots=True)
class Handed:
    """A report with its filing (``is_draft``: it hands in its draft) and the event whose round came before, if any."""

    report: ProgressReport
    is_draft: bool
    filing: ProgressEvent | None
    base: ProgressEvent | None


@dataclass(slots=True)
class Beside:
    """``spent``: rupiah of all budget lines since 1 January; ``anomalies``: of the report as a whole."""

    spent: int = 0
    anomalies: list[Anomaly] = field(default_factory=list)


def since_words(base: ProgressEvent) -> str:
    return "diverifikasi" if base.kind == EventKind.VERIFY else "diajukan sebelumnya"


def beside_values(handed: Sequence[Handed]) -> dict[int, Beside]:
    """Report id → its rupiah and what should be looked at beside its values."""
    found = {one.report.pk: Beside() for one in handed}
    amounts, amounts_before = _rows(handed, Realization, RealizationRound, "line")
    _look_at_amounts(found, handed, amounts)
    texts, texts_before = _rows(handed, Narrative, NarrativeRound, "action")
    moved = _moved_evidence(handed)
    for one in handed:
        key = one.report.pk
        if one.base is None:
            continue
        then = {line: (row.state, row.amount) for line, row in amounts_before[key].items()}
        changed = {
            "narasi": _written(texts[key]) != _written(texts_before[key]),
            "realisasi anggaran": {line: (row.state, row.amount) for line, row in amounts[key].items()} != then,
            "data dukung": key in moved,
        }
        for name in (name for name, differs in changed.items() if differs):
            sentence = f"Berubah sejak {since_words(one.base)}: {name}."
            found[key].anomalies.append(Anomaly(AnomalyKind.CHANGED, sentence))
    return found


def _rows(handed: Sequence[Handed], draft: Any, filed: Any, name: str) -> tuple[Any, Any]:
    """(now, before): report id → line or action id → its row, of the draft or filing and of the round before."""
    now: dict[int, dict[int, Any]] = defaultdict(dict)
    before: dict[int, dict[int, Any]] = defaultdict(dict)
    filings = {one.filing.pk for one in handed if one.filing is not None}
    bases = {one.base.pk for one in handed if one.base is not None}
    for row in filed.objects.filter(event__in=filings | bases).select_related(name).order_by("pk"):
        place = now if row.event_id in filings else before
        place[row.report_id][getattr(row, f"{name}_id")] = row
    drafts = [one.report.pk for one in handed if one.is_draft]
    for row in draft.objects.filter(report__in=drafts).select_related(name).order_by("pk"):
        now[row.report_id][getattr(row, f"{name}_id")] = row
    return now, before


def _written(rows: Mapping[int, Any]) -> dict[int, dict[str, str]]:
    """Action → its texts; one that is empty says as much as none."""
    return {action: row.texts() for action, row in rows.items() if any(row.texts().values())}


def _moved_evidence(handed: Sequence[Handed]) -> set[int]:
    """Reports whose evidence is not what it was: a file that came and went again in between is no change."""
    since = {one.report.pk: one.base.at for one in handed if one.base is not None}
    files = Evidence.objects.filter(report__in=since).order_by("pk")
    return {
        report
        for report, uploaded_at, removed_at in files.values_list("report_id", "uploaded_at", "removed_at")
        if (uploaded_at > since[report]) != (removed_at is not None and removed_at > since[report])
    }


def _look_at_amounts(found: dict[int, Beside], handed: Sequence[Handed], amounts: Mapping[int, Any]) -> None:
    """Rupiah count from 1 January: they do not fall within a year, nor pass what was allotted."""
    lines = {line for rows in amounts.values() for line in rows}
    ceilings = dict(
        BudgetCeiling.objects.filter(line__in=lines).order_by("line", "version").values_list("line_id", "amount")
    )
    earlier = _earlier_amounts(lines)
    for one in handed:
        beside = found[one.report.pk]
        for line, row in amounts[one.report.pk].items():
            if row.amount is None:
                continue
            beside.spent += row.amount
            starts_on = one.report.period.starts_on
            before = next((amount for amount, day in reversed(earlier[line]) if day < starts_on), None)
            title = row.line.title or str(row.line)
            if before is not None and row.amount < before:
                sentence = f"Realisasi turun dari {rupiah(before)} menjadi {rupiah(row.amount)}: {title}."
                beside.anomalies.append(Anomaly(AnomalyKind.AMOUNT, sentence))
            if line in ceilings and row.amount > ceilings[line]:
                sentence = f"Realisasi {rupiah(row.amount)} melebihi pagu {rupiah(ceilings[line])}: {title}."
                beside.anomalies.append(Anomaly(AnomalyKind.AMOUNT, sentence))


def _earlier_amounts(lines: set[int]) -> dict[int, list[tuple[int, date]]]:
    """Line → what was filed for it (rupiah, last day of the period), the latest last; a line is of one year."""
    rows = RealizationRound.objects.filter(line__in=lines, state=MeasurementState.VALUE)
    found: dict[int, list[tuple[int, date]]] = defaultdict(list)
    ordered = rows.order_by("report__period__ends_on", "event__at", "event_id")
    for line, amount, ends_on in ordered.values_list("line_id", "amount", "report__period__ends_on"):
        if amount is not None:
            found[line].append((amount, ends_on))
    return found
