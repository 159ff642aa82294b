"""Two sides next to each other: the same figures of two years of plans, and how far they lie apart."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal, NamedTuple, TypeAlias

from actions.calculation.figures import IndicatorFigure
from actions.enums import Status
from reports.figures import IndicatorFigures
from reports.summaries.indicators import Details, indicator_figures, plain, rounded
from reports.summaries.names import Names
from reports.summaries.rows import ActionFacts, YearData
from reports.summaries.scores import ClusterSummary, PlanNumbers, cluster_summaries, plan_numbers

Unit: TypeAlias = Literal["score", "percent", "count", "rupiah", "number"]
Value: TypeAlias = str | int | None


class Difference(NamedTuple):
    """Right less left. direction: 1, 0 or -1; amount: without a sign, in the unit."""

    direction: int
    amount: str
    unit: Unit


class Measure(NamedTuple):
    """One figure of both sides; difference: None where one of them has none."""

    label: str
    unit: Unit
    left: Value
    right: Value
    difference: Difference | None


class ComparedCluster(NamedTuple):
    """Score, completeness and absorption; has_left, has_right: does the side have a part in the cluster?"""

    number: int
    name: str
    has_left: bool
    has_right: bool
    measures: list[Measure]


class ComparedIndicator(NamedTuple):
    """None on the side whose year expects nothing of it."""

    left: IndicatorFigures | None
    right: IndicatorFigures | None
    is_target_changed: bool
    difference: Difference | None  # of the achievements

    @property
    def shown(self) -> IndicatorFigures:
        """Text, unit and measure."""
        found = self.right or self.left
        if found is None:
            raise ValueError("An indicator stands on one side at least.")
        return found


class ComparedAction(NamedTuple):
    """An action that both sides have. left and right: (score, status)."""

    facts: ActionFacts
    left: tuple[str | None, str]
    right: tuple[str | None, str]
    difference: Difference | None


class OnOneSide(NamedTuple):
    """Actions that the other side does not have, with score and status."""

    left: list[tuple[ActionFacts, str | None, str]]
    right: list[tuple[ActionFacts, str | None, str]]


def difference(left: Value, right: Value, unit: Unit) -> Difference | None:
    """Of two figures as they are printed, so that a reader who subtracts them finds the same."""
    if left is None or right is None:
        return None
    apart = Decimal(right) - Decimal(left)
    return Difference((apart > 0) - (apart < 0), plain(abs(apart)), unit)


def numbers_of_side(year: YearData) -> PlanNumbers:
    """As Beranda tells them of the same choice."""
    return year.keep("national", lambda: plan_numbers(year))


def compared_measures(left: PlanNumbers, right: PlanNumbers) -> list[Measure]:
    """Score, indicators by status that either side has, completeness, timeliness and money."""
    shown = [status for status in Status if left["counts"][status.value] or right["counts"][status.value]]
    return [
        Measure(label, unit, one, other, difference(one, other, unit))
        for (label, unit, one), (_, _, other) in zip(_measured(left, shown), _measured(right, shown), strict=True)
    ]


def _measured(side: PlanNumbers, shown: Sequence[Status]) -> list[tuple[str, Unit, Value]]:
    filing, money = side["completeness"], side["budget"]
    return [
        ("Skor", "score", side["score"]),
        ("Aksi", "count", side["actions"]),
        ("Indikator", "count", side["indicators"]),
        *((str(status.label), "count", side["counts"][status.value]) for status in shown),
        ("Kelengkapan laporan", "percent", filing["filed"]["percent"]),
        ("Tepat waktu", "percent", filing["on_time"]["percent"]),
        ("Pagu", "rupiah", money["allocated"]),
        ("Realisasi", "rupiah", money["realized"]),
        ("Serapan", "percent", money["absorption"]),
    ]


def compared_clusters(left: YearData, right: YearData, names: tuple[Names, Names]) -> list[ComparedCluster]:
    """Every cluster of either side; two queries for the roles."""
    sides = [
        {row["number"]: row for row in cluster_summaries(year, own)}
        for year, own in zip((left, right), names, strict=True)
    ]
    return [_cluster(sides[0].get(number), sides[1].get(number)) for number in sorted({*sides[0], *sides[1]})]


def _cluster(left: ClusterSummary | None, right: ClusterSummary | None) -> ComparedCluster:
    found = right or left
    if found is None:
        raise ValueError("A cluster stands on one side at least.")
    measures = [
        Measure(label, unit, one, other, difference(one, other, unit))
        for (label, unit, one), (_, _, other) in zip(_of_cluster(left), _of_cluster(right), strict=True)
    ]
    return ComparedCluster(found["number"], found["name"], left is not None, right is not None, measures)


def _of_cluster(side: ClusterSummary | None) -> list[tuple[str, Unit, Value]]:
    return [
        ("Skor", "score", side["score"] if side else None),
        ("Kelengkapan", "percent", side["completeness"]["filed"]["percent"] if side else None),
        ("Serapan", "percent", side["budget"]["absorption"] if side else None),
    ]


def compared_actions(left: YearData, right: YearData) -> list[ComparedAction]:
    """The actions that both sides have, those furthest apart first; without a difference last, in printed order."""
    shown = {action.id for action in left.counting_actions}
    rows = [_action(left, right, action) for action in right.counting_actions if action.id in shown]
    return sorted(rows, key=lambda row: -Decimal(row.difference.amount) if row.difference else Decimal(1))


def _action(left: YearData, right: YearData, action: ActionFacts) -> ComparedAction:
    one, other = _standing(left, action), _standing(right, action)
    return ComparedAction(action, one, other, difference(one[0], other[0], "score"))


def _standing(year: YearData, action: ActionFacts) -> tuple[str | None, str]:
    result = year.results[action.id]
    return rounded(result.rounded), result.status.value


def on_one_side(left: YearData, right: YearData) -> OnOneSide:
    """Actions by id: of two plans, all of both."""
    return OnOneSide(_without(left, right), _without(right, left))


def _without(year: YearData, other: YearData) -> list[tuple[ActionFacts, str | None, str]]:
    there = {action.id for action in other.counting_actions}
    return [(action, *_standing(year, action)) for action in year.counting_actions if action.id not in there]


def compared_indicators(left: YearData, right: YearData, action_id: int, names: Names) -> list[ComparedIndicator]:
    """The indicators of an action on both sides, in printed order; those that neither year expects are left out."""
    details = Details(names, {}, {}, {})
    rows = [
        ComparedIndicator(
            indicator_figures(left, indicator, details) if indicator.id in left.expected else None,
            indicator_figures(right, indicator, details) if indicator.id in right.expected else None,
            _target(left.figures[indicator.id]) != _target(right.figures[indicator.id]),
            None,
        )
        for indicator in right.data.indicators.get(action_id, ())
    ]
    return [_apart(row) for row in rows if row.left or row.right]


def _target(figure: IndicatorFigure) -> int | None:
    return figure.target.value if figure.target is not None else None


def _apart(row: ComparedIndicator) -> ComparedIndicator:
    if row.left is None or row.right is None:
        return row._replace(is_target_changed=False)
    return row._replace(difference=difference(row.left["achievement"], row.right["achievement"], "percent"))


def periods_to_come(year: YearData) -> int:
    """How many of its periods are not past due: as long as there are any, its figures are interim."""
    return len(set(year.row.numbers) - year.row.due)
