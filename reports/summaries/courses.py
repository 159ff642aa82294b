"""Clusters, indicators and budgets over the years of a plan, for the five-year report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from actions.calculation.over_plan import OverPlanFigure
from actions.enums import FundingSource
from reports.figures import BudgetFigures, MatrixRow, MatrixYear
from reports.figures_five_year import BudgetCourse, BudgetOverYears, ClusterCourse, IndicatorCourse
from reports.summaries.computing import over_plan_figures
from reports.summaries.indicators import Details, rounded
from reports.summaries.names import Names
from reports.summaries.rows import IndicatorFacts, LineFacts, YearData
from reports.summaries.scores import cluster_summaries
from reports.summaries.spending import budget_figures, lines_of
from reports.summaries.years import cluster_trend, over_plan, plan_matrix


def cluster_courses(current: YearData, years: Sequence[YearData], details: Details) -> list[ClusterCourse]:
    """Each cluster of the plan up to the current year."""
    data = current.data
    actions = data.actions
    spent = [line for year in years for line in lines_of(year)]
    return [
        {
            "number": summary["number"],
            "name": summary["name"],
            "kind": summary["kind"],
            "leads": summary["leads"],
            "coordinators": summary["coordinators"],
            "trend": [row for row in cluster_trend(data, summary["id"]) if row["year"] <= current.year],
            "over_plan": over_plan(data, current.year, cluster_id=summary["id"]),
            "budget": budget_figures(line for line in spent if actions[line.action_id].cluster.id == summary["id"]),
        }
        for summary in cluster_summaries(current, details.names)
    ]


def indicator_courses(current: YearData, details: Details) -> list[IndicatorCourse]:
    """The rows of the matrix, each with its end-line and its achievement over the plan (calculation.md)."""
    figures = over_plan_figures(current.data, current.year)
    rows = zip(plan_matrix(current, details), _indicators(current), strict=True)
    return [_indicator_course(row, figures[indicator.id]) for row, indicator in rows]


def _indicator_course(row: MatrixRow, figure: OverPlanFigure) -> IndicatorCourse:
    last = _last_valued(row)
    return {
        **row,
        "end_line": last["actual"] if last else None,
        "end_year": last["year"] if last else None,
        "over_plan": rounded(figure.achievement_rounded),
        "over_status": figure.status.value,
    }


def _indicators(current: YearData) -> Iterable[IndicatorFacts]:
    """As the matrix goes through them."""
    for action in current.counting_actions:
        yield from current.data.indicators.get(action.id, ())


def _last_valued(row: MatrixRow) -> MatrixYear | None:
    return next((year for year in reversed(row["years"]) if year["actual"]["state"] == "value"), None)


# --- budgets -------------------------------------------------------------------------------------------------------


def budget_over_years(years: Sequence[YearData], names: Names) -> BudgetOverYears:
    """Budgets of the fiscal years in whole, and by source, cluster and organization."""
    by_year = [lines_of(year) for year in years]
    actions, clusters = years[-1].data.actions, years[-1].data.clusters
    organizations = {names.of(key)["code"]: names.of(key)["short_name"] for key in _spenders(by_year)}
    sources = [(source.value, str(source.label)) for source in FundingSource]
    return {
        "total": _course("", "Jumlah", by_year),
        "by_source": _courses(by_year, sources, lambda line: line.source),
        "by_cluster": _courses(
            by_year,
            [(str(cluster.number), f"{cluster.number}. {cluster.name}") for cluster in clusters],
            lambda line: str(actions[line.action_id].cluster.number),
        ),
        "by_organization": _courses(
            by_year,
            sorted(organizations.items(), key=lambda pair: (pair[1].casefold(), pair[0])),
            lambda line: names.of(line.organization_id)["code"],
        ),
    }


def _spenders(by_year: Sequence[Sequence[LineFacts]]) -> set[int]:
    return {line.organization_id for lines in by_year for line in lines}


def _courses(
    by_year: Sequence[Sequence[LineFacts]], keys: Iterable[tuple[str, str]], key_of: Callable[[LineFacts], str]
) -> list[BudgetCourse]:
    """A row for each key that has a line in any year, in the order of ``keys``."""
    grouped: dict[str, list[list[LineFacts]]] = {}
    for place, lines in enumerate(by_year):
        for line in lines:
            grouped.setdefault(key_of(line), [[] for _ in by_year])[place].append(line)
    return [_course(key, label, grouped[key]) for key, label in keys if key in grouped]


def _course(key: str, label: str, by_year: Sequence[Sequence[LineFacts]]) -> BudgetCourse:
    years: list[BudgetFigures | None] = [budget_figures(lines) if lines else None for lines in by_year]
    total = budget_figures(line for lines in by_year for line in lines)
    return {"key": key, "label": label, "years": years, "total": total}
