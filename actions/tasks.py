"""What the worker does for entry: the daily reminders."""

from __future__ import annotations

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from actions.reminders import remind


@shared_task(name="actions.remind")
def send_reminders() -> None:
    """Tell who owes what until when; one transaction, and safe to run any number of times a day."""
    with transaction.atomic():
        remind(at=timezone.now())
