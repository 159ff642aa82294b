"""The pages of reporting periods: open, extend, lock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actions.models import ProgressReport, ReportingPeriod
from clusters.models import User
from ranpptppo.lib.formats import day_in_wib
from tests.cast import World

Login = Callable[[User], Client]


def addresses(world: World) -> dict[str, str]:
    period = world.period(1).pk
    return {
        "period-list": reverse("period-list"),
        "period-create": reverse("period-create", args=[world.plan.pk]),
        "period-extend": reverse("period-extend", args=[period]),
        "period-lock": reverse("period-lock", args=[period]),
    }


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
    response = client.post(url, {"organization": world.kemendagri.pk, "until_on": "2024-01-01", "note": ""})
    assert set(response.context["form"].errors) == {"organization", "until_on", "note"}
    day = day_in_wib(timezone.now()) + timedelta(days=7)
    client.post(url, {"organization": world.kemenpppa.pk, "until_on": day.isoformat(), "note": "Banjir."})
    report = ProgressReport.objects.get(organization=world.kemenpppa)
    assert report.extended_due_at is not None
    assert day_in_wib(report.extended_due_at) == day


def test_locking_asks_first_and_then_closes_every_report(world: World, secretariat: User, login: Login) -> None:
    report = world.report()
    client, url = login(secretariat), addresses(world)["period-lock"]
    client.get(url)
    assert world.period(1).locked_at is None
    client.post(url)
    report.refresh_from_db()
    assert report.is_locked
    assert world.period(1).locked_at is not None


@pytest.mark.parametrize("name", ["period-list", "period-create", "period-extend", "period-lock"])
def test_only_the_secretariat_comes_in(
    world: World, people: dict[str, User], client: Client, login: Login, name: str
) -> None:
    url, method = addresses(world)[name], "post" if name == "period-create" else "get"
    assert getattr(client, method)(url).status_code == 302
    for person in ("operator", "coordinator", "executive", "region_operator"):
        assert getattr(login(people[person]), method)(url).status_code == 403


def test_a_wrong_method_is_refused(world: World, secretariat: User, login: Login) -> None:
    client = login(secretariat)
    assert client.post(addresses(world)["period-list"]).status_code == 405
    assert client.get(addresses(world)["period-create"]).status_code == 405
    assert client.delete(addresses(world)["period-lock"]).status_code == 405
