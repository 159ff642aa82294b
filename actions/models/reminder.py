"""Reminders that a person sent by hand about one report that is owed; what each recipient was told is the outbox's."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def newest_first(self) -> Self:
        return self.order_by("-sent_at", "-pk")


class Reminder(models.Model):
    """``people``: how many were told. The report may not have been opened yet, so its key stands here."""

    organization = models.ForeignKey(
        "clusters.Organization", models.PROTECT, related_name="reminders", verbose_name="instansi"
    )
    cluster = models.ForeignKey("clusters.Cluster", models.PROTECT, related_name="+", verbose_name="klaster")
    period = models.ForeignKey("actions.ReportingPeriod", models.PROTECT, related_name="+", verbose_name="periode")
    people = models.PositiveSmallIntegerField("penerima")
    sent_at = models.DateTimeField("dikirim")
    sent_by = models.ForeignKey("clusters.User", models.PROTECT, related_name="+", verbose_name="dikirim oleh")

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = "pengingat"
        verbose_name_plural = "pengingat"
        constraints = [
            models.CheckConstraint(
                condition=Q(people__gte=1),
                name="reminder_reaches_somebody",
                violation_error_message="Pengingat memiliki sekurang-kurangnya satu penerima.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.sent_at:%Y-%m-%d}"
