"""The forms of allauth in our words and our form anatomy (setting ACCOUNT_FORMS): no placeholders, labels that say it."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from django import forms

SEE_RULES = "Sekurang-kurangnya 12 karakter, bukan kata sandi yang umum, tidak hanya angka, dan tidak mirip nama atau surel Anda."
SAME_TWICE = "Kedua isian kata sandi harus sama."


def speak(form: forms.Form, labels: dict[str, str], hints: dict[str, str] | None = None) -> None:
    """Give each field its label and hint, and take away the placeholder."""
    for name, field in form.fields.items():
        field.label = labels.get(name, field.label)
        field.help_text = (hints or {}).get(name, "")
        field.widget.attrs.pop("placeholder", None)


class NewPasswordForm(account.PasswordVerificationMixin):  # type: ignore[misc]
    """allauth's check that both passwords are the same, in our sentence."""

    def add_error(self, field: str | None, error: Any) -> None:
        super().add_error(field, SAME_TWICE if field == "password2" else error)


class LoginForm(account.LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speak(self, {"login": "Surel", "password": "Kata sandi"})


class ChangePasswordForm(NewPasswordForm, account.ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "oldpassword": "Kata sandi saat ini",
            "password1": "Kata sandi baru",
            "password2": "Ulangi kata sandi baru",
        }
        speak(self, labels, {"password1": SEE_RULES})


class ResetPasswordForm(account.ResetPasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speak(self, {"email": "Surel"})


class ResetPasswordKeyForm(NewPasswordForm, account.ResetPasswordKeyForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speak(self, {"password1": "Kata sandi baru", "password2": "Ulangi kata sandi baru"}, {"password1": SEE_RULES})


class ReauthenticateForm(account.ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speak(self, {"password": "Kata sandi"})
