"""The copy of an issued report that was signed elsewhere: what the check found; append-only."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.crypto import get_random_string

from reports.enums import CopyVerdict
from reports.leases import CHECK_LEASE, LEASE
from reports.models.report import Report
from reports.models.volume import ReportVolume

ACCEPTED = (CopyVerdict.TRUSTED, CopyVerdict.UNTRUSTED)
NOT_JUDGED = (CopyVerdict.WAITING, CopyVerdict.UNCHECKED)


def copy_key(copy: SignedCopy, filename: str) -> str:
    """An unguessable storage key, outside the report's own folder, which is swept."""
    return f"signed/{copy.report_id}/{get_random_string(40)}.pdf"


class SignedCopyQuerySet(models.QuerySet["SignedCopy"]):
    def accepted(self) -> Self:
        """Whole copies of what was issued; the newest first."""
        return self.filter(verdict__in=ACCEPTED).order_by("-uploaded_at", "-pk")

    def abandoned(self, *, at: datetime) -> Self:
        """Waiting so long that the place in the queue must be lost, or left behind by a worker that died."""
        unclaimed = Q(lease_until__isnull=True, uploaded_at__lt=at - LEASE)
        return self.filter(unclaimed | Q(lease_until__lt=at), verdict=CopyVerdict.WAITING)

    def claimable(self, *, at: datetime) -> Self:
        """Waiting, and in nobody's hands."""
        return self.filter(Q(lease_until__isnull=True) | Q(lease_until__lt=at), verdict=CopyVerdict.WAITING)


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
    reason = models.TextField("alasan ditolak atau belum diperiksa", blank=True)
    lease_until = models.DateTimeField("dipegang sampai", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("percobaan", default=0)
    uploaded_at = models.DateTimeField("diunggah")
    uploaded_by = models.ForeignKey("clusters.User", models.PROTECT, related_name="+", verbose_name="diunggah oleh")
    checked_at = models.DateTimeField("diperiksa", null=True, blank=True)

    objects = SignedCopyQuerySet.as_manager()

    class Meta:
        verbose_name = "salinan bertanda tangan"
        verbose_name_plural = "salinan bertanda tangan"
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict__in=NOT_JUDGED) | Q(checked_at__isnull=False), name="signed_copy_is_dated"
            ),
            models.CheckConstraint(
                condition=~Q(verdict=CopyVerdict.REFUSED) | ~Q(reason=""), name="signed_copy_refusal_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(verdict=CopyVerdict.UNCHECKED) | ~Q(reason=""), name="signed_copy_unchecked_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"Salinan bertanda tangan {self.report}" + (f", {self.volume}" if self.volume else "")

    def claim(self, *, at: datetime) -> bool:
        """Take the check; false when another worker has it, or it is done."""
        free = SignedCopy.objects.filter(pk=self.pk).claimable(at=at)
        taken = free.update(lease_until=at + CHECK_LEASE, attempts=F("attempts") + 1)
        if taken:
            self.refresh_from_db(fields=["lease_until", "attempts"])
        return bool(taken)

    def conclude(self, *, at: datetime, verdict: CopyVerdict, signers: list[Any], reason: str = "") -> bool:
        """Write down what the check found, once; false when another worker did, or holds it now."""
        return self._end(verdict=verdict, signers=signers, reason=reason, checked_at=at)

    def put_off(self, *, reason: str) -> bool:
        """No verdict: the check itself came to no end. The file stays; false when another worker holds it now."""
        return self._end(verdict=CopyVerdict.UNCHECKED, reason=reason)

    def wait_again(self) -> bool:
        """One that was put off waits for a worker again; false when somebody asked for that already, or it is judged."""
        put_off = SignedCopy.objects.filter(pk=self.pk, verdict=CopyVerdict.UNCHECKED)
        return bool(put_off.update(verdict=CopyVerdict.WAITING, reason="", attempts=0))

    def _end(self, **values: Any) -> bool:
        held = SignedCopy.objects.filter(pk=self.pk, verdict=CopyVerdict.WAITING, lease_until=self.lease_until)
        done = held.update(lease_until=None, **values)
        if done:
            self.refresh_from_db(fields=["lease_until", *values])
        return bool(done)
