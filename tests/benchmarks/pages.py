"""A page against its floor: the same template from constant context, through the same middleware."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import Client
from django.test.utils import override_settings
from django.urls import include, path

from clusters.enums import OrganizationKind, Role
from clusters.models import Organization, OrganizationName, User
from tests.benchmarks.table import Figure
from tests.benchmarks.timing import paired

_constant: dict[str, Any] = {}


def reader() -> User:
    """Somebody who sees everything."""
    organization = Organization.objects.create(code="BENCH", kind=OrganizationKind.COORDINATING_MINISTRY)
    OrganizationName.objects.create(
        organization=organization, name="Instansi ukur", short_name="Ukur", valid_from=date(2000, 1, 1)
    )
    return User.objects.create_user(
        "ukur@contoh.go.id", "sandi-ukur-1", name="Ukur", organization=organization, role=Role.SECRETARIAT
    )


def floor(request: HttpRequest) -> HttpResponse:
    """What a page would cost if its figures cost nothing."""
    return render(request, _constant["template"], _constant["context"])


urlpatterns = [path("benchmark-floor/", floor), path("", include("ranpptppo.urls"))]


def page_against_floor(name: str, url: str, user: User, *, bar: float, rounds: int = 25) -> list[Figure]:
    """Milliseconds of the page and of its floor, and the ratio with its bar."""
    with override_settings(ROOT_URLCONF="tests.benchmarks.pages"):
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        response: Any = client.get(url)
        if response.status_code != 200:
            raise RuntimeError(f"{url} answers {response.status_code}.")
        _constant["template"] = next(t.name for t in response.templates if t.name)
        _constant["context"] = _own_context(response.context)
        page, floor_ = paired(lambda: client.get(url), lambda: client.get("/benchmark-floor/"), rounds=rounds)
        if len(client.get("/benchmark-floor/").content) < 0.95 * len(response.content):
            raise RuntimeError(f"The floor of {url} renders less than the page: it is no floor.")
    return [
        Figure(f"{name}: halaman", page * 1000, "ms"),
        Figure(f"{name}: lantai", floor_ * 1000, "ms"),
        Figure(f"{name}: halaman / lantai", page / floor_, "×", bar),
    ]


def _own_context(contexts: Any) -> dict[str, Any]:
    """What the view handed to the template: the first context's layers, without what processors add anew."""
    added = {
        "request",
        "user",
        "perms",
        "messages",
        "csrf_token",
        "nav",
        "DEFAULT_MESSAGE_LEVELS",
        "view",
        "form_renderer",
    }
    first = contexts[0] if isinstance(contexts, list) else contexts
    flat = first.flatten()
    return {key: value for key, value in flat.items() if key not in added and key not in {"True", "False", "None"}}
