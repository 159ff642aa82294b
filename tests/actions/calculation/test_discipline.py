"""Completeness and timeliness."""

from datetime import date, datetime, timedelta
from fractions import Fraction

from actions.calculation.discipline import TimedReport, discipline, punctuality
from actions.calculation.rounds import EventRow, report_history
from ranpptppo.lib.periods import end_of_day

DUE = end_of_day(date(2024, 4, 30))
EXTENDED = end_of_day(date(2024, 5, 15))
AS_OF = end_of_day(date(2024, 6, 30))
DAY = timedelta(days=1)


def report(filed: datetime | None, *, extended: datetime | None = None, backfilled: bool = False) -> TimedReport:
    return TimedReport(DUE, extended, filed, is_backfilled=backfilled)


def test_filed_by_the_due_moment_is_on_time() -> None:
    assert punctuality(report(DUE), AS_OF) == "on_time"
    assert punctuality(report(DUE + timedelta(seconds=1)), AS_OF) == "late"


def test_filed_within_an_extension_is_listed_apart() -> None:
    assert punctuality(report(DUE + DAY, extended=EXTENDED), AS_OF) == "on_time_extended"
    assert punctuality(report(EXTENDED, extended=EXTENDED), AS_OF) == "on_time_extended"
    assert punctuality(report(DUE - DAY, extended=EXTENDED), AS_OF) == "on_time"
    assert punctuality(report(EXTENDED + DAY, extended=EXTENDED), AS_OF) == "late"


def test_an_extension_given_after_the_filing_excuses_nothing() -> None:
    filing = EventRow(1, DUE + DAY, "endorse", is_filing=True)
    before = EventRow(2, DUE, "extend", is_filing=False, until=EXTENDED)
    afterwards = EventRow(3, DUE + 2 * DAY, "extend", is_filing=False, until=EXTENDED)
    assert report_history([filing, afterwards], AS_OF).extended_due_at is None
    assert report_history([filing, before, afterwards], AS_OF).extended_due_at == EXTENDED


def test_nothing_is_missing_before_its_due_or_extended_moment() -> None:
    assert punctuality(report(None), DUE) == "not_due"
    assert punctuality(report(None, extended=EXTENDED), DUE + DAY) == "not_due"
    assert punctuality(report(None), DUE + DAY) == "missing"


def test_a_filing_after_the_cut_off_is_missing_at_the_cut_off() -> None:
    assert punctuality(report(DUE + 5 * DAY), DUE + DAY) == "missing"
    assert punctuality(report(DUE + 5 * DAY), DUE + 5 * DAY) == "late"


def test_completeness_is_filed_of_due_and_timeliness_on_time_of_due() -> None:
    reports = [
        report(DUE),
        report(DUE + DAY),
        report(None),
        report(DUE + DAY, extended=EXTENDED),
        TimedReport(AS_OF + DAY, None, DUE),
    ]
    result = discipline(reports, AS_OF)
    assert (result.due, result.filed, result.missing) == (4, 3, 1)
    assert result.completeness == 75
    assert (result.on_time, result.on_time_extended, result.late) == (1, 1, 1)
    assert result.timeliness == 25


def test_back_filled_periods_are_left_out_of_timeliness_and_not_of_completeness() -> None:
    result = discipline([report(DUE), report(DUE, backfilled=True), report(None, backfilled=True)], AS_OF)
    assert result.completeness == Fraction(200, 3)
    assert result.timeliness == 100
    assert (result.timed, result.backfilled) == (1, 2)


def test_where_nothing_is_due_there_is_neither() -> None:
    result = discipline([], AS_OF)
    assert result.completeness is None
    assert result.timeliness is None
