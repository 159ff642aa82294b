"""The figures of the chapters of an annual report that look across its clusters; notation as in reports.figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NotRequired, TypedDict

if TYPE_CHECKING:
    from reports.figures import (
        ActionFigures,
        BudgetChapter,
        BudgetFigures,
        ClusterFigures,
        MatrixRow,
        NameFigures,
        NarrativeFigures,
        NationalFigures,
        NotReportedRow,
        PlanFigures,
        RatioFigures,
        StatusCounts,
        TargetFigures,
    )


class StateFigures(TypedDict):
    """state: a key of reports.shades; label: its word. document: of the decree or the regulation, "" where none."""

    state: str
    label: str
    document: str


class ProvinceFigures(TypedDict):
    """A province on the chapter's day. filed and score: of its regional plan, None where it has none or nothing due."""

    code: str
    name: str
    task_force: StateFigures
    stage: StateFigures
    filing: str  # "Lengkap", "Belum lapor", "Tanpa RAD", ...
    filed: RatioFigures | None
    score: str | None
    is_example: bool


class CountsOfRegions(TypedDict):
    """How many regions there are and, of these, have it in force. no_task_force: known to be without."""

    regions: int
    task_forces: int
    no_task_force: int
    enacted: int
    with_plan: int


class RouteFigures(TypedDict):
    """A region with a part in trafficking routes; roles: source, transit, destination, fisheries."""

    code: str
    name: str
    province: str  # "" of a province
    roles: list[str]


class RegionsChapter(TypedDict):
    day: str
    provinces: list[ProvinceFigures]
    provinces_total: CountsOfRegions
    regencies_total: CountsOfRegions
    reporting: int  # provinces whose regional plan had any report filed
    routes: list[RouteFigures]


class ScopeFigures(TypedDict):
    """What an edition is narrowed to. key: number of the cluster, or code. phrase: "pada Klaster 1 Pencegahan"."""

    kind: Literal["cluster", "organization", "region"]
    key: str
    name: str
    label: str  # a short name
    phrase: str


class SupportedFigures(TypedDict):
    """An action that the organization supports on 31 December: whose it is, and how it stands."""

    id: int
    number: str
    title: str
    cluster_number: int
    leads: list[NameFigures]
    status: str
    narratives: NotRequired[list[NarrativeFigures]]  # what the organization wrote about it


class AreaChapter(TypedDict):
    """The region of an edition and, of a province, its regencies; in the order of codes."""

    day: str
    regions: list[ProvinceFigures]
    routes: list[RouteFigures]


class FactRow(TypedDict):
    label: str
    text: str  # "belum tercatat" where nobody recorded it


class FactGroup(TypedDict):
    title: str
    rows: list[FactRow]


class LocalTarget(TypedDict):
    """An indicator of an adopted action with the region's own target of the year."""

    id: int
    text: str
    unit: str
    measure: str
    target: TargetFigures


class AdoptedFigures(TypedDict):
    """An action of another plan that bodies of the region carry out on the chapter's day. action: its id.

    indicators: where no plan of the region tells them; not in editions frozen before they were.
    """

    action: int
    number: str
    title: str
    plan: str
    organizations: list[NameFigures]
    since: str
    indicators: NotRequired[list[LocalTarget]]


class OwnPlanFigures(TypedDict):
    """The region's own plan (RAD) in the year, told as a whole report tells a plan: its actions and what it adopted.

    An adopted action stands against the region's own target, and its ``leads`` are who adopted it. matrix: always
    empty, as the edition tells no earlier years of the plan.
    """

    plan: PlanFigures
    period_labels: list[str]
    national: NationalFigures
    clusters: list[ClusterFigures]
    outside_plan: list[ActionFigures]
    budget: BudgetChapter
    not_reported: list[NotReportedRow]
    matrix: list[MatrixRow]
    adopted: list[int]  # ids of the actions that are of another plan
    is_over: NotRequired[bool]  # every period of the year is past due; editions frozen earlier do not say it


class OwnRegion(TypedDict):
    """What the edition of a region says of the region itself, before any national figure. day: of all facts.

    plan: None where no plan of the region covers the year; adopted: all that holds on the day, with a plan or without.
    """

    day: str
    facts: list[FactGroup]
    missing: list[str]  # in sentences
    adopted: list[AdoptedFigures]
    plan: OwnPlanFigures | None


class LensCluster(TypedDict):
    number: int
    name: str


class LensFigures(TypedDict):
    """The actions with one tag, as the dashboard of lenses counts them. An action may carry several: nothing adds up."""

    kind: Literal["principle", "sector"]
    value: str
    label: str
    score: str | None
    status: str
    actions_scored: int
    indicators: int
    counts: StatusCounts
    budget: BudgetFigures
    actions: list[int]  # ids, in printed order
    missing_clusters: list[LensCluster]  # which have actions, and none with the tag


class DifferenceRow(TypedDict):
    """One thing that an earlier edition said otherwise; old and new as they are printed."""

    subject: str  # "1.1 Jumlah desa dengan Community Watch aktif"
    what: str  # "Realisasi 2024"
    old: str
    new: str


class DifferenceGroup(TypedDict):
    title: str
    rows: list[DifferenceRow]


class Differences(TypedDict):
    """Against the edition issued before this one (reports.differences)."""

    edition: int
    cut_off_on: str
    figures_sha256: str
    groups: list[DifferenceGroup]  # none: nothing differs
