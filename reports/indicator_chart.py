"""An indicator over the years against its target, as one small picture for page and print."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from actions.enums import Measure
from ranpptppo.lib.formats import number
from reports.charts import Drawing, Specification
from reports.drawings import CONFIG, LINE_LOOKS
from reports.figures import IndicatorFigures

WIDTH, HEIGHT = 420, 150
KINDS = ("Realisasi", "Target")
SHIFTS = {"above": -11, "below": 14}


def indicator_series(years: Sequence[tuple[int, IndicatorFigures]]) -> Drawing | None:
    """years: of one indicator, oldest first. A milestone, and fewer than two years with a value, make no line."""
    rows = [(str(year), figures["actual"]["value"], figures["target"]["value"]) for year, figures in years]
    shown = years[-1][1] if years else None
    if shown is None or shown["measure"] == Measure.MILESTONE or sum(row[1] is not None for row in rows) < 2:
        return None
    sign = "%" if shown["measure"] == Measure.PERCENTAGE else ""
    values = [value for row in rows for value in _points(*row, sign)]
    table = tuple((year, _written(actual, sign), _written(target, sign)) for year, actual, target in rows)
    sentences = [f"{year}: realisasi {actual}, target {target}" for year, actual, target in table]
    title = f"{shown['text']} menurut tahun, {shown['unit']}"
    return Drawing(_specification(values), title, ". ".join(sentences) + ".", ("Tahun", *KINDS), table)


def _points(year: str, actual: str | None, target: str | None, sign: str) -> list[dict[str, object]]:
    """Of one year; the number of the higher point stands above it, that of the lower below."""
    is_over = actual is not None and target is not None and Decimal(actual) > Decimal(target)
    places = ("above", "below") if is_over else ("below", "above")
    return [
        {"year": year, "kind": kind, "value": float(value), "label": _written(value, sign), "place": place}
        for kind, value, place in zip(KINDS, (actual, target), places, strict=True)
        if value is not None
    ]


def _written(value: str | None, sign: str) -> str:
    return "–" if value is None else f"{number(Decimal(value))}{sign}"


def _specification(values: list[dict[str, object]]) -> Specification:
    top = max(float(str(row["value"])) for row in values) * 1.2 or 1
    x = {"field": "year", "type": "ordinal", "title": None, "axis": {"labelAngle": 0}, "scale": {"padding": 0.4}}
    y = {"field": "value", "type": "quantitative", "axis": None, "scale": {"domain": [-top * 0.15, top]}}
    colours = {"domain": list(KINDS), "range": [look.colour for look in LINE_LOOKS]}
    shapes = {"domain": list(KINDS), "range": [look.shape for look in LINE_LOOKS]}
    colour = {"field": "kind", "scale": colours}
    points = {"color": colour, "shape": {"field": "kind", "scale": shapes}}
    layers: list[Specification] = [
        {
            "transform": [{"filter": {"field": "kind", "equal": kind}}],
            "mark": {"type": "line", "strokeWidth": 2, "color": look.colour, "strokeDash": look.dash},
        }
        for kind, look in zip(KINDS, LINE_LOOKS, strict=True)
    ]
    layers += [
        {
            "transform": [{"filter": {"field": "place", "equal": place}}],
            "mark": {"type": "text", "dy": shift, "fontSize": 11},
            "encoding": {"text": {"field": "label"}, "color": {**colour, "legend": None}},
        }
        for place, shift in SHIFTS.items()
    ]
    layers.append({"mark": {"type": "point", "filled": True, "size": 55, "opacity": 1}, "encoding": points})
    return {
        "data": {"values": values},
        "width": WIDTH,
        "height": HEIGHT,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "encoding": {"x": x, "y": y},
        "layer": layers,
        "config": CONFIG,
    }
