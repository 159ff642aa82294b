"""Status: from a rounded achievement, and of an action without a score."""

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from actions.calculation.rounding import round_half_up
from actions.calculation.rows import Thresholds
from actions.enums import Status

# For ties, the worst first. A choice: silence is worse than a bad figure, and what was said to be outside the
# indicator's reach (tidak berlaku) is the mildest of what has no score.
WORST_FIRST: tuple[Status, ...] = (
    Status.UNREPORTED,
    Status.BEHIND,
    Status.NO_DATA,
    Status.ATTENTION,
    Status.AWAITING,
    Status.NOT_YET,
    Status.NO_TARGET,
    Status.NOT_APPLICABLE,
    Status.ACHIEVED,
)
_RANK = {status: rank for rank, status in enumerate(WORST_FIRST)}


def status_of_rounded(rounded: Decimal, thresholds: Thresholds) -> Status:
    """The status of an achievement or a score; what is compared is the rounded number that is printed."""
    if rounded >= thresholds.achieved:
        return Status.ACHIEVED
    if rounded >= thresholds.attention:
        return Status.ATTENTION
    return Status.BEHIND


def worst(statuses: Iterable[Status]) -> Status:
    """The worst of at least one status."""
    return min(statuses, key=_RANK.__getitem__)


def commonest(statuses: Iterable[Status]) -> Status:
    """The commonest status, ties to the worse; of nothing at all: tanpa target."""
    return commonest_of(Counter(statuses))


def commonest_of(counts: Mapping[Status, int]) -> Status:
    """The same of statuses that were counted."""
    most = max(counts.values(), default=0)
    if not most:
        return Status.NO_TARGET
    return worst(status for status, count in counts.items() if count == most)


def status_of_action(score: Fraction | None, statuses: Iterable[Status], thresholds: Thresholds) -> Status:
    """An action's status comes from its score; unscored, it is its indicators' commonest status."""
    if score is None:
        return commonest(statuses)
    return status_of_rounded(round_half_up(score), thresholds)
