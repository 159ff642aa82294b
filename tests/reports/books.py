"""A whole report, or one part of it, in one process, without a database: for looking at it and comparing it."""

from __future__ import annotations

from pathlib import Path

from reports.binding import PartFile, bind
from reports.bookbinding import Leaf, bind_book
from reports.books import BookFigures, book_of
from reports.freezing import frozen
from reports.part_writer import Part
from reports.rendering import print_part
from tests.reports.binding_parts import example_head


def print_book(figures: BookFigures, folder: Path) -> Path:
    """The whole report in this process, one part after the other; the path of the file."""
    leaves = []
    for number, part in enumerate(book_of(figures).parts(figures)):
        printed = print_part(part.content)
        path = folder / f"{number:05}.bagian"
        path.write_bytes(printed.fragment)
        leaves.append(Leaf(part.title, part.numbering, path, printed.outline))
    out = folder / "laporan.pdf"
    bind_book(frozen(figures), leaves, out, lambda part: print_part(part.content))
    return out


def print_alone(part: Part, folder: Path) -> bytes:
    """The PDF of one part as it is printed, bound alone under a head of the tests'."""
    folder.joinpath("bagian").write_bytes(print_part(part.content).fragment)
    alone = PartFile(folder / "bagian", part.numbering, (), part.title)  # type: ignore[arg-type]  # PageNumbering
    bind([alone], folder / "bagian.pdf", example_head())
    return folder.joinpath("bagian.pdf").read_bytes()
