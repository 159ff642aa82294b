"""A dashboard with its filters, kept under a title; shared with the own organization or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from clusters.models import User


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: User) -> Self:
        """One's own, and those that colleagues share."""
        return self.filter(Q(user=user.pk) | Q(is_shared=True, user__organization=user.organization_id))

    def by_title(self) -> Self:
        return self.order_by("title", "pk")


class SavedView(models.Model):
    """page: the address of a dashboard inside the site, without slashes around it ("" is Beranda). query: its filters.

    words: of what and how narrowed, as it was called when it was saved.
    """

    user = models.ForeignKey("clusters.User", models.CASCADE, related_name="saved_views", verbose_name="pemilik")
    title = models.CharField("judul", max_length=80)
    page = models.CharField("halaman", max_length=200, blank=True)
    query = models.CharField("saringan", max_length=1000, blank=True)
    words = models.TextField("isi tampilan")
    is_shared = models.BooleanField("dibagikan dengan instansi", default=False)
    created_at = models.DateTimeField("disimpan")

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = "tampilan tersimpan"
        verbose_name_plural = "tampilan tersimpan"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "title"],
                name="saved_view_title_once",
                violation_error_message="Anda sudah mempunyai tampilan dengan judul ini.",
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="saved_view_has_title",
                violation_error_message="Tampilan tersimpan harus mempunyai judul.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The dashboard as it was saved."""
        return f"/{self.page}/?{self.query}" if self.page else f"/?{self.query}"
