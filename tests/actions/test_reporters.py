"""Who reports and who may look, where roles change hands: the entry page, the verifier and the summaries agree."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from actions.entry import previous_rounds_of
from actions.entry_questions import open_points
from actions.models import Assignment, ProgressReport, ReportingPeriod, Target
from actions.periods import indicators_owed, missing_periods, owed_clusters
from actions.permissions import can_verify_report
from actions.services.drafts import save_measurement
from actions.services.handover import hand_over_assignments
from actions.services.progress import open_reports
from clusters.enums import ClusterRoleKind, OrganizationKind, PlanKind, Role
from clusters.models import ClusterRole, Organization, Plan, User
from reports.summaries import load_plan, year_of
from tests.cast import PLANNED_AT, START, World, make_organization, make_user
from tests.reports.story import AFTER_THE_YEAR, Teller, count

HANDED_OVER_ON = date(2024, 10, 21)
HANDED_OVER_AT = datetime(2024, 10, 22, 3, tzinfo=UTC)


def regional_plan(world: World) -> Plan:
    plan = Plan.objects.create(
        kind=PlanKind.REGIONAL,
        region=world.province,
        title="Rencana aksi daerah contoh",
        short_title="RAD contoh",
        start_year=2024,
        end_year=2024,
    )
    ReportingPeriod.objects.bulk_create(missing_periods(plan, at=PLANNED_AT))
    return plan


def adopt(world: World, body: Organization) -> Assignment:
    return Assignment.objects.create(
        action=world.action,
        organization=body,
        role="adopting",
        is_reporter=True,
        starts_on=date(2024, 1, 1),
        recorded_at=PLANNED_AT,
    )


def owed_by(plan: Plan) -> set[tuple[int, int]]:
    """(organization, number of the period) as the summaries see it after the year."""
    year = year_of(load_plan(plan, [2024], reading="official", as_of=AFTER_THE_YEAR), 2024)
    return {(row.organization_id, row.period.row.number) for row in year.owed}


def owed_at_entry(plan: Plan, *bodies: Organization) -> set[tuple[int, int]]:
    periods = list(plan.periods.in_order())
    return {(body.pk, period.number) for body in bodies for period in periods if owed_clusters(body, period)}


def test_the_body_that_takes_over_an_adopted_action_reports_against_the_line_s_target(
    world: World, people: dict[str, User]
) -> None:
    body = people["region_operator"].organization
    plan, successor = (
        regional_plan(world),
        make_organization("BARU-32", OrganizationKind.REGIONAL, region=world.province),
    )
    adopted = adopt(world, body)
    Target.objects.create(
        indicator=world.indicator, assignment=adopted, year=2024, value=Decimal(40), approved_at=PLANNED_AT
    )
    hand_over_assignments(
        assignments=[adopted],
        successor=successor,
        on=HANDED_OVER_ON,
        by=people["secretariat"],
        basis="Perda",
        at=HANDED_OVER_AT,
    )
    expected = {(body.pk, 1), (body.pk, 2), (body.pk, 3), (successor.pk, 4)}
    assert owed_at_entry(plan, body, successor) == expected
    assert owed_by(plan) == expected
    assert indicators_owed(successor, plan.periods.get(number=4)) == {world.indicator.pk}


def test_an_adopted_indicator_that_is_reported_without_a_target_is_owed_as_well(
    world: World, people: dict[str, User]
) -> None:
    body = people["region_operator"].organization
    plan = regional_plan(world)
    adopt(world, body)
    assert owed_at_entry(plan, body) == owed_by(plan) == set()
    world.indicator.reports_without_target = True
    world.indicator.save(update_fields=["reports_without_target"])
    assert owed_at_entry(plan, body) == owed_by(plan) == {(body.pk, number) for number in range(1, 5)}


def test_a_target_taken_away_after_the_year_s_last_due_moment_still_asks_for_the_report(world: World) -> None:
    last = world.period(4).due_at
    for indicator in (world.indicator, world.ratio, world.milestone):
        Target.objects.create(
            indicator=indicator, year=2024, version=2, value=None, reason="dihapus", approved_at=last + timedelta(1)
        )
    assert (world.kemenpppa.pk, 4) in owed_by(world.plan)
    assert (world.kemenpppa.pk, 4) in owed_at_entry(world.plan, world.kemenpppa)
    Target.objects.filter(version=2).update(approved_at=last - timedelta(1))
    assert (world.kemenpppa.pk, 4) not in owed_by(world.plan) | owed_at_entry(world.plan, world.kemenpppa)


def test_a_successor_is_asked_when_it_falls_below_what_its_predecessor_filed(
    world: World, people: dict[str, User]
) -> None:
    world.indicator.accumulation = "running"
    world.indicator.save(update_fields=["accumulation"])
    Teller(world, people).verified(3, 100)
    successor = make_organization("BARU")
    person = make_user(successor, Role.OPERATOR, "Budi Baru")
    hand_over_assignments(
        assignments=[world.action.assignments.get(role="lead")],
        successor=successor,
        on=HANDED_OVER_ON,
        by=people["secretariat"],
        basis="Perpres",
        at=HANDED_OVER_AT,
    )
    period = world.period(4)
    reports = open_reports(organization=successor, period=period, at=period.opens_at)
    save_measurement(report=reports[0], indicator=world.indicator, cell=count(90), by=person, at=period.opens_at)
    assert previous_rounds_of(reports)[world.indicator.pk].value == 100
    _missing, unanswered = open_points(reports)
    assert [indicator for indicator, _ in unanswered] == [world.indicator]


def test_what_another_organization_files_beside_it_is_nobody_s_value_before(
    world: World, people: dict[str, User]
) -> None:
    """A supporter that reports is a reporter of its own."""
    Teller(world, people).verified(1, 100)
    world.action.assignments.filter(role="support").update(is_reporter=True)
    period = world.period(2)
    reports = open_reports(organization=world.kemendagri, period=period, at=period.opens_at)
    assert previous_rounds_of(reports) == {}


def test_another_coordinator_sees_and_verifies_what_the_secretariat_reports_where_it_coordinates_itself(
    world: World, people: dict[str, User]
) -> None:
    ClusterRole.objects.filter(cluster=world.clusters[5], role=ClusterRoleKind.COORDINATOR).delete()
    ClusterRole.objects.create(
        cluster=world.clusters[5], organization=world.polri, role=ClusterRoleKind.COORDINATOR, valid_from=START
    )
    period, today = world.period(1), date(2024, 4, 20)
    report = open_reports(organization=world.polri, period=period, at=period.opens_at)[0]
    report.state, report.submitted_at, report.submitted_by = "endorsed", period.opens_at, people["secretariat"]
    report.endorsed_at, report.endorsed_by = period.opens_at, people["auditor"]
    report.save()
    other = people["coordinator"]
    assert can_verify_report(other, report, on=today)
    assert report in ProgressReport.objects.verifiable_by(other, on=today)
    assert report in ProgressReport.objects.visible_to(other, on=today)
    assert report not in ProgressReport.objects.visible_to(people["outsider"], on=today)
    assert report not in ProgressReport.objects.visible_to(people["operator"], on=today)


def test_whoever_may_verify_a_report_sees_it(world: World, people: dict[str, User]) -> None:
    teller, today = Teller(world, people), date(2024, 4, 20)
    report = teller.fill(1)
    teller.file(report)
    for person in people.values():
        may = can_verify_report(person, report, on=today)
        queue = ProgressReport.objects.verifiable_by(person, on=today)
        assert (report in queue) == may
        assert not may or report in ProgressReport.objects.visible_to(person, on=today)
