"""Whose task force's decree ends soon: told 90 and 30 days before and on the day, to region, province and secretariat.

Each stage of a decree has a key of its own, so that the job may run any number of times; a corrected last day makes new
ones. Only the stage that is true on the day is told: what was missed because no worker ran is passed over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse

from clusters.enums import NotificationKind, Role, TaskForceStatus
from clusters.models import Notification, Region, TaskForce, User
from clusters.models.task_force import ENDS_SOON
from clusters.notifications import tell_once
from clusters.permissions import REGISTRARS
from ranpptppo.lib.formats import date_long, day_in_wib, days_left

STAGES = (0, 30, 90)  # days before the last one
TOLD_FOR = timedelta(days=30)  # what ended longer ago is a state of the registry, not news


@dataclass(frozen=True, slots=True)
class Ending:
    """A decree with a last day that is near or over."""

    task_force: TaskForce
    last_day: date

    def key(self, today: date) -> str:
        """Of the stage that is true today."""
        stage = next(stage for stage in STAGES if (self.last_day - today).days <= stage)
        return f"decree:{self.task_force.pk}:{self.last_day:%Y%m%d}:{stage}"

    def text(self, today: date) -> str:
        decree = f"Keputusan gugus tugas {self.task_force.region.name} ({self.task_force.decree_number})"
        if self.last_day < today:
            return f"{decree} telah berakhir {date_long(self.last_day)}."
        return f"{decree} berakhir {date_long(self.last_day)} ({days_left(self.last_day, today)})."


def remind_of_decrees(*, at: datetime) -> None:
    """Tell what is to be told today and was not told yet; take back what a new decree settled.

    What is taken back gives its key up: should it become true again, it is told anew. Six queries at most.
    """
    today = day_in_wib(at)
    ending, people = _ending(today), _people()
    tell_once(
        Notification(
            user=person,
            kind=NotificationKind.DECREE,
            key=one.key(today),
            text=one.text(today),
            url=reverse("registry-detail", args=[one.task_force.region.code]),
            created_at=at,
        )
        for one in ending
        if one.last_day >= today - TOLD_FOR
        for person in _told(one, people)
    )
    told = {(person.pk, one.key(today)) for one in ending for person in _told(one, people)}
    waiting = Notification.objects.unread().filter(kind=NotificationKind.DECREE)
    settled = [pk for pk, user, key in waiting.values_list("pk", "user", "key") if (user, key) not in told]
    Notification.objects.filter(pk__in=settled, withdrawn_at__isnull=True).update(withdrawn_at=at, key="")


def _ending(today: date) -> list[Ending]:
    """Decrees that end within ninety days or have ended, and that nothing came after."""
    later = TaskForce.objects.filter(region=OuterRef("region"), valid_from__gt=OuterRef("valid_from"))
    last = TaskForce.objects.filter(~Exists(later), status=TaskForceStatus.FORMED, valid_to__lte=today + ENDS_SOON)
    rows = last.filter(region__in=Region.objects.valid_on(today)).select_related("region").order_by("pk")
    return [Ending(row, row.valid_to) for row in rows if row.valid_to is not None]


def _told(ending: Ending, people: Mapping[int | None, Sequence[User]]) -> list[User]:
    region = ending.task_force.region
    of_province = people.get(region.parent_id, ()) if region.parent_id is not None else ()
    return [*people.get(region.pk, ()), *of_province, *people.get(None, ())]


def _people() -> dict[int | None, list[User]]:
    """Who keeps the registry, by region; under None the secretariat of the country."""
    found: dict[int | None, list[User]] = defaultdict(list)
    keepers = User.objects.active().filter(role__in=REGISTRARS).select_related("organization").order_by("pk")
    for person in keepers:
        region = person.organization.region_id
        if region is not None or person.role == Role.SECRETARIAT:
            found[region].append(person)
    return found
