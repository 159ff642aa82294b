"""A printed paper of the working day: a reminder letter, a receipt of a filing, a form to be signed by hand, a brief.

What it prints is frozen when it is asked for; the worker turns that into a PDF and nothing else. (The annual report has
a model of its own: it has editions and figures.)
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.crypto import get_random_string

from actions.models import ProgressReport
from actions.models.progress import SEES_EVERYTHING
from reports.enums import DocumentKind, RenderState

if TYPE_CHECKING:
    from clusters.models import User

LEASE = timedelta(minutes=3)  # longer than any paper takes
UNFINISHED = (RenderState.QUEUED, RenderState.RENDERING)


def document_folder(document: Document) -> str:
    """Where in the storage the file of one document lies, alone."""
    return f"documents/{document.pk}"


def document_key(document: Document, filename: str) -> str:
    """An unguessable storage key; the name a reader sees is made at download."""
    return f"{document_folder(document)}/{get_random_string(40)}.pdf"


def _letters_of(user: User) -> Q:
    """Letters and briefs that a person sees."""
    region = user.organization.region_id
    if region is None and user.role in SEES_EVERYTHING:
        return Q()
    letters = Q(organization=user.organization_id) | Q(requested_by__organization=user.organization_id)
    if region is not None:
        letters |= Q(organization__region=region) | Q(organization__region__parent=region)
    return letters


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: User, *, on: date) -> Self:
        """Letters and briefs: whom they are about, who wrote them, overseers. Papers of a report: who sees the report.

        A draft is seen by the own organization alone.
        """
        own, letters = Q(organization=user.organization_id), _letters_of(user)
        reports = ProgressReport.objects.visible_to(user, on=on).values("pk")
        papers = Q(progress_report__in=reports) & (Q(is_draft=False) | own)
        is_letter = Q(kind__in=(DocumentKind.LETTER, DocumentKind.BRIEF))
        return self.filter((is_letter & letters) | (~is_letter & papers))

    def letters_visible_to(self, user: User) -> Self:
        """The letters among ``visible_to``, whoever sees which report."""
        return self.filter(_letters_of(user), kind=DocumentKind.LETTER)

    def verifiable(self) -> Self:
        """Briefs and profiles, printed to their end: anybody may ask whether such a code was given (/l/)."""
        return self.filter(kind=DocumentKind.BRIEF, state=RenderState.READY)

    def newest_first(self) -> Self:
        return self.order_by("-requested_at", "-pk")

    def claimable(self, *, at: datetime) -> Self:
        """Waiting, or left behind by a worker whose lease ran out."""
        return self.filter(Q(state=RenderState.QUEUED) | Q(state=RenderState.RENDERING, lease_until__lt=at))

    def abandoned(self, *, at: datetime) -> Self:
        """What the reaper takes up: a lost queue entry, or a lease that ran out."""
        lost = Q(state=RenderState.QUEUED, requested_at__lt=at - LEASE)
        return self.filter(lost | Q(state=RenderState.RENDERING, lease_until__lt=at))

    def of_lease(self, document: Document) -> Self:
        """The row, as long as the worker that holds ``document`` in its hands holds the rendering too."""
        return self.filter(pk=document.pk, state=RenderState.RENDERING, lease_until=document.lease_until)


class Document(models.Model):
    kind = models.CharField("jenis", max_length=10, choices=DocumentKind.choices)
    organization = models.ForeignKey(
        "clusters.Organization", models.PROTECT, related_name="documents", verbose_name="instansi"
    )
    progress_report = models.ForeignKey(
        "actions.ProgressReport",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name="laporan kemajuan",
    )
    filing = models.ForeignKey(
        "actions.ProgressEvent", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="pelaporan"
    )
    is_draft = models.BooleanField("draf", default=False)
    number = models.CharField("nomor surat", max_length=60, blank=True)
    context = models.JSONField("isi beku")
    context_sha256 = models.CharField("SHA-256 isi", max_length=64)
    short_code = models.CharField("kode singkat", max_length=12, unique=True)
    requested_at = models.DateTimeField("diminta")
    requested_by = models.ForeignKey("clusters.User", models.PROTECT, related_name="+", verbose_name="diminta oleh")
    state = models.CharField("keadaan", max_length=10, choices=RenderState.choices, default=RenderState.QUEUED)
    lease_until = models.DateTimeField("dipegang sampai", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("percobaan", default=0)
    finished_at = models.DateTimeField("selesai", null=True, blank=True)
    error = models.TextField("kegagalan", blank=True)
    file = models.FileField("berkas", upload_to=document_key, max_length=120, blank=True)
    file_sha256 = models.CharField("SHA-256 berkas", max_length=64, blank=True)
    pages = models.PositiveIntegerField("halaman", null=True, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "dokumen"
        verbose_name_plural = "dokumen"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=DocumentKind.LETTER, progress_report__isnull=True, filing__isnull=True, is_draft=False)
                & ~Q(number="")
                | Q(kind=DocumentKind.RECEIPT, progress_report__isnull=False, filing__isnull=False, is_draft=False)
                | Q(kind=DocumentKind.FORM, progress_report__isnull=False, filing__isnull=True)
                | Q(
                    kind=DocumentKind.BRIEF,
                    progress_report__isnull=True,
                    filing__isnull=True,
                    is_draft=False,
                    number="",
                ),
                name="document_fits_kind",
                violation_error_message=(
                    "Surat memiliki nomor; bukti lapor dan formulir memiliki laporannya; bahan rapat tidak satu pun."
                ),
            ),
            models.UniqueConstraint(
                fields=["number"],
                condition=Q(kind=DocumentKind.LETTER),
                name="document_letter_number_once",
                violation_error_message="Nomor ini sudah dipakai surat lain.",
            ),
            models.UniqueConstraint(
                fields=["filing"], condition=Q(kind=DocumentKind.RECEIPT), name="document_receipt_once"
            ),
            models.UniqueConstraint(
                fields=["progress_report", "context_sha256"],
                condition=Q(kind=DocumentKind.FORM),
                name="document_form_once",
            ),
            models.CheckConstraint(
                condition=~Q(state=RenderState.READY)
                | (~Q(file="") & ~Q(file_sha256="") & Q(finished_at__isnull=False, pages__isnull=False, pages__gt=0)),
                name="document_ready_has_file",
            ),
            models.CheckConstraint(
                condition=~Q(state=RenderState.FAILED) | ~Q(error=""), name="document_failed_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(state=RenderState.RENDERING) | Q(lease_until__isnull=False),
                name="document_rendering_has_lease",
            ),
        ]
        indexes = [models.Index(fields=["state", "requested_at"], name="document_by_state")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number or self.short_code}"

    def get_absolute_url(self) -> str:
        return reverse("document-detail", args=[self.pk])

    @property
    def title(self) -> str:
        """``Bukti lapor Triwulan I 2024, klaster 1``."""
        return str(self.context["title"])

    @property
    def kind_in_words(self) -> str:
        """A brief says itself what it is: ``Bahan rapat``, ``Profil daerah``."""
        return str(self.context.get("name") or self.get_kind_display())

    @property
    def file_name(self) -> str:
        """``Bukti-Lapor-KEMENPPPA-TW1-2024-klaster-1.pdf``: the frozen context says it."""
        return str(self.context["file_name"])

    @property
    def is_unfinished(self) -> bool:
        return self.state in UNFINISHED

    # Changes: two workers, or two people, could meet in each of them, so each is a conditional UPDATE.

    def claim(self, *, at: datetime) -> bool:
        """Take the rendering; false when another worker has it or it is done."""
        free = Document.objects.filter(pk=self.pk).claimable(at=at)
        taken = free.update(state=RenderState.RENDERING, lease_until=at + LEASE, attempts=F("attempts") + 1, error="")
        if taken:
            self.refresh_from_db()
        return bool(taken)

    def finish(self, *, file_name: str, file_sha256: str, pages: int, at: datetime) -> bool:
        """Done: record the stored file; false when this worker no longer holds the rendering."""
        stored = {"file": file_name, "file_sha256": file_sha256, "pages": pages}
        return self._end(Document.objects.of_lease(self), state=RenderState.READY, finished_at=at, **stored)

    def fail(self, *, error: str, at: datetime) -> bool:
        """Not to be printed: ``error`` says why. False when this worker no longer holds the rendering."""
        return self._end(Document.objects.of_lease(self), state=RenderState.FAILED, error=error, finished_at=at)

    def requeue(self) -> bool:
        """A failed rendering waits for a worker again; false when somebody asked for that already."""
        failed = Document.objects.filter(pk=self.pk, state=RenderState.FAILED)
        return self._end(failed, state=RenderState.QUEUED, error="", finished_at=None, attempts=0)

    def _end(self, rows: DocumentQuerySet, **values: Any) -> bool:
        """Let go of the lease with ``values``, if the row is still among ``rows``."""
        done = rows.update(lease_until=None, **values)
        if done:
            self.refresh_from_db(fields=["lease_until", *values])
        return bool(done)
