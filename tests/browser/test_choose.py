"""Long lists are searched by name or code, with the keyboard alone (static/js/choose.js)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from clusters.models import Plan, Region, User
from tests.actions.test_regional_day import make_regional
from tests.cast import World

PageOf = Callable[[User], Page]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.lane("postgres")]


def test_a_province_is_found_by_a_part_of_its_name_or_by_its_code(
    world: World, executive: User, page_of: PageOf
) -> None:
    for number in range(60, 72):
        Region.objects.create(code=str(number), name=f"Provinsi {number} Utara", level="province")
    Plan.objects.all().touch()
    page = page_of(executive)
    page.goto(reverse("region-list"))
    select, search = page.locator("#region-province"), page.get_by_label("Cari Provinsi: nama atau kode")
    search.fill("barat jawa")
    expect(page.get_by_role("status").filter(has_text="1 cocok")).to_be_visible()
    search.press("Enter")
    expect(select).to_be_focused()
    expect(select).to_have_value("32")
    search.fill("zzz")
    expect(page.get_by_text("Tidak ada yang cocok")).to_be_visible()
    search.fill("53")
    expect(select).to_have_value("53")
    page.get_by_role("button", name="Cari").last.click()
    assert "province=53" in page.url
    assert "zzz" not in page.url


def test_a_folded_list_says_how_many_are_ticked(world: World, page_of: PageOf) -> None:
    page = page_of(make_regional(world, world.province, "DP3A-JABAR").operator)
    page.goto(f"{reverse('adoption-choose')}?action={world.police_action.pk}")
    list_of = page.locator("details").filter(has_text="Klaster contoh 1")
    expect(list_of.get_by_text("1 aksi, 0 dipilih")).to_be_visible()
    list_of.get_by_label("1.1 Sosialisasi bahaya TPPO").check()
    expect(list_of.get_by_text("1 aksi, 1 dipilih")).to_be_visible()
    expect(page.locator("details").filter(has_text="Klaster contoh 5").get_by_text("1 dipilih")).to_be_visible()
