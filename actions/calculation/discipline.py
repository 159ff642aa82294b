"""Reporting discipline: completeness and timeliness, which stand beside a score and never enter it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Literal

from actions.calculation.periods import is_past_due
from actions.calculation.rounding import percent_of

Timeliness = Literal["on_time", "on_time_extended", "late"]
Punctuality = Timeliness | Literal["missing", "not_due"]


@dataclass(frozen=True, slots=True)
class TimedReport:
    """A report that is owed, and when it was first filed at the cut-off (None: not yet).

    extended_due_at: by an extension given before the first filing; afterwards nothing is left to be postponed.
    """

    due_at: datetime
    extended_due_at: datetime | None
    first_filed_at: datetime | None
    is_backfilled: bool = False


def timeliness(due_at: datetime, extended_due_at: datetime | None, first_filed_at: datetime) -> Timeliness:
    """On time, within an extension, or late, by the first filing: the one rule of every page, paper and figure."""
    if first_filed_at <= due_at:
        return "on_time"
    if extended_due_at is not None and first_filed_at <= extended_due_at:
        return "on_time_extended"
    return "late"


def punctuality(report: TimedReport, as_of: datetime) -> Punctuality:
    """On time: first filed by the period's due moment; returns do not change that.

    "not_due" until the due moment, or the extended one, is past, also when already filed.
    """
    if not is_past_due(report.extended_due_at or report.due_at, as_of):
        return "not_due"
    filed_at = report.first_filed_at
    if filed_at is None or filed_at > as_of:
        return "missing"
    return timeliness(report.due_at, report.extended_due_at, filed_at)


@dataclass(frozen=True, slots=True)
class Discipline:
    """Counts of owed reports that are past due.

    on_time, on_time_extended and late are without reports of back-filled periods; `timed` is their denominator. A
    report that came within an extension is listed apart: it is in the denominator of timeliness, not in on_time.
    """

    due: int
    filed: int
    backfilled: int
    timed: int
    on_time: int
    on_time_extended: int
    late: int

    @property
    def missing(self) -> int:
        return self.due - self.filed

    @property
    def completeness(self) -> Fraction | None:
        """filed / due in percent; None where nothing is due."""
        return percent_of(self.filed, self.due)

    @property
    def timeliness(self) -> Fraction | None:
        """on time / due in percent, without back-filled periods."""
        return percent_of(self.on_time, self.timed)


def discipline(reports: Iterable[TimedReport], as_of: datetime) -> Discipline:
    """Completeness and timeliness of any set of owed reports."""
    timely: Counter[Punctuality] = Counter()
    backfilled: Counter[Punctuality] = Counter()
    for report in reports:
        kind = punctuality(report, as_of)
        if kind != "not_due":
            (backfilled if report.is_backfilled else timely)[kind] += 1
    due = timely.total() + backfilled.total()
    return Discipline(
        due=due,
        filed=due - timely["missing"] - backfilled["missing"],
        backfilled=backfilled.total(),
        timed=timely.total(),
        on_time=timely["on_time"],
        on_time_extended=timely["on_time_extended"],
        late=timely["late"],
    )
