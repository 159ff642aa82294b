"""What the processes of the benchmark of reports do; each answers with its highest memory so far in MiB."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep
from typing import Any

import django
import pypdfium2

MATRIX = "_matrix.html"


def make_ready() -> None:
    """Set Django up and import what prints, as a worker does at its start."""
    django.setup()
    import reports.bookbinding  # noqa: F401, PLC0415 - only importable after setup


def wait_a_moment(seconds: float) -> None:
    """Long enough that each process of a pool takes one."""
    sleep(seconds)


def matrix_parts(figures: Any) -> list[Any]:
    from reports.parts import annual_parts  # noqa: PLC0415 - only importable after setup

    return [part for part in annual_parts(figures) if part.content["template"].endswith(MATRIX)]


def joined(parts: Sequence[Any]) -> Any:
    """The content of one part that holds the rows of all."""
    first = parts[0].content
    rows = [row for part in parts for row in part.content["data"]["figures"]["matrix"]]
    data = first["data"]
    return {**first, "data": {**data, "figures": {**data["figures"], "matrix": rows}}}


def print_to(content: Any, path: Path) -> float:
    from reports.rendering import print_part  # noqa: PLC0415 - only importable after setup

    path.write_bytes(print_part(content).fragment)
    return _peak()


def print_alone(content: Any) -> tuple[int, float]:
    """As anybody would: the same HTML into one tagged PDF/A-3a."""
    from reports import rendering  # noqa: PLC0415 - only importable after setup
    from reports.outline import Outline  # noqa: PLC0415

    outline = Outline(chapters=content["chapters"], appendices=content["appendices"])
    frame = {"template": content["template"], "layout": content["layout"], "head": content["head"]}
    context = {**content["data"], **frame, "outline": outline, "charts": {}}
    look = rendering._look()
    pdf = rendering._source(rendering.PART, context).write_pdf(
        font_config=look.fonts, stylesheets=[look.css], pdf_variant="pdf/a-3a", pdf_tags=True
    )
    return rendering.page_count(pdf), _peak()


def bind_volume(figures: Any, paths: Sequence[Path], out: Path) -> tuple[int, float]:
    from reports import binding, bookbinding  # noqa: PLC0415 - only importable after setup

    parts = [binding.PartFile(path, "arabic", (), f"Matriks {number}") for number, path in enumerate(paths, start=1)]
    return binding.bind(parts, out, bookbinding.edition_head(figures)).pages, _peak()


def freeze_and_cut(figures: Any) -> float:
    """As the task that makes a report ready for printing: pack the figures, then pack each part's content."""
    from reports.freezing import canonical, frozen  # noqa: PLC0415 - only importable after setup
    from reports.parts import annual_parts  # noqa: PLC0415

    frozen(figures)
    for part in annual_parts(figures):
        zlib.compress(canonical(part.content))
    return _peak()


def print_whole(figures: Any) -> tuple[int, float]:
    """A whole report in this process, one part after the other, bound."""
    from reports import rendering  # noqa: PLC0415 - only importable after setup
    from tests.reports.books import print_book  # noqa: PLC0415

    with TemporaryDirectory() as folder:
        return rendering.page_count(print_book(figures, Path(folder)).read_bytes()), _peak()


def print_with_typst(source: str) -> int:
    """Pages of the same rows set by Typst, tagged as it tags by default."""
    import typst  # noqa: PLC0415 - of the benchmarks alone

    with TemporaryDirectory() as folder:
        path = Path(folder) / "matriks.typ"
        path.write_text(source)
        typst.compile(path, output=path.with_suffix(".pdf"))
        with pypdfium2.PdfDocument(path.with_suffix(".pdf")) as document:
            return len(document)


def _peak() -> float:
    """Of this process since it began its program; what getrusage says includes the parent that it was forked from."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024
