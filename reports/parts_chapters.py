"""The letter, the foreword and the chapters of an annual report that look across its clusters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clusters.enums import PlanKind
from reports.figures import AnnualFigures
from reports.part_writer import Part, PartWriter, only, signed_in


def text_of(figures: Mapping[str, Any], key: str) -> str:
    """The chapter's written text as HTML that was sanitised when it was frozen; "" where nobody wrote one."""
    text = figures.get("texts", {}).get(key)
    return text["html"] if text else ""


def letter_parts(writer: PartWriter, figures: AnnualFigures) -> Iterator[Part]:
    """The letter to the President; a regional plan's report goes to no President."""
    if figures["plan"]["kind"] == PlanKind.NATIONAL:
        keys = ("plan", "issuer", "year", "cut_off_on", "reading", "national", "is_final")
        data = {**only(figures, *keys), "signed_in": signed_in(figures)}
        subject = f"Laporan Tahunan {figures['plan']['short_title']} Tahun {figures['year']}"
        yield writer.front("surat", "Surat pengantar", "_letter.html", figures=data, subject=subject)


def preface_parts(writer: PartWriter, figures: Mapping[str, Any]) -> Iterator[Part]:
    """The foreword; an edition for which nobody wrote one has none, and a preview says that it is missing."""
    text = text_of(figures, "pengantar")
    if text or not figures["edition"]:
        data = {**only(figures, "plan", "issuer", "year"), "signed_in": signed_in(figures)}
        yield writer.front("pengantar", "Kata Pengantar", "reports/pdf/annual/_preface.html", figures=data, text=text)


def chapters_across(writer: PartWriter, figures: AnnualFigures) -> Iterator[Part]:
    """Outside the plan, in the regions, in fisheries and after the principles; figures frozen earlier have the first."""
    title = "Kegiatan Gugus Tugas di Luar RAN"
    outside = {"actions": figures["outside_plan"], "year": figures["year"], "text": text_of(figures, "luar-rencana")}
    yield writer.chapter(title, "_outside_plan.html", **outside)
    if "regions" in figures:
        data = {"regions": figures["regions"], "year": figures["year"], "text": text_of(figures, "daerah")}
        yield writer.chapter("Pelaksanaan di Daerah", "_regions.html", **data)
    if "lenses" not in figures:
        return
    common = only(figures, "plan", "year")
    sectors = lenses_of(figures, "sector")
    yield writer.chapter(
        "Sektor Perikanan", "_fisheries.html", **common, lenses=sectors, text=text_of(figures, "perikanan")
    )
    principles = lenses_of(figures, "principle")
    yield writer.chapter(
        "Lima Prinsip dan Hak Asasi Manusia",
        "_principles.html",
        **common,
        lenses=principles,
        text=text_of(figures, "prinsip"),
    )


def counts_of_regions(figures: AnnualFigures) -> dict[str, Any] | None:
    """How many regions have a task force; None in figures frozen before these were counted."""
    return only(figures["regions"], "day", "provinces_total", "regencies_total") if "regions" in figures else None


def lenses_of(figures: AnnualFigures, kind: str) -> list[dict[str, Any]]:
    """The lenses of a kind, each with its actions as the chapters of the clusters have them."""
    known = {action["id"]: action for cluster in figures["clusters"] for action in cluster["actions"]}
    return [
        {**lens, "actions": [known[key] for key in lens["actions"] if key in known]}
        for lens in figures.get("lenses", [])
        if lens["kind"] == kind
    ]
