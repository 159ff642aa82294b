"""The complete matrix as a source of Typst: the same rows, columns and repeated headings, on A4 lying down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reports.figures import AnnualFigures, MatrixRow

PAGE = """#set page(paper: "a4", flipped: true, margin: 15mm, numbering: "1")
#set text(font: "Libertinus Serif", size: 6pt, lang: "id")
"""


def typst_source(figures: AnnualFigures) -> str:
    years = [year["year"] for year in figures["matrix"][0]["years"]]
    heads = ["No", "Aksi", "Indikator", "Satuan", "Penanggung jawab", "Data dasar"]
    heads += [f"{year} {letter}" for year in years for letter in "TR"] + ["Capaian", "Status"]
    widths = ["8mm", "1fr", "1fr", "15mm", "18mm", "11mm", *(["9mm"] * 2 * len(years)), "12mm", "15mm"]
    head = f"table.header({', '.join(_cell(one) for one in heads)}),"
    rows = "\n".join(", ".join(_cell(one) for one in _cells(row)) + "," for row in figures["matrix"])
    return f"{PAGE}#table(columns: ({', '.join(widths)}), inset: 2pt,\n{head}\n{rows}\n)\n"


def _cells(row: MatrixRow) -> Iterator[str]:
    yield from (row["number"], row["title"], row["indicator"], row["unit"], row["lead"]["short_name"])
    yield row["baseline"] or "-"
    for year in row["years"]:
        yield from _written((year["target"]["value"], year["actual"]["value"]))
    yield from (row["achievement"] or "-", row["status"])


def _written(values: Iterable[str | None]) -> Iterator[str]:
    return (value or "-" for value in values)


def _cell(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'text("{escaped}")'
