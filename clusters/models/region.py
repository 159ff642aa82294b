"""Regions of Indonesia by the codes of the Ministry of Home Affairs (Kemendagri)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from clusters.enums import RegionLevel

if TYPE_CHECKING:
    from clusters.models.user import User


class RegionQuerySet(models.QuerySet["Region"]):
    def valid_on(self, day: date) -> Self:
        """Regions that existed on ``day`` (a denominator is that of its date)."""
        return self.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=day)).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=day)
        )

    def provinces(self) -> Self:
        return self.filter(level=RegionLevel.PROVINCE)

    def regencies(self) -> Self:
        """Regencies and cities together: the second level."""
        return self.exclude(level=RegionLevel.PROVINCE)

    def visible_to(self, user: User) -> Self:
        """A province sees itself and its regencies, a regency itself, ministries see all."""
        region = user.organization.region
        if region is None:
            return self
        return self.filter(Q(pk=region.pk) | Q(parent=region.pk))


class Region(models.Model):
    code = models.CharField("kode Kemendagri", max_length=5, unique=True)
    name = models.CharField("nama", max_length=100)
    level = models.CharField("tingkat", max_length=10, choices=RegionLevel.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="regencies", verbose_name="provinsi"
    )
    valid_from = models.DateField("berlaku dari", null=True, blank=True)
    valid_to = models.DateField("berlaku sampai", null=True, blank=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = "wilayah"
        verbose_name_plural = "wilayah"
        constraints = [
            models.CheckConstraint(
                condition=Q(level=RegionLevel.PROVINCE, parent__isnull=True)
                | (~Q(level=RegionLevel.PROVINCE) & Q(parent__isnull=False)),
                name="region_parent_fits_level",
                violation_error_message="Kabupaten/kota harus berada di bawah sebuah provinsi.",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_from__lte=models.F("valid_to")),
                name="region_validity_in_order",
                violation_error_message="Tanggal mulai berlaku harus sebelum tanggal berakhir.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_valid_on(self, day: date) -> bool:
        """As ``RegionQuerySet.valid_on``, of a region in memory."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or self.valid_to >= day)

    def is_visible_to(self, user: User) -> bool:
        """As ``RegionQuerySet.visible_to``, of a region in memory."""
        return user.organization.region_id in {None, self.pk, self.parent_id}
