"""A report from its printed parts: the contents are written at last, then everything is bound. No database in here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from ranpptppo.lib.roman import roman
from reports import binding
from reports.books import BookFigures, book_of
from reports.enums import PageNumbering
from reports.freezing import Frozen, sha256_of
from reports.part_writer import Part
from reports.parts import contents_part, lines_of
from reports.parts_matrix import volume_name
from reports.rendering import PrintedPart

EXAMPLE, DRAFT = "CONTOH", "DRAF"
OWN_LISTS = ("daftar-isi", "daftar-tabel", "daftar-gambar")


@dataclass(frozen=True)
class Leaf:
    """A printed part on disk: ``path`` holds its fragment, ``outline`` what it announced."""

    title: str
    numbering: str
    path: Path
    outline: dict[str, Any]


def bind_book(
    figures: Frozen, leaves: Sequence[Leaf], out: Path, print_contents: Callable[[Part], PrintedPart]
) -> binding.Bound:
    """Bind all parts with their contents, which stand before the first chapter. Raises BindingError."""
    front = sum(leaf.numbering != PageNumbering.ARABIC for leaf in leaves)
    contents = _contents(_read(figures), leaves, front, out.with_suffix(".isi"), print_contents)
    book = [*leaves[:front], contents, *leaves[front:]]
    return binding.bind([_part_file(leaf) for leaf in book], out, edition_head(figures))


def bind_volume(figures: Frozen, number: int, leaves: Sequence[Leaf], out: Path) -> binding.Bound:
    """A volume of the matrix, with pages numbered by themselves; the figures are embedded in the report alone."""
    head = edition_head(figures)
    name = volume_name(number)
    own = replace(
        head,
        title=f"{head.title}, {name}",
        identifier=bytes.fromhex(sha256_of({"report": head.identifier.hex(), "volume": number}))[:16],
        attachments=(),
    )
    return binding.bind([_part_file(leaf) for leaf in leaves], out, own)


def edition_head(figures: Frozen) -> binding.BindingHead:
    """What the edition puts on the pages. All of it comes from the frozen figures: the same snapshot, the same bytes."""
    read, sha256 = _read(figures), figures.sha256
    marks = [EXAMPLE] * read["plan"]["is_example"] + [DRAFT] * (not read["is_final"])
    return binding.BindingHead(
        title=read["title"],
        subject=f"Pelaksanaan {read['plan']['short_title']} tahun {book_of(read).span(read)}",
        author=read["issuer"]["name"],
        language="id-ID",
        created=datetime.fromisoformat(read["generated_at"]),
        identifier=bytes.fromhex(sha256)[:16],
        site_address=read["site_address"],
        short_code=read["short_code"],
        watermark=" · ".join(marks),
        footer=f"{_edition(read)} · {read['short_code']} · SHA-256 {sha256[:16]}…",
        attachments=(_embedded(figures),),
    )


def _read(figures: Frozen) -> BookFigures:
    """The few of them that are read here."""
    return cast("BookFigures", figures.head)


def _embedded(figures: Frozen) -> binding.Attachment:
    about = "Angka laporan ini sebagai data"
    return binding.Attachment(
        "angka.json", about, "application/json", figures.packed, size=figures.size, md5=figures.md5
    )


def _edition(figures: BookFigures) -> str:
    return f"Edisi {figures['edition']}" if figures["edition"] else "Pratinjau"


def _contents(
    figures: BookFigures,
    leaves: Sequence[Leaf],
    front: int,
    path: Path,
    print_contents: Callable[[Part], PrintedPart],
) -> Leaf:
    """How long the contents are decides on which page their own lists stand: printed again until that is true."""
    files = [_part_file(leaf) for leaf in leaves]
    lines = lines_of([leaf.outline for leaf in leaves], binding.page_labels(files))
    before = _pages([file for file in files[:front] if file.numbering == "roman"])
    places = dict.fromkeys(OWN_LISTS, 0)
    while True:
        own = {name.replace("-", "_"): roman(before + place + 1).lower() for name, place in places.items()}
        printed = print_contents(contents_part(book_of(figures).head(figures), {**lines, "own": own}))
        path.write_bytes(printed.fragment)
        anchors = binding.read_fragment(path).head["anchors"]
        found = {name: anchors[name][0] if name in anchors else place for name, place in places.items()}
        if found == places:
            return Leaf("Daftar Isi", PageNumbering.ROMAN, path, printed.outline)
        places = found


def _pages(files: Sequence[binding.PartFile]) -> int:
    return sum(len(binding.read_fragment(file.path).head["pages"]) for file in files)


def _part_file(leaf: Leaf) -> binding.PartFile:
    bookmarks = tuple(
        binding.Bookmark(2 if heading["level"] == "section" else 1, _bookmark(heading), heading["anchor"])
        for heading in leaf.outline["headings"]
    )
    return binding.PartFile(leaf.path, leaf.numbering, bookmarks, leaf.title)  # type: ignore[arg-type]  # PageNumbering


def _bookmark(heading: dict[str, str]) -> str:
    return f"{heading['label']} {heading['title']}".strip()
