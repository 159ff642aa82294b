"""The figures a report prints: one plain, JSON-serialisable dict.

`summaries.annual_figures(...)` fills it, `Report.figures` freezes it, the pages and `rendering.render` read it.
A page of the dashboard uses the same parts (`ClusterFigures`, `NationalFigures`, ...), so that screen and print agree.

Notation, everywhere in this file:

* exact numbers (measurements, targets, percentages) are strings with a decimal point and no grouping: "1234.5",
  "89.96". Percentages (scores, achievements, absorption) are rounded half up to two decimals once, by
  actions.calculation; None means there is none.
* counts of things are int; money is int, whole rupiah.
* days are "2024-12-31"; moments are UTC, "2025-03-14T02:00:00+00:00".
* enumerations are their stored English values (actions.enums, clusters.enums): "achieved", "apbn", ...
* a text that is absent is "", never None. Lists are in the order in which they are printed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NotRequired, TypeAlias, TypedDict

if TYPE_CHECKING:
    from reports.figures_chapters import (
        AreaChapter,
        Differences,
        LensFigures,
        OwnRegion,
        RegionsChapter,
        ScopeFigures,
        SupportedFigures,
    )

# --- small parts ------------------------------------------------------------------------------------------------


class NameFigures(TypedDict):
    """An organization as it was called on 31 December of the year; an ended one by its last name."""

    code: str
    name: str
    short_name: str
    footnote: str  # "" or the successors: "Sejak 21 Oktober 2024 menjadi Kementerian Hukum, ..."


class RatioFigures(TypedDict):
    """`count` of `total`; percent is None where total is 0."""

    count: int
    total: int
    percent: str | None


# Indicators by status: the nine stored values of actions.enums.Status, zero included.
StatusCounts: TypeAlias = dict[str, int]


class CompletenessFigures(TypedDict):
    """Completeness and timeliness, which stand beside a score and never enter it."""

    filed: RatioFigures  # filed / due
    on_time: RatioFigures  # on time / due, without periods entered retroactively
    on_time_extended: int  # tepat waktu dengan perpanjangan, apart from on time
    backfilled: int  # diisi surut: left out of timeliness


class CoverageFigures(TypedDict):
    """Who stands behind a total: `18 dari 20 wajib lapor; 20 dari 38 provinsi; 101 dari 514 kabupaten/kota`."""

    organizations_filed: int  # everything that is past due
    organizations_filed_some: NotRequired[int]  # some of it; editions frozen earlier do not say it
    organizations_filed_none: NotRequired[int]  # nothing of it
    organizations_due: int  # the sum of the three
    provinces_reporting: int
    provinces_total: int  # provinces valid on 31 December, or on the cut-off if earlier
    regencies_reporting: int
    regencies_total: int  # regencies and cities of the same day


class BudgetFigures(TypedDict):
    """Sums over budget lines; lines without a report add 0 to realized. No allocation, no absorption."""

    allocated: int
    realized: int
    absorption: str | None
    lines_reported: int
    lines: int


class BudgetRow(BudgetFigures):
    """One row of a budget table. `key` is a FundingSource, a cluster number or an organization's code."""

    key: str
    label: str


# --- indicators -------------------------------------------------------------------------------------------------


class TargetFigures(TypedDict):
    """The target that counts for the year. value: a percent for percentages, "1" for a milestone; None: no target."""

    value: str | None
    first_value: str | None  # set only where the target was revised: the first version
    reason: str
    approved_by: str
    approved_on: str  # "" where there was no revision


# "nothing_due": no target in the year, nothing asked and nothing filed.
ActualState = Literal["value", "no_data", "not_applicable", "unreported", "awaiting", "not_yet", "nothing_due"]


class ActualFigures(TypedDict):
    """The year's actual. In state "value" alone it has a value: amount, percent, or "1"/"0" (milestone reached)."""

    state: ActualState
    value: str | None
    numerator: str | None  # of percentages
    denominator: str | None
    reached_on: str  # of milestones
    document_number: str
    as_of: str  # label of the period the value comes from where it is older than the last due one, else ""
    periods_with_value: int
    periods_due: int


class OtherReporter(TypedDict):
    """Another reporter's figure, shown beside the lead's and never added to it."""

    organization: NameFigures
    actual: ActualFigures


class EvidenceFigures(TypedDict):
    """A file as it was at the cut-off."""

    id: int
    name: str
    sha256: str


class SourceFigures(TypedDict):
    """One measurement in force at the cut-off. value: of counts, and "1"/"0" of milestones; percentages have parts."""

    event: int  # the step of the report whose round this is: a later one corrects it
    report: int
    period: str
    organization: NameFigures
    state: str  # actions.enums.MeasurementState
    value: str | None
    numerator: str | None
    denominator: str | None
    reached_on: str
    document_number: str
    verified_by: str  # "" where it was filed and not verified (provisional reading)
    verified_at: str
    evidence: list[EvidenceFigures]  # of the indicator first, then of the whole report


class IndicatorFigures(TypedDict):
    id: int
    position: int  # within its action, by which texts refer to it; editions frozen earlier have none
    code: str
    text: str
    unit: str
    measure: str
    accumulation: str
    direction: str
    target: TargetFigures
    actual: ActualFigures
    achievement: str | None  # uncapped
    is_interim: bool  # sementara: periods of the year are still open or pending
    status: str
    remarks: list[str]  # whole Indonesian phrases: "tercapai terlambat (12 Januari 2024)", "tidak ada kejadian"
    others: list[OtherReporter]
    # Frozen with a report for its pages of provenance, and printed nowhere:
    counted: NotRequired[str | None]  # what enters the action's score: capped; None where it is left out
    measurements: NotRequired[list[SourceFigures]]


class NarrativeFigures(TypedDict):
    """What one organization wrote about one action in one period; texts are plain, "" where empty."""

    organization: NameFigures
    period: str
    achievement: str
    good_practice: str
    obstacle: str
    follow_up: str


class ActionFigures(TypedDict):
    id: int
    number: str  # as printed in the plan
    title: str
    strategy: str
    weight: str
    leads: list[NameFigures]  # of 31 December first, then those before it in the year
    supports: list[NameFigures]
    locations: list[str]
    score: str | None
    status: str
    indicators: list[IndicatorFigures]
    narratives: list[NarrativeFigures]
    budget: BudgetFigures


# --- chapters ---------------------------------------------------------------------------------------------------


class NotReportedRow(TypedDict):
    """A report that was due and not filed at the cut-off."""

    organization: NameFigures
    cluster_number: int
    cluster_name: str
    period: str
    due_on: str
    is_extended: bool


class ClusterFigures(TypedDict):
    number: int
    name: str
    kind: str
    leads: list[NameFigures]  # of 31 December
    coordinators: list[NameFigures]
    strategies: list[str]
    score: str | None
    status: str  # of the score; "no_target" where there is none
    actions_scored: int
    counts: StatusCounts
    completeness: CompletenessFigures
    actions: list[ActionFigures]
    budget: BudgetFigures
    supported_budget: NotRequired[
        BudgetFigures
    ]  # the share of it for actions that others lead: of an organization's edition
    not_reported: list[NotReportedRow]


class NationalFigures(TypedDict):
    score: str | None
    status: str
    actions: int
    actions_scored: int
    indicators: int
    counts: StatusCounts
    completeness: CompletenessFigures
    coverage: CoverageFigures
    budget: BudgetFigures


class TrendRow(TypedDict):
    """One year of the plan up to the report's year, oldest first."""

    year: int
    score: str | None
    counts: StatusCounts
    filed: RatioFigures
    on_time: RatioFigures
    budget: BudgetFigures


class StatisticRow(TypedDict):
    year: int
    value: str
    until: str  # "2022-10-31" where the year is partial, else ""
    note: str
    change: str | None  # percent against the year before, None where either is partial or missing


class StatisticFigures(TypedDict):
    """A published series; never added to another."""

    title: str
    unit: str  # "rupiah" prints as money
    organization: NameFigures
    definition: str
    rows: list[StatisticRow]
    total: str | None  # computed, None where the years do not add up
    sources: list[str]
    notes: list[str]


class BudgetLineFigures(TypedDict):
    """One line behind the sums. realized: None where no report says it, which adds 0."""

    action: int
    number: str
    cluster_number: NotRequired[int]  # editions frozen earlier do not say it
    organization: NameFigures
    source: str
    allocated: int | None
    realized: int | None


class BudgetChapter(TypedDict):
    total: BudgetFigures
    by_source: list[BudgetRow]
    by_cluster: list[BudgetRow]
    by_organization: list[BudgetRow]
    by_line: NotRequired[list[BudgetLineFigures]]  # as ``measurements`` of an indicator


class MatrixYear(TypedDict):
    year: int
    target: TargetFigures
    actual: ActualFigures


class MatrixRow(TypedDict):
    """An indicator in the complete matrix; `years` from the plan's first year to the report's."""

    id: int  # of the indicator
    cluster_number: int
    cluster_name: str
    number: str
    title: str
    position: int  # as of IndicatorFigures
    lead: NameFigures
    indicator: str
    unit: str
    measure: str
    baseline: str | None
    baseline_year: int | None
    years: list[MatrixYear]
    achievement: str | None
    status: str


# --- the report -------------------------------------------------------------------------------------------------


class PlanFigures(TypedDict):
    id: int
    kind: str
    title: str
    short_title: str
    start_year: int
    end_year: int
    legal_basis: str
    threshold_achieved: int
    threshold_attention: int
    is_scored: bool  # False for an interim plan
    is_example: bool  # prints CONTOH on every page


class IssuerFigures(TypedDict):
    """The name block of the cover."""

    name: str  # "Gugus Tugas Pusat Pencegahan dan Penanganan Tindak Pidana Perdagangan Orang"
    unit: str  # "Sekretariat"
    place: str  # "Jakarta"


class TextFigures(TypedDict):
    """A chapter's written text, sanitised, its figures filled in; and whose version it is."""

    html: str
    version: int
    author: str
    written_at: str


class AnnualFigures(TypedDict):
    version: Literal[1]  # of this contract
    title: str  # "Laporan Tahunan Pelaksanaan RAN PPTPPO Tahun 2024"
    plan: PlanFigures
    issuer: IssuerFigures
    year: int
    cut_off_on: str
    cut_off_at: NotRequired[str]  # the moment itself; editions frozen earlier have none (reports.cut_offs)
    reading: Literal["official", "provisional"]
    edition: int
    is_final: bool  # False prints DRAF on every page
    generated_at: str  # when the figures were read; also the date of the file
    site_address: str  # "https://..." without a slash at the end
    short_code: str
    period_labels: list[str]  # of the year's periods, in order
    legal_bases: list[str]  # "Undang-Undang Nomor 21 Tahun 2007 tentang ...", in order of rank
    national: NationalFigures
    clusters: list[ClusterFigures]
    outside_plan: list[ActionFigures]
    budget: BudgetChapter
    statistics: list[StatisticFigures]
    trend: list[TrendRow]
    matrix: list[MatrixRow]
    not_reported: list[NotReportedRow]
    regions: NotRequired[RegionsChapter]  # of a national plan; as ``lenses`` absent in editions frozen earlier
    lenses: NotRequired[list[LensFigures]]
    scope: NotRequired[ScopeFigures]  # of an edition of a part of the plan, whose figures all are of that part
    supported: NotRequired[list[SupportedFigures]]  # of the edition of an organization
    area: NotRequired[AreaChapter]  # of the edition of a region
    own: NotRequired[OwnRegion]  # as ``area``; editions frozen earlier have none
    conclusion: str  # written by the secretariat; paragraphs separated by an empty line; "" not written yet
    texts: NotRequired[dict[str, TextFigures]]  # by chapter (reports.chapters); editions frozen earlier have none
    differences: NotRequired[Differences]  # the first edition has none
