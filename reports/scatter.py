"""Absorption against achievement in one picture: each point told apart by its shape and its place, not by colour alone."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ranpptppo.lib.formats import number, percent
from reports.charts import Drawing, Specification
from reports.drawings import BLUE, BROWN, CONFIG, DARK_BLUE, MUTED
from reports.summaries.absorption import QUADRANTS, SpendingPoint, quadrant_counts

SIDE = 560
MOST_MARKED = 40  # more names than these would cover each other; the table has them all, and those that do well
UNNAMED = {"aria": False}  # said of each layer: the configuration's own does not reach those of a layered picture
LOOKS = {
    "both": (DARK_BLUE, "circle"),
    "spends": (BROWN, "triangle-up"),
    "delivers": (BLUE, "square"),
    "neither": (MUTED, "cross"),
}


def spending_scatter(points: Sequence[SpendingPoint], border: int, subject: str) -> Drawing | None:
    """subject: ``aksi`` or ``instansi``. border: the threshold that divides both axes, in percent."""
    if not points:
        return None
    marked = [point for point in points if point["quadrant"] != "both"]
    values = [
        {
            "x": float(point["absorption"]),
            "y": float(min(Decimal(point["score"]), Decimal(100))),
            "kind": QUADRANTS[point["quadrant"]],
            "mark": point["mark"] if point["quadrant"] != "both" and len(marked) <= MOST_MARKED else "",
        }
        for point in points
    ]
    counts = [f"{number(count)} {subject} {label}" for _, label, count in quadrant_counts(points)]
    rows = tuple(
        (
            point["label"],
            percent(Decimal(point["absorption"])),
            number(Decimal(point["score"]), places=2),
            QUADRANTS[point["quadrant"]],
        )
        for point in points
    )
    return Drawing(
        _specification(values, border, max(100.0, *(float(point["absorption"]) for point in points))),
        f"Serapan dan capaian per {subject}",
        f"Batas pada {border} persen untuk serapan dan skor. {'; '.join(counts)}.",
        (subject.capitalize(), "Serapan", "Skor", "Kelompok"),
        rows,
    )


def _specification(values: list[dict[str, object]], border: int, furthest: float) -> Specification:
    domain = list(QUADRANTS.values())
    colour = {"field": "kind", "scale": {"domain": domain, "range": [LOOKS[key][0] for key in QUADRANTS]}}
    shape = {"field": "kind", "scale": {"domain": domain, "range": [LOOKS[key][1] for key in QUADRANTS]}}
    axis = {"grid": False, "values": [0, border, 100]}
    x = {"field": "x", "type": "quantitative", "title": "Serapan (%)", "scale": {"domain": [0, furthest + 4]}}
    y = {"field": "y", "type": "quantitative", "title": "Skor", "scale": {"domain": [0, 104]}}
    line = {"type": "rule", "strokeDash": [4, 3], "color": "#9aa5b1", **UNNAMED}
    point = {"type": "point", "filled": True, "size": 70, "opacity": 0.9, **UNNAMED}
    legend = {"title": None, "orient": "bottom", "columns": 2, "labelFontSize": 11, "labelLimit": 0}
    places: Specification = {"x": {**x, "axis": axis}, "y": {**y, "axis": axis}}
    return {
        "width": SIDE,
        "height": 360,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "config": CONFIG,
        "layer": [
            {"data": {"values": [{"x": border}]}, "mark": line, "encoding": {"x": {**x, "axis": axis}}},
            {"data": {"values": [{"y": border}]}, "mark": line, "encoding": {"y": {**y, "axis": axis}}},
            {
                "data": {"values": values},
                "mark": point,
                "encoding": {**places, "color": {**colour, "legend": legend}, "shape": {**shape, "legend": legend}},
            },
            *(_marks(values, places, is_left=is_left) for is_left in (True, False)),
        ],
    }


def _marks(values: list[dict[str, object]], places: Specification, *, is_left: bool) -> Specification:
    """The names of points, left of those that do not spend, so that they stay away from the border."""
    kind = QUADRANTS["delivers"]
    text: Specification = {"type": "text", "fontSize": 10, "align": "left", "dx": 7, **UNNAMED}
    if is_left:
        text |= {"align": "right", "dx": -7}
    return {
        "data": {"values": [value for value in values if (value["kind"] == kind) == is_left]},
        "mark": text,
        "encoding": {**places, "text": {"field": "mark"}},
    }
