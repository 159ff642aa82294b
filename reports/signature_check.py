"""The check of an uploaded copy, from its row to its verdict. Carries pyHanko: for the worker alone."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any, cast

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from clusters.enums import NotificationKind
from clusters.notifications import notify
from reports.enums import CopyVerdict
from reports.models import SignedCopy
from reports.signing.copies import CopyRefused, check_copy, trusted_roots

log = logging.getLogger(__name__)

BROKEN = "Pemeriksaan gagal karena kesalahan sistem ({name}); rinciannya ada di log aplikasi."
TOO_LONG = "Pemeriksaan melebihi batas waktu."
TOO_LARGE = "Memori server tidak cukup untuk memeriksa berkas ini."
TOLD = {
    CopyVerdict.TRUSTED: "{copy} sah.",
    CopyVerdict.UNTRUSTED: "{copy} utuh, tetapi sertifikatnya tidak dapat dipastikan.",
    CopyVerdict.REFUSED: "{copy} ditolak: {copy.reason}",
    CopyVerdict.UNCHECKED: "{copy} belum diperiksa: {copy.reason}",
}


class Undecided(Exception):
    """The check came to no end, through no fault of the file; the message is an Indonesian sentence that says why."""


def conclude(copy: SignedCopy) -> None:
    """Check ``copy``, write the verdict down and tell the uploader; the file of a refused one is not kept.

    ``copy`` is held by this worker. What could not be checked is not refused: its file stays, to be checked again.
    """
    try:
        found = _found(copy)
    except Undecided as undecided:
        put_off(copy, str(undecided))
        return
    with transaction.atomic():
        done = copy.conclude(at=timezone.now(), **found)
        if done:
            _tell(copy)
    if done and copy.verdict == CopyVerdict.REFUSED:
        default_storage.delete(str(copy.file.name))


def put_off(copy: SignedCopy, reason: str) -> None:
    """Say that there is no verdict yet, and why."""
    with transaction.atomic():
        if copy.put_off(reason=reason):
            _tell(copy)


def _tell(copy: SignedCopy) -> None:
    text, url = TOLD[CopyVerdict(copy.verdict)].format(copy=copy), copy.report.get_absolute_url()
    notify([copy.uploaded_by], kind=NotificationKind.COPY_CHECKED, text=text, url=url, at=timezone.now())


def _found(copy: SignedCopy) -> dict[str, Any]:
    """What the check says. Raises :class:`Undecided`."""
    try:
        roots = trusted_roots(Path(settings.SIGNATURE_ROOTS) if settings.SIGNATURE_ROOTS else None)
        issued = copy.report.file if copy.volume is None else copy.volume.file
        checked = check_copy(_read(str(copy.file.name)), _read(str(issued.name)), roots)
    except CopyRefused as refusal:
        if reason := _exhausted(refusal):
            raise Undecided(reason) from refusal
        return {"verdict": CopyVerdict.REFUSED, "signers": [], "reason": str(refusal)}
    except Exception as error:  # the row must say why, whatever it was; the log has the rest
        log.exception("signed copy %s could not be checked", copy.pk)
        raise Undecided(_exhausted(error) or BROKEN.format(name=type(error).__name__)) from error
    verdict = CopyVerdict.TRUSTED if checked.is_trusted else CopyVerdict.UNTRUSTED
    return {"verdict": verdict, "signers": cast("list[Any]", checked.signers)}


def _exhausted(error: BaseException | None) -> str:
    """Did time or memory run out, below whatever pyHanko made of it? "" where neither did."""
    while error is not None:
        if isinstance(error, SoftTimeLimitExceeded):
            return TOO_LONG
        if isinstance(error, MemoryError):
            return TOO_LARGE
        error = error.__cause__ or error.__context__
    return ""


def _read(name: str) -> bytes:
    with default_storage.open(name) as file:
        return bytes(file.read())
