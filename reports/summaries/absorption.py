"""Absorption against achievement, actions without budget, and lines without a realization report."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TypedDict

from actions.enums import FundingSource
from reports.figures import NameFigures
from reports.summaries.names import Names
from reports.summaries.per_action import ActionLine, action_lines
from reports.summaries.rows import YearData
from reports.summaries.scores import OrganizationFigures, organization_figures
from reports.summaries.spending import lines_of

# stored -> label; the border on both axes is the plan's lower threshold
QUADRANTS = {
    "both": "menyerap dengan hasil",
    "spends": "menyerap tanpa hasil",
    "delivers": "hasil tanpa serapan",
    "neither": "belum menyerap, belum berhasil",
}


class SpendingPoint(TypedDict):
    """An action or an organization. key: id of the action, code of the organization; mark: what stands in the chart."""

    key: str
    mark: str
    label: str
    absorption: str
    score: str
    status: str
    quadrant: str
    realized: int
    allocated: int


class UnreportedLine(TypedDict):
    """A budget line whose realization no report that counts holds. allocated: None where no ceiling was set."""

    id: int
    action_id: int
    action: str
    organization: NameFigures
    source: str
    allocated: int | None


def points_of_actions(year: YearData, names: Names) -> list[SpendingPoint]:
    """Actions with a score and an absorption, in printed order; the others have no place in the picture."""
    return [
        _point(year, str(line["id"]), line["number"], f"{line['number']} {line['title']}", line)
        for line in action_lines(year, names)
        if line["score"] is not None and line["budget"]["absorption"] is not None
    ]


def points_of_organizations(year: YearData, names: Names) -> list[SpendingPoint]:
    """Organizations by name: the score of the actions that they lead, the absorption of their own lines."""
    return [
        _point(year, row["organization"]["code"], row["organization"]["short_name"], row["organization"]["name"], row)
        for row in organization_figures(year, names)
        if row["score"] is not None and row["budget"]["absorption"] is not None
    ]


def _point(year: YearData, key: str, mark: str, label: str, row: ActionLine | OrganizationFigures) -> SpendingPoint:
    score, absorption = row["score"] or "0", row["budget"]["absorption"] or "0"
    return {
        "key": key,
        "mark": mark,
        "label": label,
        "absorption": absorption,
        "score": score,
        "status": row["status"],
        "quadrant": quadrant_of(absorption, score, year.data.thresholds.attention),
        "realized": row["budget"]["realized"],
        "allocated": row["budget"]["allocated"],
    }


def quadrant_of(absorption: str, score: str, border: int) -> str:
    """At the border is above it, as with a status."""
    spends, delivers = Decimal(absorption) >= border, Decimal(score) >= border
    if spends:
        return "both" if delivers else "spends"
    return "delivers" if delivers else "neither"


def quadrant_counts(points: Iterable[SpendingPoint]) -> list[tuple[str, str, int]]:
    """(stored, label, how many), all four."""
    found = [point["quadrant"] for point in points]
    return [(key, label, found.count(key)) for key, label in QUADRANTS.items()]


def actions_without_budget(year: YearData, names: Names) -> list[ActionLine]:
    return [line for line in action_lines(year, names) if not line["budget"]["lines"]]


def unreported_lines(year: YearData, names: Names) -> list[UnreportedLine]:
    """The largest ceiling first."""
    rows = sorted(
        (line for line in lines_of(year) if line.row.realized is None),
        key=lambda line: (-(line.row.allocated or 0), line.id),
    )
    actions = year.data.actions
    return [
        {
            "id": line.id,
            "action_id": line.action_id,
            "action": f"{actions[line.action_id].number} {actions[line.action_id].title}".strip(),
            "organization": names.of(line.organization_id),
            "source": str(FundingSource(line.source).label),
            "allocated": line.row.allocated,
        }
        for line in rows
    ]
