"""A signed copy whose check comes to no end: it is no verdict on the file, which stays until it is checked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from celery.exceptions import SoftTimeLimitExceeded
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clusters.enums import NotificationKind, Role
from clusters.models import Notification, User
from reports import signature_check
from reports.enums import CopyVerdict, RenderState
from reports.leases import CHECK_LEASE, LEASE
from reports.models import Report, SignedCopy
from reports.services import check_again, keep_signed_copy
from reports.signing.copies import CopyRefused
from reports.tasks import MAX_ATTEMPTS, check_signed_copy, take_up_abandoned
from tests.cast import World, make_organization, make_user
from tests.reports.signing_keys import signed, unchecked_copy
from tests.reports.test_report_pages import Login, make_report, regional_plan, text_of
from tests.reports.test_signed_copies import ISSUED, report

__all__ = ["report"]


@pytest.fixture
def copy(report: Report, people: dict[str, User]) -> SignedCopy:
    """A genuine one that waits to be checked."""
    return keep_signed_copy(
        report=report, file=SimpleUploadedFile("hasil.pdf", signed(ISSUED)), by=people["secretariat"]
    )


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    sent: list[int] = []
    monkeypatch.setattr(check_signed_copy, "delay", sent.append)
    return sent


def stops_with(error: BaseException) -> Callable[..., None]:
    def stop(*args: object) -> None:
        raise error

    return stop


def swallowed(error: Exception) -> CopyRefused:
    """As where pyHanko takes whatever stops it for a fault of the file."""
    refusal = CopyRefused("Isi laporan diubah.")
    refusal.__cause__ = ValueError()
    refusal.__cause__.__context__ = error
    return refusal


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (SoftTimeLimitExceeded(), "Pemeriksaan melebihi batas waktu."),
        (MemoryError(), "Memori server tidak cukup untuk memeriksa berkas ini."),
        (OSError(), "Pemeriksaan gagal karena kesalahan sistem (OSError); rinciannya ada di log aplikasi."),
        (swallowed(SoftTimeLimitExceeded()), "Pemeriksaan melebihi batas waktu."),
        (swallowed(MemoryError()), "Memori server tidak cukup untuk memeriksa berkas ini."),
    ],
)
def test_what_could_not_be_checked_is_not_refused_and_is_checked_again_with_one_press(
    copy: SignedCopy,
    people: dict[str, User],
    login: Login,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    reason: str,
) -> None:
    with monkeypatch.context() as worn:
        worn.setattr(signature_check, "check_copy", stops_with(error))
        check_signed_copy(copy.pk)
    copy.refresh_from_db()
    assert (copy.verdict, copy.reason, copy.checked_at) == (CopyVerdict.UNCHECKED, reason, None)
    assert default_storage.exists(str(copy.file.name))
    told = Notification.objects.get(kind=NotificationKind.COPY_CHECKED)
    assert told.text == f"{copy} belum diperiksa: {reason}"
    client, again = login(people["secretariat"]), reverse("signed-copy-check", args=[copy.report_id, copy.pk])
    page = text_of(client.get(copy.report.get_absolute_url()))
    assert reason in page
    assert again in page
    assert client.get(reverse("signed-copy-download", args=[copy.report_id])).status_code == 404
    assert "Salinan diperiksa lagi." in text_of(client.post(again, follow=True))
    check_signed_copy(copy.pk)
    copy.refresh_from_db()
    assert (copy.verdict, copy.attempts, copy.lease_until) == (CopyVerdict.UNTRUSTED, 1, None)
    assert "Salinan ini sedang atau sudah diperiksa." in text_of(client.post(again, follow=True))


def test_one_check_runs_once_however_often_it_is_asked(
    copy: SignedCopy, queue: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    checks: list[int] = []
    monkeypatch.setattr(signature_check, "conclude", lambda copy: checks.append(copy.pk))
    for _ in range(3):
        check_signed_copy(copy.pk)
    assert checks == [copy.pk]
    with time_machine.travel(timezone.now() + LEASE + timedelta(seconds=1)):
        take_up_abandoned()
    assert queue == [], "somebody is at it"


def test_a_copy_whose_workers_die_is_put_off_and_its_file_stays(copy: SignedCopy, queue: list[int]) -> None:
    at = timezone.now()
    for _ in range(MAX_ATTEMPTS):
        assert SignedCopy.objects.get(pk=copy.pk).claim(at=at)
        at += CHECK_LEASE + timedelta(seconds=1)
        with time_machine.travel(at):
            take_up_abandoned()
    assert queue == [copy.pk] * (MAX_ATTEMPTS - 1)
    copy.refresh_from_db()
    assert (copy.verdict, copy.reason) == (CopyVerdict.UNCHECKED, "Pemeriksaan berhenti tiga kali sebelum selesai.")
    assert default_storage.exists(str(copy.file.name))
    assert check_again(copy=copy)
    assert not check_again(copy=copy)


def test_a_worker_that_was_overtaken_neither_judges_nor_removes(copy: SignedCopy) -> None:
    slow, quick = (SignedCopy.objects.get(pk=copy.pk) for _ in range(2))
    at = timezone.now()
    assert slow.claim(at=at)
    assert not quick.claim(at=at + CHECK_LEASE)
    assert quick.claim(at=at + CHECK_LEASE + timedelta(seconds=1))
    assert not slow.conclude(at=at, verdict=CopyVerdict.REFUSED, signers=[], reason="Terlambat.")
    assert not slow.put_off(reason="Terlambat.")
    signature_check.conclude(slow)
    assert SignedCopy.objects.get(pk=copy.pk).verdict == CopyVerdict.WAITING
    signature_check.conclude(quick)
    assert SignedCopy.objects.get(pk=copy.pk).verdict == CopyVerdict.UNTRUSTED
    assert default_storage.exists(str(copy.file.name))


def test_a_lost_place_in_the_queue_is_found(copy: SignedCopy, queue: list[int]) -> None:
    with time_machine.travel(timezone.now() + LEASE + timedelta(seconds=1)):
        take_up_abandoned()
    assert queue == [copy.pk]


def test_nobody_takes_over_a_check_that_may_still_run() -> None:
    soft, hard = check_signed_copy.soft_time_limit or 0, check_signed_copy.time_limit or 0
    assert 0 < soft < hard < CHECK_LEASE.total_seconds()


def test_who_may_have_it_checked_again(
    report: Report, world: World, people: dict[str, User], client: Client, login: Login
) -> None:
    copy = unchecked_copy(report, people["secretariat"])
    address = reverse("signed-copy-check", args=[report.pk, copy])
    assert client.post(address)["Location"].split("?")[0] == reverse("account_login")
    for role in ("operator", "coordinator", "auditor", "admin"):
        assert login(people[role]).post(address).status_code == 403
    assert address not in text_of(client.get(report.get_absolute_url()))
    office = login(people["secretariat"])
    assert office.get(address).status_code == 405
    other = make_report(world.plan, people["secretariat"], RenderState.READY, edition=3)
    assert office.post(reverse("signed-copy-check", args=[other.pk, copy])).status_code == 404
    regional = make_report(regional_plan(world.regency), people["secretariat"], RenderState.READY)
    body = make_organization("DP3A-54", "regional", region=world.other_province)
    stranger = login(make_user(body, Role.SECRETARIAT, "Tono Timur"))
    address = reverse("signed-copy-check", args=[regional.pk, unchecked_copy(regional, people["secretariat"])])
    assert stranger.post(address).status_code == 404
    assert set(SignedCopy.objects.values_list("verdict", flat=True)) == {CopyVerdict.UNCHECKED}
