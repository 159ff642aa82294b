"""Evidence (data dukung): files behind what is reported. Never personal data of victims."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import OuterRef, Prefetch, Q, Subquery
from django.urls import reverse
from django.utils.crypto import get_random_string

from actions.enums import EvidenceKind
from actions.models.preview import EvidencePage
from actions.models.rounds import ProgressEvent

if TYPE_CHECKING:
    from clusters.models import User


EVIDENCE_FOLDER = "evidence"


def evidence_key(evidence: Evidence, filename: str) -> str:
    """An unguessable storage key; the original name is kept in a column only."""
    return f"{EVIDENCE_FOLDER}/{evidence.report_id}/{get_random_string(40)}"


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def in_force(self) -> Self:
        """Not withdrawn."""
        return self.filter(removed_at__isnull=True)

    def readable_by(self, user: User) -> Self:
        """Of visible reports: the own organization's, and of others what was there at the last filing.

        A draft's files are its own, also those of a draft that was returned or opened again.
        """
        filings = ProgressEvent.objects.filter(report=OuterRef("report"), is_filing=True).order_by("-at", "-pk")
        filed = Q(uploaded_at__lte=Subquery(filings.values("at")[:1]))
        return self.filter(Q(report__organization=user.organization_id) | filed)

    def to_show(self) -> Self:
        """With all that lists and the viewer say of a file: three queries, however many files."""
        related = self.select_related("indicator", "uploaded_by", "preview")
        pages = EvidencePage.objects.order_by("number")
        return related.prefetch_related(Prefetch("pages", pages)).order_by("uploaded_at", "pk")


class Evidence(models.Model):
    report = models.ForeignKey(
        "actions.ProgressReport", models.PROTECT, related_name="evidence", verbose_name="laporan"
    )
    indicator = models.ForeignKey(
        "actions.Indicator", models.PROTECT, null=True, blank=True, related_name="evidence", verbose_name="indikator"
    )
    kind = models.CharField("jenis", max_length=20, choices=EvidenceKind.choices)
    file = models.FileField("berkas", upload_to=evidence_key, max_length=120)
    original_name = models.CharField("nama berkas", max_length=200)
    content_type = models.CharField("jenis isi", max_length=100)
    size = models.PositiveIntegerField("ukuran (bita)")
    sha256 = models.CharField("SHA-256", max_length=64)
    note = models.CharField("keterangan", max_length=300, blank=True)
    finding = models.CharField("temuan pemeriksaan isi", max_length=300, blank=True)
    statement = models.CharField("pernyataan pengunggah", max_length=300, blank=True)
    uploaded_at = models.DateTimeField("diunggah")
    uploaded_by = models.ForeignKey("clusters.User", models.PROTECT, related_name="+", verbose_name="diunggah oleh")
    removed_at = models.DateTimeField("ditarik", null=True, blank=True)
    removed_by = models.ForeignKey(
        "clusters.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ditarik oleh"
    )

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = "data dukung"
        verbose_name_plural = "data dukung"
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="evidence_removal_is_signed",
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="evidence_not_empty"),
            models.CheckConstraint(
                condition=Q(finding="") | ~Q(statement=""),
                name="evidence_finding_is_answered",
                violation_error_message="Berkas yang diduga memuat data pribadi harus disertai pernyataan.",
            ),
        ]

    def __str__(self) -> str:
        return self.original_name

    def get_absolute_url(self) -> str:
        return reverse("evidence-download", args=[self.pk])

    def withdraw(self, *, by: User, at: datetime) -> None:
        """Take the file off the draft; the row and the file stay."""
        self.removed_by, self.removed_at = by, at
        self.save(update_fields=["removed_by", "removed_at"])


class EvidenceRequirement(models.Model):
    """A kind of evidence that an indicator asks for; where none is set, its measure decides (actions/checklist.py)."""

    indicator = models.ForeignKey(
        "actions.Indicator", models.PROTECT, related_name="evidence_requirements", verbose_name="indikator"
    )
    kind = models.CharField("jenis", max_length=20, choices=EvidenceKind.choices)

    class Meta:
        verbose_name = "data dukung yang diminta"
        verbose_name_plural = "data dukung yang diminta"
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "kind"],
                name="evidence_requirement_once",
                violation_error_message="Jenis data dukung ini sudah diminta untuk indikator tersebut.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
