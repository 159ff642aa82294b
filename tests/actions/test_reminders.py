"""The daily reminders: who is told what until when, once; an extension moves them, a filing ends them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actions.desk import office_tasks
from actions.enums import AssignmentRole
from actions.models import Action, Assignment, ReportingPeriod, Target
from actions.periods import owed_in_period
from actions.permissions import first_verifiers_for, is_verifier_of
from actions.reminders import ESCALATED_AFTER, OVERDUE_TOLD_FOR, owed_reports_now, remind
from actions.services import progress
from actions.services.periods import create_periods, extend_period, lock_period
from actions.tasks import send_reminders
from actions.verification_queue import coordinators_on, holder_of
from clusters.enums import ClusterRoleKind, NotificationKind, OrganizationKind, PlanKind, RegionLevel, Role
from clusters.models import ActingEndorser, ClusterRole, Notification, Plan, Region, User
from ranpptppo.lib.formats import day_in_wib
from ranpptppo.lib.periods import end_of_day, start_of_day
from reports.papers.letter import debtors_of
from tests.actions.test_races import at_once
from tests.cast import World, make_indicator, make_organization, make_people, make_user, make_world
from tests.reports.story import Teller


def days_before(due_at: datetime, days: int) -> datetime:
    """Five in the morning, in Jakarta, of that many days before the due day."""
    return start_of_day(day_in_wib(due_at) - timedelta(days=days)) + timedelta(hours=5)


def told(user: User, kind: NotificationKind | None = None) -> list[str]:
    rows = Notification.objects.filter(user=user)
    return list((rows.filter(kind=kind) if kind else rows).order_by("created_at", "pk").values_list("text", flat=True))


def run(at: datetime) -> None:
    with time_machine.travel(at, tick=False):
        send_reminders()


@pytest.fixture
def first(world: World, people: dict[str, User]) -> ReportingPeriod:
    """Triwulan I, the only one that is open in these tests; due on 29 April 2024."""
    return world.period(1)


def test_an_opening_is_told_once_to_those_who_owe_a_report(
    first: ReportingPeriod, operator: User, endorser: User, outsider: User
) -> None:
    run(first.opens_at - timedelta(minutes=1))
    assert told(operator) == []
    for hour in range(3):
        run(first.opens_at + timedelta(hours=hour))
    expected = ["Triwulan I 2024 dibuka untuk pengisian: klaster 1, batas waktu 29 Apr 2024 (RAN contoh)."]
    assert told(operator) == told(endorser) == expected
    assert told(outsider) == []


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (14, "14 hari lagi"),
        (13, "13 hari lagi"),
        (7, "7 hari lagi"),
        (2, "2 hari lagi"),
        (1, "1 hari lagi"),
        (0, "hari ini"),
    ],
)
def test_who_still_owes_is_reminded_with_the_days_that_are_left(
    first: ReportingPeriod, operator: User, endorser: User, days: int, words: str
) -> None:
    run(days_before(first.due_at, days))
    assert told(operator, NotificationKind.DUE_SOON) == [
        f"Batas waktu 29 Apr 2024 ({words}): Triwulan I 2024, klaster 1 belum diajukan."
    ]
    assert told(endorser, NotificationKind.DUE_SOON) == []


def test_fifteen_days_before_nobody_is_reminded(first: ReportingPeriod, operator: User) -> None:
    run(days_before(first.due_at, 15))
    assert told(operator, NotificationKind.DUE_SOON) == []


def test_from_opening_to_due_day_each_stage_is_told_once(first: ReportingPeriod, operator: User) -> None:
    for days in range(20, -1, -1):
        for _ in range(2):
            run(days_before(first.due_at, days))
    assert [text.split("(")[1].split(")")[0] for text in told(operator, NotificationKind.DUE_SOON)] == [
        "14 hari lagi",
        "7 hari lagi",
        "1 hari lagi",
    ]


def test_after_days_without_a_worker_only_what_is_still_true_is_told(first: ReportingPeriod, operator: User) -> None:
    run(days_before(first.due_at, 5))
    assert len(told(operator, NotificationKind.DUE_SOON)) == 1
    assert "5 hari lagi" in told(operator, NotificationKind.DUE_SOON)[0]


def test_a_stage_that_passed_is_no_longer_mailed(first: ReportingPeriod, operator: User) -> None:
    run(days_before(first.due_at, 14))
    run(days_before(first.due_at, 7))
    unread = Notification.objects.unread().filter(user=operator, kind=NotificationKind.DUE_SOON)
    assert ["7 hari lagi" in row.text for row in unread] == [True]


def test_an_extension_moves_the_reminders_and_is_told(
    world: World, first: ReportingPeriod, operator: User, endorser: User, secretariat: User
) -> None:
    run(days_before(first.due_at, 7))
    until = end_of_day(day_in_wib(first.due_at) + timedelta(days=10))
    at = days_before(first.due_at, 6)
    extend_period(period=first, organization=world.kemenpppa, until=until, by=secretariat, note="Banjir.", at=at)
    assert (
        told(endorser, NotificationKind.EXTENDED)
        == told(operator, NotificationKind.EXTENDED)
        == ["Batas waktu Triwulan I 2024 instansi Anda diperpanjang sampai 9 Mei 2024, 23.59 WIB."]
    )
    for days in (6, 1, -1):
        run(days_before(first.due_at, days))
    for days in (7, 1):
        run(days_before(until, days))
    due_soon = told(operator, NotificationKind.DUE_SOON)
    assert [text.split(":")[0] for text in due_soon] == [
        "Batas waktu 29 Apr 2024 (7 hari lagi)",
        "Batas waktu 9 Mei 2024 (11 hari lagi)",
        "Batas waktu 9 Mei 2024 (7 hari lagi)",
        "Batas waktu 9 Mei 2024 (1 hari lagi)",
    ]
    assert told(endorser, NotificationKind.OVERDUE) == []


def test_what_was_submitted_is_the_endorsers_to_finish(
    world: World, people: dict[str, User], first: ReportingPeriod, operator: User, endorser: User
) -> None:
    report = Teller(world, people).fill(1)
    progress.submit_progress(reports=[report], by=operator, at=first.opens_at)
    run(days_before(first.due_at, 1))
    assert told(operator, NotificationKind.DUE_SOON) == []
    assert told(endorser, NotificationKind.DUE_SOON) == [
        "Batas waktu 29 Apr 2024 (1 hari lagi): Triwulan I 2024, klaster 1 menunggu pengesahan Anda."
    ]


def test_who_filed_hears_no_more_of_it(
    world: World, people: dict[str, User], first: ReportingPeriod, operator: User, endorser: User
) -> None:
    run(days_before(first.due_at, 7))
    teller = Teller(world, people)
    teller.file(teller.fill(1))
    run(days_before(first.due_at, 1))
    run(days_before(first.due_at, -3))
    assert len(told(operator, NotificationKind.DUE_SOON)) == 1
    assert told(endorser, NotificationKind.OVERDUE) == []
    assert not Notification.objects.unread().filter(user=operator, kind=NotificationKind.DUE_SOON).exists()


def test_overdue_goes_to_the_superior_and_after_a_week_to_the_coordinator(
    first: ReportingPeriod, operator: User, endorser: User, coordinator: User, verifier: User
) -> None:
    for days in range(1, ESCALATED_AFTER):
        run(days_before(first.due_at, -days))
    assert told(endorser, NotificationKind.OVERDUE) == [
        "Lewat batas waktu 29 Apr 2024: Triwulan I 2024, klaster 1 belum dilaporkan instansi Anda."
    ]
    assert told(operator, NotificationKind.OVERDUE) == []
    assert told(coordinator) == []
    for days in (ESCALATED_AFTER, ESCALATED_AFTER + 1):
        run(days_before(first.due_at, -days))
    assert told(coordinator) == ["Lewat batas waktu 29 Apr 2024: Triwulan I 2024, klaster 1, belum lapor Kemenpppa."]
    assert told(verifier) == ["Lewat batas waktu 29 Apr 2024: Triwulan I 2024, klaster 5, belum lapor Polri."]


def test_who_acts_for_an_endorser_that_day_is_told_too(
    first: ReportingPeriod, operator: User, endorser: User, secretariat: User
) -> None:
    day = day_in_wib(first.due_at)
    ActingEndorser.objects.create(
        user=operator,
        organization=operator.organization,
        kind="plh",
        starts_on=day,
        ends_on=day + timedelta(days=2),
        basis="SP-1",
        appointed_at=first.opens_at,
        appointed_by=endorser,
    )
    run(days_before(first.due_at, -1))
    assert told(operator, NotificationKind.OVERDUE) == told(endorser, NotificationKind.OVERDUE) != []


def test_a_notification_leads_to_a_page_that_its_reader_may_open(
    first: ReportingPeriod, endorser: User, coordinator: User, login: Callable[[User], Client]
) -> None:
    run(days_before(first.due_at, -ESCALATED_AFTER))
    for person in (endorser, coordinator):
        row = Notification.objects.get(user=person, kind=NotificationKind.OVERDUE)
        assert login(person).get(row.url).status_code == 200


def test_where_nobody_endorses_whoever_writes_hears_that_it_is_overdue(
    first: ReportingPeriod, operator: User, endorser: User
) -> None:
    User.objects.filter(pk=endorser.pk).update(is_active=False)
    run(days_before(first.due_at, -1))
    assert len(told(operator, NotificationKind.OVERDUE)) == 1
    assert told(endorser) == []


def test_what_a_coordinator_owes_itself_goes_to_the_secretariat(
    world: World, first: ReportingPeriod, coordinator: User, secretariat: User
) -> None:
    Assignment.objects.filter(role=AssignmentRole.LEAD, action=world.action).update(organization=world.kemenkopmk)
    run(days_before(first.due_at, -ESCALATED_AFTER))
    assert told(coordinator, NotificationKind.OVERDUE) == []
    assert any("belum lapor Kemenkopmk" in text for text in told(secretariat, NotificationKind.OVERDUE))


def test_what_the_secretariat_owes_where_it_coordinates_goes_to_another_coordinator(
    world: World, first: ReportingPeriod, people: dict[str, User]
) -> None:
    """Polri is the secretariat here; it coordinates cluster 5 itself and nobody at it may verify that."""
    make_user(world.kemendagri, Role.VERIFIER, "Vina Verifikator")
    ClusterRole.objects.filter(cluster=world.clusters[5], role=ClusterRoleKind.COORDINATOR).update(
        organization=world.polri
    )
    run(days_before(first.due_at, -ESCALATED_AFTER))
    assert [text for text in told(people["coordinator"]) if "belum lapor Polri" in text] != []
    report = progress.open_reports(organization=world.polri, period=first, at=first.opens_at)[0]
    on = day_in_wib(first.due_at)
    assert list(first_verifiers_for(report, on=on)) == [people["coordinator"]]
    assert is_verifier_of(people["coordinator"], report, on=on)
    assert holder_of(report, coordinators_on(on)) == "Koordinator klaster lain"


def test_an_acting_endorser_who_also_writes_hears_of_both(
    world: World, people: dict[str, User], first: ReportingPeriod, operator: User, endorser: User
) -> None:
    """What waits for the own endorsement and what is still to be written are two matters."""
    day = day_in_wib(first.due_at) - timedelta(days=1)
    action = Action.objects.create(plan=world.plan, cluster=world.clusters[2], number="2.9", title="Lain")
    make_indicator(action, "Jumlah", 1)
    Assignment.objects.create(
        action=action,
        organization=world.kemenpppa,
        role=AssignmentRole.LEAD,
        starts_on=first.starts_on,
        recorded_at=first.opens_at,
    )
    acting = make_user(world.kemenpppa, Role.OPERATOR, "Nadia Plh")
    ActingEndorser.objects.create(
        user=acting,
        organization=world.kemenpppa,
        kind="plh",
        starts_on=day,
        ends_on=day + timedelta(days=2),
        basis="SP-1",
        appointed_at=first.opens_at,
        appointed_by=endorser,
    )
    report = Teller(world, people).fill(1)
    progress.submit_progress(reports=[report], by=operator, at=first.opens_at)
    run(days_before(first.due_at, 1))
    assert [text.split("klaster ")[1] for text in told(acting, NotificationKind.DUE_SOON)] == [
        "2 belum diajukan.",
        "1 menunggu pengesahan Anda.",
    ]


def test_what_is_overdue_for_long_is_no_news_but_stays_true(
    first: ReportingPeriod, endorser: User, coordinator: User
) -> None:
    run(days_before(first.due_at, -OVERDUE_TOLD_FOR))
    newcomer = make_user(endorser.organization, Role.ENDORSER, "Nadia Baru")
    run(days_before(first.due_at, -OVERDUE_TOLD_FOR - 1))
    assert told(newcomer, NotificationKind.OVERDUE) == []
    for person in (endorser, coordinator):
        assert Notification.objects.unread().filter(user=person, kind=NotificationKind.OVERDUE).count() == 1


def test_a_locked_period_reminds_nobody(first: ReportingPeriod, secretariat: User, endorser: User) -> None:
    lock_period(period=first, by=secretariat, at=first.due_at)
    run(days_before(first.due_at, -1))
    assert told(endorser, NotificationKind.OVERDUE) == []


def test_an_extension_in_a_locked_period_brings_its_reminders_and_letter_back(
    world: World, first: ReportingPeriod, secretariat: User, endorser: User, operator: User
) -> None:
    lock_period(period=first, by=secretariat, at=first.due_at)
    until = first.due_at + timedelta(days=10)
    extend_period(period=first, organization=world.kemenpppa, until=until, by=secretariat, note="Banjir.", at=until)
    run(days_before(until, 7))
    assert [text.split(":")[0] for text in told(operator, NotificationKind.DUE_SOON)] == [
        "Batas waktu 9 Mei 2024 (7 hari lagi)"
    ]
    run(days_before(until, -1))
    assert len(told(endorser, NotificationKind.OVERDUE)) == 1
    with time_machine.travel(days_before(until, -1)):
        assert [debtor.organization for debtor in debtors_of(secretariat, at=timezone.now())] == [world.kemenpppa]
        assert [task.title for task in office_tasks(secretariat, at=timezone.now()) if task.label == "Terlambat"] == [
            "Klaster 1, Triwulan I 2024: 1 instansi belum lapor"
        ]


def test_what_a_coordinator_locked_in_an_open_period_reminds_nobody(
    world: World, first: ReportingPeriod, coordinator: User, endorser: User, operator: User, secretariat: User
) -> None:
    lock_period(period=first, by=coordinator, clusters={world.action.cluster_id}, at=first.opens_at)
    first.refresh_from_db()
    assert first.locked_at is None
    run(days_before(first.due_at, 7))
    run(days_before(first.due_at, -1))
    assert told(operator) == told(endorser, NotificationKind.OVERDUE) == []
    assert world.kemenpppa not in [debtor.organization for debtor in debtors_of(secretariat, at=first.locks_at)]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_each_matter_once() -> None:
    world = make_world()
    people = make_people(world)
    with time_machine.travel(days_before(world.period(1).due_at, 7)):
        assert at_once(send_reminders, send_reminders) == []
    rows = Notification.objects.filter(user=people["operator"])
    assert sorted(rows.values_list("kind", flat=True)) == [NotificationKind.DUE_SOON, NotificationKind.OPENED]


def test_a_late_comer_is_told_too(world: World, first: ReportingPeriod) -> None:
    run(days_before(first.due_at, 7))
    newcomer = make_user(world.kemenpppa, Role.OPERATOR, "Nadia Baru")
    run(days_before(first.due_at, 6))
    assert ["6 hari lagi" in text for text in told(newcomer, NotificationKind.DUE_SOON)] == [True]


def test_who_owes_what_costs_the_same_with_3_and_with_12_regional_plans(
    world: World, first: ReportingPeriod, secretariat: User
) -> None:
    def queries(plans: int) -> tuple[int, int]:
        for number in range(Plan.objects.filter(region__isnull=False).count(), plans):
            _regional_plan(world, first, number, versions=([], [5], [5, None])[number % 3])
        counts = []
        for ask in (office_tasks, debtors_of):
            with CaptureQueriesContext(connection) as captured:
                ask(secretariat, at=first.due_at + timedelta(days=1))
            counts.append(len(captured))
        return counts[0], counts[1]

    few = queries(3)
    assert queries(12) == few
    owed = owed_reports_now(at=first.due_at)
    assert len({one.period.plan_id for one in owed}) == 13
    for period in {one.period for one in owed}:
        expected = owed_in_period(period)
        assert {(one.organization, one.cluster) for one in owed if one.period == period} == expected != set()
    regional = [one.cluster for one in owed if one.period.plan.region_id is not None]
    assert (regional.count(world.clusters[2].pk), regional.count(world.action.cluster_id)) == (12, 4)


def test_who_owes_what_costs_the_same_in_one_year_and_in_two(world: World, first: ReportingPeriod) -> None:
    def queries() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as captured:
            years = {one.period.year for one in owed_reports_now(at=end_of_day(date(2026, 1, 31)))}
        return len(years), len(captured)

    few = queries()
    Plan.objects.filter(pk=world.plan.pk).update(end_year=2025)
    create_periods(plan=Plan.objects.get(pk=world.plan.pk), at=first.opens_at)
    Target.objects.create(indicator=world.indicator, year=2025, version=1, value=20, approved_at=first.opens_at)
    assert few[0] == 1
    assert queries() == (2, few[1])


def _regional_plan(world: World, first: ReportingPeriod, number: int, *, versions: list[int | None]) -> None:
    """A region's plan with an action of its own, and a national one that it adopts. versions: of the own target."""
    region = Region.objects.create(code=f"{60 + number}", name=f"Provinsi {number}", level=RegionLevel.PROVINCE)
    body = make_organization(f"DAERAH{number}", OrganizationKind.REGIONAL, region=region)
    plan = Plan.objects.create(
        kind=PlanKind.REGIONAL,
        title=f"Rencana {number}",
        short_title=f"RAD {number}",
        start_year=2024,
        end_year=2024,
        cadence=world.plan.cadence,
        region=region,
    )
    create_periods(plan=plan, at=first.opens_at - timedelta(days=60))
    action = Action.objects.create(plan=plan, cluster=world.clusters[2], number="2.1", title="Aksi daerah")
    make_indicator(action, "Jumlah", 1)
    adopted = None
    for of, role in ((action, AssignmentRole.LEAD), (world.action, AssignmentRole.ADOPTING)):
        adopted = Assignment.objects.create(
            action=of,
            organization=body,
            role=role,
            is_reporter=True,
            starts_on=first.starts_on,
            recorded_at=first.opens_at,
        )
    for version, value in enumerate(versions, start=1):
        Target.objects.create(
            indicator=world.indicator,
            assignment=adopted,
            year=2024,
            version=version,
            value=value,
            reason="" if version == 1 else "Dicabut.",
            approved_at=first.opens_at,
        )


def test_the_number_of_queries_does_not_grow_with_organizations(world: World, first: ReportingPeriod) -> None:
    def queries() -> int:
        Notification.objects.all().delete()
        with CaptureQueriesContext(connection) as captured:
            remind(at=days_before(first.due_at, 7))
        return len(captured)

    few = queries()
    for number in range(6):
        organization = make_organization(f"LAIN{number}")
        make_user(organization, Role.OPERATOR, f"Orang {number}")
        Assignment.objects.create(
            action=world.action,
            organization=organization,
            role=AssignmentRole.SUPPORT,
            is_reporter=True,
            starts_on=first.starts_on,
            recorded_at=first.opens_at,
        )
    assert queries() == few
    assert Notification.objects.filter(kind=NotificationKind.DUE_SOON).count() == 7
