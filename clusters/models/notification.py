"""The outbox: what people are told in the page, and the one mail a day that collects it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Self

from django.db import models, transaction
from django.db.models import F, Q

from clusters.enums import NotificationKind

LEASE = timedelta(minutes=10)  # longer than any mail takes; so long the mail of a killed worker waits
MOST_ATTEMPTS = 12
MAILED_FOR = timedelta(days=7)  # what is older is read in the page


class NotificationQuerySet(models.QuerySet["Notification"]):
    def unread(self) -> Self:
        """What still wants to be read: a reminder whose matter is settled does not."""
        return self.filter(read_at__isnull=True, withdrawn_at__isnull=True)

    def mailable(self, *, at: datetime) -> Self:
        """What a mail made now would collect: unread, never mailed, in no mail whose outcome is unknown."""
        free = Q(digest__isnull=True) | Q(digest__sent_at__isnull=True, digest__claimed_at__isnull=True)
        recent = self.unread().filter(emailed_at__isnull=True, created_at__gt=at - MAILED_FOR)
        return recent.filter(free, user__is_active=True, user__wants_email=True)

    def newest_first(self) -> Self:
        return self.order_by("-created_at", "-pk")


class Notification(models.Model):
    """One row per person and matter. ``key``: names the matter where a daily job tells of it, so that it tells once."""

    user = models.ForeignKey("clusters.User", models.CASCADE, related_name="notifications", verbose_name="penerima")
    kind = models.CharField("jenis", max_length=20, choices=NotificationKind.choices)
    key = models.CharField("kunci", max_length=120, blank=True, editable=False)
    text = models.CharField("isi", max_length=300)
    url = models.CharField("alamat", max_length=200, blank=True)
    created_at = models.DateTimeField("dibuat")
    read_at = models.DateTimeField("dibaca", null=True, blank=True)
    withdrawn_at = models.DateTimeField("tidak berlaku lagi", null=True, blank=True)
    emailed_at = models.DateTimeField("disurelkan", null=True, blank=True)
    digest = models.ForeignKey(
        "clusters.DigestMail",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="notifications",
        editable=False,
        verbose_name="surel ringkasan",
    )

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = "pemberitahuan"
        verbose_name_plural = "pemberitahuan"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "key"],
                condition=~Q(key=""),
                name="notification_once_per_matter",
                violation_error_message="Orang ini sudah diberi tahu tentang hal yang sama.",
            )
        ]
        indexes = [
            models.Index(fields=["user", "read_at", "-created_at"], name="notification_inbox"),
            models.Index(fields=["created_at"], condition=Q(emailed_at__isnull=True), name="notification_unmailed"),
            models.Index(
                fields=["url"], condition=Q(read_at__isnull=True, withdrawn_at__isnull=True), name="notification_unread"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class DigestMailQuerySet(models.QuerySet["DigestMail"]):
    def unsent(self) -> Self:
        return self.filter(sent_at__isnull=True)

    def claimable(self, *, at: datetime) -> Self:
        """Held by nobody, or by a worker that died over it: its mail goes out again, under the same Message-ID."""
        free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=at - LEASE)
        return self.unsent().filter(free, attempts__lt=MOST_ATTEMPTS)

    def to_send(self, *, on: date, at: datetime) -> Self:
        """The mails of the day, and earlier ones of which nobody knows whether they went out."""
        return self.claimable(at=at).filter(Q(on=on) | Q(claimed_at__isnull=False, on__lt=on)).order_by("on", "pk")

    def failed(self) -> Self:
        """Tried and not sent: what administrators want to know about."""
        return self.unsent().filter(attempts__gt=0)

    def of_claim(self, mail: DigestMail) -> Self:
        """The row, as long as whoever holds ``mail`` in the hands holds its claim too."""
        return self.unsent().filter(pk=mail.pk, claimed_at=mail.claimed_at)


class DigestMail(models.Model):
    """One person's mail of one day. The row is the truth about its sending; the queue only wakes a worker up."""

    user = models.ForeignKey("clusters.User", models.PROTECT, related_name="digest_mails", verbose_name="penerima")
    on = models.DateField("hari")
    message_id = models.CharField("Message-ID", max_length=200, unique=True)
    claimed_at = models.DateTimeField("dipegang sejak", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("percobaan", default=0)
    sent_at = models.DateTimeField("dikirim", null=True, blank=True)
    error = models.CharField("kegagalan terakhir", max_length=100, blank=True)

    objects = DigestMailQuerySet.as_manager()

    class Meta:
        verbose_name = "surel ringkasan"
        verbose_name_plural = "surel ringkasan"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "on"],
                name="digest_mail_once_a_day",
                violation_error_message="Orang ini sudah memiliki surel ringkasan hari itu.",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | (Q(attempts__gt=0) & Q(claimed_at__isnull=True)),
                name="digest_mail_sent_was_tried",
                violation_error_message="Surel yang terkirim pernah dicoba dan tidak dipegang siapa pun lagi.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.on}"

    # Changes: two workers could meet in each of them, so each is a conditional UPDATE.

    def claim(self, *, at: datetime) -> bool:
        """Take the mail; false when another worker has it or it went out."""
        free = DigestMail.objects.filter(pk=self.pk).claimable(at=at)
        if not free.update(claimed_at=at, attempts=F("attempts") + 1):
            return False
        self.refresh_from_db(fields=["claimed_at", "attempts"])
        return True

    @transaction.atomic
    def finish(self, *, said: Iterable[Notification], at: datetime) -> bool:
        """It went out, and what it ``said`` counts as mailed; false when another worker took it over."""
        if not DigestMail.objects.of_claim(self).update(sent_at=at, claimed_at=None, error=""):
            return False
        self.notifications.filter(pk__in=[row.pk for row in said]).update(emailed_at=at)
        return True

    def release(self, *, error: str) -> None:
        """It did not go out, and that is known: the next run tries again."""
        DigestMail.objects.of_claim(self).update(claimed_at=None, error=error[:100])

    @transaction.atomic
    def drop(self) -> None:
        """There is nothing to say any more: all was read, or the person wants no mail."""
        self.notifications.update(digest=None)
        DigestMail.objects.of_claim(self).delete()
