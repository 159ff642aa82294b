"""Profil daerah: one region on two pages – role, task force, RAD, achievements, budget, actions, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from textwrap import shorten

from clusters.enums import RegionLevel, TaskForceStatus
from clusters.models import Plan, Region, TaskForce
from clusters.requests import PersonalRequest
from ranpptppo.lib.formats import date_long, date_range, number
from reports import summaries
from reports.choice import Choice
from reports.screens.brief import tiles_of
from reports.screens.handout import Cell, Handout, Table, figure, score_cells, shaped, share, spent, tile, words
from reports.shades import amount_of, roles_in_words, shade_of
from reports.summaries import RegionFigures, places
from reports.summaries.places import AdoptedAction, RegionRow
from reports.summaries.registry import registry_of
from reports.views import places as page

UNRECORDED = "belum tercatat"
LONG = 150
Pairs = list[tuple[str, str]]


def region_profile(request: PersonalRequest, choice: Choice, region: Region) -> Handout:
    """What the page of the region shows, and its actions one by one."""
    row, day = page.rows_of([region], choice)[0], page.day_of(choice)
    adopted = places.adopted_by(region, choice.names, day)
    regencies = page.regencies_of(region, request, choice)
    return Handout(
        _tables(row, adopted, regencies, choice, region),
        tiles=_tiles(row),
        notes=_notes(row, choice),
        name="Profil daerah",
        facts=[
            ("Wilayah dan RAD", _about(row, region, regencies, choice)),
            ("Gugus tugas", _task_force(row, registry_of(choice.plan).task_force_on(region.pk, day))),
        ],
        missing=page.missing_in(row, regencies, choice, adopted=len(adopted)),
    )


def _tiles(row: RegionRow) -> list[Cell]:
    numbers = row["figures"]["numbers"] if row["figures"] is not None else None
    if numbers is not None:
        return tiles_of(numbers, scored=True)
    return [
        tile(label, "–", row["filing_label"]) for label in ("Skor", "Kelengkapan", "Tepat waktu", "Serapan anggaran")
    ]


# --- facts -----------------------------------------------------------------------------------------------------------


def _about(row: RegionRow, region: Region, regencies: Sequence[Region], choice: Choice) -> Pairs:
    stage, figures = row["stage"], row["figures"]
    since = f" sejak {_day(stage['since'])}" if stage["since"] else ""
    bodies = choice.names.all_of(registry_of(choice.plan).bodies.get(region.pk, []))
    where = [("Provinsi", row["province"])] if row["province"] else []
    return [
        ("Kode, tingkat", f"{row['code']}, {region.get_level_display().lower()}"),
        *where,
        ("Peran", roles_in_words(row["roles"]) or UNRECORDED),
        ("Tahap RAD", f"{stage['label']}{since}"),
        ("Dasar hukum RAD", _short(stage["instrument"])),
        *_references(region, choice),
        ("RAD di sistem", "tidak ada" if figures is None else figures["plan_title"]),
        ("Badan pelapor", _short(", ".join(body["short_name"] for body in bodies)) if bodies else "belum ada"),
        *([("Kabupaten/kota", number(len(regencies)))] if row["level"] == RegionLevel.PROVINCE else []),
    ]


def _references(region: Region, choice: Choice) -> Pairs:
    """To the national plan and the RPJMD, where the stage that holds on the day has them."""
    day = page.day_of(choice)
    stages = registry_of(choice.plan).stages.get(region.pk, ())
    last = next((one for one in stages if one.since_on <= day), None)
    if last is None:
        return []
    found = [("Rujukan ke RAN", last.plan_reference), ("Rujukan ke RPJMD", last.development_reference)]
    return [(label, _short(text)) for label, text in found if text]


def _task_force(row: RegionRow, of: TaskForce | None) -> Pairs:
    state = [("Keadaan", row["task_force"]["label"])]
    if of is None:
        return state
    if of.status == TaskForceStatus.NONE:
        return [
            *state,
            ("Diketahui", date_long(of.valid_from)),
            ("UPTD PPA", _service_unit(of)),
            ("Sumber", _short(of.source)),
        ]
    decree = f"{of.decree_number}, {date_long(of.decree_on)}" if of.decree_on else of.decree_number
    until = f"sejak {date_long(of.valid_from)}" if of.valid_to is None else date_range(of.valid_from, of.valid_to)
    return [
        *state,
        ("Keputusan", _short(decree)),
        ("Berlaku", until),
        ("Ketua", _short(of.chair)),
        ("Ketua harian", _short(of.daily_head)),
        ("Sekretariat", _short(of.secretariat_unit)),
        ("Sub gugus tugas", _short(", ".join(of.subgroups.splitlines()))),
        ("Anggota", f"{number(len(of.members.splitlines()))} jabatan atau instansi" if of.members else UNRECORDED),
        ("UPTD PPA", _service_unit(of)),
        ("Kontak kantor", _short(", ".join(part for part in (of.phone, of.email) if part))),
        ("Sumber", _short(of.source)),
    ]


def _service_unit(of: TaskForce) -> str:
    if of.has_service_unit is None:
        return UNRECORDED
    return of.service_unit or ("sudah ada" if of.has_service_unit else "belum ada")


def _short(text: str) -> str:
    return shorten(text, LONG, placeholder=" …") or UNRECORDED


def _day(iso: str) -> str:
    return date_long(date.fromisoformat(iso))


# --- tables ----------------------------------------------------------------------------------------------------------


def _tables(
    row: RegionRow, adopted: Sequence[AdoptedAction], regencies: Sequence[Region], choice: Choice, region: Region
) -> list[Table]:
    own = _adopted(adopted) if row["figures"] is None else _actions(row["figures"], choice)
    aimed = _aimed(choice, region)
    shown = [own, aimed, *([_second_level(regencies, choice)] if regencies else [])]
    return [table for table in shown if table["rows"]]


def _actions(figures: RegionFigures, choice: Choice) -> Table:
    """The actions of the region's plan, its own and those it adopted."""
    plan = Plan.objects.get(pk=figures["plan_id"])
    year = summaries.load_year(plan, choice.year, reading=choice.reading, as_of=choice.as_of)
    rows = [
        [
            words(f"{line['number']} {line['title']}".strip()),
            words("diadopsi" if year.data.actions[line["id"]].is_adopted else "sendiri"),
            words(line["lead"]["short_name"]),
            *score_cells(line["score"], line["status"]),
            words(share(line["budget"]["absorption"]), spent(line["budget"])),
        ]
        for line in summaries.action_lines(year, choice.names)
    ]
    columns = [
        ("Aksi", "w-34"),
        ("Asal", "w-9"),
        ("Pelaksana", "w-14"),
        ("Skor", "w-8"),
        ("Status", "w-14"),
        ("Serapan", "w-20"),
    ]
    return shaped("Aksi RAD dan aksi nasional yang diadopsi", columns, rows)


def _adopted(adopted: Sequence[AdoptedAction]) -> Table:
    rows = [
        [
            words(f"{one['number']} {one['title']}", one["plan"]),
            words(one["organization"]["short_name"]),
            words(_day(one["since"])),
        ]
        for one in adopted
    ]
    return shaped("Aksi nasional yang diadopsi", [("Aksi", "w-60"), ("Pelaksana", "w-20"), ("Sejak", "w-20")], rows)


def _aimed(choice: Choice, region: Region) -> Table:
    rows = [
        [
            words(f"{one['number']} {one['title']}"),
            words(", ".join(lead["short_name"] for lead in one["leads"])),
            {"status": one["status"]},
        ]
        for one in places.actions_aimed_at(choice.figures, region, choice.names)
    ]
    columns = [("Aksi", "w-60"), ("Penanggung jawab", "w-22"), ("Status", "w-18")]
    return shaped(f"Aksi {choice.plan.short_title} yang menyasar daerah ini", columns, rows)


def _second_level(regencies: Sequence[Region], choice: Choice) -> Table:
    rows = [
        [
            words(f"{row['code']} {row['name']}"),
            *(words(shade_of(subject, row).label) for subject in ("task_force", "rad", "completeness")),
            figure(amount_of("score", row) or "–"),
        ]
        for row in page.rows_of(regencies, choice)
    ]
    columns = [
        ("Kabupaten/kota", "w-34"),
        ("Gugus tugas", "w-20"),
        ("RAD", "w-20"),
        ("Laporan", "w-14"),
        ("Skor", "w-12"),
    ]
    return shaped("Kabupaten dan kota", columns, rows)


def _notes(row: RegionRow, choice: Choice) -> list[str]:
    notes = [
        f"Keadaan {date_long(page.day_of(choice))}.",
        "“Belum tercatat” berarti belum ada keterangan, bukan berarti tidak ada; capaian tanpa RAD di sistem bukan nol.",
    ]
    if row["is_example"]:
        notes.append("Gugus tugas atau RAD daerah ini adalah data contoh, bukan data resmi.")
    return notes
