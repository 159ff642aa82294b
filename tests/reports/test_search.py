"""One search over actions, indicators, institutions and regions."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.models import Action
from clusters.enums import PlanKind
from clusters.models import Plan, User
from tests.cast import World

Login = Callable[[User], Client]


@pytest.mark.parametrize(
    ("words", "kind", "found"),
    [
        ("bahaya SOSIALISASI", "actions", "1.1 Sosialisasi bahaya TPPO"),
        ("sekolah modul", "indicators", "Persentase sekolah yang memakai modul"),
        ("kemenpppa", "organizations", "KEMENPPPA"),
        ("32.01", "regions", "Bogor"),
    ],
)
def test_every_kind_is_found_by_all_its_words(
    world: World, executive: User, login: Login, words: str, kind: str, found: str
) -> None:
    response = login(executive).get(reverse("search"), {"q": words})
    assert [str(one) for one in response.context[kind]] == [found]


def test_nothing_found_and_nothing_asked_say_so(world: World, executive: User, login: Login) -> None:
    client = login(executive)
    assert "Tidak ditemukan" in client.get(reverse("search"), {"q": "zzz"}).content.decode()
    assert "Tulis satu kata" in client.get(reverse("search")).content.decode()


def test_another_regions_plan_is_not_found(world: World, people: dict[str, User], login: Login) -> None:
    plan = Plan.objects.create(
        kind=PlanKind.REGIONAL,
        region=world.other_province,
        title="RAD",
        short_title="RAD NTT",
        start_year=2024,
        end_year=2024,
    )
    Action.objects.create(plan=plan, cluster=world.clusters[1], number="1", title="Rahasia daerah lain")
    query = {"q": "rahasia"}
    assert not login(people["region_operator"]).get(reverse("search"), query).context["actions"]
    assert login(people["executive"]).get(reverse("search"), query).context["actions"]
    assert not login(people["region_operator"]).get(reverse("search"), {"q": "Nusa"}).context["regions"]


def test_search_is_for_people_who_are_logged_in_and_only_reads(
    world: World, executive: User, client: Client, login: Login
) -> None:
    assert client.get(reverse("search")).status_code == 302
    assert login(executive).post(reverse("search")).status_code == 405


def test_search_costs_the_same_whatever_it_finds(world: World, executive: User, login: Login) -> None:
    client = login(executive)
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("search"), {"q": "TPPO"})
    for number in range(30):
        Action.objects.create(
            plan=world.plan, cluster=world.clusters[1], number=f"9.{number}", title=f"Aksi TPPO {number}"
        )
    with CaptureQueriesContext(connection) as many:
        response = client.get(reverse("search"), {"q": "TPPO"})
    assert len(response.context["actions"]) == 20
    assert len(many) == len(few)
