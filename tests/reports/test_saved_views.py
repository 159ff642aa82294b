"""Tampilan tersimpan: a dashboard with its filters, kept, shared with colleagues, renamed and deleted by its owner."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clusters.models import User
from reports.models import SavedView
from reports.services import MOST_VIEWS
from tests.cast import World, make_user

Login = Callable[[User], Client]
LIST = "saved-view-list"


def kept(user: User, title: str, **fields: Any) -> SavedView:
    facts = {"page": "clusters", "query": "year=2024", "words": "Klaster – RAN contoh, tahun 2024"}
    return SavedView.objects.create(user=user, title=title, created_at=timezone.now(), **{**facts, **fields})


@pytest.fixture
def colleague(world: World) -> User:
    return make_user(world.kemenpppa, "operator", "Rekan Seinstansi")


def test_a_view_is_saved_with_its_filters_and_found_again_in_words(world: World, operator: User, login: Login) -> None:
    client = login(operator)
    chosen = {"year": "2024", "source": "apbn", "page": "3", "q": "", "status": "behind"}
    answer = client.post(
        reverse("saved-view-save", args=["actions"]), {"title": " APBN yang tertinggal "}, query_params=chosen
    )
    view = SavedView.objects.get()
    assert answer["Location"] == view.get_absolute_url() == f"/actions/?{view.query}"
    assert view.query == f"year=2024&source=apbn&status=behind&plan={world.plan.pk}"
    assert (view.title, view.is_shared, view.user) == ("APBN yang tertinggal", False, operator)
    assert client.get(view.get_absolute_url()).context["choice"].filters.source == "apbn"
    text = client.get(reverse(LIST)).content.decode()
    assert "APBN yang tertinggal" in text
    assert "Aksi – RAN contoh, tahun 2024, resmi (terverifikasi); Sumber dana: APBN; Status aksi: Tertinggal" in text


def test_every_dashboard_has_the_form_and_only_dashboards_can_be_saved(
    world: World, operator: User, login: Login
) -> None:
    client = login(operator)
    assert 'action="/views/save/?' in client.get(reverse("home")).content.decode()
    client.post(reverse("saved-view-save"), {"title": "Beranda saya", "is_shared": "on"})
    home = SavedView.objects.get()
    assert (home.page, home.is_shared) == ("", True)
    assert client.get(home.get_absolute_url()).status_code == 200
    for page in ("tasks", "admin", "nowhere", "clusters/99", "/evil.invalid"):
        assert client.post(reverse("saved-view-save", args=[page]), {"title": "Lain"}).status_code == 404, page
    assert client.post(reverse("saved-view-save"), {"title": "Lain"}, query_params={"plan": "9999"}).status_code == 404


def test_a_title_is_needed_and_is_the_persons_only_one(
    world: World, operator: User, colleague: User, login: Login
) -> None:
    kept(colleague, "Sama")
    client, address = login(operator), reverse("saved-view-save", args=["clusters"])
    for title, sentence in (("Sama", "disimpan"), ("Sama", "sudah mempunyai"), (" ", "Tulis judul"), ("x" * 81, "80")):
        answer = client.post(address, {"title": title}, follow=True)
        assert sentence in answer.content.decode(), title
        assert answer.redirect_chain[0][0].startswith("/clusters/?")
    assert SavedView.objects.filter(user=operator).count() == 1


def test_nobody_keeps_more_than_fifty(world: World, operator: User, login: Login) -> None:
    SavedView.objects.bulk_create(
        SavedView(user=operator, title=f"Tampilan {number}", words="Klaster", created_at=timezone.now())
        for number in range(MOST_VIEWS)
    )
    answer = login(operator).post(reverse("saved-view-save"), {"title": "Satu lagi"}, follow=True)
    assert "sudah menyimpan 50 tampilan" in answer.content.decode()
    assert SavedView.objects.count() == MOST_VIEWS


def test_the_list_holds_ones_own_and_what_colleagues_share(
    world: World, operator: User, colleague: User, outsider: User, login: Login
) -> None:
    kept(operator, "Punya saya")
    kept(colleague, "Dari rekan", is_shared=True)
    kept(colleague, "Rahasia rekan")
    kept(outsider, "Instansi lain", is_shared=True)
    context = login(operator).get(reverse(LIST)).context
    assert [view.title for view in context["own"]] == ["Punya saya"]
    assert [view.title for view in context["shared"]] == ["Dari rekan"]
    assert (
        "Belum ada tampilan tersimpan"
        in login(make_user(world.polri, "operator", "Baru")).get(reverse(LIST)).content.decode()
    )


def test_the_owner_renames_shares_and_deletes(world: World, operator: User, login: Login) -> None:
    client, view = login(operator), kept(operator, "Lama")
    kept(operator, "Terpakai")
    change = reverse("saved-view-change", args=[view.pk])
    assert client.post(change, {"title": "Baru", "is_shared": "on"})["Location"] == reverse(LIST)
    view.refresh_from_db()
    assert (view.title, view.is_shared) == ("Baru", True)
    for title, sentence in (("Terpakai", "sudah mempunyai"), ("", "Tulis judul")):
        assert sentence in client.post(change, {"title": title}, follow=True).content.decode()
    view.refresh_from_db()
    assert view.title == "Baru"
    assert "dihapus" in client.post(reverse("saved-view-delete", args=[view.pk]), follow=True).content.decode()
    assert not SavedView.objects.filter(pk=view.pk).exists()


@pytest.mark.parametrize("verb", ["change", "delete"])
def test_who_does_not_own_it_changes_nothing(
    world: World, operator: User, colleague: User, outsider: User, client: Client, login: Login, verb: str
) -> None:
    shared, secret = kept(operator, "Dibagikan", is_shared=True), kept(operator, "Sendiri")

    def send(view: SavedView) -> int:
        return client.post(reverse(f"saved-view-{verb}", args=[view.pk]), {"title": "Lain"}).status_code

    assert send(shared) == 302  # to the login page
    login(colleague)
    assert (send(shared), send(secret)) == (403, 404)
    login(outsider)
    assert send(shared) == 404
    login(operator)
    assert client.get(reverse(f"saved-view-{verb}", args=[shared.pk])).status_code == 405
    assert set(SavedView.objects.values_list("title", flat=True)) == {"Dibagikan", "Sendiri"}


def test_strangers_and_wrong_methods_are_turned_away(world: World, operator: User, client: Client) -> None:
    for address in (reverse(LIST), reverse("saved-view-save")):
        assert client.post(address)["Location"].startswith(reverse("account_login"))
    client.force_login(operator)
    assert client.post(reverse(LIST)).status_code == 405
    assert client.get(reverse("saved-view-save")).status_code == 405


def test_the_list_costs_the_same_with_many_views(world: World, operator: User, colleague: User, login: Login) -> None:
    client = login(operator)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(LIST))
        return len(queries)

    kept(operator, "A")
    kept(colleague, "B", is_shared=True)
    few = cost()
    for number in range(12):
        kept(operator, f"A{number}")
        kept(colleague, f"B{number}", is_shared=True)
    assert cost() == few
