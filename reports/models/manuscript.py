"""The texts of a report while they are written: chapters in versions, comments, and who was asked for input."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse

from clusters.enums import Role
from clusters.models import ClusterRole
from reports.enums import ReportKind

if TYPE_CHECKING:
    from clusters.models import User

WRITERS = frozenset({Role.OPERATOR, Role.ENDORSER, Role.VERIFIER})  # of the chapters of their organization's clusters
READERS = frozenset({Role.SECRETARIAT, Role.VERIFIER, Role.EXECUTIVE, Role.AUDITOR})  # of every chapter


class ManuscriptQuerySet(models.QuerySet["Manuscript"]):
    def visible_to(self, user: User, *, on: date) -> Self:
        """Drafts are read by those who only read, by whoever writes some of it that day, and by whoever was asked.

        A region's people see the report when it is issued.
        """
        if not user.is_active or user.organization.region_id is not None:
            return self.none()
        if user.role in READERS:
            return self
        if user.role not in WRITERS:
            return self.none()
        roles = ClusterRole.objects.valid_on(on).filter(organization=user.organization_id)
        return self.filter(
            Exists(roles) | Exists(FeedbackRequest.objects.asked(user).filter(manuscript=OuterRef("pk")))
        )

    def newest_first(self) -> Self:
        return self.order_by("-year", "-plan__start_year", "pk")


class FeedbackRequestQuerySet(models.QuerySet["FeedbackRequest"]):
    def asked(self, user: User) -> Self:
        """Those put to the person's organization."""
        return self.filter(organization=user.organization_id)

    def unanswered(self) -> Self:
        return self.filter(answered_at__isnull=True)


class Manuscript(models.Model):
    """All texts of the report of one kind, plan and year; editions are frozen from it."""

    kind = models.CharField("jenis", max_length=10, choices=ReportKind.choices)
    plan = models.ForeignKey("clusters.Plan", models.PROTECT, related_name="manuscripts", verbose_name="rencana")
    year = models.PositiveSmallIntegerField("tahun")
    created_at = models.DateTimeField("dibuat")
    created_by = models.ForeignKey("clusters.User", models.PROTECT, related_name="+", verbose_name="dibuat oleh")

    objects = ManuscriptQuerySet.as_manager()

    class Meta:
        verbose_name = "naskah"
        verbose_name_plural = "naskah"
        constraints = [models.UniqueConstraint(fields=["kind", "plan", "year"], name="manuscript_once")]

    def __str__(self) -> str:
        return f"Naskah {self.get_kind_display()} {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("manuscript-detail", args=[self.pk])


class ChapterVersionQuerySet(models.QuerySet["ChapterVersion"]):
    def latest(self) -> Self:  # type: ignore[override]
        """Of each chapter the version that holds now."""
        same = ChapterVersion.objects.filter(manuscript=OuterRef("manuscript"), key=OuterRef("key"))
        return self.filter(pk=Subquery(same.order_by("-number").values("pk")[:1]))


class ChapterVersion(models.Model):
    """One version of one chapter's text, in Markdown with references to figures; append-only."""

    manuscript = models.ForeignKey(Manuscript, models.PROTECT, related_name="versions", verbose_name="naskah")
    key = models.CharField("bagian", max_length=20)
    number = models.PositiveIntegerField("versi")
    text = models.TextField("teks", blank=True)
    note = models.CharField("yang diubah", max_length=200, blank=True)
    written_at = models.DateTimeField("ditulis")
    written_by = models.ForeignKey("clusters.User", models.PROTECT, related_name="+", verbose_name="ditulis oleh")

    objects = ChapterVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "versi bab"
        verbose_name_plural = "versi bab"
        constraints = [
            models.UniqueConstraint(fields=["manuscript", "key", "number"], name="chapter_version_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="chapter_version_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.key} versi {self.number}"


class ChapterComment(models.Model):
    manuscript = models.ForeignKey(Manuscript, models.PROTECT, related_name="comments", verbose_name="naskah")
    key = models.CharField("bagian", max_length=20)
    version = models.PositiveIntegerField("versi yang dikomentari")
    text = models.TextField("komentar", max_length=4000)
    written_at = models.DateTimeField("ditulis")
    written_by = models.ForeignKey("clusters.User", models.PROTECT, related_name="+", verbose_name="ditulis oleh")
    resolved_at = models.DateTimeField("diselesaikan", null=True, blank=True)
    resolved_by = models.ForeignKey(
        "clusters.User", models.PROTECT, related_name="+", null=True, blank=True, verbose_name="diselesaikan oleh"
    )

    class Meta:
        verbose_name = "komentar naskah"
        verbose_name_plural = "komentar naskah"
        ordering = ["written_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="chapter_comment_says_something"),
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="chapter_comment_resolved_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"Komentar {self.key}"


class FeedbackRequest(models.Model):
    """Minta masukan: an organization reads the draft and comments on it until a day."""

    manuscript = models.ForeignKey(Manuscript, models.PROTECT, related_name="requests", verbose_name="naskah")
    organization = models.ForeignKey("clusters.Organization", models.PROTECT, related_name="+", verbose_name="instansi")
    due_on = models.DateField("batas waktu")
    message = models.TextField("pesan", max_length=2000, blank=True)
    asked_at = models.DateTimeField("diminta")
    asked_by = models.ForeignKey("clusters.User", models.PROTECT, related_name="+", verbose_name="diminta oleh")
    answered_at = models.DateTimeField("dijawab", null=True, blank=True)
    answered_by = models.ForeignKey(
        "clusters.User", models.PROTECT, related_name="+", null=True, blank=True, verbose_name="dijawab oleh"
    )

    objects = FeedbackRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "permintaan masukan"
        verbose_name_plural = "permintaan masukan"
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["manuscript", "organization"],
                condition=Q(answered_at__isnull=True),
                name="feedback_request_one_open",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="feedback_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"Masukan {self.organization} sampai {self.due_on}"
