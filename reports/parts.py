"""The natural parts of a report: what each prints, from frozen figures, and in which order.

A part is printed alone and holds only what it prints, so that a change in one leaves the others as they are. What
belongs to the edition (page numbers, marks, hash, addresses) is put on when the parts are bound (reports.binding).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from django.urls import reverse

from ranpptppo.lib.roman import roman
from reports.cut_offs import cut_off_in_words
from reports.figures import AnnualFigures, ClusterFigures, NameFigures
from reports.freezing import sha256_of
from reports.part_writer import EDITION, HeadFigures, Part, PartWriter, only, signed_in
from reports.parts_chapters import chapters_across, counts_of_regions, letter_parts, preface_parts, text_of
from reports.parts_matrix import matrix_parts

CONTENTS = "daftar-isi"
AFTER_INTRODUCTION = 2  # the chapter
FOLDER = "reports/pdf/annual/"


def annual_parts(figures: AnnualFigures) -> Iterator[Part]:
    """The parts of an annual report in the order of printing, without the contents, which are known at last."""
    whole, figures = figures, printed(figures)
    writer = PartWriter(head_figures(figures), FOLDER)
    yield writer.cover("_cover.html", figures=only(figures, *EDITION))
    yield from letter_parts(writer, figures)
    imprint = {**only(figures, *EDITION, "cut_off_on", "reading", "short_code", "site_address")}
    checked = {
        "cut_off": cut_off_in_words(figures),
        "figures_sha256": sha256_of(whole),
        "check_address": check_address(figures),
    }
    yield writer.front("imprint", "Tentang dokumen ini", "_imprint.html", figures=imprint, **checked)
    yield from preface_parts(writer, figures)
    clusters = in_chapters(map(slim, figures["clusters"]), first=AFTER_INTRODUCTION)
    summary = {**only(figures, "plan", "year", "reading", "cut_off_on", "national", "trend"), "clusters": clusters}
    yield writer.front(
        "ringkasan", "Ringkasan Eksekutif", "_summary.html", figures=summary, text=text_of(figures, "ringkasan")
    )
    introduction = only(figures, "plan", "year", "period_labels", "legal_bases", "statistics")
    introduction |= {"clusters": clusters, "regions": counts_of_regions(figures)}
    text = text_of(figures, "pendahuluan")
    yield writer.chapter("Pendahuluan", "_introduction.html", figures=introduction, text=text)
    for cluster in figures["clusters"]:
        data = {"cluster": cluster, "supported_budget": None, **only(figures, "plan", "year")}
        text = text_of(figures, f"klaster-{cluster['number']}")
        yield writer.chapter(cluster["name"], "_cluster.html", **data, text=text)
    yield from chapters_across(writer, figures)
    money = {"budget": figures["budget"], "year": figures["year"], "text": text_of(figures, "anggaran")}
    yield writer.chapter("Anggaran", "_budget.html", **money)
    closing = {**only(figures, "conclusion", "issuer"), "signed_in": signed_in(figures)}
    yield writer.chapter(
        "Kesimpulan dan Rekomendasi", "_conclusion.html", figures=closing, text=text_of(figures, "kesimpulan")
    )
    yield from matrix_parts(writer, figures["matrix"], figures)
    yield from last_appendices(writer, figures)


def last_appendices(writer: PartWriter, figures: AnnualFigures) -> Iterator[Part]:
    """What stands behind the matrix."""
    late = {"rows": figures["not_reported"], "cut_off_on": figures["cut_off_on"]}
    yield writer.appendix("Laporan yang belum disampaikan", "_not_reported.html", **late)
    method = {"has_statistics": "scope" not in figures, "has_own": "own" in figures}
    method |= only(figures, "plan", "reading")
    yield writer.appendix("Metodologi", "_methodology.html", figures=method, cut_off=cut_off_in_words(figures))
    names = organizations(figures)
    yield writer.appendix("Glosarium", "_glossary.html", year=figures["year"], organizations=names)
    if "differences" in figures:  # last: whatever it says, the other appendices keep their numbers
        title = "Perbedaan dengan edisi sebelumnya"
        yield writer.appendix(title, "_differences.html", differences=figures["differences"])


def check_address(figures: Mapping[str, Any]) -> str:
    """Where anybody checks the printed copy (reports.views.checks); "" for a preview, which has no number."""
    if not figures["edition"]:
        return ""
    return f"{figures['site_address']}{reverse('report-check', args=[figures['short_code']])}"


def contents_part(head: HeadFigures, lines: Mapping[str, Any]) -> Part:
    """Contents and the lists of tables and figures, with the pages on which they stand."""
    writer = PartWriter(head, FOLDER)
    return writer.front(CONTENTS, "Daftar isi", "_contents.html", **lines)


def head_figures(figures: AnnualFigures) -> HeadFigures:
    running = f"Laporan Tahunan {figures['plan']['short_title']} · {figures['year']}"
    if "scope" in figures:
        running = _with_scope(running, figures["year"], figures["scope"]["label"])
    return {"running": running, "title": figures["title"]}


FITS = 62  # characters in the half of a page's head that is the report's


def _with_scope(running: str, year: int, label: str) -> str:
    """On one line: where the name is long, without the plan's and with the usual abbreviation."""
    whole = f"{running} · {label}"
    return whole if len(whole) <= FITS else f"Laporan Tahunan {year} · {label.replace('Kabupaten ', 'Kab. ')}"


UNPRINTED = frozenset({"measurements", "counted", "by_line"})  # frozen for the pages of provenance


def printed(figures: AnnualFigures) -> AnnualFigures:
    """The figures without what no page prints: a part that prints the same keeps its hash."""
    rows = {key: value if key == "matrix" else _printed(value) for key, value in figures.items()}
    return cast("AnnualFigures", rows)


def _printed(value: object) -> object:
    if isinstance(value, list):
        return [_printed(one) for one in value]
    if isinstance(value, dict):
        return {key: _printed(one) for key, one in value.items() if key not in UNPRINTED}
    return value


def in_chapters(clusters: Iterable[Mapping[str, Any]], *, first: int) -> list[dict[str, Any]]:
    """Each with the number of its chapter as ``roman``; the first one's is ``first``."""
    return [{**cluster, "roman": roman(chapter)} for chapter, cluster in enumerate(clusters, first)]


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
