"""Pages of papers: receipt, form and letters; who may, who may not; what the worker does with them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from types import ModuleType
from typing import Any

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from actions.enums import AssignmentRole
from actions.models import Assignment, ProgressReport
from actions.services import progress
from clusters.enums import NotificationKind, Role, SuccessionKind
from clusters.models import Notification, OrganizationName, OrganizationSuccession, User
from reports import tasks
from reports.enums import DocumentKind, RenderState
from reports.models import Document
from reports.models.document import LEASE
from reports.papers.letter import debtors_of
from reports.services import (
    LetterNumberTaken,
    NothingFiled,
    repeat_document,
    request_form,
    request_receipt,
    send_reminder_letters,
)
from reports.tasks import MAX_ATTEMPTS, render_document, take_up_abandoned
from tests.cast import PLANNED_AT, World, make_organization, make_user
from tests.reports.story import Teller
from tests.reports.test_papers import letter_text
from tests.reports.test_report_pages import read

Login = Callable[[User], Client]


class Printer(ModuleType):
    """Stands in for ``reports.rendering``; ``during`` happens while it prints."""

    def __init__(self) -> None:
        super().__init__("printer")
        self.during: Callable[[], None] = lambda: None

    def render_paper(self, kind: str, context: dict[str, Any]) -> bytes:
        self.during()
        return f"%PDF-1.7 {kind} {context['title']}".encode()

    def page_count(self, pdf: bytes) -> int:
        return 1


@pytest.fixture
def printer(monkeypatch: pytest.MonkeyPatch) -> Printer:
    stand_in = Printer()
    monkeypatch.setattr(tasks, "_rendering", lambda: stand_in)
    return stand_in


@pytest.fixture
def filed(world: World, people: dict[str, User]) -> ProgressReport:
    teller = Teller(world, people)
    report = teller.fill(1)
    teller.file(report)
    return report


@pytest.fixture
def receipt(filed: ProgressReport, operator: User) -> Document:
    return request_receipt(report=filed, by=operator)


@pytest.fixture
def overdue(world: World) -> datetime:
    """A week after Triwulan I was due; nobody filed."""
    return world.period(1).due_at + timedelta(days=8)


def letter_form(world: World, **changes: str) -> dict[str, str]:
    return {
        "organization": str(world.kemenpppa.pk),
        f"number_{world.kemenpppa.pk}": "B-7/2024",
        "place": "Jakarta",
        "written_on": "2024-05-07",
        "nature": "Penting",
        "subject": "Pengingat",
        "answer_by": "2024-05-14",
        "signer_position": "Deputi",
        "signer_name": "Dr. Sri Contoh",
        "copies": "Ketua Harian\n\nInspektur\n",
        **changes,
    }


# --- the receipt ---


def test_a_receipt_is_asked_for_once_and_then_shown(filed: ProgressReport, operator: User, login: Login) -> None:
    client = login(operator)
    for _ in range(2):
        response = client.post(reverse("receipt-request", args=[filed.pk]))
        document = Document.objects.get()
        assert response["Location"] == document.get_absolute_url()
    page = client.get(document.get_absolute_url()).content.decode()
    assert "Bukti lapor Triwulan I 2024, klaster 1" in page
    assert "Menunggu giliran" in page
    assert 'hx-trigger="every 2s"' in page


def test_the_report_offers_its_receipt_once_it_is_filed(
    world: World, people: dict[str, User], operator: User, login: Login
) -> None:
    teller = Teller(world, people)
    report = teller.fill(1)
    address = reverse("receipt-request", args=[report.pk])
    client = login(operator)
    assert address not in client.get(report.get_absolute_url()).content.decode()
    assert client.post(address).status_code == 403
    teller.file(report)
    page = client.get(report.get_absolute_url()).content.decode()
    assert address in page
    assert reverse("form-request", args=[report.pk]) in page


@pytest.mark.parametrize("name", ["receipt-request", "form-request"])
def test_who_has_nothing_to_do_with_a_report_prints_nothing_of_it(
    filed: ProgressReport, outsider: User, executive: User, operator: User, client: Client, login: Login, name: str
) -> None:
    address = reverse(name, args=[filed.pk])
    assert client.post(address)["Location"].startswith(reverse("account_login"))
    assert login(outsider).post(address).status_code == 404
    assert login(executive).post(address).status_code == 403
    assert login(operator).get(address).status_code == 405
    assert not Document.objects.exists()


def test_nothing_filed_has_no_receipt(world: World, operator: User) -> None:
    with pytest.raises(NothingFiled):
        request_receipt(report=world.report(1), by=operator)


def test_a_receipt_filed_anew_is_another_one(
    filed: ProgressReport, receipt: Document, people: dict[str, User], world: World
) -> None:
    at = filed.first_filed_at
    assert at is not None
    progress.return_progress(report=filed, by=people["coordinator"], note="x", at=at + timedelta(days=1))
    filed.refresh_from_db()
    Teller(world, people).file(filed, at=at + timedelta(days=2))
    again = request_receipt(report=filed, by=people["operator"])
    assert again.pk != receipt.pk
    assert again.short_code != receipt.short_code


def test_the_code_leads_to_what_the_receipt_is_worth(receipt: Document, operator: User, login: Login) -> None:
    client = login(operator)
    typed = f" {receipt.short_code[:5].lower()}-{receipt.short_code[5:]} "
    response = client.get(reverse("receipt-find"), {"code": typed})
    assert response["Location"] == reverse("receipt-check", args=[receipt.short_code])
    page = client.get(response["Location"]).content.decode()
    assert "Berlaku" in page
    assert receipt.context["sha256"] in page
    assert (
        "Kode terdiri atas 10 huruf dan angka." in client.get(reverse("receipt-find"), {"code": "ABC"}).content.decode()
    )
    assert client.get(reverse("receipt-find")).status_code == 200


def test_a_receipt_tells_nothing_to_who_may_not_see_the_report(
    receipt: Document, outsider: User, coordinator: User, client: Client, login: Login
) -> None:
    addresses = [reverse("receipt-check", args=[receipt.short_code]), receipt.get_absolute_url()]
    for address in addresses:
        assert client.get(address)["Location"].startswith(reverse("account_login"))
    for address in addresses:
        assert login(outsider).get(address).status_code == 404
        assert login(coordinator).get(address).status_code == 200
        assert login(coordinator).post(address).status_code == 405
    assert login(coordinator).post(reverse("receipt-find")).status_code == 405
    assert login(coordinator).get(reverse("receipt-check", args=["2222222222"])).status_code == 404


# --- the form ---


def test_the_own_organization_prints_its_draft_and_others_what_was_filed(
    filed: ProgressReport, people: dict[str, User], login: Login
) -> None:
    at = filed.first_filed_at
    assert at is not None
    progress.return_progress(report=filed, by=people["coordinator"], note="x", at=at + timedelta(days=1))
    login(people["operator"]).post(reverse("form-request", args=[filed.pk]))
    draft = Document.objects.get(is_draft=True)
    login(people["coordinator"]).post(reverse("form-request", args=[filed.pk]))
    assert Document.objects.get(is_draft=False).kind == DocumentKind.FORM
    assert login(people["endorser"]).get(draft.get_absolute_url()).status_code == 200
    for stranger in ("coordinator", "secretariat", "auditor"):
        assert login(people[stranger]).get(draft.get_absolute_url()).status_code == 404


def test_a_draft_that_nobody_filed_is_no_form_for_others(world: World, people: dict[str, User], login: Login) -> None:
    report = Teller(world, people).fill(1)
    assert login(people["coordinator"]).post(reverse("form-request", args=[report.pk])).status_code == 403


def test_an_unchanged_form_is_printed_once(filed: ProgressReport, operator: User) -> None:
    first, second = (request_form(report=filed, is_draft=False, by=operator) for _ in range(2))
    assert first.pk == second.pk


# --- the worker ---


def test_a_paper_is_printed_and_downloaded(
    receipt: Document, printer: Printer, operator: User, executive: User, login: Login
) -> None:
    address = reverse("document-download", args=[receipt.pk])
    assert login(operator).get(address).status_code == 403
    render_document(receipt.pk)
    receipt.refresh_from_db()
    assert (receipt.state, receipt.pages, receipt.attempts) == (RenderState.READY, 1, 1)
    response = login(operator).get(address)
    assert read(response).startswith(b"%PDF-1.7 receipt Bukti lapor")
    assert 'filename="Bukti-Lapor-KEMENPPPA-TW1-2024-klaster-1.pdf"' in response["Content-Disposition"]
    assert "Unduh PDF" in login(operator).get(receipt.get_absolute_url()).content.decode()
    render_document(receipt.pk)
    receipt.refresh_from_db()
    assert receipt.attempts == 1


def test_download_and_repeat_answer_strangers_as_they_should(
    receipt: Document, outsider: User, operator: User, client: Client, login: Login
) -> None:
    for name, method in (("document-download", "get"), ("document-repeat", "post")):
        address = reverse(name, args=[receipt.pk])
        assert getattr(client, method)(address)["Location"].startswith(reverse("account_login"))
        assert getattr(login(outsider), method)(address).status_code == 404
        assert getattr(login(operator), method)(address).status_code == 403
        other = {"get": "post", "post": "get"}[method]
        assert getattr(login(operator), other)(address).status_code == 405
        client.logout()


def test_with_htmx_only_the_part_that_changes_is_answered(receipt: Document, operator: User, login: Login) -> None:
    page = login(operator).get(receipt.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in page
    assert "Menunggu giliran" in page


def test_a_paper_that_cannot_be_printed_says_why_and_can_be_tried_again(
    receipt: Document, printer: Printer, operator: User, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise ValueError("contoh")

    printer.during = fail
    render_document(receipt.pk)
    receipt.refresh_from_db()
    assert receipt.state == RenderState.FAILED
    assert "ValueError" in receipt.error
    told = Notification.objects.get(user=operator, kind=NotificationKind.DOCUMENT_FAILED)
    assert told.url == receipt.get_absolute_url()
    client = login(operator)
    assert "Coba lagi" in client.get(receipt.get_absolute_url()).content.decode()
    assert client.post(reverse("document-repeat", args=[receipt.pk]))["Location"] == receipt.get_absolute_url()
    receipt.refresh_from_db()
    assert (receipt.state, receipt.error, receipt.attempts) == (RenderState.QUEUED, "", 0)
    repeat_document(document=receipt)
    assert Document.objects.get().state == RenderState.QUEUED


def test_what_a_killed_worker_left_is_taken_up_and_given_up_after_three(
    receipt: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[int] = []
    monkeypatch.setattr(render_document, "delay", sent.append)
    now = timezone.now()
    for attempt in range(MAX_ATTEMPTS):
        at = now + attempt * (LEASE + timedelta(minutes=1))
        with time_machine.travel(at, tick=False):
            assert receipt.claim(at=at)
        with time_machine.travel(at + LEASE + timedelta(seconds=1), tick=False):
            take_up_abandoned()
    assert sent == [receipt.pk] * (MAX_ATTEMPTS - 1)
    receipt.refresh_from_db()
    assert receipt.state == RenderState.FAILED


def test_a_slow_worker_that_was_overtaken_leaves_no_second_file(receipt: Document, printer: Printer) -> None:
    def overtake() -> None:
        printer.during = lambda: None
        with time_machine.travel(timezone.now() + LEASE + timedelta(seconds=1)):
            render_document(receipt.pk)

    printer.during = overtake
    render_document(receipt.pk)
    receipt.refresh_from_db()
    assert receipt.state == RenderState.READY
    assert default_storage.listdir(f"documents/{receipt.pk}")[1] == [str(receipt.file.name).rsplit("/", 1)[1]]


# --- letters ---


def test_the_coordinator_sees_who_owes_what(overdue: datetime, coordinator: User, login: Login) -> None:
    with time_machine.travel(overdue, tick=False):
        page = login(coordinator).get(reverse("letter-list")).content.decode()
    assert "Kementerian KEMENPPPA" in page
    assert "Triwulan I 2024, klaster 1" in page
    assert "terlambat 8 hari" in page
    assert "Polri" not in page.split("<main")[1]
    assert "Belum ada surat pengingat." in page


def test_the_list_of_who_owes_is_turned_over_at_fifty(
    world: World, overdue: datetime, coordinator: User, login: Login
) -> None:
    for number in range(50):
        Assignment.objects.create(
            action=world.action,
            organization=make_organization(f"LEMBAGA{number}"),
            role=AssignmentRole.SUPPORT,
            is_reporter=True,
            starts_on=world.period(1).starts_on,
            recorded_at=PLANNED_AT,
        )
    with time_machine.travel(overdue, tick=False):
        client = login(coordinator)
        pages = [client.get(reverse("letter-list"), {"page": number}).context["debtors"] for number in (1, 2)]
    assert [len(page) for page in pages] == [50, 1]
    assert len({debtor.organization.pk for page in pages for debtor in page}) == 51


def test_nobody_who_owes_is_an_empty_page_that_says_when(world: World, coordinator: User, login: Login) -> None:
    with time_machine.travel(world.period(1).opens_at, tick=False):
        page = login(coordinator).get(reverse("letter-list")).content.decode()
    assert "Tidak ada yang perlu diingatkan" in page


def test_a_letter_is_sent_recorded_and_told(
    world: World, overdue: datetime, people: dict[str, User], coordinator: User, login: Login
) -> None:
    with time_machine.travel(overdue, tick=False):
        client = login(coordinator)
        page = client.get(reverse("letter-write"), {"organization": world.kemenpppa.pk}).content.decode()
        assert "Nomor surat kepada Kemenpppa" in page
        response = client.post(reverse("letter-write"), letter_form(world))
        assert response["Location"] == reverse("letter-list")
        listed = client.get(response["Location"]).content.decode()
    letter = Document.objects.get()
    assert (letter.number, letter.requested_by, letter.organization) == ("B-7/2024", coordinator, world.kemenpppa)
    assert letter.requested_at == overdue
    assert letter.context["copies"] == ["Ketua Harian", "Inspektur"]
    assert "1 surat pengingat dikirim" in listed
    assert "B-7/2024" in listed
    told = Notification.objects.filter(kind=NotificationKind.LETTER).order_by("user_id")
    assert {row.user for row in told} == {people["operator"], people["endorser"]}
    assert told[0].text == "Surat pengingat B-7/2024: 1 (satu) laporan instansi Anda belum diterima."
    assert login(people["operator"]).get(told[0].url).status_code == 200
    assert login(people["auditor"]).get(told[0].url).status_code == 200
    assert login(people["outsider"]).get(told[0].url).status_code == 404


def test_several_at_once_are_one_letter_each(world: World, overdue: datetime, secretariat: User, login: Login) -> None:
    with time_machine.travel(overdue, tick=False):
        form = {**letter_form(world), "organization": [str(world.kemenpppa.pk), str(world.polri.pk)]}
        login(secretariat).post(reverse("letter-write"), {**form, f"number_{world.polri.pk}": "B-8/2024"})
    assert set(Document.objects.values_list("number", "organization__code")) == {
        ("B-7/2024", "KEMENPPPA"),
        ("B-8/2024", "POLRI"),
    }


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"signer_name": ""}, "Bidang ini harus diisi."),
        ({"answer_by": "2024-05-01"}, "Tanggal ini tidak boleh sebelum tanggal surat."),
        ({"written_on": "kemarin"}, "Masukkan tanggal yang valid."),
    ],
)
def test_a_wrong_letter_says_so_and_keeps_what_was_typed(
    world: World, overdue: datetime, coordinator: User, login: Login, changes: dict[str, str], sentence: str
) -> None:
    with time_machine.travel(overdue, tick=False):
        page = login(coordinator).post(reverse("letter-write"), letter_form(world, **changes)).content.decode()
    assert sentence in page
    assert 'value="B-7/2024"' in page
    assert not Document.objects.exists()


def test_a_number_is_used_once(world: World, overdue: datetime, secretariat: User, login: Login) -> None:
    with time_machine.travel(overdue, tick=False):
        client = login(secretariat)
        client.post(reverse("letter-write"), letter_form(world))
        again = client.post(reverse("letter-write"), letter_form(world)).content.decode()
        both = {**letter_form(world), "organization": [str(world.kemenpppa.pk), str(world.polri.pk)]}
        twice = client.post(
            reverse("letter-write"),
            {**both, f"number_{world.kemenpppa.pk}": "B-9", f"number_{world.polri.pk}": "B-9"},
        ).content.decode()
    assert "Nomor B-7/2024 sudah dipakai surat lain." in again
    assert "Setiap surat memerlukan nomornya sendiri." in twice
    assert Document.objects.count() == 1


def test_a_number_taken_meanwhile_sends_none_of_the_letters(world: World, overdue: datetime, secretariat: User) -> None:
    debtors = debtors_of(secretariat, at=overdue)
    letters = [(debtor, "B-1") for debtor in debtors]
    with pytest.raises(LetterNumberTaken, match=r"^Nomor B-1 sudah dipakai surat lain\.$"):
        send_reminder_letters(letters=letters, text=letter_text(overdue), by=secretariat, at=overdue)
    assert not Document.objects.exists()
    assert not Notification.objects.exists()


def test_an_organization_that_ended_is_named_and_its_successors_letter_offered(
    world: World, overdue: datetime, secretariat: User, login: Login
) -> None:
    ended = date(2024, 4, 1)
    OrganizationName.objects.filter(organization=world.kemenpppa).update(valid_to=ended)
    why = "Kemenpppa sudah berakhir, sehingga tidak ada yang menerima suratnya."
    only, write = {"report": f"{world.kemenpppa.pk}-1-1"}, reverse("letter-write")
    with time_machine.travel(overdue, tick=False):
        client = login(secretariat)
        alone = client.get(write, only, follow=True)
        assert [str(message) for message in alone.context["messages"]] == [why]
        both = client.get(write, {"organization": [world.kemenpppa.pk, world.polri.pk, world.kemendagri.pk]})
        assert [one.sentence for one in both.context["missed"]] == [
            "Kemendagri tidak berutang laporan yang dapat Anda surati.",
            why,
        ]
        assert why in both.content.decode()
        succession = {"kind": SuccessionKind.RENAME, "on": ended}
        OrganizationSuccession.objects.create(predecessor=world.kemenpppa, successor=world.polri, **succession)
        page = client.get(write, only, follow=True)
    assert [debtor.organization for debtor in page.context["debtors"]] == [world.polri]
    assert f"{why} Penerusnya: Polri." in page.content.decode()
    assert not Document.objects.exists()


def test_nobody_ticked_or_somebody_elses_debtor_sends_nothing(
    world: World, overdue: datetime, coordinator: User, login: Login
) -> None:
    with time_machine.travel(overdue, tick=False):
        client = login(coordinator)
        for chosen in ({}, {"organization": world.polri.pk}, {"organization": "x"}, {"organization": "9" * 30}):
            assert client.get(reverse("letter-write"), chosen)["Location"] == reverse("letter-list")
        page = client.get(reverse("letter-list")).content.decode()
    assert "Pilih sekurang-kurangnya satu instansi" in page


@pytest.mark.parametrize("name", ["letter-list", "letter-write"])
def test_only_who_verifies_writes_letters(client: Client, people: dict[str, User], login: Login, name: str) -> None:
    address = reverse(name)
    assert client.get(address)["Location"].startswith(reverse("account_login"))
    for key in ("operator", "endorser", "executive", "auditor", "admin", "region_operator"):
        assert login(people[key]).get(address).status_code == 403
    assert login(people["coordinator"]).put(address).status_code == 405


def test_the_list_asks_as_many_queries_for_many_debtors_as_for_one(
    world: World, overdue: datetime, coordinator: User, login: Login
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("letter-list")).status_code == 200
        return len(captured)

    with time_machine.travel(overdue, tick=False):
        client = login(coordinator)
        few = queries()
        for number in range(8):
            organization = make_organization(f"LAIN{number}")
            make_user(organization, Role.OPERATOR, f"Orang {number}")
            Assignment.objects.create(
                action=world.action,
                organization=organization,
                role="support",
                is_reporter=True,
                starts_on=world.period(1).starts_on,
                recorded_at=world.period(1).opens_at,
            )
        assert queries() == few
