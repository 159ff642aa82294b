"""The outbox: one row per person and matter, written in the transaction of the matter itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from clusters.enums import NotificationKind
from clusters.models import Notification, User


def notify(users: Iterable[User], *, kind: NotificationKind, text: str, url: str, at: datetime, key: str = "") -> None:
    """Tell each of ``users``; ``url`` is a path of this site.

    ``key`` names the matter: whoever was told of it under that key is not told again, whoever runs this how often.
    """
    Notification.objects.bulk_create(
        [Notification(user=user, kind=kind, key=key, text=text[:300], url=url, created_at=at) for user in users],
        ignore_conflicts=bool(key),
    )


def tell_each(rows: Iterable[Notification]) -> None:
    """As ``notify``, of many matters at once, each person of the own; one query."""
    new = list(rows)
    for row in new:
        row.text = row.text[:300]
    Notification.objects.bulk_create(new)


def tell_once(rows: Iterable[Notification]) -> None:
    """As ``notify``, of many matters at once, each row with its key; one query to see who was told, and one to tell."""
    wanted = list(rows)
    told = set(Notification.objects.filter(key__in={row.key for row in wanted}).values_list("user_id", "key"))
    new = [row for row in wanted if (row.user_id, row.key) not in told]
    for row in new:
        row.text = row.text[:300]
    Notification.objects.bulk_create(new, ignore_conflicts=True)


def settle(urls: Collection[str], *, kinds: Collection[NotificationKind], at: datetime) -> None:
    """Take back what nobody read yet of matters that moved on: it would stay "belum dibaca" for ever."""
    Notification.objects.unread().filter(url__in=urls, kind__in=kinds).update(withdrawn_at=at)
