"""A report's figures as they are embedded in its file: packed once, when they are frozen."""

from __future__ import annotations

from django.db import models

from reports.freezing import Frozen, frozen
from reports.models.report import Report


class FrozenFigures(models.Model):
    """The canonical JSON of ``Report.figures``, whose SHA-256 the report has, and the few figures that a binder reads.

    Never changed. A report frozen by an earlier version has none; its binder packs the figures anew.
    """

    report = models.OneToOneField(Report, models.CASCADE, related_name="frozen", verbose_name="laporan")
    head = models.JSONField("yang dibaca saat menjilid")
    packed = models.BinaryField("angka termampat")
    size = models.PositiveBigIntegerField("ukuran")
    md5 = models.CharField("MD5", max_length=32)

    class Meta:
        verbose_name = "angka beku"
        verbose_name_plural = "angka beku"

    def __str__(self) -> str:
        return f"Angka beku {self.report}"

    @classmethod
    def of(cls, report: Report, frozen: Frozen) -> FrozenFigures:
        """To be saved with ``report.figures``, in the same transaction."""
        return cls(report=report, head=frozen.head, packed=frozen.packed, size=frozen.size, md5=frozen.md5)

    @classmethod
    def read_of(cls, report: Report) -> Frozen:
        """Of a report with figures, which are read themselves only where an earlier version froze them."""
        kept = cls.objects.select_related("report").defer("report__figures").filter(report=report).first()
        return frozen(report.figures or {}) if kept is None else kept.as_frozen

    @property
    def as_frozen(self) -> Frozen:
        return Frozen(self.head, bytes(self.packed), self.size, self.md5, self.report.figures_sha256)
