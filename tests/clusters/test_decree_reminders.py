"""Decrees that end soon: who is told, at which days, once each, and that a new decree takes it back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clusters.enums import OrganizationKind, RegionLevel, Role
from clusters.models import Notification, Region, TaskForce, User
from clusters.reminders import remind_of_decrees
from clusters.tasks import send_decree_reminders
from tests.cast import World, make_organization, make_user
from tests.clusters.test_registry import make_task_force

LAST = date(2024, 12, 31)


def run(days_before: int) -> None:
    remind_of_decrees(at=datetime(2024, 12, 31, 3, tzinfo=UTC) - timedelta(days=days_before))


def told(user: User) -> list[str]:
    return list(Notification.objects.filter(user=user).order_by("pk").values_list("text", flat=True))


@pytest.fixture
def regency_operator(world: World, people: dict[str, User]) -> User:
    body = make_organization("DINAS-3201", OrganizationKind.REGIONAL, region=world.regency)
    return make_user(body, Role.OPERATOR, "Rudi Bogor")


def test_each_stage_is_told_once_to_the_region_its_province_and_the_secretariat(
    world: World, people: dict[str, User], regency_operator: User
) -> None:
    make_task_force(world.regency, date(2022, 1, 1), LAST)
    for days in (120, 91, 90, 90, 60, 31, 30, 29, 1, 0, 0, -1, -29):
        run(days)
    sentence = "Keputusan gugus tugas Bogor (SK 2022) berakhir 31 Desember 2024"
    expected = [f"{sentence} (90 hari lagi).", f"{sentence} (30 hari lagi).", f"{sentence} (hari ini)."]
    for person in (regency_operator, people["region_operator"], people["secretariat"]):
        assert told(person) == expected
    assert set(Notification.objects.values_list("user", flat=True)) == {
        regency_operator.pk,
        people["region_operator"].pk,
        people["secretariat"].pk,
    }
    assert set(Notification.objects.values_list("url", flat=True)) == {"/registry/32.01/"}
    unread = Notification.objects.unread().filter(user=regency_operator)
    assert [row.text for row in unread] == [expected[-1]]


def test_what_ended_while_nobody_worked_is_told_for_a_month(world: World, people: dict[str, User]) -> None:
    make_task_force(world.province, date(2022, 1, 1), LAST)
    run(-31)
    assert told(people["secretariat"]) == []
    run(-30)
    assert told(people["secretariat"]) == [
        "Keputusan gugus tugas Jawa Barat (SK 2022) telah berakhir 31 Desember 2024."
    ]
    run(-200)
    assert Notification.objects.unread().filter(user=people["secretariat"]).count() == 1


def test_a_new_decree_takes_it_back(world: World, people: dict[str, User]) -> None:
    make_task_force(world.province, date(2022, 1, 1), LAST)
    run(20)
    make_task_force(world.province, date(2025, 1, 1))
    run(19)
    assert not Notification.objects.unread().exists()


def test_a_last_day_that_is_corrected_and_corrected_back_is_told_again(world: World, people: dict[str, User]) -> None:
    decree = make_task_force(world.province, date(2022, 1, 1), LAST)
    run(20)
    TaskForce.objects.filter(pk=decree.pk).update(valid_to=date(2030, 1, 1))
    run(19)
    assert not Notification.objects.unread().exists()
    TaskForce.objects.filter(pk=decree.pk).update(valid_to=LAST)
    for _ in range(2):
        run(18)
    unread = Notification.objects.unread().filter(user=people["secretariat"])
    assert [row.text for row in unread] == [
        "Keputusan gugus tugas Jawa Barat (SK 2022) berakhir 31 Desember 2024 (18 hari lagi)."
    ]


def test_decrees_without_a_last_day_and_regions_without_a_task_force_are_no_matter(
    world: World, people: dict[str, User]
) -> None:
    make_task_force(world.province, date(2022, 1, 1))
    TaskForce.objects.create(
        region=world.other_province, status="none", valid_from=date(2022, 1, 1), valid_to=LAST, source="contoh"
    )
    run(0)
    assert not Notification.objects.exists()


def test_thirty_decrees_cost_as_many_queries_as_one(world: World, people: dict[str, User]) -> None:
    make_task_force(world.province, date(2022, 1, 1), LAST)
    with CaptureQueriesContext(connection) as few:
        run(90)
    for number in range(2, 32):
        region = Region.objects.create(
            code=f"32.{number:02}", name=f"Kabupaten {number}", level=RegionLevel.REGENCY, parent=world.province
        )
        make_task_force(region, date(2022, 1, 1), LAST)
    with CaptureQueriesContext(connection) as many:
        run(90)
    assert len(many) == len(few)


def test_the_worker_runs_it_each_hour(world: World) -> None:
    send_decree_reminders()
    assert settings.CELERY_BEAT_SCHEDULE["remind-of-decrees"]["task"] == "clusters.remind_of_decrees"
