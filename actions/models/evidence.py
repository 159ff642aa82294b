"""Evidence (data dukung): files behind what is reported. Never personal data of victims."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.crypto import get_random_string

from actions.enums import EvidenceKind

if TYPE_CHECKING:
    from clusters.models import User


def evidence_key(evidence: Evidence, filename: str) -> str:
    """An unguessable storage key; the original name is kept in a column only."""
    return f"evidence/{evidence.report_id}/{get_random_string(40)}"


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
    uploaded_at = models.DateTimeField("diunggah")
    uploaded_by = models.ForeignKey("clusters.User", models.PROTECT, related_name="+", verbose_name="diunggah oleh")
    removed_at = models.DateTimeField("ditarik", null=True, blank=True)
    removed_by = models.ForeignKey(
        "clusters.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ditarik oleh"
    )

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
        ]

    def __str__(self) -> str:
        return self.original_name

    def get_absolute_url(self) -> str:
        return reverse("evidence-download", args=[self.pk])

    def withdraw(self, *, by: User, at: datetime) -> None:
        """Take the file off the draft; the row and the file stay."""
        self.removed_by, self.removed_at = by, at
        self.save(update_fields=["removed_by", "removed_at"])
