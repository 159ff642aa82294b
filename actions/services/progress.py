"""What people do with progress reports: one verb a function, each in one transaction. Cells: ``services.drafts``.

Whoever calls has asked ``actions.permissions``; what must never be false the database refuses.
``at`` is the moment of the deed (now unless given), so that history can be entered through these verbs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from actions.entry import CellValue
from actions.entry_questions import open_points
from actions.enums import ReturnReason
from actions.models import Indicator, ProgressReport, ReportingPeriod
from actions.periods import owed_clusters
from actions.services.telling import (
    settle_steps,
    tell_about_filing,
    tell_about_return,
    tell_about_submission,
    tell_about_verification,
)
from clusters.models import Organization, User


class ReportIncomplete(Exception):
    """The report cannot be submitted: cells are empty, or a questioned value has no reason."""

    def __init__(self, missing: Sequence[Indicator], unanswered: Sequence[tuple[Indicator, str]]) -> None:
        self.missing, self.unanswered = list(missing), list(unanswered)
        parts = []
        if missing:
            parts.append(f"{len(missing)} indikator belum diisi")
        if unanswered:
            parts.append(f"{len(unanswered)} nilai memerlukan alasan")
        super().__init__(f"Laporan belum dapat diajukan: {' dan '.join(parts)}.")


class PeriodNotOpen(Exception):
    """The period is not open for entry yet, or it is locked."""


class NoteMissing(Exception):
    """This step needs a note."""

    def __init__(self) -> None:
        super().__init__("Tulis catatan: apa yang perlu diperbaiki, atau mengapa laporan dibuka kembali.")


class CorrectionNeedsNote(Exception):
    """A verified value differs from the reported one, and nothing says why. ``indicators``: ids."""

    def __init__(self, indicators: Iterable[int]) -> None:
        self.indicators = set(indicators)
        super().__init__("Nilai yang dikoreksi memerlukan catatan verifikator.")


class FilingChanged(Exception):
    """Somebody took a step with the report since it was looked at."""

    def __init__(self) -> None:
        super().__init__("Laporan ini bergerak sejak Anda membukanya. Periksa nilai yang ada sekarang, lalu ulangi.")


@dataclass(frozen=True, slots=True)
class PointToCorrect:
    """What is wrong with one indicator (id) of a report that is given back."""

    indicator_id: int | None
    reason_code: str
    note: str

    def fields(self) -> dict[str, object]:
        reason = self.reason_code or ReturnReason.OTHER
        return {"indicator_id": self.indicator_id, "reason_code": reason, "note": self.note.strip()}


@transaction.atomic
def open_reports(
    *, organization: Organization, period: ReportingPeriod, at: datetime | None = None
) -> list[ProgressReport]:
    """The reports that ``organization`` owes for ``period``, made where they are not there yet.

    Raises :class:`PeriodNotOpen`.
    """
    at = at or timezone.now()
    if at < period.opens_at:
        raise PeriodNotOpen("Periode ini belum dibuka untuk pengisian.")
    there = ProgressReport.objects.filter(organization=organization, period=period)
    missing = set(owed_clusters(organization, period)) - set(there.values_list("cluster_id", flat=True))
    if missing and _held_period(period).locked_at is not None:
        raise PeriodNotOpen("Periode ini sudah dikunci.")
    for cluster_id in sorted(missing):
        ProgressReport.objects.get_or_create(
            organization=organization, period=period, cluster_id=cluster_id, defaults={"created_at": at}
        )
    return list(there.with_names().order_by("cluster__number", "pk"))


@transaction.atomic
def submit_progress(*, reports: Iterable[ProgressReport], by: User, at: datetime | None = None) -> None:
    """Hand one organization's reports of a period to the superior, all or none.

    Raises :class:`ReportIncomplete` naming every empty cell and every open question.
    """
    locked = [_locked_row(report) for report in sorted(reports, key=lambda report: report.pk)]
    at = at or timezone.now()
    missing, unanswered = open_points(locked) if locked else ([], [])
    if missing or unanswered:
        raise ReportIncomplete(missing, unanswered)
    for report in locked:
        event = report.submit(by=by, at=at)
        if event.is_filing:
            tell_about_filing(report, at=at)
        else:
            tell_about_submission(report, at=at)


@transaction.atomic
def withdraw_progress(*, report: ProgressReport, by: User, at: datetime | None = None) -> None:
    """Take a report back before it is verified."""
    report = _locked_row(report)
    at = at or timezone.now()
    report.withdraw(by=by, at=at)
    settle_steps(report, at=at)


@transaction.atomic
def endorse_progress(*, report: ProgressReport, by: User, seen: int | None = None, at: datetime | None = None) -> None:
    """Sign what was submitted. ``seen``: as in :func:`verify_progress`; raises :class:`FilingChanged`."""
    report = _as_it_was_seen(report, seen)
    at = at or timezone.now()
    report.endorse(by=by, at=at)
    tell_about_filing(report, at=at)


@transaction.atomic
def return_progress(
    *,
    report: ProgressReport,
    by: User,
    note: str = "",
    reason_code: str = "",
    points: Sequence[PointToCorrect] = (),
    seen: int | None = None,
    at: datetime | None = None,
) -> None:
    """Give a report back with a note on the whole, on some of its indicators (``points``), or on both.

    ``seen``: as in :func:`verify_progress`. Raises :class:`NoteMissing` and :class:`FilingChanged`.
    """
    named = [point for point in points if point.note.strip()]
    whole = [PointToCorrect(None, reason_code, note)] if note.strip() else []
    if not named and not whole:
        raise NoteMissing
    report = _as_it_was_seen(report, seen)
    at = at or timezone.now()
    report.give_back(
        by=by,
        at=at,
        note=note.strip() or f"{len(named)} indikator perlu diperbaiki; lihat catatan pada indikatornya.",
        reason_code=reason_code if whole else "",
        points=[point.fields() for point in [*whole, *named]],
    )
    tell_about_return(report, at=at)


@transaction.atomic
def verify_progress(
    *,
    report: ProgressReport,
    by: User,
    corrections: Mapping[int, CellValue] | None = None,
    notes: Mapping[int, str] | None = None,
    note: str = "",
    seen: int | None = None,
    at: datetime | None = None,
) -> None:
    """Confirm a filed report.

    ``corrections``: indicator id → the verified value where it differs; the author's reason stays. ``notes``: indicator
    id → what the verifier says about it. ``seen``: the step (``ProgressReport.last_step``) after which the report was
    looked at, where it is to be compared. Raises :class:`CorrectionNeedsNote` and :class:`FilingChanged`.
    """
    said = {indicator_id: text.strip() for indicator_id, text in (notes or {}).items() if text.strip()}
    unexplained = (corrections or {}).keys() - said.keys()
    if unexplained:
        raise CorrectionNeedsNote(unexplained)
    report = _as_it_was_seen(report, seen)
    at = at or timezone.now()
    fields: dict[int, dict[str, object]] = {one: {"verifier_note": text} for one, text in said.items()}
    for indicator_id, cell in (corrections or {}).items():
        fields[indicator_id] |= {name: value for name, value in cell.fields().items() if name != "reason"}
    report.verify(by=by, at=at, corrections=fields, note=note.strip())
    tell_about_verification(report, at=at)


@transaction.atomic
def reopen_progress(*, report: ProgressReport, by: User, note: str, at: datetime | None = None) -> None:
    """Open a verified report for correction; a locked one is unlocked with the same reason."""
    if not note.strip():
        raise NoteMissing
    report = _locked_row(report)
    at = at or timezone.now()
    if report.is_locked:
        report.unlock(by=by, at=at, note=note.strip())
    report.reopen(by=by, at=at, note=note.strip())
    tell_about_return(report, at=at, reopened=True)


def _as_it_was_seen(report: ProgressReport, seen: int | None) -> ProgressReport:
    """The row, held; nobody signs or returns what was submitted again, or moved on, while they were reading."""
    row = _locked_row(report)
    if seen is not None and row.last_step() != seen:
        raise FilingChanged
    return row


def _locked_row(report: ProgressReport) -> ProgressReport:
    """The row as it stands now, held until the transaction ends: two people never both move it.

    Take the time after this, not before: whoever waited for the row moves it later than whoever held it.
    """
    return ProgressReport.objects.select_for_update(of=("self",)).with_names().get(pk=report.pk)


def _held_period(period: ReportingPeriod) -> ReportingPeriod:
    """The period as it stands now: nobody locks it while a report is being made in it."""
    return ReportingPeriod.objects.select_for_update().get(pk=period.pk)
