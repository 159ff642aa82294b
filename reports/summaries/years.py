"""Several years side by side: the trend, the whole plan, and the two matrices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

from actions.calculation.scores import ActionResult, no_counts, score_of
from reports.figures import MatrixRow, MatrixYear, TrendRow
from reports.figures_five_year import OverPlanFigures
from reports.summaries.computing import over_plan_results, results_at, year_of
from reports.summaries.filing import completeness_figures
from reports.summaries.indicators import Details, actual_figures, exact, rounded, target_figures
from reports.summaries.names import NOBODY, leads_of
from reports.summaries.rows import ActionFacts, IndicatorFacts, PlanData, YearData
from reports.summaries.scores import cluster_numbers, counts_over, score_over, status_counts, status_of
from reports.summaries.spending import budget_figures, lines_of


class PeriodCell(TypedDict):
    """An action at a period. status: "" for a period that is not past due yet."""

    period_number: int
    status: str
    score: str | None


class PeriodRowFigures(TypedDict):
    """An action and its status at each period of the year."""

    action_id: int
    number: str
    title: str
    cluster_number: int
    cells: list[PeriodCell]


class PeriodMatrix(TypedDict):
    """Actions x periods: the year's figure with P cut at each period."""

    labels: list[str]
    rows: list[PeriodRowFigures]


def trend(data: PlanData, to_year: int) -> list[TrendRow]:
    """Each fetched year up to ``to_year``, oldest first, all at the same cut-off."""
    return [_kept_trend_row(year_of(data, year)) for year in data.years if year <= to_year]


def _kept_trend_row(year: YearData) -> TrendRow:
    if year.trend_row is None:
        year.trend_row = _trend_row(year)
    return year.trend_row


def _trend_row(year: YearData) -> TrendRow:
    completeness = completeness_figures(year.owed, year.data.as_of)
    return {
        "year": year.year,
        "score": rounded(score_over(year, year.counting_actions).rounded),
        "counts": counts_over(year, year.counting_actions),
        "filed": completeness["filed"],
        "on_time": completeness["on_time"],
        "budget": budget_figures(lines_of(year)),
    }


def cluster_trend(data: PlanData, cluster_id: int) -> list[TrendRow]:
    """The same of one cluster, in the fetched years."""
    rows: list[TrendRow] = []
    for number in data.years:
        own = cluster_numbers(year_of(data, number), cluster_id)
        rows.append(
            {
                "year": number,
                "score": own["score"],
                "counts": own["counts"],
                "filed": own["completeness"]["filed"],
                "on_time": own["completeness"]["on_time"],
                "budget": own["budget"],
            }
        )
    return rows


def over_plan(data: PlanData, to_year: int, *, cluster_id: int | None = None) -> OverPlanFigures:
    """The score of the plan, or of one cluster, over its years up to ``to_year``."""
    year = year_of(data, to_year)
    actions = [action for action in year.counting_actions if cluster_id in {None, action.cluster.id}]
    results = over_plan_results(data, to_year)
    score = score_of((results[action.id] for action in actions), data.thresholds)
    counts = no_counts()
    for action in actions:
        for status, count in results[action.id].counts.items():
            counts[status] += count
    return {
        "to_year": to_year,
        "score": rounded(score.rounded),
        "status": status_of(score),
        "actions": len(actions),
        "actions_scored": score.actions_scored,
        "counts": status_counts(counts),
    }


def period_matrix(year: YearData, *, cluster_id: int | None = None) -> PeriodMatrix:
    """Actions in the plan x periods of the year; of one cluster, or of all."""
    periods = year.data.periods_of(year.year)
    cuts = [
        (period, results_at(year.data, year.year, period.row.number) if period.row.number in year.row.due else None)
        for period in periods
    ]
    return {
        "labels": [period.label for period in periods],
        "rows": [
            {
                "action_id": action.id,
                "number": action.number,
                "title": action.title,
                "cluster_number": action.cluster.number,
                "cells": [_cell(action, period.row.number, cut) for period, cut in cuts],
            }
            for action in year.actions
            if action.is_in_plan and cluster_id in {None, action.cluster.id}
        ],
    }


def _cell(action: ActionFacts, number: int, cut: Mapping[int, ActionResult] | None) -> PeriodCell:
    if cut is None:
        return {"period_number": number, "status": "", "score": None}
    result = cut[action.id]
    return {"period_number": number, "status": result.status.value, "score": rounded(result.rounded)}


def plan_matrix(year: YearData, details: Details) -> list[MatrixRow]:
    """Every indicator of the plan, with the fetched years up to this one; achievement and status are of the year."""
    years = [year_of(year.data, number) for number in year.data.years if number <= year.year]
    return [
        _matrix_row(year, years, action, indicator, details)
        for action in year.counting_actions
        for indicator in year.data.indicators.get(action.id, ())
    ]


def _matrix_row(
    year: YearData, years: list[YearData], action: ActionFacts, indicator: IndicatorFacts, details: Details
) -> MatrixRow:
    figure = year.figures[indicator.id]
    leads = leads_of(year, action.id)
    return {
        "id": indicator.id,
        "cluster_number": action.cluster.number,
        "cluster_name": action.cluster.name,
        "number": action.number,
        "title": action.title,
        "position": indicator.position,
        "lead": details.names.of(leads[0]) if leads else NOBODY,
        "indicator": indicator.text,
        "unit": indicator.unit,
        "measure": indicator.row.measure,
        "baseline": exact(indicator.baseline),
        "baseline_year": indicator.baseline_year,
        "years": [_matrix_year(own, indicator, details) for own in years],
        "achievement": rounded(figure.achievement_rounded),
        "status": figure.status.value,
    }


def _matrix_year(year: YearData, indicator: IndicatorFacts, details: Details) -> MatrixYear:
    figure = year.figures[indicator.id]
    return {
        "year": year.year,
        "target": target_figures(figure.target, details.revisions, details.names),
        "actual": actual_figures(year, indicator, figure.actual),
    }
