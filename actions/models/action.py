"""Actions of a plan, their tags, and who is responsible, by date."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from actions.enums import AssignmentRole, FundingSource, Principle, Sector, TagKind
from ranpptppo.lib.fixed_point import FixedPointField

if TYPE_CHECKING:
    from clusters.models import User

TAG_LABELS: dict[str, str] = {
    **dict(Sector.choices),
    **dict(Principle.choices),
    **dict(FundingSource.choices),
}


def sort_key(number: str) -> str:
    """``1.10.a`` → ``0001.0010.a``: printed numbers sort as people count."""
    return re.sub(r"\d+", lambda digits: digits.group().zfill(4), number.strip())[:60]


class ActionQuerySet(models.QuerySet["Action"]):
    def outside_plan(self) -> Self:
        return self.filter(is_in_plan=False)

    def visible_to(self, user: User) -> Self:
        """Actions of national plans are for all; those of a regional plan follow its region."""
        region = user.organization.region
        if region is None:
            return self
        return self.filter(Q(plan__region__isnull=True) | Q(plan__region=region.pk) | Q(plan__region__parent=region.pk))

    def in_printed_order(self) -> Self:
        return self.order_by("cluster__number", "-is_in_plan", "sort_key", "pk")


class Action(models.Model):
    plan = models.ForeignKey("clusters.Plan", models.PROTECT, related_name="actions", verbose_name="rencana")
    cluster = models.ForeignKey("clusters.Cluster", models.PROTECT, related_name="actions", verbose_name="klaster")
    strategy = models.CharField("strategi", max_length=300, blank=True)
    number = models.CharField("nomor tercetak", max_length=20, blank=True)
    sort_key = models.CharField("urutan", max_length=60, blank=True, editable=False)
    title = models.CharField("kegiatan", max_length=500)
    is_in_plan = models.BooleanField("termasuk rencana", default=True)
    weight = FixedPointField("bobot", default=Decimal(1))
    locations = models.ManyToManyField("clusters.Region", related_name="actions", blank=True, verbose_name="lokus")

    objects = ActionQuerySet.as_manager()

    class Meta:
        verbose_name = "aksi"
        verbose_name_plural = "aksi"
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"],
                condition=~Q(number=""),
                name="action_number_once_per_plan",
                violation_error_message="Nomor ini sudah dipakai aksi lain dalam rencana yang sama.",
            ),
            models.CheckConstraint(
                condition=Q(weight__gt=Decimal(0)),
                name="action_weight_positive",
                violation_error_message="Bobot harus lebih dari 0.",
            ),
            models.CheckConstraint(
                condition=Q(is_in_plan=False) | ~Q(number=""),
                name="action_in_plan_has_number",
                violation_error_message="Aksi dalam rencana harus memiliki nomor.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()

    def get_absolute_url(self) -> str:
        return reverse("action-detail", args=[self.pk])


class ActionTag(models.Model):
    """A sector, a principle or an expected source of funds of an action."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="tags", verbose_name="aksi")
    kind = models.CharField("jenis", max_length=10, choices=TagKind.choices)
    value = models.CharField("nilai", max_length=20, choices=list(TAG_LABELS.items()))

    class Meta:
        verbose_name = "penanda aksi"
        verbose_name_plural = "penanda aksi"
        constraints = [
            models.UniqueConstraint(fields=["action", "kind", "value"], name="action_tag_once"),
            models.CheckConstraint(
                condition=Q(kind=TagKind.SECTOR, value__in=Sector.values)
                | Q(kind=TagKind.PRINCIPLE, value__in=Principle.values)
                | Q(kind=TagKind.FUNDING, value__in=FundingSource.values),
                name="action_tag_value_fits_kind",
                violation_error_message="Nilai penanda tidak sesuai jenisnya.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_value_display()


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def active_on(self, day: date) -> Self:
        return self.filter(starts_on__lte=day).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))

    def reporting(self) -> Self:
        """Assignments that owe reports: leads, and supporters or adopters flagged to report."""
        return self.filter(Q(role=AssignmentRole.LEAD) | Q(is_reporter=True))

    def open(self) -> Self:
        return self.filter(ends_on__isnull=True)


class Assignment(models.Model):
    """One organization's part in an action, from a day to a day (both included).

    Successive holders of one part form a *line*: each successor's ``line`` is the first
    assignment; the whole line is one reporter (calculation.md, "Who reports"). A region *adopts*
    a national action by an assignment with role ``adopting`` and targets of its own.
    ``recorded_at``, ``end_recorded_at`` and ``reporting_changed_at`` (when ``is_reporter`` was last switched) let a
    cut-off see the assignments as they stood then.
    """

    action = models.ForeignKey(Action, models.PROTECT, related_name="assignments", verbose_name="aksi")
    organization = models.ForeignKey(
        "clusters.Organization", models.PROTECT, related_name="assignments", verbose_name="instansi"
    )
    role = models.CharField("peran", max_length=10, choices=AssignmentRole.choices)
    starts_on = models.DateField("mulai")
    ends_on = models.DateField("berakhir", null=True, blank=True)
    is_reporter = models.BooleanField("wajib lapor", default=False)
    line = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="later",
        editable=False,
        verbose_name="garis pelapor",
    )
    basis = models.CharField("dasar", max_length=200, blank=True)
    recorded_at = models.DateTimeField("dicatat")
    end_recorded_at = models.DateTimeField("akhir dicatat", null=True, blank=True)
    reporting_changed_at = models.DateTimeField("wajib lapor diubah", null=True, blank=True, editable=False)

    objects = AssignmentQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="riwayat penugasan")
    _history_user: User | None

    class Meta:
        verbose_name = "penugasan"
        verbose_name_plural = "penugasan"
        constraints = [
            models.UniqueConstraint(
                fields=["action"],
                condition=Q(role=AssignmentRole.LEAD, ends_on__isnull=True),
                name="assignment_one_open_lead",
                violation_error_message="Aksi ini sudah memiliki penanggung jawab; serahkan dahulu melalui Serah terima.",
            ),
            models.UniqueConstraint(
                fields=["action", "organization", "role", "starts_on"], name="assignment_once_per_start"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__lte=F("ends_on")),
                name="assignment_days_in_order",
                violation_error_message="Tanggal mulai harus sebelum tanggal berakhir.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True, end_recorded_at__isnull=True)
                | Q(ends_on__isnull=False, end_recorded_at__isnull=False),
                name="assignment_end_is_recorded",
                violation_error_message="Akhir penugasan harus dicatat waktunya.",
            ),
        ]
        indexes = [models.Index(fields=["organization", "ends_on"], name="assignment_by_organization")]

    def __str__(self) -> str:
        return f"{self.organization} – {self.get_role_display()}"

    def end(self, *, on: date, at: datetime, by: User) -> None:
        self._history_user = by
        self.ends_on, self.end_recorded_at = on, at
        self.save(update_fields=["ends_on", "end_recorded_at"])

    @property
    def line_id_or_own(self) -> int:
        """The key of the reporter: the line's first assignment."""
        return self.line_id or self.pk
