"""The natural parts of a report: what each prints, from frozen figures, and in which order.

A part is printed alone and holds only what it prints, so that a change in one leaves the others as they are. What
belongs to the edition (page numbers, marks, hash, addresses) is put on when the parts are bound (reports.binding).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict, cast

from reports.enums import PageNumbering
from reports.figures import AnnualFigures, ClusterFigures, NameFigures
from reports.freezing import sha256_of
from reports.outline import roman

MATRIX_ROWS = 250  # of one part: what one process lays out in two seconds and 110 MB
CONTENTS = "daftar-isi"
FOLDER = "reports/pdf/annual/"


class HeadFigures(TypedDict):
    """What stands over every page of a report."""

    running: str  # "Laporan Tahunan RAN PPTPPO 2020–2024 · 2024"
    title: str


class PartContent(TypedDict):
    """All that decides how a part looks; its hash is the section's name."""

    template: str
    layout: str  # the class of the part: "cover", "front" or "body"
    chapters: int  # how many chapters and appendices stand before it
    appendices: int
    head: HeadFigures
    data: dict[str, Any]


@dataclass(frozen=True)
class Part:
    """``key`` is unique in the report; ``title`` is what people read while it is printed."""

    key: str
    title: str
    numbering: PageNumbering
    content: PartContent


class _Writer:
    """Counts chapters and appendices in the order of printing."""

    def __init__(self, head: HeadFigures) -> None:
        self.head, self.chapters, self.appendices = head, 0, 0

    def cover(self, template: str, **data: Any) -> Part:
        return Part("sampul", "Sampul", PageNumbering.NONE, self._content(template, "cover", data))

    def front(self, key: str, title: str, template: str, **data: Any) -> Part:
        return Part(key, title, PageNumbering.ROMAN, self._content(template, "front", data))

    def chapter(self, title: str, template: str, **data: Any) -> Part:
        content = self._content(template, "body", data)
        self.chapters += 1
        return Part(f"bab-{self.chapters}", f"Bab {roman(self.chapters)} {title}", PageNumbering.ARABIC, content)

    def appendix(self, title: str, template: str, **data: Any) -> Part:
        content = self._content(template, "body", data)
        self.appendices += 1
        return Part(f"lampiran-{self.appendices}", f"Lampiran {self.appendices} {title}", PageNumbering.ARABIC, content)

    def more(self, part: Part, number: int, **data: Any) -> Part:
        """A further slice of the appendix written last."""
        content: PartContent = {**part.content, "data": data}
        return Part(f"{part.key}-{number:04}", f"{part.title} ({number})", part.numbering, content)

    def _content(self, template: str, layout: str, data: dict[str, Any]) -> PartContent:
        return {
            "template": FOLDER + template,
            "layout": layout,
            "chapters": self.chapters,
            "appendices": self.appendices,
            "head": self.head,
            "data": data,
        }


def annual_parts(figures: AnnualFigures) -> Iterator[Part]:
    """The parts of an annual report in the order of printing, without the contents, which are known at last."""
    writer = _Writer(head_figures(figures))
    yield writer.cover("_cover.html", figures=_only(figures, *EDITION))
    imprint = {**_only(figures, *EDITION, "cut_off_on", "reading", "short_code", "site_address")}
    yield writer.front(
        "imprint", "Tentang dokumen ini", "_imprint.html", figures=imprint, figures_sha256=sha256_of(figures)
    )
    clusters = [slim(cluster) for cluster in figures["clusters"]]
    summary = {**_only(figures, "plan", "year", "reading", "cut_off_on", "national", "trend"), "clusters": clusters}
    yield writer.front("ringkasan", "Ringkasan Eksekutif", "_summary.html", figures=summary)
    introduction = _only(figures, "plan", "year", "period_labels", "legal_bases", "statistics")
    yield writer.chapter("Pendahuluan", "_introduction.html", figures={**introduction, "clusters": clusters})
    for cluster in figures["clusters"]:
        data = {"cluster": cluster, "plan": figures["plan"], "year": figures["year"]}
        yield writer.chapter(cluster["name"], "_cluster.html", **data)
    title = "Kegiatan Gugus Tugas di Luar RAN"
    yield writer.chapter(title, "_outside_plan.html", actions=figures["outside_plan"], year=figures["year"])
    yield writer.chapter("Anggaran", "_budget.html", budget=figures["budget"], year=figures["year"])
    closing = _only(figures, "conclusion", "issuer", "generated_at")
    yield writer.chapter("Kesimpulan dan Rekomendasi", "_conclusion.html", figures=closing)
    yield from _matrix(writer, figures)
    late = {"rows": figures["not_reported"], "cut_off_on": figures["cut_off_on"]}
    yield writer.appendix("Laporan yang belum disampaikan", "_not_reported.html", **late)
    yield writer.appendix("Metodologi", "_methodology.html", figures=_only(figures, "plan", "reading", "cut_off_on"))
    names = organizations(figures)
    yield writer.appendix("Glosarium", "_glossary.html", year=figures["year"], organizations=names)


EDITION = ("title", "plan", "issuer", "year", "edition", "is_final", "generated_at")


def _matrix(writer: _Writer, figures: AnnualFigures) -> Iterator[Part]:
    rows, common = figures["matrix"], _only(figures, "plan", "year", "cut_off_on")
    slices = [rows[start : start + MATRIX_ROWS] for start in range(0, len(rows), MATRIX_ROWS)] or [[]]
    first = writer.appendix("Matriks capaian lengkap", "_matrix.html", figures={**common, "matrix": slices[0]})
    yield first
    for number, some in enumerate(slices[1:], start=2):
        yield writer.more(first, number, figures={**common, "matrix": some}, continues=True)


def contents_part(head: HeadFigures, lines: Mapping[str, Any]) -> Part:
    """Contents and the lists of tables and figures, with the pages on which they stand."""
    writer = _Writer(head)
    return writer.front(CONTENTS, "Daftar isi", "_contents.html", **lines)


def head_figures(figures: AnnualFigures) -> HeadFigures:
    running = f"Laporan Tahunan {figures['plan']['short_title']} · {figures['year']}"
    return {"running": running, "title": figures["title"]}


def slim(cluster: ClusterFigures) -> dict[str, Any]:
    """A cluster without its actions: what a table of clusters needs."""
    return {
        **{key: value for key, value in cluster.items() if key not in {"actions", "not_reported", "strategies"}},
        "action_count": len(cluster["actions"]),
    }


def organizations(figures: Mapping[str, Any]) -> list[NameFigures]:
    """Every organization that the report names, once, by its short name; those without a shorter one are left out."""
    found: dict[str, NameFigures] = {}
    parts: list[object] = [figures]
    while parts:
        part = parts.pop()
        if isinstance(part, list):
            parts += part
        elif isinstance(part, dict):
            parts += part.values()
            if "short_name" in part and part["short_name"] != part["name"]:
                found[part["code"]] = cast("NameFigures", part)
    return sorted(found.values(), key=lambda row: (row["short_name"].casefold(), row["code"]))


def lines_of(outlines: Sequence[Mapping[str, Any]], pages: Mapping[str, str]) -> dict[str, Any]:
    """What the contents list: headings, tables and figures of all parts, each with its page as it is printed."""

    def with_page(entry: Mapping[str, Any]) -> dict[str, Any]:
        return {**entry, "page": pages[entry["anchor"]]}

    return {
        kind: [with_page(entry) for outline in outlines for entry in outline[kind]]
        for kind in ("headings", "tables", "figures")
    }


def _only(figures: AnnualFigures, *keys: str) -> dict[str, Any]:
    whole = cast("dict[str, Any]", figures)
    return {key: whole[key] for key in keys}
