"""Rendering in the worker: once, from frozen figures, whatever dies on the way. The printing itself is stood in for."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from clusters.models import Notification, User
from ranpptppo.celery import app
from reports import assembly, rendering
from reports.binding import Bound
from reports.bookbinding import Leaf
from reports.enums import RenderState
from reports.freezing import Frozen, canonical, sha256_of
from reports.leases import LEASE, LeaseLost
from reports.models import FrozenFigures, Report, Section
from reports.part_writer import PartContent
from reports.rendering import PrintedPart
from reports.services import cancel_report, repeat_rendering, request_report
from reports.tasks import MAX_ATTEMPTS, render_report, render_section, take_up_abandoned
from tests.cast import World

NOW = datetime(2024, 6, 3, 3, 0, tzinfo=UTC)
Progress = Callable[[int, int, str], None]


class Printer:
    """Stands in for WeasyPrint and the binder; ``during`` happens while the first asked section is printed."""

    def __init__(self) -> None:
        self.during: Callable[[], None] | None = None
        self.printed: list[str] = []  # templates of the sections
        self.bound = 0
        self.while_binding: Callable[[], None] | None = None

    def print_part(self, content: PartContent) -> PrintedPart:
        if self.during is not None:
            self.during()
        self.printed.append(content["template"].rsplit("/", 1)[-1])
        return PrintedPart(b"bagian", {"headings": [], "tables": [], "figures": []}, 2)

    def bind_book(self, figures: Frozen, leaves: Sequence[Leaf], out: Path, print_contents: Any) -> Bound:
        if self.while_binding is not None:
            self.while_binding()
        self.bound += 1
        out.write_bytes(f"%PDF-1.7 {figures.head['title']} {self.bound}".encode())
        return Bound(12)


@pytest.fixture
def printer(monkeypatch: pytest.MonkeyPatch) -> Printer:
    stand_in = Printer()
    monkeypatch.setattr(rendering, "print_part", stand_in.print_part)
    monkeypatch.setattr(assembly, "bind_book", stand_in.bind_book)
    return stand_in


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Ids that were sent to the broker, instead of rendered at once."""
    sent: list[int] = []
    monkeypatch.setattr(render_report, "delay", sent.append)
    return sent


@pytest.fixture
def sections(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Ids of the sections that were sent to the broker."""
    sent: list[int] = []
    monkeypatch.setattr(render_section, "delay", sent.append)
    return sent


@pytest.fixture
def report(world: World, secretariat: User) -> Report:
    return request_report(
        plan=world.plan, year=2024, cut_off_on=date(2024, 6, 2), conclusion="Teks.", by=secretariat, at=NOW
    )


def files_of(report: Report) -> list[str]:
    folder = Path(settings.MEDIA_ROOT) / "reports" / str(report.pk)
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def told(user: User) -> list[str]:
    return list(Notification.objects.filter(user=user, text__startswith="Laporan").values_list("text", flat=True))


# --- the straight way ---


def test_a_request_is_sent_when_it_is_committed_and_not_before(
    world: World, secretariat: User, queue: list[int], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        report = request_report(
            plan=world.plan, year=2024, cut_off_on=date(2024, 6, 2), conclusion=" a ", by=secretariat
        )
        assert queue == []
    assert queue == [report.pk]
    assert report.conclusion == "a"


def test_a_broker_that_is_down_loses_no_request(
    world: World,
    secretariat: User,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    def refuse(pk: int) -> None:
        raise ConnectionError

    monkeypatch.setattr(render_report, "delay", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        report = request_report(plan=world.plan, year=2024, cut_off_on=date(2024, 6, 2), conclusion="", by=secretariat)
    sent: list[int] = []
    monkeypatch.setattr(render_report, "delay", sent.append)
    with time_machine.travel(timezone.now() + LEASE + timedelta(seconds=1)):
        take_up_abandoned()
    assert sent == [report.pk]


def test_a_report_is_frozen_printed_and_announced_once(report: Report, secretariat: User, printer: Printer) -> None:
    render_report(report.pk)
    report.refresh_from_db()
    assert (report.state, report.pages, report.attempts) == (RenderState.READY, 12, 1)
    assert report.lease_until is None
    assert report.step == report.steps == len(printer.printed) + 1
    assert report.figures_sha256 == sha256_of(report.figures)  # type: ignore[arg-type]
    packed = FrozenFigures.read_of(report)
    assert zlib.decompress(packed.packed) == canonical(report.figures or {})
    report.frozen.delete()
    assert FrozenFigures.read_of(report) == packed, "of what an earlier version froze"
    assert files_of(report) == [Path(str(report.file.name)).name]
    assert sorted(told(secretariat)) == ["Laporan Tahunan 2024 edisi 1 siap diunduh."]


def test_a_second_run_does_nothing(report: Report, secretariat: User, printer: Printer) -> None:
    render_report(report.pk)
    before = Report.objects.values().get()
    render_report(report.pk)
    assert Report.objects.values().get() == before
    assert printer.bound == 1
    assert len(told(secretariat)) == 1
    assert len(files_of(report)) == 1


def test_a_repeated_rendering_prints_the_figures_that_were_frozen_first(report: Report, printer: Printer) -> None:
    printer.during = _raise(ValueError)
    render_report(report.pk)
    report.refresh_from_db()
    frozen = (report.figures, report.figures_sha256)
    report.plan.title = "Rencana yang berubah sesudahnya"
    report.plan.save(update_fields=["title"])
    printer.during = None
    repeat_rendering(report=report)
    render_report(report.pk)
    report.refresh_from_db()
    assert report.state == RenderState.READY
    assert (report.figures, report.figures_sha256) == frozen


# --- sections ---


def test_a_new_edition_prints_only_what_is_not_the_same(
    report: Report, world: World, secretariat: User, printer: Printer
) -> None:
    render_report(report.pk)
    all_parts, printer.printed[:] = len(printer.printed), []
    second = request_report(plan=world.plan, year=2024, cut_off_on=date(2024, 6, 2), conclusion="Lain.", by=secretariat)
    render_report(second.pk)
    assert second.parts.count() == all_parts + 1, "it says what differs"
    assert set(printer.printed) == {"_cover.html", "_imprint.html", "_conclusion.html", "_differences.html"}
    assert Report.objects.get(pk=second.pk).state == RenderState.READY


def test_two_reports_that_wait_for_the_same_section_both_go_on(
    report: Report, world: World, secretariat: User, printer: Printer, sections: list[int]
) -> None:
    asked = {"plan": world.plan, "year": 2024, "cut_off_on": date(2024, 6, 2), "conclusion": "Teks."}
    second = request_report(**asked, is_preview=True, by=secretariat)
    render_report(report.pk)
    render_report(second.pk)
    assert Section.objects.count() < 2 * report.parts.count()
    for section in sorted(set(sections)):
        render_section(section)
    assert list(Report.objects.values_list("state", flat=True)) == [RenderState.READY, RenderState.READY]
    assert len(printer.printed) == Section.objects.count()


def test_a_section_that_fails_is_named_and_tried_again_alone(
    report: Report, secretariat: User, printer: Printer
) -> None:
    def fail_at_the_budget() -> None:
        if len(printer.printed) == 6:
            printer.printed.append("gagal")
            raise ValueError

    printer.during = fail_at_the_budget
    render_report(report.pk)
    report.refresh_from_db()
    assert report.state == RenderState.FAILED
    failed = report.parts.get(section__state=RenderState.FAILED)
    assert report.error.startswith(f"Bagian \u201c{failed.title}\u201d gagal dicetak. Penyusunan gagal")
    printer.during, printer.printed[:] = None, []
    repeat_rendering(report=report)
    render_report(report.pk)
    report.refresh_from_db()
    assert (report.state, report.error) == (RenderState.READY, "")
    assert len(printer.printed) < report.parts.count()
    assert sorted(told(secretariat)) == [
        "Laporan Tahunan 2024 edisi 1 gagal disusun.",
        "Laporan Tahunan 2024 edisi 1 siap diunduh.",
    ]


def test_a_section_whose_worker_was_killed_is_taken_up(report: Report, printer: Printer, sections: list[int]) -> None:
    render_report(report.pk)
    first = Section.objects.get(pk=sections[0])
    assert first.claim(at=timezone.now())
    for section in sections[1:]:
        render_section(section)
    sections.clear()
    take_up_abandoned()
    assert sections == []  # its lease still runs
    with time_machine.travel(timezone.now() + LEASE + timedelta(seconds=1)):
        take_up_abandoned()
        assert set(sections) == {first.pk}
        render_section(first.pk)
    report.refresh_from_db()
    assert report.state == RenderState.READY
    first.refresh_from_db()
    assert first.attempts == 2


def test_a_section_that_a_killed_worker_held_unopened_is_asked_for_when_no_other_is_printed(
    report: Report, printer: Printer, sections: list[int], queue: list[int]
) -> None:
    render_report(report.pk)
    first, last, *others = (Section.objects.get(pk=pk) for pk in list(sections))
    for section in others:
        render_section(section.pk)
    assert first.claim(at=timezone.now())
    sections.clear()
    take_up_abandoned()
    assert sections == []  # one of its sections is being printed, the other may still have its turn
    render_section(last.pk)
    first.fail(error="Gagal.")
    first.retry()
    take_up_abandoned()
    assert (sections, queue) == ([first.pk], [])


def test_sections_of_a_lost_queue_are_asked_for_again(
    report: Report, printer: Printer, sections: list[int], queue: list[int]
) -> None:
    render_report(report.pk)
    asked, sections[:] = list(sections), []
    take_up_abandoned()
    assert (sections, queue) == (asked, [])


# --- cancelling ---


def test_a_cancelled_report_prints_nothing_more_and_may_be_asked_for_again(
    report: Report, secretariat: User, printer: Printer, sections: list[int]
) -> None:
    render_report(report.pk)
    render_section(sections[0])
    assert cancel_report(report=Report.objects.get(pk=report.pk))
    for section in sections[1:]:
        render_section(section)
    assert len(printer.printed) == 1
    report.refresh_from_db()
    assert (report.state, told(secretariat)) == (RenderState.CANCELLED, [])
    repeat_rendering(report=report)
    render_report(report.pk)
    for section in sections[1:]:
        render_section(section)
    report.refresh_from_db()
    assert report.state == RenderState.READY


def test_a_report_cancelled_while_it_is_bound_gets_no_file(report: Report, printer: Printer) -> None:
    before = files_of(report)
    printer.while_binding = lambda: cancel_report(report=Report.objects.get(pk=report.pk)) and None
    render_report(report.pk)
    report.refresh_from_db()
    assert (report.state, report.file.name) == (RenderState.CANCELLED, "")
    assert files_of(report) == before


def test_a_finished_report_cannot_be_cancelled(report: Report, printer: Printer) -> None:
    render_report(report.pk)
    assert not cancel_report(report=Report.objects.get(pk=report.pk))
    assert Report.objects.get(pk=report.pk).state == RenderState.READY


# --- failures ---


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (ZeroDivisionError, "Penyusunan gagal karena kesalahan sistem (ZeroDivisionError)."),
        (SoftTimeLimitExceeded, "Penyusunan melebihi batas waktu."),
    ],
)
def test_a_failed_binding_says_why_and_leaves_no_file(
    report: Report, secretariat: User, printer: Printer, error: type[Exception], sentence: str
) -> None:
    printer.while_binding = _raise(error)
    render_report(report.pk)
    report.refresh_from_db()
    assert report.state == RenderState.FAILED
    assert report.error.startswith(sentence)
    assert report.lease_until is None
    assert files_of(report) == []
    assert sorted(told(secretariat)) == ["Laporan Tahunan 2024 edisi 1 gagal disusun."]


def test_a_failed_report_is_queued_again_once_however_often_it_is_asked(
    report: Report, printer: Printer, queue: list[int], django_capture_on_commit_callbacks: Any
) -> None:
    printer.during = _raise(ValueError)
    render_report(report.pk)
    first, second = (Report.objects.get(pk=report.pk) for _ in range(2))
    with django_capture_on_commit_callbacks(execute=True):
        repeat_rendering(report=first)
        repeat_rendering(report=second)
    assert queue == [report.pk]
    assert Report.objects.get(pk=report.pk).state == RenderState.QUEUED


# --- killed workers ---


def test_one_report_is_never_held_by_two_workers(report: Report) -> None:
    first, second = (Report.objects.get(pk=report.pk) for _ in range(2))
    assert first.claim(at=NOW)
    assert not second.claim(at=NOW + LEASE)
    assert second.claim(at=NOW + LEASE + timedelta(seconds=1))
    assert second.attempts == 2


def test_a_heartbeat_renews_the_lease(report: Report) -> None:
    report.claim(at=NOW)
    report.advance(step=1, steps=4, label="Menggambar grafik", at=NOW + LEASE)
    other = Report.objects.get(pk=report.pk)
    assert not other.claim(at=NOW + LEASE + timedelta(seconds=1))
    assert (other.step, other.steps, other.step_label) == (1, 4, "Menggambar grafik")


def test_a_worker_that_lost_its_lease_changes_nothing_any_more(report: Report) -> None:
    slow, quick = (Report.objects.get(pk=report.pk) for _ in range(2))
    slow.claim(at=NOW)
    later = NOW + LEASE + timedelta(seconds=1)
    quick.claim(at=later)
    with pytest.raises(LeaseLost), transaction.atomic():
        slow.advance(step=2, steps=4, label="Menata halaman", at=later)
    with pytest.raises(LeaseLost), transaction.atomic():
        slow.freeze(figures={"version": 1}, sha256="a" * 64)
    assert not slow.fail(error="terlambat", at=later)
    assert not slow.finish(file_name="reports/1/x.pdf", file_sha256="b" * 64, pages=1, at=later)
    row = Report.objects.get(pk=report.pk)
    assert (row.state, row.error, row.figures, row.file.name) == (RenderState.RENDERING, "", None, "")


def test_a_slow_worker_that_is_overtaken_leaves_the_others_file_alone(
    report: Report, secretariat: User, printer: Printer
) -> None:
    def another_worker_finishes() -> None:
        printer.while_binding = None
        with time_machine.travel(timezone.now() + LEASE + timedelta(seconds=1)):
            render_report(report.pk)

    printer.while_binding = another_worker_finishes
    render_report(report.pk)
    report.refresh_from_db()
    assert (report.state, report.attempts) == (RenderState.READY, 2)
    assert files_of(report) == [Path(str(report.file.name)).name]
    assert len(told(secretariat)) == 1


def test_what_a_killed_worker_left_is_taken_up_and_its_half_file_swept(
    report: Report, printer: Printer, queue: list[int]
) -> None:
    report.claim(at=NOW)
    default_storage.save(f"reports/{report.pk}/setengah.pdf", ContentFile(b"%PDF-"))
    with time_machine.travel(NOW + LEASE):
        take_up_abandoned()
    assert queue == []  # its lease still runs
    with time_machine.travel(NOW + LEASE + timedelta(seconds=1)):
        take_up_abandoned()
        assert queue == [report.pk]
        render_report(report.pk)
    report.refresh_from_db()
    assert (report.state, report.attempts) == (RenderState.READY, 2)
    assert files_of(report) == [Path(str(report.file.name)).name]


def test_after_three_killed_workers_it_is_given_up_and_said(
    report: Report, secretariat: User, queue: list[int]
) -> None:
    at = NOW
    for attempt in range(1, MAX_ATTEMPTS + 1):
        assert Report.objects.get(pk=report.pk).claim(at=at)
        at += LEASE + timedelta(seconds=1)
        with time_machine.travel(at):
            take_up_abandoned()
        assert len(queue) == min(attempt, MAX_ATTEMPTS - 1)
    report.refresh_from_db()
    assert report.state == RenderState.FAILED
    assert report.error.startswith("Penyusunan berhenti tiga kali sebelum selesai.")
    assert sorted(told(secretariat)) == ["Laporan Tahunan 2024 edisi 1 gagal disusun."]


def test_the_reaper_leaves_alone_what_waits_its_turn_and_what_is_done(
    report: Report, printer: Printer, queue: list[int]
) -> None:
    with time_machine.travel(NOW + LEASE):
        take_up_abandoned()
    assert queue == []
    render_report(report.pk)
    with time_machine.travel(NOW + 9 * LEASE):
        take_up_abandoned()
    assert queue == []


def test_the_reaper_runs_each_minute_and_every_task_has_a_time_limit() -> None:
    entry = app.conf.beat_schedule["take-up-abandoned-reports"]
    assert (entry["task"], entry["schedule"]) == (take_up_abandoned.name, 60.0)
    assert 0 < app.conf.task_soft_time_limit < app.conf.task_time_limit


def _raise(error: type[Exception]) -> Callable[[], None]:
    def fail() -> None:
        raise error

    return fail
