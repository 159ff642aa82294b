"""The whole plan as a heat map: actions x periods over its years, each cell with the status at that period."""

from __future__ import annotations

from typing import NamedTuple

from reports.figures import NameFigures
from reports.summaries.computing import year_of
from reports.summaries.names import NOBODY, Names, lead_of
from reports.summaries.rows import ActionFacts, PlanData, YearData
from reports.summaries.years import PeriodCell, period_matrix


class MatrixYearHead(NamedTuple):
    """A year and the labels of its periods."""

    year: int
    labels: list[str]


class HeatCell(NamedTuple):
    """status: "" for a period that is not past due, None for a year that the filters leave out of the row."""

    year: int
    status: str | None
    score: str | None


class HeatRow(NamedTuple):
    """An action; its lead on 31 December of the last year."""

    id: int
    number: str
    title: str
    lead: NameFigures
    cells: list[HeatCell]


class HeatGroup(NamedTuple):
    """A cluster with its actions in the plan."""

    number: int
    name: str
    rows: list[HeatRow]


class HeatMap(NamedTuple):
    heads: list[MatrixYearHead]
    groups: list[HeatGroup]

    @property
    def columns(self) -> int:
        """Of cells."""
        return sum(len(head.labels) for head in self.heads)


def heat_map(data: PlanData, names: Names) -> HeatMap:
    """Every action of the plan at every period of the fetched years; no query.

    A narrowed plan has an action in the years that its filters leave: whoever leads one in 2022 alone has a row with
    that year filled. Periods after the one that the filters end with are left out.
    """
    years = [year_of(data, number) for number in data.years]
    heads = [_head(year) for year in years]
    cells = [_cells_of(year) for year in years]
    shown = {key for own in cells for key in own}
    groups: dict[int, HeatGroup] = {}
    for action in data.actions.values():
        if action.id in shown:
            cluster = action.cluster
            group = groups.setdefault(cluster.number, HeatGroup(cluster.number, cluster.name, []))
            group.rows.append(_row(action, heads, cells, _lead(years[-1], action.id, names)))
    return HeatMap(heads, [groups[number] for number in sorted(groups)])


def _last_number(year: YearData) -> int | None:
    """The last period that the filters leave of the year; None for all."""
    narrowing = year.data.narrowing
    upper = narrowing.up_to if narrowing is not None else None
    return upper[1] if upper is not None and upper[0] == year.year else None


def _head(year: YearData) -> MatrixYearHead:
    last = _last_number(year)
    periods = year.data.periods_of(year.year)
    return MatrixYearHead(year.year, [one.label for one in periods if last is None or one.row.number <= last])


def _cells_of(year: YearData) -> dict[int, list[HeatCell]]:
    """By action in the plan, of those that the year shows."""
    return year.keep("heat cells", lambda: _computed_cells(year))


def _computed_cells(year: YearData) -> dict[int, list[HeatCell]]:
    last = _last_number(year)
    return {
        row["action_id"]: [_cell(year, cell) for cell in row["cells"] if last is None or cell["period_number"] <= last]
        for row in period_matrix(year)["rows"]
    }


def _cell(year: YearData, cell: PeriodCell) -> HeatCell:
    return HeatCell(year.year, cell["status"], cell["score"])


def _row(
    action: ActionFacts,
    heads: list[MatrixYearHead],
    cells: list[dict[int, list[HeatCell]]],
    lead: NameFigures,
) -> HeatRow:
    found: list[HeatCell] = []
    for head, own in zip(heads, cells, strict=True):
        found += own.get(action.id) or [HeatCell(head.year, None, None)] * len(head.labels)
    return HeatRow(action.id, action.number, action.title, lead, found)


def _lead(year: YearData, action_id: int, names: Names) -> NameFigures:
    key = lead_of(year, action_id)
    return NOBODY if key is None else names.of(key)
