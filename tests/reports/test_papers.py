"""Papers of the working day, one real PDF a template: what they print is compared with what was filed."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import Assignment, Evidence, MeasurementRound, ProgressEvent, ProgressReport
from actions.services import progress
from actions.services.periods import extend_period
from clusters.models import Organization, User
from ranpptppo.lib.formats import day_in_wib
from ranpptppo.lib.periods import end_of_day
from reports.freezing import canonical
from reports.papers.form import form_context
from reports.papers.letter import LetterText, debtors_of, letter_context
from reports.papers.receipt import code_of, receipt_context, round_sha256, standing_of
from reports.rendering import render_paper
from tests.cast import World, make_indicator
from tests.reports.story import Teller, ratio
from tests.reports.test_rendering import pages_of
from tests.site.test_walk import make_evidence

DAY = timedelta(days=1)


@pytest.fixture
def teller(world: World, people: dict[str, User]) -> Teller:
    return Teller(world, people)


@pytest.fixture
def filed(teller: Teller) -> ProgressReport:
    """Triwulan I with values, text, rupiah and a file beside them, filed on the day it opened."""
    report = teller.fill(1, 80, of=ratio(4, 5), realized=250_000_000, achievement="Terlaksana di 12 provinsi.")
    evidence = make_evidence(report, teller.people["operator"])
    Evidence.objects.filter(pk=evidence.pk).update(uploaded_at=report.period.opens_at, sha256="ab" * 32)
    teller.file(report)
    return report


def filing_of(report: ProgressReport) -> ProgressEvent:
    return report.events.filter(is_filing=True).select_related("report").latest("at", "pk")


def named(report: ProgressReport) -> ProgressReport:
    return ProgressReport.objects.with_names().get(pk=report.pk)


def letter_text(day: datetime, **changes: Any) -> LetterText:
    facts: dict[str, Any] = {
        "place": "Jakarta",
        "written_on": day_in_wib(day),
        "nature": "Penting",
        "subject": "Pengingat penyampaian laporan kemajuan",
        "answer_by": day_in_wib(day + 7 * DAY),
        "signer_position": "Deputi Bidang Koordinasi",
        "signer_name": "Dr. Sri Contoh",
        "signer_number": "19700101 199503 2 001",
        "copies": ("Ketua Harian Gugus Tugas", "Inspektur"),
    }
    return LetterText(**{**facts, **changes})


# --- the receipt ---


def test_the_receipt_prints_what_was_filed_and_carries_what_its_hash_is_over(filed: ProgressReport) -> None:
    context = receipt_context(filing_of(filed))
    pdf = render_paper("receipt", context)
    (page,) = pages_of(pdf)
    for words in (
        "GUGUS TUGAS PENCEGAHAN DAN PENANGANAN TPPO",
        "Kementerian KEMENPPPA",
        "Triwulan I 2024 (1 Januari–31 Maret 2024)",
        "1 April 2024 pukul 00.00 WIB oleh Olivia Operator",
        "1 April 2024 pukul 01.00 WIB oleh Endang Pengesah",
        "Tepat waktu",
        "3 indikator (2 angka, 1 belum ada data, 0 tidak berlaku)",
        "Jumlah kegiatan sosialisasi kegiatan 80",
        "4 dari 5 (80,00%)",
        "Rp250.000.000",
        "data.pdf",
        "ab" * 32,
        context["sha256"],
        context["code_shown"],
        f"http://127.0.0.1:8000/receipts/{context['code']}/",
        "CONTOH",
        "Halaman 1 dari 1",
    ):
        assert words in page, words
    assert "DRAF" not in page
    with pikepdf.open(BytesIO(pdf)) as file:
        attached = file.attachments["putaran.json"].get_file().read_bytes()
        assert file.Root.MarkInfo.Marked
        assert str(file.Root.Lang) == "id"
    assert hashlib.sha256(attached).hexdigest() == context["sha256"]
    assert json.loads(attached)["measurements"][0]["value"] == 800_000
    assert render_paper("receipt", json.loads(canonical(context))) == pdf


def test_the_same_round_has_the_same_hash_whatever_is_renamed(filed: ProgressReport) -> None:
    before = receipt_context(filing_of(filed))
    User.objects.update(name="Nama Baru")
    Organization.objects.get(code="KEMENPPPA").names.update(name="Kementerian Baru")
    after = receipt_context(filing_of(filed))
    assert after["sha256"] == before["sha256"]
    assert after["code"] == before["code"] == code_of(before["sha256"])
    assert len(after["code"]) == 10


def test_a_file_withdrawn_later_stays_in_the_receipt_and_one_added_later_does_not_come_in(
    filed: ProgressReport, people: dict[str, User]
) -> None:
    filing = filing_of(filed)
    before = round_sha256(filing)
    Evidence.objects.update(removed_at=filing.at + DAY, removed_by=people["operator"])
    make_evidence(filed, people["operator"], at=filing.at + DAY)
    assert round_sha256(filing) == before
    Evidence.objects.filter(removed_at__isnull=False).update(removed_at=filing.at - DAY)
    assert round_sha256(filing) != before


@pytest.mark.parametrize(
    ("days", "extended", "words"),
    [(0, False, "Tepat waktu"), (3, False, "Terlambat 3 hari"), (3, True, "Tepat waktu dengan perpanjangan")],
)
def test_late_is_said_by_the_first_filing(
    world: World, teller: Teller, people: dict[str, User], days: int, extended: bool, words: str
) -> None:
    report = teller.fill(1)
    due_at = report.period.due_at
    if extended:
        until = end_of_day(day_in_wib(due_at) + 5 * DAY)
        by = people["secretariat"]
        extend_period(period=report.period, organization=world.kemenpppa, until=until, by=by, note="x", at=due_at)
    teller.file(report, at=due_at - timedelta(hours=3) + days * DAY)
    context = receipt_context(filing_of(report))
    assert context["timeliness"] == words
    assert (context["extended_until"] is not None) is extended


def test_a_period_made_afterwards_is_not_judged(world: World, teller: Teller) -> None:
    world.plan.periods.update(is_backfilled=True)
    report = teller.fill(1)
    teller.file(report, at=report.period.due_at + DAY)
    assert receipt_context(filing_of(report))["timeliness"] == "Diisi surut: ketepatan waktu tidak dinilai"


def test_without_an_endorser_the_submission_is_the_filing(world: World, teller: Teller) -> None:
    Organization.objects.filter(pk=world.kemenpppa.pk).update(endorsement_required=False)
    report = teller.fill(1)
    progress.submit_progress(reports=[report], by=teller.people["operator"], at=report.period.opens_at)
    context = receipt_context(filing_of(report))
    assert context["endorsed"] is None
    assert context["submitted"]["by"] == "Olivia Operator"


def test_a_receipt_stands_until_the_report_is_filed_anew(filed: ProgressReport, teller: Teller) -> None:
    filing = filing_of(filed)
    context = receipt_context(filing)
    assert standing_of(context, filing_of(filed)).title == "Berlaku"
    by, at = teller.people["coordinator"], filing.at
    progress.return_progress(report=filed, by=by, note="Perbaiki.", at=at + DAY)
    assert standing_of(context, filing_of(filed)).title == "Sedang diperbaiki"
    filed.refresh_from_db()
    teller.file(filed, at=at + 2 * DAY)
    assert standing_of(context, ProgressEvent.objects.get(pk=filing.pk)).title == "Sudah digantikan"
    assert receipt_context(filing_of(filed))["sha256"] != context["sha256"]


def test_a_receipt_of_other_values_does_not_match(filed: ProgressReport) -> None:
    filing = filing_of(filed)
    context = receipt_context(filing)
    assert standing_of({**context, "sha256": "0" * 64}, filing).tone == "danger"
    assert MeasurementRound.objects.filter(event=filing).count() == 3


# --- the form for a wet signature ---


def test_the_form_of_a_draft_is_marked_and_its_tables_go_on_with_their_heads(
    world: World, teller: Teller, people: dict[str, User]
) -> None:
    teller.verified(1, 75)
    report = teller.fill(2, 90, of=ratio(3, 4), realized=400_000_000, achievement="Paragraf panjang. " * 60)
    for number in range(25):
        make_indicator(world.action, f"Indikator tambahan nomor {number}", 7, position=10 + number)
    context = form_context(named(report), is_draft=True, at=report.period.opens_at)
    pages = pages_of(render_paper("form", context))
    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        assert f"Halaman {number} dari {len(pages)}" in page
        assert "CONTOH · DRAF" in page
    text = " ".join(pages)
    for words in (
        "LAPORAN KEMAJUAN TRIWULAN II 2024",
        "Kementerian KEMENPPPA",
        "1.1 Sosialisasi bahaya TPPO",
        "Jumlah kegiatan sosialisasi kegiatan 400 75 Triwulan I 2024 90",
        "3 dari 4 (75,00%)",
        "Capaian. Paragraf panjang.",
        "5678.QDB.001",
        "Rp1.000.000.000",
        "Rp400.000.000",
        "belum diisi",
        "Operator",
        "Pejabat pengesah",
    ):
        assert words in text, words
    assert sum("Target 2024" in page for page in pages) >= 2
    assert all(f"Indikator tambahan nomor {number}" in text for number in range(25))


def test_the_form_of_what_was_filed_shows_that_and_no_later_draft(filed: ProgressReport, teller: Teller) -> None:
    at = filing_of(filed).at
    progress.return_progress(report=filed, by=teller.people["coordinator"], note="Perbaiki.", at=at + DAY)
    teller.fill(1, 999, of=ratio(4, 5), at=at + DAY)
    context = form_context(named(filed), is_draft=False, at=at + 2 * DAY)
    values = [row["value"] for action in context["actions"] for row in action["indicators"]]
    assert values == ["80", "4 dari 5 (80,00%)", "belum ada data"]
    assert context["is_draft"] is False


def test_the_same_content_asked_for_later_is_the_same_form(filed: ProgressReport) -> None:
    at = filing_of(filed).at
    early, late = (form_context(named(filed), is_draft=False, at=moment) for moment in (at, at + DAY))
    assert early["content_sha256"] == late["content_sha256"]
    assert early["made_at"] != late["made_at"]


def test_a_form_asks_as_many_queries_for_many_indicators_as_for_few(world: World, filed: ProgressReport) -> None:
    at = filing_of(filed).at

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            form_context(named(filed), is_draft=False, at=at)
        return len(captured)

    few = queries()
    for number in range(20):
        make_indicator(world.action, f"Lagi {number}", 7, position=10 + number)
    assert queries() == few


# --- the letter ---


def test_the_letter_lists_what_is_owed(world: World, people: dict[str, User]) -> None:
    at = world.period(2).due_at + 12 * DAY
    (debtor,) = debtors_of(people["coordinator"], at=at)
    context = letter_context(debtor, letter_text(at), letter_number="B-12/GT-TPPO/VIII/2024", at=at)
    pdf = render_paper("letter", context)
    (page,) = pages_of(pdf)
    for words in (
        "GUGUS TUGAS PENCEGAHAN DAN PENANGANAN TPPO",
        "Nomor : B-12/GT-TPPO/VIII/2024",
        "Sifat : Penting",
        "Lampiran : –",
        "Hal : Pengingat penyampaian laporan kemajuan",
        "Jakarta, 10 Agustus 2024",
        "Yth. Pimpinan Kementerian KEMENPPPA",
        "2 (dua) laporan kemajuan instansi Saudara yang telah melewati batas waktu dan belum kami terima",
        "1 1 – Klaster contoh 1 Triwulan I 2024 29 April 2024 terlambat 103 hari",
        "2 1 – Klaster contoh 1 Triwulan II 2024 29 Juli 2024 terlambat 12 hari",
        "paling lambat 17 Agustus 2024",
        "Deputi Bidang Koordinasi, Dr. Sri Contoh NIP/NRP 19700101 199503 2 001",
        "Tembusan: Ketua Harian Gugus Tugas Inspektur",
        "CONTOH",
        "Halaman 1 dari 1",
    ):
        assert words in page, words
    assert render_paper("letter", context) == pdf


def test_a_letter_tells_what_is_late_from_what_is_due_soon(world: World, people: dict[str, User]) -> None:
    at = world.period(2).due_at - 3 * DAY
    (debtor,) = debtors_of(people["coordinator"], at=at)
    context = letter_context(debtor, letter_text(at), letter_number="B-1", at=at)
    assert (context["count"], context["late"], context["all_late"]) == ("2 (dua)", "1 (satu)", False)
    assert [row["late"] for row in context["rows"]] == ["terlambat 88 hari", "belum jatuh tempo"]


def test_who_may_remind_whom_follows_from_the_clusters_of_the_day(world: World, people: dict[str, User]) -> None:
    at = world.period(1).due_at + DAY

    def codes(key: str) -> list[str]:
        return [debtor.organization.code for debtor in debtors_of(people[key], at=at)]

    assert codes("coordinator") == ["KEMENPPPA"]
    assert codes("verifier") == ["POLRI"]
    assert codes("secretariat") == ["KEMENPPPA", "POLRI"]
    assert codes("operator") == []
    Assignment.objects.update(ends_on=world.period(1).starts_on, end_recorded_at=at)
    assert codes("secretariat") == []


def test_what_is_due_in_more_than_two_weeks_needs_no_letter(world: World, people: dict[str, User]) -> None:
    due_at = world.period(1).due_at
    assert debtors_of(people["coordinator"], at=due_at - 15 * DAY) == []
    assert len(debtors_of(people["coordinator"], at=due_at - 14 * DAY)) == 1
