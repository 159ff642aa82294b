"""What a figure comes to: achievement, status, and what enters a mean. Shared by year and over-plan figures."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from actions.calculation.achievement import capped
from actions.calculation.rounding import ZERO, round_half_up
from actions.calculation.rows import Thresholds
from actions.calculation.status import status_of_rounded
from actions.enums import Status


@dataclass(frozen=True, slots=True)
class Judgement:
    """achievement is exact and uncapped, rounded is the number to print and compare.

    score is what enters the mean: the achievement capped at 100, 0 for silence past due, None where left out.
    silence: unreported or no_data, where periods are due and what they hold allows no achievement.
    """

    status: Status
    achievement: Fraction | None = None
    rounded: Decimal | None = None
    score: Fraction | None = None
    silence: Status | None = None
    reached_late: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """Base of the figures: whatever has a judgement can be scored and counted by status."""

    judgement: Judgement

    @property
    def status(self) -> Status:
        return self.judgement.status

    @property
    def score(self) -> Fraction | None:
        return self.judgement.score

    @property
    def achievement(self) -> Fraction | None:
        return self.judgement.achievement

    @property
    def achievement_rounded(self) -> Decimal | None:
        return self.judgement.rounded

    @property
    def reached_late(self) -> bool:
        """Tercapai terlambat: a milestone reached after its year; scored 0."""
        return self.judgement.reached_late


def achieved(exact: Fraction, thresholds: Thresholds, *, reached_late: bool = False) -> Judgement:
    """An achievement, its status by the thresholds, and its capped score."""
    rounded = round_half_up(exact)
    return Judgement(
        status=status_of_rounded(rounded, thresholds),
        achievement=exact,
        rounded=rounded,
        score=capped(exact),
        reached_late=reached_late,
    )


def silent(status: Status) -> Judgement:
    """Nothing, or nothing usable, was filed for what is due: no achievement, scored 0."""
    return Judgement(status=status, score=ZERO, silence=status)


def unscored(status: Status, silence: Status | None = None) -> Judgement:
    """Left out of every mean, and counted beside the score by its status."""
    return Judgement(status=status, silence=silence)
