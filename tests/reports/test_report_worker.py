"""A real worker prints a report, and is killed in the middle: on files and SQLite, on Redis and PostgreSQL."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone

from clusters.models import Notification, User
from reports import assembly, parts_matrix
from reports.enums import RenderState
from reports.models import Report, Section
from reports.services import request_report
from reports.summaries.scopes import WHOLE, Scope
from reports.tasks import take_up_abandoned
from tests.cast import World
from tests.plumbing.worker import kill, running_worker

SECONDS = 240
SECONDS_OF_BEAT = 5  # sixty in life; these workers run without a beat


def ask(world: World, by: User, scope: Scope = WHOLE) -> Report:
    day = date(2024, 6, 2)
    return request_report(plan=world.plan, year=2024, cut_off_on=day, conclusion="Teks uji.", by=by, scope=scope)


def ask_for_cluster(world: World, by: User) -> Report:
    """Few parts, which are printed soon."""
    return ask(world, by, Scope(cluster=world.clusters[1]))


def wait_for(report: Report, condition: Callable[[Report], bool], log: Path) -> Report:
    until = beat = time.monotonic()
    until += SECONDS
    while time.monotonic() < until:
        if time.monotonic() > beat + SECONDS_OF_BEAT:
            take_up_abandoned.delay()
            beat = time.monotonic()
        row = Report.objects.defer("figures").get(pk=report.pk)
        if condition(row):
            return row
        time.sleep(0.02)
    raise AssertionError(f"{row.state}, step {row.step}, {row.error}\n{log.read_text()[-3000:]}")


def is_done(row: Report) -> bool:
    return row.state in {RenderState.READY, RenderState.FAILED}


def test_a_killed_worker_leaves_a_report_that_the_next_one_finishes_once(
    broker: None, world: World, secretariat: User
) -> None:
    log = settings.VAR_DIR / "killed-worker.log"
    with running_worker(log) as worker:
        report = ask_for_cluster(world, secretariat)
        wait_for(report, lambda row: row.state == RenderState.RENDERING and row.step >= 2, log)
        kill(worker)
    left = Report.objects.get(pk=report.pk)
    assert (left.state, left.attempts, left.file.name) == (RenderState.RENDERING, 1, "")
    frozen = left.figures_sha256
    assert frozen
    printed = dict(Section.objects.filter(state=RenderState.READY).values_list("pk", "file"))
    running = Section.objects.filter(state=RenderState.RENDERING)
    running.update(lease_until=timezone.now())  # instead of waiting for it to run out
    with running_worker(log):
        done = wait_for(report, is_done, log)
    assert (done.state, done.error) == (RenderState.READY, "")
    assert done.figures_sha256 == frozen
    assert printed
    assert printed.items() <= dict(Section.objects.values_list("pk", "file")).items(), "nothing was printed twice"
    _, names = default_storage.listdir(f"reports/{report.pk}")
    assert [f"reports/{report.pk}/{name}" for name in names] == [done.file.name]
    assert Notification.objects.filter(user=secretariat, url=report.get_absolute_url()).count() == 1


@pytest.mark.lane("postgres")
def test_two_requests_become_two_files(real_worker: Path, world: World, secretariat: User) -> None:
    first, second = (wait_for(ask_for_cluster(world, secretariat), is_done, real_worker) for _ in range(2))
    assert (first.state, second.state) == (RenderState.READY, RenderState.READY)
    assert (first.edition, second.edition) == (1, 2)
    assert first.file_sha256 != second.file_sha256


@pytest.mark.servers
def test_a_worker_killed_while_volumes_are_bound_leaves_none_and_the_next_one_binds_all_once(
    broker: None, world: World, secretariat: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts_matrix, "VOLUME_ROWS", 1)
    log = settings.VAR_DIR / "killed-binder.log"
    report = ask(world, secretariat)
    report.claim(at=timezone.now())
    assembly.freeze(report)
    assembly.cut(report)  # here and not by the worker, whose volumes are of 5,000 rows
    Report.objects.filter(pk=report.pk).update(state=RenderState.QUEUED, lease_until=None)
    with running_worker(log) as worker:
        wait_for(report, lambda row: "Jilid" in row.step_label, log)
        kill(worker)
    left = Report.objects.get(pk=report.pk)
    assert (left.state, left.file.name, left.volumes.count()) == (RenderState.BINDING, "", 0)
    Report.objects.filter(pk=report.pk).update(lease_until=timezone.now())  # instead of waiting for it to run out
    with running_worker(log):
        done = wait_for(report, is_done, log)
    assert (done.state, done.error, done.figures_sha256) == (RenderState.READY, "", left.figures_sha256)
    volumes = list(done.volumes.in_order())
    assert [volume.number for volume in volumes] == [2, 3, 4, 5]
    _, names = default_storage.listdir(f"reports/{report.pk}")
    kept = [str(done.file.name), *(str(volume.file.name) for volume in volumes)]
    assert sorted(f"reports/{report.pk}/{name}" for name in names) == sorted(kept)
    assert Notification.objects.filter(user=secretariat, url=report.get_absolute_url()).count() == 1
