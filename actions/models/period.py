"""Reporting periods of a plan."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q


class ReportingPeriodQuerySet(models.QuerySet["ReportingPeriod"]):
    def opened_by(self, moment: datetime) -> Self:
        return self.filter(opens_at__lte=moment)

    def in_order(self) -> Self:
        return self.order_by("year", "number", "pk")


class ReportingPeriod(models.Model):
    plan = models.ForeignKey("clusters.Plan", models.PROTECT, related_name="periods", verbose_name="rencana")
    year = models.PositiveSmallIntegerField("tahun")
    number = models.PositiveSmallIntegerField("urutan dalam tahun")
    code = models.CharField("kode", max_length=10)
    label = models.CharField("nama", max_length=60)
    starts_on = models.DateField("mulai")
    ends_on = models.DateField("berakhir")
    opens_at = models.DateTimeField("dibuka")
    due_at = models.DateTimeField("batas waktu")
    locks_at = models.DateTimeField("rencana dikunci")
    locked_at = models.DateTimeField("dikunci", null=True, blank=True)
    is_backfilled = models.BooleanField("diisi surut", default=False)

    objects = ReportingPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "periode pelaporan"
        verbose_name_plural = "periode pelaporan"
        constraints = [
            models.UniqueConstraint(fields=["plan", "year", "number"], name="period_once"),
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ends_on")),
                name="period_days_in_order",
                violation_error_message="Tanggal mulai harus sebelum tanggal berakhir.",
            ),
            models.CheckConstraint(
                condition=Q(opens_at__lt=F("due_at")),
                name="period_due_after_opening",
                violation_error_message="Batas waktu harus sesudah pembukaan.",
            ),
            models.CheckConstraint(
                condition=Q(due_at__lte=F("locks_at")),
                name="period_locks_after_due",
                violation_error_message="Penguncian harus sesudah batas waktu.",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def lock(self, *, at: datetime) -> None:
        self.locked_at = at
        self.save(update_fields=["locked_at"])

    def unlock(self) -> None:
        self.locked_at = None
        self.save(update_fields=["locked_at"])
