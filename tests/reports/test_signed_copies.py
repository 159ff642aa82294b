"""Copies signed elsewhere: what is accepted and what is refused, with keys made here; who uploads and who downloads."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pyhanko.pdf_utils.generic import NameObject, StreamObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from clusters.enums import NotificationKind, Role
from clusters.models import Notification, User
from reports.enums import CopyVerdict, RenderState
from reports.forms import MOST_ADDED
from reports.models import Report, ReportVolume, SignedCopy
from reports.services import keep_signed_copy
from reports.signing import SigningError
from reports.signing.copies import Checked, CopyRefused, check_copy
from reports.signing.pkcs12 import Pkcs12Signer
from reports.tasks import check_signed_copy
from tests.cast import World, make_organization, make_user
from tests.reports.sample_figures import annual_figures
from tests.reports.signing_keys import PASSPHRASE, key_file, make_signed_copy, root, root_pem, signed
from tests.reports.test_report_pages import make_report, read, regional_plan, text_of

Login = Callable[[User], Client]


def pdf_of(words: str) -> bytes:
    """One page that shows nothing but is a whole PDF."""
    pdf, out = pikepdf.new(), BytesIO()
    page = pdf.add_blank_page(page_size=(200, 200))
    page.contents_add(f"% {words}".encode())
    pdf.save(out)
    return out.getvalue()


ISSUED = pdf_of("terbit")


def edited(pdf: bytes) -> bytes:
    """A further revision in which the page shows something else."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    page = writer.root["/Pages"]["/Kids"][0]
    page[NameObject("/Contents")] = writer.add_object(
        StreamObject({pdf_name("/Length"): 0}, stream_data=b"0 0 99 99 re f")
    )
    writer.update_container(page)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def refusal(copy: bytes) -> str:
    with pytest.raises(CopyRefused) as caught:
        check_copy(copy, ISSUED, [root()])
    return str(caught.value)


# --- the check ---


def test_a_signature_under_a_known_root_is_accepted_with_its_name_and_time() -> None:
    before = timezone.now().replace(microsecond=0)
    found = check_copy(signed(ISSUED), ISSUED, [root()])
    assert found.is_trusted
    (signer,) = found.signers
    assert (signer["name"], signer["organization"]) == ("Sinta Penanda Tangan", "Instansi contoh")
    assert before.isoformat() <= signer["signed_at"] <= timezone.now().isoformat()
    assert not signer["is_stamped"]


def test_an_unknown_root_is_said_plainly() -> None:
    found = check_copy(signed(ISSUED), ISSUED, [])
    assert not found.is_trusted
    assert found.signers[0]["problem"] == "Sertifikat akar tidak dikenal oleh sistem ini."


def test_a_certificate_that_ran_out_is_said_plainly() -> None:
    found = check_copy(signed(ISSUED, "Lama", days=-3), ISSUED, [root()])
    assert "tidak berlaku pada saat diperiksa" in found.signers[0]["problem"]


def test_two_sign_one_after_the_other() -> None:
    twice: Checked = check_copy(signed(signed(ISSUED), "Kedua"), ISSUED, [root()])
    assert [signer["name"] for signer in twice.signers] == ["Sinta Penanda Tangan", "Kedua"]
    assert twice.is_trusted


def test_what_is_no_signed_copy_of_the_issued_file_is_refused_and_says_why() -> None:
    whole = signed(ISSUED)
    assert "belum ditandatangani" in refusal(ISSUED)
    assert "bukan PDF" in refusal(b"GIF89a")
    assert "bukan PDF" in refusal(whole[:-60])
    other, changed = signed(pdf_of("lain")), edited(ISSUED)
    place = changed.index(b"/Prev ", len(ISSUED))
    hidden = changed[:place] + b"/Lama " + changed[place + 6 :]
    assert "bukan berkas yang diterbitkan untuk edisi ini (berbeda mulai bita ke-" in refusal(other)
    assert "(berbeda mulai bita ke-101)" in refusal(whole[:100] + b"~" + whole[101:])
    assert "menyembunyikan isi yang diterbitkan" in refusal(hidden)


def test_no_page_is_changed_before_or_after_the_signature() -> None:
    assert "diubah sesudah diterbitkan" in refusal(edited(ISSUED))
    assert "diubah sesudah diterbitkan" in refusal(signed(edited(ISSUED)))
    assert "diubah sesudah diterbitkan" in refusal(edited(signed(ISSUED)))


def test_a_tampered_signature_is_refused() -> None:
    whole = signed(ISSUED)
    place = whole.index(b"Penetapan laporan", len(ISSUED))
    broken = whole[:place] + b"Q" + whole[place + 1 :]
    assert "rusak: isi yang ditandatangani telah berubah" in refusal(broken)


# --- the signer ---


def test_a_signer_appends_and_keeps_the_issued_bytes() -> None:
    assert signed(ISSUED).startswith(ISSUED)


def test_the_passphrase_is_neither_kept_nor_logged(caplog: pytest.LogCaptureFixture) -> None:
    secret = PASSPHRASE.decode()
    with caplog.at_level(logging.DEBUG):
        signer = Pkcs12Signer(key_file("Sinta Penanda Tangan"), PASSPHRASE)
        pdf = signer.sign(ISSUED, reason="Penetapan", location="Jakarta")
        with pytest.raises(SigningError) as caught:
            Pkcs12Signer(key_file("Sinta Penanda Tangan"), b"salah-frasa-sandi")
    assert "frasa sandinya salah" in str(caught.value)
    assert PASSPHRASE not in pdf
    for words in (caplog.text, repr(vars(signer)), str(caught.value)):
        assert secret not in words
        assert "salah-frasa-sandi" not in words


# --- from the upload to the offer ---


@pytest.fixture
def report(world: World, people: dict[str, User]) -> Report:
    report = make_report(world.plan, people["secretariat"], edition=2)
    report.claim(at=timezone.now())
    report.freeze(figures=dict(annual_figures(is_final=True)), sha256="a" * 64)
    name = default_storage.save(f"reports/{report.pk}/rahasia.pdf", ContentFile(ISSUED))
    report.finish(file_name=name, file_sha256=hashlib.sha256(ISSUED).hexdigest(), pages=1, at=timezone.now())
    return report


def upload(report: Report, by: User, content: bytes) -> SignedCopy:
    copy = keep_signed_copy(report=report, file=SimpleUploadedFile("hasil.pdf", content), by=by)
    check_signed_copy(copy.pk)
    copy.refresh_from_db()
    return copy


def sent(client: Client, report: Report, content: bytes) -> str:
    address = reverse("signed-copy-upload", args=[report.pk])
    return client.post(address, {"file": SimpleUploadedFile("hasil.pdf", content)}, follow=True).content.decode()


def test_an_uploaded_copy_is_checked_shown_and_offered_first(
    report: Report, people: dict[str, User], login: Login, tmp_path: Path, settings: object
) -> None:
    settings.SIGNATURE_ROOTS = str(tmp_path)  # type: ignore[attr-defined]
    tmp_path.joinpath("contoh.pem").write_bytes(root_pem())
    content, office = signed(ISSUED), login(people["secretariat"])
    assert "Salinan diterima dan sedang diperiksa." in sent(office, report, content)
    copy = SignedCopy.objects.get()
    assert (copy.verdict, copy.sha256) == (CopyVerdict.WAITING, hashlib.sha256(content).hexdigest())
    download = reverse("signed-copy-download", args=[report.pk])
    assert office.get(download).status_code == 404
    check_signed_copy(copy.pk)
    copy.refresh_from_db()
    assert copy.verdict == CopyVerdict.TRUSTED
    told = Notification.objects.get(user=people["secretariat"], kind=NotificationKind.COPY_CHECKED)
    assert (told.text, told.url) == (f"{copy} sah.", report.get_absolute_url())
    page = text_of(office.get(report.get_absolute_url()))
    assert "Sinta Penanda Tangan" in page
    assert page.index(download) < page.index(reverse("report-download", args=[report.pk]))
    response = login(people["executive"]).get(download)
    assert (
        response["Content-Disposition"]
        == 'attachment; filename="Laporan-Tahunan-GT-PPTPPO-2024-v2-bertanda-tangan.pdf"'
    )
    assert read(response) == content


def test_a_refused_copy_says_why_is_offered_to_nobody_and_not_kept(
    report: Report, people: dict[str, User], login: Login
) -> None:
    copy = upload(report, people["secretariat"], edited(signed(ISSUED)))
    assert copy.verdict == CopyVerdict.REFUSED
    assert not default_storage.exists(str(copy.file.name))
    assert "ditolak: Isi laporan diubah" in Notification.objects.get(kind=NotificationKind.COPY_CHECKED).text
    client = login(people["secretariat"])
    assert "Isi laporan diubah sesudah diterbitkan" in text_of(client.get(report.get_absolute_url()))
    assert client.get(reverse("signed-copy-download", args=[report.pk])).status_code == 404


def test_a_copy_is_judged_once(report: Report, people: dict[str, User]) -> None:
    copy = upload(report, people["secretariat"], signed(ISSUED))
    assert copy.verdict == CopyVerdict.UNTRUSTED
    assert not copy.conclude(at=timezone.now(), verdict=CopyVerdict.REFUSED, signers=[], reason="Lain.")
    copy.refresh_from_db()
    assert copy.verdict == CopyVerdict.UNTRUSTED
    check_signed_copy(copy.pk)
    assert Notification.objects.filter(kind=NotificationKind.COPY_CHECKED).count() == 1


def test_what_is_no_pdf_or_too_big_is_refused_beside_the_field(
    report: Report, people: dict[str, User], login: Login
) -> None:
    client = login(people["secretariat"])
    assert "Berkas ini bukan PDF." in sent(client, report, b"GIF89a")
    assert "Berkas terlalu besar" in sent(client, report, ISSUED + b" " * (MOST_ADDED + 1))
    assert not SignedCopy.objects.exists()


def test_each_volume_is_signed_checked_and_offered_by_itself(
    report: Report, people: dict[str, User], client: Client, login: Login
) -> None:
    second = pdf_of("jilid dua")
    name = default_storage.save(f"reports/{report.pk}/dua.pdf", ContentFile(second))
    sha256 = hashlib.sha256(second).hexdigest()
    volume = ReportVolume.objects.create(report=report, number=2, file=name, file_sha256=sha256, pages=1)
    office, upload_at = login(people["secretariat"]), reverse("signed-copy-upload", args=[report.pk])
    assert 'value="2" selected' in text_of(office.get(upload_at, {"volume": "2"}))
    wrong = {"volume": "9", "file": SimpleUploadedFile("hasil.pdf", signed(second))}
    assert "Pilih jilid dari daftar." in text_of(office.post(upload_at, wrong))
    for content, verdict in ((signed(ISSUED), CopyVerdict.REFUSED), (signed(second), CopyVerdict.UNTRUSTED)):
        office.post(upload_at, {"volume": "2", "file": SimpleUploadedFile("hasil.pdf", content)})
        copy = SignedCopy.objects.latest("pk")
        check_signed_copy(copy.pk)
        copy.refresh_from_db()
        assert (copy.volume, copy.verdict) == (volume, verdict)
    assert office.get(reverse("signed-copy-download", args=[report.pk])).status_code == 404
    download = reverse("signed-volume-download", args=[report.pk, 2])
    page = text_of(office.get(report.get_absolute_url()))
    assert download in page
    assert reverse("signed-volume-download", args=[report.pk, 3]) not in page
    response = office.get(download)
    assert "v2-Jilid-2-bertanda-tangan.pdf" in response["Content-Disposition"]
    assert read(response) == content
    public = text_of(client.get(reverse("report-check", args=[report.short_code])))
    assert all(shown in public for shown in (report.file_sha256, sha256, "Jilid II"))
    own, volumes = office.get(reverse("api-report-detail", args=[report.pk])).json()["files"]
    assert (own["volume"], own["sha256"], own["signed_download"]) == (1, report.file_sha256, None)
    assert (volumes["sha256"], volumes["signed_sha256"]) == (sha256, copy.sha256)
    assert read(office.get(volumes["download"])) == second
    assert read(office.get(volumes["signed_download"])) == content
    assert office.get(reverse("api-report-signed", args=[report.pk, 1])).status_code == 404


def test_strangers_learn_only_that_there_is_one(report: Report, people: dict[str, User], client: Client) -> None:
    address = reverse("report-check", args=[report.short_code])
    assert "salinan bertanda tangan tidak ada" in text_of(client.get(address))
    content = b"%PDF-1.7 bertanda tangan"
    make_signed_copy(report, people["secretariat"], content)
    sha256 = hashlib.sha256(content).hexdigest()
    page = text_of(client.get(address))
    assert "salinan bertanda tangan ada" in page
    assert "Sinta" not in page
    assert sha256 not in page
    assert "sama persis dengan salinan bertanda tangan" in text_of(client.get(address, {"sha256": sha256}))


def test_who_may_and_how(report: Report, world: World, people: dict[str, User], client: Client, login: Login) -> None:
    make_signed_copy(report, people["secretariat"])
    upload_at, download_at = (reverse(f"signed-copy-{name}", args=[report.pk]) for name in ("upload", "download"))
    for address in (upload_at, download_at):
        assert client.get(address)["Location"].split("?")[0] == reverse("account_login")
    for role in ("operator", "coordinator", "auditor", "admin"):
        assert login(people[role]).get(upload_at).status_code == 403
        assert client.post(upload_at).status_code == 403
        assert len(read(client.get(download_at))) > 0
    assert client.post(download_at).status_code == 405
    assert client.put(upload_at).status_code == 405
    preview = make_report(world.plan, people["secretariat"], RenderState.READY, edition=0)
    Report.objects.filter(pk=preview.pk).update(is_preview=True)
    assert login(people["secretariat"]).get(reverse("signed-copy-upload", args=[preview.pk])).status_code == 403


def test_a_region_neither_sees_nor_sends_the_copies_of_another(
    world: World, people: dict[str, User], login: Login
) -> None:
    regional = make_report(regional_plan(world.regency), people["secretariat"], RenderState.READY)
    make_signed_copy(regional, people["secretariat"])
    body = make_organization("DP3A-54", "regional", region=world.other_province)
    stranger = login(make_user(body, Role.SECRETARIAT, "Tono Timur"))
    for name in ("upload", "download"):
        assert stranger.get(reverse(f"signed-copy-{name}", args=[regional.pk])).status_code == 404
