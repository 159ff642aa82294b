"""How django-allauth and django-axes serve our accounts: closed sign-up, our words, passwords that must be changed."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from rest_framework.authtoken.models import Token

from clusters.enums import Role
from clusters.models import ActingEndorser, User
from ranpptppo.lib.formats import day_in_wib

WORKING = frozenset({Role.OPERATOR, Role.ENDORSER, Role.VERIFIER, Role.SECRETARIAT})


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """The setting ACCOUNT_ADAPTER."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "Akun ini tidak aktif. Hubungi sekretariat.",
        "email_password_mismatch": "Surel atau kata sandi salah.",
        "enter_current_password": "Kata sandi saat ini salah.",
        "incorrect_password": "Kata sandi salah.",
        "invalid_password_reset": "Tautan ini tidak berlaku lagi.",
        "rate_limited": "Terlalu banyak permintaan. Coba lagi beberapa menit lagi.",
        "too_many_login_attempts": "Terlalu banyak percobaan masuk yang gagal. Coba lagi nanti.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: the secretariat invites."""
        return False

    def clean_password(self, password: str, user: User | None = None) -> str:
        """Django's rules, and a temporary password is never kept."""
        if user is not None and user.must_change_password and user.check_password(password):
            raise ValidationError("Kata sandi baru harus berbeda dari kata sandi sementara.")
        return str(super().clean_password(password, user))

    def set_password(self, user: User, password: str) -> None:
        """A password that was changed or reset: the API token ends with it, as sessions elsewhere do."""
        user.set_password(password)
        user.must_change_password = False
        user.save(update_fields=["password", "must_change_password"])
        Token.objects.filter(user=user).delete()

    def is_safe_url(self, url: str) -> bool:
        """The bare address of the site is no wish to be taken literally: whoever types it goes to the own start."""
        return url != "/" and bool(super().is_safe_url(url))

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Who has something to do begins with it; who reads begins with the dashboard. ``?next=`` comes first."""
        user = request.user
        if isinstance(user, User) and _has_tasks(user):
            return reverse("task-list")
        return reverse("home")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("profile")


def _has_tasks(user: User) -> bool:
    if user.role in WORKING:
        return True
    return ActingEndorser.objects.in_force(on=day_in_wib(timezone.now())).filter(user=user).exists()


def login_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The name under which django-axes counts failures: the e-mail typed, folded (AXES_USERNAME_CALLABLE).

    Without it axes would find no name in allauth's form, and would lock out a whole ministry by its one address.
    """
    given = credentials or {}
    name = given.get("email") or given.get("username") or request.POST.get("login") or request.POST.get("username")
    return str(name or "").strip().lower()
