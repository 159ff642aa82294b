"""The figures that a five-year report prints: notation and shared parts as in ``reports.figures``.

`summaries.five_year_figures(...)` fills it and `Report.figures` freezes it. All years stand at one cut-off and in one
reading. A figure of a year names organizations as they were called on 31 December of that year.
"""

from typing import Literal, NotRequired, TypedDict

from reports.figures import (
    ActualFigures,
    BudgetFigures,
    BudgetLineFigures,
    IssuerFigures,
    MatrixRow,
    NameFigures,
    NationalFigures,
    NotReportedRow,
    PlanFigures,
    StatisticFigures,
    StatusCounts,
    TextFigures,
    TrendRow,
)
from reports.figures_chapters import Differences


class OverPlanFigures(TypedDict):
    """The plan from its first year to ``to_year``, from over-plan achievements."""

    to_year: int
    score: str | None
    status: str
    actions: int
    actions_scored: int
    counts: StatusCounts


class IndicatorCourse(MatrixRow):
    """An indicator from its baseline to its end-line: the last year with a value.

    `achievement` and `status`, as in the matrix, are of the last year; `over_plan` and `over_status` of all years.
    """

    end_line: ActualFigures | None
    end_year: int | None
    over_plan: str | None  # percent, uncapped
    over_status: str


class ClusterCourse(TypedDict):
    """A cluster over the years. `trend` holds each year of the plan, oldest first."""

    number: int
    name: str
    kind: str
    leads: list[NameFigures]  # of 31 December of the last year
    coordinators: list[NameFigures]
    trend: list[TrendRow]
    over_plan: OverPlanFigures
    budget: BudgetFigures  # of all years


class Holding(TypedDict):
    """Years without a change. `since` is the day on which it began within its first year, else ""."""

    from_year: int
    to_year: int
    since: str
    organizations: list[NameFigures]  # as of 31 December of `from_year`; none: nobody


class HolderChange(TypedDict):
    """Who held an action or a cluster, where that, or its name, changed over the years."""

    cluster_number: int
    number: str  # of the action; "" for a role in the cluster
    title: str  # of the action or the cluster
    role: Literal["lead", "coordinator"]
    holdings: list[Holding]


class RevisedTarget(TypedDict):
    """A target of one year that was revised on the way. `is_counted`: approved before the year's last due moment."""

    cluster_number: int
    number: str
    indicator: str
    unit: str
    measure: str
    year: int
    first_value: str | None
    value: str | None  # None: taken away
    reason: str
    approved_by: str
    approved_on: str
    is_counted: bool


class ObstacleText(TypedDict):
    organization: NameFigures
    period: str
    text: str


class NeverDone(TypedDict):
    """An action of the plan that was due and has no value that counts in any year.

    `counts` are its indicators' statuses, one for each year with a target.
    """

    cluster_number: int
    cluster_name: str
    number: str
    title: str
    leads: list[NameFigures]
    counts: StatusCounts
    obstacles: list[ObstacleText]


class BudgetCourse(TypedDict):
    """One line of a budget over the years; `years` in order, None where there was no budget line."""

    key: str
    label: str
    years: list[BudgetFigures | None]
    total: BudgetFigures


class BudgetLineOfYear(BudgetLineFigures):
    """One line behind the sums of a fiscal year; its organization by its last name, as the rows have it."""

    year: int


class BudgetOverYears(TypedDict):
    """Each breakdown adds up to the total, year by year and over all."""

    total: BudgetCourse
    by_source: list[BudgetCourse]
    by_cluster: list[BudgetCourse]
    by_organization: list[BudgetCourse]  # by their last name
    by_line: NotRequired[list[BudgetLineOfYear]]  # for the pages of provenance alone; editions frozen earlier have none


class CourseFigures(TypedDict):
    """The plan over its years: what the texts may refer to while they are written."""

    over_plan: OverPlanFigures
    trend: list[TrendRow]
    clusters: list[ClusterCourse]
    changes: list[HolderChange]
    revised_targets: list[RevisedTarget]
    never_done: list[NeverDone]
    budget: BudgetOverYears
    matrix: list[IndicatorCourse]


class FiveYearFigures(CourseFigures):
    version: Literal[1]
    kind: Literal["five_year"]
    title: str  # "Laporan Lima Tahunan Pelaksanaan RAN PPTPPO Tahun 2020–2024"
    plan: PlanFigures
    issuer: IssuerFigures
    first_year: int
    year: int  # the last one
    years: list[int]
    cut_off_on: str
    cut_off_at: NotRequired[str]  # the moment itself; editions frozen earlier have none (reports.cut_offs)
    reading: Literal["official", "provisional"]
    edition: int
    is_final: bool
    generated_at: str
    site_address: str
    short_code: str
    period_labels: list[str]  # of the last year
    legal_bases: list[str]
    national: NationalFigures  # of the last year
    statistics: list[StatisticFigures]
    not_reported: list[NotReportedRow]  # of all years
    conclusion: str  # "" not written yet
    texts: NotRequired[dict[str, TextFigures]]  # by chapter
    differences: NotRequired[Differences]  # the first edition has none
