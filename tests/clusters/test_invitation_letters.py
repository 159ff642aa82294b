"""Letters of an import whose people, links or workers change meanwhile: none goes astray, none waits for ever."""

from __future__ import annotations

from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend

from clusters import tasks
from clusters.models import AccountImport, Invitation, InvitationMail, User
from clusters.models.notification import LEASE, MOST_ATTEMPTS
from clusters.services import account_import as services
from clusters.services import users
from tests.cast import World
from tests.clusters.test_account_import import AT, BOGOR, KUPANG, Login, bring, faults, link_in, run

__all__ = ["faults"]
LATER = AT + timedelta(days=8)


def correct_address(user: User, email: str, *, by: User, at: datetime) -> None:
    with time_machine.travel(at, tick=False):
        users.correct_user(user=user, name=user.name, email=email, phone="", position="", by=by)


def resend(user: User, *, by: User, at: datetime) -> None:
    users.resend_invitation(user=user, by=by, link_for=lambda key: f"http://x/{key}", at=at)


def opens(link: str, *, at: datetime) -> bool:
    try:
        users.find_invitation(link.rstrip("/").split("/")[-1], at=at)
    except users.InvitationNotOpen:
        return False
    return True


def test_who_changes_while_letters_are_sent_gets_none_at_the_former_address(
    world: World, secretariat: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    third = ("32.01", "Cici", "cici@bogor.go.id", "operator", "", "", "")
    done = bring(secretariat, BOGOR, KUPANG, third)
    send = tasks.send_invitation

    def send_and_change(letter: InvitationMail, connection: BaseEmailBackend) -> None:
        send(letter, connection)
        if letter.user.email == "budi@bogor.go.id":
            correct_address(User.objects.get(email="kiki@ntt.go.id"), "benar@ntt.go.id", by=secretariat, at=AT)
            users.deactivate_user(user=User.objects.get(email="cici@bogor.go.id"), by=secretariat)

    monkeypatch.setattr(tasks, "send_invitation", send_and_change)
    run(done)
    assert [message.to for message in mail.outbox] == [["budi@bogor.go.id"], ["benar@ntt.go.id"]]


def test_a_corrected_address_ends_the_link_that_went_to_the_former_one(world: World, secretariat: User) -> None:
    done = bring(secretariat, BOGOR)
    run(done)
    day = AT + timedelta(days=1)
    assert opens(link_in(0), at=day)
    correct_address(User.objects.get(email="budi@bogor.go.id"), "benar@bogor.go.id", by=secretariat, at=day)
    assert not opens(link_in(0), at=day)
    assert services.renew_expired(account_import=done, at=day) == 1
    run(done, day)
    assert mail.outbox[1].to == ["benar@bogor.go.id"]
    assert opens(link_in(1), at=day)
    assert not opens(link_in(0), at=day)


def test_a_letter_of_a_killed_worker_does_not_open_an_ended_link_again(
    world: World, secretariat: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = bring(secretariat, BOGOR)
    with monkeypatch.context() as dies:
        dies.setattr(InvitationMail, "finish", lambda self, at: None)
        run(done)
    soon = AT + LEASE + timedelta(minutes=1)
    correct_address(User.objects.get(email="budi@bogor.go.id"), "benar@bogor.go.id", by=secretariat, at=soon)
    run(done, soon)
    assert (opens(link_in(0), at=soon), opens(link_in(1), at=soon)) == (False, True)


def test_a_letter_tried_again_after_a_later_link_carries_one_that_works(
    world: World, secretariat: User, faults: list[BaseException | None]
) -> None:
    done = bring(secretariat, BOGOR)
    faults += [SMTPRecipientsRefused({})]
    run(done)
    resend(User.objects.get(email="budi@bogor.go.id"), by=secretariat, at=AT)
    mail.outbox.clear()
    run(done, LATER)
    assert opens(link_in(0), at=LATER)


def test_a_letter_that_was_needless_is_renewed_when_the_other_link_ran_out(world: World, secretariat: User) -> None:
    done = bring(secretariat, BOGOR, KUPANG)
    resend(User.objects.get(email="budi@bogor.go.id"), by=secretariat, at=AT)
    users.deactivate_user(user=User.objects.get(email="kiki@ntt.go.id"), by=secretariat)
    mail.outbox.clear()
    run(done)
    assert done.mails.filter(dropped_at=AT).count() == 2
    assert services.renew_expired(account_import=done, at=AT + timedelta(days=1)) == 0
    assert services.renew_expired(account_import=done, at=LATER) == 1
    run(done, LATER)
    assert [message.to for message in mail.outbox] == [["budi@bogor.go.id"]]
    assert opens(link_in(0), at=LATER)


@pytest.fixture
def hanging(world: World, secretariat: User) -> AccountImport:
    """Its only letter was in the hands of a worker that died at the last attempt."""
    done = bring(secretariat, BOGOR)
    done.mails.update(attempts=MOST_ATTEMPTS, claimed_at=AT)
    return done


def test_a_letter_whose_worker_died_at_the_last_attempt_has_failed(hanging: AccountImport) -> None:
    assert services.try_failed_again(account_import=hanging, at=AT + timedelta(minutes=1)) == 0
    assert services.try_failed_again(account_import=hanging, at=AT + LEASE + timedelta(minutes=1)) == 1
    run(hanging, AT + LEASE + timedelta(minutes=1))
    assert len(mail.outbox) == 1


def test_the_page_says_that_it_hangs_and_offers_to_send_it_again(
    hanging: AccountImport, secretariat: User, login: Login
) -> None:
    client = login(secretariat)
    with time_machine.travel(AT + timedelta(minutes=1), tick=False):
        held = client.get(hanging.get_absolute_url()).content.decode()
    later = client.get(hanging.get_absolute_url()).content.decode()
    assert "every 2s" in held
    assert "sedang dikirim" in held
    assert "every 2s" not in later
    assert "Pengirimannya terputus" in later
    assert "Kirim lagi yang gagal" in later


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (SMTPRecipientsRefused({}), "Alamat ditolak server surel"),
        (ConnectionRefusedError(), "Server surel tidak dapat dihubungi"),
        (ValueError(), "Kesalahan sistem; rinciannya di log"),
    ],
)
def test_why_a_letter_did_not_go_out_is_told_in_a_sentence(
    world: World,
    secretariat: User,
    faults: list[BaseException | None],
    fault: BaseException,
    sentence: str,
) -> None:
    done = bring(secretariat, BOGOR)
    faults += [fault]
    run(done)
    assert done.mails.get().error == sentence


def test_a_used_link_stays_used_whatever_is_corrected_later(world: World, secretariat: User) -> None:
    done = bring(secretariat, BOGOR)
    run(done)
    key = link_in(0).rstrip("/").split("/")[-1]
    user = users.accept_invitation(key=key, password="kunci-rahasia-baru", at=AT + timedelta(days=1))
    before = Invitation.objects.get().expires_at
    correct_address(user, "benar@bogor.go.id", by=secretariat, at=AT + timedelta(days=2))
    assert Invitation.objects.get().expires_at == before
