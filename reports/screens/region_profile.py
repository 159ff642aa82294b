"""Profil daerah: one region on two pages – role, task force, RAD, achievements, budget, actions, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from textwrap import shorten

from django.utils import timezone

from clusters.models import Plan, Region
from clusters.requests import PersonalRequest
from ranpptppo.lib.formats import date_long, day_in_wib
from reports import summaries
from reports.choice import Choice
from reports.newer_records import task_forces_today
from reports.screens.brief import tiles_of
from reports.screens.handout import Cell, Handout, Table, figure, score_cells, shaped, share, spent, tile, words
from reports.shades import amount_of, shade_of
from reports.summaries import RegionFigures, places
from reports.summaries.places import AdoptedAction, RegionRow
from reports.summaries.region_facts import Pairs, facts_of_region
from reports.summaries.registry import registry_of
from reports.views import places as page

LONG = 150
TODAY = "Keadaan hari ini"


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
        states=[("Gugus tugas, RAD", f"keadaan {date_long(day)}; yang berbeda hari ini disebut di sampingnya")],
        facts=_facts(row, region, regencies, choice),
        missing=page.missing_in(row, regencies, choice, adopted=len(adopted)),
    )


def _facts(row: RegionRow, region: Region, regencies: Sequence[Region], choice: Choice) -> list[tuple[str, Pairs]]:
    """Of the page's day, which each title says, and beside it what is another thing today. Cut where they are long: the
    profile has two pages.
    """
    registry, day = registry_of(choice.plan), page.day_of(choice)
    groups = facts_of_region(row, region, regencies, registry=registry, names=choice.names, day=day)
    newer = (_stage_today(region, choice), _task_force_today(region, choice))  # as the groups
    return [
        (
            f"{title}, {date_long(day)}",
            [(label, shorten(text, LONG, placeholder=" …")) for label, text in (*today, *rows)],
        )
        for (title, rows), today in zip(groups, newer, strict=True)
    ]


def _task_force_today(region: Region, choice: Choice) -> Pairs:
    day, today = page.day_of(choice), day_in_wib(timezone.now())
    state = task_forces_today(registry_of(choice.plan), [region.pk], day=day, today=today)[region.pk]
    if not state.is_newer:
        return []
    since = f" sejak {date_long(state.row.valid_from)}" if state.row is not None else ""
    return [(TODAY, f"{state.in_words}{since}")]


def _stage_today(region: Region, choice: Choice) -> Pairs:
    registry, day, today = registry_of(choice.plan), page.day_of(choice), day_in_wib(timezone.now())
    then, now = (places.stage_on(registry, region.pk, one)[0] for one in (day, today))
    if day >= today or now == then:
        return []
    since = f" sejak {date_long(date.fromisoformat(now['since']))}" if now["since"] else ""
    return [(TODAY, f"{now['label']}{since}")]


def _tiles(row: RegionRow) -> list[Cell]:
    numbers = row["figures"]["numbers"] if row["figures"] is not None else None
    if numbers is not None:
        return tiles_of(numbers, scored=True)
    return [
        tile(label, "–", row["filing_label"]) for label in ("Skor", "Kelengkapan", "Tepat waktu", "Serapan anggaran")
    ]


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
            words(date_long(date.fromisoformat(one["since"]))),
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
