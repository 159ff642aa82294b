"""Published statistics: each series with its source and definition; never added across agencies."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from ranpptppo.lib.fixed_point import FixedPointField


class StatisticSeries(models.Model):
    organization = models.ForeignKey(
        "clusters.Organization", models.PROTECT, related_name="statistic_series", verbose_name="instansi"
    )
    title = models.CharField("seri", max_length=200)
    unit = models.CharField("satuan", max_length=60)
    definition = models.TextField("definisi", blank=True)
    is_additive = models.BooleanField("tahun dijumlahkan", default=False)

    class Meta:
        verbose_name = "seri statistik"
        verbose_name_plural = "seri statistik"
        constraints = [models.UniqueConstraint(fields=["organization", "title"], name="statistic_series_once")]

    def __str__(self) -> str:
        return self.title


class StatisticValue(models.Model):
    series = models.ForeignKey(StatisticSeries, models.CASCADE, related_name="values", verbose_name="seri")
    year = models.PositiveSmallIntegerField("tahun")
    value = FixedPointField("nilai")
    until_on = models.DateField("sampai", null=True, blank=True, help_text="Untuk tahun yang belum penuh.")
    source = models.URLField("sumber", max_length=500)
    note = models.CharField("catatan", max_length=300, blank=True)

    class Meta:
        verbose_name = "nilai statistik"
        verbose_name_plural = "nilai statistik"
        constraints = [
            models.UniqueConstraint(fields=["series", "year"], name="statistic_value_once"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__year=F("year")),
                name="statistic_until_within_year",
                violation_error_message="Tanggal “sampai” harus berada dalam tahun datanya.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.year}"
