"""The complete matrix of a frozen report as a table for spreadsheets: real numbers, and words where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import IO

from actions.enums import Measure, Status
from ranpptppo.lib.csv_files import write_csv
from ranpptppo.lib.workbooks import Column, ColumnKind, SheetContent, Value, write_large_workbook
from reports.cut_offs import cut_off_in_words
from reports.figures import AnnualFigures, MatrixRow, MatrixYear

ACTUAL_STATES = {
    "value": "ada nilai",
    "no_data": "belum ada data",
    "not_applicable": "tidak berlaku",
    "unreported": "belum lapor",
    "awaiting": "menunggu verifikasi",
    "not_yet": "belum waktunya",
    "nothing_due": "tidak diminta",
}
NUMBER, PERCENT = ColumnKind.NUMBER, ColumnKind.PERCENT


def write_matrix_workbook(file: IO[bytes], figures: AnnualFigures, *, sha256: str) -> None:
    """One sheet, stamped with edition, cut-off and the hash of the figures; the same figures give the same bytes."""
    sheet = SheetContent("Matriks", columns_of(figures), rows_of(figures), notes_of(figures, sha256))
    created = datetime.fromisoformat(figures["generated_at"])
    write_large_workbook(file, [sheet], title=f"Matriks {figures['title']}", created_at=created)


def write_matrix_csv(file: IO[bytes], figures: AnnualFigures) -> None:
    write_csv(file, [column.heading for column in columns_of(figures)], rows_of(figures))


def notes_of(figures: AnnualFigures, sha256: str) -> list[str]:
    """What stands over the table, since sheets are copied and printed alone."""
    marks = ["CONTOH"] * figures["plan"]["is_example"] + ["DRAF"] * (not figures["is_final"])
    edition = f"Edisi {figures['edition']} · {figures['short_code']} · batas data {cut_off_in_words(figures)}"
    return [" · ".join([*marks, figures["title"]]), edition, f"SHA-256 angka beku {sha256}"]


def columns_of(figures: AnnualFigures) -> list[Column]:
    """Fixed ones, three a year, and the achievement and status of the report's year."""
    year = figures["year"]
    fixed = [
        Column("Klaster", ColumnKind.COUNT, 8),
        Column("Nama klaster", width=26),
        Column("Nomor", width=8),
        Column("Aksi", width=44),
        Column("Indikator", width=44),
        Column("Jenis ukuran", width=16),
        Column("Satuan", width=14),
        Column("Penanggung jawab", width=20),
        Column("Data dasar", NUMBER, 12),
        Column("Tahun data dasar", width=10),
    ]
    return [
        *fixed,
        *(column for number in _years(figures) for column in _year_columns(number)),
        Column(f"Capaian {year} (%)", PERCENT, 12),
        Column(f"Status {year}", width=18),
    ]


def rows_of(figures: AnnualFigures) -> list[list[Value]]:
    """An indicator a row, as long as the columns."""
    return [_row(row) for row in figures["matrix"]]


def _years(figures: AnnualFigures) -> list[int]:
    return [year["year"] for year in figures["matrix"][0]["years"]] if figures["matrix"] else []


def _year_columns(year: int) -> Sequence[Column]:
    return (
        Column(f"Target {year}", NUMBER, 13),
        Column(f"Realisasi {year}", NUMBER, 13),
        Column(f"Keadaan realisasi {year}", width=18),
    )


def _row(row: MatrixRow) -> list[Value]:
    return [
        row["cluster_number"],
        row["cluster_name"],
        row["number"],
        row["title"],
        row["indicator"],
        Measure(row["measure"]).label,
        row["unit"],
        row["lead"]["name"],
        _number(row["baseline"], row["measure"]),
        str(row["baseline_year"] or ""),
        *(value for year in row["years"] for value in _year_values(year, row["measure"])),
        None if row["achievement"] is None else Decimal(row["achievement"]),
        Status(row["status"]).label,
    ]


def _year_values(year: MatrixYear, measure: str) -> Sequence[Value]:
    actual = year["actual"]
    return (
        _number(year["target"]["value"], measure),
        _number(actual["value"], measure),
        ACTUAL_STATES[actual["state"]],
    )


def _number(value: str | None, measure: str) -> Value:
    """A number as it is, a milestone in words; None where there is none."""
    if value is None:
        return None
    if measure == Measure.MILESTONE:
        return "ya" if value == "1" else "tidak"
    return Decimal(value)
