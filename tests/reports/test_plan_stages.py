"""Which stage of a regional plan counts: the recorded one; without one a plan in the system by its legal basis alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clusters.models import Plan, RegionalPlanStage, User
from clusters.plan_standing import plan_standing
from reports.summaries.places import region_rows, second_level_totals, totals_of
from tests.cast import World
from tests.reports.story import AFTER_THE_YEAR

Login = Callable[[User], Client]
LAST_DAY = date(2024, 12, 31)
Stages = list[tuple[str, date]]
BASIS = {"legal_basis": "Perbup contoh 1/2024"}


@pytest.fixture(autouse=True)
def after_the_year() -> Any:
    with time_machine.travel(AFTER_THE_YEAR):
        yield


def record(world: World, stages: Stages, plans: list[dict[str, Any]]) -> None:
    for stage, since in stages:
        RegionalPlanStage.objects.create(
            region=world.regency, stage=stage, since_on=since, instrument="Perbup contoh", source="Surat contoh"
        )
    for fields in plans:
        own = {"start_year": 2024, "end_year": 2026, **fields}
        Plan.objects.create(kind="regional", region=world.regency, title="RAD", short_title="RAD Bogor", **own)
    Plan.objects.all().touch()
    world.plan.refresh_from_db()


OVER = {"start_year": 2021, "end_year": 2023}


@pytest.mark.parametrize(
    ("stages", "plans", "state", "since", "is_told"),
    [
        ([("drafting", date(2023, 6, 1))], [{}], "drafting", "2023-06-01", False),
        ([("drafting", date(2023, 6, 1))], [BASIS], "drafting", "2023-06-01", True),
        ([("none", date(2023, 6, 1))], [{}], "none", "2023-06-01", True),
        ([("drafting", date(2023, 6, 1)), ("enacted", date(2024, 2, 1))], [{}], "enacted", "2024-02-01", False),
        ([("enacted", date(2021, 2, 1))], [OVER], "ended", "2024-01-01", True),
        ([("enacted", date(2021, 2, 1))], [OVER, {}], "enacted", "2021-02-01", False),
        ([("enacted", date(2024, 2, 1))], [OVER], "enacted", "2024-02-01", True),
        ([], [{}], "unrecorded", "", True),
        ([], [BASIS], "enacted", "2024-01-01", True),
        ([], [OVER | BASIS], "ended", "2024-01-01", False),
        ([], [OVER | BASIS, {}], "ended", "2024-01-01", True),
        ([], [], "unrecorded", "", False),
    ],
)
def test_the_stage_that_counts_is_the_recorded_one_and_where_it_differs_the_registry_says_so(
    world: World, stages: Stages, plans: list[dict[str, Any]], state: str, since: str, is_told: bool
) -> None:
    record(world, stages, plans)
    rows = region_rows([world.regency], plan=world.plan, year=2024, reading="official", as_of=timezone.now())
    assert (rows[0]["stage"]["state"], rows[0]["stage"]["since"]) == (state, since)
    enacted = int(state == "enacted")
    assert totals_of(rows)["enacted"] == enacted
    assert second_level_totals([world.regency], plan=world.plan, day=LAST_DAY)["enacted"] == enacted
    assert bool(plan_standing(world.regency, on=LAST_DAY).disagreement) == is_told


def test_a_draft_in_the_system_is_no_enacted_plan_on_the_page_the_list_and_the_map(
    world: World, executive: User, login: Login
) -> None:
    drafting = RegionalPlanStage(region=world.province, stage="drafting", since_on=date(2023, 6, 1), source="contoh")
    drafting.save()
    Plan.objects.create(
        kind="regional", region=world.province, title="RAD", short_title="RAD", start_year=2024, end_year=2026
    )
    Plan.objects.all().touch()
    client = login(executive)
    page = client.get(reverse("region-detail", args=["32"]), {"year": 2024})
    assert "RAD belum ditetapkan (tahap penyusunan)." in page.context["missing"]
    assert client.get(reverse("region-list"), {"year": 2024}).context["totals"]["enacted"] == 0
    shown = client.get(reverse("map"), {"year": 2024}).context["rows"]
    assert {one.row["code"]: one.shade.key for one in shown} == {"32": "drafting", "53": "unrecorded"}
