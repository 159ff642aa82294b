"""Entering and verifying in a browser: a report that comes back, and two people in one report."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from actions.models import Indicator, Measurement, MeasurementRound, ProgressReport
from actions.services import drafts, progress
from clusters.enums import Role
from clusters.models import User
from tests.actions.test_workflow import filed, fill, verified
from tests.cast import World, make_indicator, make_user

PageOf = Callable[[Any], Page]
pytestmark = pytest.mark.lane("postgres")  # test_whole_path.py goes a whole way on the other
Person = Callable[[User], Page]


@pytest.fixture
def person(chromium: Browser, live_server: LiveServer) -> Iterator[Person]:
    """``person(user)``: a page in a browser of that person's own."""
    contexts: list[BrowserContext] = []

    def make(user: User) -> Page:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        context = chromium.new_context(base_url=live_server.url, locale="id-ID", timezone_id="Asia/Jakarta")
        context.set_default_timeout(15_000)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


def test_a_report_comes_back_is_corrected_and_is_verified_with_a_correction(
    world: World, people: dict[str, User], page_of: PageOf
) -> None:
    report = world.report()
    fill(world, report, people["operator"], amount=440)
    value = f"#i{world.indicator.pk}-value"
    page = page_of(people["operator"])
    page.goto(f"/progress/entry/{report.period_id}/")
    page.get_by_role("button", name="Simpan lalu ajukan").click()
    expect(page.get_by_text("diajukan (1 laporan)")).to_be_visible()
    _endorse(page_of(people["endorser"]), report)

    page = page_of(people["coordinator"])
    page.goto("/verification/")
    page.get_by_role("link", name="Periksa").click()
    page.fill("#review-note", "Angka tidak sesuai rekap.")
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
    page.fill(f"#v{world.indicator.pk}-note", "Menurut rekap.")
    page.get_by_role("button", name="Verifikasi, lalu berikutnya").click()
    expect(page.get_by_text("Tidak ada yang menunggu")).to_be_visible()
    official = MeasurementRound.objects.get(indicator=world.indicator, event__kind="verify")
    assert official.value == 400
    assert ProgressReport.objects.get(pk=report.pk).state == "verified"


def test_two_people_type_into_the_same_cell_and_the_second_chooses(
    world: World, people: dict[str, User], page_of: PageOf, person: Person
) -> None:
    report = world.report()
    fill(world, report, people["operator"], amount=7)
    mine, value = page_of(people["operator"]), f"#i{world.indicator.pk}-value"
    mine.goto(address(report))
    theirs = person(make_user(world.kemenpppa, Role.OPERATOR, "Kolega Operator"))
    theirs.goto(address(report))
    theirs.fill(value, "8")
    expect(row(theirs, world.indicator)).to_contain_text("Tersimpan")

    mine.fill(value, "9")
    choice = row(mine, world.indicator).locator(".entry-choice")
    expect(choice).to_contain_text("Kolega Operator")
    expect(mine.locator(value)).to_have_value("9")
    choice.get_by_role("button", name="Pakai yang tersimpan: 8").click()
    expect(mine.locator(value)).to_have_value("8")
    mine.fill(value, "10")
    expect(row(mine, world.indicator)).to_contain_text("Tersimpan")

    theirs.fill(value, "11")
    row(theirs, world.indicator).get_by_role("button", name="Pakai milik saya").click()
    expect(row(theirs, world.indicator)).to_contain_text("Tersimpan")
    assert saved(report, world.indicator).value == 11


def test_what_two_people_type_into_different_cells_merges(
    world: World, people: dict[str, User], page_of: PageOf, person: Person
) -> None:
    report = world.report()
    mine = page_of(people["operator"])
    theirs = person(make_user(world.kemenpppa, Role.OPERATOR, "Kolega Operator"))
    mine.goto(address(report))
    theirs.goto(address(report))
    mine.fill(f"#i{world.indicator.pk}-value", "12")
    theirs.fill(f"#i{world.ratio.pk}-numerator", "3")
    theirs.fill(f"#i{world.ratio.pk}-denominator", "4")
    theirs.locator(f"#i{world.ratio.pk}-denominator").blur()
    for page, indicator in ((mine, world.indicator), (theirs, world.ratio)):
        expect(row(page, indicator)).to_contain_text("Tersimpan")
    assert saved(report, world.indicator).value == 12
    assert saved(report, world.ratio).numerator == 3


def test_a_change_is_saved_on_its_own_with_its_achievement_and_asks_for_a_reason_without_a_reload(
    world: World, people: dict[str, User], page_of: PageOf
) -> None:
    first, report = verified(world, people), world.report(2)
    assert first.period_id != report.period_id
    page = page_of(people["operator"])
    page.goto(address(report))
    page.fill(f"#i{world.indicator.pk}-value", "0")
    line = row(page, world.indicator)
    expect(line).to_contain_text("Terisi")
    expect(line).to_contain_text("Capaian bila diverifikasi: 55,00% (s.d. Triwulan II 2024)")
    expect(page.locator("[data-entry-bar]")).to_contain_text("1 dari 3")

    page.fill(f"#i{world.ratio.pk}-numerator", "1")
    page.fill(f"#i{world.ratio.pk}-denominator", "5")
    page.locator(f"#i{world.ratio.pk}-denominator").blur()
    reason = page.locator(f"#i{world.ratio.pk}-reason")
    expect(row(page, world.ratio)).to_contain_text("Nilai turun")
    reason.fill("Dua modul ditarik.")
    expect(row(page, world.ratio)).to_contain_text("Tersimpan")
    page.select_option(f"#i{world.milestone.pk}-state", "no_data")
    expect(row(page, world.milestone)).to_contain_text("Belum ada data")
    expect(page.locator("[data-entry-bar]")).to_contain_text("3 dari 3")
    expect(page.locator("[data-entry-bar]")).to_contain_text("Semua tersimpan")
    assert saved(report, world.ratio).reason == "Dua modul ditarik."
    assert saved(report, world.indicator).value == 0


def test_what_cannot_be_is_said_beside_the_field_and_stays_as_typed(
    world: World, people: dict[str, User], page_of: PageOf
) -> None:
    report = world.report()
    page = page_of(people["operator"])
    page.goto(address(report))
    page.fill(f"#i{world.indicator.pk}-value", "dua ribu")
    expect(page.locator(f"#i{world.indicator.pk}-value")).to_have_attribute("aria-invalid", "true")
    page.fill(f"#i{world.ratio.pk}-numerator", "6")
    page.fill(f"#i{world.ratio.pk}-denominator", "5")
    page.locator(f"#i{world.ratio.pk}-denominator").blur()
    expect(row(page, world.ratio)).to_contain_text("tidak boleh melebihi penyebut")
    page.reload()
    expect(page.locator(f"#i{world.indicator.pk}-value")).to_have_value("dua ribu")
    expect(page.locator(f"#i{world.indicator.pk}-value")).to_have_attribute("aria-invalid", "true")
    assert not report.measurements.exists()


def test_what_was_typed_without_a_line_survives_the_closed_tab_and_is_sent_on_return(
    world: World, people: dict[str, User], page_of: PageOf
) -> None:
    report = world.report()
    page = page_of(people["operator"])
    page.goto(address(report))
    expect(page.locator("[data-entry-bar]")).to_contain_text("Semua tersimpan")
    context = page.context
    context.set_offline(True)
    page.fill(f"#i{world.indicator.pk}-value", "1.234")
    page.locator("summary", has_text="Narasi").click()
    page.fill(f"#a{world.action.pk}-obstacle", "Jaringan putus.")
    expect(page.locator("[data-entry-banner]")).to_contain_text("Sambungan terputus.")
    expect(row(page, world.indicator)).to_contain_text("Gagal")
    page.wait_for_function("Object.keys(localStorage).length === 2")
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert "1.234" not in kept
    assert "Jaringan" not in kept
    page.close()
    assert not report.measurements.exists()

    context.set_offline(False)
    page = context.new_page()
    page.goto(address(report))
    expect(page.locator(f"#i{world.indicator.pk}-value")).to_have_value("1.234")
    expect(row(page, world.indicator)).to_contain_text("Tersimpan")
    expect(page.locator("[data-entry-bar]")).to_contain_text("Semua tersimpan")
    page.wait_for_function("Object.keys(localStorage).length === 0")
    assert saved(report, world.indicator).value == 1234
    assert report.narratives.get().obstacle == "Jaringan putus."


def test_a_line_that_comes_back_sends_what_waited_without_a_click(
    world: World, people: dict[str, User], page_of: PageOf
) -> None:
    report = world.report()
    page = page_of(people["operator"])
    page.goto(address(report))
    expect(page.locator("[data-entry-bar]")).to_contain_text("Semua tersimpan")
    page.context.set_offline(True)
    page.fill(f"#i{world.indicator.pk}-value", "5")
    page.get_by_role("button", name="Simpan draf").click()
    expect(page.locator("[data-entry-banner]")).to_contain_text("Sambungan terputus.")
    page.context.set_offline(False)
    expect(row(page, world.indicator)).to_contain_text("Tersimpan")
    expect(page.locator("[data-entry-banner]")).to_be_hidden()
    assert saved(report, world.indicator).value == 5


def test_what_a_colleague_changed_while_the_line_was_dead_is_asked_about_on_return(
    world: World, people: dict[str, User], page_of: PageOf
) -> None:
    report = world.report()
    page = page_of(people["operator"])
    page.goto(address(report))
    expect(page.locator("[data-entry-bar]")).to_contain_text("Semua tersimpan")
    page.context.set_offline(True)
    page.fill(f"#i{world.indicator.pk}-value", "5")
    page.wait_for_function("Object.keys(localStorage).length === 1")
    context = page.context
    page.close()
    fill(world, report, make_user(world.kemenpppa, Role.OPERATOR, "Kolega Operator"), amount=6)
    context.set_offline(False)
    page = context.new_page()
    page.goto(address(report))
    expect(row(page, world.indicator).locator(".entry-choice")).to_contain_text("Kolega Operator")
    expect(page.locator(f"#i{world.indicator.pk}-value")).to_have_value("5")
    assert saved(report, world.indicator).value == 6


def test_after_the_session_ended_a_login_in_another_tab_is_enough(
    world: World, people: dict[str, User], page_of: PageOf
) -> None:
    report = world.report()
    page = page_of(people["operator"])
    page.goto(address(report))
    expect(page.locator("[data-entry-bar]")).to_contain_text("Semua tersimpan")
    Session.objects.all().delete()
    page.fill(f"#i{world.indicator.pk}-value", "7")
    banner = page.locator("[data-entry-banner]")
    expect(banner).to_contain_text("Sesi berakhir")
    with page.expect_popup() as opened:
        banner.get_by_role("link", name="masuk lagi di tab lain").click()
    other = opened.value
    log_in(other, people["operator"])
    page.bring_to_front()
    expect(row(page, world.indicator)).to_contain_text("Tersimpan")
    expect(banner).to_be_hidden()
    assert saved(report, world.indicator).value == 7
    page.get_by_role("button", name="Simpan draf").click()
    expect(page.get_by_text("Draf tersimpan")).to_be_visible()


def test_another_person_on_the_same_browser_sees_and_sends_nothing_of_it(
    world: World, people: dict[str, User], page_of: PageOf
) -> None:
    report = world.report()
    page = page_of(people["operator"])
    page.goto(address(report))
    expect(page.locator("[data-entry-bar]")).to_contain_text("Semua tersimpan")
    Session.objects.all().delete()
    page.fill(f"#i{world.indicator.pk}-value", "77")
    expect(page.locator("[data-entry-banner]")).to_contain_text("Sesi berakhir")
    page.wait_for_function("Object.keys(localStorage).length === 1")

    colleague = make_user(world.kemenpppa, Role.OPERATOR, "Kolega Operator")
    other = page.context.new_page()
    other.goto(f"/accounts/login/?next={address(report)}")
    log_in(other, colleague)
    expect(other.locator("[data-entry-bar]")).to_contain_text("Semua tersimpan")
    expect(other.locator(f"#i{world.indicator.pk}-value")).to_have_value("")
    assert "77" not in other.locator("main").inner_text()
    page.bring_to_front()
    expect(page.locator("[data-entry-banner]")).to_contain_text("Akun lain")
    assert not report.measurements.exists()

    other.locator(".user-menu summary").click()
    other.get_by_role("button", name="Keluar").click()
    expect(other.get_by_role("heading", name="Masuk")).to_be_visible()
    other.goto(f"/accounts/login/?next={address(report)}")
    log_in(other, people["operator"])
    expect(other.locator(f"#i{world.indicator.pk}-value")).to_have_value("77")


@pytest.mark.parametrize("choice", ["Kirim dahulu", "Buang, lalu keluar", "Batal"])
def test_logging_out_with_unsent_values_asks(
    world: World, people: dict[str, User], page_of: PageOf, choice: str
) -> None:
    report = world.report()
    page = page_of(people["operator"])
    page.goto(address(report))
    expect(page.locator("[data-entry-bar]")).to_contain_text("Semua tersimpan")
    page.route("**/cells/", lambda route: route.abort())
    page.fill(f"#i{world.indicator.pk}-value", "5")
    expect(row(page, world.indicator)).to_contain_text("Gagal")
    page.locator(".user-menu summary").click()
    page.get_by_role("button", name="Keluar").click()
    expect(page.get_by_role("dialog")).to_contain_text("1 isian belum terkirim")
    if choice == "Kirim dahulu":
        page.unroute("**/cells/")
    page.get_by_role("dialog").get_by_role("button", name=choice).click()
    if choice == "Batal":
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.locator(f"#i{world.indicator.pk}-value")).to_have_value("5")
        return
    expect(page.get_by_role("heading", name="Masuk")).to_be_visible()
    assert report.measurements.count() == (choice == "Kirim dahulu")
    assert page.evaluate("Object.keys(localStorage).length") == 0


def test_what_was_typed_into_a_report_that_moved_on_stays_to_be_copied(
    world: World, people: dict[str, User], page_of: PageOf
) -> None:
    report = world.report()
    page = page_of(people["operator"])
    page.goto(address(report))
    expect(page.locator("[data-entry-bar]")).to_contain_text("Semua tersimpan")
    fill(world, report, people["operator"])
    progress.submit_progress(reports=[report], by=people["operator"])
    page.fill(f"#i{world.indicator.pk}-value", "999")
    expect(row(page, world.indicator)).to_contain_text("salin bila masih diperlukan")
    expect(page.locator(f"#i{world.indicator.pk}-value")).to_have_value("999")
    page.reload()
    assert page.locator("[data-cell]").count() == 0
    expect(page.locator("[data-entry-kept]")).to_contain_text("999")
    page.locator("[data-entry-kept]").get_by_role("button", name="Buang").click()
    page.reload()
    expect(page.locator("[data-entry-kept]")).to_be_hidden()


def test_a_column_from_a_spreadsheet_fills_the_rows_below_and_can_be_undone(
    world: World, people: dict[str, User], page_of: PageOf
) -> None:
    report = world.report()
    more = [make_indicator(world.action, f"Tambahan {one}", 5, position=10 + one) for one in range(3)]
    page = page_of(people["operator"])
    page.goto(address(report))
    paste(page, f"#i{world.indicator.pk}-value", "1.000\r\n2\r\n3,5\r\n4\r\n5\r\n")
    expect(page.locator(".entry-pasted")).to_contain_text("4 nilai ditempel; 1 tidak ada tempatnya")
    for one in (world.indicator, *more):
        expect(row(page, one)).to_contain_text("Tersimpan")
    assert [saved(report, one).value for one in (world.indicator, *more)] == [1000, 2, Decimal("3.5"), 4]
    paste(page, f"#i{world.ratio.pk}-numerator", "4\t5\n")
    expect(row(page, world.ratio)).to_contain_text("4 dari 5 (80,00%)")
    page.get_by_role("button", name="Urungkan").click()
    expect(row(page, world.ratio)).to_contain_text("Belum diisi")
    expect(page.locator(f"#i{world.ratio.pk}-numerator")).to_be_focused()


def test_enter_and_arrows_go_to_the_same_kind_of_input(world: World, people: dict[str, User], page_of: PageOf) -> None:
    report = world.report()
    below = make_indicator(world.action, "Tambahan", 5, position=10)
    page = page_of(people["operator"])
    page.goto(address(report))
    page.locator(f"#i{world.indicator.pk}-value").focus()
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    expect(page.locator(f"#i{world.ratio.pk}-numerator")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(f"#i{below.pk}-value")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator(f"#i{world.indicator.pk}-value")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(f"#i{world.indicator.pk}-state")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(f"#i{world.ratio.pk}-state")).to_be_focused()
    expect(row(page, world.indicator)).to_contain_text("Tersimpan")
    expect(page.locator(f"#i{world.ratio.pk}-state")).to_be_focused()


def test_the_narrative_of_the_period_before_is_copied_and_overwrites_nothing_unasked(
    world: World, people: dict[str, User], page_of: PageOf
) -> None:
    first = world.report()
    texts = {"achievement": "Capaian lama.", "obstacle": "Kendala lama."}
    drafts.save_narrative(report=first, action=world.action, texts=texts, by=people["operator"])
    filed(world, people["operator"], people["endorser"])
    report = world.report(2)
    page = page_of(people["operator"])
    page.goto(address(report))
    page.locator("summary", has_text="Narasi").click()
    page.fill(f"#a{world.action.pk}-obstacle", "Kendala baru.")
    page.get_by_role("button", name="Salin narasi dari periode lalu").click()
    expect(page.get_by_role("dialog")).to_contain_text("Kolom Kendala sudah berisi")
    page.get_by_role("button", name="Biarkan, isi yang kosong saja").click()
    expect(page.locator(f"#a{world.action.pk}-achievement")).to_have_value("Capaian lama.")
    expect(page.locator("[data-entry-bar]")).to_contain_text("Semua tersimpan")
    narrative = report.narratives.get()
    assert (narrative.achievement, narrative.obstacle) == ("Capaian lama.", "Kendala baru.")


def test_the_grid_fits_a_telephone_and_shows_only_what_is_missing(
    world: World, people: dict[str, User], page_of: PageOf
) -> None:
    report = world.report()
    fill(world, report, people["operator"])
    empty = make_indicator(world.action, "Yang belum terisi", 5, position=10)
    page = page_of(people["operator"])
    page.goto(address(report))
    page.get_by_label("Yang belum terisi saja").check()
    expect(row(page, empty)).to_be_visible()
    expect(row(page, world.indicator)).to_be_hidden()
    page.get_by_label("Yang belum terisi saja").uncheck()
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_pressing_submit_twice_submits_once_and_the_back_button_shows_what_is_there(
    world: World, people: dict[str, User], page_of: PageOf
) -> None:
    report = world.report()
    fill(world, report, people["operator"])
    page = page_of(people["operator"])
    page.goto(address(report))
    page.fill(f"#i{world.indicator.pk}-value", "111")
    page.get_by_role("button", name="Simpan lalu ajukan").dblclick()
    expect(page.get_by_text("diajukan (1 laporan)")).to_be_visible()
    assert report.events.filter(kind="submit").count() == 1
    assert saved(report, world.indicator).value == 111
    page.go_back()
    expect(page.get_by_text("sudah diajukan, sehingga tidak dapat diubah")).to_be_visible()


def address(report: ProgressReport) -> str:
    return f"/progress/entry/{report.period_id}/"


def row(page: Page, indicator: Indicator) -> Locator:
    return page.locator(f"[data-cell=i{indicator.pk}]")


def saved(report: ProgressReport, indicator: Indicator) -> Measurement:
    return Measurement.objects.get(report=report, indicator=indicator)


def log_in(page: Page, user: User) -> None:
    page.get_by_label("Surel").fill(user.email)
    page.get_by_label("Kata sandi").fill("sandi-contoh-1")
    page.get_by_role("button", name="Masuk").click()
    page.wait_for_url(lambda url: "login" not in url)


def paste(page: Page, selector: str, text: str) -> None:
    page.locator(selector).evaluate(
        """(input, text) => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            input.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        text,
    )


def _endorse(page: Page, report: ProgressReport) -> None:
    page.goto(report.get_absolute_url())
    page.get_by_role("button", name="Sahkan").click()
    page.get_by_role("button", name="Tetap sahkan").click()  # evidence is missing, and that is asked about
    expect(page.get_by_text("Laporan disahkan")).to_be_visible()
