"""Which charts stand in which part of a report."""

from collections.abc import Callable, Mapping
from typing import Any

from reports.cartogram import map_drawing
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


def _of_regions(data: Mapping[str, Any]) -> dict[str, Drawing | None]:
    rows = data["regions"]["provinces"]
    return {f"map-{subject}": map_drawing(_for_map(rows), subject) for subject in ("task_force", "rad")}


def _for_map(rows: list[Any]) -> list[Any]:
    return [{**row, "figures": None, "roles": []} for row in rows]


def _of_course_summary(data: Mapping[str, Any]) -> dict[str, Drawing | None]:
    figures = data["figures"]
    clusters = [{**cluster, "counts": cluster["over_plan"]["counts"]} for cluster in figures["clusters"]]
    return {"status": status_by_cluster(clusters), "trend": trend(figures["trend"])}  # type: ignore[arg-type]


def _of_course_cluster(data: Mapping[str, Any]) -> dict[str, Drawing | None]:
    return {"trend": trend(data["cluster"]["trend"])}


def _of_course_budget(data: Mapping[str, Any]) -> dict[str, Drawing | None]:
    spent = ((str(row["year"]), row["budget"]) for row in data["by_year"] if row["budget"] is not None)
    rows: list[Any] = [{**budget_of, "key": year, "label": year} for year, budget_of in spent]
    return {"budget-year": budget(rows, "Tahun")}


PART_DRAWERS: dict[str, Callable[[Mapping[str, Any]], dict[str, Drawing | None]]] = {
    "_summary.html": _of_summary,
    "_aimed.html": _of_summary,
    "_introduction.html": _of_introduction,
    "_cluster.html": _of_cluster,
    "_budget.html": _of_budget,
    "_own_budget.html": _of_budget,
    "_regions.html": _of_regions,
    "_course_summary.html": _of_course_summary,
    "_course_cluster.html": _of_course_cluster,
    "_course_budget.html": _of_course_budget,
}
