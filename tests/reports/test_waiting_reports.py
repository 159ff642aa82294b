"""A report whose sections wait in the queue: nobody holds it, nobody takes it for abandoned, and it goes on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from ranpptppo.celery import app
from reports import tasks
from reports.enums import RenderState
from reports.leases import LEASE
from reports.models import Report, Section
from reports.tasks import (
    bind_report,
    check_signed_copy,
    render_document,
    render_report,
    render_section,
    take_up_abandoned,
)
from tests.reports.test_report_tasks import Printer, printer, queue, report, sections

__all__ = ["printer", "queue", "report", "sections"]


def break_down() -> None:
    raise ValueError


def test_a_report_that_waits_behind_others_is_not_taken_for_abandoned(
    report: Report, printer: Printer, sections: list[int], queue: list[int]
) -> None:
    render_report(report.pk)
    asked, sections[:] = list(sections), []
    at = timezone.now()
    for _ in range(20):
        at += timedelta(minutes=1)
        busy = {"content": b"", "made_at": at, "state": RenderState.RENDERING, "lease_until": at + LEASE}
        Section.objects.update_or_create(content_sha256="f" * 64, defaults=busy)  # of another report
        with time_machine.travel(at):
            take_up_abandoned()
    assert (sections, queue) == ([], []), "nobody died, and its turn comes"
    with time_machine.travel(at):
        for section in asked:
            render_section(section)
    report.refresh_from_db()
    assert (report.state, report.attempts) == (RenderState.READY, 1)


def test_a_report_goes_on_though_word_of_its_last_section_was_lost(
    report: Report, printer: Printer, sections: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    render_report(report.pk)
    with monkeypatch.context() as killed:
        killed.setattr(tasks, "_tell_waiting", lambda section: None)
        for section in sections:
            render_section(section)
    assert Report.objects.get(pk=report.pk).state == RenderState.RENDERING
    take_up_abandoned()
    assert Report.objects.get(pk=report.pk).state == RenderState.READY


def test_a_report_fails_though_word_of_its_failed_section_was_lost(
    report: Report, printer: Printer, sections: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    render_report(report.pk)
    printer.during = break_down
    with monkeypatch.context() as killed:
        killed.setattr(tasks, "_tell_waiting", lambda section: None)
        for section in sections:
            render_section(section)
    take_up_abandoned()
    report.refresh_from_db()
    assert report.state == RenderState.FAILED
    assert "gagal dicetak. Penyusunan gagal" in report.error


def test_the_reaper_never_stands_behind_the_sections_of_a_report() -> None:
    def queue_of(task: Any) -> str:
        return str(app.amqp.router.route({}, task.name)["queue"].name)

    assert {queue_of(task) for task in (render_report, render_section, bind_report)} == {"printing"}
    assert {queue_of(task) for task in (take_up_abandoned, render_document, check_signed_copy)} == {"celery"}
    assert set(app.amqp.queues.consume_from) == {"celery", "printing"}, "a worker takes from both"
    exchanges = {(queue.exchange.name, queue.routing_key) for queue in app.amqp.queues.values()}
    assert exchanges == {("celery", "celery"), ("printing", "printing")}, "and nothing lands in both"
