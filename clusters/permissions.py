"""May this person do this with people? Knows no request; views load through ``visible_to`` first (404), then ask (403).

People are kept by the secretariat and by administrators. A regional secretariat keeps those of its own region. Nobody
changes the own role, organization or access: so nobody locks the last keeper out, and nobody promotes oneself. Only an
administrator makes or keeps an administrator.
"""

from __future__ import annotations

from datetime import date

from clusters.enums import MAY_ACT, Role
from clusters.models import ActingEndorser, Organization, Region, User

KEEPERS = frozenset({Role.SECRETARIAT, Role.ADMIN})
REGISTRARS = frozenset({Role.OPERATOR, Role.ENDORSER, Role.VERIFIER, Role.SECRETARIAT})


def can_manage_users(user: User) -> bool:
    return user.is_active and user.role in KEEPERS


def can_manage_user(user: User, person: User) -> bool:
    """Correct name, e-mail and position; send the invitation again."""
    return (
        can_manage_users(user)
        and user.pk != person.pk
        and is_in_scope(user, person.organization)
        and person.role in assignable_roles(user)
    )


def can_move_user(user: User, person: User, *, to: Organization | None = None, role: str | None = None) -> bool:
    """Give another organization or role, both within what the keeper may give."""
    if not can_manage_user(user, person):
        return False
    return (to is None or is_in_scope(user, to)) and (role is None or role in assignable_roles(user))


def can_invite(user: User, *, to: Organization, role: str) -> bool:
    return can_manage_users(user) and is_in_scope(user, to) and role in assignable_roles(user)


def can_resend_invitation(user: User, person: User) -> bool:
    """Only to who never set a password; afterwards the password is reset."""
    return can_manage_user(user, person) and person.is_active and not person.has_usable_password()


def can_deactivate_user(user: User, person: User) -> bool:
    return can_manage_user(user, person) and person.is_active


def can_reactivate_user(user: User, person: User) -> bool:
    return can_manage_user(user, person) and not person.is_active


def can_reset_password(user: User, person: User) -> bool:
    return can_manage_user(user, person) and person.is_active and person.has_usable_password()


def can_appoint_acting(user: User, organization: Organization) -> bool:
    """An endorser lends the own authority; keepers appoint within their scope. Who only acts appoints nobody."""
    if not user.is_active:
        return False
    if user.role == Role.ENDORSER:
        return user.organization_id == organization.pk
    return can_manage_users(user) and is_in_scope(user, organization)


def can_see_acting(user: User) -> bool:
    return user.is_active and (user.role == Role.ENDORSER or user.role in KEEPERS)


def can_act(person: User) -> bool:
    """May this person be appointed at all?"""
    return person.is_active and person.role in MAY_ACT


def endorses_for(user: User, organization_id: int, *, on: date) -> bool:
    """Is this person an endorser of the organization on that day, by role or acting? One query at most."""
    if not user.is_active or user.organization_id != organization_id:
        return False
    if user.role == Role.ENDORSER:
        return True
    return ActingEndorser.objects.in_force(on=on).filter(user=user.pk, organization=organization_id).exists()


def can_switch_endorsement(user: User, organization: Organization) -> bool:
    return can_manage_users(user) and is_in_scope(user, organization)


def assignable_roles(user: User) -> frozenset[Role]:
    """The roles this keeper may give; none to people who are no keepers."""
    if not can_manage_users(user):
        return frozenset()
    if user.role == Role.ADMIN:
        return frozenset(Role)
    return frozenset(Role) - {Role.ADMIN}


def is_in_scope(user: User, organization: Organization) -> bool:
    """A regional keeper's scope is the region and its regencies; a national keeper's has no limit."""
    own = user.organization.region_id
    if own is None:
        return True
    region = organization.region
    return region is not None and own in {region.pk, region.parent_id}


def can_keep_registry(user: User, region: Region) -> bool:
    """Task force and regional plan of a region: the secretariat everywhere, a region its own, a province its regencies'."""
    own = user.organization.region_id
    if own is None:
        return can_keep_region_roles(user)
    return user.is_active and user.role in REGISTRARS and own in {region.pk, region.parent_id}


def can_import_registry(user: User) -> bool:
    """Who keeps some region; each row is asked for its own (``can_keep_registry``)."""
    region = user.organization.region
    return can_keep_region_roles(user) if region is None else can_keep_registry(user, region)


def can_keep_region_roles(user: User) -> bool:
    """A plan's roles of regions are the secretariat's: no region says of itself what it is."""
    return user.is_active and user.role == Role.SECRETARIAT and user.organization.region_id is None
