"""The check of a signed copy does not read the tags of the issued file, and judges as it would if it did."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import pytest
from pyhanko.pdf_utils.generic import IndirectObject, NameObject, StreamObject, pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader, RawPdfPath

from reports.binding import bind
from reports.signing.copies import CopyRefused, check_copy
from reports.signing.revisions import usages
from tests.reports.binding_parts import example_head, example_parts
from tests.reports.signing_keys import root, signed


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A bound, tagged file of six pages."""
    folder = tmp_path_factory.mktemp("issued")
    bind(example_parts(folder), folder / "issued.pdf", example_head())
    return Path(folder / "issued.pdf").read_bytes()


def changed(pdf: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    """A further revision in which ``change`` was made."""
    writer, out = IncrementalPdfFileWriter(BytesIO(pdf)), BytesIO()
    change(writer)
    cast("Any", writer).write(out)
    return out.getvalue()


def draw_over(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    page[NameObject("/Contents")] = writer.add_object(
        StreamObject({pdf_name("/Length"): 0}, stream_data=b"0 0 9 9 re f")
    )
    writer.update_container(page)


def say_otherwise(writer: IncrementalPdfFileWriter) -> None:
    """Change what a reader for the blind says, in the tags."""
    tag = writer.root["/StructTreeRoot"]["/K"]
    tag = tag[0] if isinstance(tag, list) else tag
    tag[NameObject("/Alt")] = pdf_string("Lain")
    writer.update_container(tag)


def lead_elsewhere(writer: IncrementalPdfFileWriter) -> None:
    tree = writer.root["/StructTreeRoot"]
    tree[NameObject("/Lain")] = pdf_string("Lain")
    writer.update_container(tree)


def test_no_tag_is_read(issued: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Any] = []
    resolve = HistoricalResolver.get_object

    def noted(self: HistoricalResolver, ref: Any, *args: Any, **kwargs: Any) -> Any:
        found = resolve(self, ref, *args, **kwargs)
        read.append(found)
        return found

    monkeypatch.setattr(HistoricalResolver, "get_object", noted)
    assert check_copy(signed(signed(issued), "Kedua"), issued, [root()]).is_trusted
    dictionaries = [found for found in read if isinstance(found, dict)]
    assert any(found.get("/Type") == "/Page" for found in dictionaries)
    assert not [found for found in dictionaries if "/S" in found and "/Pg" in found]
    assert (
        len({id(found) for found in read})
        < len(list(PdfFileReader(BytesIO(issued)).xrefs.explicit_refs_in_revision(0))) / 2
    )


def test_what_may_be_replaced_by_path_is_reached_on_one_path(issued: bytes) -> None:
    """The ground on which the walk stays out: were it not so, pyHanko's own, longer walk would be needed."""
    whole = PdfFileReader(BytesIO(issued)).get_historical_resolver(0)
    cast("Any", whole)._load_reverse_xref_cache()
    short = usages(PdfFileReader(BytesIO(issued)).get_historical_resolver(0), 0)
    replaceable = {("/Root", "/Metadata"): whole.root, ("/Info",): whole.trailer_view}
    for path, holder in replaceable.items():
        reference = holder.raw_get(path[-1]) if path[-1] in holder else None
        if isinstance(reference, IndirectObject):
            assert whole._get_usages_of_ref(reference.reference) == {RawPdfPath(*path)} == short[reference.reference]
    assert "/Metadata" in whole.root
    assert not {"/AcroForm", "/DSS"} & set(whole.root)
    for ref, paths in short.items():
        assert paths <= whole._get_usages_of_ref(ref)


@pytest.mark.parametrize("change", [draw_over, say_otherwise, lead_elsewhere])
def test_a_change_is_refused_before_between_and_after_signatures(
    issued: bytes, change: Callable[[IncrementalPdfFileWriter], None]
) -> None:
    copies = [
        changed(issued, change),
        signed(changed(issued, change)),
        changed(signed(issued), change),
        signed(changed(signed(issued), change), "Kedua"),
    ]
    for copy in copies:
        with pytest.raises(CopyRefused, match="Isi laporan diubah sesudah diterbitkan"):
            check_copy(copy, issued, [root()])
