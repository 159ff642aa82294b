"""What waits for a person: periods to fill in, reports to endorse or verify, and what came back.

Shared by *Tugas saya*, the list of periods and the verification queue; a fixed number of queries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from actions.enums import ReportState
from actions.models import Measurement, ProgressReport, ReportingPeriod
from actions.periods import indicators_owed_in, owed_in
from clusters.models import Organization, Plan, User
from clusters.permissions import endorses_for
from ranpptppo.lib.formats import date_short, day_in_wib, days_left

FINISHED_SHOWN = 5


@dataclass(slots=True)
class EntryRow:
    """One period of an organization. ``missing``: reports owed that nobody opened yet.

    ``filled`` of ``indicators``: the answered cells of what can still be filled in, as the bar of the grid counts
    them, where :func:`count_filled` counted them.
    """

    period: ReportingPeriod
    reports: list[ProgressReport] = field(default_factory=list)
    missing: int = 0
    filled: int | None = None
    indicators: int = 0

    @property
    def due_at(self) -> datetime:
        return max([self.period.due_at, *(report.due_at for report in self.reports)])

    @property
    def is_open(self) -> bool:
        """Is there something to fill in?"""
        return bool(self.missing) or any(report.is_editable for report in self.reports)

    @property
    def progress(self) -> str:
        """``7 dari 11 indikator terisi``."""
        if self.filled is None or not self.indicators:
            return ""
        return f"{self.filled} dari {self.indicators} indikator terisi"

    @property
    def returned(self) -> list[ProgressReport]:
        return [report for report in self.reports if report.state == ReportState.RETURNED]


@dataclass(frozen=True, slots=True)
class Task:
    """One line of *Tugas saya*."""

    title: str
    url: str
    hint: str
    state: str = ""
    label: str = ""
    tone: str = ""
    symbol: str = ""


def entry_rows(organization: Organization, *, at: datetime) -> list[EntryRow]:
    """The opened periods in which ``organization`` owes or filed reports, the newest first."""
    plans = Plan.objects.filter(region=organization.region_id)
    periods = ReportingPeriod.objects.filter(plan__in=plans).opened_by(at).select_related("plan")
    by_period: dict[int, list[ProgressReport]] = defaultdict(list)
    mine = ProgressReport.objects.filter(organization=organization).with_names()
    for report in mine.order_by("cluster__number", "pk"):
        by_period[report.period_id].append(report)
    ordered = list(periods.order_by("-year", "-number", "-plan__start_year", "pk"))
    owed: dict[int, set[int]] = defaultdict(set)
    for period_id, cluster in owed_in(organization, [period for period in ordered if period.locked_at is None]):
        owed[period_id].add(cluster)
    rows = []
    for period in ordered:
        there = by_period[period.pk]
        missing = len(owed[period.pk] - {report.cluster_id for report in there})
        if there or missing:
            rows.append(EntryRow(period, there, missing))
    return rows


def ordered_years(rows: Iterable[EntryRow]) -> list[int]:
    """The newest first."""
    return sorted({row.period.year for row in rows}, reverse=True)


def count_filled(organization: Organization, rows: Sequence[EntryRow]) -> None:
    """Say on each row how many indicators that can still be filled in are answered; three queries a plan and year, and one.

    What was handed on already is not counted, what nobody opened yet is: here as in the bar of the grid.
    """
    owed = indicators_owed_in(organization, [row.period for row in rows])
    answered: dict[int, set[int]] = defaultdict(set)
    cells = Measurement.objects.filter(report__organization=organization, report__period__in=list(owed))
    for period, indicator in cells.values_list("report__period_id", "indicator_id"):
        answered[period].add(indicator)
    for row in rows:
        handed_on = {report.cluster_id for report in row.reports if not report.is_editable}
        wanted = {indicator for cluster, indicator in owed[row.period.pk] if cluster not in handed_on}
        row.indicators, row.filled = len(wanted), len(wanted & answered[row.period.pk])


def waiting_for_endorsement(user: User, *, on: date) -> list[ProgressReport]:
    """Reports of the person's organization that were submitted to them on that day, the oldest first."""
    if not endorses_for(user, user.organization_id, on=on):
        return []
    reports = ProgressReport.objects.filter(organization=user.organization_id).waiting_for_endorsement()
    return list(reports.exclude(submitted_by=user).with_names().order_by("submitted_at", "pk"))


def due_in_words(due_at: datetime, today: date) -> str:
    """``batas waktu 29 Jan 2026, 3 hari lagi``."""
    day = day_in_wib(due_at)
    return f"batas waktu {date_short(day)}, {days_left(day, today)}"
