"""One search over actions, indicators, institutions and regions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.models import Action
from actions.models.action import sort_key
from clusters.enums import PlanKind
from clusters.models import OrganizationName, Plan, User
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


def test_an_actions_number_finds_that_action_first(world: World, executive: User, login: Login) -> None:
    for number in ("11.1", "1.10", "1.15"):
        Action.objects.create(
            plan=world.plan,
            cluster=world.clusters[1],
            number=number,
            sort_key=sort_key(number),
            title="Kegiatan lain",
        )
    response = login(executive).get(reverse("search"), {"q": "1.1"})
    assert [one.number for one in response.context["actions"]] == ["1.1", "1.10", "1.15", "11.1"]
    assert {one.action.number for one in response.context["indicators"]} == {"1.1"}


def test_an_institution_is_found_by_its_old_name_and_says_so(world: World, executive: User, login: Login) -> None:
    OrganizationName.objects.filter(organization=world.kemenpppa).update(valid_from=date(2021, 1, 1))
    OrganizationName.objects.create(
        organization=world.kemenpppa,
        name="Kementerian Peranan Wanita",
        short_name="MenUPW",
        valid_from=date(2010, 1, 1),
        valid_to=date(2020, 12, 31),
    )
    for words in ("peranan wanita", "menupw"):
        response = login(executive).get(reverse("search"), {"q": words})
        assert [one.code for one in response.context["organizations"]] == ["KEMENPPPA"]
        assert "juga bernama" in response.content.decode()
    assert "juga bernama" not in login(executive).get(reverse("search"), {"q": "kemenpppa"}).content.decode()


def test_words_are_marked_and_what_was_typed_never_becomes_markup(world: World, executive: User, login: Login) -> None:
    page = login(executive).get(reverse("search"), {"q": "SOSIALISASI, bahaya"}).content.decode()
    assert "<mark>Sosialisasi</mark> <mark>bahaya</mark> TPPO" in page
    page = login(executive).get(reverse("search"), {"q": "<b>sosialisasi .*"}).content.decode()
    assert "<b>sosialisasi" not in page


def test_where_nothing_holds_all_words_what_holds_one_is_shown_and_said(
    world: World, executive: User, login: Login
) -> None:
    response = login(executive).get(reverse("search"), {"q": "sosialisasi astronomi"})
    assert response.context["found"].is_partial
    assert [one.number for one in response.context["actions"]] == ["1.1"]
    assert "Tidak ada yang memuat semua kata itu." in response.content.decode()


def test_a_region_leads_to_its_page_and_names_its_plan_where_the_person_may_see_it(
    world: World, people: dict[str, User], login: Login
) -> None:
    Plan.objects.create(
        kind=PlanKind.REGIONAL,
        region=world.regency,
        title="RAD",
        short_title="RAD Bogor",
        start_year=2024,
        end_year=2024,
    )
    page = login(people["region_operator"]).get(reverse("search"), {"q": "bogor"}).content.decode()
    assert reverse("region-detail", args=["32.01"]) in page
    assert "RAD Bogor" in page
    page = login(people["executive"]).get(reverse("search"), {"q": "jawa barat"}).content.decode()
    assert "belum ada rencana daerah" in page


def test_more_than_is_shown_is_said(world: World, executive: User, login: Login) -> None:
    for number in range(21):
        Action.objects.create(plan=world.plan, cluster=world.clusters[1], number=f"9.{number}", title="Uji banyak")
    response = login(executive).get(reverse("search"), {"q": "uji"})
    assert len(response.context["actions"]) == 20
    assert "Hanya 20 yang pertama ditampilkan." in response.content.decode()


@pytest.mark.parametrize("text", ["", "   ", ",", "%", "_", "\x00", "a" * 500, "satu dua tiga empat lima enam tujuh"])
def test_odd_questions_are_answered(world: World, executive: User, login: Login, text: str) -> None:
    assert login(executive).get(reverse("search"), {"q": text}).status_code == 200
