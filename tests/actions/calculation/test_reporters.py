"""Who reports, and the lines that make successive leads one reporter."""

from datetime import UTC, date, datetime

from actions.calculation.periods import year_row
from actions.calculation.reporters import (
    AssignmentRow,
    line_standings,
    owed_reports,
    owes_report,
    reporter_lines,
    reporter_row,
)
from actions.calculation.rows import PeriodRow, Standing
from tests.actions.calculation.builders import amount

FIRST_DAY, LAST_DAY = date(2020, 1, 1), date(2024, 12, 31)
ENDS = (date(2024, 3, 31), date(2024, 6, 30), date(2024, 9, 30), date(2024, 12, 31))
PERIODS = [
    PeriodRow(2024, number, ends_on, datetime(2025, 1, 31, 16, 59, tzinfo=UTC))
    for number, ends_on in enumerate(ENDS, start=1)
]
YEAR = year_row(PERIODS, 2024, datetime(2025, 3, 1, tzinfo=UTC))


def assignment(
    organization: int,
    *,
    key: int = 1,
    line: int = 1,
    role: str = "lead",
    reports: bool = False,
    starts_on: date = FIRST_DAY,
    ends_on: date | None = None,
    expects_report: bool = True,
) -> AssignmentRow:
    return AssignmentRow(key, line, organization, 4, role, reports, starts_on, ends_on, expects_report)


def test_a_lead_always_reports_and_who_supports_or_adopts_where_flagged() -> None:
    assert owes_report(assignment(1), LAST_DAY)
    for role in ("support", "adopting"):
        assert owes_report(assignment(1, role=role, reports=True), LAST_DAY)
        assert not owes_report(assignment(1, role=role), LAST_DAY)


def test_nothing_is_owed_for_an_action_that_expects_nothing_that_year() -> None:
    assert not owes_report(assignment(1, expects_report=False), LAST_DAY)


def test_whoever_holds_the_role_on_the_last_day_of_the_period_owes_the_whole_period() -> None:
    ended = assignment(1, ends_on=date(2024, 10, 20))
    successor = assignment(2, key=2, starts_on=date(2024, 10, 21))
    assert owed_reports([ended, successor], LAST_DAY) == {(2, 4)}
    assert owed_reports([ended, successor], date(2024, 9, 30)) == {(1, 4)}


def test_the_first_and_the_last_day_of_a_role_belong_to_it() -> None:
    row = assignment(1, starts_on=LAST_DAY, ends_on=LAST_DAY)
    assert owes_report(row, LAST_DAY)


def test_one_report_is_owed_however_many_actions_an_organization_has() -> None:
    assert owed_reports([assignment(1), assignment(1, key=2, line=2)], LAST_DAY) == {(1, 4)}


def test_successive_leads_of_a_line_are_one_reporter() -> None:
    rows = [assignment(1, ends_on=date(2024, 10, 20)), assignment(2, key=2, starts_on=date(2024, 10, 21))]
    (line,) = reporter_lines(rows, PERIODS)
    assert line.is_lead
    assert [line.holders[2024, number] for number in (1, 2, 3, 4)] == [1, 1, 1, 2]


def test_a_gap_between_leads_has_no_holder_and_owes_nothing() -> None:
    rows = [assignment(1, ends_on=date(2024, 5, 1)), assignment(2, key=2, starts_on=date(2024, 8, 1))]
    (line,) = reporter_lines(rows, PERIODS)
    assert sorted(line_standings(line, YEAR, {})) == [1, 3, 4]


def test_one_lead_at_a_time_the_later_one_where_two_overlap() -> None:
    rows = [assignment(1), assignment(2, key=2, starts_on=date(2024, 7, 1))]
    (line,) = reporter_lines(rows, PERIODS)
    assert line.holders[2024, 2] == 1
    assert line.holders[2024, 3] == 2


def test_supporters_that_do_not_report_are_no_reporters_and_leads_come_first() -> None:
    rows = [
        assignment(3, key=1, line=1, role="support", reports=True),
        assignment(4, key=2, line=2, role="support"),
        assignment(1, key=3, line=3),
    ]
    assert [line.key for line in reporter_lines(rows, PERIODS)] == [3, 1]


def test_a_line_reports_for_the_periods_whose_holder_is_flagged_to() -> None:
    rows = [
        assignment(1, role="support", reports=True),
        assignment(2, key=2, role="support", starts_on=date(2024, 7, 1)),
    ]
    (line,) = reporter_lines(rows, PERIODS)
    assert line.holders == {(2024, 1): 1, (2024, 2): 1}


def test_the_predecessors_own_report_of_a_period_it_no_longer_held_is_not_read() -> None:
    rows = [assignment(1, ends_on=date(2024, 10, 20)), assignment(2, key=2, starts_on=date(2024, 10, 21))]
    (line,) = reporter_lines(rows, PERIODS)
    readings = {(1, 2024, 3): amount(5), (1, 2024, 4): amount(9), (2, 2024, 4): amount(7)}
    row = reporter_row(line, YEAR, line_standings(line, YEAR, {}), readings)
    assert {number: reading.value for number, reading in row.readings.items()} == {3: 50_000, 4: 70_000}


def test_an_adopting_region_stands_for_the_lead_in_its_own_figure_alone() -> None:
    (line,) = reporter_lines([assignment(52, role="adopting", reports=True)], PERIODS)
    standings = line_standings(line, YEAR, {})
    assert not reporter_row(line, YEAR, standings, {}).is_lead
    assert reporter_row(line, YEAR, standings, {}, is_own_figure=True).is_lead


def test_an_owed_report_takes_its_standing_or_else_its_periods_due_moment() -> None:
    (line,) = reporter_lines([assignment(1)], PERIODS)
    standings = line_standings(line, YEAR, {(1, 2024, 2): Standing(is_due=False)})
    assert standings[1].is_due
    assert not standings[2].is_due
