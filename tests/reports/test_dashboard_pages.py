"""Beranda, clusters, actions and the matrix: what they say, who sees them, what they cost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.enums import AssignmentRole
from actions.models import Action, Assignment, BudgetCeiling, BudgetLine, Target
from clusters.enums import ClusterRoleKind, PlanKind
from clusters.models import ClusterRole, Plan, User
from reports import summaries
from tests.actions.test_workflow import verified
from tests.cast import PLANNED_AT, World, make_indicator, make_organization, make_user, record_filing
from tests.reports.synthetic import Size, make_plan
from tests.site.test_walk import make_evidence

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
        "organization-list": reverse("organization-list"),
        "organization-detail": reverse("organization-detail", args=["KEMENPPPA"]),
        "region-list": reverse("region-list"),
        "region-detail": reverse("region-detail", args=["32"]),
        "map": reverse("map"),
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
    assert response.context["late_total"] == 1
    pressing = [(row["kind"], row["organization"]["code"]) for row in response.context["pressing"]]
    assert pressing == [("overdue", "POLRI"), ("behind", "POLRI"), ("unspent", "KEMENPPPA")]
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


@pytest.mark.parametrize(
    "name",
    ["home", "matrix", "cluster-list", "organization-list", "action-list", "lenses", "overdue", "budget-dashboard"],
)
@pytest.mark.parametrize(("role", "sentence"), [("secretariat", "Buat rencana"), ("executive", "belum mengimpor")])
def test_without_a_plan_every_list_says_what_comes_next(
    db: None, login: Login, name: str, role: str, sentence: str
) -> None:
    person = make_user(make_organization("POLRI"), role, "Orang Pertama")
    assert sentence in page(login(person), reverse(name))


def test_actions_are_found_by_words_cluster_organization_and_status(
    world: World, executive: User, login: Login, in_may: None
) -> None:
    def found(**query: str) -> list[str]:
        response = client.get(reverse("action-list"), query)
        return [figures["number"] for _, figures in response.context["rows"]]

    client = login(executive)
    assert found() == ["1.1", "5.1"]
    assert found(q="SOSIALISASI tppo") == ["1.1"]
    assert found(cluster="5") == ["5.1"]
    assert found(organization="KEMENDAGRI") == ["1.1"]
    assert found(status="behind") == ["5.1"]  # silence scores 0
    for query in ("q=zzz", "organization=NOBODY", "organization=%00", "status=%00", "cluster=99"):
        assert "Tidak ada aksi yang cocok" in page(client, f"{reverse('action-list')}?{query}")


def test_a_late_organization_leads_to_its_page_and_on_to_its_actions(
    world: World, executive: User, login: Login, in_may: None
) -> None:
    client = login(executive)
    choice = f"?plan={world.plan.pk}&year=2024"
    organization = reverse("organization-detail", args=["POLRI"]) + choice
    assert organization.replace("&", "&amp;") in page(client, reverse("home"))
    address = f"{reverse('action-list')}{choice}&organization=POLRI"
    assert address.replace("&", "&amp;") in page(client, organization)
    assert [figures["number"] for _, figures in client.get(address).context["rows"]] == ["5.1"]


def test_the_action_page_shows_each_budget_line_and_their_sum(
    world: World, executive: User, login: Login, in_may: None
) -> None:
    line = BudgetLine.objects.create(
        action=world.action, organization=world.kemendagri, fiscal_year=2024, source="grant", code="2"
    )
    BudgetCeiling.objects.create(line=line, amount=500_000_000, set_at=PLANNED_AT)
    Plan.objects.filter(pk=world.plan.pk).touch()
    text = page(login(executive), reverse("action-detail", args=[world.action.pk]))
    for words in ("Kemenpppa, APBN", "Rp1.000.000.000", "Kemendagri, Hibah", "Rp500.000.000", "Rp1.500.000.000"):
        assert words in text
    assert "sementara" in text  # the year is not over


def test_a_revised_target_is_marked_with_the_first_one_the_reason_and_who_approved(
    world: World, people: dict[str, User], login: Login, in_may: None
) -> None:
    Target.objects.create(
        indicator=world.indicator,
        year=2024,
        version=2,
        value=Decimal(380),
        reason="Efisiensi anggaran",
        approved_by=people["secretariat"],
        requested_by=people["operator"],
        approved_at=world.period(1).due_at - timedelta(days=1),
    )
    Plan.objects.filter(pk=world.plan.pk).touch()
    client = login(people["executive"])
    for url in (reverse("action-detail", args=[world.action.pk]), reverse("cluster-detail", args=[1])):
        text = page(client, url)
        assert "target semula 400" in text
        assert "disetujui Polri: Efisiensi anggaran" in text


def test_the_cluster_page_says_who_held_which_role_and_what_its_organizations_spend(
    world: World, executive: User, login: Login, in_may: None
) -> None:
    ClusterRole.objects.filter(cluster=world.clusters[1], role=ClusterRoleKind.LEAD).update(valid_to=date(2024, 3, 31))
    response = login(executive).get(reverse("cluster-detail", args=[1]))
    text = response.content.decode()
    assert "belum ditetapkan" in text
    assert "31 Mar 2024" in text
    assert response.context["budget"]["total"] == response.context["cluster"]["budget"]
    assert [row["label"] for row in response.context["budget"]["by_organization"]] == ["Kemenpppa"]


def test_the_cluster_page_says_who_is_late_in_it_and_how_its_years_went(
    executive: User, login: Login, world: World, in_may: None
) -> None:
    client = login(executive)
    late = client.get(reverse("cluster-detail", args=[5])).context["late"]
    assert [(row["organization"]["code"], row["missing"]) for row in late] == [("POLRI", 1)]
    assert client.get(reverse("cluster-detail", args=[1])).context["late"] == []
    plan = make_plan(Size(actions=10, indicators_per_action=1, organizations=4))
    context = client.get(reverse("cluster-detail", args=[1]), {"plan": str(plan.pk), "year": "2024"}).context
    assert [row["year"] for row in context["trend"]] == [2020, 2021, 2022, 2023, 2024]
    assert context["trend"][-1]["score"] == context["cluster"]["score"]
    before = client.get(reverse("cluster-detail", args=[1]), {"plan": str(plan.pk), "year": "2022"}).context["cluster"]
    assert context["trend"][2]["score"] == before["score"]
    assert context["trend"][2]["budget"] == before["budget"]


def test_the_action_page_shows_reports_and_evidence_only_to_whom_they_are_visible(
    world: World, people: dict[str, User], login: Login, in_may: None
) -> None:
    url = reverse("action-detail", args=[world.action.pk])
    assert "KemenPPPA".lower() in page(login(people["coordinator"]), url).lower()
    assert list(login(people["coordinator"]).get(url).context["reports"])
    assert not list(login(people["outsider"]).get(url).context["reports"])


NAMES = [
    "home",
    "matrix",
    "cluster-list",
    "cluster-detail",
    "organization-list",
    "organization-detail",
    "region-list",
    "region-detail",
    "map",
    "action-list",
    "action-detail",
]


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


def fill_up(world: World, people: dict[str, User]) -> None:
    """Twelve organizations that owe a report, with budget; and evidence on three reports."""
    for number in range(12):
        organization = make_organization(f"LEMBAGA{number}")
        action = Action.objects.create(
            plan=world.plan, cluster=world.clusters[1], number=f"1.{number + 40}", title=f"Aksi {number}"
        )
        make_indicator(action, f"Indikator {number}", 10)
        for held, role in ((action, AssignmentRole.LEAD), (world.action, AssignmentRole.SUPPORT)):
            Assignment.objects.create(
                action=held,
                organization=organization,
                role=role,
                is_reporter=True,
                starts_on=date(2024, 1, 1),
                recorded_at=PLANNED_AT,
            )
        line = BudgetLine.objects.create(
            action=world.action, organization=organization, fiscal_year=2024, source="apbn", code=str(number)
        )
        BudgetCeiling.objects.create(line=line, amount=1, set_at=PLANNED_AT)
    for quarter in (1, 2, 3):
        evidence = make_evidence(world.report(quarter), people["operator"])
        evidence.indicator = world.indicator
        evidence.save(update_fields=["indicator"])
        record_filing(evidence.report, by=people["operator"], at=evidence.uploaded_at)
    Plan.objects.filter(pk=world.plan.pk).touch()


@pytest.mark.parametrize("name", NAMES)
def test_the_cost_of_a_page_does_not_grow_with_what_stands_beside_its_figures(
    world: World, people: dict[str, User], login: Login, in_may: None, name: str
) -> None:
    client = login(people["coordinator"])
    url = addresses(world)[name]
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    fill_up(world, people)
    with CaptureQueriesContext(connection) as many:
        response = client.get(url)
    assert response.status_code == 200
    assert len(many) <= len(few)
    if name == "home":
        assert response.context["late_total"] == 13
    if name == "action-detail":
        assert len(response.context["evidence"]) == 3
        assert len(response.context["budget"]) == 13


def test_a_plan_of_two_hundred_actions_is_shown_fifty_at_a_time(world: World, executive: User, login: Login) -> None:
    plan = make_plan(Size(actions=60, indicators_per_action=1, organizations=5))
    client = login(executive)
    first = client.get(f"{reverse('action-list')}?plan={plan.pk}&year=2024").context["page"]
    assert len(first) == 50
    assert first.has_next()
