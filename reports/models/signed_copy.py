"""The copy of an issued report that was signed elsewhere: what the check found; append-only."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.crypto import get_random_string

from reports.enums import CopyVerdict
from reports.leases import LEASE
from reports.models.report import Report
from reports.models.volume import ReportVolume

ACCEPTED = (CopyVerdict.TRUSTED, CopyVerdict.UNTRUSTED)


def copy_key(copy: SignedCopy, filename: str) -> str:
    """An unguessable storage key, outside the report's own folder, which is swept."""
    return f"signed/{copy.report_id}/{get_random_string(40)}.pdf"


class SignedCopyQuerySet(models.QuerySet["SignedCopy"]):
    def accepted(self) -> Self:
        """Whole copies of what was issued; the newest first."""
        return self.filter(verdict__in=ACCEPTED).order_by("-uploaded_at", "-pk")

    def abandoned(self, *, at: datetime) -> Self:
        """Waiting so long that the place in the queue must be lost."""
        return self.filter(verdict=CopyVerdict.WAITING, uploaded_at__lt=at - LEASE)


class SignedCopy(models.Model):
    report = models.ForeignKey(Report, models.PROTECT, related_name="signed_copies", verbose_name="laporan")
    volume = models.ForeignKey(
        ReportVolume,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="signed_copies",
        verbose_name="jilid",
        help_text="Kosong: berkas laporan itu sendiri, yaitu Jilid I.",
    )
    file = models.FileField("berkas", upload_to=copy_key, max_length=120)
    sha256 = models.CharField("SHA-256", max_length=64)
    verdict = models.CharField("hasil", max_length=10, choices=CopyVerdict.choices, default=CopyVerdict.WAITING)
    signers = models.JSONField("penanda tangan", default=list, blank=True)
    reason = models.TextField("alasan ditolak", blank=True)
    uploaded_at = models.DateTimeField("diunggah")
    uploaded_by = models.ForeignKey("clusters.User", models.PROTECT, related_name="+", verbose_name="diunggah oleh")
    checked_at = models.DateTimeField("diperiksa", null=True, blank=True)

    objects = SignedCopyQuerySet.as_manager()

    class Meta:
        verbose_name = "salinan bertanda tangan"
        verbose_name_plural = "salinan bertanda tangan"
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict=CopyVerdict.WAITING) | Q(checked_at__isnull=False), name="signed_copy_is_dated"
            ),
            models.CheckConstraint(
                condition=~Q(verdict=CopyVerdict.REFUSED) | ~Q(reason=""), name="signed_copy_refusal_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"Salinan bertanda tangan {self.report}" + (f", {self.volume}" if self.volume else "")

    def conclude(self, *, at: datetime, verdict: CopyVerdict, signers: list[Any], reason: str = "") -> bool:
        """Write down what the check found, once; false when another worker did."""
        waiting = SignedCopy.objects.filter(pk=self.pk, verdict=CopyVerdict.WAITING)
        done = waiting.update(verdict=verdict, signers=signers, reason=reason, checked_at=at)
        if done:
            self.refresh_from_db(fields=["verdict", "signers", "reason", "checked_at"])
        return bool(done)
