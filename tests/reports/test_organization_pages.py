"""Instansi: the list and one organization's page, with the same figures as everywhere, and people as far as one may see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from clusters.enums import OrganizationKind, SuccessionKind
from clusters.models import Organization, OrganizationName, OrganizationSuccession, User
from reports import summaries
from tests.actions.test_workflow import verified
from tests.cast import World, make_organization

Login = Callable[[User], Client]


@pytest.fixture
def in_may(world: World, people: dict[str, User]) -> Any:
    """The first quarter is past due: KemenPPPA's report is verified, Polri's is missing."""
    verified(world, people)
    with time_machine.travel(world.period(1).due_at + timedelta(days=3)):
        yield


def address(code: str) -> str:
    return reverse("organization-detail", args=[code])


def test_the_list_and_each_page_say_what_the_summaries_say(
    world: World, executive: User, login: Login, in_may: None
) -> None:
    client = login(executive)
    listed = client.get(reverse("organization-list"))
    choice = listed.context["choice"]
    expected = summaries.organization_figures(choice.figures, choice.names)
    assert list(listed.context["page"]) == expected
    assert {row["organization"]["code"] for row in expected} == {"KEMENPPPA", "POLRI"}
    for row in expected:
        response = client.get(address(row["organization"]["code"]))
        assert {"id": row["id"], "organization": response.context["name"], **response.context["figures"]} == row
        assert row["score"] is not None
        assert row["score"].replace(".", ",") in response.content.decode()
        assert len(response.context["led"]) == row["actions"] == 1


def test_a_page_says_what_is_led_supported_and_owed(world: World, executive: User, login: Login, in_may: None) -> None:
    client = login(executive)
    police = client.get(address("POLRI")).context
    assert [action["number"] for action in police["led"]] == ["5.1"]
    assert [row["period"] for row in police["owing"]["missing"]] == ["Triwulan I 2024"]
    assert police["owing"]["upcoming"]["count"] == 3
    assert [role.cluster.number for role in police["roles"]] == [5, 7]
    response = client.get(address("KEMENDAGRI"))
    assert [action["number"] for action in response.context["supported"]] == ["1.1"]
    assert response.context["figures"]["actions"] == 0
    text = response.content.decode()
    assert "Tidak memimpin aksi" in text
    assert "Belum ada laporan yang jatuh tempo" in text


def test_filters_narrow_the_page_of_an_organization(world: World, executive: User, login: Login, in_may: None) -> None:
    response = login(executive).get(address("POLRI"), {"cluster": "1"})
    assert response.context["led"] == []
    assert response.context["figures"]["score"] is None
    assert "Tidak ada yang cocok dengan saringan" in response.content.decode()


def test_names_by_date_and_who_came_before_and_after_are_told(world: World, executive: User, login: Login) -> None:
    successor = make_organization("KEMENKUM")
    OrganizationName.objects.filter(organization=world.kemendagri).update(valid_to=date(2024, 10, 20))
    OrganizationSuccession.objects.create(
        predecessor=world.kemendagri, successor=successor, on=date(2024, 10, 21), kind=SuccessionKind.SPLIT
    )
    client = login(executive)
    before, after = client.get(address("KEMENDAGRI")), client.get(address("KEMENKUM"))
    assert before.context["history"]["names"][0]["valid_to"] == "2024-10-20"
    assert [row["organization"]["code"] for row in before.context["history"]["successors"]] == ["KEMENKUM"]
    assert [row["organization"]["code"] for row in after.context["history"]["predecessors"]] == ["KEMENDAGRI"]
    assert "pecah 21 Oktober 2024" in after.content.decode()


def test_people_are_shown_to_those_who_may_see_them(
    world: World, people: dict[str, User], executive: User, login: Login
) -> None:
    def seen(viewer: User) -> list[str]:
        return [person.name for person in login(viewer).get(address("KEMENPPPA")).context["people"]]

    assert seen(people["secretariat"]) == ["Endang Pengesah", "Olivia Operator"]
    assert seen(people["operator"]) == ["Endang Pengesah", "Olivia Operator"]
    assert seen(people["coordinator"]) == ["Endang Pengesah", "Olivia Operator"]  # who chases the late calls them
    assert seen(executive) == []
    assert "Tidak ada petugas yang dapat Anda lihat" in login(executive).get(address("KEMENPPPA")).content.decode()


def test_a_region_does_not_find_the_bodies_of_others_and_nobody_what_is_not_there(
    world: World, people: dict[str, User], login: Login
) -> None:
    Organization.objects.create(code="DP3A-53", kind=OrganizationKind.REGIONAL, region=world.other_province)
    client = login(people["region_operator"])
    assert client.get(address("DP3A-32")).status_code == 200
    assert client.get(address("KEMENPPPA")).status_code == 200
    assert client.get(address("DP3A-53")).status_code == 404
    assert client.get(address("TIDAK/ADA")).status_code == 404
    assert client.post(address("KEMENPPPA")).status_code == 405
    assert client.post(reverse("organization-list")).status_code == 405
    assert login(people["executive"]).get(address("DP3A-53")).status_code == 200  # even without a name
