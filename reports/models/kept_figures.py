"""Figures of whole plans that are kept between requests, so that a page over all regions reads one row a plan."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q

from actions.enums import Reading

LEASE = timedelta(minutes=5)  # longer than one batch takes


class KeptFiguresQuerySet(models.QuerySet["KeptFigures"]):
    def claim(self, plans: Iterable[int], *, at: datetime) -> list[int]:
        """Those of the plans that nobody else is computing; they are the caller's for the time of a lease."""
        wanted = self.filter(plan__in=list(plans))
        free = wanted.filter(Q(claimed_until__isnull=True) | Q(claimed_until__lt=at))
        free.update(claimed_until=at + LEASE)
        mine = self.filter(plan__in=list(plans), claimed_until=at + LEASE)
        return list(mine.order_by("plan").values_list("plan_id", flat=True).distinct())


class KeptFigures(models.Model):
    """One plan, year and reading. The row is the truth only where it fits: who reads it compares (``summaries.regions``).

    ``revision``: of which data it was made (``summaries.regions.revisions_of``); empty: not computed yet.
    ``true_from`` and ``true_until``: between these moments the passing of time alone changes nothing in it; none: for
    ever. ``numbers``: a ``PlanNumbers``. ``claimed_until``: until then some worker is computing the plan anew.
    """

    plan = models.ForeignKey("clusters.Plan", models.CASCADE, related_name="kept_figures", verbose_name="rencana")
    year = models.PositiveSmallIntegerField("tahun")
    reading = models.CharField("pembacaan", max_length=12, choices=Reading.choices)
    revision = models.CharField("revisi data", max_length=200, blank=True)
    as_of = models.DateTimeField("keadaan per", null=True, blank=True)
    true_from = models.DateTimeField("benar sejak", null=True, blank=True)
    true_until = models.DateTimeField("benar sampai", null=True, blank=True)
    numbers = models.JSONField("angka", null=True, blank=True)
    claimed_until = models.DateTimeField("dihitung sampai", null=True, blank=True)

    objects = KeptFiguresQuerySet.as_manager()

    class Meta:
        verbose_name = "angka tersimpan"
        verbose_name_plural = "angka tersimpan"
        constraints = [
            models.UniqueConstraint(fields=["plan", "year", "reading"], name="kept_figures_once"),
            models.CheckConstraint(
                condition=Q(revision="", as_of__isnull=True, numbers__isnull=True)
                | (~Q(revision="") & Q(as_of__isnull=False, numbers__isnull=False)),
                name="kept_figures_say_of_what",
                violation_error_message="Angka tersimpan harus menyebut revisi data dan waktunya.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.year} {self.reading}"
