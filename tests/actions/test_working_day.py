"""What people find on their lists: one click to continue, how long something has waited, what came late."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import time_machine
from django.test import Client
from django.urls import reverse

from actions.services import progress
from actions.services.periods import extend_period
from clusters.models import User
from tests.actions.test_workflow import filed, fill
from tests.cast import World

Login = Callable[[User], Client]


def test_what_came_back_leads_the_operator_to_the_grid_and_the_endorser_to_the_report(
    world: World, people: dict[str, User], login: Login
) -> None:
    report = filed(world, people["operator"], people["endorser"])
    with time_machine.travel(world.period(1).opens_at + timedelta(days=2)):
        progress.return_progress(report=report, by=people["coordinator"], note="Perbaiki angka.")
        [task] = login(people["operator"]).get(reverse("task-list")).context["returned"]
        assert task.url == reverse("progress-entry", args=[report.period_id])
        assert task.hint.startswith("Perbaiki angka. · batas waktu ")
        [task] = login(people["endorser"]).get(reverse("task-list")).context["returned"]
        assert task.url == report.get_absolute_url()


def test_the_queue_says_for_how_many_days_a_report_has_waited(
    world: World, people: dict[str, User], login: Login
) -> None:
    report = filed(world, people["operator"], people["endorser"])
    assert report.submitted_at is not None
    with time_machine.travel(report.submitted_at + timedelta(days=12)):
        page = login(people["coordinator"]).get(reverse("verification-list")).content.decode()
    assert "menunggu 12 hari" in page


def test_a_report_that_came_late_says_so_and_one_within_its_extension_says_that(
    world: World, people: dict[str, User], login: Login
) -> None:
    for number, more in ((1, None), (2, timedelta(days=9))):
        period = world.period(number)
        report = world.report(number)
        if more is not None:
            until = period.due_at + more
            extend_period(
                period=period, organization=world.kemenpppa, until=until, by=people["secretariat"], note="Banjir."
            )
        fill(world, report, people["operator"])
        at = period.due_at + timedelta(days=3)
        progress.submit_progress(reports=[report], by=people["operator"], at=at)
        progress.endorse_progress(report=report, by=people["endorser"], at=at)
    with time_machine.travel(world.period(2).due_at + timedelta(days=4)):
        page = login(people["operator"]).get(reverse("progress-list")).content.decode()
    assert page.count("dilaporkan terlambat") == 1
    assert page.count("tepat waktu dengan perpanjangan") == 1
    client = login(people["coordinator"])
    for number, words in ((1, "terlambat"), (2, "tepat waktu dengan perpanjangan")):
        report = world.report(number)
        assert report.timeliness == {1: "late", 2: "on_time_extended"}[number]
        others = (
            report.get_absolute_url(),
            reverse("period-detail", args=[report.period_id]),
            f"{reverse('cluster-report-list')}?cluster=1&period={report.period_id}",
        )
        assert all(words in client.get(url).content.decode().lower() for url in others)


def test_a_draft_past_its_due_moment_says_so(world: World, people: dict[str, User], login: Login) -> None:
    report = world.report()
    with time_machine.travel(report.period.due_at + timedelta(hours=2)):
        page = login(people["operator"]).get(report.get_absolute_url()).content.decode()
        assert "Lewat batas waktu" in page
        grid = login(people["operator"]).get(reverse("progress-entry", args=[report.period_id])).content.decode()
        assert "terlambat 1 hari" in grid
