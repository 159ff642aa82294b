"""What a region has: its task force (gugus tugas) by decree, and how far its regional plan (RAD) has come, both dated."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from clusters.enums import RegionalPlanStageKind, TaskForceState, TaskForceStatus
from clusters.models.withdrawable import StandingManager, Withdrawable, WithdrawableQuerySet, withdrawal_has_reason

ENDS_SOON = timedelta(days=90)


class TaskForceQuerySet(WithdrawableQuerySet["TaskForce"]):
    def latest_first(self) -> Self:
        return self.order_by("-valid_from", "-pk")


class TaskForce(Withdrawable):
    """A region's task force under one decree, or the finding that there is none. No row: nobody has recorded it yet."""

    region = models.ForeignKey("clusters.Region", models.PROTECT, related_name="task_forces", verbose_name="wilayah")
    status = models.CharField("keadaan", max_length=6, choices=TaskForceStatus.choices, default=TaskForceStatus.FORMED)
    decree_number = models.CharField("nomor keputusan", max_length=120, blank=True)
    decree_on = models.DateField("tanggal keputusan", null=True, blank=True)
    valid_from = models.DateField(
        "berlaku dari", help_text="Bila belum ada gugus tugas: tanggal keadaan itu diketahui."
    )
    valid_to = models.DateField("berlaku sampai", null=True, blank=True)
    chair = models.CharField("ketua", max_length=120, blank=True, help_text="Jabatan, misalnya Gubernur.")
    daily_head = models.CharField("ketua harian", max_length=120, blank=True, help_text="Jabatan, misalnya Kapolda.")
    is_led_by_police = models.BooleanField(
        "Kapolda/Kapolres ketua harian",
        null=True,
        blank=True,
        help_text="Sejak Perpres 49/2023 ketua harian adalah Kapolda di provinsi, Kapolres di kabupaten/kota.",
    )
    secretariat_unit = models.CharField("unit sekretariat", max_length=160, blank=True)
    members = models.TextField(
        "anggota", blank=True, max_length=4000, help_text="Jabatan atau instansi, satu baris satu; tanpa nama orang."
    )
    subgroups = models.TextField("sub gugus tugas", blank=True, max_length=2000, help_text="Satu baris satu.")
    has_service_unit = models.BooleanField("UPTD PPA sudah ada", null=True, blank=True)
    service_unit = models.CharField("nama UPTD PPA", max_length=160, blank=True)
    phone = models.CharField("telepon kantor", max_length=30, blank=True)
    email = models.EmailField("surel kantor", blank=True)
    source = models.CharField("sumber", max_length=300)
    is_example = models.BooleanField("data contoh", default=False)

    objects = StandingManager.from_queryset(TaskForceQuerySet)()
    with_withdrawn = TaskForceQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="riwayat gugus tugas daerah")

    class Meta:
        verbose_name = "gugus tugas daerah"
        verbose_name_plural = "gugus tugas daerah"
        constraints = [
            models.CheckConstraint(
                condition=(Q(status=TaskForceStatus.FORMED, decree_on__isnull=False) & ~Q(decree_number=""))
                | Q(
                    status=TaskForceStatus.NONE,
                    decree_on__isnull=True,
                    decree_number="",
                    chair="",
                    daily_head="",
                    is_led_by_police__isnull=True,
                    secretariat_unit="",
                    members="",
                    subgroups="",
                ),
                name="task_force_fits_status",
                violation_error_message=(
                    "Gugus tugas yang ada memiliki nomor dan tanggal keputusan; "
                    "yang belum ada tidak memiliki keputusan, pimpinan, sekretariat, atau anggota."
                ),
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__lte=F("valid_to")),
                name="task_force_validity_in_order",
                violation_error_message="Tanggal mulai berlaku harus sebelum tanggal berakhir.",
            ),
            models.CheckConstraint(
                condition=~Q(source=""),
                name="task_force_has_source",
                violation_error_message="Tulis dari mana keterangan ini berasal.",
            ),
            models.CheckConstraint(
                condition=Q(service_unit="") | Q(has_service_unit__isnull=False, has_service_unit=True),
                name="task_force_named_unit_exists",
                violation_error_message="UPTD PPA yang diberi nama sudah ada.",
            ),
            withdrawal_has_reason("task_force_withdrawal_has_reason"),
            models.UniqueConstraint(
                fields=["region", "valid_from"],
                condition=Q(withdrawn_at__isnull=True),
                name="task_force_one_per_start",
                violation_error_message="Sudah ada catatan gugus tugas wilayah ini sejak tanggal tersebut.",
            ),
            models.UniqueConstraint(
                fields=["region"],
                condition=Q(valid_to__isnull=True, withdrawn_at__isnull=True),
                name="task_force_one_open",
                violation_error_message="Catatan sebelumnya belum berakhir; isi dahulu tanggal berakhirnya.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region}: {self.decree_number or self.get_status_display()}"

    def clean(self) -> None:
        """What the constraints refuse of fields that are filled in, each with a sentence at its field; no query."""
        found: dict[str, str] = {}
        first: date | None = self.valid_from  # none of a form that was refused
        if first is not None and self.valid_to is not None and self.valid_to < first:
            found["valid_to"] = "Hari terakhir tidak boleh sebelum hari pertama."
        if self.service_unit and not self.has_service_unit:
            found["service_unit"] = "UPTD PPA yang diberi nama sudah ada; pilih “Ya”."
        if found:
            raise ValidationError(found)

    def state_on(self, day: date) -> TaskForceState:
        """Of the region's row that began last on or before the day."""
        return state_told(self.status, self.valid_to, day)


def state_told(status: str, valid_to: date | None, day: date) -> TaskForceState:
    """What a row with this status and last day says of its region, if no other began after it."""
    is_lapsed = valid_to is not None and valid_to < day  # and nothing came after it
    if status == TaskForceStatus.NONE:
        return TaskForceState.UNRECORDED if is_lapsed else TaskForceState.NONE
    if is_lapsed:
        return TaskForceState.LAPSED
    if valid_to is not None and valid_to <= day + ENDS_SOON:
        return TaskForceState.EXPIRING
    return TaskForceState.IN_FORCE


class RegionalPlanStageQuerySet(WithdrawableQuerySet["RegionalPlanStage"]):
    def latest_first(self) -> Self:
        return self.order_by("-since_on", "-pk")


class RegionalPlanStage(Withdrawable):
    """How far a region's plan (RAD) had come since a day, also of a region whose plan is not in the system."""

    region = models.ForeignKey("clusters.Region", models.PROTECT, related_name="plan_stages", verbose_name="wilayah")
    stage = models.CharField("tahap", max_length=15, choices=RegionalPlanStageKind.choices)
    since_on = models.DateField("sejak")
    instrument = models.CharField(
        "dasar hukum", max_length=250, blank=True, help_text="Misalnya nomor peraturan kepala daerah."
    )
    plan_reference = models.CharField(
        "rujukan ke RAN", max_length=250, blank=True, help_text="Bagian RAD yang merujuk rencana aksi nasional."
    )
    development_reference = models.CharField(
        "rujukan ke RPJMD", max_length=250, blank=True, help_text="Bagian RPJMD yang memuat atau mendasari RAD."
    )
    source = models.CharField("sumber", max_length=300)
    is_example = models.BooleanField("data contoh", default=False)

    objects = StandingManager.from_queryset(RegionalPlanStageQuerySet)()
    with_withdrawn = RegionalPlanStageQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="riwayat tahap RAD")

    class Meta:
        verbose_name = "tahap RAD"
        verbose_name_plural = "tahap RAD"
        constraints = [
            models.CheckConstraint(
                condition=~Q(stage=RegionalPlanStageKind.ENACTED) | ~Q(instrument=""),
                name="regional_plan_stage_enacted_has_instrument",
                violation_error_message="RAD yang ditetapkan memiliki dasar hukum.",
            ),
            models.CheckConstraint(
                condition=~Q(source=""),
                name="regional_plan_stage_has_source",
                violation_error_message="Tulis dari mana keterangan ini berasal.",
            ),
            withdrawal_has_reason("regional_plan_stage_withdrawal_has_reason"),
            models.UniqueConstraint(
                fields=["region", "since_on"],
                condition=Q(withdrawn_at__isnull=True),
                name="regional_plan_stage_once_a_day",
                violation_error_message="Sudah ada tahap RAD wilayah ini sejak tanggal tersebut.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region}: {self.get_stage_display()}"

    def clean(self) -> None:
        """As the constraint, with a sentence at its field."""
        if self.stage == RegionalPlanStageKind.ENACTED and not self.instrument:
            raise ValidationError({"instrument": "RAD yang ditetapkan memiliki dasar hukum."})
