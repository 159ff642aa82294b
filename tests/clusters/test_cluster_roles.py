"""Vacant cluster roles and their hand-over."""

from __future__ import annotations

from datetime import date

import pytest

from clusters.enums import ClusterRoleKind
from clusters.models import ClusterRole, Organization, OrganizationName, User
from clusters.services.cluster_roles import RoleNotHandedOver, hand_over_cluster_role, vacancies
from tests.cast import World, make_organization

LAST_DAY, FIRST_DAY = date(2024, 10, 20), date(2024, 10, 21)
BASIS = "Perpres contoh"


@pytest.fixture
def successor(world: World) -> Organization:
    """Exists from 21 October 2024 only."""
    organization = make_organization("PENERUS")
    OrganizationName.objects.filter(organization=organization).update(valid_from=FIRST_DAY)
    return organization


@pytest.fixture
def lead(world: World) -> ClusterRole:
    """Kemendagri leads cluster 1 without an end."""
    return ClusterRole.objects.leads().get(cluster=world.clusters[1])


def vacant(on: date) -> set[tuple[int, str]]:
    return {(vacancy.cluster.number, vacancy.role) for vacancy in vacancies(on=on)}


def test_a_role_goes_over_on_its_day(lead: ClusterRole, successor: Organization, secretariat: User) -> None:
    new = hand_over_cluster_role(role=lead, successor=successor, on=FIRST_DAY, by=secretariat, basis=BASIS)
    lead.refresh_from_db()
    assert (lead.valid_to, new.valid_from, new.valid_to, new.basis) == (LAST_DAY, FIRST_DAY, None, BASIS)
    leads = ClusterRole.objects.leads().filter(cluster=lead.cluster)
    assert [leads.valid_on(day).get().organization for day in (LAST_DAY, FIRST_DAY)] == [lead.organization, successor]
    assert new.history.get().history_user == secretariat


def test_a_role_that_ended_earlier_keeps_its_last_day(
    lead: ClusterRole, successor: Organization, secretariat: User
) -> None:
    lead.valid_to = LAST_DAY
    lead.save(update_fields=["valid_to"])
    hand_over_cluster_role(role=lead, successor=successor, on=date(2025, 2, 1), by=secretariat, basis=BASIS)
    lead.refresh_from_db()
    assert lead.valid_to == LAST_DAY


def test_handing_over_counts_the_plan_data_up(
    lead: ClusterRole, successor: Organization, secretariat: User, world: World
) -> None:
    before = world.plan.data_revision
    hand_over_cluster_role(role=lead, successor=successor, on=FIRST_DAY, by=secretariat, basis=BASIS)
    world.plan.refresh_from_db()
    assert world.plan.data_revision > before


@pytest.mark.parametrize(
    ("on", "sentence"),
    [(LAST_DAY, "tidak ada pada 20 Oktober 2024"), (date(2020, 1, 1), "harus sesudah 1 Januari 2020")],
)
def test_a_successor_must_exist_and_come_later(
    lead: ClusterRole, successor: Organization, secretariat: User, on: date, sentence: str
) -> None:
    with pytest.raises(RoleNotHandedOver, match=sentence):
        hand_over_cluster_role(role=lead, successor=successor, on=on, by=secretariat, basis=BASIS)
    lead.refresh_from_db()
    assert lead.valid_to is None


def test_nobody_succeeds_oneself(lead: ClusterRole, secretariat: User) -> None:
    with pytest.raises(RoleNotHandedOver, match="sudah memegang"):
        hand_over_cluster_role(role=lead, successor=lead.organization, on=FIRST_DAY, by=secretariat, basis=BASIS)


def test_there_is_one_lead_at_a_time(
    lead: ClusterRole, successor: Organization, secretariat: User, world: World
) -> None:
    hand_over_cluster_role(role=lead, successor=successor, on=FIRST_DAY, by=secretariat, basis=BASIS)
    with pytest.raises(RoleNotHandedOver, match="Instansi lain sudah memegang"):
        hand_over_cluster_role(role=lead, successor=world.polri, on=date(2025, 1, 1), by=secretariat, basis=BASIS)


def test_vacancies_name_roles_without_a_living_holder(lead: ClusterRole, world: World) -> None:
    assert (1, ClusterRoleKind.LEAD) not in vacant(FIRST_DAY)
    assert (2, ClusterRoleKind.LEAD) in vacant(FIRST_DAY)
    lead.valid_to = LAST_DAY
    lead.save(update_fields=["valid_to"])
    assert (1, ClusterRoleKind.LEAD) not in vacant(LAST_DAY)
    assert (1, ClusterRoleKind.LEAD) in vacant(FIRST_DAY)


def test_a_holder_that_ended_leaves_its_role_vacant(lead: ClusterRole) -> None:
    OrganizationName.objects.filter(organization=lead.organization).update(valid_to=LAST_DAY)
    found = [vacancy for vacancy in vacancies(on=FIRST_DAY) if vacancy.last == lead]
    assert [vacancy.cluster.number for vacancy in found] == [1]
