"""The file to fill in: a row for each region of the keeper, with the body that is there already."""

from __future__ import annotations

from datetime import datetime

from clusters.enums import OrganizationKind
from clusters.importing.planning import default_body
from clusters.importing.reading import ROLES
from clusters.models import Organization, Region, User
from ranpptppo.lib.formats import day_in_wib
from ranpptppo.lib.workbooks import Column, SheetContent, write_workbook

COLUMNS = (
    Column("kode_wilayah", width=13),
    Column("wilayah", width=30),
    Column("kode_instansi", width=20),
    Column("nama_instansi", width=40),
    Column("nama_singkat", width=24),
    Column("nama", width=28),
    Column("surel", width=32),
    Column("peran", width=18),
    Column("jabatan", width=28),
    Column("telepon", width=18),
)
NOTES = (
    "Satu baris satu orang. Baris yang nama dan surelnya kosong dilewati; baris boleh disalin untuk orang berikutnya.",
    f"Peran: {', '.join(ROLES)}. Surel dan telepon dinas, bukan milik pribadi.",
    "Instansi kosong: dipakai perangkat daerah yang ada; bila belum ada, dibuat atas nama pemerintah daerahnya.",
)


def account_template(*, keeper: User, at: datetime) -> bytes:
    """An XLSX file in three queries."""
    on = day_in_wib(at)
    regions = Region.objects.visible_to(keeper).valid_on(on).order_by("code")
    bodies: dict[int | None, list[Organization]] = {}
    for body in Organization.objects.active_on(on).filter(kind=OrganizationKind.REGIONAL).by_name(on):
        bodies.setdefault(body.region_id, []).append(body)
    rows = [row for region in regions for row in _rows(region, bodies.get(region.pk, []))]
    sheet = SheetContent("Akun", COLUMNS, rows, NOTES)
    return write_workbook([sheet], title="Akun pengguna daerah", created_at=at)


def _rows(region: Region, bodies: list[Organization]) -> list[list[str]]:
    """One row for each body, else one with the name that a new body would get."""
    usual = default_body(region)
    named = [(body.code, body.name_then, body.short_name_then) for body in bodies]
    blank = [""] * 5
    return [[region.code, region.name, *names, *blank] for names in named or [("", usual.name, usual.short_name)]]
