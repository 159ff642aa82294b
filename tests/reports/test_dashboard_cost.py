"""What a dashboard costs: queries that do not grow with the plan, and a front page of at most 200 kB, cold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clusters.models import Plan, User
from reports.navigation import dashboards
from tests.page_weight import weights_of
from tests.reports.synthetic import Size, make_plan

MOST_BYTES = 200_000
SMALL, LARGE = Size(actions=28, organizations=5), Size(actions=84, organizations=12)


@pytest.fixture(autouse=True)
def in_2025() -> Iterator[None]:
    with time_machine.travel(datetime(2025, 2, 3, 4, tzinfo=UTC)):
        yield


def addresses(plan: Plan) -> dict[str, str]:
    """Every entry of the navigation's first group, and a page of each kind of thing."""
    action = plan.actions.in_printed_order().first()
    organization = plan.actions.first().assignments.first().organization  # type: ignore[union-attr]
    details: dict[str, list[Any]] = {
        "cluster-detail": [1],
        "action-detail": [action.pk],  # type: ignore[union-attr]
        "organization-detail": [organization.code],
        "region-detail": ["32"],
        "lens-detail": ["principle", "justice"],
    }
    found = {entry.url_name: reverse(entry.url_name) for entry in dashboards()}
    found |= {name: reverse(name, args=arguments) for name, arguments in details.items()}
    return {name: f"{address}?plan={plan.pk}&year=2024" for name, address in found.items()}


@pytest.mark.lane("sqlite")
def test_no_dashboard_asks_more_of_a_larger_plan(people: dict[str, User], login: Any) -> None:
    small = make_plan(SMALL)
    Plan.objects.filter(pk=small.pk).update(start_year=2019)
    large = make_plan(LARGE, prefix="BESAR")
    client: Client = login(people["coordinator"])
    costs = [{name: _cost(client, address) for name, address in addresses(plan).items()} for plan in (small, large)]
    grown = {name: (cost, costs[1][name]) for name, cost in costs[0].items() if costs[1][name] > cost}
    assert grown == {}
    assert max(costs[1].values()) <= 60, costs[1]


def _cost(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    assert answer.status_code == 200, address
    return len(captured)


@pytest.mark.lane("postgres")
def test_the_front_page_weighs_at_most_200_kilobytes_with_all_it_names(people: dict[str, User], login: Any) -> None:
    plan = make_plan(Size(actions=200, organizations=30))
    client: Client = login(people["coordinator"])
    address = f"{reverse('home')}?plan={plan.pk}&year=2024"
    answer = client.get(address, headers={"accept-encoding": "gzip, br"})
    assert answer["Content-Encoding"] == "gzip"
    weights = weights_of(answer, client.get(address).content.decode())
    assert {"css/bootstrap.min.css", "css/dashboards.css"} <= set(weights)
    assert sum(weights.values()) <= MOST_BYTES, sorted(weights.items(), key=lambda item: -item[1])
