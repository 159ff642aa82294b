"""*Daerah saya*: a province finds its regencies, who is late since when, and reminds several at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.models import Reminder
from clusters.enums import RegionLevel, Role
from clusters.models import Notification, Region, User
from tests.actions.test_regional_day import Regional, make_regional
from tests.cast import World, make_user
from tests.clusters.test_registry import make_task_force

Login = Callable[[User], Client]


@pytest.fixture(autouse=True)
def in_november() -> Any:
    """The first semester is past due; its report is still open."""
    with time_machine.travel("2024-11-20T03:00:00+00:00", tick=False):
        yield


@pytest.fixture
def regency(world: World) -> Regional:
    return make_regional(world, world.regency, "DINAS-BOGOR")


@pytest.fixture
def province(world: World) -> Regional:
    return make_regional(world, world.province, "DINAS-JABAR")


@pytest.fixture
def verifier(province: Regional) -> User:
    return make_user(province.body, Role.VERIFIER, "Vina Provinsi")


def test_a_province_sees_its_regencies_with_what_is_late_since_when(
    world: World, regency: Regional, verifier: User, login: Login
) -> None:
    page = login(verifier).get(reverse("own-region"))
    assert [row["code"] for row, _, _ in page.context["rows"]] == ["32.01"]
    [(_, standing, _)] = page.context["rows"]
    assert (standing.late, standing.since, standing.reminded_at) == (1, regency.period.due_at.date(), None)
    assert page.context["standing"].late == 1
    text = " ".join(page.content.decode().split())
    assert "0 dari 1 memiliki gugus tugas yang berlaku" in text
    assert "0 laporan menunggu verifikasi Anda" in text
    assert "Nusa Tenggara Timur" not in text


def test_a_decree_after_the_day_of_the_figures_is_told_as_that_of_today(
    world: World, regency: Regional, verifier: User, login: Login
) -> None:
    with time_machine.travel("2025-03-03T10:00:00+07:00", tick=False):
        for region in (world.province, world.regency):
            make_task_force(region, date(2025, 2, 1), decree_number=f"SK {region.code}/2025")
        client = login(verifier)
        address = {"year": 2024, "plan": world.plan.pk}
        own = client.get(reverse("own-region"), address)
        [(row, _, state)] = own.context["rows"]
        assert row["task_force"] != state.row
        assert state.in_words.endswith("SK 32.01/2025")
        assert own.context["state"].is_newer
        assert "Pada 31 Desember 2024" in own.content.decode()
        detail = client.get(reverse("region-detail", args=["32"]), address).content.decode()
        assert "Pada 31 Desember 2024. Keadaan hari ini" in " ".join(detail.split())
        for name in ("region-list", "map"):
            assert "daerah memiliki keadaan yang lebih baru" in client.get(reverse(name), address).content.decode()


def test_a_regency_sees_itself_alone(regency: Regional, province: Regional, login: Login) -> None:
    page = login(regency.operator).get(reverse("own-region"))
    assert page.context["region"].code == "32.01"
    assert page.context["rows"] == []


def test_ticked_regencies_are_reminded_after_what_is_sent_was_shown(
    world: World, regency: Regional, verifier: User, login: Login
) -> None:
    client = login(verifier)
    shown = client.get(reverse("own-region-remind"), {"region": world.regency.pk}, follow=True)
    assert "1 laporan" in shown.content.decode()
    keys = [one["key"] for one in shown.context["ready"]]
    assert keys == [f"{regency.body.pk}-{world.clusters[1].pk}-{regency.period.pk}"]
    done = client.post(reverse("overdue-remind"), {"report": keys}, follow=True)
    assert "Pengingat dikirim untuk 1 laporan." in done.content.decode()
    assert done.context["rows"][0][1].reminded_at == Reminder.objects.get().sent_at
    assert Notification.objects.filter(user=regency.operator).exists()


def test_the_address_names_the_regencies_and_not_their_reports_and_what_is_too_many_is_told(
    world: World, regency: Regional, verifier: User, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Region.objects.create(code="32.02", name="Sukabumi", level=RegionLevel.REGENCY, parent=world.province)
    make_regional(world, other, "DINAS-SUKABUMI")
    client, ticked = login(verifier), {"region": [world.regency.pk, other.pk]}
    shown = client.get(reverse("own-region-remind"), ticked)
    assert shown.status_code == 200
    assert len(shown.context["ready"]) == 2
    monkeypatch.setattr("reports.views.overdue.MOST", 1)
    few = client.get(reverse("own-region-remind"), ticked)
    assert len(few.context["ready"]) == 1
    assert "1 laporan lain belum ikut" in few.content.decode()


def test_nothing_late_and_other_regions_are_not_reminded(
    world: World, regency: Regional, verifier: User, login: Login
) -> None:
    stranger = make_regional(world, world.other_province, "DINAS-NTT")
    for ticked in ({}, {"region": world.other_province.pk}, {"region": "x"}):
        page = login(verifier).get(reverse("own-region-remind"), ticked, follow=True)
        assert "tidak memiliki laporan terlambat" in page.content.decode()
    other = make_user(stranger.body, Role.VERIFIER, "Nina NTT")
    page = login(other).get(reverse("own-region-remind"), {"region": world.regency.pk}, follow=True)
    assert "tidak memiliki laporan terlambat" in page.content.decode()


def test_who_may(
    regency: Regional, verifier: User, province: Regional, people: dict[str, User], client: Client, login: Login
) -> None:
    names = ("own-region", "own-region-remind")
    for name in names:
        assert reverse("account_login") in client.get(reverse(name))["Location"]
    for name in names:
        assert login(verifier).post(reverse(name)).status_code == 405
    assert login(people["secretariat"]).get(reverse("own-region")).status_code == 404
    for person in (people["coordinator"], province.operator, regency.operator):
        assert login(person).get(reverse("own-region-remind")).status_code == 403


def test_more_regencies_cost_no_more_queries(world: World, regency: Regional, verifier: User, login: Login) -> None:
    client, counts = login(verifier), []
    for number in range(2, 4):
        client.get(reverse("own-region"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("own-region"))
        counts.append(len(queries))
        region = Region.objects.create(
            code=f"32.0{number}", name=f"Kota {number}", level=RegionLevel.CITY, parent=world.province
        )
        make_regional(world, region, f"DINAS-{number}")
    assert counts[0] == counts[1]
