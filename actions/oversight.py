"""Who follows which cluster on a day, and who may remind whom of a report: plain data, so that it can be kept."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from actions.models.progress import SEES_EVERYTHING
from actions.permissions import coordinators_for
from clusters.enums import ClusterKind, ClusterRoleKind, Role
from clusters.models import ClusterRole, User


class Oversight:
    """The clusters' roles of one day; one query, when made.

    coordinators: the organization, by cluster. secretariats: who leads the secretariat's cluster.
    """

    def __init__(self, *, on: date) -> None:
        roles = ClusterRole.objects.valid_on(on).order_by("pk")
        self.coordinators: dict[int, int] = {}
        leading_secretariats: set[int] = set()
        self._clusters: dict[int, set[int]] = defaultdict(set)
        for cluster, kind, organization, role in roles.values_list(
            "cluster_id", "cluster__kind", "organization_id", "role"
        ):
            self._clusters[organization].add(cluster)
            if role == ClusterRoleKind.COORDINATOR:
                self.coordinators[cluster] = organization
            if role == ClusterRoleKind.LEAD and kind == ClusterKind.SECRETARIAT:
                leading_secretariats.add(organization)
        self.secretariats = frozenset(leading_secretariats)

    def in_charge_of(self, organization: int, cluster: int) -> frozenset[int]:
        """The national organizations whose verifiers check the report (``coordinators_for``)."""
        return coordinators_for(organization, cluster, coordinators=self.coordinators, secretariats=self.secretariats)

    def follows(self, user: User, cluster: int) -> bool:
        """As ``permissions.clusters_in_charge``, of one cluster."""
        if not user.is_active or user.organization.region_id is not None:
            return False
        return user.role in SEES_EVERYTHING or cluster in self._clusters.get(user.organization_id, ())

    def oversees(self, user: User, organization: int, cluster: int, *, province: int | None) -> bool:
        """May this person remind the organization of its report? The secretariat all, verifiers what they verify.

        province: of a regency's body the region above it; None of all others.
        """
        if not user.is_active:
            return False
        if user.role == Role.SECRETARIAT and user.organization.region_id is None:
            return True
        if user.role != Role.VERIFIER:
            return False
        if province is not None:
            return user.organization.region_id == province
        return user.organization_id in self.in_charge_of(organization, cluster)
