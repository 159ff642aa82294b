"""Indicators of an action and their yearly targets, versioned."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Q

from actions.enums import Accumulation, Direction, Measure
from ranpptppo.lib.fixed_point import FixedPointField

_FITTING = (
    Q(measure__in=[Measure.COUNT, Measure.PERCENTAGE], accumulation__in=["flow", "running", "stock"])
    | Q(measure=Measure.COUNT, accumulation=Accumulation.LATEST)
    | Q(measure=Measure.MILESTONE, accumulation__in=[Accumulation.ONCE, Accumulation.YEARLY])
)


def text_key(text: str) -> str:
    """The key of an indicator's wording: spaces and case folded (calculation.md, "The matrix file")."""
    return " ".join(text.split()).casefold()


class Indicator(models.Model):
    action = models.ForeignKey("actions.Action", models.PROTECT, related_name="indicators", verbose_name="aksi")
    code = models.CharField("kode indikator", max_length=40, blank=True)
    text = models.CharField("indikator", max_length=500)
    text_key = models.CharField("kunci bunyi", max_length=500, editable=False)
    unit = models.CharField("satuan", max_length=60)
    measure = models.CharField("jenis ukuran", max_length=12, choices=Measure.choices)
    accumulation = models.CharField("perhitungan", max_length=10, choices=Accumulation.choices)
    direction = models.CharField("arah", max_length=10, choices=Direction.choices, default=Direction.RISING)
    numerator_label = models.CharField("pembilang", max_length=250, blank=True)
    denominator_label = models.CharField("penyebut", max_length=250, blank=True)
    baseline = FixedPointField("data dasar", null=True, blank=True)
    baseline_year = models.PositiveSmallIntegerField("tahun data dasar", null=True, blank=True)
    is_additive = models.BooleanField("dijumlahkan antarpelapor", default=False)
    allows_over = models.BooleanField("pembilang boleh melebihi penyebut", default=False)
    reports_without_target = models.BooleanField("dilaporkan walau tanpa target", default=False)
    # Texts of reports refer to an indicator by its action's number and this, so it never changes (reports.references).
    position = models.PositiveSmallIntegerField("urutan", default=1)

    class Meta:
        verbose_name = "indikator"
        verbose_name_plural = "indikator"
        constraints = [
            models.UniqueConstraint(
                fields=["action", "text_key"],
                name="indicator_text_once_per_action",
                violation_error_message="Indikator dengan bunyi yang sama sudah ada pada aksi ini.",
            ),
            models.UniqueConstraint(
                fields=["action", "code"], condition=~Q(code=""), name="indicator_code_once_per_action"
            ),
            models.UniqueConstraint(
                fields=["action", "position"],
                name="indicator_position_once_per_action",
                violation_error_message="Urutan ini sudah dipakai indikator lain pada aksi ini.",
            ),
            models.CheckConstraint(
                condition=_FITTING,
                name="indicator_accumulation_fits_measure",
                violation_error_message="Perhitungan ini tidak berlaku untuk jenis ukurannya.",
            ),
            models.CheckConstraint(
                condition=Q(is_additive=False) | (~Q(measure=Measure.MILESTONE) & ~Q(accumulation=Accumulation.LATEST)),
                name="indicator_additive_only_where_it_adds",
                violation_error_message="Nilai terakhir dan capaian ya/tidak tidak pernah dijumlahkan.",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class TargetQuerySet(models.QuerySet["Target"]):
    def as_of(self, moment: datetime) -> Self:
        """Versions approved at or before ``moment``."""
        return self.filter(approved_at__lte=moment)

    def of_the_plan(self) -> Self:
        return self.filter(assignment__isnull=True)


class Target(models.Model):
    """One version of a year's target: of the plan, or of one (adopting) assignment.

    ``value`` of a milestone is 1 where it is due. No ``value``: this version takes the target away.
    """

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="targets", verbose_name="indikator")
    assignment = models.ForeignKey(
        "actions.Assignment", models.PROTECT, null=True, blank=True, related_name="targets", verbose_name="penugasan"
    )
    year = models.PositiveSmallIntegerField("tahun")
    version = models.PositiveSmallIntegerField("versi", default=1)
    value = FixedPointField("target", null=True, blank=True)
    reason = models.CharField("alasan", max_length=500, blank=True)
    requested_by = models.ForeignKey(
        "clusters.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="diusulkan oleh"
    )
    approved_by = models.ForeignKey(
        "clusters.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="disetujui oleh"
    )
    approved_at = models.DateTimeField("disetujui")

    objects = TargetQuerySet.as_manager()

    class Meta:
        verbose_name = "target"
        verbose_name_plural = "target"
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "year", "version"],
                condition=Q(assignment__isnull=True),
                name="target_version_once",
            ),
            models.UniqueConstraint(
                fields=["indicator", "assignment", "year", "version"],
                condition=Q(assignment__isnull=False),
                name="target_local_version_once",
            ),
            models.CheckConstraint(
                condition=Q(version=1) | ~Q(reason=""),
                name="target_revision_has_reason",
                violation_error_message="Perubahan target harus disertai alasan.",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=Decimal(0)),
                name="target_not_negative",
                violation_error_message="Target tidak boleh negatif.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.year} v{self.version}"
