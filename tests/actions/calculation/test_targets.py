"""Which version of a target counts."""

from datetime import UTC, datetime, timedelta

from actions.calculation.rows import TargetRow, YearRow
from actions.calculation.targets import target_in_force

LAST_DUE = datetime(2025, 1, 31, 16, 59, tzinfo=UTC)
YEAR = YearRow(2024, (1, 2, 3, 4), frozenset(), LAST_DUE)
AS_OF = datetime(2025, 6, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def test_without_a_version_there_is_no_target() -> None:
    assert target_in_force([], YEAR, AS_OF) is None


def test_a_first_version_may_come_at_any_time() -> None:
    result = target_in_force([TargetRow(1, 40_000, LAST_DUE + 30 * DAY)], YEAR, AS_OF)
    assert result is not None
    assert (result.value, result.is_revised) == (40_000, False)


def test_a_revision_before_the_last_due_moment_counts_and_the_first_is_kept_beside_it() -> None:
    versions = [TargetRow(2, 50_000, LAST_DUE - DAY, ref=8), TargetRow(1, 40_000, None, ref=7)]
    result = target_in_force(versions, YEAR, AS_OF)
    assert result is not None
    assert (result.value, result.ref, result.first_value, result.is_revised) == (50_000, 8, 40_000, True)


def test_a_revision_at_or_after_the_last_due_moment_is_shown_and_not_counted() -> None:
    versions = [TargetRow(1, 40_000, None), TargetRow(2, 50_000, LAST_DUE)]
    result = target_in_force(versions, YEAR, AS_OF)
    assert result is not None
    assert (result.value, result.is_revised) == (40_000, False)
    assert [row.version for row in result.later] == [2]


def test_a_revision_after_the_cut_off_or_not_approved_does_not_exist() -> None:
    versions = [TargetRow(1, 40_000, None), TargetRow(2, 50_000, LAST_DUE - DAY), TargetRow(3, 60_000, None)]
    result = target_in_force(versions, YEAR, LAST_DUE - 2 * DAY)
    assert result is not None
    assert (result.value, result.later) == (40_000, ())


def test_a_revision_can_take_the_target_away() -> None:
    versions = [TargetRow(1, 40_000, None), TargetRow(2, None, LAST_DUE - DAY)]
    result = target_in_force(versions, YEAR, AS_OF)
    assert result is not None
    assert (result.value, result.first_value, result.is_revised) == (None, 40_000, True)
