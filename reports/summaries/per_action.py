"""Actions and organizations in one line each: who leads, how far it is, what it costs."""

from __future__ import annotations

from typing import TypedDict

from reports.figures import BudgetFigures, NameFigures
from reports.summaries.indicators import rounded
from reports.summaries.names import NOBODY, Names, lead_of
from reports.summaries.rows import ActionFacts, YearData
from reports.summaries.spending import budget_figures, by_action, lines_of


class ActionLine(TypedDict):
    """An action with its lead of 31 December. Its budget: of the lines that totals speak of."""

    id: int
    number: str
    title: str
    cluster_number: int
    cluster_name: str
    lead: NameFigures
    score: str | None
    status: str
    indicators: int
    budget: BudgetFigures


def action_lines(year: YearData, names: Names) -> list[ActionLine]:
    """The actions that totals speak of, in printed order."""
    budgets = year.keep("budget by action", lambda: _budgets(year))
    return [_line(year, names, action, budgets.get(action.id)) for action in year.counting_actions]


def _line(year: YearData, names: Names, action: ActionFacts, budget: BudgetFigures | None) -> ActionLine:
    lead, result = lead_of(year, action.id), year.results[action.id]
    return {
        "id": action.id,
        "number": action.number,
        "title": action.title,
        "cluster_number": action.cluster.number,
        "cluster_name": action.cluster.name,
        "lead": NOBODY if lead is None else names.of(lead),
        "score": rounded(result.rounded),
        "status": result.status.value,
        "indicators": len(year.data.indicators.get(action.id, ())),
        "budget": budget_figures(()) if budget is None else budget,
    }


def _budgets(year: YearData) -> dict[int, BudgetFigures]:
    return {key: budget_figures(lines) for key, lines in by_action(lines_of(year)).items()}
