"""The outbox: one row per person and matter, written in the transaction of the matter itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from clusters.enums import NotificationKind
from clusters.models import Notification, User


def notify(users: Iterable[User], *, kind: NotificationKind, text: str, url: str, at: datetime) -> None:
    """Tell each of ``users`` once; ``url`` is a path of this site."""
    Notification.objects.bulk_create(
        Notification(user=user, kind=kind, text=text[:300], url=url, created_at=at) for user in users
    )
