"""Accounts that came from a file, and the letters with their first-login links.

The row of a letter is the truth about its sending; the queue only wakes a worker up.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX as NOT_SET
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from clusters.models.notification import LEASE, MOST_ATTEMPTS

if TYPE_CHECKING:
    from clusters.models.user import User


IS_OPEN = Q(sent_at__isnull=True, dropped_at__isnull=True)


def is_cut_off(at: datetime) -> Q:
    """Of letters that a worker held when it died."""
    return Q(claimed_at__lt=at - LEASE)


def has_failed(at: datetime) -> Q:
    """Of letters that were tried so often that only a person tries again."""
    return IS_OPEN & Q(attempts__gte=MOST_ATTEMPTS) & (Q(claimed_at__isnull=True) | is_cut_off(at))


class AccountImportQuerySet(models.QuerySet["AccountImport"]):
    def visible_to(self, user: User) -> Self:
        """A national keeper sees all, a region's those that its own body made."""
        if user.organization.region_id is None:
            return self
        return self.filter(organization=user.organization_id)

    def unfinished(self, *, at: datetime) -> Self:
        """Those with letters that nobody is sending."""
        return self.filter(pk__in=InvitationMail.objects.claimable(at=at).values("account_import"))


class AccountImport(models.Model):
    """``organization``: whose keeper brought the file, whatever body that person belongs to later."""

    file_name = models.CharField("berkas", max_length=200)
    imported_by = models.ForeignKey(
        "clusters.User", models.PROTECT, related_name="account_imports", verbose_name="diimpor oleh"
    )
    organization = models.ForeignKey(
        "clusters.Organization", models.PROTECT, related_name="account_imports", verbose_name="instansi"
    )
    imported_at = models.DateTimeField("diimpor")
    accounts = models.PositiveIntegerField("akun baru")
    organizations = models.PositiveIntegerField("instansi baru")

    objects = AccountImportQuerySet.as_manager()

    class Meta:
        verbose_name = "impor akun"
        verbose_name_plural = "impor akun"
        constraints = [
            models.CheckConstraint(
                condition=Q(accounts__gt=0),
                name="account_import_made_accounts",
                violation_error_message="Impor yang tidak membuat akun tidak dicatat.",
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("account-import-detail", args=[self.pk])


class InvitationMailQuerySet(models.QuerySet["InvitationMail"]):
    def open(self) -> Self:
        """Neither sent nor needless."""
        return self.filter(IS_OPEN)

    def claimable(self, *, at: datetime) -> Self:
        """Held by nobody, or by a worker that died over it: its letter goes out again, the same letter."""
        free = Q(claimed_at__isnull=True) | is_cut_off(at)
        return self.open().filter(free, attempts__lt=MOST_ATTEMPTS)

    def failed(self, *, at: datetime) -> Self:
        return self.filter(has_failed(at))

    def expired(self, *, at: datetime) -> Self:
        """Of people who never set a password and have no open link, neither from the letter nor from elsewhere."""
        waiting = self.exclude(IS_OPEN).filter(user__is_active=True, user__password__startswith=NOT_SET)
        return waiting.exclude(user__invitations__expires_at__gt=at)

    def of_claim(self, mail: InvitationMail) -> Self:
        """The row, as long as whoever holds ``mail`` in the hands holds its claim too."""
        return self.open().filter(pk=mail.pk, claimed_at=mail.claimed_at)


class InvitationMail(models.Model):
    """``edition``: 1 for the first letter; each later link is a new edition with a key of its own."""

    account_import = models.ForeignKey(AccountImport, models.PROTECT, related_name="mails", verbose_name="impor akun")
    user = models.OneToOneField(
        "clusters.User", models.PROTECT, related_name="invitation_mail", verbose_name="penerima"
    )
    edition = models.PositiveSmallIntegerField("edisi", default=1)
    claimed_at = models.DateTimeField("dipegang sejak", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("percobaan", default=0)
    sent_at = models.DateTimeField("dikirim", null=True, blank=True)
    dropped_at = models.DateTimeField("tidak perlu lagi", null=True, blank=True)
    error = models.CharField("kegagalan terakhir", max_length=100, blank=True)

    objects = InvitationMailQuerySet.as_manager()

    class Meta:
        verbose_name = "surel undangan"
        verbose_name_plural = "surel undangan"
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | (Q(attempts__gt=0) & Q(claimed_at__isnull=True)),
                name="invitation_mail_sent_was_tried",
                violation_error_message="Surel yang terkirim pernah dicoba dan tidak dipegang siapa pun lagi.",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(dropped_at__isnull=True),
                name="invitation_mail_sent_or_dropped",
                violation_error_message="Surel yang terkirim bukan surel yang tidak perlu dikirim.",
            ),
        ]

    def __str__(self) -> str:
        return f"Undangan {self.user}"

    # Changes: two workers could meet in each of them, so each is a conditional UPDATE.

    def claim(self, *, at: datetime) -> bool:
        """Take the letter; false when another worker has it or it went out."""
        free = InvitationMail.objects.filter(pk=self.pk).claimable(at=at)
        if not free.update(claimed_at=at, attempts=F("attempts") + 1):
            return False
        self.refresh_from_db(fields=["claimed_at", "attempts", "edition"])
        return True

    def finish(self, *, at: datetime) -> bool:
        """It went out; false when another worker took it over."""
        return bool(InvitationMail.objects.of_claim(self).update(sent_at=at, claimed_at=None, error=""))

    def release(self, *, error: str) -> None:
        """It did not go out, and that is known: a later run tries again."""
        InvitationMail.objects.of_claim(self).update(claimed_at=None, error=error[:100])

    def begin_edition(self) -> None:
        """The link of the letter must not work any more: the next one has a key of its own."""
        InvitationMail.objects.of_claim(self).update(edition=F("edition") + 1)
        self.refresh_from_db(fields=["edition"])

    def drop(self, *, at: datetime) -> None:
        """There is nothing to invite to any more: see ``clusters.invitation_letters.is_needed``."""
        InvitationMail.objects.of_claim(self).update(dropped_at=at, claimed_at=None)
