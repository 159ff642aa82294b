"""The calendar of reporting: when each period opens, is due and is to be locked, as one organization sees it.

Shared by the page *Kalender pelaporan* and the calendar feed. The feed is read without a login, by whoever has its
address: it shows dates and names of periods and plans, and neither organizations nor reasons nor states.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import Max
from django.urls import reverse

from actions.inbox import Task
from actions.models import ProgressReport, ReportingPeriod
from clusters.models import Organization, Plan, User
from ranpptppo.lib.formats import MONTHS, date_short, day_in_wib, number
from ranpptppo.lib.icalendar import CalendarEvent

SOON_DAYS = 14
ALARM_DAYS = (7, 1)


@dataclass(frozen=True, slots=True)
class PeriodState:
    """A badge: words, tone and symbol of static/img/icons.svg."""

    label: str
    tone: str
    symbol: str


@dataclass(frozen=True, slots=True)
class ScheduledPeriod:
    """A period as it is on the calendar at the moment ``at``. ``extended_due_at``: the own organization's extension."""

    period: ReportingPeriod
    extended_due_at: datetime | None
    at: datetime

    @property
    def due_at(self) -> datetime:
        return max(self.period.due_at, self.extended_due_at or self.period.due_at)

    @property
    def is_extended(self) -> bool:
        return self.due_at > self.period.due_at

    @property
    def state(self) -> PeriodState:
        """Dikunci, belum dibuka, lewat batas waktu, jatuh tempo dalam n hari, or dibuka."""
        if self.period.locked_at is not None and not (self.is_extended and self.at <= self.due_at):
            return PeriodState("Dikunci", "neutral", "lock-fill")
        today = day_in_wib(self.at)
        if self.at < self.period.opens_at:
            days = (day_in_wib(self.period.opens_at) - today).days
            return PeriodState(f"Dibuka dalam {number(days)} hari" if days else "Dibuka hari ini", "plain", "clock")
        if self.at > self.due_at:
            return PeriodState("Lewat batas waktu", "neutral", "clock")  # a date gone by: who is late says Tugas saya
        days = (day_in_wib(self.due_at) - today).days
        if days > SOON_DAYS:
            return PeriodState("Dibuka", "success", "check-circle-fill")
        label = f"Jatuh tempo dalam {number(days)} hari" if days else "Jatuh tempo hari ini"
        return PeriodState(label, "warning", "clock")


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of a month: what happens, when. ``kind``: opens, due, extended or locks."""

    at: datetime
    kind: str
    row: ScheduledPeriod

    @property
    def label(self) -> str:
        return {
            "opens": "Pengisian dibuka",
            "due": "Batas waktu",
            "extended": "Batas waktu instansi Anda",
            "locks": "Rencana penguncian",
            "locked": "Dikunci",
        }[self.kind]

    @property
    def is_past(self) -> bool:
        return self.at < self.row.at


@dataclass(frozen=True, slots=True)
class Month:
    """``Mei 2024`` with its moments in order."""

    label: str
    moments: list[Moment]
    is_current: bool


def scheduled_periods(plans: Iterable[Plan], organization: Organization, *, at: datetime) -> list[ScheduledPeriod]:
    """The plans' periods in order of their opening, with the organization's own extensions; two queries."""
    periods = ReportingPeriod.objects.filter(plan__in=list(plans)).select_related("plan")
    mine = ProgressReport.objects.filter(organization=organization, extended_due_at__isnull=False).order_by()
    extended = dict(mine.values("period").annotate(until=Max("extended_due_at")).values_list("period", "until"))
    return [
        ScheduledPeriod(period, extended.get(period.pk), at) for period in periods.order_by("opens_at", "number", "pk")
    ]


def moments_of(row: ScheduledPeriod) -> list[Moment]:
    period = row.period
    moments = [Moment(period.opens_at, "opens", row), Moment(period.due_at, "due", row)]
    if row.is_extended:
        moments.append(Moment(row.due_at, "extended", row))
    if period.locked_at is not None:
        moments.append(Moment(period.locked_at, "locked", row))
    else:
        moments.append(Moment(period.locks_at, "locks", row))
    return moments


def month_by_month(rows: Iterable[ScheduledPeriod], *, at: datetime) -> list[Month]:
    """The months in which something happens, in order."""
    moments = sorted(
        (moment for row in rows for moment in moments_of(row)), key=lambda one: (one.at, one.row.period.pk)
    )
    today = day_in_wib(at)
    return [
        Month(f"{MONTHS[month - 1]} {year}", list(found), (year, month) == (today.year, today.month))
        for (year, month), found in groupby(moments, key=_month_of)
    ]


def periods_to_lock(*, at: datetime) -> list[Task]:
    """The national periods whose planned lock has passed. A person locks them: a lock is signed in every history."""
    periods = ReportingPeriod.objects.filter(plan__region__isnull=True, locked_at__isnull=True, locks_at__lt=at)
    return [
        Task(
            title=f"{period.label} menunggu dikunci",
            url=reverse("period-detail", args=[period.pk]),
            hint=f"{period.plan.short_title} · rencana dikunci {date_short(day_in_wib(period.locks_at))}",
            label="Belum dikunci",
            tone="warning",
            symbol="lock-fill",
        )
        for period in periods.select_related("plan").order_by("locks_at", "pk")
    ]


def _month_of(moment: Moment) -> tuple[int, int]:
    day = day_in_wib(moment.at)
    return day.year, day.month


def feed_events(user: User, *, site: str, at: datetime) -> list[CalendarEvent]:
    """The dates of the plans in which the person's organization reports or coordinates. ``site``: ends every UID."""
    plans = Plan.objects.filter(region=user.organization.region_id)
    return [
        CalendarEvent(
            uid=f"period-{row.period.pk}-{moment.kind}@{site}",
            at=moment.at,
            summary=f"{moment.label}: {row.period.label}",
            description=row.period.plan.short_title,
            alarm_days=ALARM_DAYS if moment.at == row.due_at and moment.kind in {"due", "extended"} else (),
        )
        for row in scheduled_periods(plans, user.organization, at=at)
        for moment in moments_of(row)
        if moment.kind != "locked"
    ]
