"""A further volume of a report: part of its complete matrix, bound on its own. The report's own file is Jilid I."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from ranpptppo.lib.roman import roman
from reports.models.report import Report, report_key


def volume_key(volume: ReportVolume, filename: str) -> str:
    """In the folder of its report."""
    return report_key(volume.report, filename)


class ReportVolumeQuerySet(models.QuerySet["ReportVolume"]):
    def in_order(self) -> Self:
        return self.order_by("number")


class ReportVolume(models.Model):
    """Written with the report's own file, all or none, and never changed."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="volumes", verbose_name="laporan")
    number = models.PositiveSmallIntegerField("jilid")
    file = models.FileField("berkas", upload_to=volume_key, max_length=120)
    file_sha256 = models.CharField("SHA-256 berkas", max_length=64)
    pages = models.PositiveIntegerField("halaman")

    objects = ReportVolumeQuerySet.as_manager()

    class Meta:
        verbose_name = "jilid laporan"
        verbose_name_plural = "jilid laporan"
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="report_volume_once"),
            models.CheckConstraint(
                condition=Q(number__gte=2, pages__gt=0) & ~Q(file="") & ~Q(file_sha256=""),
                name="report_volume_has_file",
            ),
        ]

    def __str__(self) -> str:
        return f"Jilid {roman(self.number)}"

    @property
    def file_name(self) -> str:
        """``Laporan-Tahunan-GT-PPTPPO-2024-v1-Jilid-2.pdf``."""
        return self.report.data_name(f"Jilid-{self.number}.pdf")
