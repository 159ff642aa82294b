"""Profil daerah: what the page of a region says, on at most two pages, also where nothing is recorded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from clusters.models import Plan, Region, RegionalPlanStage, RegionRole, User
from reports.models import Document
from reports.rendering import render_paper
from tests.cast import World
from tests.reports.story import AFTER_THE_YEAR
from tests.reports.test_region_pages import SOURCE, make_plan, make_task_force
from tests.reports.test_rendering import pages_of

Login = Callable[[User], Client]


@pytest.fixture(autouse=True)
def after_the_year() -> Any:
    with time_machine.travel(AFTER_THE_YEAR):
        yield


def profile_of(client: Client, code: str) -> dict[str, Any]:
    """The frozen context."""
    response = client.post(reverse("brief-request", args=[f"regions/{code}"]), query_params={"year": 2024})
    assert response.status_code == 302
    context: dict[str, Any] = Document.objects.latest("pk").context
    return context


def facts_of(context: dict[str, Any]) -> dict[str, str]:
    return {label: text for _, pairs in context["facts"] for label, text in pairs}


def test_a_province_is_told_on_two_pages(world: World, people: dict[str, User], login: Login) -> None:
    make_plan(world, people["region_operator"].organization)
    make_task_force(
        world.province,
        date(2024, 5, 1),
        date(2025, 1, 20),
        daily_head="Kapolda",
        is_led_by_police=True,
        service_unit="UPTD Jabar",
        has_service_unit=True,
    )
    RegionRole.objects.create(plan=world.plan, region=world.province, is_source=True, is_transit=True)
    world.police_action.locations.add(world.regency)
    for n in range(2, 40):
        Region.objects.create(code=f"32.{n:02}", name=f"Kabupaten {n}", level="regency", parent=world.province)
    Plan.objects.filter(pk=world.plan.pk).touch()
    client = login(people["executive"])
    context = profile_of(client, "32")
    assert context["title"] == "Profil daerah Jawa Barat"
    assert context["file_name"].startswith("Profil-Daerah-Jawa-Barat-2024")
    facts = facts_of(context)
    assert (facts["Peran"], facts["Ketua harian"]) == ("sumber dan transit", "Kapolda")
    assert facts["UPTD PPA"] == "UPTD Jabar"
    assert facts["Keputusan"] == "SK 2024, 1 Mei 2024"
    own, aimed, second = context["tables"]
    assert [cell["text"] for cell in own["rows"][0][:2]] == ["1.1 Sosialisasi bahaya TPPO", "diadopsi"]
    assert aimed["rows"][0][0]["text"] == "5.1 Penyidikan TPPO"
    assert second["total"] == 39
    assert context["missing"] == client.get(reverse("region-detail", args=["32"]), {"year": 2024}).context["missing"]
    assert "Keputusan gugus tugas berakhir 20 Januari 2025 (20 hari lagi)." in context["missing"]
    assert "39 dari 39 kabupaten dan kota belum memiliki gugus tugas yang tercatat berlaku." in context["missing"]
    pages = pages_of(render_paper("brief", context))
    assert len(pages) == 2
    text = " ".join(" ".join(pages).split())
    for words in ("PROFIL DAERAH JAWA BARAT", "Yang belum ada", "Kapolda", "5.1 Penyidikan TPPO", "Kabupaten 2"):
        assert words in text


def test_where_nothing_is_recorded_the_profile_says_so(world: World, executive: User, login: Login) -> None:
    context = profile_of(login(executive), "53")
    assert context["missing"] == [
        "Peran dalam jalur TPPO belum tercatat.",
        "Gugus tugas belum tercatat.",
        "Tahap RAD belum tercatat.",
        "Belum ada badan yang dapat melapor.",
        "Tidak ada RAD daerah ini di sistem untuk tahun ini; capaian dan anggarannya tidak diketahui.",
        "Belum ada aksi nasional yang diadopsi.",
    ]
    assert context["tables"] == []
    assert {tile["value"] for tile in context["tiles"]} == {"–"}
    assert len(pages_of(render_paper("brief", context))) == 1


@pytest.mark.parametrize(
    ("stage", "sentence"),
    [
        ("none", "Belum ada RAD."),
        ("drafting", "RAD belum ditetapkan (tahap penyusunan)."),
        ("ended", "RAD berakhir 1 Februari 2024."),
    ],
)
def test_a_stage_that_is_not_enacted_is_missing(
    world: World, executive: User, login: Login, stage: str, sentence: str
) -> None:
    RegionalPlanStage.objects.create(region=world.regency, stage=stage, since_on=date(2024, 2, 1), source=SOURCE)
    make_task_force(world.regency, date(2020, 1, 1), date(2023, 12, 31), has_service_unit=False)
    Plan.objects.filter(pk=world.plan.pk).touch()
    response = login(executive).get(reverse("region-detail", args=["32.01"]), {"year": 2024})
    assert sentence in response.context["missing"]
    assert "Belum ada UPTD PPA." in response.context["missing"]
    assert "Keputusan gugus tugas berakhir 31 Desember 2023." in response.content.decode()


def test_the_day_of_each_state_is_said_and_what_is_newer_beside_it(world: World, executive: User, login: Login) -> None:
    make_task_force(world.province, date(2024, 5, 2), date(2025, 3, 9))
    make_task_force(world.province, date(2025, 3, 10))
    RegionalPlanStage.objects.create(region=world.province, stage="drafting", since_on=date(2025, 2, 1), source=SOURCE)
    Plan.objects.filter(pk=world.plan.pk).touch()
    context = profile_of(login(executive), "32")
    assert dict(context["subject"])["Gugus tugas, RAD"].startswith("keadaan 31 Desember 2024")
    plan, force = ((title, dict(pairs)) for title, pairs in context["facts"])
    assert (plan[0], force[0]) == ("Wilayah dan RAD, 31 Desember 2024", "Gugus tugas, 31 Desember 2024")
    assert force[1]["Keputusan"].startswith("SK 2024")
    assert force[1]["Keadaan hari ini"].endswith(", SK 2025 sejak 10 Maret 2025")
    assert plan[1]["Keadaan hari ini"].endswith(" sejak 1 Februari 2025")
    assert "Keadaan hari ini" in " ".join(pages_of(render_paper("brief", context)))
    quiet = profile_of(login(executive), "32.01")
    assert "Keadaan hari ini" not in facts_of(quiet)
    assert quiet["filters"] == [["Wilayah", f"32.01 {world.regency.name}"]]  # though no action is placed there


def test_a_region_has_no_profile_of_another(world: World, region_operator: User, login: Login) -> None:
    client = login(region_operator)
    assert client.post(reverse("brief-request", args=["regions/53"])).status_code == 404
    assert profile_of(client, "32.01")["title"] == "Profil daerah Bogor"
