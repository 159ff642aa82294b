"""Evidence: attach a file to a draft, take it off again. The type is read from the content."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from functools import partial
from pathlib import PurePath
from typing import BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from actions.models import Evidence, Indicator, ProgressReport
from actions.models.preview import new_preview
from actions.models.progress import ReportLocked
from actions.services.drafts import ReportNotEditable
from actions.tasks import draw_evidence
from clusters.models import User
from ranpptppo.lib.file_types import content_type_of

MAX_BYTES = 20 * 1024 * 1024
NIK = re.compile(r"(?<!\d)\d{16}(?!\d)")


class EvidenceRefused(Exception):
    """The file is not accepted; the text says why."""


def attach_evidence(
    *,
    report: ProgressReport,
    indicator: Indicator | None,
    kind: str,
    file: UploadedFile[bytes],
    by: User,
    note: str = "",
    at: datetime | None = None,
) -> Evidence:
    """Keep ``file`` under an unguessable key, with its SHA-256, and have its pages drawn.

    Everything slow (reading, checking, storing) happens before the report's row is held. Raises
    :class:`EvidenceRefused`, ``ReportNotEditable`` or ``ReportLocked``; then nothing stays in the storage.
    """
    _check_editable(report)
    name = PurePath(file.name or "berkas").name[:200]
    evidence = Evidence(
        report=report,
        indicator=indicator,
        kind=kind,
        original_name=name,
        content_type=_checked(file, name),
        size=file.size or 0,
        sha256=_sha256(file),
        note=note.strip(),
        uploaded_at=at or timezone.now(),
        uploaded_by=by,
    )
    evidence.file.save(name, file, save=False)
    try:
        _record(evidence)
    except BaseException:
        evidence.file.delete(save=False)  # no file without an owner
        raise
    return evidence


@transaction.atomic
def withdraw_evidence(*, evidence: Evidence, by: User, at: datetime | None = None) -> None:
    """Take a file off the draft; the row and the file stay for the history."""
    report = ProgressReport.objects.select_for_update(of=("self",)).get(pk=evidence.report_id)
    if not report.is_editable:
        raise ReportNotEditable
    evidence.withdraw(by=by, at=at or timezone.now())


@transaction.atomic
def _record(evidence: Evidence) -> None:
    """The row, unless the report moved on meanwhile; its pages are drawn once the row is there to stay."""
    _check_editable(ProgressReport.objects.select_for_update(of=("self",)).get(pk=evidence.report_id))
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


def _sha256(file: UploadedFile[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _checked(file: UploadedFile[bytes], name: str) -> str:
    if not file.size:
        raise EvidenceRefused("Berkas ini kosong.")
    if file.size > MAX_BYTES:
        raise EvidenceRefused("Berkas ini lebih besar dari 20 MB. Kecilkan atau bagi menjadi beberapa berkas.")
    if NIK.search(name):
        raise EvidenceRefused("Nama berkas memuat nomor yang menyerupai NIK. Jangan unggah data pribadi korban.")
    content_type = content_type_of(cast("BinaryIO", file.file))
    file.seek(0)
    if content_type is None:
        raise EvidenceRefused("Jenis berkas ini tidak diterima. Unggah PDF, gambar, atau dokumen Office tanpa makro.")
    return content_type
