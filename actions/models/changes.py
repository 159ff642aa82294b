"""The append-only log of what people change in a draft, cell by cell, between the rounds.

Triggers on both databases refuse UPDATE and DELETE on it (``actions/triggers.py``).
"""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from actions.enums import EntryVia


class EntryChangeQuerySet(models.QuerySet["EntryChange"]):
    def in_order(self) -> Self:
        return self.order_by("at", "pk")


class EntryChange(models.Model):
    """One changed cell: a measurement, one text of a narrative (``part``), or a realization.

    ``before`` and ``after`` are what a reader sees (``actions.entry.shown``, a narrative's text, rupiah); empty: nothing
    was filled in. The exact values of what was filed stand in the rounds.
    """

    report = models.ForeignKey(
        "actions.ProgressReport", models.PROTECT, related_name="entry_changes", verbose_name="laporan"
    )
    indicator = models.ForeignKey(
        "actions.Indicator", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="indikator"
    )
    action = models.ForeignKey(
        "actions.Action", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="aksi"
    )
    line = models.ForeignKey(
        "actions.BudgetLine", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="baris anggaran"
    )
    part = models.CharField("bagian narasi", max_length=20, blank=True)
    before = models.TextField("sebelum", blank=True)
    after = models.TextField("sesudah", blank=True)
    reason = models.CharField("alasan", max_length=500, blank=True)
    via = models.CharField("melalui", max_length=10, choices=EntryVia.choices, default=EntryVia.PAGE)
    at = models.DateTimeField("waktu")
    by = models.ForeignKey("clusters.User", models.PROTECT, related_name="+", verbose_name="oleh")

    objects = EntryChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "perubahan isian"
        verbose_name_plural = "perubahan isian"
        constraints = [
            models.CheckConstraint(
                condition=Q(indicator__isnull=False, action__isnull=True, line__isnull=True, part="")
                | (Q(indicator__isnull=True, action__isnull=False, line__isnull=True) & ~Q(part=""))
                | Q(indicator__isnull=True, action__isnull=True, line__isnull=False, part=""),
                name="entry_change_is_about_one_cell",
                violation_error_message="Perubahan isian menyangkut tepat satu isian.",
            )
        ]
        indexes = [models.Index(fields=["report", "at", "id"], name="entry_change_by_report")]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.before} → {self.after}"
