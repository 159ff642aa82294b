"""The page behind an invitation's link."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clusters.enums import Role
from clusters.models import Invitation, User
from clusters.services import users as services
from tests.cast import World


@pytest.fixture
def link(secretariat: User, world: World) -> str:
    """The path of an open invitation."""
    sent = services.invite_user(
        email="budi@contoh.go.id",
        name="Budi Baru",
        organization=world.kemenpppa,
        role=Role.OPERATOR,
        by=secretariat,
        link_for=lambda key: reverse("invitation-accept", args=[key]),
    )
    return sent.link


def test_the_link_opens_without_login_and_greets_the_person(client: Client, link: str) -> None:
    response = client.get(link)
    assert response.status_code == 200
    assert "Budi Baru" in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_a_good_password_opens_the_account_and_closes_the_link(client: Client, link: str) -> None:
    response = client.post(link, {"password1": "kunci rahasia 77", "password2": "kunci rahasia 77"})
    assert response.status_code == 302
    assert response["Location"] == reverse("account_login")
    assert User.objects.get(email="budi@contoh.go.id").check_password("kunci rahasia 77")
    assert client.get(link).status_code == 410
    assert client.post(link, {"password1": "kunci lain 12345", "password2": "kunci lain 12345"}).status_code == 410


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        ("pendek", "pendek", "12 karakter"),
        ("123456789012345", "123456789012345", "angka"),
        ("kunci rahasia 77", "kunci rahasia 78", "Kedua isian kata sandi harus sama."),
        ("budi@contoh.go.id", "budi@contoh.go.id", "mirip"),
    ],
)
def test_a_bad_password_is_explained(client: Client, link: str, first: str, second: str, sentence: str) -> None:
    response = client.post(link, {"password1": first, "password2": second})
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not User.objects.get(email="budi@contoh.go.id").has_joined


def test_an_old_link_says_whom_to_ask(client: Client, link: str) -> None:
    past = timezone.now() - timedelta(days=8)
    Invitation.objects.update(sent_at=past, expires_at=past + timedelta(days=7))
    response = client.get(link)
    assert response.status_code == 410
    assert "Minta sekretariat" in response.content.decode()


def test_an_unknown_link_answers_the_same(client: Client, db: None) -> None:
    assert client.get(reverse("invitation-accept", args=["entah"])).status_code == 410


def test_only_get_and_post(client: Client, link: str) -> None:
    assert client.put(link).status_code == 405
