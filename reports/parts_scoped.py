"""The parts of an annual report of one cluster, one organization or one region (as reports.parts for the whole plan).

Left out is what speaks of the whole plan alone: the letter to the President, the foreword, published statistics, the
state of all regions, and texts that were written about the whole. The edition of a region begins with the region's own
facts; national figures of the actions that are placed there come after, and are headed as such.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reports.cut_offs import cut_off_in_words
from reports.figures import AnnualFigures
from reports.freezing import sha256_of
from reports.part_writer import EDITION, Part, PartWriter, only, signed_in
from reports.parts import (
    AFTER_INTRODUCTION,
    FOLDER,
    check_address,
    head_figures,
    in_chapters,
    last_appendices,
    printed,
    slim,
)
from reports.parts_chapters import lenses_of, text_of
from reports.parts_matrix import matrix_parts
from reports.parts_region import national_title, own_parts, own_summary


def scoped_parts(figures: AnnualFigures) -> Iterator[Part]:
    """In the order of printing, without the contents, which are known at last."""
    whole, figures = figures, printed(figures)
    writer = PartWriter(head_figures(figures), FOLDER)
    yield from _front(writer, figures, figures_sha256=sha256_of(whole))
    is_region = "own" in figures
    clusters = [] if is_region else in_chapters(map(slim, figures["clusters"]), first=AFTER_INTRODUCTION)
    introduction = {**only(figures, "plan", "year", "period_labels", "legal_bases", "scope"), "clusters": clusters}
    introduction["has_own"] = is_region
    yield writer.chapter("Pendahuluan", "_scope_introduction.html", figures=introduction)
    yield from own_parts(writer, figures)
    for cluster in figures["clusters"]:
        title = national_title(figures, cluster["name"])
        data = {"cluster": cluster, "heading": title, **only(figures, "plan", "year", "scope")}
        data |= {
            "supported_budget": cluster.get("supported_budget"),
            "text": text_of(figures, f"klaster-{cluster['number']}"),
        }
        yield writer.chapter(title, "_cluster.html", **data)
    yield from _across(writer, figures)
    if figures["clusters"] or not is_region:
        title = national_title(figures, "Anggaran")
        money = {**only(figures, "budget", "year", "scope"), "text": "", "heading": title}
        yield writer.chapter(title, "_budget.html", **money)
    closing = {**only(figures, "conclusion", "issuer"), "signed_in": signed_in(figures)}
    yield writer.chapter("Kesimpulan dan Rekomendasi", "_conclusion.html", figures=closing, text="")
    yield from matrix_parts(writer, figures["matrix"], figures)
    yield from last_appendices(writer, figures)


def _front(writer: PartWriter, figures: AnnualFigures, *, figures_sha256: str) -> Iterator[Part]:
    yield writer.cover("_cover.html", figures=only(figures, *EDITION, "scope"))
    imprint = only(figures, *EDITION, "scope", "cut_off_on", "reading", "short_code", "site_address")
    checked = {
        "cut_off": cut_off_in_words(figures),
        "figures_sha256": figures_sha256,
        "check_address": check_address(figures),
    }
    yield writer.front("imprint", "Tentang dokumen ini", "_imprint.html", figures=imprint, **checked)
    if "own" in figures:
        yield own_summary(writer, figures)
        return
    summary = only(figures, "plan", "year", "reading", "cut_off_on", "national", "trend", "scope")
    summary["clusters"] = in_chapters(map(slim, figures["clusters"]), first=AFTER_INTRODUCTION)
    yield writer.front("ringkasan", "Ringkasan Eksekutif", "_summary.html", figures=summary, text="")


def _across(writer: PartWriter, figures: AnnualFigures) -> Iterator[Part]:
    """Chapters that a part of the plan has only where it has something to say in them."""
    year, plan = figures["year"], figures["plan"]
    if figures.get("supported"):
        supported = only(figures, "supported", "year", "scope")
        yield writer.chapter("Aksi yang Didukung", "_supported.html", **supported)
    if figures["outside_plan"]:
        outside: dict[str, Any] = {"actions": figures["outside_plan"], "year": year, "text": ""}
        yield writer.chapter("Kegiatan Gugus Tugas di Luar RAN", "_outside_plan.html", **outside)
    if "area" in figures and "own" not in figures:  # frozen before editions told of the region first
        yield writer.chapter(
            "Gugus Tugas dan Rencana Aksi Daerah", "_area.html", **only(figures, "area", "year", "scope")
        )
    sectors, principles = _lenses(figures, "sector"), _lenses(figures, "principle")
    common = {"plan": plan, "year": year, "text": "", "scope": figures["scope"]}
    if sectors[0]["actions"]:
        yield writer.chapter("Sektor Perikanan", "_fisheries.html", **common, lenses=sectors)
    if any(lens["actions"] for lens in principles):
        title = "Lima Prinsip dan Hak Asasi Manusia"
        yield writer.chapter(title, "_principles.html", **common, lenses=principles)


def _lenses(figures: AnnualFigures, kind: str) -> list[dict[str, Any]]:
    """One cluster alone says nothing of clusters without an action."""
    gaps = {"missing_clusters"} if figures["scope"]["kind"] == "cluster" else set()
    return [{key: value for key, value in lens.items() if key not in gaps} for lens in lenses_of(figures, kind)]
