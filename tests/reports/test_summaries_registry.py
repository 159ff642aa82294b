"""What is on record about regions is kept under a plan's revision; a page finds what the admin has just saved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clusters.enums import OrganizationKind, Role
from clusters.models import Plan, Region, TaskForce, User
from reports.summaries.registry import registry_of
from tests.cast import World, make_organization, make_user

DECREE = "SK 188/2024 contoh"


def fields_of_a_decree(region: Region) -> dict[str, str]:
    return {
        "region": str(region.pk),
        "status": "formed",
        "decree_number": DECREE,
        "decree_on": "2024-02-01",
        "valid_from": "2024-02-01",
        "source": "Surat Biro Hukum contoh",
    }


@pytest.mark.django_db(transaction=True)
def test_a_decree_saved_in_the_admin_is_on_the_next_page(
    world: World, people: dict[str, User], login: Callable[[User], Client]
) -> None:
    client, url = login(people["secretariat"]), f"{reverse('region-detail', args=['32'])}?year=2024"
    assert DECREE not in client.get(url).content.decode()
    saved = client.post(reverse("admin:clusters_taskforce_add"), fields_of_a_decree(world.province))
    assert saved.status_code == 302
    assert DECREE in client.get(url).content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_registry_costs_no_query_until_a_change_is_counted(world: World) -> None:
    first = registry_of(world.plan)
    with CaptureQueriesContext(connection) as captured:
        assert registry_of(world.plan) is first
    assert len(captured) == 0
    TaskForce.objects.create(
        region=world.province, status="none", valid_from=date(2024, 1, 1), source="Surat Biro Hukum contoh"
    )
    Plan.objects.all().touch()
    row = registry_of(Plan.objects.get(pk=world.plan.pk)).task_force_on(world.province.pk, date(2024, 1, 1))
    assert row is not None
    assert row.status == "none"


def test_a_region_in_memory_is_visible_to_whom_a_query_finds_it_for(world: World, people: dict[str, User]) -> None:
    body = make_organization("DP3A-3201", OrganizationKind.REGIONAL, region=world.regency)
    readers = [people["executive"], people["region_operator"], make_user(body, Role.OPERATOR, "Sari Kabupaten")]
    seen = {
        reader.name: {region.code for region in Region.objects.all() if region.is_visible_to(reader)}
        for reader in readers
    }
    assert seen == {
        reader.name: set(Region.objects.visible_to(reader).values_list("code", flat=True)) for reader in readers
    }
    assert [len(codes) for codes in seen.values()] == [3, 2, 1]


def test_a_region_in_memory_is_valid_on_the_days_a_query_finds_it_for(world: World) -> None:
    first, last = date(2022, 6, 30), date(2023, 6, 30)
    Region.objects.filter(pk=world.regency.pk).update(valid_from=first, valid_to=last)
    days = [date(2022, 6, 29), first, date(2023, 1, 1), last, date(2023, 7, 1)]
    region = Region.objects.get(pk=world.regency.pk)
    assert [region.is_valid_on(day) for day in days] == [False, True, True, True, False]
    assert [Region.objects.valid_on(day).filter(pk=region.pk).exists() for day in days] == [
        region.is_valid_on(day) for day in days
    ]
