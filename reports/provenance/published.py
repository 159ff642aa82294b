"""Published statistics: told as they were published, with their sources. The same in every kind of report."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from ranpptppo.lib import formats
from reports.figures import StatisticFigures, StatisticRow
from reports.provenance.trace import NOTHING, Cell, Trace, TraceTable, UnknownFigure, figure, number, percent, text


def series(figures: Mapping[str, Any], place: str) -> Trace:
    """``place``: of the series in the report, from 1."""
    found: list[StatisticFigures] = figures["statistics"]
    if not 1 <= int(place) <= len(found):
        raise UnknownFigure(place)
    own = found[int(place) - 1]
    values = [(str(row["year"]), _value(row["value"], own)) for row in own["rows"]]
    if own["total"] is not None:
        values.append(("Jumlah", _value(own["total"], own)))
    return Trace(
        title=f"{own['title']}: {own['organization']['name']}",
        values=values,
        formula=_formula(own),
        tables=[
            TraceTable("Menurut tahun", ["Tahun", "Nilai", "Data sampai", "Perubahan", "Catatan"], _rows(own)),
            TraceTable("Sumber", ["Alamat"], [[text(address)] for address in own["sources"]]),
        ],
        notes=own["notes"],
    )


def _formula(own: StatisticFigures) -> list[str]:
    told = ["Nilai setiap tahun adalah angka yang diterbitkan instansi itu; sistem tidak mengubahnya."]
    if own["definition"]:
        told.append(f"Definisi penerbit: {own['definition']}.")
    if own["total"] is not None:
        told.append("Jumlah adalah penjumlahan tahun-tahun di bawah ini.")
    told.append(
        "Perubahan adalah selisih dengan tahun sebelumnya dibagi nilai tahun sebelumnya × 100; tahun yang datanya belum penuh "
        "tidak dibandingkan."
    )
    return told


def _rows(own: StatisticFigures) -> list[list[Cell]]:
    return [
        [
            figure(str(row["year"])),
            figure(_value(row["value"], own)),
            text(_until(row)),
            figure(percent(row["change"])),
            text(row["note"] or NOTHING),
        ]
        for row in own["rows"]
    ]


def _until(row: StatisticRow) -> str:
    return formats.date_long(date.fromisoformat(row["until"])) if row["until"] else "setahun penuh"


def _value(value: str, own: StatisticFigures) -> str:
    return formats.rupiah(int(value)) if own["unit"] == "rupiah" else f"{number(value)} {own['unit']}"
