"""Every figure that a chapter prints with a link is answered by the page that tells it: without printing a page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote

import pytest
from django.template.loader import render_to_string

from ranpptppo.lib import formats
from reports.outline import Outline
from reports.part_writer import Part
from reports.parts import annual_parts
from reports.parts_five_year import five_year_parts
from reports.provenance import Trace, UnknownFigure, trace_of
from tests.reports.sample_figures import annual_figures
from tests.reports.synthetic import Size, make_plan
from tests.reports.test_summaries_five_year import frozen

LINK = re.compile(r'href="http://telusur\.invalid/([^"]+)/"')


def html_of(part: Part) -> str:
    content = part.content
    outline = Outline(chapters=content["chapters"], appendices=content["appendices"])
    frame = {"template": content["template"], "layout": content["layout"], "head": content["head"]}
    return render_to_string(
        "reports/pdf/part.html", {**content["data"], **frame, "outline": outline, "charts": {}, "qr": ""}
    )


def paths_in(parts: Iterable[Part]) -> set[str]:
    return {unquote(path) for part in parts for path in LINK.findall(html_of(part))}


def told(figures: Any, path: str) -> dict[str, str]:
    return dict(trace_of(figures, path).values)


def test_every_link_of_an_annual_report_is_answered() -> None:
    figures = annual_figures()
    paths = paths_in(annual_parts(figures))
    wanted = {"daerah/gugus-tugas", "daerah/rad", "daerah/pelaporan", "daerah/53", "statistik/1"}
    wanted |= {f"prinsip/{lens['value']}/skor" for lens in figures["lenses"] if lens["kind"] == "principle"}
    wanted |= {f"sektor/{lens['value']}/anggaran" for lens in figures["lenses"] if lens["kind"] == "sector"}
    assert wanted <= paths
    for path in sorted(paths):
        trace = trace_of(figures, path)
        assert trace.values, path
        assert trace.formula, path
        answered(figures, trace)


def test_every_link_of_a_five_year_report_is_answered(db: None) -> None:
    figures: Any = frozen(make_plan(Size(actions=8, organizations=4)))
    figures["statistics"] = annual_figures()["statistics"]
    paths = paths_in(five_year_parts(figures))
    assert {"anggaran/sumber/apbn/2021", "rencana/revisi", "statistik/1"} <= paths
    for path in sorted(paths):
        trace = trace_of(figures, path)
        assert trace.values, path
        answered(figures, trace)


def answered(figures: Any, trace: Trace) -> None:
    """What a telling leads on to is told too."""
    further = [cell.path for table in trace.tables for row in table.rows for cell in row if cell.path]
    for path in [*further, *(path for _title, path in trace.parents)]:
        assert trace_of(figures, path).title


def test_a_chapter_of_regions_is_told_as_it_is_printed() -> None:
    figures = annual_figures()
    regions = figures["regions"]
    total, forces = regions["provinces_total"], told(figures, "daerah/gugus-tugas")
    name = "Provinsi dengan gugus tugas yang berlaku"
    assert forces[name] == f"{total['task_forces']} dari {total['regions']}"
    table = trace_of(figures, "daerah/gugus-tugas").tables[0]
    labels = [row["task_force"]["label"] for row in regions["provinces"]]
    assert [row[2].text for row in table.rows] == labels
    reports = trace_of(figures, "daerah/pelaporan").tables[0]
    assert len(reports.rows) == total["with_plan"]
    province = next(row for row in regions["provinces"] if row["score"] is not None)
    assert told(figures, f"daerah/{province['code']}")["Skor RAD"] == str(province["score"]).replace(".", ",")


def test_a_lens_is_told_with_its_actions_and_its_lines() -> None:
    figures: Any = annual_figures()
    lens = next(lens for lens in figures["lenses"] if lens["kind"] == "sector")
    score = trace_of(figures, f"sektor/{lens['value']}/skor")
    assert len(score.tables[0].rows) == lens["actions_scored"]
    assert dict(score.values)["Skor"] == lens["score"].replace(".", ",")
    budget = told(figures, f"sektor/{lens['value']}/anggaran")
    assert budget["Pagu"] == formats.rupiah(lens["budget"]["allocated"])


def test_a_cell_of_the_budget_is_told_as_it_is_printed(db: None) -> None:
    figures: Any = frozen(make_plan(Size(actions=8, organizations=4)))
    row = figures["budget"]["by_organization"][0]
    place = next(place for place, spent in enumerate(row["years"]) if spent is not None)
    found = told(figures, f"anggaran/instansi/{row['key']}/{figures['years'][place]}")
    assert found["Realisasi"] == formats.rupiah(row["years"][place]["realized"])


@pytest.mark.parametrize(
    "path", ["daerah/00", "prinsip/tidak_ada/skor", "sektor/gender/skor", "statistik/0", "statistik/99"]
)
def test_there_is_no_telling_of_what_no_chapter_has(path: str) -> None:
    with pytest.raises(UnknownFigure):
        trace_of(annual_figures(), path)


def test_editions_frozen_before_there_were_such_chapters_have_no_telling_of_them() -> None:
    figures: Any = annual_figures()
    del figures["regions"], figures["lenses"]
    for path in ("daerah/rad", "daerah/53", "sektor/fisheries/skor"):
        with pytest.raises(UnknownFigure):
            trace_of(figures, path)
