"""Everything a person reads is Indonesian: forms, login, password rules, the API's errors."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import get_default_password_validators
from django.core.exceptions import ValidationError
from django.core.validators import BaseValidator
from django.test import Client
from django.urls import reverse
from rest_framework import exceptions
from rest_framework.decorators import api_view, authentication_classes, permission_classes
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory

from clusters.models import User
from tests.english import english_words

OURS = ("clusters", "actions", "reports")


def form_classes() -> list[type[forms.BaseForm]]:
    """Every form of the three apps."""
    for app in OURS:
        _import_all(f"{app}.forms")
    found = {form for form in _subclasses(forms.BaseForm) if form.__module__.split(".")[0] in OURS}
    return sorted(found, key=lambda form: f"{form.__module__}.{form.__qualname__}")


def _import_all(name: str) -> None:
    if importlib.util.find_spec(name) is None:
        return
    package = importlib.import_module(name)
    for module in pkgutil.walk_packages(getattr(package, "__path__", []), f"{name}."):
        importlib.import_module(module.name)


def _subclasses(base: type) -> Iterator[type]:
    for child in base.__subclasses__():
        yield child
        yield from _subclasses(child)


def texts_of(field: forms.Field) -> Iterator[str]:
    yield str(field.label or "")
    yield str(field.help_text or "")
    yield from (str(message) for message in field.error_messages.values())
    for validator in field.validators:
        message = getattr(validator, "message", "")
        # Counted sentences ("%(limit_value)d character") are chosen when they are raised.
        yield "" if isinstance(validator, BaseValidator) else str(message)


def test_english_is_recognised() -> None:
    assert english_words("<p>This field is required.</p>") == {"this", "field", "required"}
    assert english_words('<a href="/reset/this">Surel atau kata sandi salah.</a>') == set()


def test_the_forms_of_all_apps_are_found() -> None:
    names = {form.__name__ for form in form_classes()}
    assert {"LoginForm", "InviteForm", "ProfileForm"} <= names


def test_no_form_speaks_english() -> None:
    english = {
        (form.__name__, name, text)
        for form in form_classes()
        for name, field in form.base_fields.items()
        for text in texts_of(field)
        if english_words(text) and form.__module__ != "clusters.forms.login"
    }
    assert english == set()


@pytest.mark.parametrize("password", ["pendek", "password1234", "123456789012", "olivia.operator"])
def test_the_rules_for_passwords_speak_indonesian(password: str) -> None:
    user = User(email="olivia.operator@contoh.go.id", name="Olivia Operator")
    refusals = []
    for validator in get_default_password_validators():
        try:
            validator.validate(password, user)
        except ValidationError as error:
            refusals += error.messages
        refusals.append(validator.get_help_text())
    assert len(refusals) > len(settings.AUTH_PASSWORD_VALIDATORS)
    assert english_words(" ".join(refusals)) == set()


LOGIN_PAGES = [
    ("account_login", {}),
    ("account_login", {"login": "salah", "password": ""}),
    ("account_login", {"login": "x@contoh.go.id", "password": "salah"}),
    ("account_reset_password", {}),
    ("account_reset_password", {"email": "bukan surel"}),
    ("account_reset_password_done", {}),
    ("account_reset_password_from_key_done", {}),
    ("account_inactive", {}),
]


@pytest.mark.parametrize(("name", "typed"), LOGIN_PAGES)
def test_no_login_page_speaks_english(client: Client, db: None, name: str, typed: dict[str, str]) -> None:
    response = client.post(reverse(name), typed) if typed else client.get(reverse(name))
    assert response.status_code == 200
    assert english_words(response.content.decode()) == set()


PERSONAL_PAGES = [
    ("account_change_password", {}),
    ("account_change_password", {"oldpassword": "salah", "password1": "pendek", "password2": "lain"}),
    ("account_reauthenticate", {}),
    ("account_reauthenticate", {"password": "salah"}),
    ("account_logout", {}),
]


@pytest.mark.parametrize(("name", "typed"), PERSONAL_PAGES)
def test_no_password_page_speaks_english(client: Client, operator: User, name: str, typed: dict[str, str]) -> None:
    client.force_login(operator, backend="django.contrib.auth.backends.ModelBackend")
    response = client.post(reverse(name), typed) if typed else client.get(reverse(name))
    assert response.status_code == 200
    assert english_words(response.content.decode()) == set()


@pytest.mark.parametrize(
    "error",
    [
        exceptions.NotAuthenticated(),
        exceptions.AuthenticationFailed(),
        exceptions.PermissionDenied(),
        exceptions.NotFound(),
        exceptions.MethodNotAllowed("DELETE"),
        exceptions.NotAcceptable(),
        exceptions.UnsupportedMediaType("text/plain"),
        exceptions.ParseError(),
        exceptions.Throttled(wait=30),
    ],
    ids=lambda error: type(error).__name__,
)
def test_the_errors_of_the_api_speak_indonesian(error: exceptions.APIException) -> None:
    @api_view(["GET"])
    @authentication_classes([])
    @permission_classes([])
    def view(request: Request) -> Response:
        raise error

    answer = view(APIRequestFactory().get("/api/v1/"))
    assert answer.status_code == error.status_code
    assert english_words(str(answer.data["detail"])) == set()
