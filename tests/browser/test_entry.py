"""Entering and verifying in a browser: a report that comes back, and two people in one report."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from actions.models import Measurement, MeasurementRound, ProgressReport
from clusters.enums import Role
from clusters.models import User
from tests.actions.test_workflow import fill
from tests.cast import World, make_user

PageOf = Callable[[Any], Page]


def test_a_report_comes_back_is_corrected_and_is_verified_with_a_correction(
    world: World, people: dict[str, User], page_of: PageOf
) -> None:
    report = world.report()
    fill(world, report, people["operator"], amount=440)
    value = f"#i{world.indicator.pk}-value"
    page = page_of(people["operator"])
    page.goto(f"/progress/entry/{report.period_id}/")
    page.get_by_role("button", name="Simpan lalu ajukan").click()
    _endorse(page_of(people["endorser"]), report)

    page = page_of(people["coordinator"])
    page.goto(report.get_absolute_url())
    page.get_by_label("Catatan", exact=True).fill("Angka tidak sesuai rekap.")
    page.get_by_role("button", name="Kembalikan dengan catatan").click()
    expect(page.get_by_text("Laporan dikembalikan dengan catatan.")).to_be_visible()

    page = page_of(people["operator"])
    page.goto("/tasks/")
    expect(page.get_by_text("Angka tidak sesuai rekap.")).to_be_visible()
    page.get_by_role("link", name="Triwulan I 2024, klaster 1").first.click()
    page.fill(value, "410")
    page.get_by_role("button", name="Simpan lalu ajukan").click()
    expect(page.get_by_text("diajukan (1 laporan)")).to_be_visible()

    page = page_of(people["endorser"])
    page.goto(report.get_absolute_url())
    expect(page.get_by_role("row", name="Jumlah kegiatan sosialisasi")).to_contain_text("410")
    _endorse(page, report)

    page = page_of(people["coordinator"])
    page.goto("/verification/")
    page.get_by_role("link", name="Periksa").click()
    page.fill(f"#v{world.indicator.pk}-value", "400")
    page.get_by_role("button", name="Verifikasi, lalu berikutnya").click()
    expect(page.get_by_text("Tidak ada yang menunggu")).to_be_visible()
    official = MeasurementRound.objects.get(indicator=world.indicator, event__kind="verify")
    assert official.value == 400
    assert ProgressReport.objects.get(pk=report.pk).state == "verified"


def test_two_people_in_one_report_see_both_values_and_choose(
    world: World, people: dict[str, User], page_of: PageOf
) -> None:
    report = world.report()
    fill(world, report, people["operator"], amount=7)
    address = f"/progress/entry/{report.period_id}/"
    value = f"#i{world.indicator.pk}-value"
    mine = page_of(people["operator"])
    mine.goto(address)
    mine.fill(value, "9")

    context = mine.context
    cookies = context.cookies()
    colleague = make_user(world.kemenpppa, Role.OPERATOR, "Kolega Operator")
    theirs = page_of(colleague).context.new_page()
    theirs.goto(address)
    theirs.fill(value, "8")
    theirs.get_by_role("button", name="Simpan draf").click()
    expect(theirs.get_by_text("Draf tersimpan")).to_be_visible()
    theirs.close()

    context.clear_cookies()
    context.add_cookies(cookies)
    mine.get_by_role("button", name="Simpan draf").click()
    expect(mine.get_by_role("alert")).to_contain_text("Kolega Operator")
    expect(mine.locator(value)).to_have_value("9")
    mine.get_by_label("Pakai yang tersimpan: 8").check()
    mine.get_by_role("button", name="Simpan draf").click()
    expect(mine.get_by_text("Draf tersimpan")).to_be_visible()
    assert Measurement.objects.get(report=report, indicator=world.indicator).value == 8


def _endorse(page: Page, report: ProgressReport) -> None:
    page.goto(report.get_absolute_url())
    page.get_by_role("button", name="Sahkan").click()
    expect(page.get_by_text("Laporan disahkan")).to_be_visible()
