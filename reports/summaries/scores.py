"""Scores of clusters, organizations and the plan, and all that must stand beside a score."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TypedDict, cast

from actions.calculation.scores import Score, no_counts, score_of
from actions.calculation.status import commonest_of
from actions.enums import Status
from reports.figures import (
    ActionFigures,
    BudgetFigures,
    ClusterFigures,
    CompletenessFigures,
    NameFigures,
    NationalFigures,
    StatusCounts,
)
from reports.summaries.filing import (
    completeness_figures,
    coverage_figures,
    missing_reports,
    not_reported_rows,
)
from reports.summaries.indicators import Details, action_figures, rounded
from reports.summaries.names import COORDINATOR, LEAD, Names, cluster_roles, lead_of
from reports.summaries.references import kept_reference
from reports.summaries.rows import ActionFacts, ClusterFacts, LineFacts, Owed, YearData
from reports.summaries.spending import budget_figures, lines_of


class OrganizationFigures(TypedDict):
    """An organization over the actions that it leads on 31 December; its own reports and budget lines."""

    id: int
    organization: NameFigures
    score: str | None
    status: str
    actions: int
    actions_scored: int
    counts: StatusCounts
    completeness: CompletenessFigures
    budget: BudgetFigures


class ClusterSummary(TypedDict):
    """A cluster in one line of the front page: ``ClusterFigures`` without its actions."""

    id: int
    number: int
    name: str
    kind: str
    leads: list[NameFigures]
    coordinators: list[NameFigures]
    score: str | None
    status: str
    actions: int
    actions_scored: int
    counts: StatusCounts
    completeness: CompletenessFigures
    budget: BudgetFigures


def score_over(year: YearData, actions: Iterable[ActionFacts]) -> Score:
    return score_of((year.results[action.id] for action in actions), year.data.thresholds)


def status_counts(counts: Mapping[Status, int]) -> StatusCounts:
    """By stored value. counts: all nine statuses, zero included."""
    return cast("StatusCounts", {status.value: count for status, count in counts.items()})


def counts_over(year: YearData, actions: Iterable[ActionFacts]) -> StatusCounts:
    """The indicators of the actions by status."""
    counts = no_counts()
    for action in actions:
        for status, count in year.results[action.id].counts.items():
            counts[status] += count
    return status_counts(counts)


def status_of(score: Score) -> str:
    """Its own, or unscored its indicators' commonest status, as an action's is: before anything is due, belum waktunya."""
    return (score.status or commonest_of(score.counts)).value


def cluster_summaries(year: YearData, names: Names) -> list[ClusterSummary]:
    """Each cluster that has an action, in one line; one query for the roles, where they are not kept."""
    day = year.last_day
    roles = kept_reference(year.plan, ("roles", day), lambda: cluster_roles(day))
    return [_cluster_summary(year, cluster, names, roles) for cluster in year.clusters]


def _cluster_summary(
    year: YearData,
    cluster: ClusterFacts,
    names: Names,
    roles: Mapping[tuple[int, str], list[int]],
) -> ClusterSummary:
    return {
        "id": cluster.id,
        "number": cluster.number,
        "name": cluster.name,
        "kind": cluster.kind,
        "leads": names.all_of(roles.get((cluster.id, LEAD), [])),
        "coordinators": names.all_of(roles.get((cluster.id, COORDINATOR), [])),
        **cluster_numbers(year, cluster.id),
    }


class ClusterNumbers(TypedDict):
    """What needs no name, and is kept with the year."""

    score: str | None
    status: str
    actions: int
    actions_scored: int
    counts: StatusCounts
    completeness: CompletenessFigures
    budget: BudgetFigures


def cluster_numbers(year: YearData, cluster_id: int) -> ClusterNumbers:
    return year.keep(("cluster", cluster_id), lambda: _cluster_numbers(year, cluster_id))


def _cluster_numbers(year: YearData, cluster_id: int) -> ClusterNumbers:
    actions = [action for action in year.counting_actions if action.cluster.id == cluster_id]
    score = score_over(year, actions)
    lines = (line for line in lines_of(year) if year.data.actions[line.action_id].cluster.id == cluster_id)
    return {
        "score": rounded(score.rounded),
        "status": status_of(score),
        "actions": len(actions),
        "actions_scored": score.actions_scored,
        "counts": counts_over(year, actions),
        "completeness": completeness_figures(_of_cluster(year, cluster_id), year.data.as_of),
        "budget": budget_figures(lines),
    }


def _of_cluster(year: YearData, cluster_id: int) -> list[Owed]:
    return [report for report in year.owed if report.cluster.id == cluster_id]


def cluster_figures(year: YearData, details: Details, *, number: int | None = None) -> list[ClusterFigures]:
    """Each cluster with its actions in the plan, or only the one with this number."""
    summaries = cluster_summaries(year, details.names)
    return [
        _with_actions(year, summary, details) for summary in summaries if number is None or summary["number"] == number
    ]


def _with_actions(year: YearData, summary: ClusterSummary, details: Details) -> ClusterFigures:
    actions = [action for action in year.actions if action.is_in_plan and action.cluster.id == summary["id"]]
    missing = missing_reports(_of_cluster(year, summary["id"]), year.data.as_of)
    strategies = dict.fromkeys(action.strategy for action in actions if action.strategy)
    return {
        "number": summary["number"],
        "name": summary["name"],
        "kind": summary["kind"],
        "leads": summary["leads"],
        "coordinators": summary["coordinators"],
        "strategies": list(strategies),
        "score": summary["score"],
        "status": summary["status"],
        "actions_scored": summary["actions_scored"],
        "counts": summary["counts"],
        "completeness": summary["completeness"],
        "actions": [action_figures(year, action, details) for action in actions],
        "budget": summary["budget"],
        "not_reported": not_reported_rows(missing, details.names),
    }


def outside_plan(year: YearData, details: Details) -> list[ActionFigures]:
    """Activities outside the plan, never scored."""
    return [action_figures(year, action, details) for action in year.actions if not action.is_in_plan]


def organization_figures(year: YearData, names: Names) -> list[OrganizationFigures]:
    """Every organization that leads an action on 31 December, owes a report or has a budget line, by short name."""
    rows: list[OrganizationFigures] = [
        {"id": key, "organization": names.of(key), **numbers} for key, numbers in organization_numbers(year).items()
    ]
    return sorted(rows, key=lambda row: (row["organization"]["short_name"].casefold(), row["id"]))


class OrganizationNumbers(TypedDict):
    """``OrganizationFigures`` without a name: what is kept with the year."""

    score: str | None
    status: str
    actions: int
    actions_scored: int
    counts: StatusCounts
    completeness: CompletenessFigures
    budget: BudgetFigures


def organization_numbers(year: YearData) -> dict[int, OrganizationNumbers]:
    """By organization."""
    return year.keep("organizations", lambda: _organization_numbers(year))


def _organization_numbers(year: YearData) -> dict[int, OrganizationNumbers]:
    led: dict[int, list[ActionFacts]] = defaultdict(list)
    for action in year.counting_actions:
        lead = lead_of(year, action.id)
        if lead is not None:
            led[lead].append(action)
    owed: dict[int, list[Owed]] = defaultdict(list)
    for report in year.owed:
        owed[report.organization_id].append(report)
    lines: dict[int, list[LineFacts]] = defaultdict(list)
    for line in lines_of(year):
        lines[line.organization_id].append(line)
    return {
        key: organization_row(year, led.get(key, []), owed.get(key, []), lines.get(key, []))
        for key in sorted({*led, *owed, *lines})
    }


def organization_row(
    year: YearData, led: list[ActionFacts], owed: list[Owed], lines: list[LineFacts]
) -> OrganizationNumbers:
    score = score_over(year, led)
    return {
        "score": rounded(score.rounded),
        "status": status_of(score),
        "actions": len(led),
        "actions_scored": score.actions_scored,
        "counts": counts_over(year, led),
        "completeness": completeness_figures(owed, year.data.as_of),
        "budget": budget_figures(lines),
    }


def national_figures(year: YearData) -> NationalFigures:
    """The whole plan: its score is over its actions, not over its clusters. Two queries, for the provinces."""
    return {**year.keep("national", lambda: plan_numbers(year)), "coverage": coverage_figures(year)}


class PlanNumbers(TypedDict):
    """A plan's year in numbers, without the coverage, which other plans' reports are part of; it can be kept as JSON."""

    score: str | None
    status: str
    actions: int
    actions_scored: int
    indicators: int
    counts: StatusCounts
    completeness: CompletenessFigures
    budget: BudgetFigures


def plan_numbers(year: YearData) -> PlanNumbers:
    """The whole plan, national or regional, over all actions that count."""
    actions = year.counting_actions
    score = score_over(year, actions)
    return {
        "score": rounded(score.rounded),
        "status": status_of(score),
        "actions": len(actions),
        "actions_scored": score.actions_scored,
        "indicators": sum(len(year.data.indicators.get(action.id, ())) for action in actions),
        "counts": counts_over(year, actions),
        "completeness": completeness_figures(year.owed, year.data.as_of),
        "budget": budget_figures(lines_of(year)),
    }
