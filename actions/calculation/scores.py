"""Scores: of an action over its indicators, and of anything else over actions by weight."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from actions.calculation.judgement import Judged
from actions.calculation.rounding import E4, round_half_up
from actions.calculation.rows import Thresholds
from actions.calculation.status import status_of_action, status_of_rounded
from actions.enums import Status

_NO_COUNTS = dict.fromkeys(Status, 0)


def no_counts() -> dict[Status, int]:
    """All nine statuses, each 0, in the order in which they are printed."""
    return _NO_COUNTS.copy()


def counts_by_status(figures: Iterable[Judged]) -> dict[Status, int]:
    """How many indicators have each status; statuses without one are there with 0."""
    counts = no_counts()
    for figure in figures:
        counts[figure.status] += 1
    return counts


def action_score(figures: Iterable[Judged]) -> Fraction | None:
    """The mean of what its indicators score, exact; None where none has a score."""
    scores = [figure.score for figure in figures if figure.score is not None]
    return sum(scores, Fraction(0)) / len(scores) if scores else None


def weighted_mean(scores: Iterable[tuple[Fraction | None, int]]) -> Fraction | None:
    """The mean of (score, weight in e4); what has no score is left out with its weight. None where nothing is left."""
    total, weights = Fraction(0), 0
    for score, weight in scores:
        if score is not None:
            total += score * weight
            weights += weight
    return total / weights if weights else None


@dataclass(frozen=True, slots=True)
class ActionResult:
    """An action's score and status, and its indicators by status. Build it with ``action_result``."""

    score: Fraction | None
    rounded: Decimal | None
    status: Status
    counts: dict[Status, int]
    weight: int = E4  # bobot, e4, above 0
    is_in_plan: bool = True  # activities outside the plan are never scored


def action_result(
    figures: Sequence[Judged], thresholds: Thresholds, *, weight: int = E4, is_in_plan: bool = True
) -> ActionResult:
    """Of the figures of one action's indicators, all of one year or all over the plan."""
    score = action_score(figures) if is_in_plan else None
    return ActionResult(
        score=score,
        rounded=None if score is None else round_half_up(score),
        status=status_of_action(score, [figure.status for figure in figures], thresholds),
        counts=counts_by_status(figures),
        weight=weight,
        is_in_plan=is_in_plan,
    )


@dataclass(frozen=True, slots=True)
class Score:
    """The score of a cluster, an organization, a region or a plan, and what must stand beside it.

    counts: the indicators of its in-plan actions by status. status: None where there is no score.
    """

    score: Fraction | None
    rounded: Decimal | None
    status: Status | None
    actions: int  # in the plan
    actions_scored: int
    counts: dict[Status, int] = field(default_factory=no_counts)

    @property
    def indicators(self) -> int:
        return sum(self.counts.values())

    @property
    def unreported(self) -> int:
        return self.counts[Status.UNREPORTED]

    @property
    def awaiting(self) -> int:
        return self.counts[Status.AWAITING]


def score_of(actions: Iterable[ActionResult], thresholds: Thresholds) -> Score:
    """The weighted mean over in-plan actions: a plan's score is over its actions, not over its clusters."""
    own = [action for action in actions if action.is_in_plan]
    counts = no_counts()
    for action in own:
        for status, count in action.counts.items():
            counts[status] += count
    score = weighted_mean((action.score, action.weight) for action in own)
    rounded = None if score is None else round_half_up(score)
    return Score(
        score=score,
        rounded=rounded,
        status=None if rounded is None else status_of_rounded(rounded, thresholds),
        actions=len(own),
        actions_scored=sum(action.score is not None for action in own),
        counts=counts,
    )
