"""A verifier or the secretariat reminds organizations of reports that are overdue."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from actions.hand_reminders import hand_reminders
from actions.models import Reminder, ReportingPeriod
from actions.reminders import ReportKey
from clusters.enums import NotificationKind
from clusters.models import User
from clusters.notifications import notify


@transaction.atomic
def remind_of_reports(*, chosen: Collection[ReportKey], by: User, at: datetime | None = None) -> list[Reminder]:
    """Tell operators and endorsers of each chosen report, and record it with its sender.

    Left out: what ``by`` may not remind of, what was filed meanwhile, and who was told of the same report today.
    """
    at = at or timezone.now()
    periods = {period for _, _, period in chosen}
    list(ReportingPeriod.objects.select_for_update().filter(pk__in=periods).order_by("pk"))  # two senders take turns
    sent = []
    for one in hand_reminders(by, chosen, at=at):
        if not one.people:
            continue
        notify(one.people, kind=NotificationKind.OVERDUE, text=one.text, url=reverse("task-list"), at=at, key=one.key)
        sent.append(
            Reminder(
                organization_id=one.owed.organization,
                cluster_id=one.owed.cluster,
                period=one.owed.period,
                people=len(one.people),
                sent_at=at,
                sent_by=by,
            )
        )
    return Reminder.objects.bulk_create(sent)
