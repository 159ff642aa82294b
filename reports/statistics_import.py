"""Loading published statistics from reports/reference: each value with its source (calculation.md, "Published statistics").

Idempotent: rows are added or updated, never removed. One row of the file is one year of one series of one agency.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from clusters.models import Organization, Plan
from ranpptppo.lib.reference_files import ReferenceRow, read_rows
from ranpptppo.lib.row_loading import LoadCount, load_rows
from reports.models import StatisticSeries, StatisticValue

FILE = Path(__file__).with_name("reference") / "fakta-tppo.csv"
COLUMNS = ["seri", "satuan", "instansi", "tahun", "nilai", "sampai", "dijumlahkan", "sumber", "catatan"]
ADDITIVE = {"": False, "tidak": False, "ya": True}

SeriesKey = tuple[int, str]


@dataclass(frozen=True)
class StatisticCounts:
    """What one loading did."""

    series: LoadCount
    values: LoadCount


@transaction.atomic
def load_statistics(path: Path = FILE) -> StatisticCounts:
    """Load the series and their values; organizations must be there. A ReferenceFileError leaves all as it was."""
    rows = read_rows(path, COLUMNS)
    organizations = dict(Organization.objects.values_list("code", "pk"))
    series = load_rows(StatisticSeries, _series_by_key(), _wanted_series(rows, organizations).items())
    stored = {(value.series_id, value.year): value for value in StatisticValue.objects.all()}
    values = load_rows(StatisticValue, stored, _wanted_values(rows, organizations).items())
    if series.is_news or values.is_news:
        Plan.objects.all().touch()
    return StatisticCounts(series, values)


def _series_by_key() -> dict[SeriesKey, StatisticSeries]:
    return {(series.organization_id, series.title): series for series in StatisticSeries.objects.all()}


def _key(row: ReferenceRow, organizations: dict[str, int]) -> SeriesKey:
    return row.meaning("instansi", organizations), row.required("seri")


def _wanted_series(rows: list[ReferenceRow], organizations: dict[str, int]) -> dict[SeriesKey, dict[str, Any]]:
    """The series of the file; its rows must agree on the unit and on whether years add up."""
    wanted: dict[SeriesKey, dict[str, Any]] = {}
    for row in rows:
        organization, title = _key(row, organizations)
        fields = {
            "organization_id": organization,
            "title": title,
            "unit": row.required("satuan"),
            "is_additive": row.meaning("dijumlahkan", ADDITIVE),
        }
        if wanted.setdefault((organization, title), fields) != fields:
            raise row.error("satuan dan dijumlahkan harus sama pada semua tahun sebuah seri")
    return wanted


def _wanted_values(rows: list[ReferenceRow], organizations: dict[str, int]) -> dict[tuple[int, int], dict[str, Any]]:
    series = _series_by_key()
    wanted: dict[tuple[int, int], dict[str, Any]] = {}
    for row in rows:
        key = series[_key(row, organizations)].pk, row.whole("tahun")
        if key in wanted:
            raise row.error("tahun ini sudah ada pada seri yang sama")
        wanted[key] = {
            "series_id": key[0],
            "year": key[1],
            "value": row.amount("nilai"),
            "until_on": row.day("sampai"),
            "source": row.required("sumber"),
            "note": row.text("catatan"),
        }
    return wanted
