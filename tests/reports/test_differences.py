"""A later edition says what differs from the one before it: from the two snapshots, on a page and in the PDF."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from clusters.enums import Role
from clusters.models import User
from reports.differences import differences_between
from reports.models import Report
from reports.parts import annual_parts
from reports.services import request_report
from reports.summaries import Scope
from reports.tasks import render_report
from tests.cast import World, make_organization, make_user
from tests.reports.sample_figures import annual_figures
from tests.reports.story import AFTER_THE_YEAR, Teller
from tests.reports.test_rendering import pages_of
from tests.reports.test_report_downloads import issued
from tests.reports.test_report_pages import regional_plan
from tests.reports.test_report_printed import rendered

Login = Callable[[User], Client]
TITLE = "Perbedaan dengan edisi sebelumnya"


def told(old: Any, new: Any) -> dict[str, list[tuple[str, str, str, str]]]:
    groups = differences_between(old, new, old_sha256="a" * 64)["groups"]
    return {
        group["title"]: [(row["subject"], row["what"], row["old"], row["new"]) for row in group["rows"]]
        for group in groups
    }


def two_editions() -> tuple[Any, Any]:
    old = annual_figures(is_final=True)
    return old, copy.deepcopy(old)


def test_the_same_figures_differ_in_nothing() -> None:
    old, new = two_editions()
    new["edition"], new["generated_at"], new["short_code"] = 2, "2025-06-01T00:00:00+00:00", "AAAAAAAA"
    assert told(old, new) == {}


def test_each_kind_of_change_is_told_old_and_new() -> None:
    old, new = two_editions()
    action = new["clusters"][0]["actions"][0]
    indicator = next(row for row in action["indicators"] if row["measure"] == "count")
    before = old["clusters"][0]["actions"][0]["indicators"][action["indicators"].index(indicator)]
    indicator["target"] = {**indicator["target"], "value": "1234.5"}
    indicator["actual"] = {**indicator["actual"], "state": "value", "value": "1000"}
    indicator["achievement"], indicator["text"] = "81.00", "Indikator yang berganti nama"
    new["national"]["score"] = "12.34"
    new["budget"]["by_source"][0]["realized"] += 5_000_000
    new["conclusion"] = "Kesimpulan yang diperbaiki."
    new["not_reported"] = []
    action["leads"] = []
    rows = told(old, new)
    name = f"{action['number']} Indikator yang berganti nama"
    by_what = {row[1]: row for row in rows["Indikator"]}
    assert by_what["Target 2024"][0] == name
    assert by_what["Target 2024"][3] == "1.234,5"
    assert by_what["Realisasi 2024"][3] == "1.000"
    assert by_what["Capaian"][3] == "81,00%"
    assert (name, "Indikator", before["text"], "Indikator yang berganti nama") in rows["Nama dan penanggung jawab"]
    assert any(row[1] == "Penanggung jawab" and row[3] == "tidak ada" for row in rows["Nama dan penanggung jawab"])
    assert rows["Skor, status, dan kelengkapan"][0][3] == "12,34"
    assert {row[1] for row in rows["Anggaran"]} == {"Realisasi"}
    assert rows["Naskah dan uraian"] == [("Kesimpulan", "Teks", "tidak ada", "Kesimpulan yang diperbaiki.")]
    assert {row[2:] for row in rows["Laporan yang belum disampaikan"]} == {("belum disampaikan", "tidak ada")}
    assert "Tahun-tahun sebelumnya" not in rows


def test_an_earlier_year_and_what_is_gone_are_told() -> None:
    old, new = two_editions()
    year = new["matrix"][0]["years"][1]
    year["target"] = {**year["target"], "value": "77"}
    del new["clusters"][1]["actions"][-1]
    rows = told(old, new)
    assert [row[1:2] + row[3:] for row in rows["Tahun-tahun sebelumnya"]] == [(f"Target {year['year']}", "77")]
    assert any(row[3] == "tidak ada" for row in rows["Indikator"])


def test_the_chapters_of_regions_and_of_lenses_are_compared() -> None:
    old, new = two_editions()
    province = new["regions"]["provinces"][0]
    province["task_force"] = {"state": "in_force", "label": "Berlaku", "document": "188.4/99/2025"}
    province["score"] = "61.5"
    new["regions"]["regencies_total"]["task_forces"] += 1
    new["regions"]["routes"][0]["roles"] = ["source", "transit"]
    lens = new["lenses"][0]
    lens["score"], lens["actions"] = "33.25", lens["actions"][1:]
    rows = told(old, new)
    assert [row[:2] + row[3:] for row in rows["Pelaksanaan di daerah"]] == [
        ("Kabupaten/kota", "Gugus tugas berlaku", "252"),
        (province["name"], "Gugus tugas", "Berlaku, 188.4/99/2025"),
        (province["name"], "Skor RAD", "61,50"),
        ("Nusa Tenggara Timur", "Peran", "sumber, transit"),
    ]
    assert [(row[0], row[1]) for row in rows["Sektor perikanan dan lima prinsip"]] == [
        (lens["label"], "Skor"),
        (lens["label"], "Aksi"),
    ]
    del old["regions"], old["lenses"]
    assert ("Daerah", "Provinsi yang melaporkan RAD", "tidak ada") in {
        row[:3] for row in told(old, new)["Pelaksanaan di daerah"]
    }


def test_only_a_later_edition_has_the_appendix_and_the_other_parts_stay() -> None:
    first: Any = annual_figures(is_final=True)
    second = {**first, "differences": differences_between(first, first, old_sha256="a" * 64)}
    parts, more = list(annual_parts(first)), list(annual_parts(second))  # type: ignore[arg-type]  # a dict
    assert [part.title for part in more[len(parts) :]] == [f"Lampiran {more[-1].content['appendices'] + 1} {TITLE}"]
    changed = [old.key for old, new in zip(parts, more, strict=False) if old.content != new.content]
    assert changed == ["imprint"]


@pytest.mark.lane("sqlite")
def test_a_corrected_measurement_is_told_in_the_second_edition_and_on_its_page(
    world: World, people: dict[str, User], login: Login
) -> None:
    teller = Teller(world, people)
    first = teller.verified(1, 80)
    with time_machine.travel(AFTER_THE_YEAR):
        scope = Scope(cluster=world.clusters[1])  # few parts
        report, pdf = rendered(world, people["secretariat"], scope=scope)
        assert "differences" not in (report.figures or {})
        assert TITLE.upper() not in " ".join(pages_of(pdf)).upper()
        teller.reopen(first, at=AFTER_THE_YEAR + timedelta(hours=1))
        again = teller.fill(1, 120, at=AFTER_THE_YEAR + timedelta(hours=2))
        teller.verify(again, at=teller.file(again, at=AFTER_THE_YEAR + timedelta(hours=3)) + timedelta(hours=1))
    with time_machine.travel(AFTER_THE_YEAR + timedelta(days=9)):
        second = request_report(
            plan=world.plan,
            year=2024,
            cut_off_on=date(2025, 5, 5),
            conclusion="Selesai.",
            by=people["secretariat"],
            scope=scope,
        )
        render_report(second.pk)
        second.refresh_from_db()
        client = login(people["executive"])
        address = reverse("report-differences", args=[second.pk])
        assert address in client.get(second.get_absolute_url()).content.decode()
        page = client.get(address).content.decode()
        start = client.get(reverse("report-differences", args=[report.pk])).content.decode()
    frozen: Any = second.figures
    assert frozen["differences"]["figures_sha256"] == report.figures_sha256
    row = {"subject": "1.1 Jumlah kegiatan sosialisasi", "what": "Capaian", "old": "20,00%", "new": "30,00%"}
    assert row in next(group for group in frozen["differences"]["groups"] if group["title"] == "Indikator")["rows"]
    assert row["subject"] in page
    assert "Ini edisi pertama" in start
    with second.file.open("rb") as file:
        text = " ".join(pages_of(file.read()))
    printed = " ".join(text.split())
    assert "Capaian 20,00% 30,00%" in printed[printed.rindex("1.1 Jumlah kegiatan sosialisasi Realisasi 2024") :]


def test_the_edition_before_is_the_last_one_issued(world: World, people: dict[str, User]) -> None:
    second = issued(world, people["secretariat"])
    third = Report(kind=second.kind, plan=world.plan, year=2024, edition=3)
    preview = Report(kind=second.kind, plan=world.plan, year=2024, edition=1, is_preview=True)
    other_year = Report(kind=second.kind, plan=world.plan, year=2023, edition=3)
    assert (third.previous(), preview.previous(), other_year.previous()) == (second, second, None)
    assert second.previous() is None


def test_who_may_and_how(world: World, people: dict[str, User], client: Client, login: Login) -> None:
    report = issued(world, people["secretariat"])
    address = reverse("report-differences", args=[report.pk])
    anonymous = client.get(address)
    assert (anonymous.status_code, anonymous["Location"].split("?")[0]) == (302, reverse("account_login"))
    reader = login(people["operator"])
    assert "tidak dibekukan bersama edisi ini" in reader.get(address).content.decode()
    assert reader.post(address).status_code == 405
    Report.objects.filter(pk=report.pk).update(plan=regional_plan(world.regency))
    body = make_organization("DP3A-54", "regional", region=world.other_province)
    assert login(make_user(body, Role.OPERATOR, "Tono Timur")).get(address).status_code == 404
