"""Ministries, agencies and regional bodies, with names that change over time."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery
from simple_history.models import HistoricalRecords

from clusters.enums import OrganizationKind, Role, SuccessionKind

if TYPE_CHECKING:
    from clusters.models.user import User


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def active_on(self, day: date) -> Self:
        """Organizations that have a name valid on ``day``."""
        names = OrganizationName.objects.filter(organization=OuterRef("pk")).valid_on(day)
        return self.filter(Exists(names))

    def ended_before(self, day: date) -> Self:
        """Organizations whose last name ended before ``day``."""
        names = OrganizationName.objects.filter(organization=OuterRef("pk"))
        later = names.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
        return self.filter(Exists(names), ~Exists(later))

    def with_name_on(self, day: date) -> Self:
        """Annotate ``name_then`` and ``short_name_then``: the name valid on ``day``.

        An organization that ended earlier keeps its last name, one that starts later shows its
        first (calculation.md, "Names"). One query, whatever the number of rows.
        """
        names = OrganizationName.objects.filter(organization=OuterRef("pk"))
        started = names.filter(valid_from__lte=day).order_by("-valid_from", "-pk")
        first = names.order_by("valid_from", "pk")
        return self.annotate(
            name_then=models.functions.Coalesce(
                Subquery(started.values("name")[:1]), Subquery(first.values("name")[:1]), F("code")
            ),
            short_name_then=models.functions.Coalesce(
                Subquery(started.values("short_name")[:1]), Subquery(first.values("short_name")[:1]), F("code")
            ),
        )

    def by_name(self, day: date) -> Self:
        """In the order of the short names of ``day``, which come along (see :meth:`with_name_on`)."""
        named = self.with_name_on(day)
        return named.order_by(F("short_name_then"), "pk")

    def with_officers(self) -> Self:
        """Annotate ``operators`` and ``endorsers``, how many can work now, and ``has_single_officer``: who fills in has
        nobody to hand it to, which alone lets an organization report without an endorser.
        """
        people = Q(users__is_active=True)
        counted = self.annotate(
            operators=Count("users", filter=people & Q(users__role=Role.OPERATOR), distinct=True),
            endorsers=Count("users", filter=people & Q(users__role=Role.ENDORSER), distinct=True),
        )
        single = ExpressionWrapper(Q(operators=1, endorsers=0), output_field=BooleanField())
        return counted.annotate(has_single_officer=single)

    def visible_to(self, user: User) -> Self:
        """National bodies see all; a province itself and its regencies' bodies; a regency itself.

        Everybody sees the national bodies: the plan names them.
        """
        region = user.organization.region
        if region is None:
            return self
        return self.filter(Q(region__isnull=True) | Q(region=region.pk) | Q(region__parent=region.pk))


def short_name_on(day: date, *, of: str) -> models.functions.Coalesce:
    """The short name on ``day`` (see :meth:`OrganizationQuerySet.with_name_on`) of the organization in column ``of``."""
    names = OrganizationName.objects.filter(organization=OuterRef(of))
    started = names.filter(valid_from__lte=day).order_by("-valid_from", "-pk")
    first = names.order_by("valid_from", "pk")
    return models.functions.Coalesce(
        Subquery(started.values("short_name")[:1]), Subquery(first.values("short_name")[:1]), F(f"{of}__code")
    )


class Organization(models.Model):
    code = models.CharField("kode", max_length=40, unique=True)
    kind = models.CharField("jenis", max_length=25, choices=OrganizationKind.choices)
    region = models.ForeignKey(
        "clusters.Region",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="organizations",
        verbose_name="wilayah",
    )
    budget_section_code = models.CharField("kode bagian anggaran", max_length=3, blank=True)
    endorsement_required = models.BooleanField(
        "perlu pengesahan", default=True, help_text="Matikan hanya bila instansi ini memiliki satu petugas."
    )

    objects = OrganizationQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="riwayat instansi")

    # Only on rows of with_name_on().
    name_then: str
    short_name_then: str

    class Meta:
        verbose_name = "instansi"
        verbose_name_plural = "instansi"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=OrganizationKind.REGIONAL, region__isnull=False)
                | (~Q(kind=OrganizationKind.REGIONAL) & Q(region__isnull=True)),
                name="organization_region_fits_kind",
                violation_error_message="Hanya perangkat daerah yang memiliki wilayah.",
            )
        ]

    def __str__(self) -> str:
        return self.code


class OrganizationNameQuerySet(models.QuerySet["OrganizationName"]):
    def valid_on(self, day: date) -> Self:
        return self.filter(valid_from__lte=day).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))


class OrganizationName(models.Model):
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="names", verbose_name="instansi")
    name = models.CharField("nama", max_length=200)
    short_name = models.CharField("nama singkat", max_length=60)
    valid_from = models.DateField("berlaku dari")
    valid_to = models.DateField("berlaku sampai", null=True, blank=True)
    basis = models.CharField("dasar", max_length=200, blank=True)

    objects = OrganizationNameQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="riwayat nama instansi")

    class Meta:
        verbose_name = "nama instansi"
        verbose_name_plural = "nama instansi"
        constraints = [
            models.UniqueConstraint(fields=["organization", "valid_from"], name="organization_name_one_per_start"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__lte=F("valid_to")),
                name="organization_name_validity_in_order",
                violation_error_message="Tanggal mulai berlaku harus sebelum tanggal berakhir.",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name


class OrganizationSuccession(models.Model):
    """Who came after whom. It reassigns nothing by itself: see the page *Serah terima*."""

    predecessor = models.ForeignKey(Organization, models.PROTECT, related_name="successions", verbose_name="pendahulu")
    successor = models.ForeignKey(Organization, models.PROTECT, related_name="origins", verbose_name="penerus")
    on = models.DateField("tanggal")
    kind = models.CharField("jenis", max_length=10, choices=SuccessionKind.choices)

    class Meta:
        verbose_name = "suksesi instansi"
        verbose_name_plural = "suksesi instansi"
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once"),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")),
                name="succession_between_two",
                violation_error_message="Sebuah instansi tidak dapat menggantikan dirinya sendiri.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"
