"""Which charts stand in which part of a report."""

from collections.abc import Callable, Mapping
from typing import Any

from reports.charts import Drawing
from reports.drawings import action_scores, budget, statistic, status_by_cluster, trend


def part_drawings(template: str, data: Mapping[str, Any]) -> dict[str, Drawing | None]:
    """The charts of one part of a report, under the names by which its template asks for them."""
    drawer = PART_DRAWERS.get(template.rsplit("/", 1)[-1])
    return drawer(data) if drawer else {}


def _of_summary(data: Mapping[str, Any]) -> dict[str, Drawing | None]:
    figures = data["figures"]
    return {"status": status_by_cluster(figures["clusters"]), "trend": trend(figures["trend"])}


def _of_introduction(data: Mapping[str, Any]) -> dict[str, Drawing | None]:
    return {f"statistic-{place}": statistic(series) for place, series in enumerate(data["figures"]["statistics"])}


def _of_cluster(data: Mapping[str, Any]) -> dict[str, Drawing | None]:
    return {f"cluster-{data['cluster']['number']}": action_scores(data["cluster"], data["plan"])}


def _of_budget(data: Mapping[str, Any]) -> dict[str, Drawing | None]:
    rows = data["budget"]
    return {
        "budget-source": budget(rows["by_source"], "Sumber dana"),
        "budget-cluster": budget(rows["by_cluster"], "Klaster"),
    }


PART_DRAWERS: dict[str, Callable[[Mapping[str, Any]], dict[str, Drawing | None]]] = {
    "_summary.html": _of_summary,
    "_introduction.html": _of_introduction,
    "_cluster.html": _of_cluster,
    "_budget.html": _of_budget,
}
