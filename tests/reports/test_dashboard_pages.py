"""Beranda, clusters, actions and the matrix: what they say, who sees them, what they cost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.models import Action
from clusters.enums import PlanKind
from clusters.models import Plan, User
from reports import summaries
from tests.actions.test_workflow import verified
from tests.cast import World, make_indicator, make_organization, make_user
from tests.reports.synthetic import Size, make_plan

Login = Callable[[User], Client]


@pytest.fixture
def in_may(world: World, people: dict[str, User]) -> Any:
    """The first quarter is past due: KemenPPPA's report is verified, Polri's is missing."""
    verified(world, people)
    with time_machine.travel(world.period(1).due_at + timedelta(days=3)):
        yield


def addresses(world: World) -> dict[str, str]:
    return {
        "home": reverse("home"),
        "matrix": reverse("matrix"),
        "cluster-list": reverse("cluster-list"),
        "cluster-detail": reverse("cluster-detail", args=[1]),
        "action-list": reverse("action-list"),
        "action-detail": reverse("action-detail", args=[world.action.pk]),
    }


def page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_home_says_the_score_the_clusters_and_who_is_late(
    world: World, executive: User, login: Login, in_may: None
) -> None:
    response = login(executive).get(reverse("home"))
    year = summaries.load_year(world.plan, 2024, reading="official", as_of=response.context["choice"].as_of)
    national = summaries.national_figures(year)
    text = response.content.decode()
    assert national["score"] is not None
    assert national["score"].replace(".", ",") in text
    assert "Klaster contoh 1" in text
    late = response.context["late"]
    assert [(row["organization"]["code"], row["missing"]) for row in late] == [("POLRI", 1)]
    assert "CONTOH" in text


def test_the_same_figures_stand_on_home_on_the_cluster_and_on_the_action(
    world: World, executive: User, login: Login, in_may: None
) -> None:
    client = login(executive)
    home = client.get(reverse("home")).context["clusters"][0]
    cluster = client.get(reverse("cluster-detail", args=[1])).context["cluster"]
    action = client.get(reverse("action-detail", args=[world.action.pk])).context["figures"]
    assert home["score"] == cluster["score"] == action["score"]
    assert cluster["actions"][0]["indicators"] == action["indicators"]
    assert "110,00%" in page(client, reverse("cluster-detail", args=[1]))  # 110 against a quarter of 400


def test_provisional_figures_are_chosen_by_a_visible_switch(
    world: World, executive: User, login: Login, in_may: None
) -> None:
    client = login(executive)
    assert "Angka sementara" not in page(client, reverse("home"))
    assert "Angka sementara" in page(client, reverse("home") + "?reading=provisional")


def test_an_interim_plan_has_no_score_and_says_so(world: World, executive: User, login: Login) -> None:
    plan = Plan.objects.create(
        kind=PlanKind.INTERIM, title="Masa antar", short_title="Antar 2025", start_year=2025, end_year=2025
    )
    text = page(login(executive), f"{reverse('home')}?plan={plan.pk}")
    assert "tidak diberi skor" in text
    assert "Skor rencana" not in text


@pytest.mark.parametrize(("role", "sentence"), [("secretariat", "Buat rencana"), ("executive", "belum mengimpor")])
def test_without_a_plan_home_says_what_comes_next(db: None, login: Login, role: str, sentence: str) -> None:
    person = make_user(make_organization("POLRI"), role, "Orang Pertama")
    assert sentence in page(login(person), reverse("home"))


def test_actions_are_found_by_words_cluster_organization_and_status(
    world: World, executive: User, login: Login, in_may: None
) -> None:
    def found(**query: str) -> list[str]:
        response = client.get(reverse("action-list"), query)
        return [figures["number"] for _, figures in response.context["page"]]

    client = login(executive)
    assert found() == ["1.1", "5.1"]
    assert found(q="SOSIALISASI tppo") == ["1.1"]
    assert found(cluster="5") == ["5.1"]
    assert found(organization="KEMENDAGRI") == ["1.1"]
    assert found(status="behind") == ["5.1"]  # silence scores 0
    assert "Tidak ada aksi yang cocok" in page(client, f"{reverse('action-list')}?q=zzz")


def test_the_action_page_shows_reports_and_evidence_only_to_whom_they_are_visible(
    world: World, people: dict[str, User], login: Login, in_may: None
) -> None:
    url = reverse("action-detail", args=[world.action.pk])
    assert "KemenPPPA".lower() in page(login(people["coordinator"]), url).lower()
    assert list(login(people["coordinator"]).get(url).context["reports"])
    assert not list(login(people["outsider"]).get(url).context["reports"])


def test_the_matrix_has_a_cell_for_each_action_and_period(
    world: World, executive: User, login: Login, in_may: None
) -> None:
    rows = login(executive).get(reverse("matrix")).context["rows"]
    assert [[cell["status"] for cell in row["cells"]] for row in rows] == [
        [rows[0]["cells"][0]["status"], "", "", ""],
        ["behind", "", "", ""],
    ]


NAMES = ["home", "matrix", "cluster-list", "cluster-detail", "action-list", "action-detail"]


@pytest.mark.parametrize("name", NAMES)
def test_every_role_reads_the_national_plan_and_nobody_else(
    world: World, people: dict[str, User], client: Client, login: Login, name: str
) -> None:
    url = addresses(world)[name]
    assert client.get(url).status_code == 302
    for who, person in people.items():
        assert login(person).get(url).status_code == 200, who
        assert login(person).post(url).status_code == 405


@pytest.mark.parametrize("name", NAMES)
def test_a_plan_of_another_region_and_a_wrong_address_are_not_found(
    world: World, people: dict[str, User], login: Login, name: str
) -> None:
    other = Plan.objects.create(
        kind=PlanKind.REGIONAL,
        region=world.other_province,
        title="RAD",
        short_title="RAD NTT",
        start_year=2024,
        end_year=2024,
    )
    hidden = Action.objects.create(plan=other, cluster=world.clusters[1], number="1", title="Aksi daerah lain")
    client = login(people["region_operator"])
    assert client.get(reverse("action-detail", args=[hidden.pk])).status_code == 404
    url = addresses(world)[name]
    if name != "action-detail":
        assert client.get(f"{url}?plan={other.pk}").status_code == 404
    for query in ("year=1999", "year=x", "reading=best"):
        assert client.get(f"{url}?{query}").status_code == 404


@pytest.mark.parametrize("name", NAMES)
def test_the_cost_of_a_page_does_not_grow_with_its_rows(world: World, executive: User, login: Login, name: str) -> None:
    client = login(executive)
    url = addresses(world)[name]
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for number in range(12):
        action = Action.objects.create(
            plan=world.plan, cluster=world.clusters[1], number=f"1.{number + 20}", title=f"Aksi {number}"
        )
        make_indicator(action, f"Indikator {number}", 10)
    Plan.objects.filter(pk=world.plan.pk).touch()
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) <= len(few)


def test_a_plan_of_two_hundred_actions_is_shown_fifty_at_a_time(world: World, executive: User, login: Login) -> None:
    plan = make_plan(Size(actions=60, indicators_per_action=1, organizations=5))
    client = login(executive)
    first = client.get(f"{reverse('action-list')}?plan={plan.pk}&year=2024").context["page"]
    assert len(first) == 50
    assert first.has_next()
