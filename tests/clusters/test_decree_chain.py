"""A decree whose days are corrected may leave its place among those of its region: the others end as they then should."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine

from clusters import registry
from clusters.decree_days import DaysTaken
from clusters.enums import TaskForceState
from clusters.models import Region, TaskForce, User
from clusters.services.registry import correct_task_force, withdraw_task_force
from tests.cast import World
from tests.clusters.test_registry_withdrawal import last_day, record

TODAY = date(2024, 4, 10)


@pytest.fixture(autouse=True)
def in_april() -> Any:
    with time_machine.travel("2024-04-10T03:00:00+00:00"):
        yield


def move(row: TaskForce, by: User, since: date, until: date | None = None) -> None:
    row = TaskForce.objects.get(pk=row.pk)
    row.valid_from, row.valid_to = since, until
    correct_task_force(task_force=row, by=by)


def days_of(region: Region) -> list[tuple[date, date | None]]:
    return list(TaskForce.objects.filter(region=region).order_by("valid_from").values_list("valid_from", "valid_to"))


def state_of(region: Region, by: User) -> TaskForceState:
    return next(line.state for line in registry.lines(by, on=TODAY) if line.region == region)


def test_behind_a_third_one_the_former_ends_before_that(world: World, secretariat: User) -> None:
    former = record(world.province, secretariat, date(2020, 1, 1))
    row = record(world.province, secretariat, date(2022, 1, 1), date(2022, 12, 31))
    record(world.province, secretariat, date(2023, 1, 1), date(2023, 12, 31))
    move(row, secretariat, date(2024, 1, 1), date(2024, 12, 31))
    assert last_day(former) == date(2022, 12, 31)
    move(row, secretariat, date(2022, 1, 1), date(2022, 12, 31))
    assert last_day(former) == date(2021, 12, 31), "and back"


def test_before_the_former_that_one_holds_again(world: World, secretariat: User) -> None:
    former = record(world.province, secretariat, date(2022, 1, 1))
    row = record(world.province, secretariat, date(2024, 1, 1))
    move(row, secretariat, date(2020, 1, 1), date(2020, 12, 31))
    assert days_of(world.province) == [
        (date(2020, 1, 1), date(2020, 12, 31)),
        (date(2022, 1, 1), None),
    ]
    assert state_of(world.province, secretariat) == TaskForceState.IN_FORCE
    move(row, secretariat, date(2024, 2, 1))
    assert last_day(former) == date(2024, 1, 31), "ends again, while the other one holds without end"


def test_before_the_former_that_one_holds_until_its_own_end_at_most(world: World, secretariat: User) -> None:
    former = record(world.province, secretariat, date(2022, 1, 1), date(2024, 6, 30))
    row = record(world.province, secretariat, date(2024, 1, 1))
    move(row, secretariat, date(2020, 1, 1), date(2020, 12, 31))
    assert last_day(former) == date(2024, 6, 30)


def test_between_two_others_it_ends_the_one_that_now_comes_before_it(world: World, secretariat: User) -> None:
    first, second = (record(world.province, secretariat, date(year, 1, 1)) for year in (2020, 2022))
    row = record(world.province, secretariat, date(2024, 1, 1))
    move(row, secretariat, date(2021, 1, 1), date(2021, 12, 31))
    assert (last_day(first), last_day(second)) == (date(2020, 12, 31), None)


def test_an_end_that_people_wrote_is_not_moved(world: World, secretariat: User) -> None:
    former = record(world.province, secretariat, date(2022, 1, 1), date(2023, 12, 31))
    row = record(world.province, secretariat, date(2024, 1, 1))
    with pytest.raises(DaysTaken):
        move(row, secretariat, date(2023, 6, 1))
    move(row, secretariat, date(2020, 1, 1), date(2020, 12, 31))
    assert last_day(former) == date(2023, 12, 31)


def test_a_row_that_was_moved_and_withdrawn_leaves_the_others_as_they_were(world: World, secretariat: User) -> None:
    first, second = (record(world.province, secretariat, date(year, 1, 1)) for year in (2020, 2022))
    row = record(world.province, secretariat, date(2024, 1, 1))
    move(row, secretariat, date(2021, 1, 1), date(2021, 12, 31))
    withdraw_task_force(task_force=TaskForce.objects.get(pk=row.pk), reason="Ganda.", by=secretariat)
    assert (last_day(first), last_day(second)) == (date(2021, 12, 31), None)
