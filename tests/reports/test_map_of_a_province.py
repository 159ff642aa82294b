"""Peta of one province: its regencies and cities by the same subjects, on the screen and on paper."""

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

from clusters.models import Plan, Region, User
from clusters.reference_data import load_reference
from reports.cartogram import GRID_NAME
from reports.models import Document
from tests.cast import World, make_organization, make_user
from tests.reports.story import AFTER_THE_YEAR
from tests.reports.test_region_pages import make_task_force

Login = Callable[[User], Client]


@pytest.fixture(autouse=True)
def after_the_year() -> Any:
    with time_machine.travel(AFTER_THE_YEAR):
        yield


def test_a_tile_of_a_province_opens_its_regencies(world: World, executive: User, login: Login) -> None:
    make_task_force(world.regency, date(2024, 1, 1))
    client = login(executive)
    national = client.get(reverse("map"), {"by": "task_force"}).content.decode()
    assert "by=task_force&amp;province=32" in national
    response = client.get(reverse("map"), {"by": "task_force", "province": "32"})
    assert [(one.row["code"], one.shade.key) for one in response.context["rows"]] == [("32.01", "in_force")]
    page = response.content.decode()
    assert "1 dari 1 kabupaten dan kota" in page
    assert reverse("region-detail", args=["32.01"]) in page
    assert "by=score&amp;province=32" in page


@pytest.mark.lane("postgres")
def test_all_regencies_of_every_province_have_a_tile(world: World, executive: User, login: Login) -> None:
    load_reference()
    client = login(executive)
    provinces = {region.code: region for region in Region.objects.provinces()}
    seen = 0
    for code in provinces:
        tiles = client.get(reverse("map"), {"province": code}).context["map"].tiles
        assert len({(tile.x, tile.y) for tile in tiles}) == len(tiles) > 0, code
        assert all(len(tile.short_name) <= GRID_NAME for tile in tiles), code
        seen += len(tiles)
    assert (len(provinces), seen) == (38, 514)


def test_the_printed_map_is_that_of_the_screen(world: World, executive: User, login: Login) -> None:
    Region.objects.create(code="32.02", name="Kabupaten Sukabumi", level="regency", parent=world.province)
    Plan.objects.all().touch()
    client = login(executive)
    address = reverse("brief-request", args=["map"])
    assert client.post(address, query_params={"by": "rad", "province": "32"}).status_code == 302
    context = Document.objects.latest("pk").context
    assert context["page"] == "Peta Jawa Barat"
    legend, table = context["tables"]
    assert legend["rows"][0][2]["number"] == "2 dari 2"
    assert [row[1]["text"] for row in table["rows"]] == ["Bogor", "Kabupaten Sukabumi"]
    values = context["charts"]["map"]["specification"]["data"]["values"]
    assert [(one["column"], one["line"], one["name"]) for one in values] == [
        (0, 0, "Bogor"),
        (1, 0, "Kab. Sukabumi"),
    ]
    assert client.get(reverse("view-export", args=["map"]), {"province": "32"}).status_code == 200


def test_only_a_province_that_one_sees_is_opened(world: World, people: dict[str, User], login: Login) -> None:
    client = login(people["region_operator"])
    assert client.get(reverse("map"), {"province": "32"}).status_code == 200
    for code in ("53", "32.01", "99"):
        assert client.get(reverse("map"), {"province": code}).status_code == 404
    body = make_organization("DP3A-3201", "regional", region=world.regency)
    response = login(make_user(body, "operator", "Rudi Regensi")).get(reverse("map"))
    assert [tile.code for tile in response.context["map"].tiles] == ["32.01"]


def test_more_regencies_cost_no_more_queries(world: World, executive: User, login: Login) -> None:
    client, url = login(executive), reverse("map")
    client.get(url, {"province": "32"})
    with CaptureQueriesContext(connection) as few:
        client.get(url, {"province": "32"})
    for n in range(2, 30):
        Region.objects.create(code=f"32.{n:02}", name=f"Kabupaten {n}", level="regency", parent=world.province)
    Plan.objects.all().touch()
    client.get(url, {"province": "32"})
    with CaptureQueriesContext(connection) as many:
        response = client.get(url, {"province": "32"})
    assert len(response.context["rows"]) == 29
    assert len(many) <= len(few)
