"""Evidence: attach a file to a draft, take it off again. What a file must be: ``ranpptppo.lib.accepted_files``."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from actions.models import Evidence, Indicator, ProgressReport
from actions.models.preview import new_preview
from actions.models.progress import ReportLocked
from actions.services.drafts import ReportNotEditable
from actions.tasks import draw_evidence
from clusters.models import User
from ranpptppo.lib.accepted_files import FileRefused, examine


class EvidenceWithdrawn(Exception):
    """A colleague took the file off meanwhile; the first signature stays."""

    def __init__(self) -> None:
        super().__init__("Berkas ini sudah ditarik.")


def attach_evidence(
    *,
    report: ProgressReport,
    indicator: Indicator | None,
    kind: str,
    file: UploadedFile[bytes],
    by: User,
    note: str = "",
    is_declared: bool = False,
    at: datetime | None = None,
) -> Evidence:
    """Keep ``file`` under an unguessable key, with its SHA-256, and have its pages drawn.

    ``is_declared``: ``by`` states that it holds no data of victims. Everything slow (reading, checking, storing) happens
    before the report's row is held. Raises ``FileRefused``, ``ReportNotEditable`` or ``ReportLocked``; then nothing stays
    in the storage.
    """
    _check_editable(report)
    accepted = examine(file, scanner=settings.CLAMD_ADDRESS, is_declared=is_declared)
    evidence = Evidence(
        report=report,
        indicator=indicator,
        kind=kind,
        original_name=accepted.name,
        content_type=accepted.content_type,
        size=accepted.size,
        sha256=accepted.sha256,
        note=note.strip(),
        finding=accepted.finding,
        statement=accepted.statement,
        uploaded_at=at or timezone.now(),
        uploaded_by=by,
    )
    _store(evidence, file)
    return evidence


@transaction.atomic
def withdraw_evidence(*, evidence: Evidence, by: User, at: datetime | None = None) -> None:
    """Take a file off the draft; the row and the file stay for the history.

    Raises ``ReportNotEditable`` or :class:`EvidenceWithdrawn`.
    """
    report = ProgressReport.objects.select_for_update(of=("self",)).get(pk=evidence.report_id)
    if not report.is_editable:
        raise ReportNotEditable
    held = Evidence.objects.select_for_update(of=("self",)).in_force().filter(pk=evidence.pk).first()
    if held is None:
        raise EvidenceWithdrawn
    held.withdraw(by=by, at=at or timezone.now())


def _store(evidence: Evidence, file: UploadedFile[bytes]) -> None:
    """First the file, then its row; without the row the file goes again. What a kill in between leaves, a sweep finds."""
    evidence.file.save(evidence.original_name, file, save=False)
    try:
        _record(evidence)
    except BaseException:
        evidence.file.delete(save=False)
        raise


@transaction.atomic
def _record(evidence: Evidence) -> None:
    """The row, unless the report moved on meanwhile; its pages are drawn once the row is there to stay."""
    report = ProgressReport.objects.select_for_update(of=("self",)).get(pk=evidence.report_id)
    _check_editable(report)
    _check_new(evidence)
    evidence.save(force_insert=True)
    preview = new_preview(evidence, at=evidence.uploaded_at)
    preview.save(force_insert=True)
    if preview.is_pending:
        transaction.on_commit(partial(draw_evidence.delay, evidence.pk))


def _check_editable(report: ProgressReport) -> None:
    if report.is_locked:
        raise ReportLocked
    if not report.is_editable:
        raise ReportNotEditable


def _check_new(evidence: Evidence) -> None:
    """One file may stand behind two indicators, but not twice behind one."""
    same = Evidence.objects.in_force().filter(
        report=evidence.report_id, indicator=evidence.indicator, sha256=evidence.sha256
    )
    earlier = same.order_by("pk").first()
    if earlier is not None:
        place = "indikator yang sama" if evidence.indicator else "seluruh laporan"
        raise FileRefused(f"Berkas yang sama sudah diunggah untuk {place}, dengan nama {earlier.original_name}.")
