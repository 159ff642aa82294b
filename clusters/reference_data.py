"""Loading the reference files of clusters/reference: regions, organizations, clusters and their roles.

Idempotent: rows are added or updated, never removed. What each file is and how true it is: clusters/reference/README.md.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from django.db import transaction

from clusters.enums import ClusterKind, ClusterRoleKind, OrganizationKind, RegionLevel, SuccessionKind
from clusters.models import (
    Cluster,
    ClusterRole,
    Organization,
    OrganizationName,
    OrganizationSuccession,
    Plan,
    Region,
    RegionRole,
)
from ranpptppo.lib.reference_files import ReferenceRow, read_rows
from ranpptppo.lib.row_loading import LoadCount, load_rows

FOLDER = Path(__file__).with_name("reference")

ORGANIZATION_KINDS = {
    "kementerian koordinator": OrganizationKind.COORDINATING_MINISTRY,
    "kementerian": OrganizationKind.MINISTRY,
    "lembaga": OrganizationKind.AGENCY,
}
SUCCESSION_KINDS = {
    "ganti nama": SuccessionKind.RENAME,
    "pecah": SuccessionKind.SPLIT,
    "gabung": SuccessionKind.MERGE,
}
CLUSTER_KINDS = {"substansi": ClusterKind.SUBSTANTIVE, "sekretariat": ClusterKind.SECRETARIAT}
CLUSTER_ROLES = {"penanggung jawab": ClusterRoleKind.LEAD, "koordinator": ClusterRoleKind.COORDINATOR}
LEVELS = {str(level.value): level for level in RegionLevel}
REGION_ROLES = {"sumber": "is_source", "transit": "is_transit", "tujuan": "is_destination"}
REGION_SECTORS = {"": False, "perikanan": True}
REGION_ROLE_BASIS = "Laporan publik, belum lengkap"

Wanted = Iterator[tuple[Any, dict[str, Any]]]


@dataclass(frozen=True)
class ReferenceCounts:
    """What one loading did, by kind of row."""

    regions: LoadCount
    organizations: LoadCount
    names: LoadCount
    successions: LoadCount
    clusters: LoadCount
    cluster_roles: LoadCount

    @property
    def is_news(self) -> bool:
        return any(getattr(self, field.name).is_news for field in fields(self))


@transaction.atomic
def load_reference(folder: Path = FOLDER) -> ReferenceCounts:
    """Load every file but the roles of regions, which belong to a plan. A ReferenceFileError leaves all as it was."""
    regions = load_regions(folder)
    organizations, names = load_organizations(folder)
    counts = ReferenceCounts(
        regions, organizations, names, load_successions(folder), load_clusters(folder), load_cluster_roles(folder)
    )
    if counts.is_news:
        Plan.objects.all().touch()
    return counts


def load_regions(folder: Path = FOLDER) -> LoadCount:
    """wilayah.csv: provinces, then regencies and cities."""
    columns = ["kode", "nama", "tingkat", "kode_induk", "berlaku_dari", "berlaku_sampai"]
    rows = read_rows(folder / "wilayah.csv", columns)
    existing = {region.code: region for region in Region.objects.all()}
    provinces = load_rows(Region, existing, _regions(row for row in rows if not row.text("kode_induk")))
    parents = {region.code: region.pk for region in Region.objects.provinces()}
    others = load_rows(Region, existing, _regions((row for row in rows if row.text("kode_induk")), parents))
    return LoadCount(
        provinces.added + others.added, provinces.changed + others.changed, provinces.unchanged + others.unchanged
    )


def load_organizations(folder: Path = FOLDER) -> tuple[LoadCount, LoadCount]:
    """instansi.csv: the organizations, and their dated names. One row of the file is one name."""
    columns = ["kode", "jenis", "kode_bagian_anggaran", "nama", "nama_singkat", "berlaku_dari", "berlaku_sampai"]
    rows = read_rows(folder / "instansi.csv", columns)
    rows.sort(key=lambda row: (row.required("kode"), row.required_day("berlaku_dari")))
    organizations = load_rows(Organization, {row.code: row for row in Organization.objects.all()}, _organizations(rows))
    names = {(name.organization_id, name.valid_from): name for name in OrganizationName.objects.all()}
    return organizations, load_rows(OrganizationName, names, _names(rows, _organization_ids()))


def load_successions(folder: Path = FOLDER) -> LoadCount:
    """suksesi-instansi.csv: who came after whom."""
    rows = read_rows(folder / "suksesi-instansi.csv", ["pendahulu", "penerus", "tanggal", "jenis"])
    existing = {(row.predecessor_id, row.successor_id): row for row in OrganizationSuccession.objects.all()}
    return load_rows(OrganizationSuccession, existing, _successions(rows, _organization_ids()))


def load_clusters(folder: Path = FOLDER) -> LoadCount:
    """klaster.csv."""
    rows = read_rows(folder / "klaster.csv", ["kode", "nama", "jenis"])
    existing = {cluster.number: cluster for cluster in Cluster.objects.all()}
    return load_rows(Cluster, existing, _clusters(rows))


def load_cluster_roles(folder: Path = FOLDER) -> LoadCount:
    """peran-klaster.csv: who leads or coordinates which cluster, from when to when."""
    columns = ["klaster", "instansi", "peran", "berlaku_dari", "berlaku_sampai", "dasar"]
    rows = read_rows(folder / "peran-klaster.csv", columns)
    rows.sort(key=lambda row: row.required_day("berlaku_dari"))
    existing = {(role.cluster_id, role.role, role.valid_from): role for role in ClusterRole.objects.all()}
    clusters = {str(cluster.number): cluster.pk for cluster in Cluster.objects.all()}
    return load_rows(ClusterRole, existing, _cluster_roles(rows, clusters, _organization_ids()))


@transaction.atomic
def load_region_roles(plan: Plan, folder: Path = FOLDER) -> LoadCount:
    """peran-daerah.csv: which regions are source, transit or destination, as far as reported, for ``plan``."""
    rows = read_rows(folder / "peran-daerah.csv", ["kode_wilayah", "peran", "sektor"])
    existing = {role.region_id: role for role in RegionRole.objects.filter(plan=plan)}
    regions = {region.code: region.pk for region in Region.objects.all()}
    count = load_rows(RegionRole, existing, _region_roles(rows, plan, regions))
    if count.is_news:
        Plan.objects.filter(pk=plan.pk).touch()
    return count


def _organization_ids() -> dict[str, int]:
    return dict(Organization.objects.values_list("code", "pk"))


def _regions(rows: Iterable[ReferenceRow], parents: dict[str, int] | None = None) -> Wanted:
    for row in rows:
        code = row.required("kode")
        yield (
            code,
            {
                "code": code,
                "name": row.required("nama"),
                "level": row.meaning("tingkat", LEVELS),
                "parent_id": row.meaning("kode_induk", parents) if parents is not None else None,
                "valid_from": row.day("berlaku_dari"),
                "valid_to": row.day("berlaku_sampai"),
            },
        )


def _organizations(rows: list[ReferenceRow]) -> Wanted:
    """One organization for its names, sorted by date: its kind is that of the last, as an agency may become a ministry."""
    for code, named in groupby(rows, key=lambda row: row.text("kode")):
        names = list(named)
        budget_codes = [row.text("kode_bagian_anggaran") for row in names if row.text("kode_bagian_anggaran")]
        yield (
            code,
            {
                "code": code,
                "kind": names[-1].meaning("jenis", ORGANIZATION_KINDS),
                "budget_section_code": budget_codes[-1] if budget_codes else "",
            },
        )


def _names(rows: list[ReferenceRow], organizations: dict[str, int]) -> Wanted:
    for row in rows:
        organization, valid_from = row.meaning("kode", organizations), row.required_day("berlaku_dari")
        yield (
            (organization, valid_from),
            {
                "organization_id": organization,
                "name": row.required("nama"),
                "short_name": row.required("nama_singkat"),
                "valid_from": valid_from,
                "valid_to": row.day("berlaku_sampai"),
            },
        )


def _successions(rows: list[ReferenceRow], organizations: dict[str, int]) -> Wanted:
    for row in rows:
        predecessor, successor = row.meaning("pendahulu", organizations), row.meaning("penerus", organizations)
        yield (
            (predecessor, successor),
            {
                "predecessor_id": predecessor,
                "successor_id": successor,
                "on": row.required_day("tanggal"),
                "kind": row.meaning("jenis", SUCCESSION_KINDS),
            },
        )


def _clusters(rows: list[ReferenceRow]) -> Wanted:
    for row in rows:
        number = row.whole("kode")
        yield number, {"number": number, "name": row.required("nama"), "kind": row.meaning("jenis", CLUSTER_KINDS)}


def _cluster_roles(rows: list[ReferenceRow], clusters: dict[str, int], organizations: dict[str, int]) -> Wanted:
    for row in rows:
        cluster, role = row.meaning("klaster", clusters), row.meaning("peran", CLUSTER_ROLES)
        valid_from: date = row.required_day("berlaku_dari")
        yield (
            (cluster, role, valid_from),
            {
                "cluster_id": cluster,
                "organization_id": row.meaning("instansi", organizations),
                "role": role,
                "valid_from": valid_from,
                "valid_to": row.day("berlaku_sampai"),
                "basis": row.text("dasar"),
            },
        )


def _region_roles(rows: list[ReferenceRow], plan: Plan, regions: dict[str, int]) -> Wanted:
    for row in rows:
        region = row.meaning("kode_wilayah", regions)
        named = {row.meaning_of(role, "peran", REGION_ROLES) for role in row.items("peran")}
        yield (
            region,
            {
                "plan_id": plan.pk,
                "region_id": region,
                **{flag: flag in named for flag in REGION_ROLES.values()},
                "is_fisheries": row.meaning("sektor", REGION_SECTORS),
                "basis": REGION_ROLE_BASIS,
            },
        )
