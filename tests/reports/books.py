"""A whole report in one process, without a database: for looking at it and comparing it."""

from __future__ import annotations

from pathlib import Path

from reports.bookbinding import Leaf, bind_book
from reports.books import BookFigures, book_of
from reports.freezing import frozen
from reports.rendering import print_part


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
