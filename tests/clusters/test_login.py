"""Login, logout, lock-out, passwords: allauth and axes as we set them up."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from clusters.models import User
from clusters.services import users as services
from clusters.services.acting import appoint_acting
from ranpptppo.lib.formats import day_in_wib
from tests.cast import World, make_user

Login = Callable[[User], Client]
PASSWORD = "sandi-contoh-1"
NEW = "kunci rahasia 77"


def attempt(client: Client, email: str, password: str = PASSWORD, address: str = "10.0.0.1") -> int:
    return client.post(
        reverse("account_login"), {"login": email, "password": password}, REMOTE_ADDR=address
    ).status_code


def logged_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_right_password_logs_in(client: Client, operator: User) -> None:
    response = client.post(reverse("account_login"), {"login": operator.email.upper(), "password": PASSWORD})
    assert response.status_code == 302
    assert response["Location"] == reverse("task-list")
    assert logged_in(client)


def test_a_login_leads_to_the_page_that_was_asked_for(client: Client, operator: User) -> None:
    asked = client.get(reverse("profile"))
    page = client.get(asked["Location"])
    assert "Masuk untuk melanjutkan" in page.content.decode()
    response = client.post(
        reverse("account_login"), {"login": operator.email, "password": PASSWORD, "next": reverse("profile")}
    )
    assert response["Location"] == reverse("profile")


def test_a_login_never_leads_to_another_site(client: Client, operator: User) -> None:
    response = client.post(
        reverse("account_login"), {"login": operator.email, "password": PASSWORD, "next": "https://jahat.example/"}
    )
    assert response["Location"] == reverse("task-list")


@pytest.mark.parametrize(
    ("who", "start"),
    [
        ("operator", "task-list"),
        ("endorser", "task-list"),
        ("verifier", "task-list"),
        ("secretariat", "task-list"),
        ("region_operator", "task-list"),
        ("executive", "home"),
        ("auditor", "home"),
        ("admin", "home"),
    ],
)
def test_who_has_tasks_begins_with_them_and_who_reads_with_the_dashboard(
    client: Client, people: dict[str, User], who: str, start: str
) -> None:
    typed = {"login": people[who].email, "password": PASSWORD, "next": "/"}
    assert client.post(reverse("account_login"), typed)["Location"] == reverse(start)


def test_an_executive_who_acts_for_an_endorser_begins_with_the_tasks(client: Client, people: dict[str, User]) -> None:
    today = day_in_wib(timezone.now())
    appoint_acting(
        user=people["executive"], kind="plh", starts_on=today, ends_on=today, basis="SPRIN-1", by=people["admin"]
    )
    typed = {"login": people["executive"].email, "password": PASSWORD}
    assert client.post(reverse("account_login"), typed)["Location"] == reverse("task-list")


@pytest.mark.parametrize("email", ["olivia.operator@contoh.go.id", "tidak.ada@contoh.go.id"])
def test_a_wrong_password_and_an_unknown_address_read_the_same(client: Client, operator: User, email: str) -> None:
    response = client.post(reverse("account_login"), {"login": email, "password": "salah"})
    assert response.status_code == 200
    assert "Surel atau kata sandi salah." in response.content.decode()
    assert not logged_in(client)


def test_a_deactivated_person_is_told_so(client: Client, operator: User, secretariat: User) -> None:
    services.deactivate_user(user=operator, by=secretariat)
    response = client.post(reverse("account_login"), {"login": operator.email, "password": PASSWORD})
    assert response["Location"] == reverse("account_inactive")
    assert "dinonaktifkan" in client.get(response["Location"]).content.decode()
    assert not logged_in(client)


def test_an_invited_person_cannot_log_in_before_accepting(client: Client, operator: User) -> None:
    operator.set_unusable_password()
    operator.save()
    assert attempt(client, operator.email, "") == 200
    assert attempt(client, operator.email, operator.password) == 200
    assert not logged_in(client)


def test_five_failures_lock_the_person_out_from_that_address(client: Client, operator: User, endorser: User) -> None:
    answers = [attempt(client, operator.email, "salah") for _ in range(5)]
    assert answers[:4] == [200] * 4
    locked = client.post(
        reverse("account_login"), {"login": operator.email, "password": PASSWORD}, REMOTE_ADDR="10.0.0.1"
    )
    assert locked.status_code == 429
    assert "selama 15 menit" in locked.content.decode()
    assert not logged_in(client)
    # The colleague behind the same address, and the person at another one, get in.
    assert attempt(Client(), endorser.email) == 302
    assert attempt(Client(), operator.email, address="10.0.0.2") == 302


def test_a_lock_out_ends_after_a_quarter_of_an_hour(client: Client, operator: User) -> None:
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        for _ in range(6):
            attempt(client, operator.email, "salah")
    with time_machine.travel(now + timedelta(minutes=16), tick=False):
        assert attempt(client, operator.email) == 302


def test_a_reset_by_the_secretariat_lifts_the_lock_out(client: Client, operator: User, secretariat: User) -> None:
    for _ in range(6):
        attempt(client, operator.email, "salah")
    password = services.reset_password_without_email(user=operator, by=secretariat)
    assert attempt(client, operator.email, password) == 302


def test_whoever_got_a_temporary_password_sets_an_own_one_first(
    client: Client, operator: User, secretariat: User
) -> None:
    temporary = services.reset_password_without_email(user=operator, by=secretariat)
    attempt(client, operator.email, temporary)
    change = reverse("account_change_password")
    for name in ("profile", "notification-list"):
        assert client.get(reverse(name))["Location"] == change
    assert "Kata sandi Anda diatur ulang" in client.get(change).content.decode()
    kept = {"oldpassword": temporary, "password1": temporary, "password2": temporary}
    assert "harus berbeda dari kata sandi sementara" in client.post(change, kept).content.decode()
    chosen = {"oldpassword": temporary, "password1": NEW, "password2": NEW}
    assert client.post(change, chosen)["Location"] == reverse("profile")
    assert client.get(reverse("profile")).status_code == 200
    operator.refresh_from_db()
    assert not operator.must_change_password


def test_a_reset_ends_the_sessions_of_that_person(operator: User, secretariat: User, login: Login) -> None:
    client = login(operator)
    services.reset_password_without_email(user=operator, by=secretariat)
    assert client.get(reverse("profile"))["Location"].startswith(reverse("account_login"))


def test_a_change_of_password_keeps_this_session(operator: User, login: Login) -> None:
    client = login(operator)
    change = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert client.post(reverse("account_change_password"), change).status_code == 302
    assert client.get(reverse("profile")).status_code == 200


def test_a_change_needs_the_present_password_and_twice_the_new_one(operator: User, login: Login) -> None:
    wrong = {"oldpassword": "salah", "password1": NEW, "password2": NEW + "x"}
    page = login(operator).post(reverse("account_change_password"), wrong).content.decode()
    assert "Kata sandi saat ini salah." in page
    assert "Kedua isian kata sandi harus sama." in page


def test_the_letter_of_a_forgotten_password_opens_the_account_once(client: Client, operator: User) -> None:
    assert client.post(reverse("account_reset_password"), {"email": operator.email}).status_code == 302
    letter = mail.outbox[0]
    assert letter.subject == "Atur ulang kata sandi RAN PPTPPO"
    link = re.search(r"http://testserver(\S+)", letter.body)
    assert link is not None
    page = client.get(link[1], follow=True)
    assert "Kata sandi baru" in page.content.decode()
    done = client.post(page.request["PATH_INFO"], {"password1": NEW, "password2": NEW})
    assert done["Location"] == reverse("account_reset_password_from_key_done")
    operator.refresh_from_db()
    assert operator.check_password(NEW)
    assert "Tautan tidak berlaku lagi" in Client().get(link[1]).content.decode()


def test_an_unknown_address_gets_no_letter_and_the_same_answer(client: Client, operator: User) -> None:
    known = client.post(reverse("account_reset_password"), {"email": operator.email})
    unknown = client.post(reverse("account_reset_password"), {"email": "tidak.ada@contoh.go.id"})
    assert known["Location"] == unknown["Location"]
    assert [letter.to for letter in mail.outbox] == [[operator.email]]


def test_letters_cannot_be_asked_for_endlessly(client: Client, operator: User) -> None:
    answers = [client.post(reverse("account_reset_password"), {"email": operator.email}) for _ in range(6)]
    assert answers[-1].status_code == 429
    assert "Terlalu banyak permintaan" in answers[-1].content.decode()
    assert len(mail.outbox) == 5


def test_a_session_ends_after_eight_hours(client: Client, operator: User) -> None:
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        attempt(client, operator.email)
    with time_machine.travel(now + timedelta(hours=7, minutes=59), tick=False):
        assert client.get(reverse("profile")).status_code == 200
    with time_machine.travel(now + timedelta(hours=8, minutes=1), tick=False):
        response = client.get(reverse("profile"))
    assert response["Location"] == f"{reverse('account_login')}?next={reverse('profile')}"


def test_a_session_ends_with_the_browser(client: Client, operator: User) -> None:
    attempt(client, operator.email)
    assert client.session.get_expire_at_browser_close()


def test_logging_out_asks_and_then_ends_the_session(operator: User, login: Login) -> None:
    client = login(operator)
    assert client.get(reverse("account_logout")).status_code == 200
    assert logged_in(client)
    assert client.post(reverse("account_logout")).status_code == 302
    assert not logged_in(client)


@pytest.mark.parametrize("name", ["account_signup", "account_email", "account_set_password"])
def test_nobody_signs_up_or_changes_an_address(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_the_right_password_of_a_new_person_works_with_any_case_of_the_address(client: Client, world: World) -> None:
    person = make_user(world.polri, "auditor", "Rina Baru")
    assert attempt(client, person.email.title()) == 302
