"""What an acting endorser may do with reports, on which days, and how the history shows it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.inbox import waiting_for_endorsement
from actions.models import ProgressReport
from actions.permissions import can_endorse_report, can_return_report
from actions.services import progress
from clusters.enums import ActingKind, NotificationKind, Role
from clusters.models import Notification, User
from clusters.services.acting import appoint_acting, end_acting
from ranpptppo.lib.formats import day_in_wib
from tests.actions.test_workflow import fill
from tests.cast import World, make_user

Login = Callable[[User], Client]
# 15 April 2024 begins in Jakarta at 17.00 UTC of the 14th; 19 April ends there at 17.00 UTC of that day.
BEFORE = datetime.fromisoformat("2024-04-14T16:59:59+00:00")
BEGIN = datetime.fromisoformat("2024-04-14T17:00:00+00:00")
END = datetime.fromisoformat("2024-04-19T16:59:59+00:00")
AFTER = datetime.fromisoformat("2024-04-19T17:00:00+00:00")
EARLIER = datetime.fromisoformat("2024-04-10T03:00:00+00:00")


@pytest.fixture
def deputy(world: World, people: dict[str, User]) -> User:
    """Another operator of KemenPPPA, appointed for 15 to 19 April 2024."""
    person = make_user(world.kemenpppa, Role.OPERATOR, "Dedi Pelaksana")
    appoint_acting(
        user=person,
        kind=ActingKind.PLT,
        starts_on=date(2024, 4, 15),
        ends_on=date(2024, 4, 19),
        basis="SPRIN-12/2024",
        by=people["endorser"],
        at=EARLIER,
    )
    return person


@pytest.fixture
def submitted(world: World, people: dict[str, User]) -> ProgressReport:
    report = world.report(1)
    fill(world, report, people["operator"])
    progress.submit_progress(reports=[report], by=people["operator"], at=BEGIN)
    return ProgressReport.objects.with_names().get(pk=report.pk)


@pytest.mark.parametrize(("moment", "may"), [(BEFORE, False), (BEGIN, True), (END, True), (AFTER, False)])
def test_the_days_begin_and_end_at_midnight_in_jakarta(
    submitted: ProgressReport, deputy: User, moment: datetime, may: bool
) -> None:
    day = day_in_wib(moment)
    assert can_endorse_report(deputy, submitted, on=day) is may
    assert can_return_report(deputy, submitted, on=day) is may
    assert [report.pk for report in waiting_for_endorsement(deputy, on=day)] == ([submitted.pk] if may else [])


@pytest.mark.parametrize(("moment", "status"), [(BEGIN, 302), (END, 302), (AFTER, 403)])
def test_the_page_endorses_within_the_days_only(
    submitted: ProgressReport, deputy: User, login: Login, moment: datetime, status: int
) -> None:
    with time_machine.travel(moment):
        answer = login(deputy).post(reverse("progress-endorse", args=[submitted.pk]), {"sure": "1"})
    assert answer.status_code == status
    submitted.refresh_from_db()
    assert (submitted.endorsed_by == deputy) is (status == 302)


def test_who_acts_never_endorses_the_own_submission(world: World, people: dict[str, User], deputy: User) -> None:
    report = world.report(1)
    fill(world, report, deputy)
    progress.submit_progress(reports=[report], by=deputy, at=BEGIN)
    row = ProgressReport.objects.with_names().get(pk=report.pk)
    assert not can_endorse_report(deputy, row, on=day_in_wib(BEGIN))
    assert waiting_for_endorsement(deputy, on=day_in_wib(BEGIN)) == []
    assert can_endorse_report(people["endorser"], row, on=day_in_wib(BEGIN))
    assert not Notification.objects.filter(user=deputy, kind=NotificationKind.SUBMITTED).exists()


def test_who_acts_is_told_of_a_submission_on_these_days_only(
    world: World, people: dict[str, User], deputy: User
) -> None:
    report = world.report(1)
    fill(world, report, people["operator"])
    progress.submit_progress(reports=[report], by=people["operator"], at=AFTER)
    assert told(NotificationKind.SUBMITTED) == [people["endorser"]]


def test_who_acts_is_told_of_a_submission(people: dict[str, User], deputy: User, submitted: ProgressReport) -> None:
    assert told(NotificationKind.SUBMITTED) == [people["endorser"], deputy]


def told(kind: NotificationKind) -> list[User]:
    return [note.user for note in Notification.objects.filter(kind=kind).select_related("user").order_by("user_id")]


def test_tugas_saya_shows_what_waits_and_until_when(submitted: ProgressReport, deputy: User, login: Login) -> None:
    with time_machine.travel(END):
        page = login(deputy).get(reverse("task-list"))
    assert [task.url for task in page.context["endorse"]] == [submitted.get_absolute_url()]


def test_the_history_names_the_deputy_as_plt_beside_the_event_only(
    people: dict[str, User], submitted: ProgressReport, deputy: User
) -> None:
    progress.endorse_progress(report=submitted, by=deputy, at=END)
    with CaptureQueriesContext(connection) as asked:
        events = list(submitted.events.with_acting().select_related("by").in_order())  # type: ignore[attr-defined]
        names = [event.by_name for event in events]
    assert names == ["Olivia Operator", "Plt. Dedi Pelaksana"]
    assert len(asked) == 1


def test_a_return_by_the_deputy_says_plt_as_well(
    people: dict[str, User], submitted: ProgressReport, deputy: User, login: Login
) -> None:
    progress.return_progress(report=submitted, by=deputy, note="Perbaiki.", at=END)
    assert "oleh Plt. Dedi Pelaksana" in login(people["operator"]).get(submitted.get_absolute_url()).content.decode()


def test_what_the_deputy_endorsed_stays_plt_after_an_early_end(
    people: dict[str, User], submitted: ProgressReport, deputy: User
) -> None:
    progress.endorse_progress(report=submitted, by=deputy, at=BEGIN)
    row = deputy.acting_endorsements.get()
    end_acting(row=row, by=people["endorser"], at=END)
    [event] = submitted.events.with_acting().filter(kind="endorse")  # type: ignore[attr-defined]
    assert event.by_name == "Plt. Dedi Pelaksana"


def test_the_endorsers_own_deed_is_not_called_acting(
    people: dict[str, User], submitted: ProgressReport, deputy: User
) -> None:
    progress.endorse_progress(report=submitted, by=people["endorser"], at=END)
    [event] = submitted.events.with_acting().filter(kind="endorse")  # type: ignore[attr-defined]
    assert event.by_name == "Endang Pengesah"
