"""What people do with progress reports: one verb a function, each in one transaction.

Whoever calls has asked ``actions.permissions``; what must never be false the database refuses.
``at`` is the moment of the deed (now unless given), so that history can be entered through these verbs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from actions import entry
from actions.entry import CellValue
from actions.enums import MeasurementState
from actions.models import (
    Action,
    BudgetLine,
    Indicator,
    Measurement,
    Narrative,
    ProgressReport,
    Realization,
    ReportingPeriod,
)
from actions.models.progress import ReportLocked
from actions.periods import owed_clusters
from actions.services.telling import (
    tell_about_filing,
    tell_about_return,
    tell_about_submission,
    tell_about_verification,
)
from clusters.models import Organization, User


class ReportNotEditable(Exception):
    """The report moved on: what was typed is not saved, and stays with whoever typed it."""

    def __init__(self) -> None:
        super().__init__("Laporan ini sudah diajukan, sehingga isiannya tidak dapat diubah lagi.")


class CellChanged(Exception):
    """Somebody else saved the cell meanwhile; ``current`` is what is there now (None: emptied)."""

    def __init__(self, current: Measurement | None) -> None:
        self.current = current
        now = f"diubah oleh {current.updated_by.name} menjadi “{entry.shown(current)}”" if current else "dikosongkan"
        super().__init__(f"Isian ini baru saja {now}. Pilih nilai yang benar, lalu simpan lagi.")


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
def save_measurement(
    *,
    report: ProgressReport,
    indicator: Indicator,
    cell: CellValue | None,
    by: User,
    at: datetime | None = None,
    revision: int | None = None,
) -> Measurement | None:
    """Save one cell of the draft; ``cell=None`` empties it.

    ``revision`` is the revision the writer saw (0: an empty cell, None: do not compare). Raises
    :class:`CellChanged` when another person saved the cell since, :class:`ReportNotEditable`,
    or ``ReportLocked``.
    """
    report = _editable(report)
    current = report.measurements.select_related("updated_by").filter(indicator=indicator).first()
    if _is_same(current, cell):
        return current
    if revision is not None and revision != (current.revision if current else 0):
        raise CellChanged(current)
    at = at or timezone.now()
    if cell is None:
        if current is not None:
            current.delete()
        return None
    if current is None:
        return Measurement.objects.create(
            report=report, indicator=indicator, updated_at=at, updated_by=by, **cell.fields()
        )
    for name, value in cell.fields().items():
        setattr(current, name, value)
    current.revision += 1
    current.updated_at, current.updated_by = at, by
    current.save(update_fields=[*cell.fields(), "revision", "updated_at", "updated_by"])
    return current


def _is_same(current: Measurement | None, cell: CellValue | None) -> bool:
    if current is None or cell is None:
        return current is None and cell is None
    return current.values() == cell.fields()


@transaction.atomic
def save_narrative(
    *, report: ProgressReport, action: Action, texts: Mapping[str, str], by: User, at: datetime | None = None
) -> Narrative | None:
    """Save the narrative of one action; ``texts`` may hold any of ``Narrative.TEXT_FIELDS``."""
    report = _editable(report)
    chosen = {name: texts[name].strip() for name in Narrative.TEXT_FIELDS if name in texts}
    current = report.narratives.filter(action=action).first()
    before = current.texts() if current else dict.fromkeys(Narrative.TEXT_FIELDS, "")
    if {**before, **chosen} == before:
        return current
    signed = {"updated_at": at or timezone.now(), "updated_by": by}
    narrative, _ = Narrative.objects.update_or_create(report=report, action=action, defaults={**chosen, **signed})
    return narrative


@transaction.atomic
def save_realization(
    *,
    report: ProgressReport,
    line: BudgetLine,
    state: str,
    amount: int | None,
    by: User,
    at: datetime | None = None,
) -> Realization | None:
    """Save the rupiah spent on a line since 1 January; an empty ``state`` empties it."""
    report = _editable(report)
    if not state:
        report.realizations.filter(line=line).delete()
        return None
    amount = amount if state == MeasurementState.VALUE else None
    current = report.realizations.filter(line=line).first()
    if current is not None and (current.state, current.amount) == (state, amount):
        return current
    values = {"state": state, "amount": amount, "updated_at": at or timezone.now(), "updated_by": by}
    realization, _ = Realization.objects.update_or_create(report=report, line=line, defaults=values)
    return realization


@transaction.atomic
def submit_progress(*, reports: Iterable[ProgressReport], by: User, at: datetime | None = None) -> None:
    """Hand one organization's reports of a period to the superior, all or none.

    Raises :class:`ReportIncomplete` naming every empty cell and every open question.
    """
    locked = [_locked_row(report) for report in sorted(reports, key=lambda report: report.pk)]
    at = at or timezone.now()
    missing, unanswered = entry.open_points(locked) if locked else ([], [])
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
    report.withdraw(by=by, at=at or timezone.now())


@transaction.atomic
def endorse_progress(*, report: ProgressReport, by: User, at: datetime | None = None) -> None:
    report = _locked_row(report)
    at = at or timezone.now()
    report.endorse(by=by, at=at)
    tell_about_filing(report, at=at)


@transaction.atomic
def return_progress(
    *, report: ProgressReport, by: User, note: str, reason_code: str = "", at: datetime | None = None
) -> None:
    """Give a report back with a note. Raises :class:`NoteMissing`."""
    if not note.strip():
        raise NoteMissing
    report = _locked_row(report)
    at = at or timezone.now()
    report.give_back(by=by, at=at, note=note.strip(), reason_code=reason_code)
    tell_about_return(report, at=at)


@transaction.atomic
def verify_progress(
    *,
    report: ProgressReport,
    by: User,
    corrections: Mapping[int, CellValue] | None = None,
    note: str = "",
    at: datetime | None = None,
) -> None:
    """Confirm a filed report. ``corrections``: indicator id → the verified value where it differs."""
    report = _locked_row(report)
    at = at or timezone.now()
    fields = {indicator_id: cell.fields() for indicator_id, cell in (corrections or {}).items()}
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


def _locked_row(report: ProgressReport) -> ProgressReport:
    """The row as it stands now, held until the transaction ends: two people never both move it.

    Take the time after this, not before: whoever waited for the row moves it later than whoever held it.
    """
    return ProgressReport.objects.select_for_update(of=("self",)).with_names().get(pk=report.pk)


def _held_period(period: ReportingPeriod) -> ReportingPeriod:
    """The period as it stands now: nobody locks it while a report is being made in it."""
    return ReportingPeriod.objects.select_for_update().get(pk=period.pk)


def _editable(report: ProgressReport) -> ProgressReport:
    row = ProgressReport.objects.select_for_update().get(pk=report.pk)
    if row.is_locked:
        raise ReportLocked
    if not row.is_editable:
        raise ReportNotEditable
    return row
