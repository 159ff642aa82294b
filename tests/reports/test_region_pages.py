"""Daerah and Peta: what each region has by date, what is not recorded, and that nobody sees another region."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.enums import AssignmentRole
from actions.models import Assignment, ReportingPeriod, Target
from actions.periods import missing_periods
from clusters.enums import PlanKind, RegionLevel, Role, TaskForceStatus
from clusters.models import Organization, Plan, Region, RegionalPlanStage, RegionRole, TaskForce, User
from clusters.reference_data import load_reference
from reports.cartogram import LAYOUT
from reports.summaries.places import second_level_totals
from tests.cast import PLANNED_AT, World, make_organization, make_user
from tests.reports.story import AFTER_THE_YEAR
from tests.reports.test_report_pages import regional_plan

Login = Callable[[User], Client]
SOURCE = "Surat Biro Hukum contoh"


@pytest.fixture(autouse=True)
def after_the_year() -> Any:
    with time_machine.travel(AFTER_THE_YEAR):
        yield


def make_task_force(region: Region, since: date, until: date | None = None, **fields: Any) -> TaskForce:
    own = {"decree_number": f"SK {since.year}", "decree_on": since, "chair": "Gubernur", **fields}
    return TaskForce.objects.create(region=region, valid_from=since, valid_to=until, source=SOURCE, **own)


def make_plan(world: World, body: Organization) -> Plan:
    """A plan of province 32, with a legal basis, that adopted an action and owes four reports, all of them past due."""
    plan = Plan.objects.create(
        kind=PlanKind.REGIONAL,
        region=world.province,
        title="Rencana aksi daerah contoh",
        short_title="RAD Jabar",
        legal_basis="Pergub contoh 1/2024",
        start_year=2024,
        end_year=2024,
    )
    ReportingPeriod.objects.bulk_create(missing_periods(plan, at=PLANNED_AT))
    adopting = Assignment.objects.create(
        action=world.action,
        organization=body,
        role=AssignmentRole.ADOPTING,
        is_reporter=True,
        starts_on=date(2024, 1, 1),
        recorded_at=PLANNED_AT,
    )
    Target.objects.create(
        indicator=world.indicator, assignment=adopting, year=2024, value=Decimal(40), approved_at=PLANNED_AT
    )
    return plan


def rows_of(response: Any) -> dict[str, Any]:
    return {row["code"]: row for row in response.context["rows"]}


def test_not_there_not_recorded_not_reported_and_zero_are_told_apart(
    world: World, people: dict[str, User], login: Login
) -> None:
    bali = Region.objects.create(code="51", name="Bali", level=RegionLevel.PROVINCE)
    make_plan(world, people["region_operator"].organization)
    make_task_force(world.province, date(2024, 5, 1))
    TaskForce.objects.create(
        region=bali, status=TaskForceStatus.NONE, valid_from=date(2024, 1, 1), source=SOURCE, is_example=True
    )
    RegionRole.objects.create(plan=world.plan, region=bali, is_transit=True, is_destination=True)
    response = login(people["executive"]).get(reverse("region-list"))
    rows = rows_of(response)
    assert set(rows) == {"32", "51", "53"}
    assert [rows[code]["task_force"]["state"] for code in ("32", "51", "53")] == ["in_force", "none", "unrecorded"]
    assert [rows[code]["filing"] for code in ("32", "51", "53")] == ["missing", "no_plan", "no_plan"]
    assert [rows[code]["stage"]["state"] for code in ("32", "53")] == ["enacted", "unrecorded"]
    assert rows["32"]["figures"]["numbers"]["score"] == "0.00"
    assert (rows["32"]["bodies"], rows["53"]["bodies"]) == (1, 0)
    assert rows["51"]["roles"] == ["transit", "destination"]
    assert response.context["totals"] == {
        "regions": 3,
        "enacted": 1,
        "task_forces": 1,
        "with_plan": 1,
        "reporting": 0,
    }
    text = response.content.decode()
    for words in ("Belum ada gugus tugas", "Belum tercatat", "Belum lapor", "Tanpa RAD", "0,00", "dari 3 provinsi"):
        assert words in text
    role = login(people["executive"]).get(reverse("region-list"), {"role": "transit"})
    assert set(rows_of(role)) == {"51"}


def test_decrees_lapse_and_plans_advance_by_date(world: World, executive: User, login: Login) -> None:
    make_task_force(world.province, date(2020, 1, 1), date(2023, 12, 31))
    make_task_force(world.other_province, date(2020, 1, 1), date(2023, 12, 31))
    make_task_force(world.other_province, date(2024, 1, 1))
    for since, stage in ((date(2023, 1, 1), "drafting"), (date(2024, 6, 1), "enacted"), (date(2025, 1, 1), "ended")):
        RegionalPlanStage.objects.create(
            region=world.province, stage=stage, since_on=since, instrument="Pergub 5", source=SOURCE
        )
    client = login(executive)
    rows = rows_of(client.get(reverse("region-list"), {"year": "2024"}))
    assert [rows[code]["task_force"]["state"] for code in ("32", "53")] == ["lapsed", "in_force"]
    assert (rows["32"]["stage"]["state"], rows["32"]["stage"]["since"]) == ("enacted", "2024-06-01")
    text = client.get(reverse("region-detail", args=["32"])).content.decode()
    for words in ("Keputusan berakhir", "SK 2020", "Pergub 5", "1 Januari 2023: Penyusunan", SOURCE, "bukan berarti"):
        assert words in text
    assert "belum ada badan yang dapat melapor" in client.get(reverse("region-detail", args=["53"])).content.decode()


def test_a_region_s_page_shows_its_plan_what_it_adopted_and_what_aims_at_it(
    world: World, people: dict[str, User], login: Login
) -> None:
    plan = make_plan(world, people["region_operator"].organization)
    world.police_action.locations.add(world.regency)
    Plan.objects.filter(pk=world.plan.pk).touch()
    response = login(people["executive"]).get(reverse("region-detail", args=["32"]))
    assert [row["number"] for row in response.context["adopted"]] == ["1.1"]
    assert [row["number"] for row in response.context["aimed"]] == ["5.1"]
    assert response.context["regencies"] == 1
    own = login(people["executive"]).get(reverse("home"), {"plan": plan.pk, "year": 2024}).context["national"]
    numbers = response.context["row"]["figures"]["numbers"]
    assert {key: own[key] for key in numbers} == numbers
    assert "RAD Jabar" in response.content.decode()


def test_a_province_sees_itself_and_its_regencies_and_no_other(
    world: World, people: dict[str, User], login: Login
) -> None:
    make_task_force(world.other_province, date(2024, 1, 1))
    client = login(people["region_operator"])
    assert set(rows_of(client.get(reverse("region-list")))) == {"32", "32.01"}
    assert client.get(reverse("region-detail", args=["32.01"])).status_code == 200
    assert client.get(reverse("region-detail", args=["53"])).status_code == 404
    response = client.get(reverse("map"))
    assert [tile.code for tile in response.context["map"].tiles] == ["32"]
    assert "SK 2024" not in response.content.decode()
    assert "dari 1 provinsi" in response.content.decode()


def test_regions_are_found_by_name_code_level_and_province(world: World, executive: User, login: Login) -> None:
    def found(**query: str) -> list[str]:
        return list(rows_of(client.get(reverse("region-list"), query)))

    client = login(executive)
    assert found() == ["32", "53"]
    assert found(q="bogor") == ["32.01"]
    assert found(q="32.") == ["32.01"]
    assert found(level="regency") == ["32.01"]
    assert found(province="32") == ["32", "32.01"]
    assert found(q="zzz\0") == []
    assert "Tidak ada daerah yang cocok" in client.get(reverse("region-list"), {"q": "zzz"}).content.decode()


def test_the_map_says_in_tiles_and_table_the_same_and_sorts(
    world: World, people: dict[str, User], login: Login
) -> None:
    make_plan(world, people["region_operator"].organization)
    make_task_force(world.other_province, date(2024, 1, 1))
    RegionRole.objects.create(plan=world.plan, region=world.province, is_source=True, is_fisheries=True)
    client = login(people["executive"])

    def seen(**query: str) -> list[tuple[str, str, str]]:
        context = client.get(reverse("map"), query).context
        tiles = {tile.code: tile.shade for tile in context["map"].tiles}
        assert all(tiles[one.row["code"]] == one.shade for one in context["rows"])
        assert sum(count for _, count in context["legend"]) == len(tiles)
        return [(one.row["code"], one.shade.key, one.amount) for one in context["rows"]]

    assert seen() == [("32", "enacted", ""), ("53", "unrecorded", "")]
    assert seen(by="task_force", sort="value") == [("53", "in_force", ""), ("32", "unrecorded", "")]
    assert seen(by="completeness", sort="-code") == [("53", "no_plan", ""), ("32", "missing", "0/4")]
    assert seen(by="score") == [("32", "behind", "0,00"), ("53", "no_plan", "")]
    assert seen(by="role", sort="-name") == [
        ("53", "unrecorded", ""),
        ("32", "source", "sumber dan perikanan"),
    ]
    for query in ({"by": "luas"}, {"sort": "luas"}, {"sort": "--code"}):
        assert client.get(reverse("map"), query).status_code == 404


def test_all_38_provinces_have_a_tile_of_their_own_and_none_before_it_was_there(
    world: World, executive: User, login: Login
) -> None:
    load_reference()
    Plan.objects.filter(pk=world.plan.pk).update(start_year=2021)
    client = login(executive)
    now, before = (client.get(reverse("map"), {"year": year}) for year in ("2024", "2021"))
    assert {tile.code for tile in now.context["map"].tiles} == set(LAYOUT)
    assert len({(tile.x, tile.y) for tile in now.context["map"].tiles}) == 38
    assert len(before.context["map"].tiles) == 34
    assert "dari 34 provinsi" in before.content.decode()


@pytest.mark.parametrize("name", ["region-list", "map"])
def test_more_regions_with_plans_bodies_and_decrees_cost_no_more_queries(
    world: World, people: dict[str, User], login: Login, name: str
) -> None:
    make_plan(world, people["region_operator"].organization)
    client, url = login(people["executive"]), reverse(name)
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for number in range(11, 20):
        region = Region.objects.create(code=str(number), name=f"Provinsi {number}", level=RegionLevel.PROVINCE)
        Organization.objects.create(code=f"DP3A-{number}", kind="regional", region=region)
        make_task_force(region, date(2024, 1, 1))
        RegionalPlanStage.objects.create(region=region, stage="drafting", since_on=date(2024, 1, 1), source=SOURCE)
        Plan.objects.create(
            kind=PlanKind.REGIONAL, region=region, title="RAD", short_title="RAD", start_year=2024, end_year=2024
        )
    with CaptureQueriesContext(connection) as many:
        response = client.get(url)
    assert len(response.context["rows"]) == 11
    assert len(many) <= len(few)


def test_regions_to_choose_from_carry_their_codes_and_can_be_searched(
    world: World, executive: User, login: Login
) -> None:
    client = login(executive)
    for name in ("region-list", "registry-list"):
        page = client.get(reverse(name)).content.decode()
        assert 'data-search="nama atau kode"' in page, name
        assert "32 Jawa Barat</option>" in page, name


def test_a_regency_s_plan_counts_in_its_own_years_alone(world: World) -> None:
    regional_plan(world.regency)
    Plan.objects.filter(pk=world.plan.pk).touch()
    plan = Plan.objects.get(pk=world.plan.pk)
    for year, having in ((2023, 0), (2024, 1)):
        totals = second_level_totals([world.province, world.regency], plan=plan, day=date(year, 12, 31))
        assert (totals["regions"], totals["with_plan"]) == (1, having)


def test_a_regency_finds_no_way_to_what_its_province_alone_sees(world: World, login: Login) -> None:
    body = make_organization("DP3A-3201", "regional", region=world.regency)
    for user, shown in (
        (make_user(body, Role.OPERATOR, "Bu Bogor"), False),
        (make_user(world.kemenpppa, Role.OPERATOR, "Ibu"), True),
    ):
        page = login(user).get(reverse("region-detail", args=["32.01"])).content.decode()
        assert (f'href="{reverse("region-detail", args=["32"])}' in page) == shown
