"""Page images of evidence: made once by the worker, whatever dies on the way, and seen by whoever sees the report."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import time_machine
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from actions import tasks
from actions.enums import PreviewState
from actions.models import Evidence, EvidencePage, EvidencePreview
from actions.models.preview import LEASE, PAGES_FOLDER
from actions.services.evidence import attach_evidence, withdraw_evidence
from actions.tasks import MAX_ATTEMPTS, draw_evidence, take_up_evidence
from clusters.models import User
from ranpptppo.lib import page_images
from tests.cast import World, record_filing
from tests.evidence_files import office, pdf, photo
from tests.plumbing.worker import kill, running_worker

Login = Callable[[User], Client]
NOW = datetime(2024, 4, 2, 3, 0, tzinfo=UTC)
SECONDS = 60


def attach(world: World, by: User, content: bytes, name: str = "laporan.pdf") -> Evidence:
    return attach_evidence(
        report=world.report(),
        indicator=world.indicator,
        kind="activity_report",
        file=SimpleUploadedFile(name, content),
        by=by,
    )


@pytest.fixture(autouse=True)
def storage(request: pytest.FixtureRequest) -> None:
    """No test of this file needs a path; only a worker in another process needs the disk."""
    if "broker" not in request.fixturenames:
        request.getfixturevalue("memory_storage")


@pytest.fixture
def drawn(world: World, operator: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Evidence:
    """A PDF of two pages with its images, of a report that was filed once: others read it too."""
    with django_capture_on_commit_callbacks(execute=True):
        evidence = attach(world, operator, pdf("Satu", "Dua"))
    record_filing(evidence.report, by=operator, at=evidence.uploaded_at)
    return evidence


def stored(evidence: Evidence) -> list[str]:
    try:
        return [
            f"{PAGES_FOLDER}/{evidence.pk}/{name}"
            for name in default_storage.listdir(f"{PAGES_FOLDER}/{evidence.pk}")[1]
        ]
    except FileNotFoundError:
        return []


# The worker


def test_an_upload_is_drawn_once_its_row_is_there_to_stay(drawn: Evidence) -> None:
    preview = EvidencePreview.objects.get(pk=drawn.pk)
    assert (preview.state, preview.page_total, preview.attempts, preview.lease_until) == ("ready", 2, 1, None)
    assert [page.number for page in drawn.pages.order_by("number")] == [1, 2]
    assert sorted(stored(drawn)) == sorted(drawn.pages.values_list("image", flat=True))


def test_drawing_twice_changes_nothing(drawn: Evidence) -> None:
    before = stored(drawn)
    draw_evidence(drawn.pk)
    assert stored(drawn) == before
    assert EvidencePreview.objects.get(pk=drawn.pk).attempts == 1


def test_an_office_document_has_no_pages_and_nobody_waits_for_them(world: World, operator: User) -> None:
    evidence = attach(world, operator, office("docx"), "surat.docx")
    assert evidence.preview.state == PreviewState.NONE
    draw_evidence(evidence.pk)
    assert EvidencePreview.objects.get(pk=evidence.pk).state == PreviewState.NONE


class Interrupted(ModuleType):
    """Stands in for the module that draws: a page, then something happens."""

    CannotDraw = page_images.CannotDraw

    def __init__(self, happening: Callable[[], None]) -> None:
        super().__init__("interrupted")
        self.happening = happening

    def draw(self, content: bytes, content_type: str) -> tuple[int, Iterator[page_images.PageImage]]:
        def pages() -> Iterator[page_images.PageImage]:
            yield page_images.PageImage(b"satu", 10, 10)
            self.happening()
            yield page_images.PageImage(b"dua", 10, 10)

        return 2, pages()


def raiser(error: Exception) -> Callable[[], None]:
    def happen() -> None:
        raise error

    return happen


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (page_images.CannotDraw(page_images.BROKEN), "tidak dapat dibuka"),
        (SoftTimeLimitExceeded(), "batas waktu"),
        (MemoryError(), "kesalahan sistem"),
    ],
)
def test_a_drawing_that_ends_badly_says_why_and_leaves_no_image(
    world: World, operator: User, monkeypatch: pytest.MonkeyPatch, error: Exception, sentence: str
) -> None:
    evidence = attach(world, operator, pdf())
    monkeypatch.setattr(tasks, "_page_images", lambda: Interrupted(raiser(error)))
    draw_evidence(evidence.pk)
    preview = EvidencePreview.objects.get(pk=evidence.pk)
    assert preview.state == PreviewState.FAILED
    assert sentence in preview.error
    assert stored(evidence) == []
    assert not EvidencePage.objects.exists()


def test_a_worker_that_was_overtaken_leaves_nothing_behind(
    world: World, operator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    evidence = attach(world, operator, pdf())

    def another_takes_over() -> None:
        EvidencePreview.objects.filter(pk=evidence.pk).update(lease_until=timezone.now() + 2 * LEASE)

    monkeypatch.setattr(tasks, "_page_images", lambda: Interrupted(another_takes_over))
    draw_evidence(evidence.pk)
    assert EvidencePreview.objects.get(pk=evidence.pk).state == PreviewState.DRAWING
    assert stored(evidence) == []


def test_what_a_killed_worker_left_is_taken_up_again_and_in_the_end_given_up(world: World, operator: User) -> None:
    with time_machine.travel(NOW, tick=False):
        evidence = attach(world, operator, pdf())
        preview = EvidencePreview.objects.get(pk=evidence.pk)
        assert preview.claim(at=timezone.now())
        take_up_evidence()
        assert EvidencePreview.objects.get(pk=evidence.pk).state == PreviewState.DRAWING  # still held
    with time_machine.travel(NOW + LEASE + timedelta(seconds=1)):
        EvidencePreview.objects.filter(pk=evidence.pk).update(attempts=MAX_ATTEMPTS)
        take_up_evidence()
        given_up = EvidencePreview.objects.get(pk=evidence.pk)
        assert (given_up.state, given_up.error) == (PreviewState.FAILED, tasks.GIVEN_UP)
        EvidencePreview.objects.filter(pk=evidence.pk).update(state="queued", attempts=1)
        take_up_evidence()
    assert EvidencePreview.objects.get(pk=evidence.pk).state == PreviewState.READY


def test_evidence_from_before_there_were_previews_gets_one(drawn: Evidence) -> None:
    drawn.pages.all().delete()
    EvidencePreview.objects.all().delete()
    with time_machine.travel(timezone.now() + LEASE + timedelta(seconds=1)):
        take_up_evidence()
        assert EvidencePreview.objects.get(pk=drawn.pk).state == PreviewState.QUEUED
    with time_machine.travel(timezone.now() + 3 * LEASE):
        take_up_evidence()
    assert EvidencePreview.objects.get(pk=drawn.pk).state == PreviewState.READY


def test_a_locked_report_does_not_keep_a_worker_from_drawing(world: World, operator: User, secretariat: User) -> None:
    evidence = attach(world, operator, pdf())
    world.report().lock(by=secretariat, at=timezone.now())
    draw_evidence(evidence.pk)
    assert EvidencePreview.objects.get(pk=evidence.pk).state == PreviewState.READY


def wait_for(evidence: Evidence, states: set[str], log: Path) -> EvidencePreview:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        row = EvidencePreview.objects.get(pk=evidence.pk)
        if row.state in states:
            return row
        time.sleep(0.02)
    raise AssertionError(f"{row}\n{log.read_text()[-3000:]}")


def test_a_killed_worker_leaves_pages_that_the_next_one_draws_once(broker: None, world: World, operator: User) -> None:
    log = settings.VAR_DIR / "killed-evidence-worker.log"
    with running_worker(log) as worker:
        evidence = attach(world, operator, pdf(*["CONTOH"] * 20))
        wait_for(evidence, {PreviewState.DRAWING}, log)
        kill(worker)
    left = EvidencePreview.objects.get(pk=evidence.pk)
    assert (left.state, evidence.pages.count()) == (PreviewState.DRAWING, 0)
    EvidencePreview.objects.filter(pk=evidence.pk).update(lease_until=timezone.now())  # instead of waiting
    with running_worker(log):
        done = wait_for(evidence, {PreviewState.READY, PreviewState.FAILED}, log)
    assert (done.state, done.attempts, evidence.pages.count()) == (PreviewState.READY, 2, 20)


# What people see


def page_of(evidence: Evidence, number: int = 1) -> str:
    return reverse("evidence-page", args=[evidence.pk, number])


def test_a_page_is_an_image_for_whoever_sees_the_report(
    drawn: Evidence, people: dict[str, User], login: Login, client: Client
) -> None:
    assert client.get(page_of(drawn)).status_code == 302
    response = login(people["coordinator"]).get(page_of(drawn, 2))
    assert b"".join(response.streaming_content)[8:12] == b"WEBP"  # type: ignore[attr-defined]
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("image/webp", "nosniff")
    assert response["Cache-Control"] == "private, max-age=600"
    assert "Content-Disposition" not in response or "attachment" not in response["Content-Disposition"]
    assert login(people["coordinator"]).get(page_of(drawn, 3)).status_code == 404
    assert login(people["coordinator"]).post(page_of(drawn)).status_code == 405
    for stranger in ("outsider", "verifier", "region_operator"):
        for name in ("evidence-page", "evidence-view"):
            args = [drawn.pk, 1] if name == "evidence-page" else [drawn.pk]
            assert login(people[stranger]).get(reverse(name, args=args)).status_code == 404


def test_withdrawn_evidence_has_no_pages_for_anybody(drawn: Evidence, operator: User, login: Login) -> None:
    withdraw_evidence(evidence=drawn, by=operator)
    assert login(operator).get(page_of(drawn)).status_code == 404


def test_the_page_of_a_file_shows_its_images_and_htmx_gets_only_those(
    drawn: Evidence, coordinator: User, login: Login
) -> None:
    address = reverse("evidence-view", args=[drawn.pk])
    whole = login(coordinator).get(address).content.decode()
    part = login(coordinator).get(address, headers={"HX-Request": "true"}).content.decode()
    assert "Halaman 1 dari 2" in whole
    assert page_of(drawn, 2) in part
    assert "<h1>" in whole
    assert "<h1>" not in part
    assert login(coordinator).post(address).status_code == 405


def test_pages_under_way_ask_again_and_stop_when_they_are_there(world: World, operator: User, login: Login) -> None:
    evidence = attach(world, operator, pdf())
    address = reverse("evidence-view", args=[evidence.pk])
    client = login(operator)
    waiting = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert f'hx-get="{address}"' in waiting
    assert "sedang disiapkan" in waiting
    draw_evidence(evidence.pk)
    assert "hx-get" not in client.get(address, headers={"HX-Request": "true"}).content.decode()


def viewer(**context: Any) -> str:
    return render_to_string("actions/_evidence_viewer.html", context)


def test_the_viewer_says_of_each_file_what_can_be_seen_of_it(
    world: World, operator: User, drawn: Evidence, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    attach(world, operator, office("docx"), "rekap.docx")
    broken = attach(world, operator, photo(), "foto.jpg")
    EvidencePreview.objects.filter(pk=broken.pk).update(state="failed", error=page_images.BROKEN)
    EvidencePreview.objects.filter(pk=drawn.pk).update(page_total=57)
    with django_assert_num_queries(2):
        shown = viewer(evidence=list(Evidence.objects.in_force().to_show()))
    assert "Dokumen Office tidak ditampilkan di sini" in shown
    assert page_images.BROKEN in shown
    assert "Halaman 1 dari 57" in shown
    assert "Pratinjau memuat 2 halaman pertama" in shown
    assert 'alt="laporan.pdf, halaman 1' in shown


def test_the_viewer_without_files_says_so() -> None:
    assert "Tidak ada data dukung" in viewer(evidence=[])
