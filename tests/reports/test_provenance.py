"""Telusur: every figure on paper leads to a page that tells, from the frozen figures, how it came about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import pikepdf
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clusters.enums import Role
from clusters.models import User
from reports.models import Report
from reports.parts import annual_parts
from reports.provenance import UnknownFigure, trace_of
from reports.summaries import Names, load_year
from reports.summaries.sources import sources_of
from tests.cast import World, make_organization, make_user
from tests.reports.sample_figures import annual_figures
from tests.reports.story import AFTER_THE_YEAR, Teller, ratio, reached
from tests.reports.test_report_downloads import issued
from tests.reports.test_report_pages import regional_plan
from tests.reports.test_report_printed import rendered
from tests.reports.test_report_tasks import Printer, printer
from tests.site.test_walk import make_evidence

__all__ = ["printer"]  # stands in where nobody reads what was printed

Login = Callable[[User], Client]


@pytest.fixture
def teller(world: World, people: dict[str, User]) -> Teller:
    return Teller(world, people)


def addresses_in(pdf: bytes) -> set[str]:
    """Where the links of a PDF lead outside of it."""
    with pikepdf.open(BytesIO(pdf)) as document:
        links = [note for page in document.pages for note in page.get("/Annots", [])]
        return {str(link.A.URI) for link in links if "/A" in link and "/URI" in link.A}


def address(report: Report, path: str) -> str:
    return reverse("report-trace", args=[report.short_code, path])


def page(client: Client, report: Report, path: str) -> str:
    response = client.get(address(report, path))
    assert response.status_code == 200, path
    return " ".join(response.content.decode().split())


@pytest.mark.lane("sqlite")
def test_every_link_of_a_printed_report_answers(
    world: World, teller: Teller, people: dict[str, User], login: Login
) -> None:
    for number, amount in enumerate((80, 90, 100, 97), start=1):
        teller.verified(number, amount, of=ratio(30 + number, 60), realized=number * 100_000_000)
    with time_machine.travel(AFTER_THE_YEAR):
        report, pdf = rendered(world, people["secretariat"])
        client = login(people["secretariat"])
        start = f"/laporan/telusur/{report.short_code}/"
        paths = {urlsplit(found).path for found in addresses_in(pdf)}
        traced = {path.removeprefix(start).removesuffix("/") for path in paths if path.startswith(start)}
        wanted = {
            "nasional/skor", "nasional/laporan", "nasional/cakupan", "nasional/status", "nasional/anggaran",
            "klaster/1/skor", "klaster/1/anggaran", "klaster/5/status", f"aksi/{world.action.pk}/skor",
            f"aksi/{world.action.pk}/anggaran", f"indikator/{world.indicator.pk}/2024", "anggaran/sumber/apbn",
            "anggaran/klaster/1", "anggaran/instansi/KEMENPPPA",
        }  # fmt: skip
        assert wanted <= traced
        for path in sorted(traced):
            page(client, report, path)


def test_an_indicator_is_told_down_to_its_measurements_and_what_was_corrected_later(
    world: World, teller: Teller, people: dict[str, User], login: Login, printer: Printer
) -> None:
    first = teller.fill(1, 80)
    evidence = make_evidence(first, people["operator"])
    filed_at = teller.file(first)
    teller.verify(first, at=filed_at + timedelta(hours=1))
    path = f"indikator/{world.indicator.pk}/2024"
    with time_machine.travel(AFTER_THE_YEAR):
        report, _pdf = rendered(world, people["secretariat"])
        client = login(people["secretariat"])
        text = page(client, report, path)
        for words in ("Triwulan I 2024", people["coordinator"].name, evidence.original_name, evidence.sha256):
            assert words in text
        assert reverse("evidence-view", args=[evidence.pk]) in text
        assert "80 / 400 × 100 = 20,00" in text
        assert "Dikoreksi kemudian" not in text
        frozen = report.figures
        teller.reopen(first, at=AFTER_THE_YEAR + timedelta(hours=1))
        again = teller.fill(1, 70, at=AFTER_THE_YEAR + timedelta(hours=2))
        teller.verify(again, at=teller.file(again, at=AFTER_THE_YEAR + timedelta(hours=3)) + timedelta(hours=1))
        text = page(client, report, path)
        assert "Dikoreksi kemudian</strong> menjadi 70" in text
        assert "80 / 400 × 100 = 20,00" in text
        assert Report.objects.get(pk=report.pk).figures == frozen
        stranger = page(login(people["executive"]), report, path)
        assert evidence.original_name in stranger


def test_who_may_not_open_the_evidence_gets_no_link(
    world: World, teller: Teller, people: dict[str, User], login: Login, printer: Printer
) -> None:
    first = teller.fill(1, 80)
    evidence = make_evidence(first, people["operator"])
    teller.verify(first, at=teller.file(first) + timedelta(hours=1))
    with time_machine.travel(AFTER_THE_YEAR):
        report, _pdf = rendered(world, people["secretariat"])
        text = page(login(people["outsider"]), report, f"indikator/{world.indicator.pk}/2024")
    assert evidence.original_name in text
    assert reverse("evidence-view", args=[evidence.pk]) not in text
    assert reverse("progress-detail", args=[first.pk]) not in text


def test_a_score_tells_its_weights_and_who_is_missing(world: World, people: dict[str, User], login: Login) -> None:
    figures: Any = annual_figures(is_final=True)
    report = issued(world, people["secretariat"], figures)
    cluster = next(row for row in figures["clusters"] if row["not_reported"])
    text = page(login(people["executive"]), report, f"klaster/{cluster['number']}/skor")
    for action in cluster["actions"]:
        if action["score"] is not None:
            assert address(report, f"aksi/{action['id']}/skor") in text
    assert cluster["not_reported"][0]["organization"]["name"] in text
    assert "rata-rata skor aksi dalam rencana menurut bobotnya" in text


@pytest.mark.parametrize(
    "path",
    [
        "nasional",
        "nasional/skor/",
        "klaster/99/skor",
        "klaster/x/skor",
        "aksi/1/capaian",
        "indikator/1/2024",
        "tren/1999",
        "anggaran/sumber/tidak-ada",
        "anggaran/instansi/TIDAK",
        "lain/skor",
        "indikator/11/1999",
        "aksi/9999/skor",
    ],
)
def test_there_is_no_page_of_what_the_report_does_not_say(path: str) -> None:
    with pytest.raises(UnknownFigure):
        trace_of(annual_figures(), path)


def test_earlier_years_are_told_from_the_matrix() -> None:
    figures = annual_figures()
    row = figures["matrix"][0]
    trace = trace_of(figures, f"indikator/{row['id']}/2021")
    assert ("Satuan", row["unit"]) in trace.values
    assert len(trace.tables[0].rows) == len(row["years"])


def test_what_is_frozen_for_these_pages_is_in_no_part() -> None:
    figures: Any = annual_figures()
    before = [part.content for part in annual_parts(figures) if part.key != "imprint"]
    for cluster in figures["clusters"]:
        for action in cluster["actions"]:
            for indicator in action["indicators"]:
                indicator |= {"counted": "50.00", "measurements": [{"period": "Triwulan I 2024"}]}
    figures["budget"]["by_line"] = [{"action": 1}]
    assert [part.content for part in annual_parts(figures) if part.key != "imprint"] == before


def test_the_measurements_cost_two_queries_however_many(world: World, teller: Teller) -> None:
    teller.verified(1, 80, of=ratio(3, 4), milestone=reached(date(2024, 2, 1)))
    for number in (2, 3):
        teller.verified(number, 90)
    year = load_year(world.plan, 2024, reading="official", as_of=AFTER_THE_YEAR)
    names = Names(year.last_day)
    names.of(world.kemenpppa.pk)
    with CaptureQueriesContext(connection) as queries:
        found = sources_of(year, names)
    assert len(queries) == 2
    assert [row["value"] for row in found[world.indicator.pk]] == ["80", "90", "90"]
    part = found[world.ratio.pk][0]
    assert (part["numerator"], part["denominator"], part["value"]) == ("3", "4", None)
    assert found[world.milestone.pk][0]["reached_on"] == "2024-02-01"


def test_who_may_and_how(world: World, people: dict[str, User], client: Client, login: Login) -> None:
    report = issued(world, people["secretariat"])
    anonymous = client.get(address(report, "nasional/skor"))
    assert (anonymous.status_code, anonymous["Location"].split("?")[0]) == (302, reverse("account_login"))
    reader = login(people["operator"])
    assert reader.get(address(report, "nasional/skor")).status_code == 200
    assert reader.post(address(report, "nasional/skor")).status_code == 405
    assert reader.get(address(report, "nasional/hantu")).status_code == 404
    assert reader.get(reverse("report-trace", args=["TIDAKADA", "nasional/skor"])).status_code == 404


def test_a_region_sees_nothing_of_another_regions_report(world: World, people: dict[str, User], login: Login) -> None:
    report = issued(world, people["secretariat"])
    Report.objects.filter(pk=report.pk).update(plan=regional_plan(world.regency))
    body = make_organization("DP3A-54", "regional", region=world.other_province)
    stranger = make_user(body, Role.OPERATOR, "Tono Timur")
    assert login(stranger).get(address(report, "nasional/skor")).status_code == 404
    assert login(people["secretariat"]).get(address(report, "nasional/skor")).status_code == 200
