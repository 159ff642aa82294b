"""Beranda's own questions: what is most pressing, what changed in a week, what is due next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from actions.enums import EventKind, ReportState, Status
from actions.models import ProgressEvent
from clusters.models import Plan, User
from reports import summaries
from reports.summaries import Names, YearData
from tests.cast import World
from tests.reports.synthetic import Size, make_plan

YEAR = 2024
NOW = datetime(2025, 6, 1, tzinfo=UTC)
KINDS = ["overdue", "returned", "behind", "unspent"]


@pytest.fixture
def plan(db: None) -> Plan:
    return make_plan(Size(actions=42, indicators_per_action=2, organizations=5))


def year_at(plan: Plan, at: datetime) -> YearData:
    return summaries.load_year(plan, YEAR, reading="official", as_of=at)


def test_the_most_pressing_rows_are_what_a_recount_finds(plan: Plan) -> None:
    year = year_at(plan, NOW)
    rows = summaries.pressing_rows(year, Names(year.last_day), limit=1000)
    assert [row["kind"] for row in rows] == sorted((row["kind"] for row in rows), key=KINDS.index)
    overdue = [row for row in rows if row["kind"] == "overdue"]
    missing = summaries.missing_reports(year.owed, NOW)
    assert sum(len(row["periods"]) for row in overdue) == len(missing) > 0
    assert overdue[0]["days"] == max(row["days"] for row in overdue) == (date(2025, 6, 1) - oldest(missing)).days
    behind = [row["action_id"] for row in rows if row["kind"] == "behind"]
    assert set(behind) == {
        action.id for action in year.counting_actions if year.results[action.id].status == Status.BEHIND
    }
    scores = [year.results[key or 0].score or 0 for key in behind]
    assert scores == sorted(scores)
    unspent = {row["action_id"]: row["amount"] for row in rows if row["kind"] == "unspent"}
    for action in year.counting_actions:
        lines = [line.row for line in summaries.lines_of_action(year, action.id)]
        allocated = sum(line.allocated or 0 for line in lines)
        assert (action.id in unspent) == bool(allocated and not sum(line.realized or 0 for line in lines))
        assert unspent.get(action.id, allocated) == allocated


def oldest(missing: list[Any]) -> date:
    day: date = min(report.due_at for report in missing).date()
    return day


def test_ten_rows_leave_room_for_every_kind(plan: Plan) -> None:
    year = year_at(plan, NOW)
    rows = summaries.pressing_rows(year, Names(year.last_day))
    everything = summaries.pressing_rows(year, Names(year.last_day), limit=1000)
    assert len(rows) == min(10, len(everything))
    assert {row["kind"] for row in rows} == {row["kind"] for row in everything}


def test_a_report_that_came_back_twice_is_pressing_until_it_is_filed_again(
    world: World, people: dict[str, User]
) -> None:
    report = world.report(1)
    events = [(EventKind.ENDORSE, True), (EventKind.RETURN, False)] * 2
    at = datetime(2024, 4, 2, tzinfo=UTC)
    for number, (kind, is_filing) in enumerate(events):
        _event(report, people["coordinator"], kind, at + timedelta(days=number), is_filing=is_filing)

    def returned(day: int) -> list[int]:
        year = summaries.load_year(world.plan, YEAR, reading="official", as_of=at + timedelta(days=day))
        rows = summaries.pressing_rows(year, Names(year.last_day), limit=1000)
        return [row["returns"] for row in rows if row["kind"] == "returned"]

    assert returned(day=2) == []
    assert returned(day=3) == [2]
    _event(report, people["endorser"], EventKind.ENDORSE, at + timedelta(days=5), is_filing=True)
    assert returned(day=6) == []


def _event(report: Any, by: User, kind: str, at: datetime, *, is_filing: bool) -> None:
    state = {"from_state": ReportState.DRAFT, "to_state": ReportState.ENDORSED}
    ProgressEvent.objects.create(report=report, kind=kind, at=at, by=by, is_filing=is_filing, **state)


def test_a_week_is_the_difference_of_two_computed_years(plan: Plan) -> None:
    before, after = year_at(plan, datetime(2024, 7, 1, tzinfo=UTC)), year_at(plan, datetime(2024, 9, 1, tzinfo=UTC))
    changes = summaries.changes_between(before, after)
    owed = {report.report_id for report in after.owed}
    events = ProgressEvent.objects.filter(
        report__in=[key for key in owed if key], at__gt=before.data.as_of, at__lte=after.data.as_of
    )
    assert changes["filed"] == events.filter(is_filing=True).count() > 0
    assert changes["verified"] == events.filter(kind=EventKind.VERIFY).count() > 0
    moved = [key.id for key in after.counting_actions if before.results[key.id].status != after.results[key.id].status]
    assert changes["moves_total"] == len(moved) > 0
    assert {move["action_id"] for move in changes["moves"]} <= set(moved)
    national = [summaries.national_figures(year)["score"] for year in (before, after)]
    assert [changes["score_before"], changes["score_after"]] == national


@pytest.fixture
def in_may() -> Iterator[None]:
    with time_machine.travel(datetime(2024, 5, 2, 17, tzinfo=UTC), tick=False):
        yield


def test_the_page_says_what_is_due_next_and_what_the_week_brought(
    world: World, people: dict[str, User], executive: User, login: Any, in_may: None
) -> None:
    client: Client = login(executive)
    text = client.get(reverse("home")).content.decode()
    assert "Berubah sejak 26 April 2024" in text
    assert "Triwulan II 2024" in text
    assert "hari lagi" in text
    assert "Belum waktunya → <strong>" in text


def test_the_past_is_kept_under_its_moment(plan: Plan) -> None:
    moments = [datetime(2024, 7, 1, tzinfo=UTC), datetime(2024, 9, 1, tzinfo=UTC)]
    years = [
        summaries.year_of(summaries.load_past_year(plan, YEAR, reading="official", as_of=at), YEAR) for at in moments
    ]
    again = [
        summaries.year_of(summaries.load_past_year(plan, YEAR, reading="official", as_of=at), YEAR) for at in moments
    ]
    for one, other, at in zip(years, again, moments, strict=True):
        assert one.data.as_of == other.data.as_of == at
        assert one.results == other.results == year_at(plan, at).results
