"""Task forces and regional plans as the chapter of regions counts them, down to the provinces."""

from __future__ import annotations

from datetime import date
from typing import Any

from ranpptppo.lib import formats
from reports.figures import AnnualFigures
from reports.figures_chapters import ProvinceFigures, RegionsChapter
from reports.provenance.trace import NOTHING, Cell, Trace, TraceTable, UnknownFigure, figure, first, number, share, text

REGENCIES = (
    "Kabupaten/kota dihitung menurut wilayah yang berlaku pada hari itu; dari padanya yang dibekukan hanya jumlahnya."
)
OWN_SCORE = (
    "Skor RAD dihitung dari laporan RAD itu sendiri dengan aturan yang sama seperti RAN; capaian daerah tidak masuk ke "
    "angka nasional."
)
FILED = "Laporan RAD yang telah disampaikan dibagi yang jatuh tempo sampai batas data."


def task_forces(figures: AnnualFigures) -> Trace:
    regions = _regions(figures)
    rows = [[*_named(row), *_state(row["task_force"])] for row in regions["provinces"]]
    return Trace(
        title=f"Gugus tugas di daerah pada {_day(regions)}",
        values=[
            ("Provinsi dengan gugus tugas yang berlaku", _of(regions, "provinces_total", "task_forces")),
            ("Kabupaten/kota dengan gugus tugas yang berlaku", _of(regions, "regencies_total", "task_forces")),
            ("Provinsi yang tercatat belum ada gugus tugas", _of(regions, "provinces_total", "no_task_force")),
            ("Kabupaten/kota yang tercatat belum ada gugus tugas", _of(regions, "regencies_total", "no_task_force")),
        ],
        formula=[
            (
                "Gugus tugas berlaku bila keputusannya mulai berlaku sampai hari itu dan belum berakhir. \u201cBelum ada\u201d "
                "berarti telah diperiksa dan tidak ada; daerah yang keadaannya tidak diketahui tidak dihitung di sana."
            ),
            REGENCIES,
        ],
        tables=[TraceTable("Provinsi", ["Kode", "Provinsi", "Gugus tugas", "Keputusan"], rows)],
        parents=[("RAD menurut provinsi", "daerah/rad")],
    )


def regional_plans(figures: AnnualFigures) -> Trace:
    regions = _regions(figures)
    rows = [[*_named(row), *_state(row["stage"])] for row in regions["provinces"]]
    return Trace(
        title=f"Rencana aksi daerah pada {_day(regions)}",
        values=[
            ("Provinsi yang telah menetapkan RAD", _of(regions, "provinces_total", "enacted")),
            ("Kabupaten/kota yang telah menetapkan RAD", _of(regions, "regencies_total", "enacted")),
        ],
        formula=[
            "RAD dihitung bila tahap terakhirnya pada hari itu adalah ditetapkan dan belum berakhir.",
            (
                "Tahap yang tercatat menentukan. Tanpa tahap yang tercatat, RAD di sistem dihitung sejak tahun awalnya "
                "hanya bila memiliki dasar hukum."
            ),
            REGENCIES,
        ],
        tables=[TraceTable("Provinsi", ["Kode", "Provinsi", "Tahap RAD", "Peraturan"], rows)],
        parents=[("Gugus tugas menurut provinsi", "daerah/gugus-tugas")],
    )


def regional_reports(figures: AnnualFigures) -> Trace:
    regions = _regions(figures)
    rows = [
        [*_named(row), text(row["filing"]), figure(_filed(row)), figure(number(row["score"], 2))]
        for row in regions["provinces"]
        if row["filed"] is not None
    ]
    told = f"{number(regions['reporting'])} dari {number(regions['provinces_total']['regions'])}"
    return Trace(
        title=f"Laporan RAD provinsi, tahun {figures['year']}",
        values=[("Provinsi yang RAD-nya telah dilaporkan", told)],
        formula=[
            "Provinsi dihitung bila sedikitnya satu laporan RAD-nya tahun itu telah disampaikan.",
            FILED,
            OWN_SCORE,
        ],
        tables=[TraceTable("Provinsi dengan RAD", ["Kode", "Provinsi", "Keadaan", "Laporan", "Skor"], rows)],
        parents=[("RAD menurut provinsi", "daerah/rad")],
    )


def region(figures: AnnualFigures, code: str) -> Trace:
    """A province, or a region of the edition of one."""
    rows, day, parents = _rows(figures)
    row = first(rows, code=code)
    return Trace(
        title=f"{row['name']} pada {formats.date_long(date.fromisoformat(day))}",
        values=[
            ("Gugus tugas", _words(row["task_force"])),
            ("RAD", _words(row["stage"])),
            ("Laporan RAD", row["filing"]),
            ("Laporan yang disampaikan", _filed(row)),
            ("Skor RAD", number(row["score"], 2)),
        ],
        formula=[FILED, OWN_SCORE],
        notes=["Data daerah ini data contoh."] if row["is_example"] else [],
        parents=parents,
    )


def _rows(figures: AnnualFigures) -> tuple[list[ProvinceFigures], str, list[tuple[str, str]]]:
    """Regions that are told one by one, their day, and where they are told together."""
    if "area" in figures:
        return figures["area"]["regions"], figures["area"]["day"], []
    regions = _regions(figures)
    return regions["provinces"], regions["day"], [("Laporan RAD semua provinsi", "daerah/pelaporan")]


def _regions(figures: AnnualFigures) -> RegionsChapter:
    if "regions" not in figures:
        raise UnknownFigure("regions")
    return figures["regions"]


def _day(regions: RegionsChapter) -> str:
    return formats.date_long(date.fromisoformat(regions["day"]))


def _of(regions: Any, level: str, what: str) -> str:
    counts = regions[level]
    return f"{number(counts[what])} dari {number(counts['regions'])}"


def _named(row: ProvinceFigures) -> list[Cell]:
    return [text(row["code"]), text(row["name"], f"daerah/{row['code']}")]


def _state(state: Any) -> list[Cell]:
    return [text(state["label"]), text(state["document"])]


def _words(state: Any) -> str:
    return ", ".join(part for part in (state["label"], state["document"]) if part)


def _filed(row: ProvinceFigures) -> str:
    return share(row["filed"]) if row["filed"] is not None and row["filed"]["total"] else NOTHING
