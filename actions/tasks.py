"""What the worker does for entry: the daily reminders; of evidence draw the pages, take up what a killed worker left, and
sweep files without an owner.

The preview's own row is the truth; the queue only wakes a worker up. A task takes an id, claims the row by a
conditional UPDATE, and may run twice without doing anything twice.
"""

from __future__ import annotations

import importlib
import logging
from types import ModuleType

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from actions.models import Evidence, EvidencePage, EvidencePreview
from actions.models.preview import LeaseLost, new_preview, page_key
from actions.orphans import TooManyOrphans, sweep_orphans
from actions.reminders import remind

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
SECONDS = 120
TOO_LONG = "Pratinjau melebihi batas waktu. Unduh berkas aslinya."
GIVEN_UP = "Pratinjau berhenti tiga kali sebelum selesai. Unduh berkas aslinya."
BROKEN = "Pratinjau gagal karena kesalahan sistem. Unduh berkas aslinya."


@shared_task(name="actions.remind")
def send_reminders() -> None:
    """Tell who owes what until when; one transaction, and safe to run any number of times a day."""
    with transaction.atomic():
        remind(at=timezone.now())


@shared_task(name="actions.draw_evidence", soft_time_limit=SECONDS, time_limit=SECONDS + 30)
def draw_evidence(evidence_id: int) -> None:
    """Make the page images of one piece of evidence."""
    preview = EvidencePreview.objects.select_related("evidence").get(pk=evidence_id)
    if not preview.claim(at=timezone.now()):
        return
    images = _page_images()
    try:
        _draw(preview, images)
    except LeaseLost:
        log.warning("evidence %s is drawn by another worker", preview.pk)
    except images.CannotDraw as refused:
        _fail(preview, str(refused))
    except SoftTimeLimitExceeded:
        _fail(preview, TOO_LONG)
    except Exception:  # the row must say that it ended, whatever it was; the log has the rest
        log.exception("evidence %s could not be drawn", preview.pk)
        _fail(preview, BROKEN)


@shared_task(name="actions.take_up_evidence")
def take_up_evidence() -> None:
    """Each minute and at worker start: queue again what nobody is drawing any more."""
    now = timezone.now()
    unasked = Evidence.objects.filter(preview__isnull=True)
    EvidencePreview.objects.bulk_create([new_preview(row, at=now) for row in unasked], ignore_conflicts=True)
    for preview in EvidencePreview.objects.abandoned(at=now).order_by("pk"):
        if preview.attempts < MAX_ATTEMPTS:
            draw_evidence.delay(preview.pk)
        elif preview.claim(at=now):
            _fail(preview, GIVEN_UP)


@shared_task(name="actions.remove_orphaned_files")
def remove_orphaned_files() -> None:
    """Each night: set aside the files that no row owns (a killed worker, a save that was rolled back), delete old ones."""
    try:
        set_aside, deleted = sweep_orphans(at=timezone.now())
    except TooManyOrphans as refused:
        log.error("files without an owner were left alone: %s", refused)  # noqa: TRY400 - it has no trace worth reading
        return
    if set_aside or deleted:
        log.warning("%s files without an owner were set aside, %s deleted", len(set_aside), len(deleted))


def _draw(preview: EvidencePreview, images: ModuleType) -> None:
    """Store page after page; whatever goes wrong, no image stays without its row."""
    evidence: Evidence = preview.evidence
    names: list[str] = []
    pages: list[EvidencePage] = []
    try:
        with evidence.file.open("rb") as file:
            total, drawn = images.draw(file.read(), evidence.content_type)
        for number, image in enumerate(drawn, start=1):
            names.append(default_storage.save(page_key(evidence.pk), ContentFile(image.content)))
            pages.append(
                EvidencePage(evidence=evidence, number=number, image=names[-1], width=image.width, height=image.height)
            )
            preview.renew(at=timezone.now())
        preview.finish(pages=pages, page_total=total, at=timezone.now())
    except BaseException:
        for name in names:
            default_storage.delete(name)
        raise


def _fail(preview: EvidencePreview, error: str) -> None:
    try:
        preview.fail(error=error, at=timezone.now())
    except LeaseLost:
        log.warning("evidence %s was taken over by another worker", preview.pk)


def _page_images() -> ModuleType:
    """The module that draws, loaded where pages are drawn: web processes never carry it."""
    return importlib.import_module("ranpptppo.lib.page_images")
