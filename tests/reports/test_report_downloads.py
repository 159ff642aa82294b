"""Files of an issued report: made from the frozen figures alone, resumable, for whoever sees the report."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clusters.enums import Role
from clusters.models import User
from ranpptppo.lib.spreadsheets import Row, read_spreadsheet
from reports.enums import RenderState
from reports.figures import AnnualFigures
from reports.freezing import sha256_of
from reports.models import Report
from tests.cast import World, make_organization, make_user
from tests.reports.sample_figures import annual_figures
from tests.reports.test_report_pages import make_report, read, regional_plan

Login = Callable[[User], Client]
PDF = b"%PDF-1.7 " + bytes(range(256)) * 500
NAMES = {
    "report-download": "Laporan-Tahunan-GT-PPTPPO-2024-v2.pdf",
    "report-matrix-workbook": "Laporan-Tahunan-GT-PPTPPO-2024-v2-matriks.xlsx",
    "report-matrix-csv": "Laporan-Tahunan-GT-PPTPPO-2024-v2-matriks.csv",
    "report-figures": "Laporan-Tahunan-GT-PPTPPO-2024-v2-angka.json",
}


def issued(world: World, by: User, figures: AnnualFigures | None = None) -> Report:
    """A second edition, finished with whole figures."""
    report = make_report(world.plan, by, edition=2)
    report.claim(at=timezone.now())
    frozen = figures or annual_figures(is_final=True)
    report.freeze(figures=dict(frozen), sha256=sha256_of(frozen))
    name = default_storage.save(f"reports/{report.pk}/rahasia.pdf", ContentFile(PDF))
    report.finish(file_name=name, file_sha256=hashlib.sha256(PDF).hexdigest(), pages=60, at=timezone.now())
    return report


def sheet(content: bytes, name: str) -> list[Row]:
    return list(read_spreadsheet(BytesIO(content), name).first_sheet.rows)


def test_names_are_sensible_and_none_is_sniffed(world: World, people: dict[str, User], login: Login) -> None:
    client, report = login(people["executive"]), issued(world, people["secretariat"])
    page = client.get(report.get_absolute_url()).content.decode()
    for address, name in NAMES.items():
        response = client.get(reverse(address, args=[report.pk]))
        assert response["Content-Disposition"] == f'attachment; filename="{name}"'
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Length"] == str(len(read(response)))
        assert reverse(address, args=[report.pk]) in page


@pytest.mark.usefixtures("memory_storage")
def test_a_broken_download_goes_on_from_any_storage(world: World, people: dict[str, User], login: Login) -> None:
    client, report = login(people["executive"]), issued(world, people["secretariat"])
    address = reverse("report-download", args=[report.pk])
    first = client.get(address, headers={"Range": "bytes=0-9999"})
    rest = client.get(address, headers={"Range": "bytes=10000-", "If-Range": first["ETag"]})
    assert (first.status_code, rest.status_code) == (206, 206)
    assert first["ETag"] == f'"{report.file_sha256}"'
    assert read(first) + read(rest) == PDF
    beyond = client.get(address, headers={"Range": f"bytes={len(PDF)}-"})
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{len(PDF)}")


def test_the_json_has_the_hash_that_the_report_prints(world: World, people: dict[str, User], login: Login) -> None:
    report = issued(world, people["secretariat"])
    content = read(login(people["auditor"]).get(reverse("report-figures", args=[report.pk])))
    assert hashlib.sha256(content).hexdigest() == report.figures_sha256
    assert json.loads(content) == report.figures


def test_the_workbook_holds_real_numbers_and_says_what_it_is(
    world: World, people: dict[str, User], login: Login
) -> None:
    report = issued(world, people["secretariat"])
    figures: Any = report.figures
    content = read(login(people["auditor"]).get(reverse("report-matrix-workbook", args=[report.pk])))
    rows = sheet(content, "a.xlsx")
    above = " ".join(row.text(0) for row in rows[:3])
    for words in ("CONTOH", figures["title"], "Edisi 1", "batas data", report.figures_sha256):
        assert words in above
    heading = next(place for place, row in enumerate(rows) if row.text(0) == "Klaster")
    assert len(rows) - heading - 1 == len(figures["matrix"])
    places = {name: place for place, name in enumerate(rows[heading].cells)}
    for row, frozen in zip(rows[heading + 1 :], figures["matrix"], strict=True):
        assert row.text(places["Indikator"]) == frozen["indicator"]
        achieved = row.cells[places["Capaian 2024 (%)"]]
        assert achieved == ("" if frozen["achievement"] is None else float(frozen["achievement"]))
        last = frozen["years"][-1]
        if frozen["measure"] != "milestone" and last["actual"]["value"] is not None:
            assert row.cells[places["Realisasi 2024"]] == float(last["actual"]["value"])
    again = read(login(people["auditor"]).get(reverse("report-matrix-workbook", args=[report.pk])))
    assert again == content


def test_the_csv_holds_the_same_rows_and_no_formula(world: World, people: dict[str, User], login: Login) -> None:
    figures = annual_figures(is_final=True)
    figures["matrix"][0]["indicator"] = '=HYPERLINK("https://contoh.invalid")'
    report = issued(world, people["secretariat"], figures)
    content = read(login(people["auditor"]).get(reverse("report-matrix-csv", args=[report.pk])))
    assert content.startswith(b"\xef\xbb\xbfKlaster;Nama klaster;")
    heading, *rows = sheet(content, "a.csv")
    assert len(rows) == len(figures["matrix"])
    place = heading.cells.index("Indikator")
    assert [row.text(place) for row in rows[1:]] == [row["indicator"] for row in figures["matrix"][1:]]
    assert str(rows[0].text(place)).startswith("'=HYPERLINK")


def test_later_data_changes_none_of_them(world: World, people: dict[str, User], login: Login) -> None:
    client, report = login(people["auditor"]), issued(world, people["secretariat"])
    before = {name: read(client.get(reverse(name, args=[report.pk]))) for name in NAMES}
    world.plan.title = "Judul yang diubah kemudian"
    world.plan.save(update_fields=["title"])
    assert {name: read(client.get(reverse(name, args=[report.pk]))) for name in NAMES} == before


@pytest.mark.parametrize("name", NAMES)
def test_who_may_and_how(world: World, people: dict[str, User], client: Client, login: Login, name: str) -> None:
    report = issued(world, people["secretariat"])
    address = reverse(name, args=[report.pk])
    anonymous = client.get(address)
    assert (anonymous.status_code, anonymous["Location"].split("?")[0]) == (302, reverse("account_login"))
    reader = login(people["operator"])
    assert len(read(reader.get(address))) > 0
    head = reader.head(address)
    assert (head.status_code, head["Accept-Ranges"], head.content) == (200, "bytes", b"")
    assert int(head["Content-Length"]) > 0
    assert reader.post(address).status_code == 405
    unfinished = make_report(world.plan, people["secretariat"], RenderState.FAILED, edition=3)
    assert reader.get(reverse(name, args=[unfinished.pk])).status_code == 403


@pytest.mark.parametrize("name", NAMES)
def test_a_region_does_not_get_the_files_of_another(
    world: World, people: dict[str, User], login: Login, name: str
) -> None:
    regional = make_report(regional_plan(world.regency), people["secretariat"], RenderState.READY)
    body = make_organization("DP3A-54", "regional", region=world.other_province)
    stranger = make_user(body, Role.OPERATOR, "Tono Timur")
    assert login(stranger).get(reverse(name, args=[regional.pk])).status_code == 404
