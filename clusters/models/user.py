"""A person with one organization and one role; the scope follows from the organization."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from clusters.enums import Role
from clusters.models.history import PersonHistory


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def invited(self) -> Self:
        """Those who have not yet set a password."""
        return self.filter(password__startswith=UNUSABLE_PASSWORD_PREFIX)

    def joined(self) -> Self:
        return self.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)

    def visible_to(self, user: User) -> Self:
        """The secretariat and administrators see everybody, a region's its own; others their own organization."""
        if user.role not in {Role.SECRETARIAT, Role.ADMIN, Role.AUDITOR}:
            return self.filter(organization=user.organization_id)
        return self.within_reach_of(user)

    def reachable_by(self, user: User) -> Self:
        """Whom a person may call about a report: who verifies chases the late, and needs their telephone numbers."""
        return self.within_reach_of(user) if user.role == Role.VERIFIER else self.visible_to(user)

    def within_reach_of(self, user: User) -> Self:
        """Everybody; of a region's person the region's and its regencies'."""
        region = user.organization.region
        if region is None:
            return self
        return self.filter(Q(organization__region=region.pk) | Q(organization__region__parent=region.pk))


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def active(self) -> UserQuerySet:
        return self.get_queryset().active()

    def visible_to(self, user: User) -> UserQuerySet:
        return self.get_queryset().visible_to(user)

    def reachable_by(self, user: User) -> UserQuerySet:
        return self.get_queryset().reachable_by(user)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, role=Role.ADMIN, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField("surel", unique=True, error_messages={"unique": "Surel ini sudah dipakai akun lain."})
    name = models.CharField("nama", max_length=120)
    phone = models.CharField("telepon kantor", max_length=30, blank=True)
    position = models.CharField("jabatan", max_length=120, blank=True)
    organization = models.ForeignKey(
        "clusters.Organization", models.PROTECT, related_name="users", verbose_name="instansi"
    )
    role = models.CharField("peran", max_length=12, choices=Role.choices)
    is_active = models.BooleanField("aktif", default=True)
    must_change_password = models.BooleanField("wajib mengganti kata sandi", default=False)
    wants_email = models.BooleanField("ringkasan harian melalui surel", default=True)
    joined_at = models.DateTimeField("bergabung", default=timezone.now)

    objects = UserManager()
    history = PersonHistory()
    _history_user: User | None

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name", "organization"]

    class Meta:
        verbose_name = "pengguna"
        verbose_name_plural = "pengguna"
        constraints = [
            models.UniqueConstraint(
                Lower("email"), name="user_email_once", violation_error_message="Surel ini sudah dipakai akun lain."
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]

    @property
    def has_joined(self) -> bool:
        """Has set a password: the invitation was accepted."""
        return self.has_usable_password()

    @property
    def is_staff(self) -> bool:
        """The admin site is for the secretariat's reference data and for administrators."""
        return self.is_active and self.role in {Role.SECRETARIAT, Role.ADMIN}


class Invitation(models.Model):
    """A first-login link. Only the digest of its key is stored; it expires and works once."""

    user = models.ForeignKey(User, models.CASCADE, related_name="invitations", verbose_name="pengguna")
    key_digest = models.CharField("sidik kunci", max_length=64, unique=True)
    sent_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="diundang oleh")
    sent_at = models.DateTimeField("dikirim")
    expires_at = models.DateTimeField("berlaku sampai")
    accepted_at = models.DateTimeField("diterima", null=True, blank=True)

    class Meta:
        verbose_name = "undangan"
        verbose_name_plural = "undangan"
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at__lt=models.F("expires_at")), name="invitation_expires_after_sending"
            )
        ]

    def __str__(self) -> str:
        return f"Undangan {self.user}"

    def is_open(self, at: datetime) -> bool:
        return self.accepted_at is None and at < self.expires_at
