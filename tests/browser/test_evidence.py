"""Data dukung in Chromium: several files, one refused, one with a NIK, and the page images that a real worker makes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from actions.models import Evidence
from clusters.models import User
from tests.cast import World
from tests.evidence_files import pdf

DROP = """([box, name, text]) => {
    const data = new DataTransfer();
    data.items.add(new File([text], name, {type: "application/pdf"}));
    box.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
}"""


def on_disk(path: Path, content: bytes) -> Path:
    """Read by the browser itself: 20 MB handed over as a message take half a minute."""
    path.write_bytes(content)
    return path


def given(name: str, content: bytes) -> dict[str, Any]:
    return {"name": name, "mimeType": "application/pdf", "buffer": content}


@pytest.mark.lane("postgres")
def test_files_are_queued_sent_one_by_one_and_shown_as_pages(
    real_worker: Path, world: World, people: dict[str, User], page_of: Callable[[Any], Page], tmp_path: Path
) -> None:
    report = world.report()
    page = page_of(people["operator"])
    page.goto(report.get_absolute_url())
    files = [
        on_disk(tmp_path / "laporan.pdf", pdf("Satu", "Dua")),
        on_disk(tmp_path / "daftar.pdf", pdf("NIK 3201010101010001")),
        on_disk(tmp_path / "besar.pdf", b"%PDF-" + b"0" * (20 * 1024 * 1024)),
    ]
    page.locator("#data-dukung input[type=file]").set_input_files(files)
    box = page.locator("form[data-evidence-upload]")
    page.evaluate(DROP, [box.element_handle(), "diseret.pdf", "bukan pdf"])
    expect(page.locator(".upload-line")).to_have_count(4)
    expect(page.locator(".upload-line", has_text="besar.pdf")).to_contain_text("lebih besar dari 20 MB")
    box.get_by_role("button", name="Unggah", exact=True).click()
    expect(page.locator(".upload-line", has_text="daftar.pdf")).to_contain_text("menyerupai NIK", timeout=60_000)
    expect(page.locator(".upload-line", has_text="diseret.pdf")).to_contain_text("tidak diterima", timeout=60_000)
    assert list(Evidence.objects.values_list("original_name", flat=True)) == ["laporan.pdf"]
    page.get_by_role("button", name="Ini bukan data korban, unggah: daftar.pdf").click()
    expect(page.locator("#evidence-files .file-list li")).to_have_count(2, timeout=60_000)
    assert Evidence.objects.get(original_name="daftar.pdf").statement
    page.get_by_role("link", name="laporan.pdf").first.click()
    expect(page.get_by_text("Halaman 2 dari 2")).to_be_visible(timeout=60_000)
    first = page.locator(".evidence-page img").first
    first.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    assert first.evaluate("image => image.naturalWidth") > 1000


def test_a_file_is_attached_beneath_its_cell_of_the_grid(
    transactional_db: None, world: World, people: dict[str, User], page_of: Callable[[Any], Page]
) -> None:
    report = world.report()
    page = page_of(people["operator"])
    page.goto(reverse("progress-entry", args=[report.period_id]))
    place = page.locator(".entry-evidence").first
    place.locator("summary").click()
    place.locator("input[type=file]").set_input_files([given("laporan.pdf", pdf())])
    expect(place.locator("summary")).to_contain_text("1 berkas (laporan.pdf)", timeout=60_000)
    assert Evidence.objects.get().indicator == world.indicator
