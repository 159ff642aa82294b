"""Who reports: which reports are owed, and the assignment lines that make successive leads one reporter."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from actions.calculation.rows import MeasuredRow, PeriodRow, ReporterRow, Standing, YearRow
from actions.enums import AssignmentRole

ReportKey = tuple[int, int, int]  # (organization, year, number of the period), within one cluster


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """An assignment of one action. line: key of the first assignment of its line (its own for the first)."""

    key: int
    line: int
    organization: int
    cluster: int
    role: str  # enums.AssignmentRole
    reports: bool  # flagged to report; a lead always reports
    starts_on: date
    ends_on: date | None
    expects_report: bool = True  # some indicator of the action has a target that year or reports without one
    action: int = 0  # key of the action, for callers that want it back


def is_in_force(assignment: AssignmentRow, on: date) -> bool:
    """Both the first and the last day of an assignment belong to it."""
    return assignment.starts_on <= on and (assignment.ends_on is None or on <= assignment.ends_on)


def is_reporter(assignment: AssignmentRow) -> bool:
    """A lead always reports; who supports or adopts reports where flagged to."""
    return assignment.role == AssignmentRole.LEAD or assignment.reports


def owes_report(assignment: AssignmentRow, period_ends_on: date) -> bool:
    """Whether the assignment makes its organization report: whoever's role ended before the last day owes nothing."""
    return is_reporter(assignment) and assignment.expects_report and is_in_force(assignment, period_ends_on)


def owed_reports(assignments: Iterable[AssignmentRow], period_ends_on: date) -> frozenset[tuple[int, int]]:
    """(organization, cluster) of every report that is owed for the period: one each, whatever number of actions."""
    return frozenset((row.organization, row.cluster) for row in assignments if owes_report(row, period_ends_on))


@dataclass(frozen=True, slots=True)
class ReporterLine:
    """Successive holders of one role in one action: one reporter. holders: (year, number) -> organization."""

    key: int
    role: str  # enums.AssignmentRole
    holders: Mapping[tuple[int, int], int]

    @property
    def is_lead(self) -> bool:
        return self.role == AssignmentRole.LEAD


def reporter_lines(assignments: Iterable[AssignmentRow], periods: Iterable[PeriodRow]) -> tuple[ReporterLine, ...]:
    """The lines of one action that report for some of the periods: leads first, then by key.

    The holder of a period is whoever holds the line on its last day and reports; a gap has no holder. One holder at a
    time: where two overlap, the one that began later holds the line.
    """
    by_line: dict[int, list[AssignmentRow]] = {}
    for row in assignments:
        by_line.setdefault(row.line, []).append(row)
    days = list(periods)
    lines = [_line(key, rows, days) for key, rows in by_line.items()]
    return tuple(sorted((line for line in lines if line.holders), key=lambda line: (not line.is_lead, line.key)))


def _line(key: int, rows: list[AssignmentRow], periods: list[PeriodRow]) -> ReporterLine:
    ordered = sorted(rows, key=lambda row: (row.starts_on, row.key))
    holders: dict[tuple[int, int], int] = {}
    for period in periods:
        in_force = [row for row in ordered if is_in_force(row, period.ends_on)]
        if in_force and is_reporter(in_force[-1]):
            holders[period.year, period.number] = in_force[-1].organization
    return ReporterLine(key, ordered[-1].role, holders)


def line_standings(line: ReporterLine, year: YearRow, reports: Mapping[ReportKey, Standing]) -> dict[int, Standing]:
    """The line's standings in one year, out of the standings of all reports of the cluster.

    Build it once and share it between the indicators of the action. A holder whose report has no standing yet (nobody
    opened it) owes it all the same: it is due with its period.
    """
    standings: dict[int, Standing] = {}
    for number in year.numbers:
        holder = line.holders.get((year.year, number))
        if holder is not None:
            known = reports.get((holder, year.year, number))
            standings[number] = known or Standing(is_due=number in year.due)
    return standings


def reporter_row(
    line: ReporterLine,
    year: YearRow,
    standings: Mapping[int, Standing],
    readings: Mapping[ReportKey, MeasuredRow],
    *,
    is_own_figure: bool = False,
) -> ReporterRow:
    """The line as the reporter of one indicator in one year. readings: of the indicator, by report.

    is_own_figure: the figure is that of the region which adopted the action, so that its line stands for the lead.
    """
    own: dict[int, MeasuredRow] = {}
    for number in standings:
        row = readings.get((line.holders[year.year, number], year.year, number))
        if row is not None:
            own[number] = row
    return ReporterRow(key=line.key, is_lead=line.is_lead or is_own_figure, standings=standings, readings=own)
