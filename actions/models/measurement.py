"""What an organization reports in a period: the draft, which people edit."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q

from actions.enums import MeasurementState
from ranpptppo.lib.fixed_point import FixedPointField


class ReportedValue(models.Model):
    """One of the states of a measurement, with its numbers (calculation.md, "What is measured")."""

    state = models.CharField("keadaan", max_length=15, choices=MeasurementState.choices)
    value = FixedPointField("nilai", null=True, blank=True)
    numerator = FixedPointField("pembilang", null=True, blank=True)
    denominator = FixedPointField("penyebut", null=True, blank=True)
    is_reached = models.BooleanField("tercapai", null=True, blank=True)
    reached_on = models.DateField("tanggal dokumen", null=True, blank=True)
    document_number = models.CharField("nomor dokumen", max_length=120, blank=True)
    reason = models.CharField("alasan", max_length=500, blank=True)
    may_exceed = models.BooleanField("pembilang boleh melebihi penyebut", default=False, editable=False)

    class Meta:
        abstract = True

    VALUE_FIELDS = (
        "state",
        "value",
        "numerator",
        "denominator",
        "is_reached",
        "reached_on",
        "document_number",
        "reason",
        "may_exceed",
    )

    def values(self) -> dict[str, Any]:
        """The reported value as keyword arguments for another row of the same kind."""
        return {field: getattr(self, field) for field in self.VALUE_FIELDS}


def value_constraints(prefix: str) -> list[models.BaseConstraint]:
    """What must never be false of a reported value, in draft and in rounds alike."""
    numbers_absent = Q(value__isnull=True, numerator__isnull=True, denominator__isnull=True, is_reached__isnull=True)
    return [
        models.CheckConstraint(
            condition=(Q(state=MeasurementState.VALUE) & ~numbers_absent)
            | (~Q(state=MeasurementState.VALUE) & numbers_absent),
            name=f"{prefix}_state_fits_value",
            violation_error_message="Angka hanya diisi bila keadaannya “angka”.",
        ),
        models.CheckConstraint(
            condition=Q(numerator__isnull=True, denominator__isnull=True)
            | Q(numerator__isnull=False, denominator__isnull=False),
            name=f"{prefix}_ratio_is_whole",
            violation_error_message="Isi pembilang dan penyebut, keduanya.",
        ),
        models.CheckConstraint(
            condition=Q(numerator__isnull=True) | Q(may_exceed=True) | Q(numerator__lte=F("denominator")),
            name=f"{prefix}_numerator_within",
            violation_error_message="Pembilang tidak boleh melebihi penyebut.",
        ),
        models.CheckConstraint(
            condition=Q(numerator__isnull=True) | Q(denominator__gt=Decimal(0)) | Q(numerator=Decimal(0)),
            name=f"{prefix}_nothing_over_zero",
            violation_error_message="Penyebut 0 hanya mungkin bila pembilang juga 0 (tidak ada kejadian).",
        ),
        models.CheckConstraint(
            condition=(Q(value__isnull=True) | Q(value__gte=Decimal(0)))
            & (Q(numerator__isnull=True) | Q(numerator__gte=Decimal(0), denominator__gte=Decimal(0))),
            name=f"{prefix}_not_negative",
            violation_error_message="Angka tidak boleh negatif.",
        ),
        models.CheckConstraint(
            condition=Q(is_reached__isnull=True) | Q(is_reached=False) | Q(reached_on__isnull=False),
            name=f"{prefix}_reached_has_date",
            violation_error_message="Capaian ya harus disertai tanggal dokumen.",
        ),
    ]


class Measurement(ReportedValue):
    """The draft of one indicator in a progress report; no row means nothing was filled in."""

    report = models.ForeignKey(
        "actions.ProgressReport", models.PROTECT, related_name="measurements", verbose_name="laporan"
    )
    indicator = models.ForeignKey(
        "actions.Indicator", models.PROTECT, related_name="measurements", verbose_name="indikator"
    )
    revision = models.PositiveIntegerField("revisi", default=1)
    updated_at = models.DateTimeField("diubah")
    updated_by = models.ForeignKey("clusters.User", models.PROTECT, related_name="+", verbose_name="diubah oleh")

    class Meta:
        verbose_name = "pengukuran"
        verbose_name_plural = "pengukuran"
        constraints = [
            models.UniqueConstraint(fields=["report", "indicator"], name="measurement_once"),
            *value_constraints("measurement"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.state}"


# The texts about an action, in the order in which they are asked for and printed.
TEXT_LABELS = {
    "achievement": "Capaian",
    "good_practice": "Praktik baik",
    "obstacle": "Kendala",
    "follow_up": "Tindak lanjut",
}


class NarrativeText(models.Model):
    achievement = models.TextField("capaian", blank=True)
    good_practice = models.TextField("praktik baik", blank=True)
    obstacle = models.TextField("kendala", blank=True)
    follow_up = models.TextField("tindak lanjut", blank=True)

    class Meta:
        abstract = True

    TEXT_FIELDS = tuple(TEXT_LABELS)

    def texts(self) -> dict[str, str]:
        return {field: getattr(self, field) for field in self.TEXT_FIELDS}


class Narrative(NarrativeText):
    """What an organization writes about an action in a period."""

    report = models.ForeignKey(
        "actions.ProgressReport", models.PROTECT, related_name="narratives", verbose_name="laporan"
    )
    action = models.ForeignKey("actions.Action", models.PROTECT, related_name="narratives", verbose_name="aksi")
    updated_at = models.DateTimeField("diubah")
    updated_by = models.ForeignKey("clusters.User", models.PROTECT, related_name="+", verbose_name="diubah oleh")

    class Meta:
        verbose_name = "narasi"
        verbose_name_plural = "narasi"
        constraints = [models.UniqueConstraint(fields=["report", "action"], name="narrative_once")]

    def __str__(self) -> str:
        return f"{self.report_id}/{self.action_id}"


class RealizedAmount(models.Model):
    """Rupiah spent on a budget line since 1 January, or one of the two states without a number."""

    state = models.CharField("keadaan", max_length=15, choices=MeasurementState.choices)
    amount = models.BigIntegerField("realisasi (rupiah)", null=True, blank=True)

    class Meta:
        abstract = True


def amount_constraints(prefix: str) -> list[models.BaseConstraint]:
    return [
        models.CheckConstraint(
            condition=Q(state=MeasurementState.VALUE, amount__isnull=False, amount__gte=0)
            | (~Q(state=MeasurementState.VALUE) & Q(amount__isnull=True)),
            name=f"{prefix}_state_fits_amount",
            violation_error_message="Realisasi diisi dengan rupiah utuh, tidak negatif.",
        )
    ]


class Realization(RealizedAmount):
    report = models.ForeignKey(
        "actions.ProgressReport", models.PROTECT, related_name="realizations", verbose_name="laporan"
    )
    line = models.ForeignKey(
        "actions.BudgetLine", models.PROTECT, related_name="realizations", verbose_name="baris anggaran"
    )
    updated_at = models.DateTimeField("diubah")
    updated_by = models.ForeignKey("clusters.User", models.PROTECT, related_name="+", verbose_name="diubah oleh")

    class Meta:
        verbose_name = "realisasi"
        verbose_name_plural = "realisasi"
        constraints = [
            models.UniqueConstraint(fields=["report", "line"], name="realization_once"),
            *amount_constraints("realization"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.amount}"
