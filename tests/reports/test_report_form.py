"""From what the form of a report starts: the plan and the year in force, or what the address asks for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from clusters.enums import PlanKind
from clusters.models import Plan, User
from reports.request_form import in_force
from tests.cast import World

Login = Callable[[User], Client]


def plan(pk: int, first: int, last: int) -> Plan:
    return Plan(pk=pk, start_year=first, end_year=last)


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (2022, {"plan": 1, "year": 2022}),
        (2025, {"plan": 2, "year": 2025}),
        (2026, {"plan": 2, "year": 2025}),
        (2028, {"plan": 3, "year": 2028}),
        (2019, {}),
    ],
)
def test_a_plan_of_the_future_is_not_proposed(year: int, expected: dict[str, int]) -> None:
    newest_first = [plan(3, 2027, 2031), plan(2, 2025, 2025), plan(1, 2020, 2024)]
    assert in_force(newest_first, year) == expected


def test_the_forms_start_from_what_is_in_force(world: World, secretariat: User, login: Login) -> None:
    kind, years = PlanKind.NATIONAL, {"start_year": 2027, "end_year": 2031}
    later = Plan.objects.create(kind=kind, title="RAN kemudian", short_title="RAN kemudian", **years)
    client = login(secretariat)
    with time_machine.travel("2024-11-29 05:00Z"):
        form = client.get(reverse("report-request")).context["form"]
        assert (form["plan"].value(), form["year"].value()) == (world.plan.pk, 2024)
        asked = {"kind": "five_year", "plan": later.pk, "year": 2028}
        form = client.get(reverse("report-request"), asked).context["form"]
        assert [form[name].value() for name in asked] == ["five_year", str(later.pk), "2028"]
        form = client.get(reverse("manuscript-list")).context["form"]
        assert form["plan"].value() != later.pk
