"""Waiting for a report in a browser: the page follows the worker, stops asking when it is done, and works without scripts."""

from __future__ import annotations

from collections.abc import Callable

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from clusters.models import User
from reports.enums import RenderState
from reports.models import Report
from tests.cast import World
from tests.plumbing.browser import WIDE
from tests.reports.test_report_pages import make_report

POLL_MS = 2000


def finish(report: Report) -> None:
    """What the worker does at the end."""
    report.freeze(figures={"version": 1}, sha256="a" * 64)
    name = default_storage.save(f"reports/{report.pk}/rahasia.pdf", ContentFile(b"%PDF-1.7 contoh"))
    report.finish(file_name=name, file_sha256="b" * 64, pages=60, at=timezone.now())


def test_the_page_follows_the_worker_and_then_asks_no_more(
    transactional_db: None, world: World, secretariat: User, page_of: Callable[[User], Page]
) -> None:
    report = make_report(world.plan, secretariat)
    page = page_of(secretariat)
    page.goto(report.get_absolute_url())
    expect(page.get_by_text("Menunggu giliran")).to_be_visible()
    report.claim(at=timezone.now())
    report.advance(step=3, steps=4, label="Menata halaman", at=timezone.now())
    expect(page.get_by_text("Menata halaman (langkah 3 dari 4)")).to_be_visible()
    finish(report)
    expect(page.get_by_text("60 halaman")).to_be_visible()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(2 * POLL_MS)
    assert asked == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh PDF").click()
    assert download.value.suggested_filename == "Laporan-Tahunan-GT-PPTPPO-2024-v1.pdf"


def test_a_report_is_asked_for_and_fails_and_is_tried_again(
    transactional_db: None, broker: None, world: World, secretariat: User, page_of: Callable[[User], Page]
) -> None:
    page = page_of(secretariat)
    page.goto(reverse("report-list"))
    page.get_by_role("link", name="Minta laporan").first.click()
    page.get_by_label("Batas data").fill("2024-06-02")
    page.get_by_label("Kesimpulan dan rekomendasi").fill("Teks uji.")
    page.get_by_role("button", name="Bekukan dan susun edisi baru").click()
    expect(page.get_by_role("heading", name="Laporan Tahunan 2024 edisi 1")).to_be_visible()
    report = Report.objects.get()
    report.claim(at=timezone.now())
    report.fail(error="Penyusunan melebihi batas waktu.", at=timezone.now())
    expect(page.get_by_text("Penyusunan melebihi batas waktu.")).to_be_visible()
    page.get_by_role("button", name="Coba lagi").click()
    expect(page.get_by_text("Laporan masuk antrean lagi.")).to_be_visible()
    report.refresh_from_db()
    assert report.state == RenderState.QUEUED


def test_without_scripts_a_link_reloads_the_page(
    transactional_db: None,
    world: World,
    secretariat: User,
    chromium: Browser,
    live_server: LiveServer,
    page_of: Callable[[User], Page],
) -> None:
    report = make_report(world.plan, secretariat, RenderState.RENDERING)
    cookies = page_of(secretariat).context.cookies()
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False, viewport=WIDE)
    context.add_cookies(cookies)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(report.get_absolute_url())
    finish(report)
    page.get_by_role("link", name="muat ulang").click()
    expect(page.get_by_text("60 halaman")).to_be_visible()
    context.close()
