"""The personal address of the calendar feed: made, renewed, withdrawn, and found again by its key."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from actions.models import CalendarLink
from clusters.models import User

KEY_LENGTH = 43  # 256 bits


@transaction.atomic
def renew_calendar_link(*, user: User, at: datetime | None = None) -> str:
    """A new key, in place of the old one, whose address stops answering. It is known to this answer alone."""
    key = get_random_string(KEY_LENGTH)
    made = {"key_digest": _digest(key), "created_at": at or timezone.now()}
    CalendarLink.objects.update_or_create(user=user, defaults=made)
    return key


@transaction.atomic
def withdraw_calendar_link(*, user: User) -> None:
    CalendarLink.objects.filter(user=user).delete()


def calendar_reader(key: str) -> User | None:
    """Whose calendar this key opens; None for an unknown key and for people who were deactivated."""
    links = CalendarLink.objects.filter(key_digest=_digest(key), user__is_active=True)
    link = links.select_related("user__organization").first()
    return link.user if link else None


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
