"""A chapter's text that is typed and not saved: asked about, kept in the browser, offered on return, dropped when saved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Dialog, Page, expect

from clusters.models import User
from reports.manuscripts import begin, save_text
from reports.models import ChapterComment, ChapterVersion, Manuscript
from tests.cast import World

PageOf = Callable[[Any], Page]
pytestmark = pytest.mark.lane("postgres")
TYPED = "Klaster ini mencapai targetnya."
KEPT = "Object.keys(localStorage).filter(name => name.startsWith('ran-entry.')).length"


def opened(world: World, people: dict[str, User], page_of: PageOf) -> tuple[Manuscript, Page, str]:
    manuscript = begin(plan=world.plan, year=2024, by=people["secretariat"])
    page = page_of(people["secretariat"])
    address = reverse("chapter-edit", args=[manuscript.pk, "kesimpulan"])
    page.goto(address)
    return manuscript, page, address


def type_text(page: Page, text: str = TYPED) -> None:
    page.locator("#id_text").click()
    page.keyboard.type(text)
    expect(page.locator("[data-draft-state]")).to_contain_text("dijaga di peramban ini")


def test_leaving_asks_and_what_was_typed_is_offered_on_return(
    world: World, people: dict[str, User], page_of: PageOf
) -> None:
    _manuscript, page, address = opened(world, people, page_of)
    type_text(page)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", stay)
    page.get_by_role("link", name="Riwayat").click()
    page.wait_for_url("**/history/")
    assert asked == ["beforeunload"]
    assert TYPED not in page.evaluate("JSON.stringify(localStorage)")
    page.goto(address)
    offer = page.locator("[data-draft-offer]")
    expect(offer).to_contain_text("belum disimpan")
    expect(page.locator("#id_text")).to_have_value("")
    offer.get_by_role("button", name="Pakai ketikan itu").click()
    expect(page.locator("#id_text")).to_have_value(TYPED)
    page.get_by_role("button", name="Simpan versi baru").click()
    expect(page.get_by_text("Teks disimpan sebagai versi baru.")).to_be_visible()
    page.wait_for_function(f"{KEPT} === 0")
    assert asked == ["beforeunload"]
    assert ChapterVersion.objects.get().text == TYPED


def test_a_comment_takes_the_text_along(world: World, people: dict[str, User], page_of: PageOf) -> None:
    _manuscript, page, _address = opened(world, people, page_of)
    type_text(page)
    page.get_by_role("textbox", name="Komentar").fill("Mohon sumbernya.")
    page.wait_for_function(f"{KEPT} === 2")
    page.get_by_role("button", name="Kirim komentar").click()
    expect(page.locator(".comment")).to_contain_text("Mohon sumbernya.")
    expect(page.locator("#id_text")).to_have_value(TYPED)
    expect(page.get_by_role("textbox", name="Komentar")).to_have_value("")
    expect(page.locator("[data-draft-offer]")).to_be_hidden()
    assert ChapterComment.objects.count() == 1
    page.wait_for_function(f"{KEPT} === 1")


def test_a_draft_on_an_older_version_meets_the_newer_one_when_saved_and_can_be_thrown_away(
    world: World, people: dict[str, User], page_of: PageOf
) -> None:
    manuscript, page, address = opened(world, people, page_of)
    type_text(page)
    save_text(manuscript=manuscript, key="kesimpulan", text="Teks lain.", note="", base=0, by=people["coordinator"])
    page.goto(address)
    expect(page.locator("[data-draft-stale]")).to_be_visible()
    page.get_by_role("button", name="Pakai ketikan itu").click()
    page.get_by_role("button", name="Simpan versi baru").click()
    expect(page.locator(".chapter-text")).to_contain_text("Teks lain.")
    expect(page.locator("#id_text")).to_have_value(TYPED)
    page.goto(address)
    page.locator("[data-draft-drop]").click()
    page.wait_for_function(f"{KEPT} === 0")
    expect(page.locator("#id_text")).to_have_value("Teks lain.")


def test_logging_out_asks_and_throws_it_away(world: World, people: dict[str, User], page_of: PageOf) -> None:
    _manuscript, page, _address = opened(world, people, page_of)
    type_text(page)
    page.locator(".user-menu summary").click()
    page.get_by_role("button", name="Keluar").click()
    page.get_by_role("dialog").get_by_role("button", name="Buang, lalu keluar").click()
    expect(page.get_by_role("heading", name="Masuk")).to_be_visible()
    assert page.evaluate(KEPT) == 0
