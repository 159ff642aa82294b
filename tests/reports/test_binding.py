"""Real parts, bound: what a reader sees and follows in the one file."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from weasyprint import HTML

from reports.binding import (
    BindingError,
    Bookmark,
    Bound,
    PartFile,
    bind,
    page_labels,
)
from tests.reports.binding_parts import CHAPTER, attachment, example_head, example_parts, written
from tests.reports.conformance import complaints

TEXTS = ("Laporan Contoh", "Daftar Isi", "Kata pengantar", "Bagian pertama", "Bagian kedua", "Lampiran 1")
NUMBERS = ("", "i", "ii", "1", "2", "3")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("parts")


@pytest.fixture(scope="module")
def parts(folder: Path) -> list[PartFile]:
    return example_parts(folder)


@pytest.fixture(scope="module")
def bound(folder: Path, parts: list[PartFile]) -> Bound:
    return bind(parts, folder / "bound.pdf", example_head())


@pytest.fixture(scope="module")
def opened(folder: Path, bound: Bound) -> Iterator[Any]:
    with pikepdf.open(folder / "bound.pdf") as document:
        yield document


@pytest.fixture(scope="module")
def texts(folder: Path, bound: Bound) -> list[str]:
    document = pypdfium2.PdfDocument(folder / "bound.pdf")
    try:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    finally:
        document.close()


def stamped(page: Any) -> bytes:
    """What the binder drew before and after a page's own content; nothing on an unnumbered one."""
    if isinstance(page.Contents, pikepdf.Stream):
        return b""
    return bytes(page.Contents[0].read_bytes() + page.Contents[2].read_bytes())


def links(document: Any) -> list[tuple[int, Any]]:
    return [(place, note) for place, page in enumerate(document.pages) for note in page.get("/Annots", ())]


def test_pages_follow_in_the_order_of_the_parts(bound: Bound, texts: list[str]) -> None:
    assert bound.pages == 6
    for text, expected in zip(texts, TEXTS, strict=True):
        assert expected in text


def test_two_pages_that_look_the_same_are_both_printed(tmp_path: Path) -> None:
    body = "<p>Tidak ada data.</p>"
    parts = [written(tmp_path, body, PartFile(tmp_path / f"{name}.bagian", "arabic", (), "Sama")) for name in "ab"]
    bind(parts, tmp_path / "bound.pdf", example_head())
    document = pypdfium2.PdfDocument(tmp_path / "bound.pdf")
    assert [page.get_textpage().get_text_range().count("Tidak ada data.") for page in document] == [1, 1]
    document.close()
    with pikepdf.open(tmp_path / "bound.pdf") as bound_again:
        assert dangling(bound_again) == []


def test_a_checker_of_archival_and_accessible_files_is_content(folder: Path, bound: Bound) -> None:
    assert complaints((folder / "bound.pdf").read_bytes()) == []


def test_that_checker_complains_of_a_plain_file() -> None:
    plain = HTML(string="<html lang=id><title>Polos</title><p>Tanpa tanda.").write_pdf()
    assert len(complaints(plain)) > 5


def dangling(document: Any) -> list[Any]:
    """Objects that refer to what was not written: a reader takes such a reference for null, and says nothing."""
    found = [one for one in document.objects if isinstance(one, pikepdf.Dictionary | pikepdf.Stream)]
    drawn = [page.obj.Contents for page in document.pages]
    lists = [one for one in drawn if isinstance(one, pikepdf.Array)]
    return [
        *(one for one in found if None in [value for _key, value in one.items()]),
        *(one for one in lists if None in list(one)),
    ]


def test_nothing_refers_to_what_was_not_written(opened: Any) -> None:
    assert dangling(opened) == []


def test_each_page_bears_its_number_its_mark_and_the_line_of_its_edition(texts: list[str]) -> None:
    for text, number in zip(texts, NUMBERS, strict=True):
        assert text.count("DRAF") == (2 if number else 0), "behind the page and at its foot"
        assert ("Edisi 2 · sha256 0f3a…" in text) == bool(number)
        assert number in text.split()[-8:] if number else True


def test_a_final_edition_bears_no_mark(folder: Path, parts: list[PartFile]) -> None:
    bind(parts, folder / "final.pdf", example_head(watermark=""))
    with pikepdf.open(folder / "final.pdf") as document:
        assert not [page for page in document.pages if b"/Watermark" in stamped(page)]


def test_a_reader_program_calls_pages_as_they_are_numbered(opened: Any) -> None:
    assert [page.label for page in opened.pages] == [*NUMBERS]


def test_stamps_lie_inside_upright_and_wide_pages(folder: Path, opened: Any) -> None:
    boxes = [[float(value) for value in page.MediaBox] for page in opened.pages]
    assert [box[2] > box[3] for box in boxes] == [False] * 5 + [True]
    for page, box in zip(opened.pages, boxes, strict=True):
        for line in stamped(page).splitlines():
            if b" Td " in line:
                x, y = (float(value) for value in line.split(b" Td")[0].split()[-2:])
                assert 20 < x < box[2] - 20
                assert 20 < y < box[3] - 20


def test_links_land_where_their_anchor_is_and_figures_lead_to_their_page(opened: Any) -> None:
    pages = {page.objgen: place for place, page in enumerate(opened.pages)}
    names = pikepdf.NameTree(opened.Root.Names.Dests)
    found = [
        (place, pages[names[str(note.Dest)][0].objgen] if "/Dest" in note else str(note.A.URI))
        for place, note in links(opened)
    ]
    assert found == [
        (1, 3),
        (1, 4),
        (1, 2),
        (4, "https://ran.example.go.id/laporan/telusur/K7M2Q9XD/indikator/7/2024"),
        (5, 4),
    ]


def test_a_link_lands_at_the_height_of_its_anchor(opened: Any) -> None:
    to_table = pikepdf.NameTree(opened.Root.Names.Dests)["tabel-1-1"]
    assert str(to_table[1]) == "/XYZ"
    assert 600 < float(to_table[3]) < 720


def test_anchors_are_known_by_printed_number_and_as_named_destinations(parts: list[PartFile], opened: Any) -> None:
    labels = page_labels(parts)
    expected = {"bab-1": "1", "tabel-1-1": "2", "kata": "ii", "sampul": "", "lampiran-1": "3"}
    assert {anchor: labels[anchor] for anchor in expected} == expected
    names = pikepdf.NameTree(opened.Root.Names.Dests)
    assert set(names) == set(labels)
    assert names["tabel-1-1"][0].objgen == opened.pages[4].objgen


def test_bookmarks_are_nested_and_lead_to_their_pages(opened: Any) -> None:
    with opened.open_outline() as outline:
        tree = [(item.title, [below.title for below in item.children]) for item in outline.root]
        second = outline.root[1].children[1].destination[0]
    sections = ["1.1 Bagian pertama", "1.2 Bagian kedua"]
    assert tree == [("Daftar Isi", []), ("BAB I Pendahuluan", sections), ("LAMPIRAN 1", [])]
    assert second.objgen == opened.pages[4].objgen


def test_the_file_says_what_it_is_once(opened: Any) -> None:
    with opened.open_metadata(update_docinfo=False) as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert "pdfuaid:part" not in metadata
        assert metadata["dc:title"] == str(opened.docinfo.Title) == "Laporan Tahunan – Contoh"
        assert metadata["xmp:CreateDate"] == "2025-04-14T02:05:00Z"
    assert str(opened.docinfo.CreationDate) == "D:20250414020500Z"
    assert (str(opened.Root.Lang), bool(opened.Root.MarkInfo.Marked)) == ("id-ID", True)
    assert opened.Root.ViewerPreferences.DisplayDocTitle
    assert [str(intent.S) for intent in opened.Root.OutputIntents] == ["/GTS_PDFA1"]
    assert bytes(opened.trailer.ID[0]) == bytes(range(16))


def test_attached_data_can_be_read_and_is_named_as_data(folder: Path, parts: list[PartFile]) -> None:
    table = attachment("baris.csv", "Semua baris", "text/csv", b"no;nilai\n" * 100_000)
    bind(parts, folder / "attached.pdf", example_head(attachments=(*example_head().attachments, table)))
    with pikepdf.open(folder / "attached.pdf") as document:
        assert document.attachments["angka.json"].get_file().read_bytes() == b'{"a":1}'
        assert document.attachments["baris.csv"].get_file().read_bytes() == b"no;nilai\n" * 100_000
        assert [str(file.AFRelationship) for file in document.Root.AF] == ["/Data", "/Data"]
        assert str(document.Root.AF[1].EF.F.Subtype) == "/text/csv"


def test_what_two_parts_have_is_in_the_file_once(folder: Path) -> None:
    body = "<h1>Sama</h1><p>Naskah.</p>"
    two = [written(folder, body, PartFile(folder / f"same-{place}", "arabic", (), "Sama")) for place in (1, 2)]
    bind(two, folder / "same.pdf", example_head(watermark="", attachments=()))
    with pikepdf.open(folder / "same.pdf") as document:
        profiles = [o for o in document.objects if isinstance(o, pikepdf.Stream) and "/N" in o and "/Type" not in o]
        fonts = [o for o in document.objects if isinstance(o, pikepdf.Dictionary) and "/FontFile2" in o]
        programs = {font.FontFile2.objgen for font in fonts}
    assert len(profiles) == 1
    assert len(programs) == 3, "two of the parts, each written once, and that of the stamps"


def test_a_link_to_no_part_is_named(folder: Path, parts: list[PartFile]) -> None:
    with pytest.raises(BindingError, match="bagian-1-2"):
        bind([*parts[:1], *parts[3:]], folder / "missing.pdf", example_head())
    assert not [path for path in folder.iterdir() if path.name.startswith("missing.pdf")]


def test_a_bookmark_to_nothing_is_named(folder: Path, parts: list[PartFile]) -> None:
    cover = replace(parts[0], bookmarks=(Bookmark(1, "Hilang", "tidak-ada"),))
    with pytest.raises(BindingError, match="tidak-ada"):
        bind([cover], folder / "missing.pdf", example_head())


def test_an_anchor_that_two_parts_have_is_named(folder: Path, parts: list[PartFile]) -> None:
    other = written(folder, CHAPTER, PartFile(folder / "other.bagian", "arabic", (), "Lain"))
    with pytest.raises(BindingError, match="bab-1"):
        bind([*parts, other], folder / "twice.pdf", example_head())


def test_the_same_parts_and_head_give_the_same_bytes_in_another_process(folder: Path, bound: Bound) -> None:
    program = (
        "import hashlib, sys; from pathlib import Path; from reports.binding import bind\n"
        "from tests.reports.binding_parts import example_head, example_parts\n"
        "out = Path(sys.argv[1]) / 'again.pdf'; bind(example_parts(out.parent), out, example_head())\n"
        "print(hashlib.sha256(out.read_bytes()).hexdigest())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "DJANGO_SETTINGS_MODULE": "tests.settings"}
    again = folder / "again"
    again.mkdir()
    command = [sys.executable, "-c", f"import django; django.setup()\n{program}", str(again)]
    answer = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.strip() == hashlib.sha256((folder / "bound.pdf").read_bytes()).hexdigest()


def test_qpdf_finds_nothing_wrong(opened: Any) -> None:
    assert opened.check_pdf_syntax() == []
