"""Page images of evidence, made by the worker: all that is ever shown of a file in a browser.

The preview has a row of its own: the evidence's row is closed with its report, while a worker may still be drawing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.crypto import get_random_string

from actions.enums import PreviewState
from ranpptppo.lib.file_types import has_pages

if TYPE_CHECKING:
    from actions.models.evidence import Evidence

PAGES_FOLDER = "evidence-pages"
LEASE = timedelta(minutes=2)  # longer than any one page, after which it is renewed


class LeaseLost(Exception):
    """Another worker took the drawing over: what this worker made counts no more."""


def page_key(evidence_id: int) -> str:
    """An unguessable storage key of one page image."""
    return f"{PAGES_FOLDER}/{evidence_id}/{get_random_string(40)}"


def new_preview(evidence: Evidence, *, at: datetime) -> EvidencePreview:
    """The row that waits for a worker, not saved yet; of a kind that has no pages it says so at once."""
    state = PreviewState.QUEUED if has_pages(evidence.content_type) else PreviewState.NONE
    return EvidencePreview(evidence=evidence, state=state, queued_at=at)


class EvidencePreviewQuerySet(models.QuerySet["EvidencePreview"]):
    def claimable(self, *, at: datetime) -> Self:
        """Waiting, or left behind by a worker whose lease ran out."""
        return self.filter(Q(state=PreviewState.QUEUED) | Q(state=PreviewState.DRAWING, lease_until__lt=at))

    def of_lease(self, preview: EvidencePreview) -> Self:
        """The row, as long as the worker that has ``preview`` in its hands holds the drawing too."""
        return self.filter(pk=preview.pk, state=PreviewState.DRAWING, lease_until=preview.lease_until)

    def abandoned(self, *, at: datetime) -> Self:
        """What is queued again: a lost entry of the queue, or a lease that ran out."""
        return self.filter(
            Q(state=PreviewState.QUEUED, queued_at__lt=at - LEASE) | Q(state=PreviewState.DRAWING, lease_until__lt=at)
        )


class EvidencePreview(models.Model):
    evidence = models.OneToOneField(
        "actions.Evidence", models.PROTECT, primary_key=True, related_name="preview", verbose_name="data dukung"
    )
    state = models.CharField("keadaan", max_length=10, choices=PreviewState.choices, default=PreviewState.QUEUED)
    queued_at = models.DateTimeField("masuk antrean")
    lease_until = models.DateTimeField("dipegang sampai", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("percobaan", default=0)
    page_total = models.PositiveIntegerField("jumlah halaman", null=True, blank=True)
    finished_at = models.DateTimeField("selesai", null=True, blank=True)
    error = models.CharField("kegagalan", max_length=300, blank=True)

    objects = EvidencePreviewQuerySet.as_manager()

    class Meta:
        verbose_name = "pratinjau data dukung"
        verbose_name_plural = "pratinjau data dukung"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=PreviewState.DRAWING) | Q(lease_until__isnull=False),
                name="preview_drawing_has_lease",
                violation_error_message="Pratinjau yang sedang disiapkan harus mencatat sampai kapan dipegang.",
            ),
            models.CheckConstraint(
                condition=~Q(state=PreviewState.READY)
                | Q(finished_at__isnull=False, page_total__isnull=False, page_total__gt=0),
                name="preview_ready_has_pages",
                violation_error_message="Pratinjau yang siap harus mencatat jumlah halamannya.",
            ),
            models.CheckConstraint(
                condition=~Q(state=PreviewState.FAILED) | ~Q(error=""),
                name="preview_failed_says_why",
                violation_error_message="Pratinjau yang gagal harus menyebutkan sebabnya.",
            ),
        ]

    def __str__(self) -> str:
        return f"Pratinjau {self.evidence_id}: {self.get_state_display()}"

    # Changes: conditional updates, since two workers could meet in each of them.

    def claim(self, *, at: datetime) -> bool:
        """Take the drawing; false when another worker has it or it is done."""
        taken = (
            EvidencePreview.objects.filter(pk=self.pk)
            .claimable(at=at)
            .update(state=PreviewState.DRAWING, lease_until=at + LEASE, attempts=F("attempts") + 1)
        )
        if taken:
            self.refresh_from_db(fields=["state", "lease_until", "attempts"])
        return bool(taken)

    def renew(self, *, at: datetime) -> None:
        """Heartbeat after each page. Raises :class:`LeaseLost`."""
        until = at + LEASE
        if not EvidencePreview.objects.of_lease(self).update(lease_until=until):
            raise LeaseLost
        self.lease_until = until

    @transaction.atomic
    def finish(self, *, pages: Iterable[EvidencePage], page_total: int, at: datetime) -> None:
        """Done: keep the pages. Raises :class:`LeaseLost`; then nothing is kept."""
        self._end(state=PreviewState.READY, page_total=page_total, finished_at=at)
        EvidencePage.objects.bulk_create(pages)

    def fail(self, *, error: str, at: datetime) -> None:
        """There will be no pages; ``error`` says why. Raises :class:`LeaseLost`."""
        self._end(state=PreviewState.FAILED, error=error, finished_at=at)

    def _end(self, **values: Any) -> None:
        if not EvidencePreview.objects.of_lease(self).update(lease_until=None, **values):
            raise LeaseLost
        self.refresh_from_db()

    # Questions

    @property
    def is_pending(self) -> bool:
        return self.state in {PreviewState.QUEUED, PreviewState.DRAWING}


class EvidencePage(models.Model):
    evidence = models.ForeignKey("actions.Evidence", models.PROTECT, related_name="pages", verbose_name="data dukung")
    number = models.PositiveSmallIntegerField("halaman")
    image = models.FileField("gambar", max_length=120)
    width = models.PositiveIntegerField("lebar (piksel)")
    height = models.PositiveIntegerField("tinggi (piksel)")

    class Meta:
        verbose_name = "halaman data dukung"
        verbose_name_plural = "halaman data dukung"
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "number"],
                name="evidence_page_once",
                violation_error_message="Halaman ini sudah ada.",
            ),
            models.CheckConstraint(
                condition=Q(number__gt=0, width__gt=0, height__gt=0) & ~Q(image=""),
                name="evidence_page_has_image",
                violation_error_message="Halaman harus bernomor dan bergambar.",
            ),
        ]

    def __str__(self) -> str:
        return f"Halaman {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("evidence-page", args=[self.evidence_id, self.number])
