"""Who reports in a synthetic plan: organizations of its own, and three people nobody can log in as."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from clusters.enums import ClusterKind, ClusterRoleKind, OrganizationKind, Role, SuccessionKind
from clusters.models import (
    Cluster,
    ClusterRole,
    Organization,
    OrganizationName,
    OrganizationSuccession,
    Region,
    User,
)

HANDED_OVER_ON = date(2024, 10, 21)
DOMAIN = "sintetis.contoh.go.id"


@dataclass
class People:
    """operator submits, endorser files, verifier is of an organization that reports nothing."""

    operator: User
    endorser: User
    verifier: User


@dataclass
class Cast:
    """organizations: those that lead. The last of them hands over to ``successor`` in October 2024, if there is one."""

    organizations: list[Organization]
    people: People
    successor: Organization | None = None

    @property
    def predecessor(self) -> Organization | None:
        return self.organizations[-1] if self.successor else None


def make_clusters() -> list[Cluster]:
    """The seven, as they are there, or synthetic ones."""
    return [
        Cluster.objects.get_or_create(
            number=number,
            defaults={
                "name": f"Klaster sintetis {number}",
                "kind": ClusterKind.SECRETARIAT if number == 7 else ClusterKind.SUBSTANTIVE,
            },
        )[0]
        for number in range(1, 8)
    ]


def make_ministries(prefix: str, count: int, clusters: list[Cluster]) -> Cast:
    """``count`` ministries, one of which hands over to another; where nobody leads a cluster, one of them does."""
    rows = Organization.objects.bulk_create(
        Organization(code=f"{prefix}-{n:02d}", kind=OrganizationKind.MINISTRY) for n in range(count + 1)
    )
    *leading, successor = rows
    old = leading[-1]
    OrganizationName.objects.bulk_create(
        OrganizationName(
            organization=row,
            name=f"Kementerian Sintetis {n:02d} ({prefix})",
            short_name=f"{prefix.title()} {n:02d}",
            valid_from=HANDED_OVER_ON if row is successor else date(2015, 1, 1),
            valid_to=HANDED_OVER_ON - timedelta(days=1) if row is old else None,
        )
        for n, row in enumerate(rows)
    )
    OrganizationSuccession.objects.create(
        predecessor=old, successor=successor, on=HANDED_OVER_ON, kind=SuccessionKind.SPLIT
    )
    ClusterRole.objects.bulk_create(
        ClusterRole(
            cluster=cluster,
            organization=rows[cluster.number % count],
            role=ClusterRoleKind.LEAD,
            valid_from=date(2020, 1, 1),
        )
        for cluster in clusters
        if not cluster.roles.exists()
    )
    return Cast(leading, _make_people(prefix, rows[0]), successor)


def make_bodies(region: Region, prefix: str, people: People) -> Cast:
    """Two bodies of a region."""
    rows = Organization.objects.bulk_create(
        Organization(code=f"{prefix}-{region.code}-{n}", kind=OrganizationKind.REGIONAL, region=region) for n in (1, 2)
    )
    OrganizationName.objects.bulk_create(
        OrganizationName(
            organization=row,
            name=f"Dinas Sintetis {n} {region.name}",
            short_name=f"Dinas Sintetis {n} {region.code}",
            valid_from=date(2015, 1, 1),
        )
        for n, row in enumerate(rows, start=1)
    )
    return Cast(rows, people)


def _make_people(prefix: str, reporting: Organization) -> People:
    verifying = Organization.objects.create(code=f"{prefix}-VERIFIKATOR", kind=OrganizationKind.MINISTRY)
    OrganizationName.objects.create(
        organization=verifying,
        name=f"Verifikator Sintetis ({prefix})",
        short_name=f"Verifikator {prefix.title()}",
        valid_from=date(2015, 1, 1),
    )
    return People(
        _person(prefix, "Petugas", reporting, Role.OPERATOR),
        _person(prefix, "Pengesah", reporting, Role.ENDORSER),
        _person(prefix, "Verifikator", verifying, Role.VERIFIER),
    )


def _person(prefix: str, name: str, organization: Organization, role: Role) -> User:
    person = User(
        email=f"{name.lower()}.{prefix.lower()}@{DOMAIN}",
        name=f"{name} Sintetis",
        organization=organization,
        role=role,
        is_active=False,
    )
    person.set_unusable_password()
    person.save()
    return person
