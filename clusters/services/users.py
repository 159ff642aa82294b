"""What is done with people: invite, move, deactivate, reset. One verb a function, each in one transaction.

Whoever calls has asked ``clusters.permissions``. An invitation is a link that works once and for seven days; only the
digest of its key is stored, so the link is known to the answer of the request alone and to the letter.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPException

from allauth.account.models import EmailAddress
from axes.utils import reset as lift_lockout
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.crypto import get_random_string
from rest_framework.authtoken.models import Token

from clusters.invitations import INVITATION_DAYS, digest
from clusters.models import Invitation, Organization, User
from ranpptppo.lib.formats import day_in_wib

logger = logging.getLogger(__name__)

LinkMaker = Callable[[str], str]

KEY_LENGTH = 43
# Read aloud over the telephone: no 0 and o, no 1 and l, no vowels that make words.
READABLE = "bcdfghjkmnpqrstvwxyz23456789"


class InvitationNotOpen(Exception):
    """The link is unknown, was used, was replaced by a later one, or is too old."""

    def __init__(self) -> None:
        super().__init__("Undangan ini tidak berlaku lagi: sudah dipakai, diganti yang lebih baru, atau kedaluwarsa.")


class PasswordAlreadySet(Exception):
    """The person has a password: it can be reset, not invited anew."""

    def __init__(self) -> None:
        super().__init__("Akun ini sudah memiliki kata sandi. Gunakan “Atur ulang kata sandi”.")


@dataclass(frozen=True, slots=True)
class SentInvitation:
    """link: shown once, for handing over without e-mail. was_emailed: false when the letter could not be sent."""

    invitation: Invitation
    link: str
    was_emailed: bool


def invite_user(
    *,
    email: str,
    name: str,
    organization: Organization,
    role: str,
    by: User,
    link_for: LinkMaker,
    position: str = "",
    at: datetime | None = None,
) -> SentInvitation:
    """Create the account and its invitation. ``link_for``: the full address for a key.

    Raises ValidationError where e-mail, role or name are not valid (the e-mail may belong to somebody already).
    """
    at = at or timezone.now()
    with transaction.atomic():
        user = User.objects.create_user(
            email, None, name=name, organization=organization, role=role, position=position, joined_at=at
        )
        invitation, key = _new_invitation(user, by=by, at=at)
    return _send(invitation, link_for(key))


def resend_invitation(*, user: User, by: User, link_for: LinkMaker, at: datetime | None = None) -> SentInvitation:
    """A new link; the earlier ones stop working. Raises PasswordAlreadySet."""
    if user.has_usable_password():
        raise PasswordAlreadySet
    with transaction.atomic():
        invitation, key = _new_invitation(user, by=by, at=at or timezone.now())
    return _send(invitation, link_for(key))


def find_invitation(key: str, *, at: datetime) -> Invitation:
    """The open invitation of a key; raises InvitationNotOpen."""
    invitation = (
        Invitation.objects.select_related("user__organization")
        .filter(key_digest=digest(key), user__is_active=True)
        .first()
    )
    if invitation is None or not invitation.is_open(at) or invitation.user.has_usable_password():
        raise InvitationNotOpen
    if Invitation.objects.filter(user=invitation.user_id, pk__gt=invitation.pk).exists():
        raise InvitationNotOpen
    return invitation


@transaction.atomic
def accept_invitation(*, key: str, password: str, at: datetime | None = None) -> User:
    """Set the first password. Works once: raises InvitationNotOpen afterwards."""
    at = at or timezone.now()
    invitation = find_invitation(key, at=at)
    taken = Invitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True).update(accepted_at=at)
    if not taken:
        raise InvitationNotOpen
    user = invitation.user
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    return user


@transaction.atomic
def deactivate_user(*, user: User, by: User) -> None:
    """No login any more, sessions end with the next request, the API token is gone.

    What the person reported stays under their name.
    """
    user.is_active = False
    _save(user, ["is_active"], by=by)
    Token.objects.filter(user=user).delete()


@transaction.atomic
def reactivate_user(*, user: User, by: User) -> None:
    user.is_active = True
    _save(user, ["is_active"], by=by)


@transaction.atomic
def move_user(*, user: User, organization: Organization, role: str, by: User, position: str | None = None) -> None:
    """Mutasi: another organization or role from now on. Earlier reports keep the organization they were filed by."""
    user.organization, user.role = organization, role
    if position is not None:
        user.position = position
    user.full_clean(exclude=["password"])
    _save(user, ["organization", "role", "position"], by=by)


@transaction.atomic
def correct_user(*, user: User, name: str, email: str, phone: str, position: str, by: User) -> None:
    """Correct who somebody is. A changed e-mail is the new login; the old one and links sent to it stop working."""
    is_new_address = User.objects.filter(pk=user.pk).exclude(email=email.lower()).exists()
    user.name, user.email, user.phone, user.position = name, email.lower(), phone, position
    user.full_clean(exclude=["password"])
    _save(user, ["name", "email", "phone", "position"], by=by)
    if is_new_address:
        # allauth keeps addresses of its own beside ours and would go on accepting the old one.
        EmailAddress.objects.filter(user=user).delete()
        now = timezone.now()
        unused = Invitation.objects.filter(user=user, accepted_at__isnull=True, sent_at__lt=now, expires_at__gt=now)
        unused.update(expires_at=now)


@transaction.atomic
def reset_password_without_email(*, user: User, by: User) -> str:
    """A temporary password, to be told to the person; they must replace it at the next login.

    It is answered once and stored only as a hash. Sessions end, the API token is gone, a lock-out is lifted.
    """
    groups = get_random_string(16, READABLE)
    password = "-".join(groups[start : start + 4] for start in range(0, 16, 4))
    user.set_password(password)
    user.must_change_password = True
    _save(user, ["password", "must_change_password"], by=by)
    Token.objects.filter(user=user).delete()
    lift_lockout(username=user.email)
    logger.info("password reset without e-mail: user %s by user %s", user.pk, by.pk)
    return password


def _new_invitation(user: User, *, by: User, at: datetime) -> tuple[Invitation, str]:
    key = get_random_string(KEY_LENGTH)
    invitation = Invitation.objects.create(
        user=user, key_digest=digest(key), sent_by=by, sent_at=at, expires_at=at + timedelta(days=INVITATION_DAYS)
    )
    return invitation, key


def _send(invitation: Invitation, link: str) -> SentInvitation:
    """Send the letter; a mail server that does not answer must not undo the invitation, the link is shown anyway."""
    user = invitation.user
    named = Organization.objects.with_name_on(day_in_wib(invitation.sent_at)).get(pk=user.organization_id)
    context = {
        "user": user,
        "organization": named.name_then,
        "link": link,
        "expires_at": invitation.expires_at,
    }
    subject = render_to_string("account/email/invitation_subject.txt").strip()
    try:
        send_mail(subject, render_to_string("account/email/invitation_message.txt", context), None, [user.email])
    except (SMTPException, OSError):
        logger.exception("the letter of invitation %s was not sent", invitation.pk)
        return SentInvitation(invitation, link, was_emailed=False)
    return SentInvitation(invitation, link, was_emailed=True)


def _save(user: User, fields: list[str], *, by: User) -> None:
    """Save, and say in the history who did it."""
    user._history_user = by
    user.save(update_fields=fields)
