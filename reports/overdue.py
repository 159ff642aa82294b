"""Who owes which report since when, whom to call, and what was sent: the rows of the page, for export as well.

The reports are those of ``summaries.missing_reports``, so that their number is that of the front page. What somebody may
know of them beyond that follows from the reports that the person sees (``ProgressReport.visible_to``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict

from django.db.models import Count, Max, Min

from actions.calculation.discipline import punctuality
from actions.enums import ReportState
from actions.hand_reminders import ReportKey, remindable
from actions.models import ProgressReport, Reminder
from actions.permissions import clusters_in_charge
from actions.reminders import BY_HAND, People
from clusters.enums import NotificationKind
from clusters.models import Notification, User
from ranpptppo.lib.formats import date_short, datetime_short, day_in_wib, days_left, number
from reports import summaries
from reports.choice import Choice
from reports.enums import DocumentKind
from reports.figures import NameFigures
from reports.models import Document
from reports.permissions import can_write_letters
from reports.summaries import Owed

HIDDEN, UNOPENED = "hidden", "unopened"
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
class Beside:
    """What stands beside a row. people: None where the person may not see whom to call."""

    people: list[User] | None
    sent: list[Sent]


class Sight:
    """What a person may know of the owed reports of a choice, opened or not; and of which this person may remind."""

    def __init__(self, user: User, choice: Choice) -> None:
        self.user, self.today = user, day_in_wib(choice.as_of)
        owing = {report.organization_id for report in choice.figures.owed}
        self.people = People(on=self.today, only=owing)
        self.clusters = set(clusters_in_charge(user, on=self.today).values_list("pk", flat=True))
        self.remindable: set[ReportKey] = set()
        if can_write_letters(user):
            periods = [period.id for period in choice.data.periods_of(choice.year)]
            self.remindable = set(remindable(user, at=choice.as_of, of_periods=periods, people=self.people))

    def sees(self, organization: int, cluster: int) -> bool:
        """As ``ProgressReport.visible_to``, of a report that perhaps does not exist yet."""
        own = self.user.organization.region_id
        if own is not None:
            region = self.people.organizations[organization].region
            return region is not None and own in {region.pk, region.parent_id}
        return organization == self.user.organization_id or cluster in self.clusters


def overdue_summary(choice: Choice) -> OverdueSummary:
    """Over the whole choice, not over the page."""
    year = choice.figures
    due = [report for report in year.owed if punctuality(report.row, year.data.as_of) != "not_due"]
    missing = summaries.missing_reports(year.owed, year.data.as_of)
    today = day_in_wib(choice.as_of)
    return {
        "reports": len(missing),
        "reports_due": len(due),
        "organizations": len({report.organization_id for report in missing}),
        "organizations_due": len({report.organization_id for report in due}),
        "oldest": (today - day_in_wib(missing[0].due_at)).days if missing else None,
    }


def overdue_rows(choice: Choice, sight: Sight, *, by_organization: bool = False) -> list[OverdueRow]:
    """Never filed, the longest overdue first; by organization: that which owes the oldest first."""
    year = choice.figures
    missing = summaries.missing_reports(year.owed, year.data.as_of)
    states = dict(
        ProgressReport.objects.filter(pk__in=[one.report_id for one in missing if one.report_id]).values_list(
            "pk", "state"
        )
    )
    rows = [_row(choice, sight, one, states.get(one.report_id or 0, UNOPENED)) for one in missing]
    return _grouped(rows) if by_organization else rows


def returned_rows(choice: Choice, sight: Sight, *, by_organization: bool = False) -> list[OverdueRow]:
    """Filed once and given back: of those that the person sees, the longest first."""
    filed = {one.report_id: one for one in choice.figures.owed if one.report_id and one.row.first_filed_at is not None}
    reports = ProgressReport.objects.visible_to(sight.user, on=sight.today)
    back = reports.filter(pk__in=list(filed), state=ReportState.RETURNED, returned_at__isnull=False)
    rows = [
        _row(choice, sight, filed[pk], ReportState.RETURNED, since=day_in_wib(at))
        for pk, at in back.order_by("returned_at", "pk").values_list("pk", "returned_at")
        if at is not None
    ]
    return _grouped(rows) if by_organization else rows


def _row(choice: Choice, sight: Sight, owed: Owed, state: str, *, since: date | None = None) -> OverdueRow:
    key = (owed.organization_id, owed.cluster.id, owed.period.id)
    is_seen = key in sight.remindable or sight.sees(owed.organization_id, owed.cluster.id)
    due_on = day_in_wib(owed.due_at)
    shown = str(state) if is_seen else HIDDEN
    return {
        "key": "-".join(str(part) for part in key),
        "organization_id": owed.organization_id,
        "organization": choice.names.of(owed.organization_id),
        "cluster_number": owed.cluster.number,
        "cluster_name": owed.cluster.name,
        "cluster_id": owed.cluster.id,
        "period": owed.period.label,
        "period_id": owed.period.id,
        "due_on": due_on,
        "since": since or due_on,
        "days": (sight.today - (since or due_on)).days,
        "days_label": days_left(due_on, sight.today) if since is None else _for_days((sight.today - since).days),
        "is_extended": owed.row.extended_due_at is not None,
        "state": shown,
        "state_label": STATES[shown],
        "report_id": owed.report_id if since else None,
        "is_returned": since is not None,
        "may_remind": since is None and key in sight.remindable,
    }


def _for_days(days: int) -> str:
    return f"{number(days)} hari" if days else "hari ini"


def _grouped(rows: Sequence[OverdueRow]) -> list[OverdueRow]:
    """The organizations in the order of their oldest row."""
    groups: dict[int, list[OverdueRow]] = defaultdict(list)
    for row in rows:
        groups[row["organization_id"]].append(row)
    return [row for group in groups.values() for row in group]


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
    visible = User.objects.reachable_by(sight.user).filter(organization__in=_organizations(seen))
    may_see = set(visible.values_list("pk", flat=True))
    sent = _sent(seen, sight)
    found = {}
    for row in rows:
        people = None
        if row["state"] != HIDDEN:
            everybody = (*sight.people.writers(row["organization_id"]), *sight.people.endorsers(row["organization_id"]))
            each = {one.pk: one for one in everybody if one.pk in may_see}
            people = list(each.values()) or None
        found[row["key"]] = Beside(people, sorted(sent.get(row["key"], []), key=lambda one: one["at"]))
    return found


def _organizations(rows: Iterable[OverdueRow]) -> set[int]:
    return {row["organization_id"] for row in rows}


def _sent(rows: Sequence[OverdueRow], sight: Sight) -> dict[str, list[Sent]]:
    found: dict[str, list[Sent]] = defaultdict(list)
    if rows:
        for source in (_told(rows), _reminded(rows), _written(rows, sight)):
            for key, sent in source:
                found[key].append(sent)
    return found


def _told(rows: Sequence[OverdueRow]) -> Iterable[tuple[str, Sent]]:
    """What the daily job told the organization: its keys name organization and period."""
    told = Notification.objects.filter(
        kind__in=[NotificationKind.DUE_SOON, NotificationKind.OVERDUE], user__organization__in=_organizations(rows)
    ).exclude(key__startswith=BY_HAND)
    counted = told.values("key", "kind").annotate(at=Min("created_at"), mailed=Max("emailed_at"), people=Count("pk"))
    for one in counted.order_by("at", "key"):
        kind, organization, period, *_ = [*one["key"].split(":"), "", ""]
        for row in rows:
            if kind in {"due", "overdue"} and (organization, period) == (
                str(row["organization_id"]),
                str(row["period_id"]),
            ):
                channel = "pemberitahuan dan surel" if one["mailed"] else "pemberitahuan"
                word = str(NotificationKind(one["kind"]).label).lower()
                yield row["key"], {"at": one["at"], "text": f"{channel}, {word}, kepada {one['people']} orang"}


def _reminded(rows: Sequence[OverdueRow]) -> Iterable[tuple[str, Sent]]:
    periods = {row["period_id"] for row in rows}
    sent = Reminder.objects.filter(organization__in=_organizations(rows), period__in=periods)
    for one in sent.select_related("sent_by").newest_first():
        text = f"pengingat dari {one.sent_by.name} kepada {one.people} orang"
        yield f"{one.organization_id}-{one.cluster_id}-{one.period_id}", {"at": one.sent_at, "text": text}


def _written(rows: Sequence[OverdueRow], sight: Sight) -> Iterable[tuple[str, Sent]]:
    """Letters name each report that they are about by the label of its period and its cluster."""
    letters = Document.objects.visible_to(sight.user, on=sight.today).filter(
        kind=DocumentKind.LETTER, organization__in=_organizations(rows)
    )
    for letter in letters.select_related("requested_by").newest_first():
        about = {(one["period"], one["cluster"].split(" ")[0]) for one in letter.context["rows"]}
        for row in rows:
            is_about = (row["period"], str(row["cluster_number"])) in about
            if is_about and row["organization_id"] == letter.organization_id:
                text = f"surat pengingat {letter.number} dari {letter.requested_by.name}"
                yield row["key"], {"at": letter.requested_at, "text": text}


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
