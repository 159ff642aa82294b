"""The plain rows that the rules read. Callers build them from whatever they fetched; nothing here knows a table."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """What the rules need to know of an indicator; the texts are values of ``actions.enums``."""

    measure: str  # enums.Measure
    accumulation: str  # enums.Accumulation
    direction: str  # enums.Direction
    is_additive: bool = False  # dijumlahkan: several reporters add up
    allows_over: bool = False  # boleh_lebih: the numerator may exceed the denominator
    baseline: int | None = None  # e4; part of no figure: a stock is reported with its baseline included


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """A reporting period of a plan."""

    year: int
    number: int
    ends_on: date
    due_at: datetime
    is_backfilled: bool = False  # created after its end: left out of timeliness


@dataclass(frozen=True, slots=True)
class YearRow:
    """The periods of one year as they stand at the cut-off; ``periods.year_row`` builds it."""

    year: int
    numbers: tuple[int, ...]  # ascending
    due: frozenset[int]  # numbers of the periods past due, extensions of single organizations aside
    last_due_at: datetime | None  # of the year's last period; None without periods


@dataclass(frozen=True, slots=True)
class MeasuredRow:
    """One measurement of the round that counts. Only the fields of its measure are read."""

    state: str  # enums.MeasurementState; "" is the same as no row: nothing filed
    value: int = 0  # e4, of counts
    numerator: int = 0  # e4, of percentages
    denominator: int = 0  # e4
    reached_on: date | None = None  # of milestones; None is "not reached"
    ref: int | None = None  # whatever the caller wants back: the round's key, say


@dataclass(frozen=True, slots=True)
class Standing:
    """A report that a reporter owes for one period: is it past due, and is it filed but not yet verified?"""

    is_due: bool
    is_pending: bool = False  # official reading only


@dataclass(frozen=True, slots=True)
class ReporterRow:
    """One reporter (an assignment line: successive leads are one) of one indicator in one year.

    standings has a number only where somebody of the line owed the report on the period's last day. Share one dict
    between all indicators of a report. readings: the measurement of the round in force, by period number.
    """

    key: int
    is_lead: bool
    standings: Mapping[int, Standing]
    readings: Mapping[int, MeasuredRow]


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A version of a target. value None: the year is no longer a target. ref: the caller's key."""

    version: int
    value: int | None  # e4; percent of percentages; 1 (10_000) for a milestone that is due
    approved_at: datetime | None
    ref: int | None = None


@dataclass(frozen=True, slots=True)
class TargetInForce:
    """The target that counts for a year; ``targets.target_in_force`` builds it."""

    value: int | None  # e4; None: no target
    version: int
    ref: int | None
    first_value: int | None  # of the first version
    is_revised: bool  # another version than the first counts
    later: tuple[TargetRow, ...] = ()  # approved too late: shown, not counted


@dataclass(frozen=True, slots=True)
class PlanYear:
    """One indicator in one year: all that its figure is computed from."""

    year: YearRow
    reporters: tuple[ReporterRow, ...]  # without adopting regions, when the figure is national
    target: TargetInForce | None


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which achievement on (rounded percent) a figure is achieved, or needs attention. They belong to the plan."""

    achieved: int = 90
    attention: int = 60
