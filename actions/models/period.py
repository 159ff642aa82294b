"""Reporting periods of a plan."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from actions.enums import PeriodEventKind


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

    def move_dates(self, *, opens_at: datetime, due_at: datetime, locks_at: datetime) -> None:
        self.opens_at, self.due_at, self.locks_at = opens_at, due_at, locks_at
        self.save(update_fields=["opens_at", "due_at", "locks_at"])


class PeriodEvent(models.Model):
    """What was done to a whole period or to many of its reports at once; append-only, and shown with the period.

    ``organization``: the one that it was done for, none for all. ``cluster_numbers``: where it was done for some
    clusters only, ``"1, 2"``. ``reports``: how many reports it touched; each has an event of its own.
    ``opens_at``, ``due_at`` and ``locks_at`` of changed dates are the moments as they stood before.
    """

    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="events", verbose_name="periode")
    kind = models.CharField("jenis", max_length=10, choices=PeriodEventKind.choices)
    at = models.DateTimeField("waktu")
    by = models.ForeignKey("clusters.User", models.PROTECT, related_name="+", verbose_name="oleh")
    note = models.CharField("alasan", max_length=500, blank=True)
    organization = models.ForeignKey(
        "clusters.Organization", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="instansi"
    )
    cluster_numbers = models.CharField("klaster", max_length=40, blank=True)
    reports = models.PositiveIntegerField("jumlah laporan", default=0)
    until = models.DateTimeField("sampai", null=True, blank=True)
    opens_at = models.DateTimeField("dibuka, semula", null=True, blank=True)
    due_at = models.DateTimeField("batas waktu, semula", null=True, blank=True)
    locks_at = models.DateTimeField("rencana dikunci, semula", null=True, blank=True)

    class Meta:
        verbose_name = "riwayat periode"
        verbose_name_plural = "riwayat periode"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=PeriodEventKind.LOCK) | ~Q(note=""),
                name="period_event_has_reason",
                violation_error_message="Perubahan periode harus disertai alasan.",
            ),
            models.CheckConstraint(
                condition=~Q(kind=PeriodEventKind.EXTEND) | Q(until__isnull=False),
                name="period_extension_has_end",
                violation_error_message="Perpanjangan harus menyebut sampai kapan.",
            ),
            models.CheckConstraint(
                condition=~Q(kind=PeriodEventKind.DATES)
                | Q(opens_at__isnull=False, due_at__isnull=False, locks_at__isnull=False),
                name="period_dates_say_what_was",
                violation_error_message="Perubahan tanggal harus mencatat tanggal semula.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.get_kind_display()}"
