"""Plain rows of a plan as it was fetched: ``reading.load_plan`` fills them, every other module only reads them.

Numbers are ints in ten-thousandths, money is whole rupiah, moments are aware. No model instance but the plan itself.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from actions.calculation.budget import BudgetLineRow, RealizedRow
from actions.calculation.discipline import TimedReport
from actions.calculation.figures import IndicatorFigure
from actions.calculation.reporters import AssignmentRow, ReporterLine, ReportKey
from actions.calculation.rounds import ReportHistory
from actions.calculation.rows import IndicatorRow, MeasuredRow, PeriodRow, Standing, TargetRow, Thresholds, YearRow
from actions.calculation.scores import ActionResult
from clusters.models import Plan
from reports.figures import TrendRow

Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class ClusterFacts:
    id: int
    number: int
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class PeriodFacts:
    id: int
    label: str
    code: str
    opens_at: datetime
    row: PeriodRow


@dataclass(frozen=True, slots=True)
class ActionFacts:
    """weight: e4. is_adopted: of another plan, adopted by the region of this one."""

    id: int
    cluster: ClusterFacts
    number: str
    title: str
    strategy: str
    weight: int
    is_in_plan: bool
    is_adopted: bool


@dataclass(frozen=True, slots=True)
class IndicatorFacts:
    """baseline: e4."""

    id: int
    action_id: int
    position: int
    code: str
    text: str
    unit: str
    reports_without_target: bool
    baseline: int | None
    baseline_year: int | None
    row: IndicatorRow


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """One progress report that exists, as its events up to the cut-off tell."""

    id: int
    organization_id: int
    cluster_id: int
    period: PeriodFacts
    history: ReportHistory

    @property
    def key(self) -> ReportKey:
        return self.organization_id, self.period.row.year, self.period.row.number


@dataclass(frozen=True, slots=True)
class Owed:
    """A report that is owed, whether or not it was opened. report_id: None where nobody opened it."""

    organization_id: int
    cluster: ClusterFacts
    period: PeriodFacts
    report_id: int | None
    row: TimedReport

    @property
    def due_at(self) -> datetime:
        return self.row.extended_due_at or self.row.due_at


@dataclass(frozen=True, slots=True)
class LineFacts:
    """A budget line at the cut-off and in the reading. amounts: by number of the period, for a cut at one of them."""

    id: int
    action_id: int
    organization_id: int
    fiscal_year: int
    source: str
    row: BudgetLineRow
    amounts: Mapping[int, RealizedRow]


@dataclass(frozen=True, slots=True)
class RegionFacts:
    """A region that an action names as its place, or that has a role in the plan. parent: id of its province."""

    id: int
    code: str
    name: str
    parent: int | None


@dataclass(frozen=True, slots=True)
class Aim:
    """Whom and where the actions of a plan aim at.

    tags: by action, (enums.TagKind, value). places: by action, ids of its regions; none: the whole country. regions:
    all that are named, and their provinces, by id. roles: by region, ``source``, ``transit``, ``destination``,
    ``fisheries``.
    """

    tags: Mapping[int, frozenset[tuple[str, str]]]
    places: Mapping[int, frozenset[int]]
    regions: Mapping[int, RegionFacts]
    roles: Mapping[int, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A part of a plan. actions: None for all. organization: only what it leads, owes and spends. source: only budget
    lines of this source. up_to: (year, number): that year as it stood with P cut at this period.
    """

    actions: frozenset[int] | None = None
    organization: int | None = None
    source: str = ""
    up_to: tuple[int, int] | None = None


@dataclass(slots=True)
class PlanData:
    """A plan at a cut-off and in a reading: what every figure is made of, for the fetched years.

    reports: by cluster, then (organization, year, period number). readings: by indicator, then the same key: the
    measurement in the round that counts. targets: by (indicator, year). documents: by key of the measurement's round.
    valid_until: until this moment the passing of time alone changes nothing; moments: all those, past or to come, at
    which it may have changed something. computed and cuts hold what was computed already, by year and by (year, period
    number). whole: of a narrowed plan, the plan it is a part of.
    """

    plan: Plan
    reading: str
    as_of: datetime
    years: tuple[int, ...]
    thresholds: Thresholds
    periods: tuple[PeriodFacts, ...]
    year_rows: Mapping[int, YearRow]
    actions: Mapping[int, ActionFacts]
    indicators: Mapping[int, tuple[IndicatorFacts, ...]]  # by action, in printed order
    assignments: Mapping[int, tuple[AssignmentRow, ...]]  # by action
    targets: Mapping[tuple[int, int], tuple[TargetRow, ...]]
    reports: Mapping[int, Mapping[ReportKey, ReportFacts]]
    standings: Mapping[int, Mapping[ReportKey, Standing]]
    readings: Mapping[int, Mapping[ReportKey, MeasuredRow]]
    documents: Mapping[int, str]
    lines: tuple[LineFacts, ...]
    aim: Aim
    valid_until: datetime
    computed: dict[int, YearData] = field(default_factory=dict)
    cuts: dict[tuple[int, int], dict[int, ActionResult]] = field(default_factory=dict)
    moments: tuple[datetime, ...] = ()
    whole: PlanData | None = None
    narrowing: Narrowing | None = None

    @property
    def clusters(self) -> list[ClusterFacts]:
        """Clusters with an action of the plan, in order of their number."""
        found = {action.cluster.id: action.cluster for action in self.actions.values()}
        return sorted(found.values(), key=lambda cluster: cluster.number)

    def periods_of(self, year: int) -> list[PeriodFacts]:
        return [period for period in self.periods if period.row.year == year]


@dataclass(slots=True)
class YearData:
    """One year of a plan, computed: a figure for each indicator and a result for each action.

    expected: indicators with a target in the year, or reported without one. owing: actions with such an indicator.
    reporters: by action, who reports. owed: every report of the year that is owed, due or not yet. figures and
    results are those of ``actions.calculation``.
    """

    data: PlanData
    year: int
    row: YearRow
    figures: dict[int, IndicatorFigure]
    results: dict[int, ActionResult]
    expected: frozenset[int]
    owing: frozenset[int]
    reporters: dict[int, tuple[ReporterLine, ...]]
    owed: tuple[Owed, ...] = ()
    shown: frozenset[int] | None = None  # of a narrowed year: its actions
    trend_row: TrendRow | None = None  # once it was asked for
    once: dict[Hashable, Any] = field(default_factory=dict)  # numbers without names, once they were asked for

    def keep(self, key: Hashable, compute: Callable[[], Kept]) -> Kept:
        """What ``compute`` answers, computed once as long as this year is kept."""
        if key not in self.once:
            self.once[key] = compute()
        kept: Kept = self.once[key]
        return kept

    @property
    def plan(self) -> Plan:
        return self.data.plan

    @property
    def last_day(self) -> date:
        """31 December: the day whose names, leads and roles a figure of the year prints."""
        return date(self.year, 12, 31)

    @property
    def actions(self) -> list[ActionFacts]:
        """In printed order; what a region adopted, in the years in which it holds it."""
        return [
            action
            for action in self.data.actions.values()
            if (self.shown is None or action.id in self.shown) and (not action.is_adopted or self._is_held(action.id))
        ]

    def _is_held(self, action: int) -> bool:
        first, last = date(self.year, 1, 1), self.last_day
        rows = self.data.assignments.get(action, ())
        return any(row.starts_on <= last and (row.ends_on is None or row.ends_on >= first) for row in rows)

    @property
    def clusters(self) -> list[ClusterFacts]:
        """Clusters with an action or an owed report, in order of their number."""
        found = {action.cluster.id: action.cluster for action in self.actions}
        found |= {report.cluster.id: report.cluster for report in self.owed}
        return sorted(found.values(), key=lambda cluster: cluster.number)

    @property
    def counting_actions(self) -> list[ActionFacts]:
        """Those that totals speak of: in the plan; of a plan without scores, which has no others, all."""
        return [action for action in self.actions if action.is_in_plan or not self.plan.has_scores]
