"""Who leads and coordinates the clusters: vacancies, and the explicit hand-over of a role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Prefetch, Q

from clusters.enums import ClusterRoleKind
from clusters.models import Cluster, ClusterRole, Organization, Plan, User
from ranpptppo.lib.formats import date_long


class RoleNotHandedOver(Exception):
    """The role cannot go to this organization on this day; the message says why."""


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A role of a cluster that nobody holds, or whose holder no longer exists. last: whoever held it last."""

    cluster: Cluster
    role: ClusterRoleKind
    last: ClusterRole | None


def vacancies(*, on: date) -> list[Vacancy]:
    """Roles without a living holder on that day, by cluster; three queries."""
    named = Organization.objects.with_name_on(on)
    living = set(Organization.objects.active_on(on).values_list("pk", flat=True))
    started = ClusterRole.objects.filter(valid_from__lte=on).prefetch_related(Prefetch("organization", named))
    last = {(role.cluster_id, role.role): role for role in started.order_by("valid_from", "pk")}
    found = []
    for cluster in Cluster.objects.order_by("number"):
        for kind in ClusterRoleKind:
            role = last.get((cluster.pk, kind))
            if role is None or not _is_held(role, on) or role.organization_id not in living:
                found.append(Vacancy(cluster, kind, role))
    return found


def _is_held(role: ClusterRole, on: date) -> bool:
    return role.valid_to is None or role.valid_to >= on


@transaction.atomic
def hand_over_cluster_role(
    *, role: ClusterRole, successor: Organization, on: date, by: User, basis: str
) -> ClusterRole:
    """End ``role`` on the day before ``on`` (unless it ended earlier) and start the successor's on ``on``.

    Raises RoleNotHandedOver where the successor does not exist on that day or two would hold the role at once.
    """
    _check(role, successor, on)
    if _is_held(role, on):
        role.valid_to = on - timedelta(days=1)
        role._history_user = by
        role.save(update_fields=["valid_to"])
    successive = ClusterRole(cluster=role.cluster, organization=successor, role=role.role, valid_from=on, basis=basis)
    successive._history_user = by
    successive.full_clean()
    successive.save()
    Plan.objects.all().touch()
    return successive


def _check(role: ClusterRole, successor: Organization, on: date) -> None:
    if role.organization_id == successor.pk and _is_held(role, on):
        raise RoleNotHandedOver("Instansi ini sudah memegang peran tersebut.")
    if on <= role.valid_from:
        raise RoleNotHandedOver(f"Tanggal harus sesudah {date_long(role.valid_from)}, awal peran yang digantikan.")
    if not Organization.objects.active_on(on).filter(pk=successor.pk).exists():
        raise RoleNotHandedOver(f"{successor.code} tidak ada pada {date_long(on)}.")
    others = ClusterRole.objects.filter(cluster=role.cluster_id, role=role.role).exclude(pk=role.pk)
    if others.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on)).exists():
        raise RoleNotHandedOver("Instansi lain sudah memegang peran ini pada atau sesudah tanggal tersebut.")
