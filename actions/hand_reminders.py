"""Reminders that a verifier or the secretariat sends by hand: about which reports, to whom, in which words.

Nobody is told of the same report twice on one day, whoever reminds: the key of the outbox row holds the day.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from actions.reminders import Owed, People, ReportKey, owed_reports_now, reminder_key, returned_reports_now
from clusters.models import Notification, Organization, User
from ranpptppo.lib.formats import date_short, day_in_wib, number


@dataclass(frozen=True, slots=True)
class HandReminder:
    """``people``: who is told now. ``already``: how many were told today, by whomever."""

    owed: Owed
    organization: Organization
    key: str
    text: str
    people: tuple[User, ...]
    already: int


def remindable(
    user: User, *, at: datetime, of_periods: Collection[int], people: People | None = None
) -> dict[ReportKey, Owed]:
    """Reports of these periods, open for entry, overdue and never filed or come back, of which this person may remind."""
    today = day_in_wib(at)
    people = people or People(on=today)
    overdue = [one for one in owed_reports_now(at=at, of_periods=of_periods) if one.due_at < at]
    return {
        (one.organization, one.cluster, one.period.pk): one
        for one in (*overdue, *returned_reports_now(of_periods=of_periods))
        if people.oversees(user, one)
    }


def hand_reminders(user: User, chosen: Collection[ReportKey], *, at: datetime) -> list[HandReminder]:
    """What would be sent about the chosen reports, as far as the person may; what is owed no more is left out."""
    people = People(on=day_in_wib(at))
    periods, wanted = {period for _, _, period in chosen}, set(chosen)
    owed = [one for key, one in remindable(user, at=at, of_periods=periods, people=people).items() if key in wanted]
    keys = {
        (one.organization, one.cluster, one.period.pk): f"{reminder_key(one)}{day_in_wib(at):%Y%m%d}" for one in owed
    }
    told = set(Notification.objects.filter(key__in=list(keys.values())).values_list("user", "key"))
    found = []
    for one in owed:
        key = keys[one.organization, one.cluster, one.period.pk]
        everybody = _addressees(people, one)
        left = tuple(person for person in everybody if (person.pk, key) not in told)
        organization = people.organizations[one.organization]
        found.append(
            HandReminder(one, organization, key, _text(user, people, one, at), left, len(everybody) - len(left))
        )
    return found


def _addressees(people: People, owed: Owed) -> list[User]:
    """Who writes and who endorses, each once."""
    everybody = (*people.writers(owed.organization), *people.endorsers(owed.organization))
    return list({person.pk: person for person in everybody}.values())


def _text(user: User, people: People, owed: Owed, at: datetime) -> str:
    sender = people.organizations[user.organization_id].short_name_then
    about = f"Pengingat dari {sender}: {owed.period.label}, klaster {owed.cluster_number}"
    if owed.returned_on is not None:
        return f"{about}, dikembalikan {date_short(owed.returned_on)} untuk diperbaiki dan belum diajukan lagi."
    days = (day_in_wib(at) - owed.due_on).days
    since = f"lewat {number(days)} hari" if days else "lewat hari ini"
    matter = "menunggu pengesahan" if owed.waits_for_endorsement else "belum dilaporkan"
    return f"{about}, {matter} instansi Anda; batas waktu {date_short(owed.due_on)} ({since})."
