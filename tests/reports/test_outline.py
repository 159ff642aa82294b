"""Numbering of chapters, sections, tables, figures and sources."""

import pytest

from ranpptppo.lib.roman import roman
from reports.outline import Outline


@pytest.mark.parametrize(
    ("number", "letters"), [(1, "I"), (4, "IV"), (8, "VIII"), (9, "IX"), (14, "XIV"), (39, "XXXIX")]
)
def test_chapters_are_counted_in_roman_numerals(number: int, letters: str) -> None:
    assert roman(number) == letters


def test_tables_and_figures_start_again_in_each_chapter() -> None:
    outline = Outline()
    outline.chapter("Pendahuluan")
    assert [outline.table("a").label, outline.table("b").label, outline.figure("c").label] == [
        "Tabel 1.1",
        "Tabel 1.2",
        "Gambar 1.1",
    ]
    chapter = outline.chapter("Pencegahan")
    assert (chapter.label, outline.section("Sasaran").label, outline.table("d").label) == ("BAB II", "2.1", "Tabel 2.1")


def test_the_summary_and_the_appendices_have_numbers_of_their_own() -> None:
    outline = Outline()
    outline.front("Ringkasan Eksekutif")
    assert outline.table("a").label == "Tabel R.1"
    outline.chapter("Pendahuluan")
    assert outline.appendix("Matriks").label == "LAMPIRAN 1"
    assert outline.table("b").label == "Tabel L1.1"


def test_every_anchor_is_used_once() -> None:
    outline = Outline()
    for title in ("satu", "dua", "tiga"):
        outline.chapter(title)
        outline.section("bagian")
        outline.table("tabel")
        outline.figure("gambar")
    anchors = [entry.anchor for entry in outline.headings] + [c.anchor for c in [*outline.tables, *outline.figures]]
    assert len(set(anchors)) == len(anchors) == 12


def test_a_source_keeps_its_number() -> None:
    outline = Outline()
    assert [outline.source("a"), outline.source("b"), outline.source("a")] == [1, 2, 1]
    assert outline.sources == ["a", "b"]
