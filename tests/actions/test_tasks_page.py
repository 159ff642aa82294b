"""Tugas saya for each role: what is due and in how many days, how far it is, what comes next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.endorsing import endorsement_gap
from actions.models import Assignment, ClusterNarrative, ReportingPeriod
from actions.services import progress
from actions.services.cluster_narratives import write_cluster_narrative
from clusters.enums import NotificationKind, Role
from clusters.models import OrganizationName, Plan, User
from clusters.notifications import notify
from tests.actions.test_workflow import fill
from tests.cast import World, make_indicator, make_user
from tests.reports.story import Teller

Login = Callable[[User], Client]


def tasks(client: Client, at: datetime) -> Any:
    with time_machine.travel(at, tick=False):
        return client.get(reverse("task-list"))


def test_what_is_due_says_how_many_days_are_left_and_how_far_it_is(
    world: World, people: dict[str, User], login: Login
) -> None:
    period = world.period(1)
    progress.open_reports(organization=world.kemenpppa, period=period, at=period.opens_at)
    [before] = tasks(login(people["operator"]), period.due_at - timedelta(days=3)).context["due"]
    assert before.hint == "RAN contoh · batas waktu 29 Apr 2024, 3 hari lagi · 0 dari 3 indikator terisi"
    Teller(world, people).fill(1)
    [after] = tasks(login(people["operator"]), period.due_at + timedelta(days=2)).context["due"]
    assert (after.label, after.hint) == (
        "Terlambat",
        "RAN contoh · batas waktu 29 Apr 2024, terlambat 2 hari · 3 dari 3 indikator terisi",
    )
    assert after.url == reverse("progress-entry", args=[period.pk])


def test_the_secretariat_and_a_regions_own_keeper_are_told_who_has_nobody_to_endorse(
    world: World, people: dict[str, User], login: Login
) -> None:
    Assignment.objects.filter(action=world.police_action).update(organization=people["region_operator"].organization)
    keeper = make_user(people["region_operator"].organization, Role.SECRETARIAT, "Sekretaris Daerah")
    title = "Daerah Jawa Barat belum mempunyai pejabat pengesah"

    def told(user: User) -> bool:
        page = login(user).get(reverse("task-list"))
        assert (title in page.content.decode()) == (title in [task.title for task in page.context["office"]])
        return title in page.content.decode()

    assert told(people["secretariat"])
    assert told(keeper)
    for other in ("operator", "coordinator", "admin", "region_operator"):
        assert not told(people[other])
    assert "Sekretaris Daerah (sekretariat" in endorsement_gap(people["region_operator"], on=date(2024, 4, 1))
    make_user(people["region_operator"].organization, Role.ENDORSER, "Pengesah Daerah")
    assert not told(people["secretariat"])
    assert not endorsement_gap(people["region_operator"], on=date(2024, 4, 1))


def test_the_count_of_a_task_is_that_of_the_bar_over_the_grid(
    world: World, people: dict[str, User], login: Login
) -> None:
    """What was handed on is counted in neither."""
    Assignment.objects.filter(action=world.police_action).update(organization=world.kemenpppa)
    period = world.period(1)
    reports = progress.open_reports(organization=world.kemenpppa, period=period, at=period.opens_at)
    fill(world, reports[0], people["operator"])
    progress.submit_progress(reports=[reports[0]], by=people["operator"], at=period.opens_at)
    client = login(people["operator"])
    grid = client.get(reverse("progress-entry", args=[period.pk])).context["grid"]
    [task] = tasks(client, period.opens_at).context["due"]
    assert f"{grid.filled} dari {grid.total} indikator terisi" in task.hint
    assert (grid.filled, grid.total) == (0, 1)


def test_the_superior_sees_what_the_operators_still_fill_in(
    world: World, people: dict[str, User], login: Login
) -> None:
    page = tasks(login(people["endorser"]), world.period(1).opens_at)
    [task] = page.context["watched"]
    assert task.url == reverse("progress-list")
    assert "Masih diisi operator" in page.content.decode()
    assert page.context["due"] == []


def test_a_long_note_is_shortened_and_read_in_full_where_it_leads(
    world: World, people: dict[str, User], login: Login
) -> None:
    teller = Teller(world, people)
    report = teller.fill(1)
    at = teller.file(report)
    progress.return_progress(report=report, by=people["coordinator"], note="Angka belum cocok.\n" * 40, at=at)
    [task] = tasks(login(people["operator"]), at).context["returned"]
    assert task.hint.startswith("Angka belum cocok. Angka belum cocok.")
    assert "…" in task.hint
    assert len(task.hint) < 220


def test_an_empty_list_says_what_happens_next_and_when(world: World, people: dict[str, User], login: Login) -> None:
    teller = Teller(world, people)
    teller.verified(1)
    page = tasks(login(people["operator"]), world.period(1).due_at + timedelta(days=1)).content.decode()
    assert "Tidak ada yang perlu diisi" in page
    assert "Triwulan II 2024 dibuka 1 Juli 2024, 62 hari lagi." in page


def test_after_the_last_period_the_empty_list_says_who_opens_the_next(
    world: World, people: dict[str, User], login: Login
) -> None:
    ReportingPeriod.objects.filter(number__gt=1).delete()
    Teller(world, people).verified(1)
    page = tasks(login(people["operator"]), world.period(1).due_at + timedelta(days=1)).content.decode()
    assert "Periode berikutnya muncul di sini setelah sekretariat membukanya." in page


def test_the_lead_finds_its_cluster_and_whether_the_narrative_is_written(
    world: World, people: dict[str, User], login: Login
) -> None:
    lead = make_user(world.kemendagri, Role.OPERATOR, "Lina Ketua")
    period = world.period(1)
    [task] = tasks(login(lead), period.opens_at).context["clusters"]
    assert (task.title, task.label) == ("Klaster 1: Klaster contoh 1", "Narasi belum ditulis")
    assert task.url == f"{reverse('cluster-report-list')}?cluster=1&period={period.pk}"
    texts = {"achievement": "Terlaksana."}
    write_cluster_narrative(cluster=world.clusters[1], period=period, texts=texts, seen=0, by=lead)
    assert ClusterNarrative.objects.count() == 1
    [task] = tasks(login(lead), period.opens_at).context["clusters"]
    assert task.label == "Narasi ada"
    [task] = tasks(login(people["coordinator"]), world.period(2).opens_at).context["clusters"]
    assert task.label == ""


def test_the_secretariat_sees_who_is_late_by_cluster_with_the_way_there(
    world: World, people: dict[str, User], login: Login
) -> None:
    period = world.period(1)
    client = login(people["secretariat"])
    assert not titles(client, period.due_at, "belum lapor")
    late = tasks(client, period.due_at + timedelta(days=1)).context["office"]
    assert [task.title for task in late if "belum lapor" in task.title] == [
        "Klaster 1, Triwulan I 2024: 1 instansi belum lapor",
        "Klaster 5, Triwulan I 2024: 1 instansi belum lapor",
    ]
    answer = client.get(next(task.url for task in late if task.title.startswith("Klaster 5")))
    assert answer.status_code == 200


def titles(client: Client, at: datetime, part: str) -> list[str]:
    return [task.title for task in tasks(client, at).context["office"] if part in task.title]


def test_the_secretariat_is_told_what_nobody_opened(world: World, people: dict[str, User], login: Login) -> None:
    client = login(people["secretariat"])
    at = datetime.fromisoformat("2026-03-01T03:00:00+00:00")
    assert titles(client, at, "2026") == ["Belum ada rencana atau masa antar-rencana untuk 2026"]
    Plan.objects.create(kind="interim", title="Masa 2026", short_title="Masa 2026", start_year=2026, end_year=2026)
    assert titles(client, at, "2026") == ["Periode 2026 belum dibuka: Masa 2026"]


def test_the_secretariat_is_told_of_hand_overs_and_failed_reports(
    world: World, people: dict[str, User], login: Login
) -> None:
    client, at = login(people["secretariat"]), world.period(1).opens_at
    OrganizationName.objects.filter(organization=world.kemenpppa).update(valid_to=date(2024, 2, 1))
    notify(
        [people["secretariat"]],
        kind=NotificationKind.REPORT_FAILED,
        text="Laporan 2024 gagal disusun.",
        url="/reports/1/",
        at=at,
    )
    office = tasks(client, at).context["office"]
    assert office[0].title == "Laporan 2024 gagal disusun."
    assert "1 instansi yang berakhir" in next(task.title for task in office if "Serah terima" in task.title)


@pytest.mark.parametrize(
    ("who", "first"), [("executive", "Beranda"), ("auditor", "Laporan per klaster"), ("admin", "Pengguna")]
)
def test_who_only_reads_finds_a_start_whose_every_link_opens(
    people: dict[str, User], login: Login, world: World, who: str, first: str
) -> None:
    client = login(people[who])
    start = tasks(client, world.period(1).opens_at).context["start"]
    assert start[0].title == first
    for task in start:
        assert client.get(task.url).status_code == 200, task.title


def test_a_regions_auditor_and_administrator_are_sent_only_where_they_may_go(
    people: dict[str, User], login: Login, world: World
) -> None:
    for role in (Role.AUDITOR, Role.ADMIN, Role.EXECUTIVE):
        client = login(make_user(people["region_operator"].organization, role, f"Daerah {role}"))
        for task in tasks(client, world.period(1).opens_at).context["start"]:
            assert client.get(task.url).status_code == 200, (role, task.title)


@pytest.mark.parametrize("who", ["operator", "endorser", "coordinator", "secretariat"])
def test_the_number_of_queries_does_not_grow_with_the_rows(
    world: World, people: dict[str, User], login: Login, who: str
) -> None:
    client = login(people[who])
    Teller(world, people).fill(1)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert tasks(client, world.period(2).opens_at).status_code == 200
        return len(asked)

    queries()
    before = queries()
    for number in range(6):
        make_indicator(world.action, f"Indikator {number}", 10, position=10 + number)
        make_indicator(world.police_action, f"Indikator {number}", 10, position=10 + number)
    teller = Teller(world, people)
    teller.fill(2)
    assert queries() <= before


def test_strangers_log_in_and_nothing_is_posted_here(people: dict[str, User], client: Client, login: Login) -> None:
    assert client.get(reverse("task-list")).status_code == 302
    assert login(people["operator"]).post(reverse("task-list")).status_code == 405
