"""Coverage, and what regions add beside the national figure."""

from datetime import date

from actions.calculation.contributions import contribution
from actions.calculation.coverage import CoveredRow, coverage, coverage_day, is_valid_on
from actions.enums import Status
from tests.actions.calculation.builders import (
    amount,
    count,
    figure,
    in_the_year,
    parts,
    plan_year,
    ratio,
    reporter,
    value_of,
)


def test_coverage_counts_who_filed_of_who_must_and_the_regions_behind_them() -> None:
    rows = [CoveredRow(has_body=True, owes=True, filed=key < 18, region=key) for key in range(20)]
    result = coverage(rows, regions=38)
    assert (result.filed, result.owing) == (18, 20)
    assert (result.regions_filed, result.regions_owing, result.regions) == (18, 20, 38)


def test_two_bodies_of_one_region_are_one_region() -> None:
    rows = [CoveredRow(has_body=True, owes=True, filed=filed, region=52) for filed in (True, False)]
    result = coverage(rows, regions=38)
    assert (result.filed, result.owing, result.regions_filed, result.regions_owing) == (1, 2, 1, 1)


def test_coverage_tells_apart_why_there_is_no_number() -> None:
    rows = [
        CoveredRow(has_body=False, owes=False, filed=False),
        CoveredRow(has_body=True, owes=False, filed=False),
        CoveredRow(has_body=True, owes=True, filed=False),
        CoveredRow(has_body=True, owes=True, filed=True, is_not_applicable=True),
        CoveredRow(has_body=True, owes=True, filed=True, is_zero=True),
        CoveredRow(has_body=True, owes=True, filed=True),
    ]
    shares = {"no_body", "nothing_due", "missing", "not_applicable", "zero", "value"}
    assert coverage(rows).shares == dict.fromkeys(shares, 1)


def test_regions_are_those_of_31_december_or_of_an_earlier_cut_off() -> None:
    assert coverage_day(2024, date(2025, 3, 31)) == date(2024, 12, 31)
    assert coverage_day(2024, date(2024, 6, 30)) == date(2024, 6, 30)


def test_a_region_is_valid_from_its_first_to_its_last_day() -> None:
    assert is_valid_on(date(2022, 11, 11), date(2022, 11, 11), None)
    assert not is_valid_on(date(2022, 11, 10), date(2022, 11, 11), None)
    assert is_valid_on(date(2024, 10, 20), None, date(2024, 10, 20))
    assert not is_valid_on(date(2024, 10, 21), None, date(2024, 10, 20))


def test_a_regions_own_figure_stands_against_its_own_target() -> None:
    """An adopting region is the lead of its own figure; the national one is computed without it."""
    own = plan_year(reporter({4: amount(9)}, key=52), aim=10)
    assert figure(count(), own).achievement == 90
    national = figure(count(), plan_year(reporter({4: amount(3)}), aim=4))
    assert (value_of(national.actual), national.status) == (3, Status.ATTENTION)


def test_contributions_add_up_only_where_the_plan_says_so() -> None:
    regions = [
        reporter({4: amount(9)}, key=52),
        reporter({1: amount(1)}, key=53, due=[1]),
        reporter({}, key=35),
    ]
    year = plan_year().year
    summed = contribution(count(is_additive=True), in_the_year(regions, year))
    assert summed.total is not None
    assert value_of(summed.total) == 10
    assert (summed.with_value, summed.reporters) == (2, 3)
    assert (summed.total.filled, summed.total.due) == (1, 4)
    assert contribution(count(), in_the_year(regions, year)).total is None
    assert contribution(count(is_additive=True), []).total is None


def test_contributions_of_ratios_add_numerators_and_denominators() -> None:
    regions = [reporter({4: parts(1, 2)}, key=52), reporter({4: parts(3, 4)}, key=53)]
    total = contribution(ratio(is_additive=True), in_the_year(regions, plan_year().year)).total
    assert total is not None
    assert (total.numerator, total.denominator) == (40_000, 60_000)


def test_one_regions_late_verification_does_not_hide_the_others() -> None:
    regions = [reporter({4: amount(9)}, key=52), reporter({}, key=53, pending=[1, 2, 3, 4])]
    result = contribution(count(is_additive=True), in_the_year(regions, plan_year().year))
    assert result.total is not None
    assert value_of(result.total) == 9
    assert dict(result.by_reporter)[53].state == "awaiting"
