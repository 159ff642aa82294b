"""The main job in a browser: enter, endorse, verify, see the dashboard, ask for the report, download the PDF."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from actions.models import ProgressReport
from clusters.models import User
from reports.models import Report
from tests.cast import World
from tests.evidence_files import pdf

PageOf = Callable[[Any], Page]


@pytest.mark.lane("sqlite")
def test_from_the_first_number_to_the_downloaded_report(world: World, people: dict[str, User], page_of: PageOf) -> None:
    _operator_fills_and_submits(world, page_of(people["operator"]))
    report = ProgressReport.objects.get(organization=world.kemenpppa)
    _endorser_endorses(page_of(people["endorser"]))
    _coordinator_verifies(world, page_of(people["coordinator"]))
    report.refresh_from_db()
    assert report.state == "verified"
    _secretariat_downloads_the_report(page_of(people["secretariat"]))


def _operator_fills_and_submits(world: World, page: Page) -> None:
    page.goto("/tasks/")
    page.get_by_role("link", name="Triwulan I 2024").click()
    page.get_by_role("button", name="Mulai mengisi").click()
    number, ratio, milestone = (f"#i{one.pk}" for one in (world.indicator, world.ratio, world.milestone))
    page.fill(f"{number}-value", "empat ratus")
    page.fill(f"{ratio}-numerator", "4")
    page.fill(f"{ratio}-denominator", "5")
    page.get_by_role("button", name="Simpan draf").click()
    expect(page.get_by_role("alert")).to_contain_text("bukan angka")
    expect(page.locator(f"{number}-value")).to_have_value("empat ratus")
    page.fill(f"{number}-value", "440")
    page.select_option(f"{milestone}-state", "no_data")
    page.get_by_role("button", name="Simpan lalu ajukan").click()
    expect(page.get_by_text("diajukan (1 laporan)")).to_be_visible()


def _endorser_endorses(page: Page) -> None:
    page.goto("/tasks/")
    page.get_by_role("link", name="Triwulan I 2024, klaster 1").first.click()
    page.get_by_role("button", name="Sahkan").click()
    page.get_by_role("button", name="Tetap sahkan").click()  # evidence is missing, and that is asked about
    expect(page.get_by_text("Laporan disahkan")).to_be_visible()


def _coordinator_verifies(world: World, page: Page) -> None:
    page.goto("/verification/")
    page.get_by_role("link", name="Periksa").first.click()
    expect(page.get_by_text("4 dari 5 (80,00%)").first).to_be_visible()
    page.fill(f"#v{world.indicator.pk}-value", "400")
    page.fill(f"#v{world.indicator.pk}-note", "Menurut laporan kegiatan.")
    page.get_by_role("button", name="Verifikasi", exact=True).click()
    expect(page.get_by_text("dikoreksi verifikator")).to_be_visible()
    page.goto("/clusters/1/")
    expect(page.get_by_role("row", name="Jumlah kegiatan sosialisasi")).to_contain_text("400")


def _secretariat_downloads_the_report(page: Page) -> None:
    page.goto("/reports/")
    page.get_by_role("link", name="Minta laporan").first.click()
    page.fill("#id_conclusion", "Kesimpulan uji.")
    page.get_by_role("button", name="Bekukan dan susun edisi baru").click()
    expect(page.get_by_text("Naskah laporan ini belum dimulai")).to_be_visible()
    page.get_by_role("button", name="Saya tahu ini kurang, tetap bekukan").click(
        timeout=60_000
    )  # it is rendered within
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh PDF").click()
    assert download.value.suggested_filename == Report.objects.get().file_name
    assert Path(download.value.path()).read_bytes()[:5] == b"%PDF-"


def test_a_report_goes_its_whole_way_over_a_lost_line_and_a_return(
    world: World, people: dict[str, User], page_of: PageOf
) -> None:
    report = world.report()
    _operator_loses_the_line_and_attaches(world, page_of(people["operator"]), report)
    _submit(page_of(people["operator"]), report)
    _endorser_endorses(page_of(people["endorser"]))
    _coordinator_returns_with_a_note(world, page_of(people["coordinator"]))

    page = page_of(people["operator"])
    page.goto("/tasks/")
    page.get_by_role("link", name="Triwulan I 2024, klaster 1").first.click()
    expect(page.get_by_text("Rekap menyebut 410.").first).to_be_visible()
    page.fill(f"#i{world.indicator.pk}-value", "410")
    expect(page.locator("[data-entry-bar]")).to_contain_text("Semua tersimpan")
    _submit(page, report)
    _endorser_endorses(page_of(people["endorser"]))

    page = page_of(people["coordinator"])
    page.goto("/verification/")
    page.get_by_role("link", name="Periksa").first.click()
    expect(page.get_by_text("410").first).to_be_visible()
    page.get_by_role("button", name="Verifikasi", exact=True).click()
    expect(page.get_by_text("Diverifikasi").first).to_be_visible()
    kinds = [event.kind for event in report.events.in_order()]
    assert kinds == ["submit", "endorse", "return", "submit", "endorse", "verify"]
    official = report.measurement_rounds.get(event__kind="verify", indicator=world.indicator)
    assert official.value == 410


def _operator_loses_the_line_and_attaches(world: World, page: Page, report: ProgressReport) -> None:
    bar = page.locator("[data-entry-bar]")
    page.goto(f"/progress/entry/{report.period_id}/")
    page.fill(f"#i{world.ratio.pk}-numerator", "4")
    page.fill(f"#i{world.ratio.pk}-denominator", "5")
    page.select_option(f"#i{world.milestone.pk}-state", "no_data")
    expect(bar).to_contain_text("Semua tersimpan")
    page.context.set_offline(True)
    page.fill(f"#i{world.indicator.pk}-value", "440")
    expect(page.locator("[data-entry-banner]")).to_contain_text("Sambungan terputus.")
    page.context.set_offline(False)
    expect(bar).to_contain_text("Semua tersimpan")
    place = page.locator(".entry-evidence").first
    place.locator("summary").click()
    file = {"name": "rekap-kegiatan.pdf", "mimeType": "application/pdf", "buffer": pdf("Rekap CONTOH")}
    place.locator("input[type=file]").set_input_files([file])
    expect(place.locator("summary")).to_contain_text("1 berkas (rekap-kegiatan.pdf)", timeout=60_000)


def _submit(page: Page, report: ProgressReport) -> None:
    page.goto(f"/progress/entry/{report.period_id}/")
    page.get_by_role("button", name="Simpan lalu ajukan").click()
    expect(page.get_by_text("diajukan (1 laporan)")).to_be_visible()


def _coordinator_returns_with_a_note(world: World, page: Page) -> None:
    page.goto("/verification/")
    page.get_by_role("link", name="Periksa").first.click()
    expect(page.get_by_text("rekap-kegiatan.pdf").first).to_be_visible()
    page.locator(f"#v{world.indicator.pk}-note, #id_note").first.fill("Rekap menyebut 410.")
    page.get_by_role("button", name="Kembalikan dengan catatan").click()
    expect(page.get_by_text("dikembalikan").first).to_be_visible()


READERS = {
    "executive": ["/", "/clusters/", "/clusters/1/", "/actions/", "/matrix/", "/reports/", "/profile/token/"],
    "operator": ["/tasks/", "/progress/"],
    "coordinator": ["/verification/", "/verification/returns/"],
    "secretariat": [
        "/plans/import/",
        "/plans/create/",
        "/periods/",
        "/activities/add/",
        "/reports/request/",
        "/hand-over/",
    ],
}


@pytest.mark.lane("postgres")
@pytest.mark.parametrize("width", [1366, 390])
def test_no_page_is_wider_than_its_screen(world: World, people: dict[str, User], page_of: PageOf, width: int) -> None:
    world.report()
    for name, addresses in READERS.items():
        page = page_of(people[name])
        page.set_viewport_size({"width": width, "height": 800})
        grid = [f"/progress/entry/{world.period(1).pk}/"] if name == "operator" else []
        for address in [*addresses, *grid]:
            answer = page.goto(address)
            assert answer is not None
            assert answer.status == 200, address
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
