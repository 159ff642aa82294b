"""The letter, the foreword and the chapters across the clusters: printed text against figures."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest

from ranpptppo.lib import formats
from reports.figures import AnnualFigures
from reports.figures_chapters import LensFigures
from reports.parts import annual_parts
from tests.reports.sample_figures import annual_figures
from tests.reports.sample_parts import organization
from tests.reports.test_rendering import Printed, pages_of, print_report, written
from tests.reports.test_scoped_figures import html_of


@pytest.fixture(scope="module")
def printed() -> Printed:
    figures = annual_figures(conclusion="Selesai.")
    pdf = print_report(figures)
    return Printed(figures, pdf, pages_of(pdf))


def test_the_letter_stands_after_the_cover_with_the_figures_of_the_nation(printed: Printed) -> None:
    letter, national = printed.pages[1], printed.figures["national"]
    assert "Yth. Presiden Republik Indonesia" in letter
    assert f"{national['actions']} aksi dengan {national['indicators']} indikator" in letter
    assert f"Skor pelaksanaan {written(national['score'])} dari 100" in letter
    assert f"Rp{formats.number(national['budget']['allocated'])}" in letter
    assert (
        "15 dari 20 wajib lapor menyampaikan semua laporannya yang jatuh tempo, 4 sebagian, dan 1 belum satu" in letter
    )
    assert "20 dari 38 provinsi dan 101 dari 514 kabupaten/kota" in letter


def test_figures_frozen_before_say_of_those_alone_who_filed_everything() -> None:
    figures = annual_figures()
    assert ">15 dari 20 wajib lapor menyampaikan semua laporannya yang jatuh tempo, 4 sebagian" in summary_of(figures)
    coverage = figures["national"]["coverage"]
    del coverage["organizations_filed_some"], coverage["organizations_filed_none"]
    assert ">15 dari 20 wajib lapor menyampaikan semua laporannya yang jatuh tempo</a>" in summary_of(figures)


def summary_of(figures: AnnualFigures) -> str:
    return html_of(figures)["Ringkasan Eksekutif"]


def test_a_foreword_that_nobody_wrote_is_said_to_be_missing_in_a_preview_alone(printed: Printed) -> None:
    assert "KATA PENGANTAR" not in " ".join(printed.pages)
    preview = {part.key: part for part in annual_parts({**printed.figures, "edition": 0})}
    assert preview["pengantar"].content["data"]["text"] == ""


def test_every_province_stands_in_the_chapter_with_its_task_force_and_plan(printed: Printed) -> None:
    chapter, regions = printed.chapter("BAB X"), printed.figures["regions"]
    for row in regions["provinces"]:
        force = " ".join(part for part in (row["task_force"]["label"], row["task_force"]["document"]) if part)
        assert f"{row['code']} {row['name']} {force} {row['stage']['label']} {row['filing']}" in chapter
    total = regions["provinces_total"]
    assert f"berlaku di {total['task_forces']} dari 38 provinsi dan 251 dari 514 kabupaten/kota" in chapter
    assert f"belum ada gugus tugas di {total['no_task_force']} dari 38 provinsi" in chapter
    assert "2171 Kota Batam (Kepulauan Riau) – ya – ya" in chapter
    assert "berlaku di 10 dari 38 provinsi" in printed.chapter("BAB I")


def of_kind(figures: AnnualFigures, kind: str) -> Iterable[LensFigures]:
    return (lens for lens in figures["lenses"] if lens["kind"] == kind)


@pytest.mark.parametrize(("label", "kind"), [("BAB XI", "sector"), ("BAB XII", "principle")])
def test_a_lens_prints_its_numbers_and_what_it_does_not_cover(printed: Printed, label: str, kind: str) -> None:
    chapter = printed.chapter(label)
    for lens in of_kind(printed.figures, kind):
        score = "–" if lens["score"] is None else written(lens["score"])
        assert f"{lens['label']} {len(lens['actions'])} {lens['indicators']} {score}" in chapter
        for cluster in lens["missing_clusters"]:
            assert f"{cluster['number']}. {cluster['name']}" in chapter


def test_figures_frozen_before_these_chapters_are_cut_without_them() -> None:
    figures = annual_figures()
    del figures["regions"], figures["lenses"]
    titles = [part.title for part in annual_parts(figures)]
    assert "Bab X Anggaran" in titles


def test_what_organizations_wrote_outside_the_plan_stands_under_their_own_activity() -> None:
    figures = annual_figures()
    told = []
    for key, code in enumerate(("KEMENPPPA", "KEMENSOS", "POLRI"), start=2000):
        body = organization(code)
        text = {"period": "Triwulan IV 2024", "good_practice": "", "obstacle": "", "follow_up": ""}
        words = {**text, "organization": body, "achievement": f"Uraian {code}"}
        about = {"id": key, "number": "", "title": f"Kampanye {code}", "leads": [body], "narratives": [words, words]}
        told.append({**figures["outside_plan"][0], **about})
    figures["outside_plan"] = told  # type: ignore[assignment]
    page = next(page for title, page in html_of(figures).items() if title.endswith("di Luar RAN"))
    found = re.findall(r"<h3>(Kampanye \w+) <span[^>]*>\(([^)]+)\)</span></h3>|<p>(Uraian \w+)</p>", page)
    assert [one for parts in found for one in parts if one] == [
        *("Kampanye KEMENPPPA", "Kemen PPPA", "Uraian KEMENPPPA", "Uraian KEMENPPPA"),
        *("Kampanye KEMENSOS", "Kemensos", "Uraian KEMENSOS", "Uraian KEMENSOS"),
        *("Kampanye POLRI", "Polri", "Uraian POLRI", "Uraian POLRI"),
    ]
