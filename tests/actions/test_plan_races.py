"""Two changes at once that each count a change of several plans: one waits for the other, neither is undone."""

from __future__ import annotations

from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest

from actions.services import regions_import
from actions.services.regional_plans import change_references
from clusters.models import Plan, User
from clusters.models.plan import PlanQuerySet
from tests.actions.test_races import at_once
from tests.actions.test_regions_import import AT, WEST_JAVA, book, look
from tests.cast import World, make_people, make_world

pytestmark = pytest.mark.lane("postgres")  # SQLite has one writer at a time


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


@pytest.fixture
def secretariat(world: World) -> User:
    return make_people(world)["secretariat"]


@pytest.fixture
def plans(world: World) -> list[Plan]:
    return [
        Plan.objects.create(
            kind="regional",
            region=region,
            title="RAD",
            short_title=f"RAD {region.code}",
            start_year=2024,
            end_year=2026,
        )
        for region in (world.province, world.other_province)
    ]


class Meeting:
    """Two wait here for one another; whoever is alone, since the other one waits elsewhere, goes on after a while."""

    def __init__(self) -> None:
        self.barrier = Barrier(2)

    def wait(self) -> None:
        with suppress(BrokenBarrierError):
            self.barrier.wait(timeout=3)


def test_two_regions_that_change_their_references_at_once(
    plans: list[Plan], secretariat: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting, touch = Meeting(), PlanQuerySet.touch

    def touch_together(some: PlanQuerySet) -> None:
        meeting.wait()
        touch(some)

    def change(key: int) -> None:
        plan = Plan.objects.get(pk=key)
        plan.title = "RAD baru"
        change_references(plan=plan, fields=["title"], by=secretariat)

    monkeypatch.setattr(PlanQuerySet, "touch", touch_together)
    assert at_once(*[lambda key=plan.pk: change(key) for plan in plans]) == []
    assert Plan.objects.filter(title="RAD baru").count() == 2
    assert set(Plan.objects.values_list("data_revision", flat=True)) == {2}


def test_a_file_of_plans_beside_a_change_of_all_plans(
    plans: list[Plan], secretariat: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = (*WEST_JAVA[:1], "RAD Jawa Barat baru", *WEST_JAVA[2:])
    seen, compare, meeting = look(secretariat, [row], []).fingerprint, regions_import.plan_regions, Meeting()

    def compare_together(*given: Any, **named: Any) -> Any:
        meeting.wait()
        return compare(*given, **named)

    def import_file() -> None:
        regions_import.import_regions(file=book([row], []), name="rad.xlsx", by=secretariat, seen=seen, at=AT)

    def touch_all() -> None:
        meeting.wait()
        Plan.objects.all().touch()

    monkeypatch.setattr(regions_import, "plan_regions", compare_together)
    assert at_once(import_file, touch_all) == []
    assert Plan.objects.filter(title="RAD Jawa Barat baru").exists()
    assert set(Plan.objects.values_list("data_revision", flat=True)) == {2}
