"""Kontribusi daerah: the regions' sum stands beside the ministry's figure and is never added to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.enums import AssignmentRole
from actions.models import Assignment, Indicator, Target
from actions.services import drafts, progress
from actions.services.adoption import adopt, revise_local_targets
from actions.services.progress import open_reports
from clusters.enums import RegionLevel, Role
from clusters.models import Region, User
from tests.actions.test_regional_day import Regional, make_regional
from tests.cast import World, make_user
from tests.reports.story import NO_DATA, Teller, count

Login = Callable[[User], Client]
FIRST = date(2024, 1, 1)


@pytest.fixture(autouse=True)
def in_february_after_the_year() -> Any:
    with time_machine.travel("2025-02-20T03:00:00+00:00"):
        yield


@pytest.fixture
def regionals(world: World, secretariat: User) -> list[Regional]:
    """A province and its regency, which adopted the action, and another province that did not."""
    Indicator.objects.filter(pk=world.indicator.pk).update(is_additive=True)
    made = [
        make_regional(world, region, f"DINAS-{region.code}")
        for region in (world.province, world.regency, world.other_province)
    ]
    targets = {(world.indicator.pk, 2024): Decimal(25)}
    adopt(actions=[world.action], regions=[world.province, world.regency], targets=targets, on=FIRST, by=secretariat)
    return made


def report(world: World, regional: Regional, amount: int, *, verifier: User | None) -> None:
    """The first semester, filed, and verified where somebody verifies."""
    at = regional.period.opens_at
    [draft] = open_reports(organization=regional.body, period=regional.period, at=at)
    for indicator, cell in ((world.indicator, count(amount)), (regional.indicator, NO_DATA)):
        drafts.save_measurement(report=draft, indicator=indicator, cell=cell, by=regional.operator, at=at)
    progress.submit_progress(reports=[draft], by=regional.operator, at=at)
    draft.refresh_from_db()
    progress.endorse_progress(report=draft, by=regional.endorser, at=at + timedelta(hours=1))
    if verifier is not None:
        draft.refresh_from_db()
        progress.verify_progress(report=draft, by=verifier, at=at + timedelta(hours=2))


def given(client: Client, world: World, **choice: str) -> Any:
    page = client.get(world.action.get_absolute_url(), {"year": "2024", **choice})
    assert page.status_code == 200
    return {row["now"]["id"]: row["contribution"] for row in page.context["indicators"]}[world.indicator.pk], page


def test_the_regions_sum_of_verified_figures_stands_beside_the_ministry_s(
    world: World, people: dict[str, User], regionals: list[Regional], login: Login
) -> None:
    province, regency, _ = regionals
    for number in range(1, 5):
        Teller(world, people).verified(number, 10)
    report(world, province, 12, verifier=people["coordinator"])
    report(world, regency, 30, verifier=None)
    client = login(people["executive"])
    block, page = given(client, world)
    assert block == {
        "regions": 2,
        "with_value": 1,
        "adds_up": True,
        "value": "12",
        "numerator": None,
        "denominator": None,
        "national": "40",
        "difference": "-28",
        "is_withheld": False,
    }
    text = " ".join(page.content.decode().split())
    assert "1 dari 2 daerah pengadopsi" in text
    assert "tidak pernah ditambahkan" in text
    assert {row["now"]["id"]: row["now"]["actual"]["value"] for row in page.context["indicators"]}[
        world.indicator.pk
    ] == "40"
    assert given(client, world, reading="provisional")[0]["value"] == "42"
    told = client.get(reverse("api-indicator-detail", args=[world.indicator.pk]), {"year": "2024"}).json()
    assert told["regional_contribution"] == block
    assert client.get(reverse("api-indicator-detail", args=[world.ratio.pk])).json()["regional_contribution"] is None


def test_where_the_plan_does_not_add_up_only_the_number_of_regions_is_told(
    world: World, people: dict[str, User], regionals: list[Regional], login: Login
) -> None:
    Indicator.objects.filter(pk=world.indicator.pk).update(is_additive=False)
    report(world, regionals[0], 12, verifier=people["coordinator"])
    block, page = given(login(people["executive"]), world)
    assert (block["value"], block["with_value"], block["regions"]) == (None, 1, 2)
    assert "tidak dijumlahkan menurut rencana" in page.content.decode()


def test_an_indicator_that_no_region_has_a_target_for_has_no_such_block(
    world: World, regionals: list[Regional], people: dict[str, User], login: Login
) -> None:
    page = login(people["executive"]).get(world.action.get_absolute_url(), {"year": "2024"})
    told = {row["now"]["id"]: row["contribution"] for row in page.context["indicators"]}
    assert told[world.ratio.pk] is None
    assert told[world.indicator.pk]["value"] is None
    assert "belum ada angka daerah" in page.content.decode()


def test_a_region_learns_the_sum_and_not_who_else_adopted(
    world: World, regionals: list[Regional], people: dict[str, User], login: Login
) -> None:
    stranger = make_user(regionals[2].body, Role.OPERATOR, "Nina NTT")
    block, page = given(login(stranger), world)
    assert block["regions"] == 2
    assert "Dinas-32" not in page.content.decode()


def test_the_sum_of_fewer_than_three_regions_is_kept_from_the_people_of_regions(
    world: World, regionals: list[Regional], people: dict[str, User], secretariat: User, login: Login
) -> None:
    province, regency, third = regionals
    report(world, province, 12, verifier=people["coordinator"])
    report(world, regency, 30, verifier=make_user(province.body, Role.VERIFIER, "Vina Provinsi"))
    client = login(regency.operator)
    block, page = given(client, world)
    assert (block["value"], block["difference"], block["is_withheld"]) == (None, None, True)
    assert "kurang dari tiga daerah" in page.content.decode()
    told = client.get(reverse("api-indicator-detail", args=[world.indicator.pk]), {"year": "2024"}).json()
    assert told["regional_contribution"] == block
    assert given(login(people["executive"]), world)[0]["value"] == "42"
    targets = {(world.indicator.pk, 2024): Decimal(5)}
    adopt(actions=[world.action], regions=[world.other_province], targets=targets, on=FIRST, by=secretariat)
    report(world, third, 8, verifier=people["coordinator"])
    assert given(login(regency.operator), world)[0]["value"] == "50"


def test_a_target_changed_after_the_year_s_last_due_moment_neither_adds_a_region_nor_takes_one_out(
    world: World, regionals: list[Regional], people: dict[str, User], secretariat: User, login: Login
) -> None:
    adopted = Assignment.objects.get(organization=regionals[1].body, role=AssignmentRole.ADOPTING)
    late = regionals[1].plan.periods.get(number=2).due_at  # type: ignore[attr-defined]
    taken_away = {"adopted": adopted, "values": {(world.indicator.pk, 2024): None}, "by": secretariat}
    revise_local_targets(**taken_away, reason="Terlambat", at=late)  # type: ignore[arg-type]
    assert given(login(people["executive"]), world)[0]["regions"] == 2
    Target.objects.filter(reason="Terlambat").update(approved_at=late - timedelta(seconds=1))
    assert given(login(people["executive"]), world)[0]["regions"] == 1


def test_more_regions_cost_no_more_queries(
    world: World, regionals: list[Regional], people: dict[str, User], secretariat: User, login: Login
) -> None:
    report(world, regionals[0], 12, verifier=people["coordinator"])
    client, counts = login(people["executive"]), []
    for number in range(2, 4):
        given(client, world)
        with CaptureQueriesContext(connection) as queries:
            given(client, world)
        counts.append(len(queries))
        region = Region.objects.create(
            code=f"32.0{number}", name=f"Kota {number}", level=RegionLevel.CITY, parent=world.province
        )
        regional = make_regional(world, region, f"DP3A-{number}")
        adopt(
            actions=[world.action],
            regions=[region],
            targets={(world.indicator.pk, 2024): Decimal(5)},
            on=FIRST,
            by=secretariat,
        )
        report(world, regional, 7, verifier=make_user(regionals[0].body, Role.VERIFIER, f"Vina {number}"))
    assert counts[0] == counts[1]
