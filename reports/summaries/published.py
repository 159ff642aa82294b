"""Published statistics as they are printed: totals computed, partial years marked, no series added to another."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from actions.calculation.published import PublishedRow, rates_of_change, series_total
from actions.calculation.rounding import round_half_up
from reports.figures import StatisticFigures, StatisticRow
from reports.models import StatisticSeries, StatisticValue
from reports.summaries.indicators import exact
from reports.summaries.names import Names
from reports.summaries.reading_rounds import e4

ValueRow = tuple[int, int, date | None, str, str]  # year, value in e4, until, source, note


def statistics_figures(
    names: Names, *, from_year: int | None = None, to_year: int | None = None
) -> list[StatisticFigures]:
    """Every series with a value in these years; two queries. In the order in which they were entered.

    The first year is compared with the one before it, also where that is not shown.
    """
    values = _values(to_year)
    series = StatisticSeries.objects.order_by("pk")
    columns = ("pk", "title", "unit", "organization_id", "definition", "is_additive")
    found = [
        _series(row, values[row[0]], names, from_year or 0) for row in series.values_list(*columns) if row[0] in values
    ]
    return [one for one in found if one["rows"]]


def _values(to_year: int | None) -> dict[int, list[ValueRow]]:
    rows = StatisticValue.objects.order_by("series_id", "year")
    if to_year is not None:
        rows = rows.filter(year__lte=to_year)
    found: dict[int, list[ValueRow]] = defaultdict(list)
    for series, *row in rows.values_list("series_id", "year", e4("value"), "until_on", "source", "note"):
        found[series].append((row[0], row[1], row[2], row[3], row[4]))
    return dict(found)


def _series(series: tuple[Any, ...], fetched: list[ValueRow], names: Names, from_year: int) -> StatisticFigures:
    _key, title, unit, organization, definition, is_additive = series
    changes = rates_of_change(_published(fetched))
    values = [row for row in fetched if row[0] >= from_year]
    published = _published(values)
    # One year alone is no sum of years: its total would only repeat it.
    total = series_total(published, adds_up=is_additive) if len(published) > 1 else None
    rows: list[StatisticRow] = [
        {
            "year": year,
            "value": exact(value) or "0",
            "until": until.isoformat() if until is not None else "",
            "note": note,
            "change": str(round_half_up(changes[year])) if year in changes else None,
        }
        for year, value, until, _source, note in values
    ]
    return {
        "title": title,
        "unit": unit,
        "organization": names.of(organization),
        "definition": definition,
        "rows": rows,
        "total": exact(total),
        "sources": list(dict.fromkeys(source for _, _, _, source, _ in values if source)),
        "notes": list(dict.fromkeys(note for _, _, _, _, note in values if note)),
    }


def _published(values: list[ValueRow]) -> list[PublishedRow]:
    return [PublishedRow(year, value, until is not None) for year, value, until, _, _ in values]
