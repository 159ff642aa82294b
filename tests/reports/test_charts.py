"""Charts as SVG: named, described, cached, and drawn in a process that knows nothing of ours."""

import re
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache

from reports import charts, drawings
from reports.part_drawings import part_drawings
from reports.parts import annual_parts
from tests.reports.sample_figures import annual_figures

DRAWING = charts.Drawing(
    specification={
        "data": {"values": [{"a": "<b>&</b>", "n": 1234.5}]},
        "mark": {"type": "bar", "clip": True},
        "encoding": {"y": {"field": "a", "type": "nominal"}, "x": {"field": "n", "type": "quantitative"}},
        "config": drawings.CONFIG,
    },
    title="Judul & <i>lain</i>",
    description="Satu batang",
    columns=("A", "N"),
    rows=(("x", "1.234,5"),),
)


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def test_a_chart_carries_title_description_and_twin_table() -> None:
    chart = charts.draw({"one": DRAWING})["one"]
    assert re.match(r'<svg [^>]*role="img" aria-labelledby="(\S+)-title \1-desc">', chart.svg)
    assert "Judul &amp; &lt;i&gt;lain&lt;/i&gt;</title>" in chart.svg
    assert ">Satu batang</desc>" in chart.svg
    assert (chart.columns, chart.rows) == (DRAWING.columns, DRAWING.rows)


def test_the_data_cannot_bring_markup_and_numbers_are_indonesian() -> None:
    svg = charts.draw({"one": DRAWING})["one"].svg
    assert "<b>" not in svg
    assert "1.000" in svg


def drawings_of_all_parts() -> dict[str, charts.Drawing | None]:
    contents = [part.content for part in annual_parts(annual_figures())]
    found = [part_drawings(content["template"], content["data"]) for content in contents]
    return {name: drawing for drawings_of_part in found for name, drawing in drawings_of_part.items()}


def test_a_chart_keeps_the_content_security_policy() -> None:
    for chart in charts.draw(drawings_of_all_parts()).values():
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=|href=", chart.svg)


def test_identifiers_of_several_charts_on_a_page_differ() -> None:
    drawn = charts.draw({"one": DRAWING, **drawings_of_all_parts()})
    identifiers = [found for chart in drawn.values() for found in re.findall(r'\bid="([^"]+)"', chart.svg)]
    assert len(identifiers) == len(set(identifiers)) > 2 * len(drawn)
    references = {found for chart in drawn.values() for found in re.findall(r"url\(#([^)]+)\)", chart.svg)}
    assert references
    assert references <= set(identifiers)


def test_each_line_of_a_label_is_anchored_by_itself() -> None:
    svg = charts.draw({"status": drawings.status_by_cluster(annual_figures()["clusters"])})["status"].svg
    assert "<tspan" not in svg
    lines = re.findall(r'<text text-anchor="end" [^>]*y="([\d.]+)">([^<]+)</text>', svg)
    assert ("0", "3. Rehabilitasi Sosial,") in lines
    assert ("13", "Pemulangan, dan Reintegrasi Sosial") in lines


def test_nothing_to_show_is_left_out() -> None:
    assert charts.draw({"none": None}) == {}


def test_a_drawn_chart_is_not_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    first = charts.draw({"one": DRAWING})

    def no_process(*_args: object, **_more: object) -> None:
        raise AssertionError("It was cached.")

    monkeypatch.setattr(subprocess, "run", no_process)
    assert charts.draw({"again": DRAWING})["again"].svg == first["one"].svg


def test_the_process_sees_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, Any] = {}
    run = subprocess.run

    def watched(command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
        seen.update(options)
        return run(command, **options)

    monkeypatch.setattr(subprocess, "run", watched)
    charts.draw({"one": DRAWING})
    assert set(seen["env"]) == {"PYTHONIOENCODING"}


def test_a_faulty_specification_is_an_error_of_ours() -> None:
    faulty = charts.Drawing({"mark": 7}, "Rusak", "", (), ())
    with pytest.raises(charts.ChartError):
        charts.draw({"faulty": faulty})


def test_a_slow_process_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts, "SECONDS", 0.01)
    with pytest.raises(charts.ChartError, match="No chart within"):
        charts.draw({"one": DRAWING})
