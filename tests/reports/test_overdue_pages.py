"""Belum lapor: who owes what since when, whom to call, what was sent; reminders by hand, once a day and recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from actions.enums import AssignmentRole
from actions.hand_reminders import remindable
from actions.models import Action, Assignment, ProgressReport, Reminder, ReportingPeriod
from actions.reminders import remind
from actions.services.periods import lock_period, unlock_period
from actions.services.progress import open_reports
from clusters.enums import NotificationKind, OrganizationKind, Role
from clusters.models import Notification, Organization, Plan, User
from reports.services import send_reminder_letters
from tests.actions.test_workflow import filed
from tests.cast import PLANNED_AT, World, make_indicator, make_organization, make_people, make_user, make_world
from tests.reports.test_dashboard_pages import fill_up
from tests.reports.test_papers import letter_text

Login = Callable[[User], Client]


@pytest.fixture
def late(world: World, people: dict[str, User]) -> Iterator[None]:
    """Three days after the first quarter was due; KemenPPPA has begun a draft, Polri nothing."""
    world.report(1)
    User.objects.filter(pk=people["operator"].pk).update(phone="021-1234")
    with time_machine.travel(world.period(1).due_at + timedelta(days=3, hours=-1)):
        yield


def key(world: World, cluster: int = 1, period: int = 1) -> str:
    organization = world.kemenpppa if cluster == 1 else world.polri
    return f"{organization.pk}-{world.clusters[cluster].pk}-{world.period(period).pk}"


def rows(client: Client, **query: str) -> dict[str, dict[str, object]]:
    groups = client.get(reverse("overdue"), query).context["groups"]
    return {one["row"]["organization"]["code"]: one for group in groups for one in group["rows"]}


def test_the_page_says_who_owes_since_when_in_which_state(
    world: World, secretariat: User, executive: User, login: Login, late: None
) -> None:
    client = login(executive)
    response = client.get(reverse("overdue"))
    assert response.context["summary"] == {
        "reports": 2,
        "reports_due": 2,
        "organizations": 2,
        "organizations_due": 2,
        "oldest": 3,
    }
    text = response.content.decode()
    assert "terlambat 3 hari" in text
    assert "draf, belum diajukan" in text
    assert "belum ada yang mengisi" in text
    assert "Ingatkan yang dipilih" not in text  # an executive reads
    assert "Olivia Operator" not in text
    filed_of_due = client.get(reverse("home")).context["national"]["completeness"]["filed"]
    assert (filed_of_due["count"], filed_of_due["total"]) == (0, 2)
    assert set(rows(client, cluster="5")) == {"POLRI"}
    mine = login(secretariat).get(reverse("overdue")).content.decode()
    assert "Olivia Operator" in mine
    assert "021-1234" in mine
    assert "Endang Pengesah" in mine
    assert set(rows(client, group="flat")) == {"KEMENPPPA", "POLRI"}


def test_others_learn_nothing_of_drafts_people_and_what_was_sent(
    world: World, people: dict[str, User], login: Login, late: None
) -> None:
    own = rows(login(people["operator"]))
    assert own["KEMENPPPA"]["row"]["state"] == "draft"  # type: ignore[index]
    assert [one.name for one in own["KEMENPPPA"]["near"].people] == ["Olivia Operator", "Endang Pengesah"]  # type: ignore[attr-defined]
    assert own["POLRI"]["row"]["state"] == "hidden"  # type: ignore[index]
    assert own["POLRI"]["near"].people is None  # type: ignore[attr-defined]
    seen = rows(login(people["coordinator"]))
    assert seen["KEMENPPPA"]["row"]["may_remind"]  # type: ignore[index]
    assert [one.name for one in seen["KEMENPPPA"]["near"].people] == ["Olivia Operator", "Endang Pengesah"]  # type: ignore[attr-defined]
    assert not seen["POLRI"]["row"]["may_remind"]  # type: ignore[index]
    assert rows(login(people["outsider"]))["KEMENPPPA"]["row"]["state"] == "hidden"  # type: ignore[index]


def test_what_may_be_ticked_is_what_may_be_reminded_of(
    world: World, people: dict[str, User], login: Login, late: None
) -> None:
    """The page asks less than the reminder does; both follow the same rule."""
    regency = make_organization("DP3A-3201", OrganizationKind.REGIONAL, region=world.regency)
    action = Action.objects.create(plan=world.plan, cluster=world.clusters[1], number="1.77", title="Aksi kabupaten")
    make_indicator(action, "Indikator", 1)
    for held, body in ((action, regency), (world.action, world.kemenkopmk)):
        Assignment.objects.create(
            action=held,
            organization=body,
            role=AssignmentRole.LEAD if held == action else AssignmentRole.SUPPORT,
            is_reporter=True,
            starts_on=date(2024, 1, 1),
            recorded_at=PLANNED_AT,
        )
    province = make_user(Organization.objects.get(region=world.province), Role.VERIFIER, "Vito Provinsi")
    readers = [people["coordinator"], people["verifier"], people["secretariat"], province]
    periods = list(ReportingPeriod.objects.filter(plan=world.plan).values_list("pk", flat=True))

    def offered(person: User) -> set[str]:
        groups = login(person).get(reverse("overdue")).context["groups"]
        return {one["row"]["key"] for group in groups for one in group["rows"] if one["row"]["may_remind"]}

    def compare() -> list[int]:
        for person in readers:
            keys = remindable(person, at=timezone.now(), of_periods=periods)
            assert offered(person) == {f"{body}-{cluster}-{period}" for body, cluster, period in keys}, person.name
        return [len(offered(person)) for person in readers]

    Plan.objects.filter(pk=world.plan.pk).touch()
    assert compare() == [1, 1, 4, 1]
    lock_period(period=world.period(1), by=people["coordinator"], clusters={world.clusters[1].pk}, at=timezone.now())
    assert compare() == [0, 1, 1, 0]
    unlock_period(period=world.period(1), by=people["secretariat"], note="Dibuka.", at=timezone.now())
    assert compare() == [1, 1, 4, 1]
    lock_period(period=world.period(1), by=people["secretariat"], at=timezone.now())
    assert compare() == [0, 0, 0, 0]


@pytest.mark.django_db(transaction=True)
def test_a_draft_that_was_just_opened_is_told_although_the_plan_stays_as_it_was() -> None:
    """Outside a transaction, where the figures of the plan are kept: to open a report changes none."""
    world = make_world()
    people = make_people(world)
    with time_machine.travel(world.period(1).due_at + timedelta(days=3)):
        client = Client()
        client.force_login(people["secretariat"], backend="django.contrib.auth.backends.ModelBackend")
        before, revision = rows(client)["POLRI"]["row"], Plan.objects.get(pk=world.plan.pk).data_revision
        open_reports(organization=world.polri, period=world.period(1))
        after = rows(client)["POLRI"]["row"]
        assert Plan.objects.get(pk=world.plan.pk).data_revision == revision
    assert (before["state"], after["state"]) == ("unopened", "draft")  # type: ignore[index]
    assert after["may_remind"]  # type: ignore[index]


def test_a_report_that_came_back_stands_apart_from_one_never_filed(
    world: World, people: dict[str, User], login: Login
) -> None:
    report = filed(world, people["operator"], people["endorser"])
    at = world.period(1).due_at + timedelta(days=2, hours=-1)
    report.give_back(by=people["coordinator"], at=at, note="Kurang.", reason_code="narrative")
    with time_machine.travel(at + timedelta(days=4, hours=-1)):
        client = login(people["executive"])
        assert set(rows(client)) == {"POLRI"}
        back = rows(client, show="returned")
        assert "KEMENPPPA" in back
        assert back["KEMENPPPA"]["row"]["days_label"] == "4 hari"  # type: ignore[index]
        assert "KEMENPPPA" not in rows(login(people["outsider"]), show="returned")


def test_a_reminder_is_shown_first_sent_once_a_day_and_recorded(
    world: World, people: dict[str, User], login: Login, late: None
) -> None:
    client, url = login(people["coordinator"]), reverse("overdue-remind")
    before = client.get(url, {"report": [key(world), key(world, 5), "x", "1-2"]})
    assert [one["reminder"].organization for one in before.context["ready"]] == [world.kemenpppa]
    assert before.context["gone"] == 1  # cluster 5 is another's
    text = before.context["ready"][0]["reminder"].text
    assert text == (
        "Pengingat dari Kemenkopmk: Triwulan I 2024, klaster 1, belum dilaporkan instansi Anda; "
        "batas waktu 29 Apr 2024 (lewat 3 hari)."
    )
    assert "Olivia Operator" in before.content.decode()
    assert not Notification.objects.exists()
    for sender in ("coordinator", "coordinator", "secretariat"):
        assert login(people[sender]).post(url, {"report": key(world)}).status_code == 302
    told = Notification.objects.filter(kind=NotificationKind.OVERDUE)
    assert {row.user.name for row in told} == {"Olivia Operator", "Endang Pengesah"}
    assert {row.text for row in told} == {text}
    assert [(one.sent_by.name, one.people) for one in Reminder.objects.all()] == [("Vera Verifikator", 2)]
    assert "Hari ini sudah diingatkan" in client.get(url, {"report": key(world)}).content.decode()
    sent = rows(client)["KEMENPPPA"]["near"].sent  # type: ignore[attr-defined]
    assert [one["text"] for one in sent] == ["pengingat dari Vera Verifikator kepada 2 orang"]
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        login(people["coordinator"]).post(url, {"report": key(world)})
    assert Reminder.objects.count() == 2


def test_a_report_that_came_back_is_reminded_of_until_it_is_filed_again(
    world: World, people: dict[str, User], login: Login
) -> None:
    report = filed(world, people["operator"], people["endorser"])
    at = world.period(1).due_at + timedelta(days=2, hours=-1)
    report.give_back(by=people["coordinator"], at=at, note="Kurang.", reason_code="narrative")
    with time_machine.travel(at + timedelta(days=4)):
        assert not rows(login(people["executive"]), show="returned")["KEMENPPPA"]["row"]["may_remind"]  # type: ignore[index]
        client, url = login(people["coordinator"]), reverse("overdue-remind")
        page = client.get(reverse("overdue"), {"show": "returned"}).content.decode()
        assert f'value="{key(world)}"' in page
        assert "Tulis surat pengingat" not in page
        before = client.get(url, {"report": key(world)})
        [one] = before.context["ready"]
        assert one["reminder"].text == (
            "Pengingat dari Kemenkopmk: Triwulan I 2024, klaster 1, dikembalikan 1 Mei 2024 untuk diperbaiki "
            "dan belum diajukan lagi."
        )
        for _ in range(2):
            client.post(url, {"report": key(world)})
        assert [(one.sent_by.name, one.people) for one in Reminder.objects.all()] == [("Vera Verifikator", 2)]
        sent = rows(client, show="returned")["KEMENPPPA"]["near"].sent  # type: ignore[attr-defined]
        assert "pengingat dari Vera Verifikator kepada 2 orang" in [one["text"] for one in sent]
        by_hand = Notification.objects.unread().filter(key__startswith="reminder:")
        remind(at=timezone.now())
        assert by_hand.count() == 2
        report.refresh_from_db()
        report.submit(by=people["operator"], at=timezone.now())
        remind(at=timezone.now())
        assert by_hand.count() == 0


def test_a_locked_report_that_came_back_is_not_offered(world: World, people: dict[str, User], login: Login) -> None:
    report = filed(world, people["operator"], people["endorser"])
    report.give_back(by=people["coordinator"], at=timezone.now(), note="Kurang.", reason_code="narrative")
    lock_period(period=report.period, by=people["secretariat"])
    client = login(people["coordinator"])
    assert not rows(client, show="returned", year="2024")["KEMENPPPA"]["row"]["may_remind"]  # type: ignore[index]
    client.post(reverse("overdue-remind"), {"report": key(world)})
    assert not Reminder.objects.exists()


def test_a_reminder_stays_until_the_report_is_filed(
    world: World, people: dict[str, User], login: Login, late: None
) -> None:
    login(people["coordinator"]).post(reverse("overdue-remind"), {"report": key(world)})
    by_hand = Notification.objects.unread().filter(key__startswith="reminder:")
    remind(at=timezone.now())
    assert by_hand.count() == 2
    ProgressReport.objects.filter(organization=world.kemenpppa).update(first_filed_at=timezone.now())
    remind(at=timezone.now())
    assert by_hand.count() == 0


def test_what_the_daily_job_and_letters_said_is_listed(
    world: World, people: dict[str, User], login: Login, late: None
) -> None:
    remind(at=timezone.now())
    client = login(people["secretariat"])
    page = client.get(reverse("letter-write"), {"report": key(world)})
    debtors = page.context["debtors"]
    assert [one.organization for one in debtors] == [world.kemenpppa]
    send_reminder_letters(letters=[(debtors[0], "B-7/GT")], text=letter_text(timezone.now()), by=people["secretariat"])
    texts = [one["text"] for one in rows(client)["KEMENPPPA"]["near"].sent]  # type: ignore[attr-defined]
    assert texts == [
        "pemberitahuan, lewat batas waktu, kepada 1 orang",
        "surat pengingat B-7/GT dari Siti Sekretariat",
    ]


def test_who_may_read_and_who_may_remind(
    world: World, people: dict[str, User], client: Client, login: Login, late: None
) -> None:
    urls = [reverse("overdue"), reverse("overdue-remind")]
    assert [client.get(url).status_code for url in urls] == [302, 302]
    for name, person in people.items():
        reads = login(person).get(urls[0])
        assert reads.status_code == 200
        may = name in {"coordinator", "verifier", "secretariat"}
        assert login(person).post(urls[1], {"report": key(world)}).status_code == (302 if may else 403), name
    assert {one.sent_by.name for one in Reminder.objects.all()} <= {"Vera Verifikator", "Siti Sekretariat"}
    assert client.post(urls[0]).status_code == 405
    assert login(people["secretariat"]).delete(urls[1]).status_code == 405
    hidden = Plan.objects.create(
        kind="regional", region=world.other_province, title="RAD", short_title="RAD", start_year=2024, end_year=2024
    )
    assert login(people["region_operator"]).get(f"{urls[0]}?plan={hidden.pk}").status_code == 404


def test_the_page_costs_no_query_a_row(world: World, people: dict[str, User], login: Login, late: None) -> None:
    client = login(people["secretariat"])

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            response = client.get(reverse("overdue"))
        assert response.status_code == 200
        return len(captured)

    remind(at=timezone.now())
    cost()
    few = cost()
    fill_up(world, people)
    make_user(world.kemenpppa, Role.OPERATOR, "Odang Operator")
    remind(at=timezone.now())
    assert cost() <= few
    assert len(rows(client)) > 10
