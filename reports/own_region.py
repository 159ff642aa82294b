"""Daerah saya: what the regencies of a province owe, since when, and when they were last reminded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max

from actions.hand_reminders import remindable
from actions.models import Reminder, ReportingPeriod
from actions.reminders import Owed, ReportKey, owed_reports_now
from clusters.models import Organization, Region, User


@dataclass(frozen=True, slots=True)
class Standing:
    """late: reports past due and never filed. since: the oldest due day, None where nothing is late."""

    late: int = 0
    since: date | None = None
    reminded_at: datetime | None = None


def standings_of(regions: Collection[Region], *, at: datetime) -> dict[int, Standing]:
    """By region, those of whom nothing is known left out; eleven queries whatever their number."""
    reminded = _reminded(regions)
    late: dict[int, list[Owed]] = defaultdict(list)
    owed = [one for one in owed_reports_now(at=at, of_periods=_past_due(regions, at)) if one.due_at < at]
    region_of = _regions_of({one.organization for one in owed})
    for one in owed:
        late[region_of[one.organization]].append(one)
    return {
        key: Standing(len(late[key]), min((one.due_on for one in late[key]), default=None), reminded.get(key))
        for key in {*late, *reminded}
    }


def late_reports_of(user: User, regions: Collection[Region], *, at: datetime) -> list[ReportKey]:
    """Those of which the person may remind, of each region the ones of its last period that is late."""
    keys = remindable(user, at=at, of_periods=_past_due(regions, at))
    region_of = _regions_of({organization for organization, _, _ in keys})
    newest: dict[int, tuple[datetime, int]] = {}
    for key, one in keys.items():
        region = region_of[key[0]]
        newest[region] = max(newest.get(region, (one.period.due_at, one.period.pk)), (one.period.due_at, one.period.pk))
    return [key for key in keys if newest[region_of[key[0]]][1] == key[2]]


def _past_due(regions: Iterable[Region], at: datetime) -> list[int]:
    periods = ReportingPeriod.objects.filter(plan__region__in=list(regions), due_at__lt=at).order_by("pk")
    return list(periods.values_list("pk", flat=True))


def _regions_of(organizations: Collection[int]) -> dict[int, int]:
    rows = Organization.objects.filter(pk__in=organizations, region__isnull=False).order_by("pk")
    return dict(rows.values_list("pk", "region_id"))


def _reminded(regions: Iterable[Region]) -> dict[int, datetime]:
    rows = Reminder.objects.filter(organization__region__in=list(regions)).order_by().values("organization__region")
    return {row["organization__region"]: row["last"] for row in rows.annotate(last=Max("sent_at"))}
