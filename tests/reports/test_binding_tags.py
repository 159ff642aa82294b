"""The tag tree of a bound file: complete, without a loose end, and readable by who cannot see the page."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from reports.binding import PartFile, bind
from tests.reports.binding_parts import example_head, example_parts, written

MARKED = re.compile(rb"/MCID (\d+)")
HEADINGS = {"/H1", "/H2"}


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("tags")
    bind(example_parts(folder), folder / "bound.pdf", example_head())
    with pikepdf.open(folder / "bound.pdf") as document:
        yield document


@pytest.fixture(scope="module")
def parents(opened: Any) -> Any:
    return pikepdf.NumberTree(opened.Root.StructTreeRoot.ParentTree)


def content(page: Any) -> bytes:
    streams = [page.Contents] if isinstance(page.Contents, pikepdf.Stream) else page.Contents
    return b"\n".join(stream.read_bytes() for stream in streams)


def kids(node: Any) -> list[Any]:
    found = node.get("/K", ())
    return list(found) if isinstance(found, pikepdf.Array) else [found]


def elements(node: Any) -> Iterator[Any]:
    for kid in kids(node):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


def test_there_is_one_document_with_a_part_for_each_part(opened: Any) -> None:
    (document,) = kids(opened.Root.StructTreeRoot)
    assert str(document.S) == "/Document"
    assert [(str(part.S), str(part.T)) for part in kids(document)] == [
        ("/Part", title) for title in ("Sampul", "Muka", "Bab I", "Lampiran")
    ]


def test_each_element_names_the_one_around_it(opened: Any) -> None:
    root = opened.Root.StructTreeRoot
    for node in [root, *elements(root)]:
        for kid in kids(node):
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                assert kid.P.objgen == node.objgen


def test_all_marked_content_of_each_page_is_found_in_the_tree_and_back(opened: Any, parents: Any) -> None:
    in_tree = {
        (node.Pg.objgen, int(kid)): node.objgen
        for node in elements(opened.Root.StructTreeRoot)
        for kid in kids(node)
        if not isinstance(kid, pikepdf.Dictionary)
    }
    on_pages = {}
    for page in opened.pages:
        for mcid in map(int, MARKED.findall(content(page))):
            on_pages[page.objgen, mcid] = parents[int(page.StructParents)][mcid].objgen
    assert on_pages == in_tree
    assert len(on_pages) > 20


def test_running_heads_and_stamps_are_artifacts(opened: Any) -> None:
    for page in opened.pages:
        written = content(page)
        assert written.count(b"/Watermark") == isinstance(page.Contents, pikepdf.Array), "none on a cover"
        assert b"/Artifact\n\nBMC" in written, "the running head"
        assert written.count(b"BDC") + written.count(b"BMC") == written.count(b"EMC")


def test_a_link_of_several_lines_is_held_by_its_link_alone(tmp_path: Path) -> None:
    """A smaller second line makes a wrapper, with a place of the link in it."""
    body = '<p><a href="http://telusur.invalid/indikator/7/2024">78,69%<br><small>atas <b>48/61</b></small></a></p>'
    part = written(tmp_path, body, PartFile(tmp_path / "satu.bagian", "arabic", (), "Satu"))
    bind([part], tmp_path / "bound.pdf", example_head())
    with pikepdf.open(tmp_path / "bound.pdf") as document:
        notes = list(document.pages[0].Annots)
        held = pikepdf.NumberTree(document.Root.StructTreeRoot.ParentTree)
        holders = {held[int(note.StructParent)].objgen: str(held[int(note.StructParent)].S) for note in notes}
        assert len(notes) > 1
        assert set(holders.values()) == {"/Link"}


def test_each_link_is_in_the_tree_and_leads_back_to_it(opened: Any, parents: Any) -> None:
    notes = [note for page in opened.pages for note in page.get("/Annots", ())]
    in_tree = {
        kid.Obj.objgen: node.objgen
        for node in elements(opened.Root.StructTreeRoot)
        for kid in kids(node)
        if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/OBJR"
    }
    assert {note.objgen: parents[int(note.StructParent)].objgen for note in notes} == in_tree
    assert len({int(note.StructParent) for note in notes}) == len(notes) == 5
    numbers = [key for key, _value in parents.items()]
    assert numbers == list(range(len(opened.pages) + 5))
    assert int(opened.Root.StructTreeRoot.ParentTreeNextKey) == len(numbers)


def test_table_headers_have_names_of_their_own_which_their_cells_know(opened: Any) -> None:
    names = pikepdf.NameTree(opened.Root.StructTreeRoot.IDTree)
    cells = [node for node in elements(opened.Root.StructTreeRoot) if node.S in ("/TH", "/TD")]
    heads = {str(cell.ID): cell for cell in cells if cell.S == "/TH"}
    assert len(heads) == len([cell for cell in cells if cell.S == "/TH"]) == 6
    assert {name: names[name].objgen for name in heads} == {name: cell.objgen for name, cell in heads.items()}
    named = [str(name) for cell in cells if cell.S == "/TD" for name in cell.A.Headers]
    assert len(named) == 6
    assert set(named) <= set(heads)
    scopes = [str(cell.A.Scope) for cell in cells if cell.S == "/TH"]
    assert scopes == ["/Column", "/Column", "/Row", "/Row", "/Column", "/Column"]


def test_lines_of_text_are_not_wrapped_in_tags_that_say_nothing(opened: Any) -> None:
    kinds = [str(node.S) for node in elements(opened.Root.StructTreeRoot)]
    assert len([kind for kind in kinds if kind in HEADINGS]) == 6
    for node in elements(opened.Root.StructTreeRoot):
        if str(node.S) in HEADINGS | {"/P", "/TD", "/TH", "/Caption"}:
            assert not [kid for kid in elements(node) if kid.S in ("/Span", "/NonStruct")]


def test_every_font_is_embedded_and_can_be_read_as_text(opened: Any) -> None:
    fonts = {font.objgen: font for page in opened.pages for font in page.Resources.Font.values()}
    assert len(fonts) >= 2
    for font in fonts.values():
        descriptor = font.DescendantFonts[0].FontDescriptor
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor.keys())
        assert "/ToUnicode" in font
