"""What is on record about one region, as labelled facts: the same in its profile and in its edition of a report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from clusters.enums import RegionLevel, TaskForceStatus
from clusters.models import Region, TaskForce
from ranpptppo.lib.formats import date_long, date_range, number
from reports.summaries.names import Names
from reports.summaries.places import RegionRow, roles_in_words
from reports.summaries.registry import Registry

UNRECORDED = "belum tercatat"
Pairs = list[tuple[str, str]]


def facts_of_region(
    row: RegionRow, region: Region, regencies: Sequence[Region], *, registry: Registry, names: Names, day: date
) -> list[tuple[str, Pairs]]:
    """By title of the group: label and text of each fact as it was on the day."""
    return [
        ("Wilayah dan RAD", _about(row, region, regencies, registry, names, day)),
        ("Gugus tugas", _task_force(row, registry.task_force_on(region.pk, day))),
    ]


def _about(
    row: RegionRow, region: Region, regencies: Sequence[Region], registry: Registry, names: Names, day: date
) -> Pairs:
    stage, figures = row["stage"], row["figures"]
    since = f" sejak {_day(stage['since'])}" if stage["since"] else ""
    bodies = names.all_of(registry.bodies.get(region.pk, []))
    where = [("Provinsi", row["province"])] if row["province"] else []
    return [
        ("Kode, tingkat", f"{row['code']}, {region.get_level_display().lower()}"),
        *where,
        ("Peran", roles_in_words(row["roles"]) or UNRECORDED),
        ("Tahap RAD", f"{stage['label']}{since}"),
        ("Dasar hukum RAD", stage["instrument"] or UNRECORDED),
        *_references(region, registry, day),
        ("RAD di sistem", "tidak ada" if figures is None else figures["plan_title"]),
        ("Badan pelapor", ", ".join(body["short_name"] for body in bodies) or "belum ada"),
        *([("Kabupaten/kota", number(len(regencies)))] if row["level"] == RegionLevel.PROVINCE else []),
    ]


def _references(region: Region, registry: Registry, day: date) -> Pairs:
    """To the national plan and the RPJMD, where the stage that holds on the day has them."""
    last = next((one for one in registry.stages.get(region.pk, ()) if one.since_on <= day), None)
    if last is None:
        return []
    found = [("Rujukan ke RAN", last.plan_reference), ("Rujukan ke RPJMD", last.development_reference)]
    return [(label, text) for label, text in found if text]


def _task_force(row: RegionRow, of: TaskForce | None) -> Pairs:
    state = [("Keadaan", row["task_force"]["label"])]
    if of is None:
        return state
    if of.status == TaskForceStatus.NONE:
        return [
            *state,
            ("Diketahui", date_long(of.valid_from)),
            ("UPTD PPA", _service_unit(of)),
            ("Sumber", of.source or UNRECORDED),
        ]
    decree = f"{of.decree_number}, {date_long(of.decree_on)}" if of.decree_on else of.decree_number
    until = f"sejak {date_long(of.valid_from)}" if of.valid_to is None else date_range(of.valid_from, of.valid_to)
    return [
        *state,
        ("Keputusan", decree or UNRECORDED),
        ("Berlaku", until),
        ("Ketua", of.chair or UNRECORDED),
        ("Ketua harian", of.daily_head or UNRECORDED),
        ("Sekretariat", of.secretariat_unit or UNRECORDED),
        ("Sub gugus tugas", ", ".join(of.subgroups.splitlines()) or UNRECORDED),
        ("Anggota", f"{number(len(of.members.splitlines()))} jabatan atau instansi" if of.members else UNRECORDED),
        ("UPTD PPA", _service_unit(of)),
        ("Kontak kantor", ", ".join(part for part in (of.phone, of.email) if part) or UNRECORDED),
        ("Sumber", of.source or UNRECORDED),
    ]


def _service_unit(of: TaskForce) -> str:
    if of.has_service_unit is None:
        return UNRECORDED
    return of.service_unit or ("sudah ada" if of.has_service_unit else "belum ada")


def _day(iso: str) -> str:
    return date_long(date.fromisoformat(iso))
