"""Budget lines of an action and their ceilings, versioned."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from actions.enums import FundingSource

if TYPE_CHECKING:
    from clusters.models import User


class BudgetLine(models.Model):
    action = models.ForeignKey("actions.Action", models.PROTECT, related_name="budget_lines", verbose_name="aksi")
    organization = models.ForeignKey(
        "clusters.Organization", models.PROTECT, related_name="budget_lines", verbose_name="instansi"
    )
    fiscal_year = models.PositiveSmallIntegerField("tahun anggaran")
    source = models.CharField("sumber dana", max_length=15, choices=FundingSource.choices)
    code = models.CharField("kode anggaran", max_length=60, blank=True)
    title = models.CharField("uraian", max_length=250, blank=True)
    handed_over_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="handed_over_to",
        editable=False,
        verbose_name="diserahkan dari",
    )

    history = HistoricalRecords(verbose_name="riwayat baris anggaran")
    _history_user: User | None
    _history_date: datetime

    class Meta:
        verbose_name = "baris anggaran"
        verbose_name_plural = "baris anggaran"
        constraints = [
            models.UniqueConstraint(
                fields=["action", "organization", "fiscal_year", "source", "code"], name="budget_line_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code or self.title or self.get_source_display()} {self.fiscal_year}"


class BudgetCeiling(models.Model):
    """Version 1 is the first ceiling (pagu awal); the latest later version is the revised one."""

    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="ceilings", verbose_name="baris anggaran")
    version = models.PositiveSmallIntegerField("versi", default=1)
    amount = models.BigIntegerField("pagu (rupiah)")
    reason = models.CharField("alasan", max_length=300, blank=True)
    set_at = models.DateTimeField("ditetapkan")
    set_by = models.ForeignKey(
        "clusters.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ditetapkan oleh"
    )

    class Meta:
        verbose_name = "pagu"
        verbose_name_plural = "pagu"
        constraints = [
            models.UniqueConstraint(fields=["line", "version"], name="budget_ceiling_once"),
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="budget_ceiling_not_negative",
                violation_error_message="Pagu tidak boleh negatif.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line} v{self.version}"


class UnlinkedBudget(models.Model):
    """Money for TPPO in an organization's budget that refers to no action of the plan (*anggaran tanpa aksi*).

    It is in no total. Linked to an action it becomes a :class:`BudgetLine`, and stays readable as what it was.
    """

    organization = models.ForeignKey(
        "clusters.Organization", models.PROTECT, related_name="unlinked_budgets", verbose_name="instansi"
    )
    fiscal_year = models.PositiveSmallIntegerField("tahun anggaran")
    source = models.CharField("sumber dana", max_length=15, choices=FundingSource.choices)
    code = models.CharField("kode anggaran", max_length=60, blank=True)
    title = models.CharField("uraian", max_length=250)
    amount = models.BigIntegerField("jumlah (rupiah)")
    note = models.CharField("keterangan", max_length=300, blank=True)
    recorded_at = models.DateTimeField("dicatat")
    recorded_by = models.ForeignKey("clusters.User", models.PROTECT, related_name="+", verbose_name="dicatat oleh")
    line = models.OneToOneField(
        BudgetLine, models.PROTECT, null=True, blank=True, related_name="origin", verbose_name="menjadi baris anggaran"
    )
    linked_at = models.DateTimeField("ditautkan", null=True, blank=True)
    linked_by = models.ForeignKey(
        "clusters.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ditautkan oleh"
    )

    history = HistoricalRecords(verbose_name="riwayat anggaran tanpa aksi")
    _history_user: User | None
    _history_date: datetime

    class Meta:
        verbose_name = "anggaran tanpa aksi"
        verbose_name_plural = "anggaran tanpa aksi"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "fiscal_year", "source", "code", "title"],
                name="unlinked_budget_once",
                violation_error_message="Anggaran dengan kode dan uraian yang sama sudah tercatat.",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="unlinked_budget_not_negative",
                violation_error_message="Jumlah tidak boleh negatif.",
            ),
            models.CheckConstraint(
                condition=Q(line__isnull=True, linked_at__isnull=True, linked_by__isnull=True)
                | Q(line__isnull=False, linked_at__isnull=False, linked_by__isnull=False),
                name="unlinked_budget_link_is_signed",
                violation_error_message="Penautan harus mencatat baris anggaran, siapa, dan kapan.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}".strip()
