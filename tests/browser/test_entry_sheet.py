"""The form of a period as a file, in a browser: down, filled in elsewhere, up again, and a choice by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from actions.models import Measurement
from clusters.models import User
from tests.actions.sheet_book import Book
from tests.actions.test_entry_sheet import key
from tests.actions.test_workflow import fill
from tests.cast import World

PageOf = Callable[[Any], Page]


def test_a_form_is_filled_in_elsewhere_and_what_a_colleague_changed_is_chosen_by_keyboard(
    world: World, operator: User, page_of: PageOf, tmp_path: Path
) -> None:
    report = world.report()
    page = page_of(operator)
    page.goto("/progress/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh formulir Triwulan I 2024", exact=True).click()
    book = Book(download.value.path().read_bytes())
    path = tmp_path / download.value.suggested_filename
    path.write_bytes(book.put(key(world.indicator), "Nilai", "7,5").put(key(world.action), "Capaian", "Baik.").xlsx())
    fill(world, report, operator)

    page.goto(f"/progress/entry/{report.period_id}/")
    page.get_by_role("link", name="Unggah formulir").click()
    page.get_by_label("Formulir yang sudah diisi").set_input_files(path)
    page.get_by_role("button", name="Periksa berkas").click()
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("button", name="Terapkan").press("Enter")
    expect(page.get_by_text("1 baris menunggu jawaban Anda")).to_be_visible()
    page.get_by_label("Pakai isian berkas").press("Space")
    page.get_by_role("button", name="Terapkan").press("Enter")
    expect(page.get_by_text("2 isian dari")).to_be_visible()
    assert str(Measurement.objects.get(report=report, indicator=world.indicator).value) == "7.5000"
