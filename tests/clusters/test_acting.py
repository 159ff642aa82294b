"""Acting endorsers: who appoints whom, from when to when, and the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clusters import permissions
from clusters.enums import ActingKind, NotificationKind, Role
from clusters.models import ActingEndorser, Notification, User
from clusters.services.acting import ActingNotPossible, appoint_acting, end_acting
from clusters.services.users import deactivate_user, move_user
from tests.cast import World, make_user

Login = Callable[[User], Client]
NOW = datetime.fromisoformat("2024-04-10T03:00:00+00:00")
FIRST, LAST = date(2024, 4, 15), date(2024, 4, 19)


def appoint(people: dict[str, User], **other: object) -> ActingEndorser:
    chosen = {
        "user": people["operator"],
        "kind": ActingKind.PLH,
        "starts_on": FIRST,
        "ends_on": LAST,
        "basis": "SPRIN-12/2024",
        "by": people["endorser"],
        "at": NOW,
        **other,
    }
    return appoint_acting(**chosen)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("day", "acts"),
    [(FIRST - timedelta(days=1), False), (FIRST, True), (LAST, True), (LAST + timedelta(days=1), False)],
)
def test_who_acts_endorses_on_the_days_of_the_appointment_and_on_no_other(
    world: World, people: dict[str, User], day: date, acts: bool
) -> None:
    appoint(people)
    assert permissions.endorses_for(people["operator"], world.kemenpppa.pk, on=day) is acts


def test_nobody_acts_for_another_organization(world: World, people: dict[str, User]) -> None:
    appoint(people)
    assert not permissions.endorses_for(people["operator"], world.polri.pk, on=FIRST)


def test_whoever_moves_away_or_is_deactivated_acts_no_more(world: World, people: dict[str, User]) -> None:
    appoint(people)
    operator = people["operator"]
    deactivate_user(user=operator, by=people["admin"])
    assert not ActingEndorser.objects.in_force(on=FIRST).exists()
    operator.is_active = True
    move_user(user=operator, organization=world.kemenpppa, role=Role.AUDITOR, by=people["admin"])
    assert not permissions.endorses_for(operator, world.kemenpppa.pk, on=FIRST)
    move_user(user=operator, organization=world.polri, role=Role.OPERATOR, by=people["admin"])
    assert not permissions.endorses_for(operator, world.kemenpppa.pk, on=FIRST)
    assert not permissions.endorses_for(operator, world.polri.pk, on=FIRST)


def test_the_appointed_person_is_told(people: dict[str, User]) -> None:
    row = appoint(people)
    end_acting(row=row, by=people["endorser"], at=NOW + timedelta(days=6))
    told = Notification.objects.filter(user=people["operator"], kind=NotificationKind.ACTING).order_by("pk")
    assert [note.text for note in told] == [
        "Anda ditunjuk sebagai Plh. pejabat pengesah, 15 April 2024 sampai 19 April 2024.",
        "Penunjukan Anda sebagai Plh. pejabat pengesah diakhiri.",
    ]


def test_an_ended_appointment_gives_nothing_and_cannot_be_ended_twice(world: World, people: dict[str, User]) -> None:
    row = appoint(people)
    end_acting(row=row, by=people["endorser"], at=NOW + timedelta(days=6))
    assert not permissions.endorses_for(people["operator"], world.kemenpppa.pk, on=FIRST + timedelta(days=3))
    with pytest.raises(ActingNotPossible, match="sudah berakhir"):
        end_acting(row=row, by=people["endorser"], at=NOW + timedelta(days=7))


def test_an_appointment_that_ran_out_cannot_be_ended(people: dict[str, User]) -> None:
    row = appoint(people)
    with pytest.raises(ActingNotPossible, match="sudah berakhir"):
        end_acting(row=row, by=people["endorser"], at=NOW + timedelta(days=60))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"starts_on": date(2024, 4, 9)}, "tidak berlaku surut"),
        ({"ends_on": date(2024, 4, 14)}, "tidak boleh sebelum hari pertama"),
        ({"ends_on": date(2034, 4, 19)}, "periksa tahunnya"),
    ],
)
def test_days_that_cannot_be_are_refused(people: dict[str, User], changes: dict[str, date], sentence: str) -> None:
    with pytest.raises(ActingNotPossible, match=sentence):
        appoint(people, **changes)


def test_today_in_wib_may_be_the_first_day(people: dict[str, User]) -> None:
    late_in_jakarta = datetime.fromisoformat("2024-04-14T17:30:00+00:00")
    assert appoint(people, at=late_in_jakarta, starts_on=FIRST).starts_on == FIRST


def test_two_appointments_of_one_person_do_not_overlap(people: dict[str, User]) -> None:
    row = appoint(people)
    with pytest.raises(ActingNotPossible, match="sudah ditunjuk 15 April 2024"):
        appoint(people, starts_on=LAST, ends_on=LAST + timedelta(days=1))
    end_acting(row=row, by=people["endorser"], at=NOW)
    assert appoint(people).ended_at is None


@pytest.mark.parametrize("who", ["endorser", "auditor", "admin"])
def test_endorsers_auditors_and_administrators_are_not_appointed(people: dict[str, User], who: str) -> None:
    with pytest.raises(ActingNotPossible, match="menurut perannya"):
        appoint(people, user=people[who], by=people["secretariat"])


def test_nobody_appoints_the_own_person(people: dict[str, User]) -> None:
    with pytest.raises(ActingNotPossible, match="dirinya sendiri"):
        appoint(people, user=people["secretariat"], by=people["secretariat"])


def test_who_may_appoint(world: World, people: dict[str, User]) -> None:
    may = {name for name, person in people.items() if permissions.can_appoint_acting(person, world.kemenpppa)}
    assert may == {"endorser", "secretariat", "admin"}
    assert not permissions.can_appoint_acting(people["endorser"], world.polri)
    regional = make_user(people["region_operator"].organization, Role.SECRETARIAT, "Sari Daerah")
    assert permissions.can_appoint_acting(regional, regional.organization)
    assert not permissions.can_appoint_acting(regional, world.kemenpppa)


def test_who_only_acts_appoints_nobody(world: World, people: dict[str, User]) -> None:
    appoint(people)
    with time_machine.travel(datetime.combine(FIRST, NOW.timetz())):
        assert not permissions.can_appoint_acting(people["operator"], world.kemenpppa)


# Pages


def chosen(person: User) -> dict[str, str]:
    return {
        "user": str(person.pk),
        "kind": "plh",
        "starts_on": "2024-04-15",
        "ends_on": "2024-04-19",
        "basis": "SPRIN-12/2024",
    }


def test_an_endorser_appoints_on_the_page_and_sees_the_row(people: dict[str, User], login: Login) -> None:
    with time_machine.travel(NOW):
        client = login(people["endorser"])
        answer = client.post(reverse("acting-add"), chosen(people["operator"]), follow=True)
    assert "Olivia Operator ditunjuk sebagai Plh. pejabat pengesah." in answer.content.decode()
    assert "Akan berlaku" in answer.content.decode()
    row = ActingEndorser.objects.get()
    assert (row.user, row.appointed_by, row.basis) == (people["operator"], people["endorser"], "SPRIN-12/2024")


def test_an_endorser_is_offered_the_own_people_only(people: dict[str, User], login: Login) -> None:
    with time_machine.travel(NOW):
        page = login(people["endorser"]).get(reverse("acting-add")).content.decode()
    assert "Olivia Operator" in page
    assert "Oscar Luar" not in page
    assert "Endang Pengesah (" not in page


def test_a_person_of_another_organization_is_refused_beside_the_field(people: dict[str, User], login: Login) -> None:
    with time_machine.travel(NOW):
        answer = login(people["endorser"]).post(reverse("acting-add"), chosen(people["outsider"]))
    assert answer.status_code == 200
    assert answer.context["form"].errors["user"]
    assert not ActingEndorser.objects.exists()


def test_what_cannot_be_is_said_beside_the_field_and_what_was_typed_stays(
    people: dict[str, User], login: Login
) -> None:
    with time_machine.travel(NOW):
        typed = {**chosen(people["operator"]), "starts_on": "2024-04-01"}
        answer = login(people["endorser"]).post(reverse("acting-add"), typed)
    assert "tidak berlaku surut" in answer.context["form"].errors["starts_on"][0]
    assert "SPRIN-12/2024" in answer.content.decode()


def test_a_regional_secretariat_appoints_within_its_region(world: World, people: dict[str, User], login: Login) -> None:
    keeper = make_user(people["region_operator"].organization, Role.SECRETARIAT, "Sari Daerah")
    with time_machine.travel(NOW):
        page = login(keeper).get(reverse("acting-add")).content.decode()
    assert "Rini Daerah" in page
    assert "Olivia Operator" not in page


def test_ending_asks_first_and_then_ends(people: dict[str, User], login: Login) -> None:
    row = appoint(people)
    with time_machine.travel(NOW + timedelta(days=6)):
        client = login(people["endorser"])
        assert "Akhiri penunjukan Olivia Operator?" in client.get(reverse("acting-end", args=[row.pk])).content.decode()
        page = client.post(reverse("acting-end", args=[row.pk]), follow=True).content.decode()
        again = client.post(reverse("acting-end", args=[row.pk]), follow=True).content.decode()
    assert "Diakhiri" in page
    assert "Penunjukan ini sudah berakhir." in again


def test_the_persons_page_and_the_own_profile_say_who_acts(people: dict[str, User], login: Login) -> None:
    appoint(people)
    with time_machine.travel(datetime.combine(FIRST, NOW.timetz())):
        page = login(people["secretariat"]).get(reverse("user-detail", args=[people["operator"].pk])).content.decode()
        own = login(people["operator"]).get(reverse("profile")).content.decode()
    assert "Plh. pejabat pengesah, 15 Apr 2024 – 19 Apr 2024" in page
    assert "Plh. pejabat pengesah sampai 19 April 2024 (SPRIN-12/2024)" in own


@pytest.mark.parametrize("name", ["acting-list", "acting-add", "acting-end"])
def test_strangers_log_in_wrong_roles_are_refused_and_outsiders_find_nothing(
    people: dict[str, User], client: Client, login: Login, name: str
) -> None:
    row = appoint(people)
    address = reverse(name, args=[row.pk] if name == "acting-end" else [])
    assert client.get(address).status_code == 302
    assert login(people["executive"]).get(address).status_code == (404 if name == "acting-end" else 403)
    assert login(people["operator"]).get(address).status_code == 403
    other = make_user(people["outsider"].organization, Role.ENDORSER, "Endi Lain")
    assert login(other).get(address).status_code == (404 if name == "acting-end" else 200)
    assert login(people["endorser"]).put(address).status_code == 405


def test_the_list_asks_no_more_queries_for_more_rows(world: World, people: dict[str, User], login: Login) -> None:
    client = login(people["secretariat"])

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("acting-list")).status_code == 200
        return len(asked)

    appoint(people)
    before = queries()
    for number in range(4):
        appoint(people, user=make_user(world.kemenpppa, Role.OPERATOR, f"Orang {number}"))
    assert queries() == before
