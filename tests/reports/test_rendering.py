"""One real PDF of the annual report: its text is compared with the figures it was given."""

import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import cast

import pikepdf
import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from PIL import ImageChops

from ranpptppo.lib import formats
from ranpptppo.lib.roman import roman
from reports.figures import AnnualFigures
from reports.freezing import canonical
from reports.parts import AFTER_INTRODUCTION, annual_parts
from reports.rendering import ForeignAddressError, OurStaticFiles, page_count, print_part
from tests.reports import page_images
from tests.reports.books import print_book
from tests.reports.sample_figures import annual_figures

CONCLUSION = "Kesimpulan yang ditulis sekretariat.\n\nRekomendasi kepada Presiden."
ABSENT = {"no_data": "BD", "not_applicable": "TB", "unreported": "BL", "awaiting": "MV", "not_yet": "BW"}


@dataclass(frozen=True)
class Printed:
    figures: AnnualFigures
    pdf: bytes
    pages: list[str]  # the text of each page, spaces folded

    def chapter(self, label: str) -> str:
        """The text from the page on which a chapter begins to the one before the next."""
        starts = [
            place for place, text in enumerate(self.pages) if re.search(r"(BAB [IVX]+|LAMPIRAN \d) [A-Z]{2}", text)
        ]
        first = next(place for place in starts if f"{label} " in self.pages[place])
        last = next((place for place in starts if place > first), len(self.pages))
        return " ".join(self.pages[first:last])


def print_report(figures: AnnualFigures) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return print_book(figures, Path(folder)).read_bytes()


def pages_of(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [folded(page.get_textpage().get_text_range()) for page in document]
    finally:
        document.close()


def folded(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("￾", "").replace("\x02", ""))


@pytest.fixture(scope="module")
def printed() -> Printed:
    figures = annual_figures(conclusion=CONCLUSION)
    pdf = print_report(figures)
    return Printed(figures, pdf, pages_of(pdf))


@pytest.fixture(scope="module")
def opened(printed: Printed) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(printed.pdf))


def test_example_and_draft_are_said_on_every_page(printed: Printed) -> None:
    assert page_count(printed.pdf) == len(printed.pages) > 30
    for number, text in enumerate(printed.pages, start=1):
        assert "CONTOH" in text, number
        assert "DRAF" in text, number


def test_the_first_chapter_has_the_applications_to_lpsk_with_their_sum(printed: Printed) -> None:
    chapter = printed.chapter("BAB I")
    for year, value in (("2020", "203"), ("2021", "147"), ("2022", "150"), ("2023", "1.297"), ("2024", "576")):
        assert f"{year} {value} setahun penuh" in chapter
    assert "Jumlah 2.373" in chapter
    assert "pantau.com/nasional/283227" in chapter


def test_sums_are_computed_where_the_source_added_wrongly(printed: Printed) -> None:
    chapter = printed.chapter("BAB I")
    assert "Jumlah 56.540" in chapter
    assert "sumber menulis jumlah 56.086" in chapter


def test_a_series_whose_years_do_not_add_up_has_no_sum(printed: Printed) -> None:
    series = next(s for s in printed.figures["statistics"] if s["title"] == "Perkara TPPO ditangani Polri")
    assert series["total"] is None
    assert "1.905" not in printed.chapter("BAB I")


def test_each_cluster_has_its_chapter_with_the_names_of_its_year(printed: Printed) -> None:
    for place, cluster in enumerate(printed.figures["clusters"], AFTER_INTRODUCTION):
        chapter = printed.chapter(f"BAB {roman(place)}")
        assert cluster["name"].upper() in chapter
        for organization in cluster["leads"]:
            assert organization["name"] in chapter
            assert organization["footnote"] in chapter


def test_each_cluster_table_prints_every_achievement_and_score(printed: Printed) -> None:
    for place, cluster in enumerate(printed.figures["clusters"], AFTER_INTRODUCTION):
        printed_numbers = Counter(re.findall(r"[\d.]+,\d\d", printed.chapter(f"BAB {roman(place)}")))
        indicators = [indicator for action in cluster["actions"] for indicator in action["indicators"]]
        wanted = [i["achievement"] for i in indicators] + [cluster["score"]] + [a["score"] for a in cluster["actions"]]
        for number, times in Counter(written(value) for value in wanted if value is not None).items():
            assert printed_numbers[number] >= times, (cluster["name"], number)


def test_the_matrix_prints_target_and_actual_of_every_year(printed: Printed) -> None:
    matrix = printed.chapter("LAMPIRAN 1")
    assert matrix.count("Penanggung jawab") >= 4, "heads repeat on each page"
    for row in printed.figures["matrix"]:
        cells = [cell for year in row["years"] for cell in (year["target"]["value"], year["actual"]["value"])]
        if row["measure"] == "milestone" or None in cells:
            continue
        assert " ".join(number(cell) for cell in cells) in matrix, row["indicator"]


def test_what_is_no_value_is_said_in_letters_that_the_matrix_explains(printed: Printed) -> None:
    matrix = printed.chapter("LAMPIRAN 1")
    found = Counter(re.findall(r"\b(BL|BD|TB|MV|BW)\b", matrix))
    states = Counter(ABSENT.get(y["actual"]["state"], "") for row in printed.figures["matrix"] for y in row["years"])
    for letters in ABSENT.values():
        assert found[letters] == states[letters] + 1, "one more in the key above the table"


def test_budget_tables_print_whole_rupiah(printed: Printed) -> None:
    chapter = printed.chapter("BAB XIII")
    for row in [*printed.figures["budget"]["by_source"], *printed.figures["budget"]["by_cluster"]]:
        line = f"{formats.number(row['allocated'])} {formats.number(row['realized'])} {written(row['absorption'])}%"
        assert line in chapter


def test_a_revised_target_is_marked_with_its_first_version(printed: Printed) -> None:
    expected = "Target semula 550, diubah 12 Jun 2024: penyesuaian anggaran (disetujui Kemenko PMK)."
    assert expected in printed.chapter("BAB II")


def test_the_written_conclusion_is_printed(printed: Printed) -> None:
    assert "Kesimpulan yang ditulis sekretariat. Rekomendasi kepada Presiden." in printed.chapter("BAB XIV")


def test_contents_and_lists_name_the_page_on_which_each_chapter_begins(printed: Printed) -> None:
    contents = " ".join(text for text in printed.pages[:12] if "DAFTAR" in text or "Daftar Isi" in text)
    body = next(place for place, text in enumerate(printed.pages) if "BAB I PENDAHULUAN" in text)
    for place, cluster in enumerate(printed.figures["clusters"], AFTER_INTRODUCTION):
        label = f"BAB {roman(place)} "
        start = next(p for p, text in enumerate(printed.pages) if f"{label}{cluster['name'].upper()}" in text)
        assert re.search(rf"{label}{re.escape(cluster['name'])} ?\.+ {start - body + 1}\b", contents), label


def test_front_pages_have_roman_numbers_and_the_first_chapter_begins_at_1(printed: Printed) -> None:
    summary = next(text for text in printed.pages if "RINGKASAN EKSEKUTIF" in text)
    assert re.search(r"CONTOH · DRAF iii Edisi", summary)
    first = next(text for text in printed.pages if "BAB I PENDAHULUAN" in text)
    assert re.search(r"CONTOH · DRAF 1 Edisi", first)


def test_the_file_is_a_tagged_archive_in_indonesian_with_bookmarks(opened: pikepdf.Pdf) -> None:
    with opened.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert metadata["dc:title"] == "Laporan Tahunan Pelaksanaan RAN PPTPPO Tahun 2024"
    assert opened.Root.MarkInfo.Marked
    assert str(opened.Root.Lang) == "id-ID"
    with opened.open_outline() as outline:
        titles = [item.title for item in outline.root]
    assert "BAB II Pencegahan" in titles
    assert titles[-1] == "LAMPIRAN 4 Glosarium"


def test_headings_begin_with_the_first_level_and_leave_none_out(opened: pikepdf.Pdf) -> None:
    levels = [int(str(node.S)[2]) for node in structure(opened.Root.StructTreeRoot) if re.match("/H[1-6]", str(node.S))]
    assert levels[0] == 1
    assert [(above, below) for above, below in pairwise(levels) if below > above + 1] == []


def test_nothing_is_painted_that_is_neither_tagged_nor_an_artifact(opened: pikepdf.Pdf) -> None:
    for page in opened.pages:
        depth, painted = 0, {"Tj", "TJ", "f", "f*", "S", "B", "Do", "sh"}
        for _, operator in pikepdf.parse_content_stream(page):
            depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(str(operator), 0)
            assert depth or str(operator) not in painted
        assert page.obj.Tabs == "/S"
        assert all("/Contents" in one and "/StructParent" in one for one in page.obj.get("/Annots", []))


@pytest.mark.parametrize("name", ["cover", "cluster", "matrix", "matrix_continued"])
def test_pages_look_as_the_approved_ones(name: str, printed: Printed) -> None:
    drawn = page_images.page_image(printed.pdf, page_images.places(printed.pages)[name])
    assert page_images.largest_difference(drawn, page_images.approved(name)) < page_images.MOST_OF_A_BLOCK


def test_a_page_whose_lines_moved_is_noticed() -> None:
    page = page_images.approved("cluster")
    moved = ImageChops.offset(page, 0, 5)
    assert page_images.largest_difference(page, moved) > page_images.MOST_OF_A_BLOCK


def test_every_picture_has_a_text(opened: pikepdf.Pdf) -> None:
    pictures = [node for node in structure(opened.Root.StructTreeRoot) if node.get("/S") == "/Figure"]
    assert len(pictures) > 10
    assert all(str(node.get("/Alt", "")) for node in pictures)


def test_the_figures_travel_inside_the_file(printed: Printed, opened: pikepdf.Pdf) -> None:
    embedded = opened.attachments["angka.json"].get_file().read_bytes()
    assert embedded == canonical(printed.figures)
    assert json.loads(embedded) == printed.figures


def test_the_same_figures_give_the_same_bytes_in_another_process(printed: Printed) -> None:
    program = (
        "import sys, json, hashlib, django, tempfile, pathlib; django.setup()\n"
        "from tests.reports.books import print_book\n"
        "path = print_book(json.load(sys.stdin), pathlib.Path(tempfile.mkdtemp()))\n"
        "print(hashlib.sha256(path.read_bytes()).hexdigest())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "DJANGO_SETTINGS_MODULE": "tests.settings"}
    answer = subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps(printed.figures),
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.strip() == hashlib.sha256(printed.pdf).hexdigest()


def test_a_final_report_of_a_real_plan_bears_no_mark() -> None:
    figures = annual_figures(is_final=True, is_example=False)
    pages = pages_of(print_report(shortened(figures)))
    assert not [text for text in pages if "CONTOH" in text or "DRAF" in text]


def test_a_year_with_nothing_in_it_says_so() -> None:
    figures = emptied(annual_figures())
    text = " ".join(pages_of(print_report(figures)))
    for sentence in (
        "Belum ada statistik terpublikasi yang dicatat.",
        "Tidak ada kegiatan di luar rencana aksi yang dilaporkan pada tahun 2024.",
        "Belum ada anggaran yang dicatat.",
        "Kesimpulan dan rekomendasi belum ditulis.",
        "Rencana ini tidak memuat indikator.",
        "tidak ada laporan jatuh tempo yang belum disampaikan.",
    ):
        assert sentence in text
    assert "Skor pelaksanaan" not in text


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://127.0.0.1/css/report.css",
        "https://static.invalid/css/report.css",
        "http://static.invalid/../manage.py",
        "http://static.invalid/%2e%2e/manage.py",
        "http://static.invalid//etc/passwd",
        "http://static.invalid/css/missing.css",
        "data:text/css,body{}",
    ],
)
def test_nothing_but_our_static_files_is_opened(address: str) -> None:
    with pytest.raises(ForeignAddressError):
        OurStaticFiles().fetch(address)


def test_our_static_files_are_opened() -> None:
    answer = OurStaticFiles().fetch("http://static.invalid/css/report.css")
    assert b"@page" in answer.read()


def structure(node: pikepdf.Object) -> list[pikepdf.Dictionary]:
    """The nodes of the tag tree under `node`."""
    children: pikepdf.Object = node.get("/K", pikepdf.Array())
    nodes: list[pikepdf.Dictionary] = []
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            nodes += [child, *structure(child)]
    return nodes


def number(value: str | None) -> str:
    return formats.number(Decimal(value or 0))


def written(value: str | None) -> str:
    return formats.number(Decimal(value or 0), places=2)


def shortened(figures: AnnualFigures) -> AnnualFigures:
    """One cluster and five rows: enough pages of each kind."""
    return {**figures, "clusters": figures["clusters"][:1], "matrix": figures["matrix"][:5]}


def emptied(figures: AnnualFigures) -> AnnualFigures:
    """An interim plan in which nobody has reported anything yet."""
    nothing = {"allocated": 0, "realized": 0, "absorption": None, "lines_reported": 0, "lines": 0}
    none = {"count": 0, "total": 0, "percent": None}
    empty = {
        "plan": {**figures["plan"], "is_scored": False, "legal_basis": ""},
        "national": {
            **figures["national"],
            "score": None,
            "budget": nothing,
            "completeness": {"filed": none, "on_time": none, "on_time_extended": 0, "backfilled": 0},
        },
        "budget": {"total": nothing, "by_source": [], "by_cluster": [], "by_organization": []},
        "clusters": [],
        "outside_plan": [],
        "statistics": [],
        "trend": [],
        "matrix": [],
        "not_reported": [],
        "legal_bases": [],
    }
    return cast("AnnualFigures", {**figures, **empty})


def test_fonts_are_handed_out_unpacked_with_their_glyphs_unchanged() -> None:
    name = "fonts/noto-sans-latin-400-normal.woff2"
    packed = TTFont(Path("static") / name)
    unpacked = TTFont(BytesIO(OurStaticFiles().fetch(f"http://static.invalid/{name}").read()))
    assert packed.flavor == "woff2"
    assert unpacked.flavor is None
    assert unpacked["cmap"].getBestCmap() == packed["cmap"].getBestCmap()
    assert unpacked["glyf"]["a"] == packed["glyf"]["a"]


def test_digits_of_our_fonts_stand_under_each_other() -> None:
    """The style sheet asks for no tabular figures: Pango never frees what WeasyPrint asks of it for such a text."""
    for path in sorted(Path("static/fonts").glob("*.woff2")):
        font = TTFont(path)
        widths, glyphs = font["hmtx"], font.getBestCmap()
        assert len({widths[glyphs[ord(digit)]][0] for digit in "0123456789"}) == 1, path.name


def test_a_part_looks_the_same_whatever_was_printed_before_it() -> None:
    first, *_others, last = list(annual_parts(shortened(annual_figures())))
    printed = print_part(first.content).fragment
    print_part(last.content)
    assert print_part(first.content).fragment == printed
