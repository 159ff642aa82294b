"""A five-year report on paper: its text is compared with the figures it was given; which parts it has."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote

import pikepdf
import pytest

from clusters.models import User
from ranpptppo.lib import formats
from reports import assembly
from reports.enums import ReportKind
from reports.figures_five_year import FiveYearFigures, NeverDone
from reports.models import Report
from reports.part_writer import Part, only
from reports.parts_five_year import LEFT, five_year_parts
from reports.parts_matrix import MATRIX_ROWS
from reports.provenance import UnknownFigure, trace_of
from reports.services import request_report
from tests.cast import World
from tests.reports.books import print_alone, print_book
from tests.reports.conformance import complaints
from tests.reports.synthetic import Size, make_plan
from tests.reports.test_provenance import addresses_in
from tests.reports.test_rendering import pages_of
from tests.reports.test_summaries_five_year import frozen
from tests.reports.test_traced_links import html_of


@pytest.fixture
def figures(db: None) -> FiveYearFigures:
    return frozen(make_plan(Size(actions=14, organizations=5)), conclusion="Membaik.\n\nMasukan: data dasar dahulu.")


def undone(figures: FiveYearFigures) -> NeverDone:
    """As if the first action had never been done; the synthetic plan has none."""
    row = figures["matrix"][0]
    return {
        "cluster_number": row["cluster_number"],
        "cluster_name": row["cluster_name"],
        "number": row["number"],
        "title": row["title"],
        "leads": [row["lead"]],
        "counts": {**dict.fromkeys(figures["over_plan"]["counts"], 0), "unreported": 2, "no_data": 1},
        "obstacles": [{"organization": row["lead"], "period": "Triwulan I 2024", "text": "Anggaran diblokir."}],
    }


def decimals(value: str | None) -> str:
    return "–" if value is None else value.replace(".", ",")


@pytest.mark.lane("sqlite")
def test_the_print_says_what_the_figures_say(figures: FiveYearFigures, tmp_path: Path) -> None:
    figures["never_done"] = [undone(figures)]
    path = print_book(figures, tmp_path)
    assert complaints(path.read_bytes()) == []
    pages = pages_of(path.read_bytes())
    text = " ".join(pages)
    assert "Laporan Lima Tahunan" in pages[0]
    assert "Tahun 2020–2024" in pages[0]
    over, spent = figures["over_plan"], figures["budget"]["total"]["total"]
    assert "Yth. Presiden Republik Indonesia" in pages[1]
    assert f"{over['actions']} aksi dengan {len(figures['matrix'])} indikator" in pages[1]
    assert f"Skor pelaksanaan selama rencana {decimals(over['score'])} dari 100" in pages[1]
    assert f"Rp{formats.number(spent['allocated'])} selama rencana" in pages[1]
    filed = figures["national"]["coverage"]
    parts = [filed[key] for key in ("organizations_filed", "organizations_filed_some", "organizations_filed_none")]  # type: ignore[literal-required]
    assert sum(parts) == filed["organizations_due"]
    said = (
        f"{parts[0]} dari {sum(parts)} wajib lapor menyampaikan semua laporannya yang jatuh tempo, {parts[1]} sebagian"
    )
    assert said in pages[1]
    assert "Skor " + " ".join(decimals(row["score"]) for row in figures["trend"]) in text
    achieved = " ".join(str(row["counts"]["achieved"]) for row in figures["trend"])
    assert f"Indikator tercapai {achieved}" in text
    for cluster in figures["clusters"]:
        scores = [row["score"] for row in cluster["trend"]] + [cluster["over_plan"]["score"]]
        assert f"{cluster['name']} " + " ".join(decimals(score) for score in scores) in text
    for change in figures["revised_targets"]:
        assert change["reason"] in text
        assert formats.date_short(date.fromisoformat(change["approved_on"])) in text
    total = figures["budget"]["total"]
    for year, row in zip(figures["years"], total["years"], strict=True):
        assert row is not None
        assert f"{year} {formats.number(row['allocated'])} {formats.number(row['realized'])}" in text
    assert f"Jumlah {formats.number(total['total']['allocated'])} {formats.number(total['total']['realized'])}" in text
    unit = formats.money_unit(max(total["total"]["allocated"], total["total"]["realized"]))
    assert f"tahun 2020–2024 ({unit})" in text
    for spent in (*figures["budget"]["by_source"], *figures["budget"]["by_cluster"]):
        assert f"{formats.in_money_unit(spent['total']['allocated'], unit)} " in text, spent["label"]
    assert "Masukan: data dasar dahulu." in text
    assert "bertarget: 2 belum lapor dan 1 belum ada data." in text
    assert "Kendala menurut" in text
    assert "Anggaran diblokir." in text
    for row in figures["matrix"]:
        if row["over_plan"] is not None:
            assert decimals(row["over_plan"]) in text
    links = addresses_in(path.read_bytes())
    assert links
    for link in sorted(links):
        trace = trace_of(cast("Any", figures), unquote(link.partition(f"/{figures['short_code']}/")[2]).strip("/"))
        assert trace.values, link
    with pikepdf.open(BytesIO(path.read_bytes())) as document:
        assert json.loads(next(iter(document.attachments.values())).get_file().read_bytes()) == figures
        assert str(document.docinfo["/Title"]) == figures["title"]


def test_each_figure_is_told_as_it_is_printed(figures: FiveYearFigures) -> None:
    def told(path: str) -> dict[str, str]:
        return dict(trace_of(cast("Any", figures), path).values)

    cluster, row = figures["clusters"][0], figures["matrix"][0]
    assert told("rencana/skor")["Skor selama rencana"] == decimals(figures["over_plan"]["score"])
    assert told(f"klaster/{cluster['number']}/rencana")["Skor selama rencana"] == decimals(
        cluster["over_plan"]["score"]
    )
    assert told(f"klaster/{cluster['number']}/tren/2021")["Skor"] == decimals(cluster["trend"][1]["score"])
    assert told("rencana/anggaran")["Pagu"] == formats.rupiah(figures["budget"]["total"]["total"]["allocated"])
    source = figures["budget"]["by_source"][0]
    assert told(f"anggaran/sumber/{source['key']}")["Realisasi"] == formats.rupiah(source["total"]["realized"])
    assert told(f"indikator/{row['id']}/rencana")["Satuan"] == row["unit"]
    for unknown in ("nasional/skor", "tren/2019", "klaster/99/rencana", "indikator/0/rencana", "anggaran/kas/apbn"):
        with pytest.raises(UnknownFigure):
            told(unknown)


def keys(parts: list[Part]) -> list[str]:
    return [part.key for part in parts]


def test_the_parts_stand_in_the_order_of_the_report(figures: FiveYearFigures) -> None:
    parts = list(five_year_parts(figures))
    assert keys(parts)[:5] == ["sampul", "surat", "imprint", "ringkasan", "bab-1"]
    titles = [part.title.split(" ", 2)[2] for part in parts if part.key.startswith("bab-")]
    assert titles == [
        "Pendahuluan",
        *(cluster["name"] for cluster in figures["clusters"]),
        "Perubahan Penanggung Jawab",
        "Target yang Direvisi",
        "Aksi yang Tidak Terlaksana dan Sebabnya",
        "Anggaran Lima Tahun",
        "Kesimpulan dan Masukan bagi Rencana Berikutnya",
    ]
    summary = next(part.content["data"]["figures"] for part in parts if part.key == "ringkasan")
    romans = [part.title.split()[1] for part in parts if part.key.startswith("bab-")]
    assert [cluster["roman"] for cluster in summary["clusters"]] == romans[1 : 1 + len(figures["clusters"])]


def test_a_long_cluster_goes_on_in_further_parts_with_every_row_once(figures: FiveYearFigures) -> None:
    row, number = figures["matrix"][0], 2 * MATRIX_ROWS + 1
    figures["matrix"] = [{**row, "indicator": f"Indikator {place}"} for place in range(number)]
    parts = [part for part in five_year_parts(figures) if part.content["template"].endswith("_course_cluster.html")]
    assert keys(parts)[:3] == ["bab-2", "bab-2-0002", "bab-2-0003"]
    printed = [row["indicator"] for part in parts for row in part.content["data"]["rows"]]
    assert printed == [row["indicator"] for row in figures["matrix"]]


def test_a_conclusion_that_is_not_written_says_so(figures: FiveYearFigures) -> None:
    parts = list(five_year_parts({**figures, "conclusion": ""}))
    (closing,) = [part for part in parts if part.content["template"].endswith("five_year/_conclusion.html")]
    printed = assembly.rendering.print_part(closing.content)
    assert [heading["title"] for heading in printed.outline["headings"]] == [
        "Kesimpulan dan Masukan bagi Rencana Berikutnya",
        "Kesimpulan dan masukan",
        "Yang diwariskan kepada rencana berikutnya menurut angka",
    ]


PARAGRAPH = (
    "Pelaksanaan rencana aksi menurut laporan instansi membaik dari tahun ke tahun, terutama pada pencegahan. " * 4
)


@pytest.mark.lane("sqlite")
@pytest.mark.parametrize("ends_with", ["text", "table"])
def test_the_signature_never_stands_alone_on_a_page(figures: FiveYearFigures, ends_with: str, tmp_path: Path) -> None:
    """At the first length that needs a second page, the signature alone would stand on it."""
    closing = next(part for part in five_year_parts(figures) if part.content["template"].endswith("/_conclusion.html"))
    row = {**only(figures["matrix"][0], *LEFT), "indicator": "Jumlah kegiatan sosialisasi " * 4}
    for length in range(3, 20):
        long = (
            {"left": [row] * length} if ends_with == "table" else {"advice": f"<p>{PARAGRAPH}</p>" * length, "left": []}
        )
        data = {**closing.content["data"], **long}
        pages = pages_of(print_alone(replace(closing, content={**closing.content, "data": data}), tmp_path))
        if len(pages) > 1:
            break
    assert len(pages) == 2
    before = pages[1].partition("(…")[0]
    assert ("Jumlah kegiatan" if ends_with == "table" else "disetujui setelah batas waktunya") in before


def test_a_plan_without_an_action_is_told_no_success(figures: FiveYearFigures) -> None:
    empty: Any = {**figures, "matrix": [], "never_done": [], "not_reported": []}
    empty["over_plan"] = {**figures["over_plan"], "actions": 0, "score": None}
    parts = {part.key: part for part in five_year_parts(empty)}
    closing = next(key for key, part in parts.items() if part.content["template"].endswith("/_conclusion.html"))
    html = " ".join(html_of(parts[key]) for key in ("ringkasan", closing))
    assert "Rencana ini tidak memuat aksi." in html
    assert "Rencana ini tidak memuat indikator, sehingga" in html
    assert "Dari 0 indikator" not in html


def test_the_kind_decides_what_is_frozen_and_how_it_is_cut(world: World, secretariat: User) -> None:
    def asked(kind: str) -> Report:
        facts = {"plan": world.plan, "year": 2024, "cut_off_on": date(2024, 6, 2), "conclusion": "", "by": secretariat}
        report = request_report(kind=kind, **facts)  # type: ignore[arg-type]
        report.claim(at=datetime(2024, 6, 3, tzinfo=UTC))
        assembly.freeze(report)
        assembly.cut(report)
        return report

    annual, five_year = asked(ReportKind.ANNUAL), asked(ReportKind.FIVE_YEAR)
    assert (annual.edition, five_year.edition) == (1, 1)  # each kind counts its own
    assert five_year.figures is not None
    assert five_year.figures["kind"] == "five_year"
    assert five_year.file_name == "Laporan-Lima-Tahunan-GT-PPTPPO-2024-v1.pdf"
    assert list(five_year.parts.values_list("key", flat=True)) == keys(list(five_year_parts(five_year.figures)))  # type: ignore[arg-type]
    templates = [part.section.content_read["template"] for part in annual.parts.all()]
    assert not [template for template in templates if "five_year" in template]
