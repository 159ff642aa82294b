"""What the worker does for people: send the day's mails, and the letters with first-login links.

The row of a mail is the truth about its sending. A worker claims one mail at a time by a conditional UPDATE, so two at
once send each once; what a killed worker had in its hands goes out again under the same Message-ID when its lease is over.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused
from typing import Protocol, TypeVar

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from clusters import digests, invitation_letters, reminders
from clusters.models import AccountImport, DigestMail, InvitationMail
from ranpptppo.lib.formats import day_in_wib

log = logging.getLogger(__name__)

TROUBLES_IN_A_ROW = 2  # one may be a server that wants a new connection after so many mails
ADDRESS_REFUSED = "Alamat ditolak server surel"
LETTER_REFUSED = "Surel ditolak server surel"
NO_SERVER = "Server surel tidak dapat dihubungi"
SYSTEM_FAULT = "Kesalahan sistem; rinciannya di log"
LETTERS_FOR = timedelta(minutes=8)  # a run ends before the limit of a task, and asks for the next one


class ClaimedMail(Protocol):
    """The row of a mail that a worker holds."""

    pk: int

    def release(self, *, error: str) -> None: ...


Mail = TypeVar("Mail")


class MailServerTrouble(Exception):
    """The server does not take mails; what was to go out waits for the next run."""


@shared_task(name="clusters.send_digests")
def send_digests() -> None:
    """Each hour of the day: the first run plans and sends the day's mails, later ones try again what failed."""
    now = timezone.now()
    on = day_in_wib(now)
    digests.plan_day(on, at=now)
    _send_each(DigestMail.objects.to_send(on=on, at=now).select_related("user"), send_digest)


@shared_task(name="clusters.remind_of_decrees")
def send_decree_reminders() -> None:
    """Tell whose task force's decree ends soon; one transaction, and safe to run any number of times a day."""
    with transaction.atomic():
        reminders.remind_of_decrees(at=timezone.now())


@shared_task(name="clusters.send_invitations")
def send_invitations(import_id: int) -> None:
    """Send the letters of an import that were not sent yet; may run twice at once, and again after a crash."""
    now = timezone.now()
    letters = InvitationMail.objects.claimable(at=now).filter(account_import=import_id)
    named = letters.select_related("user", "account_import__imported_by").order_by("attempts", "pk")
    if not _send_each(named, send_invitation, until=now + LETTERS_FOR):
        send_invitations.delay(import_id)


@shared_task(name="clusters.take_up_invitations")
def take_up_invitations() -> None:
    """Every ten minutes: queue again the imports whose letters wait for nobody's run."""
    for import_id in AccountImport.objects.unfinished(at=timezone.now()).order_by("pk").values_list("pk", flat=True):
        send_invitations.delay(import_id)


def _send_each(
    mails: Iterable[Mail], send: Callable[[Mail, BaseEmailBackend], None], *, until: datetime | None = None
) -> bool:
    """Send them over one connection, until the server refuses several in a row. False when the time was up."""
    connection = get_connection()
    troubles = 0
    try:
        for mail in mails:
            if until is not None and timezone.now() > until:
                return False
            try:
                send(mail, connection)
                troubles = 0
            except MailServerTrouble:
                troubles += 1
                connection.close()
            if troubles == TROUBLES_IN_A_ROW:
                break
    finally:
        connection.close()
    return True


def send_digest(mail: DigestMail, connection: BaseEmailBackend) -> None:
    """Send one mail, if nobody else does. Raises :class:`MailServerTrouble`; a fault of this mail alone is recorded."""
    if not mail.claim(at=timezone.now()):
        return
    went_out = False
    with _released_on_failure(mail):
        rows = digests.collect(mail, at=timezone.now())
        if not rows:
            mail.drop()
            return
        connection.open()
        digests.compose(mail, rows, connection=connection).send()
        went_out = True
    if went_out:
        mail.finish(said=rows, at=timezone.now())


def send_invitation(mail: InvitationMail, connection: BaseEmailBackend) -> None:
    """As ``send_digest``, of a letter with a first-login link."""
    at = timezone.now()
    if not mail.claim(at=at):
        return
    went_out = False
    with _released_on_failure(mail):
        mail.user.refresh_from_db()  # the letters of a run are read at its start, minutes ago
        if not invitation_letters.is_needed(mail, at=at):
            mail.drop(at=at)
            return
        invitation = invitation_letters.invite(mail, at=at)
        connection.open()
        invitation_letters.compose(mail, invitation, connection=connection).send()
        went_out = True
    if went_out:
        mail.finish(at=timezone.now())


@contextmanager
def _released_on_failure(mail: ClaimedMail) -> Iterator[None]:
    """A mail that did not go out is free for the next run, and its row says why."""
    try:
        yield
    except SoftTimeLimitExceeded:  # nobody knows whether it went out: its lease is left to run out
        raise
    except (SMTPRecipientsRefused, SMTPDataError) as error:
        log.warning("%s %s was refused: %s", type(mail).__name__, mail.pk, type(error).__name__)
        mail.release(error=ADDRESS_REFUSED if isinstance(error, SMTPRecipientsRefused) else LETTER_REFUSED)
    except OSError as error:
        log.warning("%s %s: no server took it: %s", type(mail).__name__, mail.pk, type(error).__name__)
        mail.release(error=NO_SERVER)
        raise MailServerTrouble from error
    except Exception:  # whatever it was, the others get theirs; the log has the rest
        log.exception("%s %s failed", type(mail).__name__, mail.pk)
        mail.release(error=SYSTEM_FAULT)
