"""Plans: national, regional, and the interim between two plans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models, transaction
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from clusters.enums import Cadence, PlanKind
from ranpptppo.lib.formats import joined

if TYPE_CHECKING:
    from clusters.models.user import User

EARLIEST_YEAR, LATEST_YEAR = 2000, 2100
LONGEST_REGIONAL = 10  # years


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, user: User) -> Self:
        """National and interim plans are for all; a regional plan follows its region."""
        region = user.organization.region
        if region is None:
            return self
        return self.filter(Q(region__isnull=True) | Q(region=region.pk) | Q(region__parent=region.pk))

    def national(self) -> Self:
        return self.filter(kind=PlanKind.NATIONAL)

    def hold(self) -> None:
        """Hold these plans until the transaction ends, one after another in the order of their keys.

        Whoever writes to a plan before counting a change of several holds them all first: two who took them in different
        orders would wait for one another. What only refers to a plan does not wait.
        """
        list(self.order_by("pk").select_for_update(of=("self",), no_key=True).values_list("pk"))

    @transaction.atomic
    def touch(self) -> None:
        """Count one more change of the data behind the figures of these plans.

        Everything that changes what a figure is made of calls it in its own transaction; figures
        kept for speed are kept under this number, so none outlives the data it was made from.
        """
        self.hold()
        self.update(data_revision=F("data_revision") + 1)

    def example(self) -> Plan | None:
        """One of examples: a page over several plans says so too."""
        return self.filter(is_example=True).latest_first().first()

    def latest_first(self) -> Self:
        return self.order_by("-start_year", "region__code", "pk")


class Plan(models.Model):
    kind = models.CharField("jenis", max_length=10, choices=PlanKind.choices)
    region = models.ForeignKey(
        "clusters.Region", models.PROTECT, null=True, blank=True, related_name="plans", verbose_name="wilayah"
    )
    title = models.CharField("judul", max_length=250)
    short_title = models.CharField("judul singkat", max_length=80)
    start_year = models.PositiveSmallIntegerField("tahun awal")
    end_year = models.PositiveSmallIntegerField("tahun akhir")
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="regional_plans",
        verbose_name="rencana nasional yang diacu",
    )
    development_plan = models.CharField("RPJMD yang diacu", max_length=250, blank=True)
    legal_basis = models.CharField("dasar hukum", max_length=250, blank=True)
    cadence = models.CharField("irama pelaporan", max_length=15, choices=Cadence.choices, default=Cadence.QUARTERLY)
    threshold_achieved = models.PositiveSmallIntegerField("ambang tercapai", default=90)
    threshold_attention = models.PositiveSmallIntegerField("ambang perlu perhatian", default=60)
    is_example = models.BooleanField("data contoh", default=False)
    data_revision = models.PositiveBigIntegerField("revisi data", default=0, editable=False)

    objects = PlanQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="riwayat rencana", excluded_fields=["data_revision"])
    _history_user: User | None

    class Meta:
        verbose_name = "rencana"
        verbose_name_plural = "rencana"
        constraints = [
            models.CheckConstraint(
                condition=Q(start_year__lte=F("end_year")),
                name="plan_years_in_order",
                violation_error_message="Tahun awal harus sebelum atau sama dengan tahun akhir.",
            ),
            models.CheckConstraint(
                condition=Q(threshold_attention__lt=F("threshold_achieved")),
                name="plan_thresholds_in_order",
                violation_error_message="Ambang perlu perhatian harus di bawah ambang tercapai.",
            ),
            models.CheckConstraint(
                condition=Q(kind=PlanKind.REGIONAL, region__isnull=False)
                | (~Q(kind=PlanKind.REGIONAL) & Q(region__isnull=True)),
                name="plan_region_fits_kind",
                violation_error_message="Rencana daerah harus memiliki wilayah, rencana lain tidak.",
            ),
            models.CheckConstraint(
                condition=Q(kind=PlanKind.REGIONAL) | Q(parent__isnull=True, development_plan=""),
                name="plan_refers_where_regional",
                violation_error_message="Hanya rencana daerah yang mengacu pada rencana nasional dan RPJMD.",
            ),
            models.UniqueConstraint(
                fields=["kind", "start_year"], condition=Q(region__isnull=True), name="plan_national_once_per_start"
            ),
            models.UniqueConstraint(
                fields=["region", "start_year"], condition=Q(region__isnull=False), name="plan_regional_once_per_start"
            ),
        ]

    def __str__(self) -> str:
        return self.short_title

    @property
    def years(self) -> range:
        return range(self.start_year, self.end_year + 1)

    @property
    def has_scores(self) -> bool:
        """An interim plan has periods and activities, but no scores (calculation.md)."""
        return self.kind != PlanKind.INTERIM


def fault_of_regional_years(first: int, last: int) -> tuple[str, str] | None:
    """(field, sentence) where no regional plan may be for these years."""
    if first > last:
        return "start_year", "Tahun awal harus sebelum atau sama dengan tahun akhir."
    if first < EARLIEST_YEAR or last > LATEST_YEAR:
        return "start_year", f"Pilih tahun antara {EARLIEST_YEAR} dan {LATEST_YEAR}."
    if last - first >= LONGEST_REGIONAL:
        return "end_year", f"Masa rencana paling lama {LONGEST_REGIONAL} tahun."
    return None


class RegionRole(models.Model):
    """A region's part in trafficking routes, for one plan: several at once are possible."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="region_roles", verbose_name="rencana")
    region = models.ForeignKey("clusters.Region", models.PROTECT, related_name="plan_roles", verbose_name="wilayah")
    is_source = models.BooleanField("daerah sumber", default=False)
    is_transit = models.BooleanField("daerah transit", default=False)
    is_destination = models.BooleanField("daerah tujuan", default=False)
    is_fisheries = models.BooleanField("sektor perikanan", default=False)
    basis = models.CharField("dasar", max_length=200, blank=True)
    source = models.CharField("sumber", max_length=300, blank=True)

    history = HistoricalRecords(verbose_name="riwayat peran wilayah")
    _history_user: User | None

    class Meta:
        verbose_name = "peran wilayah"
        verbose_name_plural = "peran wilayah"
        constraints = [models.UniqueConstraint(fields=["plan", "region"], name="region_role_once_per_plan")]

    def __str__(self) -> str:
        return f"{self.region} ({self.plan})"

    @property
    def in_words(self) -> str:
        """``sumber dan transit``; nothing where it has none."""
        flags = {
            "sumber": self.is_source,
            "transit": self.is_transit,
            "tujuan": self.is_destination,
            "perikanan": self.is_fisheries,
        }
        return joined([word for word, has in flags.items() if has])
