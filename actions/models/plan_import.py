"""Which plan matrix was imported when, by whom, from which file."""

from __future__ import annotations

from django.db import models


class PlanImport(models.Model):
    plan = models.ForeignKey("clusters.Plan", models.PROTECT, related_name="imports", verbose_name="rencana")
    file_name = models.CharField("nama berkas", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    rows = models.PositiveIntegerField("baris")
    changes = models.PositiveIntegerField("perubahan")
    imported_at = models.DateTimeField("diimpor")
    imported_by = models.ForeignKey("clusters.User", models.PROTECT, related_name="+", verbose_name="diimpor oleh")

    class Meta:
        verbose_name = "impor rencana"
        verbose_name_plural = "impor rencana"

    def __str__(self) -> str:
        return f"{self.file_name} {self.imported_at:%Y-%m-%d}"
