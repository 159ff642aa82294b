"""The pages about people: works, anonymous, not visible, wrong role, wrong method."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clusters.enums import OrganizationKind, Role
from clusters.models import Invitation, User
from clusters.services import users as services
from tests.cast import World, make_organization, make_user

Login = Callable[[User], Client]

# Name of the address, whether it needs a person, the methods it answers.
PAGES = [
    ("user-list", False, {"get"}),
    ("user-invite", False, {"get", "post"}),
    ("user-detail", True, {"get"}),
    ("user-edit", True, {"get", "post"}),
    ("user-move", True, {"get", "post"}),
    ("user-deactivate", True, {"get", "post"}),
    ("user-reset-password", True, {"get", "post"}),
    ("user-reactivate", True, {"post"}),
    ("user-resend-invitation", True, {"post"}),
]
OF_A_PERSON = [page for page in PAGES if page[1]]


def address(name: str, person: User | None) -> str:
    return reverse(name, args=[person.pk] if person else [])


def ask(client: Client, name: str, person: User | None, methods: set[str]) -> int:
    method = client.get if "get" in methods else client.post
    return method(address(name, person)).status_code


@pytest.fixture
def invited(secretariat: User, world: World) -> User:
    user = make_user(world.kemenpppa, Role.OPERATOR, "Budi Baru")
    user.set_unusable_password()
    user.save()
    return user


@pytest.mark.parametrize(("name", "of_person", "methods"), PAGES)
def test_anonymous_is_sent_to_the_login(
    client: Client, operator: User, name: str, of_person: bool, methods: set[str]
) -> None:
    response = client.get(address(name, operator if of_person else None))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize(("name", "of_person", "methods"), PAGES)
@pytest.mark.parametrize("role", ["operator", "endorser", "auditor"])
def test_people_who_keep_nobody_are_refused(
    people: dict[str, User], login: Login, role: str, name: str, of_person: bool, methods: set[str]
) -> None:
    colleague = people["endorser" if role == "operator" else "operator"]
    assert ask(login(people[role]), name, colleague if of_person else None, methods) == 403


@pytest.mark.parametrize(("name", "of_person", "methods"), OF_A_PERSON)
def test_people_of_another_organization_do_not_exist(
    outsider: User, operator: User, login: Login, name: str, of_person: bool, methods: set[str]
) -> None:
    assert ask(login(outsider), name, operator, methods) == 404


@pytest.mark.parametrize(("name", "of_person", "methods"), OF_A_PERSON)
def test_people_outside_the_region_do_not_exist(
    region_operator: User, operator: User, login: Login, name: str, of_person: bool, methods: set[str]
) -> None:
    keeper = make_user(region_operator.organization, Role.SECRETARIAT, "Rahma Daerah")
    assert ask(login(keeper), name, operator, methods) == 404


@pytest.mark.parametrize(("name", "of_person", "methods"), PAGES)
def test_a_wrong_method_is_refused(
    secretariat: User, operator: User, login: Login, name: str, of_person: bool, methods: set[str]
) -> None:
    client = login(secretariat)
    for method in {"get", "post", "put", "delete"} - methods:
        assert getattr(client, method)(address(name, operator if of_person else None)).status_code == 405


@pytest.mark.parametrize("name", ["user-edit", "user-move", "user-deactivate", "user-reset-password"])
@pytest.mark.parametrize("role", ["secretariat", "admin"])
def test_nobody_changes_oneself(people: dict[str, User], login: Login, role: str, name: str) -> None:
    keeper = people[role]
    assert login(keeper).post(address(name, keeper)).status_code == 403
    keeper.refresh_from_db()
    assert keeper.is_active
    assert not keeper.must_change_password


def test_the_list_names_everybody_with_organization_role_and_state(
    secretariat: User, operator: User, invited: User, login: Login
) -> None:
    page = login(secretariat).get(reverse("user-list")).content.decode()
    assert operator.name in page
    assert "Kemenpppa" in page
    assert "Pejabat pengesah" in page
    assert "Diundang" in page


def test_the_list_is_filtered_by_organization_role_state_and_words(
    secretariat: User, operator: User, endorser: User, invited: User, login: Login, world: World
) -> None:
    client = login(secretariat)

    def names(**query: object) -> set[str]:
        response = client.get(reverse("user-list"), query)
        return {person.name for person in response.context["page"]}

    assert names(organization=world.kemenpppa.pk) == {operator.name, endorser.name, invited.name}
    assert names(role="endorser") == {endorser.name}
    assert names(state="invited") == {invited.name}
    assert names(q="olivia") == {operator.name}
    services.deactivate_user(user=operator, by=secretariat)
    assert names(state="inactive") == {operator.name}
    assert names(organization=world.kemenpppa.pk, state="active") == {endorser.name}
    assert names(q="tidak ada yang bernama begini") == set()


def test_a_list_asks_as_many_queries_for_two_as_for_sixty_and_shows_fifty(
    secretariat: User, login: Login, world: World
) -> None:
    client = login(secretariat)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(reverse("user-list"))
    for number in range(60):
        make_user(make_organization(f"K{number}"), Role.OPERATOR, f"Orang {number}")
    with CaptureQueriesContext(connection) as many:
        response = client.get(reverse("user-list"))
    assert len(many) == len(few)
    assert len(response.context["page"]) == 50


def test_inviting_shows_the_link_once_and_makes_the_account(secretariat: User, login: Login, world: World) -> None:
    response = login(secretariat).post(
        reverse("user-invite"),
        {"name": "Budi", "email": "budi@contoh.go.id", "organization": world.kemenpppa.pk, "role": "operator"},
    )
    person = User.objects.get(email="budi@contoh.go.id")
    assert response.status_code == 200
    assert response.context["sent"].link in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    again = login(secretariat).get(reverse("user-detail", args=[person.pk])).content.decode()
    assert "/invitations/" not in again
    assert "Kirim ulang undangan" in again


def test_inviting_a_known_address_says_so(secretariat: User, operator: User, login: Login, world: World) -> None:
    response = login(secretariat).post(
        reverse("user-invite"),
        {"name": "Budi", "email": operator.email, "organization": world.kemenpppa.pk, "role": "operator"},
    )
    assert "Surel ini sudah dipakai akun lain." in response.content.decode()
    assert not Invitation.objects.exists()


def test_a_role_beyond_the_keeper_is_no_choice(secretariat: User, login: Login, world: World) -> None:
    response = login(secretariat).post(
        reverse("user-invite"),
        {"name": "Budi", "email": "budi@contoh.go.id", "organization": world.kemenpppa.pk, "role": "admin"},
    )
    assert response.context["form"].errors["role"]
    assert not User.objects.filter(email="budi@contoh.go.id").exists()


def test_a_regional_keeper_is_offered_bodies_of_the_region_only(
    region_operator: User, login: Login, world: World
) -> None:
    keeper = make_user(region_operator.organization, Role.SECRETARIAT, "Rahma Daerah")
    regency_body = make_organization("DP3A-3201", OrganizationKind.REGIONAL, region=world.regency)
    form = login(keeper).get(reverse("user-invite")).context["form"]
    assert set(form.fields["organization"].queryset) == {region_operator.organization, regency_body}


def test_resending_answers_a_new_link(secretariat: User, invited: User, login: Login) -> None:
    response = login(secretariat).post(reverse("user-resend-invitation", args=[invited.pk]))
    assert response.status_code == 200
    assert response.context["sent"].link in response.content.decode()


def test_editing_corrects_the_person(secretariat: User, operator: User, login: Login) -> None:
    response = login(secretariat).post(
        reverse("user-edit", args=[operator.pk]),
        {"name": "Olivia Baru", "email": "olivia.baru@contoh.go.id", "phone": "", "position": "Analis"},
    )
    assert response.status_code == 302
    operator.refresh_from_db()
    assert (operator.name, operator.email) == ("Olivia Baru", "olivia.baru@contoh.go.id")


def test_moving_gives_another_organization_and_role(
    secretariat: User, operator: User, login: Login, world: World
) -> None:
    response = login(secretariat).post(
        reverse("user-move", args=[operator.pk]),
        {"organization": world.polri.pk, "role": "endorser", "position": "Kepala Bagian"},
    )
    assert response.status_code == 302
    operator.refresh_from_db()
    assert (operator.organization, operator.role) == (world.polri, Role.ENDORSER)


def test_deactivating_asks_first_and_ends_the_session(secretariat: User, operator: User, login: Login) -> None:
    session = Client()
    session.force_login(operator, backend="django.contrib.auth.backends.ModelBackend")
    client = login(secretariat)
    assert "Nonaktifkan" in client.get(reverse("user-deactivate", args=[operator.pk])).content.decode()
    operator.refresh_from_db()
    assert operator.is_active
    assert client.post(reverse("user-deactivate", args=[operator.pk])).status_code == 302
    operator.refresh_from_db()
    assert not operator.is_active
    assert session.get(reverse("profile")).status_code == 302


def test_reactivating_brings_the_person_back(secretariat: User, operator: User, login: Login) -> None:
    services.deactivate_user(user=operator, by=secretariat)
    login(secretariat).post(reverse("user-reactivate", args=[operator.pk]))
    operator.refresh_from_db()
    assert operator.is_active


def test_a_reset_shows_the_temporary_password_once(secretariat: User, operator: User, login: Login) -> None:
    client = login(secretariat)
    client.get(reverse("user-reset-password", args=[operator.pk]))
    operator.refresh_from_db()
    assert not operator.must_change_password
    response = client.post(reverse("user-reset-password", args=[operator.pk]))
    operator.refresh_from_db()
    assert operator.check_password(response.context["password"])
    assert response.context["password"] in response.content.decode()
    assert response.context["password"] not in client.get(reverse("user-detail", args=[operator.pk])).content.decode()


def test_the_page_of_a_person_shows_the_changes_of_the_account(
    secretariat: User, operator: User, login: Login, world: World
) -> None:
    services.move_user(user=operator, organization=world.polri, role=Role.OPERATOR, by=secretariat)
    page = login(secretariat).get(reverse("user-detail", args=[operator.pk])).content.decode()
    assert "Riwayat akun" in page
    assert "KEMENPPPA" in page
    assert secretariat.name in page


def test_the_own_page_says_why_nothing_can_be_changed(secretariat: User, login: Login) -> None:
    page = login(secretariat).get(reverse("user-detail", args=[secretariat.pk])).content.decode()
    assert "Ini akun Anda sendiri" in page
    assert "Nonaktifkan" not in page
