"""Charts as SVG, drawn from Vega-Lite specifications; one specification for page and print.

A `Drawing` says what to draw and carries its twin table; `draw` answers the same as a `Chart` with its SVG. Drawings
come from reports.drawings. An SVG is cached by the hash of its specification, which holds the data; all that are missing
are drawn together in one process of their own (reports.chart_process), which takes half a second and then ends.
"""

import hashlib
import json
import re
import subprocess  # a fixed command of ours, without a shell
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeAlias

from django.core.cache import cache
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

PROJECT = Path(__file__).resolve().parent.parent
SECONDS = 60
CACHED_SECONDS = 30 * 24 * 3600
LOCAL_ID = re.compile(r'( id="|url\(#)((?:clip|gradient)\w*)')
TEXT_OF_LINES = re.compile(r"<text ([^>]*)>((?:<tspan[^>]*>[^<]*</tspan>)+)</text>")
LINE = re.compile(r'<tspan(?: x="0" dy="([\d.]+)")?>([^<]*)</tspan>')
OPENING_TAG = re.compile(r"<svg\b[^>]*>")

Specification: TypeAlias = dict[str, object]


class ChartError(Exception):
    """The chart process failed or took too long; the message is its last line."""


@dataclass(frozen=True)
class Drawing:
    """What is to be drawn. `columns` and `rows` are the twin table: every value of the chart, written for readers."""

    specification: Specification
    title: str
    description: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Chart:
    """A drawn chart. `svg` is a whole <svg> element with <title> and <desc>, safe to print as it is."""

    svg: SafeString
    title: str
    description: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def frozen(drawing: Drawing) -> dict[str, object]:
    """The drawing as plain data, to be kept and drawn later."""
    return asdict(drawing)


def drawing_of(kept: Mapping[str, Any]) -> Drawing:
    """What ``frozen`` made plain."""
    rows = tuple(tuple(row) for row in kept["rows"])
    return Drawing(kept["specification"], kept["title"], kept["description"], tuple(kept["columns"]), rows)


def draw(drawings: Mapping[str, Drawing | None]) -> dict[str, Chart]:
    """The charts of all drawings, under the same names; a name whose drawing is None (nothing to show) is left out.

    Raises ChartError.
    """
    wanted = {name: drawing for name, drawing in drawings.items() if drawing is not None}
    keys = {name: _key(drawing.specification) for name, drawing in wanted.items()}
    drawn: dict[str, str] = cache.get_many(list(set(keys.values())))
    missing = {keys[name]: drawing.specification for name, drawing in wanted.items() if keys[name] not in drawn}
    if missing:
        fresh = dict(zip(missing, _in_own_process(list(missing.values())), strict=True))
        cache.set_many(fresh, CACHED_SECONDS)
        drawn.update(fresh)
    return {name: _chart(drawing, drawn[keys[name]], keys[name]) for name, drawing in wanted.items()}


def _key(specification: Specification) -> str:
    text = json.dumps(specification, sort_keys=True) + version("vl-convert-python")
    return "chart-" + hashlib.sha256(text.encode()).hexdigest()


def _in_own_process(specifications: list[Specification]) -> list[str]:
    """SVG texts in the order of the specifications. The child gets no environment: it shall see no secret."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "reports.chart_process"],
            input=json.dumps(specifications),
            capture_output=True,
            encoding="utf-8",
            cwd=PROJECT,
            env={"PYTHONIOENCODING": "utf-8"},
            timeout=SECONDS,
            check=True,
        )
    except subprocess.TimeoutExpired as error:
        raise ChartError(f"No chart within {SECONDS} seconds.") from error
    except subprocess.CalledProcessError as error:
        lines = error.stderr.strip().splitlines() or ["The chart process ended without a message."]
        raise ChartError(lines[-1]) from error
    drawings: list[str] = json.loads(done.stdout)
    return drawings


def _chart(drawing: Drawing, svg: str, key: str) -> Chart:
    """Give the SVG its title, its description and identifiers of its own, so that several stand on one page."""
    prefix = "c" + hashlib.sha256(f"{key}{drawing.title}".encode()).hexdigest()[:10]
    svg = TEXT_OF_LINES.sub(_lines_apart, LOCAL_ID.sub(rf"\g<1>{prefix}-\g<2>", svg))
    opening = OPENING_TAG.match(svg)
    if opening is None:
        raise ChartError("The chart process answered something that is no SVG.")
    tag = re.sub(r' (class|role|aria-\w+)="[^"]*"', "", opening[0])
    labelled = f'{tag[:-1]} class="chart" role="img" aria-labelledby="{prefix}-title {prefix}-desc">'
    title = f'<title id="{prefix}-title">{escape(drawing.title)}</title>'
    description = f'<desc id="{prefix}-desc">{escape(drawing.description)}</desc>'
    whole = mark_safe(labelled + title + description + svg[opening.end() :])  # noqa: S308  vl-convert escapes the data
    return Chart(whole, drawing.title, drawing.description, drawing.columns, drawing.rows)


def _lines_apart(text: re.Match[str]) -> str:
    """Each line of a label as a <text> of its own: WeasyPrint would align the lines of one <text> to the last of them."""
    height, lines = 0.0, []
    for step, words in LINE.findall(text[2]):
        height += float(step or 0)
        lines.append(f'<text {text[1]} y="{height:g}">{words}</text>')
    return "".join(lines)
