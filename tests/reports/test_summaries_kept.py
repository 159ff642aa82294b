"""Figures kept in memory between requests are never stale, and are really kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from clusters.models import Plan, User
from reports.summaries import consistent_reading, load_year
from reports.summaries.kept import MOST_KEPT, forget
from tests.cast import World, make_people, make_world
from tests.reports.story import AFTER_THE_YEAR, Teller


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    forget()
    yield
    forget()


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


@pytest.fixture
def people(world: World) -> dict[str, User]:
    return make_people(world)


def actual(world: World, at: object = AFTER_THE_YEAR) -> int | None:
    year = load_year(world.plan, 2024, reading="official", as_of=at)  # type: ignore[arg-type]
    return year.figures[world.indicator.pk].actual.value


def test_the_second_reading_asks_only_whether_anything_changed(world: World) -> None:
    first = load_year(world.plan, 2024, reading="official", as_of=AFTER_THE_YEAR)
    with CaptureQueriesContext(connection) as queries:
        again = load_year(world.plan, 2024, reading="official", as_of=AFTER_THE_YEAR + timedelta(minutes=5))
    assert again is first
    assert len(queries) == 1


def test_a_verification_is_seen_at_once(world: World, people: dict[str, User]) -> None:
    teller = Teller(world, people)
    assert actual(world) is None
    report = teller.verified(1, 100)
    assert actual(world) == 1_000_000
    teller.reopen(report, at=AFTER_THE_YEAR - timedelta(hours=3))
    teller.fill(1, 70)
    teller.verify(report, at=teller.file(report, at=AFTER_THE_YEAR - timedelta(hours=2)))
    assert actual(world) == 700_000


def test_time_alone_ends_what_is_kept(world: World, people: dict[str, User]) -> None:
    Teller(world, people).verified(1, 100)
    due_at = world.period(1).due_at
    assert actual(world, due_at - timedelta(seconds=1)) is None
    assert actual(world, due_at) is None
    assert actual(world, due_at + timedelta(microseconds=1)) == 1_000_000


def test_an_earlier_moment_is_not_answered_from_a_later_one(world: World, people: dict[str, User]) -> None:
    Teller(world, people).verified(1, 100)
    assert actual(world) == 1_000_000
    assert actual(world, world.period(1).opens_at) is None


def test_inside_a_transaction_nothing_is_kept(world: World, people: dict[str, User]) -> None:
    with transaction.atomic():
        Teller(world, people).verified(1, 100)
        assert actual(world) == 1_000_000
        transaction.set_rollback(True)
    assert actual(world) is None


def test_readings_and_years_are_kept_apart_and_not_without_end(world: World) -> None:
    official = load_year(world.plan, 2024, reading="official", as_of=AFTER_THE_YEAR)
    assert load_year(world.plan, 2024, reading="provisional", as_of=AFTER_THE_YEAR) is not official
    for _ in range(MOST_KEPT):
        Plan.objects.filter(pk=world.plan.pk).touch()
        load_year(world.plan, 2024, reading="official", as_of=AFTER_THE_YEAR)
    Plan.objects.filter(pk=world.plan.pk).update(data_revision=0)
    assert load_year(world.plan, 2024, reading="official", as_of=AFTER_THE_YEAR) is not official


def test_a_consistent_reading_is_one_state_of_the_database(world: World) -> None:
    with consistent_reading(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SHOW transaction_isolation")
            assert cursor.fetchone() == ("repeatable read",)
        assert connection.in_atomic_block
        with consistent_reading():
            assert load_year(world.plan, 2024, reading="official", as_of=AFTER_THE_YEAR).year == 2024


def test_a_regional_plan_sees_changes_of_the_national_actions_that_its_region_adopted(
    world: World, people: dict[str, User]
) -> None:
    region = Plan.objects.create(
        kind="regional", region=world.province, title="RAD", short_title="RAD", start_year=2024, end_year=2024
    )
    with CaptureQueriesContext(connection) as queries:
        first = load_year(region, 2024, reading="official", as_of=AFTER_THE_YEAR)
        assert load_year(region, 2024, reading="official", as_of=AFTER_THE_YEAR) is first
    asked = len(queries)
    Plan.objects.filter(pk=world.plan.pk).touch()
    assert load_year(region, 2024, reading="official", as_of=AFTER_THE_YEAR) is not first
    with CaptureQueriesContext(connection) as queries:
        load_year(region, 2024, reading="official", as_of=AFTER_THE_YEAR)
    assert len(queries) == 1 < asked
