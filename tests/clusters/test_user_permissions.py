"""Who may keep whom."""

from __future__ import annotations

import pytest

from clusters import permissions
from clusters.enums import OrganizationKind, Role
from clusters.models import User
from tests.cast import World, make_organization, make_user


@pytest.fixture
def regional_keeper(world: World, people: dict[str, User]) -> User:
    return make_user(people["region_operator"].organization, Role.SECRETARIAT, "Rahma Daerah")


@pytest.mark.parametrize("role", ["secretariat", "admin"])
def test_secretariat_and_administrators_keep_people(people: dict[str, User], role: str) -> None:
    assert permissions.can_manage_users(people[role])
    assert permissions.can_manage_user(people[role], people["operator"])


@pytest.mark.parametrize(
    "role", ["operator", "endorser", "verifier", "coordinator", "executive", "auditor", "outsider", "region_operator"]
)
def test_nobody_else_does(people: dict[str, User], role: str) -> None:
    assert not permissions.can_manage_users(people[role])
    assert not permissions.can_manage_user(people[role], people["operator"])
    assert permissions.assignable_roles(people[role]) == frozenset()


def test_an_inactive_keeper_keeps_nobody(secretariat: User, operator: User) -> None:
    secretariat.is_active = False
    assert not permissions.can_manage_user(secretariat, operator)


@pytest.mark.parametrize("role", ["secretariat", "admin"])
def test_nobody_changes_oneself(people: dict[str, User], role: str) -> None:
    keeper = people[role]
    assert not permissions.can_deactivate_user(keeper, keeper)
    assert not permissions.can_move_user(keeper, keeper)
    assert not permissions.can_reset_password(keeper, keeper)


def test_only_an_administrator_makes_and_keeps_administrators(
    secretariat: User, admin_user: User, operator: User
) -> None:
    assert not permissions.can_manage_user(secretariat, admin_user)
    assert not permissions.can_move_user(secretariat, operator, role=Role.ADMIN)
    assert permissions.can_move_user(admin_user, operator, role=Role.ADMIN)


def test_a_regional_secretariat_keeps_its_region_and_its_regencies(
    regional_keeper: User, region_operator: User, operator: User, world: World
) -> None:
    regency_body = make_organization("DP3A-3201", OrganizationKind.REGIONAL, region=world.regency)
    elsewhere = make_organization("DP3A-53", OrganizationKind.REGIONAL, region=world.other_province)
    assert permissions.can_manage_user(regional_keeper, region_operator)
    assert permissions.can_invite(regional_keeper, to=regency_body, role=Role.OPERATOR)
    assert not permissions.can_invite(regional_keeper, to=elsewhere, role=Role.OPERATOR)
    assert not permissions.can_invite(regional_keeper, to=world.polri, role=Role.OPERATOR)
    assert not permissions.can_move_user(regional_keeper, region_operator, to=world.polri)
    assert set(User.objects.visible_to(regional_keeper)) == {regional_keeper, region_operator}
    assert not User.objects.visible_to(regional_keeper).filter(pk=operator.pk).exists()


def test_a_person_who_never_joined_is_invited_again_and_not_reset(secretariat: User, operator: User) -> None:
    assert permissions.can_reset_password(secretariat, operator)
    assert not permissions.can_resend_invitation(secretariat, operator)
    operator.set_unusable_password()
    assert not permissions.can_reset_password(secretariat, operator)
    assert permissions.can_resend_invitation(secretariat, operator)


def test_an_inactive_person_can_only_come_back(secretariat: User, operator: User) -> None:
    operator.is_active = False
    assert permissions.can_reactivate_user(secretariat, operator)
    assert not permissions.can_deactivate_user(secretariat, operator)
    assert not permissions.can_reset_password(secretariat, operator)
