"""The pages of Serah terima: works, anonymous, missing, wrong role, wrong method."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.enums import AssignmentRole
from actions.models import Action, Assignment
from clusters.enums import SuccessionKind
from clusters.models import ClusterRole, Organization, OrganizationName, OrganizationSuccession, User
from tests.cast import PLANNED_AT, World, make_organization

Login = Callable[[User], Client]
FIRST_DAY = date(2024, 10, 21)
NOW = datetime(2024, 12, 2, 3, 0, tzinfo=UTC)
PAGES = [
    ("hand-over", None, {"get"}),
    ("hand-over-organization", "organization", {"get"}),
    ("hand-over-preview", "organization", {"post"}),
    ("hand-over-confirm", "organization", {"post"}),
    ("hand-over-role", "role", {"get", "post"}),
]


@pytest.fixture(autouse=True)
def december_2024() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def successor(world: World) -> Organization:
    """Succeeds KemenPPPA, which ended on 20 October 2024 and led action 1.1; Kemendagri no longer leads cluster 1."""
    OrganizationName.objects.filter(organization=world.kemenpppa).update(valid_to=date(2024, 10, 20))
    ClusterRole.objects.leads().filter(cluster=world.clusters[1]).update(valid_to=date(2024, 10, 20))
    organization = make_organization("PENERUS")
    OrganizationName.objects.filter(organization=organization).update(valid_from=FIRST_DAY)
    OrganizationSuccession.objects.create(
        predecessor=world.kemenpppa, successor=organization, on=FIRST_DAY, kind=SuccessionKind.SPLIT
    )
    return organization


@pytest.fixture
def lead(world: World) -> Assignment:
    return Assignment.objects.get(action=world.action, role=AssignmentRole.LEAD)


def address(name: str, of: str | None, world: World) -> str:
    if of == "role":
        return reverse(name, args=[ClusterRole.objects.leads().get(cluster=world.clusters[1]).pk])
    return reverse(name, args=[world.kemenpppa.pk] if of else [])


def choice(lead: Assignment, successor: Organization, **typed: object) -> dict[str, object]:
    return {
        "assignments": [lead.pk],
        "successor": successor.pk,
        "on": "2024-10-21",
        "basis": "Perpres contoh",
        **typed,
    }


@pytest.mark.parametrize(("name", "of", "methods"), PAGES)
def test_anonymous_is_sent_to_the_login(
    client: Client, world: World, name: str, of: str | None, methods: set[str]
) -> None:
    assert client.get(address(name, of, world))["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize(("name", "of", "methods"), PAGES)
@pytest.mark.parametrize("role", ["operator", "verifier", "executive", "auditor", "outsider", "region_operator"])
def test_only_the_secretariat_and_administrators_hand_over(
    people: dict[str, User], world: World, login: Login, role: str, name: str, of: str | None, methods: set[str]
) -> None:
    client = login(people[role])
    ask = client.get if "get" in methods else client.post
    assert ask(address(name, of, world)).status_code == 403


@pytest.mark.parametrize(("name", "of", "methods"), PAGES[1:])
def test_what_does_not_exist_is_not_found(
    secretariat: User, login: Login, name: str, of: str, methods: set[str]
) -> None:
    client = login(secretariat)
    ask = client.get if "get" in methods else client.post
    assert ask(reverse(name, args=[999_999])).status_code == 404


@pytest.mark.parametrize(("name", "of", "methods"), PAGES)
def test_a_wrong_method_is_refused(
    secretariat: User, world: World, login: Login, name: str, of: str | None, methods: set[str]
) -> None:
    client = login(secretariat)
    for method in {"get", "post", "delete"} - methods:
        assert getattr(client, method)(address(name, of, world)).status_code == 405


@pytest.mark.parametrize("role", ["secretariat", "admin"])
def test_the_page_warns_about_ended_organizations_and_clusters_without_a_lead(
    people: dict[str, User], successor: Organization, login: Login, role: str
) -> None:
    response = login(people[role]).get(reverse("hand-over"))
    page = response.content.decode()
    assert "Kementerian KEMENPPPA" in page
    assert "Klaster 1 Klaster contoh 1" in page
    assert "20 Oktober 2024" in page
    assert [row.open_assignments for row in response.context["organizations"]] == [1]


def test_the_page_is_quiet_where_nothing_waits(secretariat: User, world: World, login: Login) -> None:
    assert "Tidak ada yang menunggu" in login(secretariat).get(reverse("hand-over")).content.decode()


def test_the_recorded_successor_is_suggested_and_not_chosen(
    secretariat: User, world: World, successor: Organization, login: Login
) -> None:
    response = login(secretariat).get(address("hand-over-organization", "organization", world))
    field = response.context["form"].fields["successor"]
    groups = dict(field.choices[1:])
    assert [key for key, _ in groups["Penerus menurut catatan suksesi"]] == [successor.pk]
    assert response.context["form"]["successor"].value() is None
    assert response.context["form"]["on"].value() == FIRST_DAY
    assert "checked" not in response.content.decode()


def test_all_assignments_can_be_ticked_by_a_link(
    secretariat: User, world: World, successor: Organization, login: Login
) -> None:
    page = login(secretariat).get(address("hand-over-organization", "organization", world), {"all": "1"})
    assert [is_ticked for _, is_ticked in page.context["rows"]] == [True]


def test_the_preview_says_what_would_happen_and_writes_nothing(
    secretariat: User, world: World, successor: Organization, lead: Assignment, login: Login
) -> None:
    client = login(secretariat)
    response = client.post(address("hand-over-preview", "organization", world), choice(lead, successor))
    page = response.content.decode()
    assert "Belum ada yang berubah." in page
    assert "sampai 20 Oktober 2024" in page
    assert "Rp1.000.000.000" in page
    lead.refresh_from_db()
    assert lead.ends_on is None


def test_the_preview_confirmed_hands_over(
    secretariat: User, world: World, successor: Organization, lead: Assignment, login: Login
) -> None:
    client = login(secretariat)
    response = client.post(address("hand-over-confirm", "organization", world), choice(lead, successor))
    assert response["Location"] == reverse("hand-over")
    assert "1 penugasan diserahkan." in client.get(response["Location"]).content.decode()
    assert Assignment.objects.get(organization=successor).line == lead


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"assignments": []}, "Pilih sekurang-kurangnya satu penugasan."),
        ({"basis": ""}, "Bidang ini harus diisi."),
        ({"on": "entah"}, "Masukkan tanggal yang valid."),
    ],
)
@pytest.mark.parametrize("step", ["hand-over-preview", "hand-over-confirm"])
def test_what_is_missing_is_asked_for(
    secretariat: User,
    world: World,
    successor: Organization,
    lead: Assignment,
    login: Login,
    step: str,
    typed: dict[str, object],
    sentence: str,
) -> None:
    response = login(secretariat).post(address(step, "organization", world), choice(lead, successor, **typed))
    assert response.status_code == 200
    assert sentence in response.content.decode()
    lead.refresh_from_db()
    assert lead.ends_on is None


@pytest.mark.parametrize("step", ["hand-over-preview", "hand-over-confirm"])
def test_what_cannot_be_done_is_said_and_cannot_be_confirmed(
    secretariat: User, world: World, successor: Organization, lead: Assignment, login: Login, step: str
) -> None:
    typed = choice(lead, successor, on="2024-10-20")
    page = login(secretariat).post(address(step, "organization", world), typed).content.decode()
    assert "PENERUS tidak ada pada 20 Oktober 2024." in page
    assert '<button class="btn btn-primary" type="submit">Serahkan</button>' not in page
    lead.refresh_from_db()
    assert lead.ends_on is None


def test_the_assignment_of_another_organization_is_no_choice(
    secretariat: User, world: World, successor: Organization, login: Login
) -> None:
    other = Assignment.objects.get(action=world.police_action)
    login(secretariat).post(address("hand-over-confirm", "organization", world), choice(other, successor))
    other.refresh_from_db()
    assert other.ends_on is None


def test_a_vacant_lead_is_given_to_a_successor(
    secretariat: User, world: World, successor: Organization, login: Login
) -> None:
    page = address("hand-over-role", "role", world)
    client = login(secretariat)
    assert client.get(page).context["form"]["on"].value() == FIRST_DAY
    typed = {"successor": successor.pk, "on": "2024-10-21", "basis": "Perpres contoh"}
    assert client.post(page, typed)["Location"] == reverse("hand-over")
    assert ClusterRole.objects.leads().valid_on(FIRST_DAY).get(cluster=world.clusters[1]).organization == successor


def test_a_role_that_cannot_go_over_says_why(
    secretariat: User, world: World, successor: Organization, login: Login
) -> None:
    typed = {"successor": successor.pk, "on": "2024-10-20", "basis": "Perpres contoh"}
    response = login(secretariat).post(address("hand-over-role", "role", world), typed)
    assert "PENERUS tidak ada pada 20 Oktober 2024." in response.content.decode()


def test_the_pages_ask_as_many_queries_for_one_as_for_forty(
    secretariat: User, world: World, successor: Organization, login: Login
) -> None:
    client = login(secretariat)
    pages = [reverse("hand-over"), address("hand-over-organization", "organization", world)]

    def queries() -> list[int]:
        counts = []
        for page in pages:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(page).status_code == 200
            counts.append(len(captured))
        return counts

    few = queries()
    for number in range(40):
        ended = make_organization(f"LAMA{number}")
        OrganizationName.objects.filter(organization=ended).update(valid_to=date(2024, 10, 20))
        action = Action.objects.create(plan=world.plan, cluster=world.clusters[2], number=f"2.{number}", title="Aksi")
        for organization, role in ((ended, AssignmentRole.LEAD), (world.kemenpppa, AssignmentRole.SUPPORT)):
            Assignment.objects.create(
                action=action,
                organization=organization,
                role=role,
                starts_on=date(2024, 1, 1),
                recorded_at=PLANNED_AT,
            )
    assert queries() == few
