"""Two people, or two workers, at the same report in the same moment."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from clusters.models import User
from reports.enums import RenderState
from reports.models import Report
from reports.models.report import Overtaken
from reports.services import repeat_rendering, request_report
from reports.tasks import render_report
from tests.actions.test_races import at_once
from tests.cast import World, make_people, make_world


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Ids that were sent to the broker."""
    sent: list[int] = []
    monkeypatch.setattr(render_report, "delay", sent.append)
    return sent


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


@pytest.fixture
def secretariat(world: World) -> User:
    return make_people(world)["secretariat"]


def ask(world: World, by: User) -> Report:
    return request_report(plan=world.plan, year=2024, cut_off_on=date(2024, 6, 2), conclusion="", by=by)


def test_two_requests_at_once_take_two_editions(world: World, secretariat: User, queue: list[int]) -> None:
    assert at_once(*4 * [lambda: ask(world, secretariat)]) == []
    rows = Report.objects.order_by("edition")
    assert [report.edition for report in rows] == [1, 2, 3, 4]
    assert sorted(queue) == sorted(report.pk for report in rows)


def test_of_two_workers_at_once_one_takes_the_report(world: World, secretariat: User, queue: list[int]) -> None:
    report = ask(world, secretariat)
    taken: list[bool] = []
    at_once(*3 * [lambda: taken.append(Report.objects.get(pk=report.pk).claim(at=timezone.now()))])
    assert sorted(taken) == [False, False, True]
    assert Report.objects.get(pk=report.pk).attempts == 1


def test_two_who_try_again_at_once_queue_it_once(world: World, secretariat: User, queue: list[int]) -> None:
    report = ask(world, secretariat)
    report.claim(at=timezone.now())
    report.fail(error="Contoh.", at=timezone.now())
    queue.clear()
    assert at_once(*3 * [lambda: repeat_rendering(report=Report.objects.get(pk=report.pk))]) == []
    assert queue == [report.pk]
    assert Report.objects.get(pk=report.pk).state == RenderState.QUEUED


def test_an_edition_is_not_tried_again_while_the_next_one_begins(
    world: World, secretariat: User, queue: list[int]
) -> None:
    first, second = ask(world, secretariat), ask(world, secretariat)
    for _ in range(5):
        Report.objects.update(state=RenderState.CANCELLED, lease_until=None)
        Report.objects.filter(pk=second.pk).update(state=RenderState.QUEUED)
        errors = at_once(
            lambda: repeat_rendering(report=Report.objects.get(pk=first.pk)),
            lambda: Report.objects.get(pk=second.pk).claim(at=timezone.now()),
        )
        states = list(Report.objects.order_by("edition").values_list("state", flat=True))
        assert states in (
            [RenderState.QUEUED, RenderState.QUEUED],  # the second waits for the first again
            [RenderState.CANCELLED, RenderState.RENDERING],  # the first came too late
        )
        assert [type(error) for error in errors] == ([] if states[0] == RenderState.QUEUED else [Overtaken])
