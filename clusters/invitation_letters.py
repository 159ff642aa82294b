"""The letters of an import of accounts: the link of each, whether it is still needed, and what it says.

A letter may go out twice where a worker died over it. Its key is derived from its row, so both copies are the same letter
with the same link under the same Message-ID; like all keys it is stored as a digest alone.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import formataddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import salted_hmac

from clusters.invitations import INVITATION_DAYS, digest
from clusters.models import Invitation, InvitationMail, Organization
from ranpptppo.lib.formats import day_in_wib


def key_of(mail: InvitationMail) -> str:
    return salted_hmac("clusters.invitation_mail", f"{mail.pk}.{mail.edition}", algorithm="sha256").hexdigest()


def is_needed(mail: InvitationMail, *, at: datetime) -> bool:
    """Not for who was deactivated, has a password, or holds an open link from elsewhere."""
    user = mail.user
    if not user.is_active or user.has_usable_password():
        return False
    others = Invitation.objects.filter(user=user.pk, expires_at__gt=at).exclude(key_digest=digest(key_of(mail)))
    return not others.exists()


def invite(mail: InvitationMail, *, at: datetime) -> Invitation:
    """The invitation that the letter carries; the days count from its latest sending.

    A link of an earlier try that ran out, was ended or was replaced is not opened again: the letter gets a new one.
    """
    former = Invitation.objects.filter(user=mail.user).order_by("-pk").first()
    own = digest(key_of(mail))
    if former is not None and (former.key_digest != own or former.expires_at <= at):
        mail.begin_edition()
    days = {"sent_at": at, "expires_at": at + timedelta(days=INVITATION_DAYS)}
    invitation, _ = Invitation.objects.update_or_create(
        key_digest=digest(key_of(mail)),
        defaults=days,
        create_defaults={**days, "user": mail.user, "sent_by": mail.account_import.imported_by},
    )
    return invitation


def compose(mail: InvitationMail, invitation: Invitation, *, connection: BaseEmailBackend) -> EmailMessage:
    named = Organization.objects.with_name_on(day_in_wib(invitation.sent_at)).get(pk=mail.user.organization_id)
    context = {
        "user": mail.user,
        "organization": named.name_then,
        "link": f"{settings.SITE_ADDRESS}{reverse('invitation-accept', args=[key_of(mail)])}",
        "expires_at": invitation.expires_at,
    }
    return EmailMessage(
        subject=render_to_string("account/email/invitation_subject.txt").strip(),
        body=render_to_string("account/email/invitation_message.txt", context),
        from_email=formataddr(("Pemantauan RAN PPTPPO", settings.DEFAULT_FROM_EMAIL)),
        to=[mail.user.email],
        headers={"Message-ID": _message_id(mail), "Auto-Submitted": "auto-generated"},
        connection=connection,
    )


def _message_id(mail: InvitationMail) -> str:
    host = urlsplit(settings.SITE_ADDRESS).hostname or "localhost"
    return f"<undangan.{mail.pk}.{mail.edition}@{host}>"
