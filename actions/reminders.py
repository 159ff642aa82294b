"""Who owes what until when, and whom that concerns: what the daily job tells, and the letters list.

Every matter has a key of its own (organization, period, due day, stage), so that the job may run any number of times;
an extension makes another due day, and with it new matters. Only what is true on the day is told: a stage that was
missed because no worker ran is passed over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.urls import reverse

from actions.calculation.reporters import owed_reports
from actions.enums import ReportState
from actions.models import ProgressReport, ReportingPeriod
from actions.oversight import Oversight
from actions.periods import reporters_of
from clusters.enums import NotificationKind, Role
from clusters.models import ActingEndorser, Cluster, Notification, Organization, Plan, User
from clusters.notifications import tell_once
from ranpptppo.lib.formats import date_short, day_in_wib, days_left, first_of, joined

STAGES = (1, 7, 14)  # days before the due day
BY_HAND = "reminder:"  # how keys of what a person sent begin (``actions.hand_reminders``)
ESCALATED_AFTER = 7  # days after it: the coordinators hear of it too
TOLD_DAILY = (NotificationKind.OPENED, NotificationKind.DUE_SOON, NotificationKind.OVERDUE)
LETTERS = "/letters/reminders/"  # a page of the app above, which this one does not know by name
OVERDUE_TOLD_FOR = 30  # days: what is overdue for longer is a matter of letters, not of news
LISTED = 14  # names in one sentence
ReportKey = tuple[int, int, int]  # organization, cluster, period


@dataclass(frozen=True, slots=True)
class Owed:
    """One report that is owed and not filed, or came back. ``report``: None where nobody opened it yet."""

    organization: int
    cluster: int
    cluster_number: int
    period: ReportingPeriod
    due_at: datetime
    report: ProgressReport | None

    @property
    def due_on(self) -> date:
        return day_in_wib(self.due_at)

    @property
    def waits_for_endorsement(self) -> bool:
        return self.report is not None and self.report.state == ReportState.SUBMITTED

    @property
    def returned_on(self) -> date | None:
        """The day on which a filed report came back to be corrected; None of one that was never filed."""
        report = self.report
        if report is None or report.first_filed_at is None or report.returned_at is None:
            return None
        return day_in_wib(report.returned_at) if report.state == ReportState.RETURNED else None


@dataclass(frozen=True, slots=True)
class Matter:
    """Something to tell some people, once. ``is_news``: not so old that it is only kept from being taken back."""

    key: str
    kind: NotificationKind
    text: str
    url: str
    people: tuple[User, ...]
    is_news: bool = True


def owed_reports_now(*, at: datetime, national: bool = False, of_periods: Collection[int] | None = None) -> list[Owed]:
    """Every report of an opened period that is owed, was never filed and can be, by period and organization.

    Filed once stays filed (calculation.md, "Who reports"). The lock is on the report: one organization's extension opens
    its report in a locked period, a coordinator locks those of its clusters in an open one. The period's own lock
    decides only where no report was made. ``national``: of national plans alone; ``of_periods``: of these, by id.
    Queries: eight, however many plans and years there are.
    """
    unfiled = ProgressReport.objects.filter(first_filed_at__isnull=True, locked_at__isnull=True)
    writable = Q(locked_at__isnull=True) | Q(pk__in=unfiled.values("period"))
    periods = ReportingPeriod.objects.filter(writable).opened_by(at)
    if national:
        periods = periods.filter(plan__region__isnull=True)
    if of_periods is not None:
        periods = periods.filter(pk__in=of_periods)
    open_periods = _with_plans(periods)
    filed, there = _reports_in(periods, {period.pk: period for period in open_periods})
    numbers = dict(Cluster.objects.order_by("pk").values_list("pk", "number"))
    rows = reporters_of(open_periods)
    found = []
    for period in open_periods:
        for organization, cluster in sorted(owed_reports(rows[period.plan_id, period.year], period.ends_on)):
            key = (organization, cluster, period.pk)
            report = there.get(key)
            if key not in filed and _can_be_filed(period, report):
                due_at = period.due_at if report is None else report.due_at
                found.append(Owed(organization, cluster, numbers[cluster], period, due_at, report))
    return found


def returned_reports_now(*, of_periods: Collection[int] | None = None) -> list[Owed]:
    """Filed reports that came back, lie there and can be filed again, the longest first; one query."""
    back = ProgressReport.objects.filter(
        state=ReportState.RETURNED, first_filed_at__isnull=False, returned_at__isnull=False, locked_at__isnull=True
    )
    if of_periods is not None:
        back = back.filter(period__in=of_periods)
    reports = back.select_related("cluster", "period__plan").order_by("returned_at", "pk")
    return [
        Owed(one.organization_id, one.cluster_id, one.cluster.number, one.period, one.due_at, one) for one in reports
    ]


def _with_plans(periods: QuerySet[ReportingPeriod]) -> list[ReportingPeriod]:
    """By due moment; each plan is one object, whatever number of its periods there are; two queries."""
    plans = Plan.objects.in_bulk()
    found = list(periods.order_by("due_at", "pk"))
    for period in found:
        period.plan = plans[period.plan_id]
    return found


def _reports_in(
    periods: QuerySet[ReportingPeriod], known: Mapping[int, ReportingPeriod]
) -> tuple[set[ReportKey], dict[ReportKey, ProgressReport]]:
    """Which reports of the periods were filed, and those opened and never filed; two queries."""
    opened = ProgressReport.objects.filter(period__in=periods.values("pk"))
    filed = opened.filter(first_filed_at__isnull=False).values_list("organization_id", "cluster_id", "period_id")
    there = {}
    for report in opened.filter(first_filed_at__isnull=True):
        report.period = known[report.period_id]
        there[report.organization_id, report.cluster_id, report.period_id] = report
    return set(filed), there


def _can_be_filed(period: ReportingPeriod, report: ProgressReport | None) -> bool:
    if report is None:
        return period.locked_at is None
    return report.first_filed_at is None and not report.is_locked


class People:
    """Everybody who may have to hear of what is owed, read once; four queries."""

    def __init__(self, *, on: date) -> None:
        roles = [Role.OPERATOR, Role.ENDORSER, Role.VERIFIER, Role.SECRETARIAT]
        people = User.objects.active().filter(role__in=roles).select_related("organization__region").order_by("pk")
        self._by_role: dict[tuple[int, str], list[User]] = defaultdict(list)
        self._verifiers_of_region: dict[int, list[User]] = defaultdict(list)
        self._secretariat: list[User] = []
        for person in people:
            self._by_role[person.organization_id, person.role].append(person)
            region = person.organization.region_id
            if person.role == Role.VERIFIER and region is not None:
                self._verifiers_of_region[region].append(person)
            if person.role == Role.SECRETARIAT and region is None:
                self._secretariat.append(person)
        self._acting: dict[int, list[User]] = defaultdict(list)
        for row in ActingEndorser.objects.in_force(on=on).select_related("user").order_by("user_id"):
            self._acting[row.organization_id].append(row.user)
        self.oversight = Oversight(on=on)
        named = Organization.objects.select_related("region").with_name_on(on)
        self.organizations = {organization.pk: organization for organization in named.order_by("pk")}

    def writers(self, organization: int) -> list[User]:
        return self._by_role[organization, Role.OPERATOR]

    def endorsers(self, organization: int) -> list[User]:
        """By role, and who acts for one that day (Plt., Plh.)."""
        return [*self._by_role[organization, Role.ENDORSER], *self._acting[organization]]

    def superiors(self, organization: int) -> list[User]:
        """The endorsers; where there are none, whoever writes hears it themselves."""
        return self.endorsers(organization) or self.writers(organization)

    def overseers(self, owed: Owed) -> list[User]:
        """To whom the verification falls: the cluster's coordinator, a regency's province; else the secretariat."""
        region = self.organizations[owed.organization].region
        if region is not None and region.parent_id is not None:
            return self._verifiers_of_region[region.parent_id]
        in_charge = self.oversight.in_charge_of(owed.organization, owed.cluster)
        found = [person for pk in sorted(in_charge) for person in self._by_role[pk, Role.VERIFIER]]
        return found or [person for person in self._secretariat if person.organization_id != owed.organization]

    def oversees(self, user: User, owed: Owed) -> bool:
        """May this person remind the organization (``Oversight.oversees``)?"""
        region = self.organizations[owed.organization].region
        province = region.parent_id if region is not None else None
        return self.oversight.oversees(user, owed.organization, owed.cluster, province=province)

    def names(self, organizations: Iterable[int]) -> str:
        return first_of(sorted(self.organizations[pk].short_name_then for pk in set(organizations)), LISTED)


def clusters_of(owed: Iterable[Owed]) -> str:
    """``klaster 1``, ``klaster 1 dan 5``."""
    return "klaster " + joined([str(number) for number in sorted({one.cluster_number for one in owed})])


def matters(owed: Sequence[Owed], *, at: datetime) -> list[Matter]:
    """Everything that is to be told on the day of ``at``, told or not: openings, days left, what is overdue."""
    today = day_in_wib(at)
    people = People(on=today)
    by_due: dict[tuple[int, int, date], list[Owed]] = defaultdict(list)
    for one in owed:
        by_due[one.organization, one.period.pk, one.due_on].append(one)
    found: list[Matter] = []
    for (organization, _, due_on), of_the_day in by_due.items():
        if due_on >= today:
            found += _opening(people, organization, of_the_day)
            found += _days_left(people, organization, of_the_day, today)
        else:
            found += _overdue(people, organization, of_the_day, today)
    return found + _escalated(people, owed, today)


def remind(*, at: datetime) -> None:
    """Tell what is to be told today and was not told yet; take back what was told and is no longer so."""
    owed = owed_reports_now(at=at)
    found = matters(owed, at=at)
    tell_once(
        Notification(user=person, kind=matter.kind, key=matter.key, text=matter.text, url=matter.url, created_at=at)
        for matter in found
        if matter.is_news
        for person in matter.people
    )
    told = {(person.pk, matter.key) for matter in found for person in matter.people}
    owed_still = {reminder_key(one) for one in (*owed, *returned_reports_now())}
    waiting = Notification.objects.unread().filter(kind__in=TOLD_DAILY).exclude(key="")
    settled = []
    for pk, user, key in waiting.values_list("pk", "user", "key"):
        by_hand = key.startswith(BY_HAND) and f"{key.rpartition(':')[0]}:"
        if by_hand not in owed_still if by_hand else (user, key) not in told:
            settled.append(pk)
    Notification.objects.filter(pk__in=settled, withdrawn_at__isnull=True).update(withdrawn_at=at)


def reminder_key(owed: Owed) -> str:
    """The beginning of the keys of what a person sends about this report; the day follows."""
    matter = "" if owed.returned_on is None else "returned:"
    return f"{BY_HAND}{owed.organization}:{owed.cluster}:{owed.period.pk}:{matter}"


def _opening(people: People, organization: int, owed: Sequence[Owed]) -> list[Matter]:
    period = owed[0].period
    text = (
        f"{period.label} dibuka untuk pengisian: {clusters_of(owed)}, "
        f"batas waktu {date_short(owed[0].due_on)} ({period.plan.short_title})."
    )
    told = (*people.writers(organization), *people.endorsers(organization))
    return [Matter(f"opened:{organization}:{period.pk}", NotificationKind.OPENED, text, reverse("task-list"), told)]


def _days_left(people: People, organization: int, owed: Sequence[Owed], today: date) -> list[Matter]:
    """H-14, H-7, H-1: to whoever has to act, the writers, or the endorsers of what was submitted to them."""
    due_on, period = owed[0].due_on, owed[0].period
    stage = next((stage for stage in STAGES if (due_on - today).days <= stage), None)
    if stage is None:
        return []
    beginning = f"Batas waktu {date_short(due_on)} ({days_left(due_on, today)}): {period.label}"
    key = f"due:{organization}:{period.pk}:{due_on:%Y%m%d}:{stage}"
    found = []
    writing = [one for one in owed if not one.waits_for_endorsement]
    if writing:
        text = f"{beginning}, {clusters_of(writing)} belum diajukan."
        told = tuple(people.writers(organization))
        found.append(Matter(key, NotificationKind.DUE_SOON, text, reverse("task-list"), told))
    waiting = [one for one in owed if one.waits_for_endorsement]
    if waiting:
        text = f"{beginning}, {clusters_of(waiting)} menunggu pengesahan Anda."
        submitters = {one.report.submitted_by_id for one in waiting if one.report is not None}
        told = tuple(person for person in people.endorsers(organization) if person.pk not in submitters)
        # A key of its own: an operator who acts for the endorser is to hear of both.
        found.append(Matter(f"{key}:endorse", NotificationKind.DUE_SOON, text, reverse("task-list"), told))
    return found


def _overdue(people: People, organization: int, owed: Sequence[Owed], today: date) -> list[Matter]:
    due_on, period = owed[0].due_on, owed[0].period
    text = (
        f"Lewat batas waktu {date_short(due_on)}: {period.label}, {clusters_of(owed)} belum dilaporkan instansi Anda."
    )
    key = f"overdue:{organization}:{period.pk}:{due_on:%Y%m%d}"
    told = tuple(people.superiors(organization))
    is_news = (today - due_on).days <= OVERDUE_TOLD_FOR
    return [Matter(key, NotificationKind.OVERDUE, text, reverse("task-list"), told, is_news)]


def _escalated(people: People, owed: Sequence[Owed], today: date) -> list[Matter]:
    """To the overseers, one sentence for all organizations of a cluster whose report is overdue since the same day."""
    late: dict[tuple[int, int, date, tuple[int, ...]], list[Owed]] = defaultdict(list)
    told: dict[int, User] = {}
    for one in owed:
        if (today - one.due_on).days >= ESCALATED_AFTER:
            overseers = people.overseers(one)
            told |= {person.pk: person for person in overseers}
            late[one.period.pk, one.cluster, one.due_on, tuple(person.pk for person in overseers)].append(one)
    found = []
    for (period_id, cluster, due_on, overseers_ids), of_the_day in late.items():
        period = of_the_day[0].period
        names = people.names(one.organization for one in of_the_day)
        text = (
            f"Lewat batas waktu {date_short(due_on)}: {period.label}, {clusters_of(of_the_day)}, belum lapor {names}."
        )
        key = f"late:{cluster}:{period_id}:{due_on:%Y%m%d}"
        told_now = tuple(told[pk] for pk in overseers_ids)
        is_news = (today - due_on).days <= OVERDUE_TOLD_FOR
        found.append(Matter(key, NotificationKind.OVERDUE, text, LETTERS, told_now, is_news))
    return found
