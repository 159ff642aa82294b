"""What the worker does for people: send the day's mails.

The row of a mail is the truth about its sending. A worker claims one mail at a time by a conditional UPDATE, so two at
once send each once; what a killed worker had in its hands goes out again under the same Message-ID when its lease is over.
"""

from __future__ import annotations

import logging
from smtplib import SMTPDataError, SMTPRecipientsRefused

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from clusters import digests
from clusters.models import DigestMail
from ranpptppo.lib.formats import day_in_wib

log = logging.getLogger(__name__)

TROUBLES_IN_A_ROW = 2  # one may be a server that wants a new connection after so many mails


class MailServerTrouble(Exception):
    """The server does not take mails; what was to go out waits for the next run."""


@shared_task(name="clusters.send_digests")
def send_digests() -> None:
    """Each hour of the day: the first run plans and sends the day's mails, later ones try again what failed."""
    now = timezone.now()
    on = day_in_wib(now)
    digests.plan_day(on, at=now)
    connection = get_connection()
    troubles = 0
    try:
        for mail in DigestMail.objects.to_send(on=on, at=now).select_related("user"):
            try:
                send_digest(mail, connection)
                troubles = 0
            except MailServerTrouble:
                troubles += 1
                connection.close()
            if troubles == TROUBLES_IN_A_ROW:
                break
    finally:
        connection.close()


def send_digest(mail: DigestMail, connection: BaseEmailBackend) -> None:
    """Send one mail, if nobody else does. Raises :class:`MailServerTrouble`; a fault of this mail alone is recorded."""
    if not mail.claim(at=timezone.now()):
        return
    try:
        rows = digests.collect(mail, at=timezone.now())
        if not rows:
            mail.drop()
            return
        connection.open()
        digests.compose(mail, rows, connection=connection).send()
    except SoftTimeLimitExceeded:  # nobody knows whether it went out: its lease is left to run out
        raise
    except (SMTPRecipientsRefused, SMTPDataError) as error:
        log.warning("mail %s was refused: %s", mail.pk, type(error).__name__)
        mail.release(error=type(error).__name__)
    except OSError as error:
        log.warning("mail %s: no server took it: %s", mail.pk, type(error).__name__)
        mail.release(error=type(error).__name__)
        raise MailServerTrouble from error
    except Exception as error:  # whatever it was, the others get theirs; the log has the rest
        log.exception("mail %s failed", mail.pk)
        mail.release(error=type(error).__name__)
    else:
        mail.finish(said=rows, at=timezone.now())
