"""The check of an uploaded copy, from its row to its verdict. Carries pyHanko: for the worker alone."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any, cast

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

UNCHECKED = "Pemeriksaan gagal karena kesalahan sistem ({name}); rinciannya ada di log aplikasi. Unggah lagi nanti."


TOLD = {
    CopyVerdict.TRUSTED: "{copy} sah.",
    CopyVerdict.UNTRUSTED: "{copy} utuh, tetapi sertifikatnya tidak dapat dipastikan.",
    CopyVerdict.REFUSED: "{copy} ditolak: {copy.reason}",
}


def conclude(copy: SignedCopy) -> None:
    """Check ``copy``, write the verdict down and tell the uploader; the file of a refused one is not kept."""
    found, now = _found(copy), timezone.now()
    with transaction.atomic():
        done = copy.conclude(at=now, **found)
        if done:
            text, url = TOLD[CopyVerdict(copy.verdict)].format(copy=copy), copy.report.get_absolute_url()
            notify([copy.uploaded_by], kind=NotificationKind.COPY_CHECKED, text=text, url=url, at=now)
    if done and copy.verdict == CopyVerdict.REFUSED:
        default_storage.delete(str(copy.file.name))


def _found(copy: SignedCopy) -> dict[str, Any]:
    try:
        roots = trusted_roots(Path(settings.SIGNATURE_ROOTS) if settings.SIGNATURE_ROOTS else None)
        issued = copy.report.file if copy.volume is None else copy.volume.file
        checked = check_copy(_read(str(copy.file.name)), _read(str(issued.name)), roots)
    except CopyRefused as refusal:
        return {"verdict": CopyVerdict.REFUSED, "signers": [], "reason": str(refusal)}
    except Exception as error:  # the row must say why, whatever it was; the log has the rest
        log.exception("signed copy %s could not be checked", copy.pk)
        return {"verdict": CopyVerdict.REFUSED, "signers": [], "reason": UNCHECKED.format(name=type(error).__name__)}
    verdict = CopyVerdict.TRUSTED if checked.is_trusted else CopyVerdict.UNTRUSTED
    return {"verdict": verdict, "signers": cast("list[Any]", checked.signers)}


def _read(name: str) -> bytes:
    with default_storage.open(name) as file:
        return bytes(file.read())
