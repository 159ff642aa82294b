"""Who owes which report since when, whom to call, and what was sent: the rows of the page, for export as well.

The reports are those of ``summaries.missing_reports``, so that their number is that of the front page. What somebody may
know of them beyond that follows from the reports that the person sees (``ProgressReport.visible_to``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, TypedDict

from django.db.models import Count, Exists, FilteredRelation, Max, Min, OuterRef, Q

from actions.calculation.discipline import punctuality
from actions.enums import ReportState
from actions.models import ProgressReport, Reminder, ReportingPeriod
from actions.oversight import Oversight
from actions.reminders import BY_HAND, ReportKey
from clusters.enums import NotificationKind, Role
from clusters.models import ActingEndorser, Notification, Organization, User
from ranpptppo.lib.formats import date_short, datetime_short, day_in_wib, days_left, number
from reports import summaries
from reports.choice import Choice
from reports.figures import NameFigures
from reports.models import Document
from reports.permissions import can_write_letters
from reports.summaries import Owed, YearData

HIDDEN, UNOPENED = "hidden", "unopened"
WRITE_OR_ENDORSE = (Role.OPERATOR, Role.ENDORSER)
STATES = {
    HIDDEN: "belum diterima",
    UNOPENED: "belum ada yang mengisi",
    ReportState.DRAFT.value: "draf, belum diajukan",
    ReportState.SUBMITTED.value: "menunggu pengesahan",
    ReportState.RETURNED.value: "dikembalikan, belum diajukan lagi",
}


class OverdueRow(TypedDict):
    """One report. key: organization-cluster-period. since: the due day, or when it came back. report_id: where the
    person sees the report. is_returned: it was filed and came back; the others were never filed."""

    key: str
    organization_id: int
    organization: NameFigures
    cluster_number: int
    cluster_name: str
    period: str
    period_id: int
    cluster_id: int
    due_on: date
    since: date
    days: int
    days_label: str
    is_extended: bool
    state: str
    state_label: str
    report_id: int | None
    is_returned: bool
    may_remind: bool


class OverdueSummary(TypedDict):
    """Reports and organizations: missing of all that were due. oldest: days, None where nothing is missing."""

    reports: int
    reports_due: int
    organizations: int
    organizations_due: int
    oldest: int | None


class Sent(TypedDict):
    """One escalation in words, with the day."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to call. role: in words."""

    name: str
    role: str
    phone: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a row. people: None where the person may not see whom to call."""

    people: list[Contact] | None
    sent: list[Sent]


class Late(NamedTuple):
    """A report of the list. returned_on: the day it came back, None of one never filed; is_locked: of one that did."""

    owed: Owed
    returned_on: date | None = None
    is_locked: bool = False


class Sight:
    """What a person may know of the owed reports of a choice, opened or not; and of which this person may remind."""

    def __init__(self, user: User, choice: Choice) -> None:
        self.user, self.today = user, day_in_wib(choice.as_of)
        self._may_remind_at_all = can_write_letters(user)
        plan, today = choice.plan, self.today
        self._oversight = summaries.kept_reference(plan, ("oversight", today), lambda: Oversight(on=today))
        year = summaries.year_of(choice.whole, choice.year)
        owing = {report.organization_id for report in year.owed}
        self._places = year.keep("places of those who owe", lambda: _places(owing))

    def sees(self, organization: int, cluster: int) -> bool:
        """As ``ProgressReport.visible_to``, of a report that perhaps does not exist yet."""
        own = self.user.organization.region_id
        if own is not None:
            return own in self._places.get(organization, ())
        return organization == self.user.organization_id or self._oversight.follows(self.user, cluster)

    def oversees(self, organization: int, cluster: int) -> bool:
        """As ``actions.hand_reminders.remindable``, of a report that is overdue or came back, and is open for entry."""
        _, province = self._places.get(organization, (None, None))
        return self._may_remind_at_all and self._oversight.oversees(self.user, organization, cluster, province=province)


def _places(organizations: Collection[int]) -> dict[int, tuple[int, int | None]]:
    """Of regions' bodies the region and the one above it; one query."""
    regional = Organization.objects.filter(pk__in=organizations, region__isnull=False).order_by("pk")
    rows = regional.values_list("pk", "region_id", "region__parent_id")
    return {pk: (region, parent) for pk, region, parent in rows}


def overdue_summary(choice: Choice) -> OverdueSummary:
    """Over the whole choice, not over the page."""
    year = choice.figures
    missing = summaries.missing_reports_of(year)
    due, organizations_due = year.keep("due", lambda: _due(year))
    today = day_in_wib(choice.as_of)
    return {
        "reports": len(missing),
        "reports_due": due,
        "organizations": len({report.organization_id for report in missing}),
        "organizations_due": organizations_due,
        "oldest": (today - day_in_wib(missing[0].due_at)).days if missing else None,
    }


def _due(year: YearData) -> tuple[int, int]:
    """(reports past due, filed or not; organizations that owe them)."""
    due = [report for report in year.owed if punctuality(report.row, year.data.as_of) != "not_due"]
    return len(due), len({report.organization_id for report in due})


def never_filed(choice: Choice, *, by_organization: bool = False) -> list[Late]:
    """Past due and never filed, the longest overdue first; by organization: that which owes the oldest first."""
    late = [Late(owed) for owed in summaries.missing_reports_of(choice.figures)]
    return _grouped(late) if by_organization else late


def given_back(choice: Choice, sight: Sight, *, by_organization: bool = False) -> list[Late]:
    """Filed once and given back: of those that the person sees, the longest first; one query."""
    year = choice.figures
    filed = year.keep(
        "filed reports",
        lambda: {one.report_id: one for one in year.owed if one.report_id and one.row.first_filed_at is not None},
    )
    periods = [period.id for period in choice.data.periods_of(choice.year)]
    reports = ProgressReport.objects.visible_to(sight.user, on=sight.today).filter(period__in=periods)
    back = reports.filter(state=ReportState.RETURNED, returned_at__isnull=False).order_by("returned_at", "pk")
    late = [
        Late(filed[pk], day_in_wib(at), locked is not None)
        for pk, at, locked in back.values_list("pk", "returned_at", "locked_at")
        if at is not None and pk in filed
    ]
    return _grouped(late) if by_organization else late


def overdue_rows(choice: Choice, sight: Sight, late: Sequence[Late]) -> list[OverdueRow]:
    """What is shown of each; one query, however many there are."""
    standing, locked = _standing([one.owed for one in late if one.returned_on is None])
    rows = []
    for owed, returned_on, was_locked in late:
        key = (owed.organization_id, owed.cluster.id, owed.period.id)
        state, is_locked = standing.get(key, (UNOPENED, owed.period.id in locked))
        if returned_on is not None:
            state, is_locked = ReportState.RETURNED, was_locked
        rows.append(_row(choice, sight, owed, state, is_locked=is_locked, returned_on=returned_on))
    return rows


def _standing(owed: Collection[Owed]) -> tuple[dict[ReportKey, tuple[str, bool]], set[int]]:
    """State and lock of those that somebody opened, and the periods that are locked themselves; one query.

    To open a report is no change of the plan, with which the rest is kept.
    """
    opened = Q(progress_reports__first_filed_at__isnull=True)
    opened &= Q(progress_reports__organization__in={one.organization_id for one in owed})
    periods = ReportingPeriod.objects.filter(pk__in={one.period.id for one in owed}).order_by("pk")
    columns = ("organization_id", "cluster_id", "state", "locked_at")
    rows = periods.annotate(opened=FilteredRelation("progress_reports", condition=opened)).values_list(
        "pk", "locked_at", *(f"opened__{column}" for column in columns)
    )
    standing: dict[ReportKey, tuple[str, bool]] = {}
    locked: set[int] = set()
    for period, period_locked_at, organization, cluster, state, locked_at in rows:
        if period_locked_at is not None:
            locked.add(period)
        if organization is not None:
            standing[organization, cluster, period] = (state, locked_at is not None)
    return standing, locked


def _row(
    choice: Choice, sight: Sight, owed: Owed, state: str, *, is_locked: bool, returned_on: date | None
) -> OverdueRow:
    oversees = sight.oversees(owed.organization_id, owed.cluster.id)
    may_remind = oversees and not is_locked
    is_seen = may_remind or sight.sees(owed.organization_id, owed.cluster.id)
    due_on = day_in_wib(owed.due_at)
    since = returned_on or due_on
    days = (sight.today - since).days
    shown = str(state) if is_seen else HIDDEN
    return {
        "key": f"{owed.organization_id}-{owed.cluster.id}-{owed.period.id}",
        "organization_id": owed.organization_id,
        "organization": choice.names.of(owed.organization_id),
        "cluster_number": owed.cluster.number,
        "cluster_name": owed.cluster.name,
        "cluster_id": owed.cluster.id,
        "period": owed.period.label,
        "period_id": owed.period.id,
        "due_on": due_on,
        "since": since,
        "days": days,
        "days_label": days_left(due_on, sight.today) if returned_on is None else _for_days(days),
        "is_extended": owed.row.extended_due_at is not None,
        "state": shown,
        "state_label": STATES[shown],
        "report_id": owed.report_id if returned_on else None,
        "is_returned": returned_on is not None,
        "may_remind": may_remind,
    }


def _for_days(days: int) -> str:
    return f"{number(days)} hari" if days else "hari ini"


def _grouped(late: Iterable[Late]) -> list[Late]:
    """The organizations in the order of their oldest row."""
    groups: dict[int, list[Late]] = defaultdict(list)
    for one in late:
        groups[one.owed.organization_id].append(one)
    return [one for group in groups.values() for one in group]


def key_of(text: str) -> ReportKey | None:
    """``3-1-7`` of an address or a form."""
    parts = text.split("-")
    if len(parts) != 3 or not all(part.isdecimal() and len(part) < 10 for part in parts):
        return None
    return int(parts[0]), int(parts[1]), int(parts[2])


# --- beside the rows of one page -------------------------------------------------------------------------------------


def beside(rows: Sequence[OverdueRow], sight: Sight) -> dict[str, Beside]:
    """By key of the row: whom to call (``User.reachable_by``) and what was sent, as far as the person may see. Four queries."""
    seen = [row for row in rows if row["state"] != HIDDEN]
    contacts = _contacts(_organizations(seen), sight)
    sent = _sent(seen, sight)
    found = {}
    for row in rows:
        people = contacts.get(row["organization_id"]) if row["state"] != HIDDEN else None
        found[row["key"]] = Beside(people, sorted(sent.get(row["key"], []), key=lambda one: one["at"]))
    return found


def _organizations(rows: Iterable[OverdueRow]) -> set[int]:
    return {row["organization_id"] for row in rows}


def _contacts(organizations: Collection[int], sight: Sight) -> dict[int, list[Contact]]:
    """By organization who writes, who endorses, and who acts for an endorser that day; one query."""
    acting = ActingEndorser.objects.in_force(on=sight.today).filter(
        user=OuterRef("pk"), organization=OuterRef("organization")
    )
    people = User.objects.reachable_by(sight.user).filter(
        Q(role__in=WRITE_OR_ENDORSE) | Q(Exists(acting)), organization__in=organizations, is_active=True
    )
    rows = people.order_by("pk").values_list("organization_id", "name", "role", "phone")
    order = {str(role): number for number, role in enumerate(WRITE_OR_ENDORSE)}
    found: dict[int, list[Contact]] = defaultdict(list)
    for organization, name, role, phone in sorted(rows, key=lambda row: order.get(row[2], len(order))):
        found[organization].append(Contact(name, str(Role(role).label), phone))
    return found


def _sent(rows: Sequence[OverdueRow], sight: Sight) -> dict[str, list[Sent]]:
    found: dict[str, list[Sent]] = defaultdict(list)
    if rows:
        for source in (_told(rows), _reminded(rows), _written(rows, sight)):
            for key, sent in source:
                found[key].append(sent)
    return found


def _told(rows: Sequence[OverdueRow]) -> Iterable[tuple[str, Sent]]:
    """What the daily job told the organization: its keys name organization and period."""
    about: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows:
        about[str(row["organization_id"]), str(row["period_id"])].append(row["key"])
    told = Notification.objects.filter(
        kind__in=[NotificationKind.DUE_SOON, NotificationKind.OVERDUE], user__organization__in=_organizations(rows)
    ).exclude(key__startswith=BY_HAND)
    counted = told.values("key", "kind").annotate(at=Min("created_at"), mailed=Max("emailed_at"), people=Count("pk"))
    for one in counted.order_by("at", "key"):
        stage, organization, period, *_ = [*one["key"].split(":"), "", ""]
        channel = "pemberitahuan dan surel" if one["mailed"] else "pemberitahuan"
        word = str(NotificationKind(one["kind"]).label).lower()
        for key in about.get((organization, period), ()) if stage in {"due", "overdue"} else ():
            yield key, {"at": one["at"], "text": f"{channel}, {word}, kepada {one['people']} orang"}


def _reminded(rows: Sequence[OverdueRow]) -> Iterable[tuple[str, Sent]]:
    periods = {row["period_id"] for row in rows}
    sent = Reminder.objects.filter(organization__in=_organizations(rows), period__in=periods).newest_first()
    columns = ("organization_id", "cluster_id", "period_id", "sent_by__name", "people", "sent_at")
    for organization, cluster, period, sender, people, at in sent.values_list(*columns):
        yield f"{organization}-{cluster}-{period}", {"at": at, "text": f"pengingat dari {sender} kepada {people} orang"}


def _written(rows: Sequence[OverdueRow], sight: Sight) -> Iterable[tuple[str, Sent]]:
    """Letters name each report that they are about by the label of its period and its cluster."""
    letters = Document.objects.letters_visible_to(sight.user).filter(organization__in=_organizations(rows))
    columns = ("organization_id", "number", "requested_by__name", "requested_at", "context")
    for organization, number_, sender, at, context in letters.newest_first().values_list(*columns):
        about = {(one["period"], one["cluster"].split(" ")[0]) for one in context["rows"]}
        for row in rows:
            is_about = (row["period"], str(row["cluster_number"])) in about
            if is_about and row["organization_id"] == organization:
                yield row["key"], {"at": at, "text": f"surat pengingat {number_} dari {sender}"}


# --- for a file ------------------------------------------------------------------------------------------------------


def overdue_table(rows: Sequence[OverdueRow], near: dict[str, Beside]) -> list[list[str | int]]:
    """The rows as they are read: organization, cluster, period, due day, days, state, sent."""
    return [
        [
            row["organization"]["name"],
            f"{row['cluster_number']}. {row['cluster_name']}",
            row["period"],
            date_short(row["due_on"]),
            row["days"],
            row["state_label"],
            "; ".join(f"{datetime_short(one['at'])}: {one['text']}" for one in near[row["key"]].sent),
        ]
        for row in rows
    ]
