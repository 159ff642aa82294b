"""Status of actions, scores, and what stands beside them."""

from decimal import Decimal
from fractions import Fraction

from actions.calculation.judgement import Judged, achieved, silent, unscored
from actions.calculation.rows import Thresholds
from actions.calculation.scores import ActionResult, action_result, counts_by_status, score_of, weighted_mean
from actions.calculation.status import commonest, status_of_rounded
from actions.enums import Status
from tests.actions.calculation.builders import THRESHOLDS


def percent(number: int) -> Judged:
    return Judged(achieved(Fraction(number), THRESHOLDS))


def left_out(status: Status) -> Judged:
    return Judged(unscored(status))


UNREPORTED = Judged(silent(Status.UNREPORTED))


def action(*figures: Judged, weight: int = 10_000, is_in_plan: bool = True) -> ActionResult:
    return action_result(figures, THRESHOLDS, weight=weight, is_in_plan=is_in_plan)


def test_the_thresholds_belong_to_the_plan() -> None:
    strict = Thresholds(achieved=95, attention=80)
    assert status_of_rounded(Decimal("94.99"), strict) == Status.ATTENTION
    assert status_of_rounded(Decimal("95.00"), strict) == Status.ACHIEVED
    assert status_of_rounded(Decimal("79.99"), strict) == Status.BEHIND


def test_an_action_is_the_mean_of_capped_achievements() -> None:
    assert action(percent(150), percent(50)).score == 75


def test_an_unreported_indicator_scores_0_and_one_that_is_left_out_does_not_count() -> None:
    assert action(percent(90), UNREPORTED).score == 45
    assert action(percent(90), left_out(Status.AWAITING), left_out(Status.NOT_APPLICABLE)).score == 90


def test_an_actions_status_comes_from_its_score() -> None:
    result = action(percent(100), percent(100), UNREPORTED)
    assert result.rounded == Decimal("66.67")
    assert result.status == Status.ATTENTION


def test_an_unscored_action_has_its_indicators_commonest_status_ties_to_the_worse() -> None:
    twice = [left_out(Status.NOT_YET), left_out(Status.NOT_YET), left_out(Status.AWAITING)]
    assert action(*twice).status == Status.NOT_YET
    assert action(left_out(Status.NOT_APPLICABLE), left_out(Status.AWAITING)).status == Status.AWAITING
    assert action().status == Status.NO_TARGET


def test_the_worse_of_two_equally_common_statuses_is_taken() -> None:
    assert commonest([Status.ACHIEVED, Status.BEHIND]) == Status.BEHIND
    assert commonest([Status.BEHIND, Status.UNREPORTED]) == Status.UNREPORTED


def test_a_score_weighs_actions_and_leaves_unscored_ones_out_with_their_weight() -> None:
    actions = [
        action(percent(100), weight=30_000),
        action(percent(20)),
        action(left_out(Status.NOT_YET), weight=90_000),
    ]
    result = score_of(actions, THRESHOLDS)
    assert result.score == 80
    assert (result.actions, result.actions_scored) == (3, 2)
    assert result.status == Status.ATTENTION


def test_nothing_left_no_score() -> None:
    result = score_of([action(left_out(Status.AWAITING))], THRESHOLDS)
    assert (result.score, result.rounded, result.status) == (None, None, None)
    assert weighted_mean([]) is None


def test_activities_outside_the_plan_are_never_scored_nor_counted() -> None:
    outside = action(percent(10), is_in_plan=False)
    result = score_of([action(percent(90)), outside], THRESHOLDS)
    assert outside.score is None
    assert (result.score, result.actions, result.indicators) == (90, 1, 1)


def test_a_score_is_the_mean_over_actions_and_not_over_means() -> None:
    one, three = [action(percent(100))], [action(percent(0)), action(percent(0)), action(percent(0))]
    assert score_of(one + three, THRESHOLDS).score == 25


def test_the_counts_by_status_stand_beside_a_score() -> None:
    result = score_of([action(percent(95), UNREPORTED), action(left_out(Status.AWAITING))], THRESHOLDS)
    assert result.counts[Status.ACHIEVED] == 1
    assert (result.unreported, result.awaiting, result.indicators) == (1, 1, 3)
    assert set(result.counts) == set(Status)


def test_statuses_without_an_indicator_are_counted_as_0() -> None:
    assert counts_by_status([percent(10)]) == dict.fromkeys(Status, 0) | {Status.BEHIND: 1}


def test_means_are_of_exact_fractions_and_rounded_once() -> None:
    third = Judged(achieved(Fraction(100, 3), THRESHOLDS))
    assert action(third, third, third).score == Fraction(100, 3)
    assert weighted_mean([(Fraction(100, 3), 10_000), (Fraction(200, 3), 20_000)]) == Fraction(500, 9)
