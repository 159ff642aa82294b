"""The table "cases that comparable systems get wrong": each row is a test.

The row about locked periods is a rule of the services and of the database and is tested there.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from actions.calculation.contributions import contribution
from actions.calculation.coverage import CoveredRow, coverage
from actions.calculation.entry_rules import question
from actions.calculation.figures import indicator_figures
from actions.calculation.judgement import achieved
from actions.calculation.periods import standing_of, year_row
from actions.calculation.reporters import AssignmentRow, line_standings, reporter_lines, reporter_row
from actions.calculation.rounds import EventRow, report_history
from actions.calculation.rows import PeriodRow, PlanYear
from actions.calculation.scores import action_result
from actions.enums import Status
from ranpptppo.lib.periods import end_of_day
from tests.actions.calculation.builders import (
    THRESHOLDS,
    YEAR,
    amount,
    count,
    figure,
    in_the_year,
    parts,
    plan_year,
    ratio,
    reporter,
    target,
    value_of,
)


def test_a_reported_and_verified_zero_is_zero_and_counts_as_reported() -> None:
    result = figure(count("latest"), plan_year(reporter({4: amount(0)}), aim=10))
    assert result.actual.state == "value"
    assert result.actual.value == 0
    assert result.achievement_rounded == Decimal("0.00")
    assert result.status == Status.BEHIND
    assert result.reporters_with_value == 1


def test_a_stock_of_a_successor_replaces_that_of_the_predecessor() -> None:
    first = plan_year(reporter({4: amount(100)}), aim=100, year=2021)
    second = plan_year(reporter({4: amount(150)}), aim=150, year=2022)
    assert value_of(figure(count("stock"), first, second, year=2022).actual) == 150


def test_a_flow_goes_on_with_the_successor() -> None:
    """Kemenkumham files 3 in Q1-Q3 of 2024, its successor Kemenkum 1 in Q4; the target is 4."""
    kemenkumham, kemenkum = 1, 2
    ends = [date(2024, 3, 31), date(2024, 6, 30), date(2024, 9, 30), date(2024, 12, 31)]
    periods = [PeriodRow(2024, n, end, end_of_day(date(2025, 1, 31))) for n, end in enumerate(ends, start=1)]
    assignments = [
        AssignmentRow(10, 10, kemenkumham, 4, "lead", True, date(2020, 1, 1), date(2024, 10, 20)),
        AssignmentRow(11, 10, kemenkum, 4, "lead", True, date(2024, 10, 21), None),
    ]
    readings = {(kemenkumham, 2024, n): amount(1) for n in (1, 2, 3)} | {(kemenkum, 2024, 4): amount(1)}
    year = year_row(periods, 2024, datetime(2025, 3, 1, tzinfo=UTC))
    (line,) = reporter_lines(assignments, periods)
    row = reporter_row(line, year, line_standings(line, year, {}), readings)

    result = indicator_figures(count("flow"), [PlanYear(year, (row,), target(4))], THRESHOLDS)[2024]

    assert value_of(result.actual) == 4
    assert result.achievement == 100


def test_falling_with_target_100_and_actual_120_is_80() -> None:
    result = figure(count("latest", "falling"), plan_year(reporter({4: amount(120)}), aim=100))
    assert result.achievement == 80


def test_a_falling_flow_with_three_silent_quarters_has_no_achievement_and_scores_0() -> None:
    result = figure(count("flow", "falling"), plan_year(reporter({1: amount(10)}), aim=100))
    assert result.achievement is None
    assert result.score == 0
    assert result.status == Status.UNREPORTED


def test_50_of_100_capped_is_50() -> None:
    assert figure(count(), plan_year(reporter({4: amount(50)}), aim=100)).score == 50


def test_a_running_total_that_drops_is_questioned() -> None:
    dropped = question(count("running"), amount(90), before_in_year=amount(100), before=amount(100))
    grown = question(count("running"), amount(110), before_in_year=amount(100), before=amount(100))
    assert dropped == "running_dropped"
    assert grown is None


def test_reporters_that_add_up_add_numerators_and_denominators() -> None:
    reporters = [reporter({4: parts(1, 2)}), reporter({4: parts(3, 4)}, key=2, is_lead=False)]
    actual = figure(ratio(is_additive=True), plan_year(*reporters, aim=80)).actual
    assert (actual.numerator, actual.denominator) == (40_000, 60_000)
    assert actual.percent == Fraction(200, 3)


@pytest.mark.parametrize(
    ("actual", "printed", "status"),
    [
        (Fraction("89.996"), "90.00", Status.ACHIEVED),
        (Fraction("89.995"), "90.00", Status.ACHIEVED),
        (Fraction("89.994"), "89.99", Status.ATTENTION),
    ],
)
def test_the_rounded_number_is_compared_with_the_threshold(actual: Fraction, printed: str, status: Status) -> None:
    judgement = achieved(actual, THRESHOLDS)
    assert judgement.rounded == Decimal(printed)
    assert judgement.status == status


def test_a_mean_of_thirds_and_elevenths_is_exactly_60() -> None:
    shares = [(1, 3), (5, 11), (2, 3), (8, 11), (9, 11)]
    figures = [figure(ratio(), plan_year(reporter({4: parts(*share)}), aim=100)) for share in shares]
    result = action_result(figures, THRESHOLDS)
    assert result.score == 60
    assert result.rounded == Decimal("60.00")
    assert result.status == Status.ATTENTION


def _at(day: int) -> datetime:
    return datetime(2025, 1, day, 3, tzinfo=UTC)


FILED = EventRow(1, _at(10), "endorse", is_filing=True)
VERIFIED = EventRow(2, _at(20), "verify", is_filing=False)
REOPENED = EventRow(3, _at(25), "reopen", is_filing=False)
ROUNDS = {1: amount(120), 2: amount(110)}  # by event: what was reported, what the verifier made of it


def test_a_verifiers_correction_counts_and_the_reported_value_stays_readable() -> None:
    history = report_history([FILED, VERIFIED], _at(30))
    assert history.official is not None
    assert ROUNDS[history.official].value == 1_100_000
    before = report_history([FILED, VERIFIED], _at(15))
    assert before.provisional is not None
    assert ROUNDS[before.provisional].value == 1_200_000


def test_a_verified_round_stays_official_while_a_reopening_is_unfinished() -> None:
    history = report_history([FILED, VERIFIED, REOPENED], _at(30))
    assert history.round_in_force("official") == VERIFIED.id
    assert history.round_in_force("provisional") == VERIFIED.id


def test_the_day_after_the_due_date_everything_filed_awaits_verification() -> None:
    period = PeriodRow(YEAR, 1, date(YEAR, 3, 31), end_of_day(date(YEAR, 4, 30)))
    as_of = end_of_day(date(YEAR, 5, 1))
    filed = EventRow(1, datetime(YEAR, 4, 20, tzinfo=UTC), "endorse", is_filing=True)
    standing = standing_of(period, as_of, "official", report_history([filed], as_of))
    row = reporter({}, due=[1] if standing.is_due else [], pending=[1] if standing.is_pending else [])
    result = figure(count(), plan_year(row, aim=400, due=[1]))
    assert result.status == Status.AWAITING
    assert result.score is None
    assert action_result([result], THRESHOLDS).score is None
    assert action_result([result], THRESHOLDS).counts[Status.UNREPORTED] == 0


def test_within_the_year_the_first_quarter_stands_against_a_quarter_of_the_target() -> None:
    """Target 400 a year, Q1 due and verified 110, Q2 filed and verified early."""
    row = reporter({1: amount(110), 2: amount(90)}, due=[1])
    result = figure(count(), plan_year(row, aim=400, due=[1]))
    assert result.target_used == 1_000_000
    assert value_of(result.actual) == 110
    assert result.achievement == 110
    assert result.is_interim


def test_a_ratio_of_4_to_5_against_80_percent_is_100() -> None:
    assert figure(ratio(), plan_year(reporter({4: parts(4, 5)}), aim=80)).achievement == 100


def test_a_year_without_child_victims_does_not_apply_and_has_no_score() -> None:
    result = figure(ratio(), plan_year(reporter({n: parts(0, 0) for n in (1, 2, 3, 4)}), aim=80))
    assert result.status == Status.NOT_APPLICABLE
    assert result.score is None
    assert result.actual.is_no_event


def test_where_reporters_do_not_add_up_the_leads_figure_stands() -> None:
    reporters = [
        reporter({4: amount(34)}, key=2, is_lead=False),
        reporter({4: amount(34)}),
        reporter({4: amount(32)}, key=3, is_lead=False),
    ]
    result = figure(count("stock"), plan_year(*reporters, aim=38))
    assert value_of(result.actual) == 34
    assert [(key, value_of(actual)) for key, actual in result.beside] == [(2, 34), (3, 32)]


def test_a_sum_over_provinces_says_how_many_reported() -> None:
    provinces = [reporter({1: amount(2)} if key < 38 else {}, key=key, due=[1]) for key in range(1, 39)]
    result = contribution(count(is_additive=True), in_the_year(provinces, plan_year(due=[1]).year))
    rows = [CoveredRow(has_body=True, owes=True, filed=key < 38, region=key) for key in range(1, 39)]
    covered = coverage(rows, regions=38)
    assert result.total is not None
    assert value_of(result.total) == 74
    assert (result.with_value, result.reporters) == (37, 38)
    assert (covered.regions_filed, covered.regions) == (37, 38)
