"""What is due at a moment, and which periods count (P)."""

from datetime import UTC, date, datetime, timedelta

from actions.calculation.periods import counted_periods, is_past_due, standing_of, year_row
from actions.calculation.rounds import EventRow, report_history
from actions.calculation.rows import PeriodRow
from ranpptppo.lib.periods import end_of_day
from tests.actions.calculation.builders import plan_year, reporter

DUE_AT = end_of_day(date(2024, 4, 30))
PERIOD = PeriodRow(2024, 1, date(2024, 3, 31), DUE_AT)


def test_on_the_due_day_itself_nothing_is_past_due() -> None:
    assert not is_past_due(DUE_AT, DUE_AT)
    assert is_past_due(DUE_AT, DUE_AT + timedelta(seconds=1))


def test_the_due_moment_is_read_in_wib() -> None:
    """Midnight in Jakarta is 17.00 UTC."""
    assert not is_past_due(DUE_AT, datetime(2024, 4, 30, 16, 59, tzinfo=UTC))
    assert is_past_due(DUE_AT, datetime(2024, 4, 30, 17, 0, tzinfo=UTC))


def test_a_year_row_has_its_own_periods_in_order_and_the_last_due_moment() -> None:
    later = PeriodRow(2024, 2, date(2024, 6, 30), end_of_day(date(2024, 7, 31)))
    other = PeriodRow(2023, 1, date(2023, 3, 31), end_of_day(date(2023, 4, 30)))
    row = year_row([later, other, PERIOD], 2024, end_of_day(date(2024, 5, 1)))
    assert row.numbers == (1, 2)
    assert row.due == {1}
    assert row.last_due_at == later.due_at


def test_a_year_without_periods_has_no_last_due_moment() -> None:
    row = year_row([], 2025, DUE_AT)
    assert (row.numbers, row.due, row.last_due_at) == ((), frozenset(), None)


def test_an_extension_postpones_due_for_its_report_alone() -> None:
    as_of = end_of_day(date(2024, 5, 10))
    extended = EventRow(
        1, datetime(2024, 4, 25, tzinfo=UTC), "extend", is_filing=False, until=end_of_day(date(2024, 5, 20))
    )
    assert not standing_of(PERIOD, as_of, "official", report_history([extended], as_of)).is_due
    assert standing_of(PERIOD, as_of, "official").is_due


def test_pending_periods_are_left_out_in_the_official_reading_alone() -> None:
    as_of = end_of_day(date(2024, 5, 10))
    history = report_history([EventRow(1, datetime(2024, 4, 25, tzinfo=UTC), "endorse", is_filing=True)], as_of)
    assert standing_of(PERIOD, as_of, "official", history).is_pending
    assert not standing_of(PERIOD, as_of, "provisional", history).is_pending


def test_p_is_what_is_past_due_and_not_pending() -> None:
    row = reporter({}, due=[1, 2, 3], pending=[2])
    counted = counted_periods(plan_year(row).year, [row])
    assert counted.counted == (1, 3)
    assert counted.pending == (2,)
    assert counted.due == (1, 2, 3)


def test_an_early_report_is_neither_due_nor_pending() -> None:
    row = reporter({}, due=[1], pending=[2])
    counted = counted_periods(plan_year(row).year, [row])
    assert (counted.counted, counted.pending) == ((1,), ())


def test_of_several_reporters_a_period_counts_once_it_counts_for_each() -> None:
    rows = [reporter({}, due=[1, 2, 3]), reporter({}, key=2, is_lead=False, due=[1, 2], pending=[1])]
    counted = counted_periods(plan_year(*rows).year, rows)
    assert (counted.counted, counted.pending) == ((2,), (1,))


def test_p_is_cut_at_a_period() -> None:
    row = reporter({})
    assert counted_periods(plan_year(row).year, [row], up_to=2).counted == (1, 2)


def test_a_period_that_nobody_owed_is_due_with_its_own_moment_and_known_as_a_gap() -> None:
    row = reporter({}, owes=[1, 2])
    counted = counted_periods(plan_year(row, due=[1, 2, 3]).year, [row])
    assert counted.counted == (1, 2, 3)
    assert counted.has_gap
    assert counted.ends_in_gap
