"""The page on which anybody checks a printed report: what it tells strangers, and that it tells them nothing else."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clusters.models import User
from reports.enums import DocumentKind, RenderState
from reports.models import Document, Report
from reports.parts import annual_parts
from reports.services import request_brief
from tests.cast import World
from tests.reports.books import print_alone
from tests.reports.sample_figures import annual_figures
from tests.reports.test_rendering import pages_of
from tests.reports.test_report_downloads import issued
from tests.reports.test_report_pages import make_report, text_of


def address_of(code: str) -> str:
    return reverse("report-check", args=[code])


@pytest.fixture
def report(world: World, people: dict[str, User]) -> Report:
    """A final second edition."""
    return issued(world, people["secretariat"])


def test_a_stranger_learns_what_the_paper_is_worth(report: Report, client: Client) -> None:
    text = text_of(client.get(address_of(report.short_code)))
    assert report.figures is not None
    assert str(report.figures["title"]) in text
    assert "Edisi 2 adalah edisi yang berlaku." in text
    assert report.figures_sha256 in text
    assert report.file_sha256 in text
    for hidden in (report.requested_by.name, reverse("report-download", args=[report.pk]), f"/reports/{report.pk}/"):
        assert hidden not in text


def test_of_a_newer_edition_only_the_number_is_told(
    report: Report, world: World, people: dict[str, User], client: Client
) -> None:
    newer = make_report(world.plan, people["secretariat"], RenderState.READY, edition=3)
    text = text_of(client.get(address_of(report.short_code)))
    assert "Edisi 2 telah digantikan oleh edisi 3." in text
    for hidden in (newer.short_code, newer.figures_sha256, newer.file_sha256):
        assert hidden not in text
    assert "masih bertanda DRAF" in text_of(client.get(address_of(newer.short_code)))


def test_a_newer_edition_that_is_not_issued_replaces_nothing(
    report: Report, world: World, people: dict[str, User], client: Client
) -> None:
    make_report(world.plan, people["secretariat"], RenderState.FAILED, edition=3)
    make_report(world.plan, people["secretariat"], RenderState.RENDERING, edition=4)
    assert "Edisi 2 adalah edisi yang berlaku." in text_of(client.get(address_of(report.short_code)))


def test_what_is_unknown_unfinished_or_a_preview_is_answered_alike(
    world: World, people: dict[str, User], client: Client
) -> None:
    preview = make_report(world.plan, people["secretariat"], RenderState.READY, edition=1)
    Report.objects.filter(pk=preview.pk).update(edition=0, is_preview=True)
    failed = make_report(world.plan, people["secretariat"], RenderState.FAILED, edition=3)
    answers = set()
    for code in ("TIDAKADA", preview.short_code, failed.short_code):
        response = client.get(address_of(code))
        assert response.status_code == 404
        answers.add(re.sub(r'("X-CSRFToken": ")\w+', r"\1", response.content.decode().replace(code, "")))
    assert len(answers) == 1
    assert "Tidak ada laporan terbit dengan kode ini" in answers.pop()
    assert client.get("/l/%00/").status_code == 404


def brief_of(by: User) -> Document:
    """A profile of a region that waits for its worker."""
    moment = "31 Maret 2025 pukul 10.00 WIB"
    about = {"name": "Profil daerah", "title": "Profil daerah Jawa Barat", "maker": by.name, "as_of": moment}
    return request_brief(context={**about, "file_name": "Profil.pdf", "is_example": True}, by=by)


def finished(document: Document) -> Document:
    document.claim(at=timezone.now())
    document.finish(file_name=f"documents/{document.pk}/x.pdf", file_sha256="d" * 64, pages=2, at=timezone.now())
    return document


def test_of_a_brief_a_stranger_learns_kind_moment_and_hash_alone(executive: User, client: Client) -> None:
    document = brief_of(executive)
    assert client.get(address_of(document.short_code)).status_code == 404  # not printed yet
    finished(document)
    shown = str(document.context["code_shown"])
    typed = client.get(reverse("report-find"), {"code": shown.lower()})["Location"]
    assert typed == address_of(document.short_code)
    text = text_of(client.get(typed))
    for told in (shown, "Profil daerah", "31 Maret 2025 pukul 10.00 WIB", "d" * 64, "CONTOH", "tidak mempunyai edisi"):
        assert told in text, told
    for hidden in ("Jawa Barat", executive.name, document.get_absolute_url(), document.context_sha256):
        assert hidden not in text, hidden
    for sha256, answer in (("d" * 64, "Berkas Anda sama persis"), ("e" * 64, "telah diubah atau disimpan ulang")):
        assert answer in text_of(client.get(typed, {"sha256": sha256}))
    assert client.post(typed).status_code == 405


def test_papers_that_print_no_such_code_are_unknown_there(executive: User, client: Client) -> None:
    document = finished(brief_of(executive))
    Document.objects.filter(pk=document.pk).update(kind=DocumentKind.LETTER, number="B-1")
    page = client.get(address_of(document.short_code))
    assert page.status_code == 404
    assert reverse("receipt-find") in page.content.decode()  # whose codes look alike


def test_a_code_is_typed_in_any_manner(report: Report, client: Client) -> None:
    assert "Periksa kode" in text_of(client.get(reverse("report-find")))
    typed = f" {report.short_code[:4].lower()} - {report.short_code[4:].lower()} "
    assert client.get(reverse("report-find"), {"code": typed})["Location"] == address_of(report.short_code)
    assert "edisi yang berlaku" in text_of(client.get(address_of(report.short_code.lower())))
    wrong = text_of(client.get(reverse("report-find"), {"code": "?-?"}))
    assert "Kode terdiri atas huruf dan angka." in wrong
    assert 'value="?-?"' in wrong
    assert reverse("report-find") in text_of(client.get(reverse("account_login")))


def test_a_visitor_compares_a_file(report: Report, client: Client) -> None:
    def compared(sha256: str) -> str:
        return text_of(client.get(address_of(report.short_code), {"sha256": sha256}))

    pairs = " ".join(report.file_sha256[place : place + 2] for place in range(0, 64, 2)).upper()
    assert "Berkas Anda sama persis dengan berkas yang diterbitkan." in compared(pairs)
    assert "milik angka beku, bukan berkas PDF" in compared(report.figures_sha256)
    assert "tidak sama dengan berkas yang diterbitkan" in compared("c" * 64)
    wrong = compared("bukan hash")
    assert "SHA-256 terdiri atas 64 angka heksadesimal" in wrong
    assert 'value="bukan hash"' in wrong


@pytest.mark.parametrize("name", ["report-find", "report-check"])
def test_nothing_is_sent_there(report: Report, client: Client, name: str) -> None:
    address = reverse(name, args=[report.short_code] if name == "report-check" else [])
    assert client.head(address).status_code == 200
    assert client.post(address).status_code == 405


def test_it_costs_the_same_with_more_editions(
    report: Report, world: World, people: dict[str, User], client: Client
) -> None:
    with CaptureQueriesContext(connection) as few:
        client.get(address_of(report.short_code))
    for edition in range(3, 12):
        make_report(world.plan, people["secretariat"], RenderState.READY, edition=edition)
    with CaptureQueriesContext(connection) as many:
        client.get(address_of(report.short_code))
    assert len(many) == len(few) <= 4
    assert Report.objects.issued_with(report.short_code).get().get_deferred_fields() == {"figures"}


def test_the_page_of_a_report_leads_there(report: Report, people: dict[str, User], client: Client) -> None:
    client.force_login(people["executive"], backend="django.contrib.auth.backends.ModelBackend")
    assert address_of(report.short_code) in text_of(client.get(report.get_absolute_url()))


# --- on paper ---


def imprint(edition: int, folder: Path) -> tuple[str, list[str]]:
    """The text of the imprint, bound alone, and what its pictures are called."""
    figures = annual_figures()
    figures["edition"] = edition
    part = next(part for part in annual_parts(figures) if part.key == "imprint")
    printed = print_alone(part, folder)
    with pikepdf.open(BytesIO(printed)) as pdf:
        elements = [thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary) and "/Alt" in thing]
        names = [str(thing["/Alt"]) for thing in elements]
    return " ".join(pages_of(printed)), names


def test_the_printed_copy_leads_to_its_page(tmp_path: Path) -> None:
    address = f"{annual_figures()['site_address']}/l/K7M2Q9XD/"
    text, pictures = imprint(1, tmp_path)
    assert address in text.replace(" ", "")
    assert pictures == [f"Kode QR: {address}"]


def test_a_preview_prints_no_address_to_check(tmp_path: Path) -> None:
    text, pictures = imprint(0, tmp_path)
    assert "Periksa cetakan ini" not in text
    assert "/l/" not in text
    assert pictures == []
