"""The seven clusters (sub-gugus tugas) and who leads or coordinates them, by date."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from clusters.enums import ClusterKind, ClusterRoleKind

if TYPE_CHECKING:
    from clusters.models.user import User


class Cluster(models.Model):
    number = models.PositiveSmallIntegerField("nomor", unique=True)
    name = models.CharField("nama", max_length=120)
    kind = models.CharField("jenis", max_length=12, choices=ClusterKind.choices)

    class Meta:
        verbose_name = "klaster"
        verbose_name_plural = "klaster"

    def __str__(self) -> str:
        return f"Klaster {self.number} {self.name}"


class ClusterRoleQuerySet(models.QuerySet["ClusterRole"]):
    def valid_on(self, day: date) -> Self:
        return self.filter(valid_from__lte=day).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))

    def leads(self) -> Self:
        return self.filter(role=ClusterRoleKind.LEAD)

    def coordinators(self) -> Self:
        return self.filter(role=ClusterRoleKind.COORDINATOR)


class ClusterRole(models.Model):
    cluster = models.ForeignKey(Cluster, models.PROTECT, related_name="roles", verbose_name="klaster")
    organization = models.ForeignKey(
        "clusters.Organization", models.PROTECT, related_name="cluster_roles", verbose_name="instansi"
    )
    role = models.CharField("peran", max_length=12, choices=ClusterRoleKind.choices)
    valid_from = models.DateField("berlaku dari")
    valid_to = models.DateField("berlaku sampai", null=True, blank=True)
    basis = models.CharField("dasar", max_length=200, blank=True)

    objects = ClusterRoleQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="riwayat peran klaster")
    _history_user: User | None

    class Meta:
        verbose_name = "peran klaster"
        verbose_name_plural = "peran klaster"
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "role", "valid_from"],
                name="cluster_role_one_per_start",
                violation_error_message="Sudah ada instansi lain dengan peran ini sejak tanggal tersebut.",
            ),
            models.UniqueConstraint(
                fields=["cluster", "role"],
                condition=Q(valid_to__isnull=True),
                name="cluster_role_one_open",
                violation_error_message="Peran ini masih dipegang instansi lain; akhiri dahulu melalui Serah terima.",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__lte=F("valid_to")),
                name="cluster_role_validity_in_order",
                violation_error_message="Tanggal mulai berlaku harus sebelum tanggal berakhir.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.get_role_display()} {self.cluster}"
