"""The pages of reporting periods: open, look, extend, lock, unlock, change dates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actions.models import Action, Assignment, ProgressReport, ReportingPeriod
from actions.services import progress
from actions.services.periods import extend_all, lock_period
from clusters.enums import Role
from clusters.models import User
from ranpptppo.lib.formats import day_in_wib
from ranpptppo.lib.periods import end_of_day
from tests.cast import PLANNED_AT, START, World, make_indicator, make_organization, make_user
from tests.reports.story import Teller

Login = Callable[[User], Client]


ALL_OF_THEM = (
    "period-list",
    "period-detail",
    "period-create",
    "period-dates",
    "period-extend",
    "period-lock",
    "period-unlock",
)


def addresses(world: World) -> dict[str, str]:
    period = world.period(1).pk
    rows = {name: reverse(name, args=[period]) for name in ALL_OF_THEM if name not in {"period-list", "period-create"}}
    return {
        **rows,
        "period-list": reverse("period-list"),
        "period-create": reverse("period-create", args=[world.plan.pk]),
    }


def day(days: int) -> date:
    return day_in_wib(timezone.now()) + timedelta(days=days)


def in_days(days: int) -> str:
    return day(days).isoformat()


def test_the_list_says_what_is_owed_and_filed(world: World, secretariat: User, login: Login) -> None:
    response = login(secretariat).get(reverse("period-list"))
    rows = {row.period.number: row for row in response.context["rows"]}
    assert (rows[1].owed, rows[1].filed, rows[1].verified) == (2, 0, 0)
    assert "Triwulan I 2024" in response.content.decode()


def test_the_list_costs_the_same_with_more_periods(
    world: World, secretariat: User, login: Login, django_assert_max_num_queries: Callable[..., object]
) -> None:
    client = login(secretariat)
    with django_assert_max_num_queries(15):
        client.get(reverse("period-list"))


def test_missing_periods_are_opened_once(world: World, secretariat: User, login: Login) -> None:
    ReportingPeriod.objects.filter(number__gt=2).delete()
    client = login(secretariat)
    for _ in range(2):
        client.post(addresses(world)["period-create"])
    assert ReportingPeriod.objects.filter(plan=world.plan).count() == 4


def test_an_extension_needs_an_organization_that_owes_a_later_day_and_a_reason(
    world: World, secretariat: User, login: Login
) -> None:
    client, url = login(secretariat), addresses(world)["period-extend"]
    typed = {"scope": "one", "organization": world.kemendagri.pk, "until_on": "2024-01-01", "note": ""}
    response = client.post(url, typed)
    assert set(response.context["form"].errors) == {"organization", "until_on", "note"}
    assert "Pilih instansinya" in client.post(url, {**typed, "organization": ""}).content.decode()
    assert set(client.post(url, {"scope": "x"}).context["form"].errors) == {"scope", "until_on", "note"}
    client.post(url, {**typed, "organization": world.kemenpppa.pk, "until_on": in_days(7), "note": "Banjir."})
    report = ProgressReport.objects.get(organization=world.kemenpppa)
    assert report.extended_due_at is not None
    assert day_in_wib(report.extended_due_at).isoformat() == in_days(7)


def test_all_organizations_are_extended_in_one_step_with_one_summary(
    world: World, secretariat: User, login: Login
) -> None:
    typed = {"scope": "all", "organization": "", "until_on": in_days(7), "note": "Libur nasional."}
    page = login(secretariat).post(addresses(world)["period-extend"], typed, follow=True).content.decode()
    assert "bagi 2 instansi (2 laporan) diperpanjang" in page
    assert "Libur nasional." in page
    assert ProgressReport.objects.filter(extended_due_at__isnull=False).count() == 2


def test_a_shorter_extension_is_refused_beside_its_day(world: World, secretariat: User, login: Login) -> None:
    client, url = login(secretariat), addresses(world)["period-extend"]
    typed = {"scope": "one", "organization": world.kemenpppa.pk, "note": "Banjir."}
    client.post(url, {**typed, "until_on": in_days(9)})
    response = client.post(url, {**typed, "until_on": in_days(7)})
    assert "Sudah diperpanjang sampai" in response.context["form"].errors["until_on"][0]
    assert f'value="{in_days(7)}"' in response.content.decode()
    client.post(url, {**typed, "scope": "all", "until_on": in_days(9)})
    assert "Sudah diperpanjang" in str(client.post(url, {**typed, "scope": "all", "until_on": in_days(9)}).content)
    report = ProgressReport.objects.get(organization=world.kemenpppa)
    assert report.extended_due_at == end_of_day(day(9))


def test_the_row_of_an_organization_leads_to_its_own_extension(world: World, secretariat: User, login: Login) -> None:
    page = login(secretariat).get(addresses(world)["period-extend"], {"organization": world.polri.pk})
    assert f'<option value="{world.polri.pk}" selected>' in page.content.decode()


def test_locking_asks_first_and_then_closes_every_report(world: World, secretariat: User, login: Login) -> None:
    report = world.report()
    client, url = login(secretariat), addresses(world)["period-lock"]
    client.get(url)
    assert world.period(1).locked_at is None
    client.post(url)
    report.refresh_from_db()
    assert report.is_locked
    assert world.period(1).locked_at is not None


def test_unlocking_asks_why(world: World, secretariat: User, login: Login) -> None:
    report = world.report()
    lock_period(period=world.period(1), by=secretariat)
    client, url = login(secretariat), addresses(world)["period-unlock"]
    assert set(client.post(url, {"scope": "all"}).context["form"].errors) == {"note"}
    client.post(url, {"scope": "one", "organization": world.kemenpppa.pk, "note": "Salah kunci."})
    report.refresh_from_db()
    assert not report.is_locked


def test_dates_are_changed_only_before_the_opening_and_stay_in_order(
    world: World, secretariat: User, login: Login
) -> None:
    client, url = login(secretariat), addresses(world)["period-dates"]
    client.post(url, {"opens_on": in_days(3), "due_on": in_days(9), "locks_on": in_days(9), "note": "Geser."})
    assert not world.period(1).events.exists()  # it opened long ago
    ReportingPeriod.objects.filter(number=1).update(
        opens_at=end_of_day(day(5)), due_at=end_of_day(day(9)), locks_at=end_of_day(day(20))
    )
    typed = {"opens_on": in_days(0), "due_on": in_days(5), "locks_on": in_days(4), "note": ""}
    assert set(client.post(url, typed).context["form"].errors) == {"opens_on", "locks_on", "note"}
    typed = {"opens_on": in_days(3), "due_on": in_days(2), "locks_on": in_days(9), "note": "Geser."}
    assert set(client.post(url, typed).context["form"].errors) == {"due_on"}
    client.post(url, {"opens_on": in_days(3), "due_on": in_days(9), "locks_on": in_days(9), "note": "Geser."})
    assert day_in_wib(world.period(1).opens_at) == day(3)
    assert day_in_wib(world.period(1).locks_at) == day(9)
    assert "Geser." in client.get(addresses(world)["period-detail"]).content.decode()


def test_a_period_shows_who_owes_what_and_what_was_done_to_it(world: World, secretariat: User, login: Login) -> None:
    world.report()
    extend_all(period=world.period(1), until=world.period(1).due_at + timedelta(days=3), by=secretariat, note="Banjir.")
    response = login(secretariat).get(addresses(world)["period-detail"])
    rows = [(row.organization.code, row.cluster.number) for row in response.context["rows"]]
    assert rows == [("KEMENPPPA", 1), ("POLRI", 5)]
    assert "semua instansi, 2 laporan" in " ".join(response.content.decode().split())


def test_a_coordinator_sees_and_keeps_the_own_clusters_alone(world: World, verifier: User, login: Login) -> None:
    client, links = login(verifier), addresses(world)
    page = client.get(links["period-detail"])
    assert [row.cluster.number for row in page.context["rows"]] == [5]
    client.post(links["period-extend"], {"scope": "all", "until_on": in_days(7), "note": "Banjir."})
    assert {report.cluster.number for report in ProgressReport.objects.all()} == {5}
    assert "klaster 5" in client.get(links["period-lock"]).content.decode()
    client.post(links["period-lock"])
    assert world.period(1).locked_at is None
    assert ProgressReport.objects.get().is_locked
    client.post(links["period-unlock"], {"scope": "all", "note": "Belum waktunya."})
    assert not ProgressReport.objects.get().is_locked


def test_the_page_of_a_period_costs_the_same_with_more_organizations(
    world: World, secretariat: User, login: Login, django_assert_max_num_queries: Callable[..., object]
) -> None:
    client, url = login(secretariat), addresses(world)["period-detail"]
    for code in ("SATU", "DUA", "TIGA"):
        action = Action.objects.create(plan=world.plan, cluster=world.clusters[2], number=f"2.{code}", title=code)
        make_indicator(action, "Jumlah", 1)
        Assignment.objects.create(
            action=action, organization=make_organization(code), role="lead", starts_on=START, recorded_at=PLANNED_AT
        )
    with django_assert_max_num_queries(16):
        assert len(client.get(url).context["rows"]) == 5


def test_a_planned_lock_that_passed_waits_among_the_secretariats_tasks(
    world: World, people: dict[str, User], login: Login
) -> None:
    tasks = login(people["secretariat"]).get(reverse("task-list")).context["to_lock"]
    assert tasks[0].title == "Triwulan I 2024 menunggu dikunci"
    assert len(tasks) == 4
    lock_period(period=world.period(1), by=people["secretariat"])
    assert len(login(people["secretariat"]).get(reverse("task-list")).context["to_lock"]) == 3
    assert login(people["coordinator"]).get(reverse("task-list")).context["to_lock"] == []


@pytest.mark.parametrize("name", ALL_OF_THEM)
def test_only_keepers_of_periods_come_in(
    world: World, people: dict[str, User], client: Client, login: Login, name: str
) -> None:
    url, method = addresses(world)[name], "post" if name == "period-create" else "get"
    assert getattr(client, method)(url).status_code == 302
    for person in ("operator", "region_operator"):
        may_read = (person, name) == ("region_operator", "period-list")  # of the own region's plan
        assert getattr(login(people[person]), method)(url).status_code == (200 if may_read else 403)
    reads = 200 if name in {"period-list", "period-detail"} else 403
    for person in ("executive", "auditor"):
        assert getattr(login(people[person]), method)(url).status_code == reads
    coordinator = getattr(login(people["coordinator"]), method)(url).status_code
    assert coordinator == {"period-dates": 403, "period-create": 302}.get(name, 200)


def test_an_auditor_reads_every_row_of_a_period_and_finds_nothing_to_press(
    world: World, people: dict[str, User], login: Login
) -> None:
    links = addresses(world)
    everything = login(people["secretariat"]).get(links["period-detail"]).context["rows"]
    shown, listed = (login(people["auditor"]).get(links[name]) for name in ("period-detail", "period-list"))
    assert shown.context["rows"] == everything != []
    for page in (shown.content.decode(), listed.content.decode()):
        assert not [name for name in set(links) - {"period-list", "period-detail"} if links[name] in page]


def test_a_verifier_of_nothing_reads_and_changes_nothing(world: World, login: Login) -> None:
    idle = make_user(world.kemendagri, Role.VERIFIER, "Vina Verifikator")
    client, links = login(idle), addresses(world)
    assert client.get(links["period-list"]).status_code == 200
    assert client.get(links["period-detail"]).context["rows"] == []
    for name in ("period-extend", "period-lock", "period-unlock"):
        assert client.get(links[name]).status_code == 403
    assert client.post(links["period-create"]).status_code == 403


def test_an_unknown_period_is_not_found(world: World, secretariat: User, login: Login) -> None:
    client = login(secretariat)
    for name in ("period-detail", "period-dates", "period-extend", "period-lock", "period-unlock"):
        assert client.get(reverse(name, args=[0])).status_code == 404


def test_a_wrong_method_is_refused(world: World, secretariat: User, login: Login) -> None:
    client, links = login(secretariat), addresses(world)
    assert client.post(links["period-list"]).status_code == 405
    assert client.post(links["period-detail"]).status_code == 405
    assert client.get(links["period-create"]).status_code == 405
    for name in ("period-lock", "period-unlock", "period-extend", "period-dates"):
        assert client.delete(links[name]).status_code == 405


def test_the_lock_page_says_what_is_not_verified_and_a_locked_return_says_who_helps(
    world: World, people: dict[str, User], login: Login
) -> None:
    report = Teller(world, people).fill(1, 100)
    at = Teller(world, people).file(report)
    client = login(people["secretariat"])
    lock = reverse("period-lock", args=[report.period_id])
    assert "1 laporan disahkan" in client.get(lock).content.decode()
    progress.return_progress(report=report, by=people["coordinator"], note="Lengkapi.", at=at)
    assert "1 laporan dikembalikan" in client.get(lock).content.decode()
    client.post(lock)
    tasks = login(people["operator"]).get(reverse("task-list")).context["returned"]
    assert [(task.url, "minta koordinator klaster" in task.hint) for task in tasks] == [
        (report.get_absolute_url(), True)
    ]
