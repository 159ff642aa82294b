"""Anggaran: sums counted again, who spends without result, and where a budget or a report is missing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.models import Action, BudgetLine
from clusters.models import Plan, User
from reports.scatter import spending_scatter
from reports.summaries.absorption import QUADRANTS, quadrant_of
from tests.cast import World
from tests.reports.recount import Recount
from tests.reports.synthetic import Size, make_plan

Login = Callable[[User], Client]
NOW = datetime(2025, 6, 1, 5, tzinfo=UTC)


@pytest.fixture
def plan(world: World) -> Plan:
    plan = make_plan(Size(actions=21, indicators_per_action=1, organizations=5))
    Action.objects.create(plan=plan, cluster=world.clusters[1], number="9.9", title="Aksi tanpa anggaran")
    return plan


def test_sums_and_lists_are_those_of_a_recount(plan: Plan, executive: User, login: Login) -> None:
    client, address = login(executive), {"plan": plan.pk, "year": 2024}
    with time_machine.travel(NOW, tick=False):
        response = client.get(reverse("budget-dashboard"), address)
        points = client.get(reverse("budget-dashboard"), {**address, "show": "points"}).context
        without = client.get(reverse("budget-dashboard"), {**address, "show": "without"}).context["page"]
        unreported = client.get(reverse("budget-dashboard"), {**address, "show": "unreported"}).context["page"]
    counted = Recount(plan, "official", NOW)
    budget = response.context["budget"]
    for rows in (budget["by_cluster"], budget["by_source"], budget["by_organization"]):
        assert sum(row["realized"] for row in rows) == counted.budget(2024)[1] > 0
    assert [(row["budget"]["allocated"], row["budget"]["realized"]) for row in response.context["trend"]] == [
        counted.budget(year)[:2] for year in plan.years
    ]
    lines = BudgetLine.objects.filter(action__plan=plan, action__is_in_plan=True, fiscal_year=2024)
    alone = {line.pk for line in lines if not counted.budget(2024, pk=line.pk)[2]}
    assert {line["id"] for line in unreported.paginator.object_list} == alone
    bare = Action.objects.filter(plan=plan, is_in_plan=True).exclude(pk__in=lines.values("action"))
    assert {line["id"] for line in without.paginator.object_list} == set(bare.values_list("pk", flat=True))
    for point in points["page"].paginator.object_list:
        allocated, realized, *_ = counted.budget(2024, action=int(point["key"]))
        assert (point["allocated"], point["realized"]) == (allocated, realized)
    assert sum(count for _, _, count in points["counts"]) == len(points["page"].paginator.object_list) > 5
    assert points["chart"].svg.startswith("<svg")
    assert "<desc" in points["chart"].svg


def test_the_border_belongs_to_those_who_reach_it_and_every_group_has_a_shape() -> None:
    assert [quadrant_of(*pair, 60) for pair in (("60.00", "60.00"), ("99.00", "59.99"), ("59.99", "60.00"))] == [
        "both",
        "spends",
        "delivers",
    ]
    assert quadrant_of("0.00", "0.00", 60) == "neither"
    assert spending_scatter([], 60, "aksi") is None
    assert len(set(QUADRANTS.values())) == 4


def test_every_role_reads_the_budget_and_it_costs_no_query_a_row(
    plan: Plan, world: World, people: dict[str, User], client: Client, login: Login
) -> None:
    url = reverse("budget-dashboard")
    assert client.get(url).status_code == 302
    for person in people.values():
        assert login(person).get(url).status_code == 200
    assert client.post(url).status_code == 405
    hidden = Plan.objects.create(
        kind="regional", region=world.other_province, title="RAD", short_title="RAD", start_year=2024, end_year=2024
    )
    assert login(people["region_operator"]).get(f"{url}?plan={hidden.pk}").status_code == 404
    client = login(people["executive"])
    address = {"plan": plan.pk, "year": 2024, "show": "points", "by": "organization"}
    costs = []
    for _ in range(3):
        with CaptureQueriesContext(connection) as captured:
            text = client.get(url, address).content.decode()
        costs.append(len(captured))
        Action.objects.create(plan=plan, cluster=world.clusters[2], number=f"8.{len(costs)}", title="Aksi lagi")
        Plan.objects.filter(pk=plan.pk).touch()
    assert costs[2] <= costs[1]
    assert "Tampilkan per aksi" in text
    assert "/organizations/" in text
