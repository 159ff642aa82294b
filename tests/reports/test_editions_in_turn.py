"""Editions of one report are frozen one after the other: each says what differs from the one before it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clusters.models import User
from reports.checking import standing_of_report
from reports.enums import RenderState
from reports.leases import LEASE
from reports.models import Report
from reports.models.report import Overtaken
from reports.services import cancel_report, repeat_rendering, request_report
from reports.summaries.scopes import Scope
from reports.tasks import MAX_ATTEMPTS, render_report, take_up_abandoned
from tests.cast import World
from tests.reports.test_report_pages import Login, text_of
from tests.reports.test_report_tasks import Printer, printer, queue

__all__ = ["printer", "queue"]


def ask(world: World, by: User, conclusion: str, scope: Scope | None = None, **more: bool) -> Report:
    asked = {"plan": world.plan, "year": 2024, "cut_off_on": date(2024, 6, 2), "conclusion": conclusion}
    return request_report(**asked, by=by, **({"scope": scope} if scope else {}), **more)  # type: ignore[arg-type]


@pytest.fixture
def editions(world: World, secretariat: User, queue: list[int]) -> tuple[Report, Report]:
    """Two that nobody has begun."""
    return ask(world, secretariat, "Satu."), ask(world, secretariat, "Dua.")


def states() -> list[str]:
    return list(Report.objects.order_by("edition", "pk").values_list("state", flat=True))


def break_down() -> None:
    raise ValueError


def test_a_quick_worker_does_not_freeze_the_second_before_the_first(
    editions: tuple[Report, Report], printer: Printer, queue: list[int]
) -> None:
    first, second = editions
    render_report(second.pk)
    assert states() == [RenderState.QUEUED, RenderState.QUEUED]
    render_report(first.pk)
    assert queue == [second.pk], "it is told that its turn has come"
    render_report(second.pk)
    assert states() == [RenderState.READY, RenderState.READY]
    first.refresh_from_db()
    second.refresh_from_db()
    assert (second.figures or {})["differences"]["edition"] == 1
    assert second.parts.count() == first.parts.count() + 1, "it says what differs"
    assert "digantikan oleh edisi 2" in standing_of_report(Report.objects.issued_with(first.short_code).get()).sentence


def test_the_page_says_for_which_edition_it_waits(
    editions: tuple[Report, Report], secretariat: User, login: Login
) -> None:
    client, (first, second) = login(secretariat), editions
    assert "Menunggu edisi 1 selesai" in text_of(client.get(second.get_absolute_url()))
    assert "Menunggu edisi" not in text_of(client.get(first.get_absolute_url()))
    assert cancel_report(report=first)
    assert "Menunggu edisi" not in text_of(client.get(second.get_absolute_url()))


def test_who_waits_goes_on_when_the_first_fails_or_is_cancelled(
    editions: tuple[Report, Report],
    printer: Printer,
    queue: list[int],
    world: World,
    secretariat: User,
    django_capture_on_commit_callbacks: object,
) -> None:
    first, second = editions
    printer.during = break_down
    render_report(first.pk)
    assert queue == [second.pk]
    third = ask(world, secretariat, "Tiga.")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert cancel_report(report=second)
    assert queue == [second.pk, third.pk]
    printer.during = None
    render_report(third.pk)
    assert states() == [RenderState.FAILED, RenderState.CANCELLED, RenderState.READY]


def test_an_edition_whose_worker_dies_again_and_again_holds_nobody_up_for_ever(
    editions: tuple[Report, Report], printer: Printer, queue: list[int]
) -> None:
    first, second = editions
    at = timezone.now()
    for _ in range(MAX_ATTEMPTS):
        assert Report.objects.get(pk=first.pk).claim(at=at)
        assert not Report.objects.get(pk=second.pk).claim(at=at)
        at += LEASE + timedelta(seconds=1)
        with time_machine.travel(at):
            take_up_abandoned()
    assert second.pk in queue
    render_report(second.pk)
    assert states() == [RenderState.FAILED, RenderState.READY]


def test_the_reaper_asks_for_nobody_whose_turn_it_is_not(editions: tuple[Report, Report], queue: list[int]) -> None:
    first, second = editions
    with time_machine.travel(timezone.now() + 2 * LEASE):
        take_up_abandoned()
        assert queue == [first.pk]
        cancel_report(report=first)
        take_up_abandoned()
    assert queue == [first.pk, second.pk], "also where word of the end was lost"


def test_an_edition_below_one_that_was_frozen_is_not_made_any_more(
    editions: tuple[Report, Report], printer: Printer, secretariat: User, login: Login
) -> None:
    client, (first, second) = login(secretariat), editions
    printer.during = break_down
    render_report(first.pk)
    first.refresh_from_db()
    repeat_rendering(report=first)
    render_report(first.pk)
    render_report(second.pk)
    address = reverse("report-repeat", args=[first.pk])
    page = text_of(client.get(first.get_absolute_url()))
    assert "Edisi 1 tidak dapat disusun lagi karena edisi 2 sudah dibekukan." in page
    assert address not in page
    assert "karena edisi 2 sudah dibekukan" in text_of(client.post(address, follow=True))
    assert reverse("report-repeat", args=[second.pk]) in text_of(client.get(second.get_absolute_url()))
    assert states() == [RenderState.FAILED, RenderState.FAILED]


def test_an_edition_that_a_worker_has_begun_overtakes_the_one_before(editions: tuple[Report, Report]) -> None:
    first, second = editions
    assert cancel_report(report=first)
    assert second.claim(at=timezone.now())
    with pytest.raises(Overtaken, match="Edisi 1 tidak dapat disusun lagi karena edisi 2"):
        repeat_rendering(report=first)


def test_what_has_no_number_or_another_scope_waits_for_nobody(
    editions: tuple[Report, Report], world: World, secretariat: User, printer: Printer
) -> None:
    cluster = ask(world, secretariat, "", Scope(cluster=world.clusters[1]))
    preview = ask(world, secretariat, "", is_preview=True)
    for report in (cluster, preview):
        render_report(report.pk)
        report.refresh_from_db()
        assert report.state == RenderState.READY


def test_it_is_the_page_of_who_may_see_it_alone(
    editions: tuple[Report, Report], people: dict[str, User], login: Login, client: Client
) -> None:
    address = reverse("report-repeat", args=[editions[0].pk])
    cancel_report(report=editions[0])
    assert client.post(address).status_code == 302
    assert login(people["auditor"]).post(address).status_code == 403
    assert login(people["secretariat"]).get(address).status_code == 405
    assert Report.objects.get(pk=editions[0].pk).state == RenderState.CANCELLED
