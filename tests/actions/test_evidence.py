"""Evidence: what is accepted and kept, under which key, with which statement, and what a report asks for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from actions.checklist import checklists, draft_values, evidence_section, missing_sentence
from actions.enums import EvidenceKind, MeasurementState
from actions.models import Evidence, EvidencePreview, EvidenceRequirement, Measurement, ProgressReport
from actions.models.progress import ReportLocked
from actions.services import evidence as services
from actions.services.evidence import EvidenceWithdrawn, attach_evidence, withdraw_evidence
from actions.tasks import remove_orphaned_files
from clusters.models import User
from ranpptppo.lib.accepted_files import STATEMENT, AcceptedFile, FileRefused, StatementNeeded, examine
from tests.cast import PLANNED_AT, World, make_indicator, record_filing
from tests.evidence_files import office, pdf
from tests.lib.test_virus_scanner import clamd

Login = Callable[[User], Client]
NIK = pdf("NIK 3201010101010001")


@pytest.fixture(autouse=True)
def _kept_in_memory(memory_storage: None) -> None:
    """No path and no public address: what works here works on S3."""


def attach(world: World, by: User, content: bytes | None = None, name: str = "laporan.pdf", **given: Any) -> Evidence:
    return attach_evidence(
        **{
            "report": world.report(),
            "indicator": world.indicator,
            "kind": "activity_report",
            "file": SimpleUploadedFile(name, content or pdf()),
            "by": by,
            **given,
        }
    )


def kept() -> list[str]:
    """Every file of evidence that lies in the storage."""
    folders = default_storage.listdir("evidence")[0]
    return [
        f"evidence/{folder}/{name}" for folder in folders for name in default_storage.listdir(f"evidence/{folder}")[1]
    ]


def send(client: Client, report: ProgressReport, *contents: bytes, name: str = "laporan.pdf", **data: str) -> Any:
    files = [SimpleUploadedFile(name, content) for content in contents]
    headers = {"HX-Request": data.pop("htmx")} if "htmx" in data else {}
    fields = {"kind": "activity_report", "file": files, **data}
    return client.post(reverse("evidence-upload", args=[report.pk]), fields, headers=headers)


# Keeping


def test_evidence_is_kept_under_an_unguessable_key_and_comes_back_as_an_attachment(
    world: World, people: dict[str, User], login: Login, client: Client
) -> None:
    content = pdf()
    send(login(people["operator"]), world.report(), content, name="laporan é 1.pdf", indicator=str(world.indicator.pk))
    evidence = Evidence.objects.get()
    assert (evidence.content_type, evidence.size, evidence.indicator) == (
        "application/pdf",
        len(content),
        world.indicator,
    )
    assert kept() == [evidence.file.name]
    assert "laporan" not in evidence.file.name
    assert len(evidence.file.name.rsplit("/")[-1]) == 40
    assert login(people["coordinator"]).get(evidence.get_absolute_url()).status_code == 404  # a draft's file
    record_filing(evidence.report, by=people["operator"], at=evidence.uploaded_at)
    response = login(people["coordinator"]).get(evidence.get_absolute_url())
    assert b"".join(response.streaming_content) == content
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''laporan%20%C3%A9%201.pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert login(people["coordinator"]).post(evidence.get_absolute_url()).status_code == 405
    for stranger in ("outsider", "verifier", "region_operator"):
        assert login(people[stranger]).get(evidence.get_absolute_url()).status_code == 404
    client.logout()
    assert client.get(evidence.get_absolute_url()).status_code == 302


def test_several_files_are_sent_at_once_and_each_is_judged_by_itself(
    world: World, operator: User, login: Login
) -> None:
    report = world.report()
    page = send(login(operator), report, pdf("Satu"), b"<html>", pdf("Dua"))
    assert page.status_code == 422
    assert Evidence.objects.count() == 2
    assert "laporan.pdf: Jenis berkas ini tidak diterima" in page.content.decode()
    assert send(login(operator), report, *[pdf("Tiga")] * 21).status_code == 422
    assert Evidence.objects.count() == 2
    done = send(login(operator), report, pdf("Empat"), pdf("Lima"))
    assert done["Location"] == f"{report.get_absolute_url()}#data-dukung"


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "kosong.pdf", "kosong"),
        (pdf() + b"0" * (20 * 1024 * 1024), "besar.pdf", "lebih besar dari 20 MB"),
        (pdf(), "3201010101010001.pdf", "menyerupai NIK"),
        (pdf(), "surat.docx", "berakhiran .docx"),
        (b"%PDF-1.7 rusak", "rusak.pdf", "rusak"),
        (office("docm"), "surat.docx", "makro"),
    ],
)
def test_a_refused_file_says_why_and_is_not_kept(
    world: World, operator: User, login: Login, content: bytes, name: str, sentence: str
) -> None:
    page = send(login(operator), world.report(), content, name=name, note="Catatan saya")
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert "Catatan saya" in page.content.decode()
    assert (kept(), Evidence.objects.count()) == ([], 0)


def test_nothing_chosen_is_said_beside_the_field(world: World, operator: User, login: Login) -> None:
    page = send(login(operator), world.report())
    assert page.status_code == 422
    assert page.context["evidence_form"].errors.keys() == {"file"}


def test_the_script_gets_the_list_or_the_refusal_alone(world: World, operator: User, login: Login) -> None:
    report = world.report()
    done = send(login(operator), report, pdf(), htmx="true")
    assert done.status_code == 200
    assert 'id="evidence-files"' in done.content.decode()
    assert "<h1>" not in done.content.decode()
    refused = send(login(operator), report, b"<html>", htmx="true")
    assert (refused.status_code, "tidak diterima" in refused.content.decode()) == (422, True)
    cell = send(login(operator), report, pdf("Dua"), htmx="true", shown_in="cell", indicator=str(world.indicator.pk))
    assert f'id="evidence-files-{world.indicator.pk}"' in cell.content.decode()
    assert "1 berkas" in cell.content.decode()


def test_the_same_file_twice_behind_one_indicator_is_refused_and_behind_two_is_said(
    world: World, operator: User, login: Login
) -> None:
    attach(world, operator)
    with pytest.raises(FileRefused, match="sudah diunggah untuk indikator yang sama"):
        attach(world, operator, name="salinan.pdf")
    attach(world, operator, indicator=None)
    with pytest.raises(FileRefused, match="seluruh laporan"):
        attach(world, operator, indicator=None)
    assert len(kept()) == 2
    assert "lebih dari satu kali" in login(operator).get(world.report().get_absolute_url()).content.decode()


def test_evidence_is_withdrawn_from_a_draft_only_and_its_row_and_file_stay(
    world: World, people: dict[str, User], login: Login
) -> None:
    evidence = attach(world, people["operator"])
    record_filing(evidence.report, by=people["operator"], at=evidence.uploaded_at)
    url = reverse("evidence-withdraw", args=[evidence.pk])
    assert login(people["coordinator"]).post(url).status_code == 403
    assert login(people["outsider"]).post(url).status_code == 404
    login(people["operator"]).post(url)
    evidence.refresh_from_db()
    assert evidence.removed_by == people["operator"]
    assert kept() == [evidence.file.name]
    assert login(people["operator"]).get(evidence.get_absolute_url()).status_code == 404
    again = attach(world, people["operator"])
    assert again.pk != evidence.pk


def test_a_file_withdrawn_twice_keeps_the_first_signature(world: World, people: dict[str, User]) -> None:
    evidence = attach(world, people["operator"])
    seen = Evidence.objects.get(pk=evidence.pk)
    withdraw_evidence(evidence=evidence, by=people["operator"])
    with pytest.raises(EvidenceWithdrawn, match="sudah ditarik"):
        withdraw_evidence(evidence=seen, by=people["endorser"])
    evidence.refresh_from_db()
    assert evidence.removed_by == people["operator"]


# Owners of files


def test_a_file_whose_row_fails_goes_again(world: World, operator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise DatabaseError

    monkeypatch.setattr(EvidencePreview, "save", fail)
    with pytest.raises(DatabaseError):
        attach(world, operator)
    assert (kept(), Evidence.objects.count()) == ([], 0)


def test_a_report_that_moved_on_meanwhile_takes_no_file(
    world: World, people: dict[str, User], login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = world.report()

    def lock_meanwhile(*args: Any, **options: Any) -> AcceptedFile:
        ProgressReport.objects.get(pk=report.pk).lock(by=people["secretariat"], at=timezone.now())
        return examine(*args, **options)

    monkeypatch.setattr(services, "examine", lock_meanwhile)
    with pytest.raises(ReportLocked):
        attach(world, people["operator"], report=report)
    assert kept() == []
    answered = send(login(people["operator"]), report, pdf())
    assert answered.status_code == 403


def test_the_script_is_told_that_the_report_moved_on(
    world: World, operator: User, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("actions.views.evidence.attach_evidence", _raise_locked)
    answered = send(login(operator), world.report(), pdf(), htmx="true")
    assert answered.status_code == 409
    assert "sudah dikunci" in answered.content.decode()
    assert send(login(operator), world.report(), pdf()).status_code == 302


def _raise_locked(**given: Any) -> None:
    raise ReportLocked


def test_evidence_of_a_locked_report_is_refused_by_the_database_itself(
    world: World, operator: User, secretariat: User
) -> None:
    evidence = attach(world, operator)
    world.report().lock(by=secretariat, at=timezone.now())
    with pytest.raises((IntegrityError, DatabaseError), match="terkunci"):
        withdraw_row(evidence, operator)


def withdraw_row(evidence: Evidence, by: User) -> None:
    Evidence.objects.filter(pk=evidence.pk).update(removed_at=PLANNED_AT, removed_by=by)


def test_files_without_an_owner_are_removed_by_the_command_after_a_day(world: World, operator: User) -> None:
    evidence = attach(world, operator)
    orphan("evidence/1/yatim")
    orphan("evidence-pages/1/yatim")
    said = StringIO()
    call_command("remove_orphaned_files", stdout=said)
    assert default_storage.exists("evidence/1/yatim")  # perhaps its row is still being written
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        call_command("remove_orphaned_files", "--dry-run", stdout=said)
        assert "2 berkas tanpa pemilik ditemukan" in said.getvalue()
        assert default_storage.exists("evidence/1/yatim")
        call_command("remove_orphaned_files", stdout=said)
        assert "2 berkas tanpa pemilik dihapus" in said.getvalue()
    assert not default_storage.exists("evidence/1/yatim")
    assert not default_storage.exists("evidence-pages/1/yatim")
    assert kept() == [evidence.file.name]


def test_the_night_sets_files_without_an_owner_aside_and_deletes_them_a_month_later(
    world: World, operator: User
) -> None:
    evidence = attach(world, operator)
    orphan("evidence/1/yatim")
    remove_orphaned_files()
    assert default_storage.exists("evidence/1/yatim")
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        remove_orphaned_files()
    assert kept() == [evidence.file.name]
    with default_storage.open("quarantine/evidence/1/yatim") as file:
        assert file.read() == b"x"
    with time_machine.travel(timezone.now() + timedelta(days=30)):
        remove_orphaned_files()
    assert default_storage.exists("quarantine/evidence/1/yatim")
    with time_machine.travel(timezone.now() + timedelta(days=32)):
        remove_orphaned_files()
    assert not default_storage.exists("quarantine/evidence/1/yatim")
    assert kept() == [evidence.file.name]


def test_a_file_whose_row_is_back_comes_out_of_the_quarantine(world: World, operator: User) -> None:
    evidence = attach(world, operator)
    with evidence.file.open("rb") as file:
        before = file.read()
    default_storage.save(f"quarantine/{evidence.file.name}", ContentFile(before))
    default_storage.delete(evidence.file.name)
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        remove_orphaned_files()
    with default_storage.open(evidence.file.name) as file:
        assert file.read() == before
    assert not default_storage.exists(f"quarantine/{evidence.file.name}")


def test_so_many_files_without_an_owner_are_left_alone_and_said_as_an_error(
    world: World, operator: User, caplog: pytest.LogCaptureFixture
) -> None:
    attach(world, operator)
    names = [f"evidence/{number}/yatim" for number in range(1, 22)]
    for name in names:
        orphan(name)
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        remove_orphaned_files()
    assert all(default_storage.exists(name) for name in names)
    assert [(row.levelname, "21 of 22" in row.getMessage()) for row in caplog.records] == [("ERROR", True)]


def orphan(key: str) -> None:
    default_storage.save(key, ContentFile(b"x"))


# No names, no NIK


def test_a_file_with_a_nik_needs_a_statement_which_is_kept(world: World, operator: User, login: Login) -> None:
    with pytest.raises(StatementNeeded, match="memuat 1 nomor yang menyerupai NIK"):
        attach(world, operator, NIK)
    assert kept() == []
    page = send(login(operator), world.report(), NIK)
    assert page.status_code == 422
    assert "Saya menyatakan: nomor atau nama" in page.content.decode()
    assert send(login(operator), world.report(), NIK, is_declared="on").status_code == 302
    evidence = Evidence.objects.get()
    assert evidence.finding == "Berkas ini memuat 1 nomor yang menyerupai NIK."
    assert evidence.statement == STATEMENT
    assert evidence.uploaded_by == operator


def test_a_file_without_one_keeps_no_statement_though_the_box_is_ticked(world: World, operator: User) -> None:
    evidence = attach(world, operator, is_declared=True)
    assert (evidence.finding, evidence.statement) == ("", "")


def test_the_script_is_told_that_a_statement_would_do(world: World, operator: User, login: Login) -> None:
    asked = send(login(operator), world.report(), NIK, htmx="true").content.decode()
    assert "data-asks-statement" in asked
    other = send(login(operator), world.report(), b"<html>", htmx="true").content.decode()
    assert "data-asks-statement" not in other


# Viruses


def test_a_configured_scanner_must_answer(world: World, operator: User, settings: Any) -> None:
    with clamd(b"stream: OK\0") as (address, received):
        settings.CLAMD_ADDRESS = address
        attach(world, operator)
        assert [content[:5] for content in received] == [b"%PDF-"]
    with pytest.raises(FileRefused, match="tidak dapat dihubungi"):  # nobody listens there any more
        attach(world, operator, pdf("lain"))
    with clamd(b"stream: Eicar-Signature FOUND\0") as (address, _):
        settings.CLAMD_ADDRESS = address
        with pytest.raises(FileRefused, match=r"menolak berkas ini \(Eicar-Signature\)"):
            attach(world, operator, pdf("lain"))
    assert Evidence.objects.count() == len(kept()) == 1


# What is asked for


def value(world: World, by: User, indicator: Any, **fields: Any) -> None:
    Measurement.objects.create(
        report=world.report(),
        indicator=indicator,
        updated_at=PLANNED_AT,
        updated_by=by,
        **{"state": MeasurementState.VALUE, **fields},
    )


def lists(world: World) -> dict[int, Any]:
    report = world.report()
    pairs = draft_values(report)
    evidence = list(Evidence.objects.in_force().filter(report=report))
    cells = {row.pk: cell for row, cell in pairs if cell is not None}
    return {row.indicator.pk: row for row in checklists([row for row, _ in pairs], evidence, cells)}


def test_where_nothing_is_set_the_measure_says_what_is_asked_for(world: World) -> None:
    asked = {pk: [row.kind for row in checklist.asked] for pk, checklist in lists(world).items()}
    assert asked == {
        world.indicator.pk: [EvidenceKind.ACTIVITY_REPORT, EvidenceKind.ATTENDANCE],
        world.ratio.pk: [EvidenceKind.ACTIVITY_REPORT],
        world.milestone.pk: [EvidenceKind.DECREE],
    }


def test_what_the_secretariat_set_takes_the_place_of_the_default(world: World) -> None:
    EvidenceRequirement.objects.create(indicator=world.indicator, kind=EvidenceKind.PHOTO)
    assert [row.kind for row in lists(world)[world.indicator.pk].asked] == [EvidenceKind.PHOTO]


def test_only_what_was_done_needs_evidence(world: World, operator: User) -> None:
    value(world, operator, world.indicator, value=Decimal(0))
    value(world, operator, world.ratio, state=MeasurementState.NO_DATA)
    value(world, operator, world.milestone, is_reached=False)
    assert [pk for pk, checklist in lists(world).items() if checklist.is_needed] == []
    Measurement.objects.filter(indicator=world.indicator).update(value=Decimal(5))
    assert [pk for pk, checklist in lists(world).items() if checklist.is_needed] == [world.indicator.pk]


def test_a_file_for_the_indicator_or_the_whole_report_fulfils_its_kind(world: World, operator: User) -> None:
    value(world, operator, world.indicator, value=Decimal(5))
    assert missing_sentence(lists(world).values()).startswith("Data dukung 1 indikator belum lengkap.")
    attach(world, operator)
    mine = lists(world)[world.indicator.pk]
    assert [row.kind for row in mine.missing] == [EvidenceKind.ATTENDANCE]
    assert mine.first_kind == EvidenceKind.ATTENDANCE
    attach(world, operator, pdf("Rekap"), kind="attendance", indicator=None)
    assert lists(world)[world.indicator.pk].missing == []
    assert missing_sentence(lists(world).values()) == ""


def test_the_page_shows_what_is_asked_for_and_warns_before_submission(
    world: World, people: dict[str, User], login: Login
) -> None:
    value(world, people["operator"], world.indicator, value=Decimal(5))
    attach(world, people["operator"])
    page = login(people["operator"]).get(world.report().get_absolute_url()).content.decode()
    assert "Laporan kegiatan: ada" in page
    assert "Rekap kehadiran (tanpa data pribadi): belum ada" in page
    assert "Laporan tetap dapat diajukan" in page


def test_the_section_asks_a_fixed_number_of_queries(
    world: World, operator: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(4):
        make_indicator(world.action, f"Tambahan {number}", 5, position=10 + number)
        attach(world, operator, pdf(str(number)))
    report = world.report()
    pairs = draft_values(report)
    with django_assert_num_queries(3):
        section = evidence_section(report, pairs, reader=operator)
    assert len(section["evidence"]) == 4


def test_a_cell_of_the_grid_has_its_files_and_a_picker_without_names(world: World, operator: User) -> None:
    attach(world, operator)
    shown = render_to_string(
        "actions/_entry_evidence.html",
        {"report": world.report(), "checklist": lists(world)[world.indicator.pk], "can_upload": True},
    )
    assert "1 berkas" in shown
    assert " name=" not in shown
    assert "#data-dukung" in shown
