"""Evidence: attach a file to a draft, take it off again.

A file is judged by its content: its type, what could harm whoever opens it, what looks like personal data. Where a virus
scanner is configured, no file passes without its word.
"""

from __future__ import annotations

import hashlib
import logging
import re
from datetime import datetime
from functools import partial
from pathlib import PurePath
from typing import BinaryIO, cast

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
from ranpptppo.lib.file_contents import look_into
from ranpptppo.lib.file_types import UnacceptableFile, identify
from ranpptppo.lib.virus_scanner import ScannerUnavailable, scan

log = logging.getLogger(__name__)

MAX_BYTES = 20 * 1024 * 1024
NIK = re.compile(r"(?<!\d)\d{16}(?!\d)")
STATEMENT = "Nomor atau nama dalam berkas ini bukan data korban atau saksi."

EMPTY = "Berkas ini kosong."
TOO_LARGE = "Berkas ini lebih besar dari 20 MB. Kecilkan atau bagi menjadi beberapa berkas."
NIK_IN_NAME = "Nama berkas memuat nomor yang menyerupai NIK. Jangan unggah data pribadi korban."
NOT_SCANNED = (
    "Pemeriksa virus sedang tidak dapat dihubungi, sehingga berkas tidak diterima. Coba lagi beberapa menit lagi."
)
INFECTED = "Pemeriksa virus menolak berkas ini ({name}). Bersihkan komputer Anda, lalu buat ulang berkasnya."


class EvidenceRefused(Exception):
    """The file is not accepted; the text says why."""


class EvidenceWithdrawn(Exception):
    """A colleague took the file off meanwhile; the first signature stays."""

    def __init__(self) -> None:
        super().__init__("Berkas ini sudah ditarik.")


class StatementNeeded(EvidenceRefused):
    """The file may hold personal data: it is accepted once whoever sends it states that it holds none of victims."""

    def __init__(self, finding: str) -> None:
        super().__init__(f"{finding} Tarik berkas ini, atau nyatakan bahwa ini bukan data korban atau saksi.")


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
    before the report's row is held. Raises :class:`EvidenceRefused`, :class:`StatementNeeded`, ``ReportNotEditable`` or
    ``ReportLocked``; then nothing stays in the storage.
    """
    _check_editable(report)
    name = PurePath(file.name or "berkas").name[:200]
    content_type = _checked_type(file, name)
    _check_for_viruses(file)
    finding = _finding(file, content_type)
    if finding and not is_declared:
        raise StatementNeeded(finding)
    evidence = Evidence(
        report=report,
        indicator=indicator,
        kind=kind,
        original_name=name,
        content_type=content_type,
        size=file.size or 0,
        sha256=_sha256(file),
        note=note.strip(),
        finding=finding,
        statement=STATEMENT if finding else "",
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
        raise EvidenceRefused(f"Berkas yang sama sudah diunggah untuk {place}, dengan nama {earlier.original_name}.")


def _checked_type(file: UploadedFile[bytes], name: str) -> str:
    if not file.size:
        raise EvidenceRefused(EMPTY)
    if file.size > MAX_BYTES:
        raise EvidenceRefused(TOO_LARGE)
    if NIK.search(name):
        raise EvidenceRefused(NIK_IN_NAME)
    try:
        return identify(cast("BinaryIO", file.file), name)
    except UnacceptableFile as refused:
        raise EvidenceRefused(str(refused)) from refused


def _check_for_viruses(file: UploadedFile[bytes]) -> None:
    """Fails closed: where a scanner is configured and does not answer, the file is not accepted."""
    if not settings.CLAMD_ADDRESS:
        return
    file.seek(0)
    try:
        name = scan(file.chunks(), settings.CLAMD_ADDRESS)
    except ScannerUnavailable as unavailable:
        log.exception("the virus scanner did not answer")
        raise EvidenceRefused(NOT_SCANNED) from unavailable
    if name:
        raise EvidenceRefused(INFECTED.format(name=name))


def _finding(file: UploadedFile[bytes], content_type: str) -> str:
    try:
        return look_into(cast("BinaryIO", file.file), content_type).finding
    except UnacceptableFile as refused:
        raise EvidenceRefused(str(refused)) from refused


def _sha256(file: UploadedFile[bytes]) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
