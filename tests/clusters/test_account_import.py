"""Many accounts from one file: what is read, all or nothing, and each letter once, whatever dies on the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from io import BytesIO
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clusters.enums import OrganizationKind, Role
from clusters.importing.reading import REQUIRED
from clusters.importing.template import account_template
from clusters.models import AccountImport, Invitation, InvitationMail, Organization, User
from clusters.models.notification import LEASE, MOST_ATTEMPTS
from clusters.services import account_import as services
from clusters.services.users import accept_invitation, deactivate_user, move_user, resend_invitation
from clusters.tasks import send_invitations, take_up_invitations
from ranpptppo.lib.spreadsheets import read_spreadsheet
from ranpptppo.lib.workbooks import Column, SheetContent, write_workbook
from tests.cast import World, make_organization, make_user

Login = Callable[[User], Client]
AT = datetime(2024, 5, 2, 3, 0, tzinfo=UTC)
COLUMNS = (*REQUIRED, "kode_instansi", "nama_instansi", "jabatan")
BOGOR = ("32.01", "Budi Bogor", "Budi@Bogor.go.id", "Operator", "", "", "Analis")
KUPANG = ("53", "Kiki Kupang", "kiki@ntt.go.id", "Pejabat pengesah", "DP3A-53", "DP3A NTT", "")


def sheet(*rows: Sequence[str], columns: Sequence[str] = COLUMNS) -> BytesIO:
    content = SheetContent("Akun", [Column(name) for name in columns], rows)
    return BytesIO(write_workbook([content], title="Akun", created_at=AT))


def bring(by: User, *rows: Sequence[str], at: datetime = AT) -> AccountImport:
    seen = services.preview_accounts(file=sheet(*rows), name="akun.xlsx", by=by, at=at).fingerprint
    return services.import_accounts(file=sheet(*rows), name="akun.xlsx", by=by, seen=seen, at=at)


def errors(by: User, *rows: Sequence[str]) -> dict[str, str]:
    """Place → sentence."""
    preview = services.preview_accounts(file=sheet(*rows), name="akun.xlsx", by=by, at=AT)
    return {problem.address: problem.sentence for problem in preview.errors}


def run(account_import: AccountImport, at: datetime = AT) -> None:
    with time_machine.travel(at, tick=False):
        send_invitations(account_import.pk)


def link_in(number: int) -> str:
    body = str(mail.outbox[number].body)
    return next(line for line in body.splitlines() if "/invitations/" in line)


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> list[BaseException | None]:
    """What happens to each sending in turn; None and the end of the list: it goes out."""
    planned: list[BaseException | None] = []
    send = EmailBackend.send_messages

    def send_or_fail(backend: EmailBackend, messages: Any) -> int:
        fault = planned.pop(0) if planned else None
        if fault is not None:
            raise fault
        return send(backend, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", send_or_fail)
    return planned


# --- what is made ---


def test_accounts_and_the_bodies_that_they_need_are_made_together(world: World, secretariat: User) -> None:
    revision = world.plan.data_revision
    done = bring(secretariat, BOGOR, KUPANG)
    world.plan.refresh_from_db()
    assert world.plan.data_revision > revision
    budi = User.objects.get(email="budi@bogor.go.id")
    assert (budi.role, budi.position, budi.has_joined) == (Role.OPERATOR, "Analis", False)
    assert (budi.organization.code, budi.organization.region) == ("PEMDA-32.01", world.regency)
    body = Organization.objects.with_name_on(AT.date()).get(code="DP3A-53")
    assert (body.kind, body.name_then, body.short_name_then) == (OrganizationKind.REGIONAL, "DP3A NTT", "DP3A NTT")
    assert (done.accounts, done.organizations) == (2, 2)
    assert budi.history.get().history_user == secretariat


def test_the_only_body_of_a_region_takes_its_people(world: World, secretariat: User) -> None:
    body = make_organization("DP3A-3201", OrganizationKind.REGIONAL, region=world.regency)
    bring(secretariat, BOGOR)
    assert User.objects.get(email="budi@bogor.go.id").organization == body


def test_a_taken_code_of_a_default_body_is_an_error_of_its_row(world: World, secretariat: User) -> None:
    ended = make_organization("PEMDA-32.01", OrganizationKind.REGIONAL, region=world.regency)
    ended.names.update(valid_to=AT.date() - timedelta(days=1))
    make_organization("PEMDA-53", OrganizationKind.REGIONAL, region=world.province)
    rows = [BOGOR, ("53", "Kiki", "kiki@ntt.go.id", "operator", "", "", "")]
    assert errors(secretariat, *rows) == {
        "E2": "Instansi PEMDA-32.01 sudah ada dan tidak berlaku lagi: tulis kode_instansi lain.",
        "E3": "Instansi PEMDA-53 sudah ada dan milik wilayah lain: tulis kode_instansi lain.",
    }
    assert bring(secretariat, (*BOGOR[:4], "DP3A-3201", "", "")).organizations == 1


def test_the_same_file_again_makes_nothing_and_says_so(world: World, secretariat: User) -> None:
    bring(secretariat, BOGOR)
    preview = services.preview_accounts(file=sheet(BOGOR, KUPANG), name="akun.xlsx", by=secretariat, at=AT)
    assert (preview.known, [account.email for account in preview.accounts]) == (1, ["kiki@ntt.go.id"])
    with pytest.raises(services.AccountsRefused, match="Tidak ada akun baru"):
        bring(secretariat, BOGOR)


def test_every_wrong_cell_is_named_and_nothing_is_written(world: World, secretariat: User, operator: User) -> None:
    make_organization("A-32", OrganizationKind.REGIONAL, region=world.province)
    rows = [
        BOGOR,
        ("99", "A", "a@contoh.go.id", "operator", "", "", ""),
        ("32.01", "", "bukan surel", "raja", "", "", ""),
        ("32.01", "B", operator.email, "operator", "", "", ""),
        ("32.01", "C", "BUDI@bogor.go.id", "operator", "", "", ""),
        ("32.01", "D", "d@contoh.go.id", "operator", "POLRI", "", ""),
        ("32", "E", "e@contoh.go.id", "operator", "", "", ""),
        ("32.01", "F", "f@contoh.go.id", "operator", "", "x" * 201, ""),
    ]
    assert errors(secretariat, *rows) == {
        "A3": "Kode wilayah 99 tidak dikenal.",
        "B4": "Kolom nama kosong.",
        "C4": "“bukan surel” bukan alamat surel.",
        "D4": (
            "“raja” bukan peran; pilihannya: operator, pejabat pengesah, pengesah, verifikator, sekretariat, pimpinan."
        ),
        "C5": "Surel ini sudah dipakai akun lain.",
        "C6": "Surel ini sudah ada pada baris 2.",
        "E7": "Instansi POLRI bukan perangkat daerah Bogor.",
        "E8": "Jawa Barat memiliki beberapa perangkat daerah: pilih A-32 dan DP3A-32.",
        "F9": "Teks terlalu panjang: 201 huruf, paling banyak 200.",
    }
    with pytest.raises(services.AccountsRefused, match="9 kesalahan"):
        bring(secretariat, *rows)
    assert not AccountImport.objects.exists()
    assert not Organization.objects.filter(code__startswith="PEMDA").exists()


def test_a_file_without_its_columns_says_which(world: World, secretariat: User) -> None:
    file = sheet(("32", "x"), columns=("kode_wilayah", "nama"))
    preview = services.preview_accounts(file=file, name="akun.xlsx", by=secretariat, at=AT)
    assert [problem.sentence for problem in preview.errors] == ["Kolom surel dan peran tidak ada pada baris judul."]


def test_a_province_brings_people_of_its_own_regencies_alone(world: World, region_operator: User) -> None:
    keeper = make_user(region_operator.organization, Role.SECRETARIAT, "Rahma Daerah")
    assert errors(keeper, BOGOR, KUPANG) == {"A3": "Wilayah 53 di luar wilayah Anda."}
    assert bring(keeper, BOGOR).accounts == 1
    codes = read_spreadsheet(BytesIO(account_template(keeper=keeper, at=AT)), "t.xlsx").first_sheet.rows[4:]
    assert [row.text(0) for row in codes] == ["32", "32.01"]


def test_what_changed_since_the_preview_is_shown_again(world: World, secretariat: User) -> None:
    seen = services.preview_accounts(file=sheet(BOGOR), name="akun.xlsx", by=secretariat, at=AT).fingerprint
    make_organization("DP3A-3201", OrganizationKind.REGIONAL, region=world.regency)
    with pytest.raises(services.AccountsRefused, match="berubah sejak pratinjau"):
        services.import_accounts(file=sheet(BOGOR), name="akun.xlsx", by=secretariat, seen=seen, at=AT)


def test_the_filled_template_is_read_back(world: World, secretariat: User) -> None:
    rows = read_spreadsheet(BytesIO(account_template(keeper=secretariat, at=AT)), "t.xlsx").first_sheet.rows
    columns = [rows[3].text(column) for column in range(10)]
    filled = [[row.text(column) for column in range(10)] for row in rows[4:]]
    filled[1][5:8] = ["Budi", "budi@bogor.go.id", "operator"]
    preview = services.preview_accounts(file=sheet(*filled, columns=columns), name="t.xlsx", by=secretariat, at=AT)
    assert (preview.blank, preview.errors) == (2, [])
    assert [account.body.name for account in preview.accounts] == ["Pemerintah Bogor"]


def test_as_many_queries_for_two_as_for_forty(world: World, secretariat: User) -> None:
    def cost(count: int) -> int:
        rows = [("32.01", f"Orang {n}", f"o{n}@contoh.go.id", "operator", f"B-{n}", "", "") for n in range(count)]
        with CaptureQueriesContext(connection) as queries:
            services.preview_accounts(file=sheet(*rows), name="akun.xlsx", by=secretariat, at=AT)
        return len(queries)

    assert cost(2) == cost(40)


# --- the letters ---


def test_each_letter_carries_a_link_that_works_once(world: World, secretariat: User) -> None:
    done = bring(secretariat, BOGOR, KUPANG)
    run(done)
    run(done)
    assert [message.to for message in mail.outbox] == [["budi@bogor.go.id"], ["kiki@ntt.go.id"]]
    assert "Operator Pemerintah Bogor" in str(mail.outbox[0].body)
    key = link_in(0).rstrip("/").split("/")[-1]
    assert key not in str(list(Invitation.objects.values()))
    user = accept_invitation(key=key, password="kunci-rahasia-baru", at=AT + timedelta(days=6))
    assert user.email == "budi@bogor.go.id"


def test_a_letter_of_a_killed_worker_goes_out_again_with_the_same_link(
    world: World, secretariat: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = bring(secretariat, BOGOR)
    with monkeypatch.context() as dies:
        dies.setattr(InvitationMail, "finish", lambda self, at: None)
        run(done)
    run(done, AT + timedelta(minutes=1))
    assert len(mail.outbox) == 1
    with time_machine.travel(AT + LEASE + timedelta(minutes=1), tick=False):
        take_up_invitations()
    assert len(mail.outbox) == 2
    assert link_in(0) == link_in(1)
    assert mail.outbox[0].extra_headers["Message-ID"] == mail.outbox[1].extra_headers["Message-ID"]
    assert Invitation.objects.count() == 1


def test_what_was_not_taken_is_tried_again_and_others_are_not_sent_twice(
    world: World, secretariat: User, faults: list[BaseException | None]
) -> None:
    done = bring(secretariat, BOGOR, KUPANG)
    faults += [SMTPRecipientsRefused({}), None]
    run(done)
    assert [message.to for message in mail.outbox] == [["kiki@ntt.go.id"]]
    assert done.mails.get(sent_at=None).error == "Alamat ditolak server surel"
    run(done)
    assert [message.to[0] for message in mail.outbox] == ["kiki@ntt.go.id", "budi@bogor.go.id"]


def test_a_dead_server_is_left_alone_after_two(
    world: World, secretariat: User, faults: list[BaseException | None]
) -> None:
    rows = [("32.01", f"Orang {n}", f"o{n}@contoh.go.id", "operator", "", "", "") for n in range(4)]
    done = bring(secretariat, *rows)
    faults += [SMTPServerDisconnected()] * 4
    run(done)
    assert sorted(done.mails.values_list("attempts", flat=True)) == [0, 0, 1, 1]


def test_who_needs_no_link_gets_none(world: World, secretariat: User) -> None:
    done = bring(secretariat, BOGOR, KUPANG)
    deactivate_user(user=User.objects.get(email="kiki@ntt.go.id"), by=secretariat)
    budi = User.objects.get(email="budi@bogor.go.id")
    resend_invitation(user=budi, by=secretariat, link_for=lambda key: f"http://x/{key}", at=AT)
    mail.outbox.clear()
    run(done)
    assert mail.outbox == []
    assert done.mails.filter(dropped_at=AT).count() == 2


def test_who_let_the_link_run_out_gets_another(world: World, secretariat: User) -> None:
    done = bring(secretariat, BOGOR)
    run(done)
    assert services.renew_expired(account_import=done, at=AT + timedelta(days=6)) == 0
    late = AT + timedelta(days=8)
    assert services.renew_expired(account_import=done, at=late) == 1
    run(done, late)
    assert len(mail.outbox) == 2
    assert link_in(0) != link_in(1)


# --- the pages ---


def upload(client: Client, *rows: Sequence[str]) -> Any:
    file = SimpleUploadedFile("akun.xlsx", sheet(*rows).getvalue())
    return client.post(reverse("account-import"), {"file": file}, follow=True)


def test_a_file_is_looked_at_first_and_sent_as_one_job(
    world: World, secretariat: User, login: Login, django_capture_on_commit_callbacks: Any
) -> None:
    client = login(secretariat)
    page = upload(client, BOGOR, KUPANG)
    assert "Buat 2 akun dan kirim undangan" in page.content.decode()
    assert not AccountImport.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        seen = page.context["preview"].fingerprint
        done = client.post(reverse("account-import-confirm"), {"seen": seen})
    assert "2 dari 2 undangan terkirim." in client.get(done["Location"]).content.decode()
    assert len(mail.outbox) == 2
    again = client.post(reverse("account-import-confirm"), {"seen": seen}, follow=True)
    assert "Pratinjau sudah kedaluwarsa" in again.content.decode()
    assert "akun.xlsx" in client.get(reverse("account-import")).content.decode()


def test_errors_are_shown_with_their_rows_and_no_button(world: World, secretariat: User, login: Login) -> None:
    page = upload(login(secretariat), ("99", "A", "a@contoh.go.id", "operator", "", "", "")).content.decode()
    assert "baris 2, kolom kode_wilayah (A2)" in page
    assert "kirim undangan" not in page


def test_the_progress_is_a_fragment_that_asks_again_until_all_is_sent(
    world: World, secretariat: User, login: Login
) -> None:
    done = bring(secretariat, BOGOR)
    client = login(secretariat)
    page = client.get(done.get_absolute_url(), headers={"hx-request": "true"}).content.decode()
    assert "every 2s" in page
    assert "<html" not in page
    run(done)
    assert "every 2s" not in client.get(done.get_absolute_url()).content.decode()


def test_what_failed_is_listed_and_sent_again_by_a_button(
    world: World, secretariat: User, login: Login, django_capture_on_commit_callbacks: Any
) -> None:
    done = bring(secretariat, BOGOR)
    done.mails.update(attempts=MOST_ATTEMPTS, error="Alamat ditolak server surel")
    client = login(secretariat)
    assert "Alamat ditolak server surel" in client.get(done.get_absolute_url()).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("account-import-retry", args=[done.pk]))
    assert len(mail.outbox) == 1
    done.mails.update(sent_at=AT)
    Invitation.objects.update(sent_at=AT, expires_at=AT + timedelta(days=7))
    assert "Kirim tautan baru kepada 1 orang" in client.get(done.get_absolute_url()).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("account-import-renew", args=[done.pk]))
    assert len(mail.outbox) == 2


PAGES = [
    ("account-import", {"get", "post"}),
    ("account-import-template", {"get"}),
    ("account-import-preview", {"get"}),
    ("account-import-confirm", {"post"}),
]
OF_AN_IMPORT = [
    ("account-import-detail", {"get"}),
    ("account-import-retry", {"post"}),
    ("account-import-renew", {"post"}),
]


@pytest.mark.parametrize(("name", "methods"), [*PAGES, *OF_AN_IMPORT])
def test_pages_answer_their_people_and_methods_alone(
    world: World, people: dict[str, User], client: Client, login: Login, name: str, methods: set[str]
) -> None:
    done = bring(people["secretariat"], BOGOR)
    address = reverse(name, args=[done.pk] if (name, methods) in OF_AN_IMPORT else [])
    first = min(methods)
    assert client.get(address)["Location"].startswith(reverse("account_login"))
    assert getattr(login(people["operator"]), first)(address).status_code == 403
    keeper = login(people["secretariat"])
    assert getattr(keeper, first)(address).status_code in {200, 302}
    for method in {"get", "post", "put"} - methods:
        assert getattr(keeper, method)(address).status_code == 405


@pytest.mark.parametrize(("name", "methods"), OF_AN_IMPORT)
def test_an_import_of_another_is_not_there_for_a_region(
    world: World, people: dict[str, User], login: Login, name: str, methods: set[str]
) -> None:
    done = bring(people["secretariat"], BOGOR)
    keeper = make_user(people["region_operator"].organization, Role.SECRETARIAT, "Rahma Daerah")
    assert getattr(login(keeper), min(methods))(reverse(name, args=[done.pk])).status_code == 404


def test_an_import_stays_with_its_body_when_the_importer_moves(
    world: World, secretariat: User, region_operator: User
) -> None:
    nationwide = bring(secretariat, KUPANG)
    keeper = make_user(region_operator.organization, Role.SECRETARIAT, "Rahma Daerah")
    colleague = make_user(region_operator.organization, Role.SECRETARIAT, "Tiara Lokal")
    own = bring(keeper, BOGOR)
    other = make_organization("DP3A-53X", OrganizationKind.REGIONAL, region=world.other_province)
    stranger = make_user(other, Role.SECRETARIAT, "Umar Lokal")
    for moved in (secretariat, keeper):
        move_user(user=moved, organization=other, role=Role.SECRETARIAT, by=colleague)
    assert list(AccountImport.objects.visible_to(colleague)) == [own]
    assert not AccountImport.objects.visible_to(stranger).exists()
    assert nationwide.organization.region is None
