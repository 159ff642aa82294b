"""Names, roles and regions are kept under a plan's revision, never beyond it, and never inside a transaction."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from clusters.models import OrganizationName, Plan
from reports.summaries import Names, kept_reference
from tests.cast import World

DAY = date(2024, 12, 31)


def names_of(plan: Plan) -> Names:
    """As a request finds them: with the row of the plan that it has just fetched."""
    return kept_reference(Plan.objects.get(pk=plan.pk), ("names", DAY), lambda: Names(DAY))


@pytest.mark.django_db(transaction=True)
def test_a_name_is_kept_until_a_change_is_counted(world: World) -> None:
    key = world.kemenpppa.pk
    first = names_of(world.plan)
    assert names_of(world.plan) is first
    OrganizationName.objects.filter(organization=key).update(short_name="Nama Baru")
    Plan.objects.all().touch()
    assert names_of(world.plan).of(key)["short_name"] == "Nama Baru"
    assert first.of(key)["short_name"] != "Nama Baru"


@pytest.mark.django_db(transaction=True)
def test_inside_a_transaction_nothing_is_kept(world: World) -> None:
    with transaction.atomic():
        first = names_of(world.plan)
        assert names_of(world.plan) is not first
    assert names_of(world.plan) is not first


@pytest.mark.django_db(transaction=True)
def test_what_is_kept_costs_one_query_for_the_plan(world: World) -> None:
    names_of(world.plan)
    with CaptureQueriesContext(connection) as captured:
        names_of(world.plan).of(world.kemenpppa.pk)
    assert len(captured) == 1
