"""Handing assignments over: lines, budget, and everything that stands against it. October 2024 is the example."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from actions.enums import AssignmentRole, MeasurementState
from actions.models import Assignment, BudgetLine, Realization
from actions.services import handover as services
from clusters.enums import OrganizationKind, SuccessionKind
from clusters.models import Organization, OrganizationName, OrganizationSuccession, User
from tests.cast import PLANNED_AT, World, make_organization

LAST_DAY, FIRST_DAY = date(2024, 10, 20), date(2024, 10, 21)
AT = datetime(2024, 11, 1, 3, 0, tzinfo=UTC)
BASIS = "Perpres contoh"


@pytest.fixture
def successor(world: World) -> Organization:
    """Succeeds KemenPPPA, which ends on 20 October 2024."""
    OrganizationName.objects.filter(organization=world.kemenpppa).update(valid_to=LAST_DAY)
    organization = make_organization("PENERUS")
    OrganizationName.objects.filter(organization=organization).update(valid_from=FIRST_DAY)
    OrganizationSuccession.objects.create(
        predecessor=world.kemenpppa, successor=organization, on=FIRST_DAY, kind=SuccessionKind.SPLIT
    )
    return organization


@pytest.fixture
def lead(world: World) -> Assignment:
    return Assignment.objects.get(action=world.action, role=AssignmentRole.LEAD)


def hand_over(
    assignments: list[Assignment], successor: Organization, by: User, on: date = FIRST_DAY
) -> list[Assignment]:
    return services.hand_over_assignments(
        assignments=assignments, successor=successor, on=on, by=by, basis=BASIS, at=AT
    )


def refused(assignments: list[Assignment], successor: Organization, by: User, on: date = FIRST_DAY) -> str:
    before = list(Assignment.objects.order_by("pk").values())
    with pytest.raises(services.HandOverNotPossible) as error:
        hand_over(assignments, successor, by, on)
    assert list(Assignment.objects.order_by("pk").values()) == before
    return str(error.value)


def test_the_predecessor_ends_the_day_before_and_the_successor_joins_the_line(
    lead: Assignment, successor: Organization, secretariat: User
) -> None:
    (new,) = hand_over([lead], successor, secretariat)
    lead.refresh_from_db()
    assert (lead.ends_on, lead.end_recorded_at) == (LAST_DAY, AT)
    assert (new.starts_on, new.ends_on, new.role, new.basis, new.recorded_at) == (
        FIRST_DAY,
        None,
        AssignmentRole.LEAD,
        BASIS,
        AT,
    )
    assert new.line == lead
    assert new.history.get().history_user == secretariat
    leads = Assignment.objects.filter(action=lead.action, role=AssignmentRole.LEAD)
    assert [leads.active_on(day).get() for day in (LAST_DAY, FIRST_DAY)] == [lead, new]


def test_a_line_keeps_its_first_assignment_over_several_hands(
    lead: Assignment, successor: Organization, secretariat: User, world: World
) -> None:
    (second,) = hand_over([lead], successor, secretariat)
    (third,) = services.hand_over_assignments(
        assignments=[second], successor=world.polri, on=date(2025, 1, 1), by=secretariat, basis=BASIS
    )
    assert second.line == third.line == lead


def test_a_supporter_that_reports_hands_over_that_duty_too(
    world: World, successor: Organization, secretariat: User
) -> None:
    support = Assignment.objects.get(action=world.action, role=AssignmentRole.SUPPORT)
    support.is_reporter = True
    support.save(update_fields=["is_reporter"])
    (new,) = hand_over([support], successor, secretariat)
    assert new.is_reporter


def test_several_assignments_go_to_one_successor(
    world: World, lead: Assignment, successor: Organization, secretariat: User
) -> None:
    other = Assignment.objects.get(action=world.police_action)
    assert len(hand_over([lead, other], successor, secretariat)) == 2


def test_a_successor_that_supported_the_action_stops_supporting_when_it_leads(
    world: World, lead: Assignment, successor: Organization, secretariat: User
) -> None:
    support = Assignment.objects.get(action=world.action, role=AssignmentRole.SUPPORT)
    plan = services.prepare_hand_over(assignments=[lead], successor=world.kemendagri, on=FIRST_DAY)
    assert (list(plan.problems), list(plan.superseded)) == ([], [support])
    hand_over([lead], world.kemendagri, secretariat)
    support.refresh_from_db()
    assert support.ends_on == LAST_DAY


# --- what stands against it -----------------------------------------------------------------------------------------


def test_a_successor_must_exist_on_that_day(lead: Assignment, successor: Organization, secretariat: User) -> None:
    assert "PENERUS tidak ada pada 20 Oktober 2024." in refused([lead], successor, secretariat, LAST_DAY)


def test_an_organization_does_not_succeed_itself(lead: Assignment, secretariat: User) -> None:
    assert "Penerus harus instansi lain" in refused([lead], lead.organization, secretariat)


def test_an_assignment_lasts_at_least_a_day(lead: Assignment, world: World, secretariat: User) -> None:
    assert "harus sesudah 1 Januari 2024" in refused([lead], world.polri, secretariat, lead.starts_on)


def test_what_ended_is_not_handed_over_again(lead: Assignment, successor: Organization, secretariat: User) -> None:
    hand_over([lead], successor, secretariat)
    assert "sudah berakhir pada 20 Oktober 2024" in refused([lead], successor, secretariat, date(2025, 1, 1))


def test_there_is_one_lead_at_a_time(
    lead: Assignment, world: World, successor: Organization, secretariat: User
) -> None:
    Assignment.objects.filter(pk=lead.pk).update(ends_on=LAST_DAY, end_recorded_at=AT)
    Assignment.objects.create(
        action=world.action,
        organization=world.polri,
        role=AssignmentRole.LEAD,
        starts_on=date(2025, 1, 1),
        recorded_at=AT,
    )
    lead.refresh_from_db()
    assert "sudah ada penanggung jawab lain" in refused([lead], successor, secretariat)


def test_nobody_gets_the_same_action_twice(world: World, secretariat: User) -> None:
    support = Assignment.objects.get(action=world.action, role=AssignmentRole.SUPPORT)
    assert "KEMENPPPA sudah bertugas dalam aksi ini." in refused([support], world.kemenpppa, secretariat)


def test_what_a_region_adopted_stays_in_the_region(world: World, secretariat: User) -> None:
    here = make_organization("DP3A-LAMA", OrganizationKind.REGIONAL, region=world.province)
    new_here = make_organization("DP3A-BARU", OrganizationKind.REGIONAL, region=world.province)
    elsewhere = make_organization("DP3A-53", OrganizationKind.REGIONAL, region=world.other_province)
    adopting = Assignment.objects.create(
        action=world.action,
        organization=here,
        role=AssignmentRole.ADOPTING,
        is_reporter=True,
        starts_on=date(2024, 1, 1),
        recorded_at=PLANNED_AT,
    )
    assert "wilayah yang sama" in refused([adopting], elsewhere, secretariat)
    assert hand_over([adopting], new_here, secretariat)[0].organization == new_here


# --- budget ---------------------------------------------------------------------------------------------------------


def file_realization(world: World, people: dict[str, User], amount: int) -> None:
    """KemenPPPA files its first quarter with this much spent."""
    report = world.report(1)
    at = report.period.opens_at
    for indicator in (world.indicator, world.ratio, world.milestone):
        report.measurements.create(
            indicator=indicator, state=MeasurementState.NO_DATA, updated_at=at, updated_by=people["operator"]
        )
    Realization.objects.create(
        report=report,
        line=world.line,
        state=MeasurementState.VALUE,
        amount=amount,
        updated_at=at,
        updated_by=people["operator"],
    )
    report.submit(by=people["operator"], at=at)
    report.endorse(by=people["endorser"], at=at)


def ceilings(line: BudgetLine) -> list[int]:
    return list(line.ceilings.order_by("version").values_list("amount", flat=True))


def test_the_budget_line_goes_along_with_what_is_left(
    world: World, people: dict[str, User], lead: Assignment, successor: Organization
) -> None:
    file_realization(world, people, 250_000_000)
    hand_over([lead], successor, people["secretariat"])
    moved = BudgetLine.objects.get(organization=successor)
    assert (moved.handed_over_from, moved.fiscal_year, moved.source, moved.code) == (
        world.line,
        2024,
        world.line.source,
        world.line.code,
    )
    assert ceilings(world.line) == [1_000_000_000, 250_000_000]
    assert ceilings(moved) == [750_000_000]
    assert not moved.realization_rounds.exists()


def test_without_a_filed_realization_the_whole_ceiling_moves(
    world: World, lead: Assignment, successor: Organization, secretariat: User
) -> None:
    Realization.objects.create(
        report=world.report(1),
        line=world.line,
        state=MeasurementState.VALUE,
        amount=5,
        updated_at=AT,
        updated_by=secretariat,
    )
    hand_over([lead], successor, secretariat)
    assert ceilings(world.line) == [1_000_000_000, 0]
    assert ceilings(BudgetLine.objects.get(organization=successor)) == [1_000_000_000]


def test_lines_of_earlier_years_and_without_a_ceiling(
    world: World, lead: Assignment, successor: Organization, secretariat: User
) -> None:
    earlier = BudgetLine.objects.create(
        action=world.action, organization=world.kemenpppa, fiscal_year=2023, source="apbn", code="lama"
    )
    bare = BudgetLine.objects.create(
        action=world.action, organization=world.kemenpppa, fiscal_year=2025, source="grant", code="baru"
    )
    hand_over([lead], successor, secretariat)
    moved = {line.code: line for line in BudgetLine.objects.filter(organization=successor)}
    assert set(moved) == {world.line.code, "baru"}
    assert not moved["baru"].ceilings.exists()
    assert not bare.ceilings.exists()
    assert not earlier.handed_over_to.exists()


def test_a_line_the_successor_has_already_grows(
    world: World, lead: Assignment, successor: Organization, secretariat: User
) -> None:
    own = BudgetLine.objects.create(
        action=world.action, organization=successor, fiscal_year=2024, source=world.line.source, code=world.line.code
    )
    own.ceilings.create(amount=5, set_at=PLANNED_AT)
    hand_over([lead], successor, secretariat)
    assert ceilings(own) == [5, 1_000_000_005]


def test_whoever_keeps_a_part_in_the_action_keeps_the_line(
    world: World, lead: Assignment, successor: Organization, secretariat: User
) -> None:
    Assignment.objects.create(
        action=world.action,
        organization=world.kemenpppa,
        role=AssignmentRole.SUPPORT,
        starts_on=date(2024, 1, 1),
        recorded_at=PLANNED_AT,
    )
    hand_over([lead], successor, secretariat)
    assert not BudgetLine.objects.filter(organization=successor).exists()


def test_handing_over_counts_the_plan_data_up(
    world: World, lead: Assignment, successor: Organization, secretariat: User
) -> None:
    before = world.plan.data_revision
    hand_over([lead], successor, secretariat)
    world.plan.refresh_from_db()
    assert world.plan.data_revision > before


# --- what the page asks ---------------------------------------------------------------------------------------------


def test_only_ended_organizations_with_open_assignments_wait(
    world: World, lead: Assignment, successor: Organization, secretariat: User
) -> None:
    assert not services.ended_organizations(on=LAST_DAY).exists()
    (waiting,) = services.ended_organizations(on=FIRST_DAY)
    assert (waiting, waiting.open_assignments) == (world.kemenpppa, 1)
    hand_over([lead], successor, secretariat)
    assert not services.ended_organizations(on=FIRST_DAY).exists()


def test_suggestions_are_the_recorded_successors_that_exist(world: World, successor: Organization) -> None:
    assert [row.successor for row in services.successions(world.kemenpppa, on=FIRST_DAY)] == [successor]
    assert services.successions(world.kemenpppa, on=LAST_DAY) == []


def test_a_preview_writes_nothing(world: World, lead: Assignment, successor: Organization) -> None:
    plan = services.prepare_hand_over(assignments=[lead], successor=successor, on=FIRST_DAY, at=AT)
    assert [move.ceilings.successor_ceiling for move in plan.lines] == [1_000_000_000]
    assert plan.last_day == LAST_DAY
    assert Assignment.objects.filter(ends_on__isnull=False).count() == 0
    assert BudgetLine.objects.count() == 1
