"""The decree behind a row of the registry, as a file; a better copy is a further row, and the earlier ones stay."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.crypto import get_random_string

DECREE_FOLDER = "decrees"


def decree_key(decree: DecreeFile, filename: str) -> str:
    """An unguessable storage key; the original name is kept in a column only."""
    return f"{DECREE_FOLDER}/{decree.task_force_id}/{get_random_string(40)}"


class DecreeFileQuerySet(models.QuerySet["DecreeFile"]):
    def latest_first(self) -> Self:
        return self.order_by("-uploaded_at", "-pk")


class DecreeFile(models.Model):
    task_force = models.ForeignKey(
        "clusters.TaskForce", models.PROTECT, related_name="files", verbose_name="gugus tugas daerah"
    )
    file = models.FileField("berkas", upload_to=decree_key, max_length=120)
    original_name = models.CharField("nama berkas", max_length=200)
    content_type = models.CharField("jenis isi", max_length=100)
    size = models.PositiveIntegerField("ukuran (bita)")
    sha256 = models.CharField("SHA-256", max_length=64)
    finding = models.CharField("temuan pemeriksaan isi", max_length=300, blank=True)
    statement = models.CharField("pernyataan pengunggah", max_length=300, blank=True)
    uploaded_at = models.DateTimeField("diunggah")
    uploaded_by = models.ForeignKey("clusters.User", models.PROTECT, related_name="+", verbose_name="diunggah oleh")

    objects = DecreeFileQuerySet.as_manager()

    class Meta:
        verbose_name = "berkas keputusan"
        verbose_name_plural = "berkas keputusan"
        constraints = [
            models.CheckConstraint(
                condition=Q(size__gt=0),
                name="decree_file_not_empty",
                violation_error_message="Berkas keputusan tidak boleh kosong.",
            ),
            models.CheckConstraint(
                condition=Q(finding="") | ~Q(statement=""),
                name="decree_file_finding_is_answered",
                violation_error_message="Temuan pemeriksaan isi memerlukan pernyataan pengunggah.",
            ),
        ]

    def __str__(self) -> str:
        return self.original_name
