"""What the charts of pages and reports show: from figures (reports.figures) to drawings (reports.charts.Drawing).

Each function answers None where there is nothing to show. Positions are floats, which the eye cannot tell from the
exact value; every written number comes from the exact figure.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from textwrap import wrap
from typing import NamedTuple, TypedDict

from actions.enums import Status
from ranpptppo.lib.formats import date_short, joined, number, percent, rupiah, rupiah_short
from reports.charts import Drawing, Specification
from reports.figures import (
    ActionFigures,
    BudgetRow,
    ClusterFigures,
    PlanFigures,
    StatisticFigures,
    StatisticRow,
    StatusCounts,
    TrendRow,
)

WIDTH = 600
LABEL_WIDTH = 34
LONG_LABEL_WIDTH = 46
FONT = "Noto Sans"
INK = "#1f2933"
MUTED = "#52606d"
BLUE = "#196bcd"
PALE_BLUE = "#c0d7f9"
DARK_BLUE = "#083575"
BROWN = "#b35c00"
NO_SCORE = "#9aa5b1"

# (fill, ink on it); each is also written as a word, so that nothing depends on colour alone
STATUS_COLOURS: dict[str, tuple[str, str]] = {
    Status.ACHIEVED: ("#1c7c4a", "#ffffff"),
    Status.ATTENTION: ("#e0a100", "#1f2933"),
    Status.BEHIND: ("#cc1515", "#ffffff"),
    Status.UNREPORTED: ("#5b6b80", "#ffffff"),
    Status.AWAITING: ("#629cef", "#1f2933"),
    Status.NO_DATA: ("#8a6fb0", "#ffffff"),
    Status.NOT_APPLICABLE: ("#cbd2d9", "#1f2933"),
    Status.NOT_YET: ("#a1c4f5", "#1f2933"),
    Status.NO_TARGET: ("#e4e7eb", "#1f2933"),
}


class ClusterCounts(TypedDict):
    """What the chart of statuses needs of a cluster; ``ClusterFigures`` and ``ClusterSummary`` both have it."""

    number: int
    name: str
    counts: StatusCounts


class LineLook(NamedTuple):
    """Colour, dash and shape of a line, so that it is told apart without colour."""

    colour: str
    dash: list[int]
    shape: str


LINE_LOOKS = (LineLook(DARK_BLUE, [1, 0], "circle"), LineLook(BROWN, [5, 3], "square"))
ABOVE, BELOW = -11, 14  # how far from its point a number stands
AXIS: Specification = {
    "labelColor": INK,
    "labelFontSize": 11,
    "titleColor": MUTED,
    "titleFontSize": 11,
    "titleFontWeight": "normal",
    "gridColor": "#e4e7eb",
    "domainColor": "#9aa5b1",
    "tickColor": "#9aa5b1",
    "labelLimit": 0,  # labels are wrapped here; measuring them for a limit takes most of the time
}
LEGEND: Specification = {
    "labelColor": INK,
    "labelFontSize": 11,
    "title": None,
    "orient": "bottom",
    "columns": 3,
}
CONFIG: Specification = {
    "font": FONT,
    "aria": False,
    "background": "transparent",
    "view": {"stroke": None},
    "axis": AXIS,
    "legend": LEGEND,
    "text": {"fontSize": 11, "color": INK},
}
LABEL_IN_LINES: Specification = {
    "labelExpr": "split(datum.label, '\\n')",
    "title": None,
    "domain": False,
    "ticks": False,
    "labelPadding": 6,
}


def status_by_cluster(clusters: Sequence[ClusterCounts]) -> Drawing | None:
    """Indicators by status in each cluster, stacked."""
    shown = [status for status in Status if any(cluster["counts"][status.value] for cluster in clusters)]
    if not shown:
        return None
    values: list[dict[str, object]] = [
        {
            "row": _cluster_label(cluster),
            "status": status.label,
            "count": cluster["counts"][status.value],
            "order": place,
        }
        for cluster in clusters
        for place, status in enumerate(shown)
        if cluster["counts"][status.value]
    ]
    labels = [str(status.label) for status in shown]
    specification = _horizontal(
        values,
        _stacked_layers(labels, [STATUS_COLOURS[status] for status in shown]),
        order={"field": "order", "type": "quantitative"},
        height={"step": 30},
        resolve={"scale": {"color": "independent"}},
    )
    rows = tuple((c["name"], *(number(c["counts"][status.value]) for status in shown)) for c in clusters)
    sentences = [
        f"{row[0]}: " + joined([f"{count} {name.lower()}" for name, count in zip(labels, row[1:], strict=True)])
        for row in rows
    ]
    return Drawing(specification, "Status indikator menurut klaster", _text(sentences), ("Klaster", *labels), rows)


def cluster_scores(clusters: Sequence[ClusterFigures], plan: PlanFigures) -> Drawing | None:
    """The clusters' scores beside the plan's thresholds."""
    labels = [_cluster_label(cluster) for cluster in clusters]
    rows = tuple((cluster["name"], *_score_words(cluster["score"], cluster["status"])) for cluster in clusters)
    scores = [(cluster["score"], cluster["status"]) for cluster in clusters]
    return _scores("Skor menurut klaster", "Klaster", labels, scores, rows, plan)


def action_scores(cluster: ClusterFigures, plan: PlanFigures) -> Drawing | None:
    """The scores of a cluster's actions beside the plan's thresholds."""
    actions = cluster["actions"]
    labels = [_action_label(action) for action in actions]
    rows = tuple((f"{a['number']} {a['title']}", *_score_words(a["score"], a["status"])) for a in actions)
    scores = [(action["score"], action["status"]) for action in actions]
    return _scores(f"Skor aksi klaster {cluster['name']}", "Aksi", labels, scores, rows, plan)


def budget(rows: Sequence[BudgetRow], subject: str) -> Drawing | None:
    """Allocated and realized side by side, for each row that has either."""
    shown = [row for row in rows if row["allocated"] or row["realized"]]
    if not shown:
        return None
    values: list[dict[str, object]] = [
        {"row": _lines(row["label"]), "kind": kind, "amount": float(amount), "label": rupiah_short(amount)}
        for row in shown
        for kind, amount in (("Pagu", row["allocated"]), ("Realisasi", row["realized"]))
    ]
    table = tuple(
        (row["label"], rupiah(row["allocated"]), rupiah(row["realized"]), _percent(row["absorption"])) for row in shown
    )
    sentences = [f"{label}: pagu {given}, realisasi {spent}, serapan {share}" for label, given, spent, share in table]
    return Drawing(
        _horizontal(values, _paired_layers(shown), height={"step": 34, "for": "position"}),
        f"Pagu dan realisasi anggaran menurut {subject.lower()}",
        _text(sentences),
        (subject, "Pagu", "Realisasi", "Serapan"),
        table,
    )


def trend(rows: Sequence[TrendRow]) -> Drawing | None:
    """Score and completeness over the years; one year makes no line, so it answers None."""
    lines = {
        "Skor": [row["score"] for row in rows],
        "Kelengkapan laporan": [row["filed"]["percent"] for row in rows],
    }
    values: list[dict[str, object]] = [
        {
            "year": str(row["year"]),
            "kind": kind,
            "value": float(value),
            "label": number(Decimal(value), places=2),
            "shift": ABOVE if (kind == "Skor") == _is_higher(row) else BELOW,
        }
        for kind, series in lines.items()
        for row, value in zip(rows, series, strict=True)
        if value is not None
    ]
    if len(rows) < 2 or not values:
        return None
    table = tuple((str(row["year"]), _percent(row["score"]), _percent(row["filed"]["percent"])) for row in rows)
    sentences = [f"{year}: skor {score}, kelengkapan {filed}" for year, score, filed in table]
    return Drawing(
        _lines_over_years(values, list(lines)),
        "Skor dan kelengkapan laporan menurut tahun",
        _text(sentences),
        ("Tahun", *lines),
        table,
    )


def _is_higher(row: TrendRow) -> bool:
    """Is the score above the completeness? The numbers of the higher line stand above it, those of the lower below."""
    return Decimal(row["score"] or 0) > Decimal(row["filed"]["percent"] or 0)


def statistic(series: StatisticFigures, *, width: int = WIDTH) -> Drawing | None:
    """A published series as columns, partial years paler; shorter than three years it is better read in its table."""
    rows = series["rows"]
    if len(rows) < 3:
        return None
    is_money = series["unit"] == "rupiah"
    written = [rupiah_short(int(row["value"])) if is_money else number(Decimal(row["value"])) for row in rows]
    names = [_year_label(row) for row in rows]
    values: list[dict[str, object]] = [
        {"year": name, "value": float(row["value"]), "label": label, "kind": "partial" if row["until"] else "whole"}
        for name, label, row in zip(names, written, rows, strict=True)
    ]
    axis = {**LABEL_IN_LINES, "labelAngle": 0, "labelAlign": "center", "domain": True}
    x = {"field": "year", "type": "ordinal", "sort": None, "axis": axis, "scale": {"padding": 0.4}}
    top = max(float(row["value"]) for row in rows) * 1.12 or 1
    y = {"field": "value", "type": "quantitative", "axis": None, "scale": {"domain": [0, top]}}
    shades = {"domain": ["whole", "partial"], "range": [BLUE, PALE_BLUE]}
    layers: list[Specification] = [
        {
            "mark": {"type": "bar", "width": 42},
            "encoding": {"color": {"field": "kind", "scale": shades, "legend": None}},
        },
        {"mark": {"type": "text", "dy": -7}, "encoding": {"text": {"field": "label"}}},
    ]
    table = tuple((name.replace("\n", " "), label) for name, label in zip(names, written, strict=True))
    description = _text([f"{name}: {label} {series['unit']}" for name, label in table])
    specification = _chart(values, {"x": x, "y": y}, layers, height=130, width=width)
    return Drawing(specification, series["title"], description, ("Tahun", series["unit"].capitalize()), table)


def _scores(
    title: str,
    subject: str,
    labels: Sequence[str],
    scores: Sequence[tuple[str | None, str]],
    rows: tuple[tuple[str, ...], ...],
    plan: PlanFigures,
) -> Drawing | None:
    if all(score is None for score, _status in scores):
        return None
    values: list[dict[str, object]] = [
        {
            "row": label,
            "score": float(score or 0),
            "label": f"{written} · {status_words}" if score is not None else status_words,
            "colour": STATUS_COLOURS[status][0] if score is not None else NO_SCORE,
        }
        for label, (score, status), (_name, written, status_words) in zip(labels, scores, rows, strict=True)
    ]
    description = _text([f"{name}: {score}, {status.lower()}" for name, score, status in rows])
    specification = _horizontal(values, _score_layers(plan), height={"step": 32})
    return Drawing(specification, title, description, (subject, "Skor", "Status"), rows)


def _score_layers(plan: PlanFigures) -> list[Specification]:
    """Bars to 100 with the thresholds as lines, each with its score and status."""
    ticks = [0, plan["threshold_attention"], plan["threshold_achieved"], 100]
    axis = {"values": ticks, "gridDash": [3, 3], "gridColor": "#9aa5b1"}
    # Half as much again to the right, where "100,00 · Perlu perhatian" is written.
    x = {"field": "score", "type": "quantitative", "title": "Skor", "scale": {"domain": [0, 145]}, "axis": axis}
    colour = {"field": "colour", "scale": None}
    return [
        {"mark": {"type": "bar", "height": 13}, "encoding": {"x": x, "color": colour}},
        {
            "mark": {"type": "text", "align": "left", "dx": 5, "fontSize": 10},
            "encoding": {"x": x, "text": {"field": "label"}},
        },
    ]


def _paired_layers(shown: Sequence[BudgetRow]) -> list[Specification]:
    """Two bars a row, each with its amount."""
    # Longer than the longest bar, so that its label has room.
    longest = max(max(row["allocated"], row["realized"]) for row in shown) * 1.25
    x = {"field": "amount", "type": "quantitative", "axis": None, "scale": {"domain": [0, longest]}}
    offset = {"field": "kind", "sort": ["Pagu", "Realisasi"]}
    colour = {"field": "kind", "scale": {"domain": ["Pagu", "Realisasi"], "range": [PALE_BLUE, BLUE]}}
    text = {"x": x, "yOffset": offset, "text": {"field": "label"}}
    return [
        {"mark": {"type": "bar", "height": 11}, "encoding": {"x": x, "yOffset": offset, "color": colour}},
        {"mark": {"type": "text", "align": "left", "dx": 4, "fontSize": 10}, "encoding": text},
    ]


def _stacked_layers(labels: list[str], colours: list[tuple[str, str]]) -> list[Specification]:
    """Bars stacked by status, each part with its count."""
    fills = {"field": "status", "scale": {"domain": labels, "range": [fill for fill, _ink in colours]}}
    inks = {"field": "status", "scale": {"domain": labels, "range": [ink for _fill, ink in colours]}, "legend": None}
    whole = {"tickMinStep": 1}  # there are no half indicators
    x = {"field": "count", "type": "quantitative", "stack": "zero", "title": "Jumlah indikator", "axis": whole}
    text = {"x": {**x, "bandPosition": 0.5}, "text": {"field": "count"}, "color": inks}
    return [
        {"mark": {"type": "bar", "height": 17}, "encoding": {"x": x, "color": fills}},
        {"mark": {"type": "text", "fontSize": 10}, "encoding": text},
    ]


def _lines_over_years(values: list[dict[str, object]], kinds: list[str]) -> Specification:
    axis = {"labelAngle": 0, "labelFontSize": 11}
    x = {"field": "year", "type": "ordinal", "title": None, "axis": axis, "scale": {"padding": 0.4}}
    scale = {"domain": [0, 110]}
    y = {"field": "value", "type": "quantitative", "title": "Persen", "scale": scale, "axis": {"values": [0, 50, 100]}}
    looks = dict(zip(kinds, LINE_LOOKS, strict=True))
    colour = {"field": "kind", "scale": {"domain": kinds, "range": [look.colour for look in LINE_LOOKS]}}
    shape = {"field": "kind", "scale": {"domain": kinds, "range": [look.shape for look in LINE_LOOKS]}}
    layers: list[Specification] = []
    for kind, look in looks.items():
        only = [{"filter": {"field": "kind", "equal": kind}}]
        line = {"type": "line", "strokeWidth": 2, "color": look.colour, "strokeDash": look.dash}
        layers.append({"transform": only, "mark": line})
        for shift in (ABOVE, BELOW):
            there = [*only, {"filter": {"field": "shift", "equal": shift}}]
            text = {"type": "text", "dy": shift, "fontSize": 10, "color": look.colour}
            layers.append({"transform": there, "mark": text, "encoding": {"text": {"field": "label"}}})
    points = {"type": "point", "filled": True, "size": 55, "opacity": 1}
    layers.append({"mark": points, "encoding": {"color": colour, "shape": shape}})
    return _chart(values, {"x": x, "y": y}, layers, height=190)


def _horizontal(
    values: list[dict[str, object]],
    layers: list[Specification],
    *,
    height: object,
    order: object = None,
    **more: object,
) -> Specification:
    y = {"field": "row", "type": "nominal", "sort": None, "axis": LABEL_IN_LINES}
    encoding: Specification = {"y": y} if order is None else {"y": y, "order": order}
    return _chart(values, encoding, layers, height=height, **more)


def _chart(
    values: list[dict[str, object]],
    encoding: Specification,
    layers: list[Specification],
    *,
    height: object,
    **more: object,
) -> Specification:
    return {
        "data": {"values": values},
        "width": WIDTH,
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "encoding": encoding,
        "layer": layers,
        "config": CONFIG,
        **more,
    }


def _cluster_label(cluster: ClusterCounts) -> str:
    return _lines(f"{cluster['number']}. {cluster['name']}")


def _year_label(row: StatisticRow) -> str:
    """The year; of a partial one also until when, in a second line."""
    until = row["until"]
    return f"{row['year']}\ns.d. {date_short(date.fromisoformat(until))}" if until else str(row["year"])


def _action_label(action: ActionFigures) -> str:
    """At most two lines: the number and as much of the title as fits."""
    lines = wrap(f"{action['number']} {action['title']}", LONG_LABEL_WIDTH)
    return "\n".join(lines) if len(lines) < 3 else f"{lines[0]}\n{lines[1]} …"


def _lines(text: str) -> str:
    return "\n".join(wrap(text, LABEL_WIDTH))


def _text(sentences: Sequence[str]) -> str:
    return ". ".join(sentences) + "."


def _score_words(score: str | None, status: str) -> tuple[str, str]:
    """The written score and its status in words; without a score, the status alone says why."""
    return ("–" if score is None else number(Decimal(score), places=2), str(Status(status).label))


def _percent(value: str | None) -> str:
    return "–" if value is None else percent(Decimal(value))
