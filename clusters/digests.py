"""The one mail a day: who gets it, what belongs in it and what it says. The sending is ``clusters.tasks``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import formataddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.template.loader import render_to_string

from clusters.enums import NotificationKind
from clusters.models import DigestMail, Notification, User
from ranpptppo.lib.formats import number

LONGEST_SUBJECT = 110
MOST_ITEMS = 30
# The most urgent matter first: it makes the subject, and its group stands on top.
GROUPS: tuple[tuple[str, tuple[NotificationKind, ...]], ...] = (
    ("Lewat batas waktu", (NotificationKind.OVERDUE, NotificationKind.LETTER)),
    ("Batas waktu mendekat", (NotificationKind.DUE_SOON,)),
    (
        "Menunggu tindakan Anda",
        (
            NotificationKind.RETURNED,
            NotificationKind.REOPENED,
            NotificationKind.SUBMITTED,
            NotificationKind.FILED,
            NotificationKind.OPENED,
        ),
    ),
)
FOR_INFORMATION = "Untuk diketahui"


@dataclass(frozen=True, slots=True)
class Item:
    text: str
    link: str


@dataclass(frozen=True, slots=True)
class Group:
    heading: str
    items: list[Item]


def plan_day(on: date, *, at: datetime) -> None:
    """Make the mails of the day ``on``, one for each person to whom there is something to say; unsent.

    Once a day, so that the mail is the morning's: what happens later belongs to tomorrow's. Safe to repeat, and for
    two at once: the day of a person is unique.
    """
    if DigestMail.objects.filter(on=on).exists():
        return
    waiting = Notification.objects.mailable(at=at).values("user")
    people = [person for person in User.objects.filter(pk__in=waiting).order_by("pk") if person.has_joined]
    DigestMail.objects.bulk_create(
        [DigestMail(user=person, on=on, message_id=message_id(person, on)) for person in people],
        ignore_conflicts=True,
    )


def message_id(user: User, on: date) -> str:
    """The same for every attempt: a mail that goes out a second time after a crash is known to be the same one."""
    host = urlsplit(settings.SITE_ADDRESS).hostname or "localhost"
    return f"<ringkasan.{on:%Y%m%d}.{user.pk}@{host}>"


@transaction.atomic
def collect(mail: DigestMail, *, at: datetime) -> list[Notification]:
    """What the claimed mail says, the most urgent first; empty where there is nothing to say any more.

    The first attempt decides what belongs in it; a later one leaves out what was read since.
    """
    if not mail.notifications.exists():
        found = Notification.objects.mailable(at=at).filter(user=mail.user_id).values_list("pk", flat=True)
        Notification.objects.filter(pk__in=list(found)).update(digest=mail)
    if not (mail.user.is_active and mail.user.wants_email):
        return []
    rows = mail.notifications.unread().filter(emailed_at__isnull=True).order_by("created_at", "pk")
    return sorted(rows, key=lambda row: urgency(row.kind))


def urgency(kind: str) -> int:
    """0 is the most urgent."""
    kinds = [kind for _, kinds in GROUPS for kind in kinds]
    return kinds.index(NotificationKind(kind)) if kind in kinds else len(kinds)


def compose(
    mail: DigestMail, rows: Sequence[Notification], *, connection: BaseEmailBackend | None = None
) -> EmailMessage:
    """The mail that says ``rows``, which are in the order of their urgency."""
    context = {
        "name": mail.user.name,
        "day": mail.on,
        "groups": grouped(rows[:MOST_ITEMS]),
        "count": number(len(rows)),
        "more": number(len(rows) - MOST_ITEMS) if len(rows) > MOST_ITEMS else "",
        "site": settings.SITE_ADDRESS,
    }
    return EmailMessage(
        subject=subject(rows),
        body=render_to_string("clusters/email/digest_message.txt", context).strip() + "\n",
        from_email=formataddr(("Pemantauan RAN PPTPPO", settings.DEFAULT_FROM_EMAIL)),
        to=[mail.user.email],
        headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
        connection=connection,
    )


def subject(rows: Sequence[Notification]) -> str:
    """``RAN PPTPPO: Batas waktu 29 Apr 2024 … (dan 2 hal lain)``: what is most urgent, and how much more there is."""
    more = f" (dan {number(len(rows) - 1)} hal lain)" if len(rows) > 1 else ""
    words = f"RAN PPTPPO: {' '.join(rows[0].text.split()).rstrip('.')}"
    room = LONGEST_SUBJECT - len(more)
    if len(words) > room:
        words = words[: room - 2].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"
    return words + more


def grouped(rows: Sequence[Notification]) -> list[Group]:
    """Under the headings of GROUPS, what is left for information."""
    urgent = {kind for _, kinds in GROUPS for kind in kinds}
    headings = [*GROUPS, (FOR_INFORMATION, tuple(kind for kind in NotificationKind if kind not in urgent))]
    groups = [Group(heading, [_item(row) for row in rows if row.kind in kinds]) for heading, kinds in headings]
    return [group for group in groups if group.items]


def _item(row: Notification) -> Item:
    return Item(row.text, f"{settings.SITE_ADDRESS}{row.url}" if row.url else "")
