"""The parts of a five-year report, from frozen figures, in the order of printing (as reports.parts for a year)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, cast

from clusters.enums import PlanKind
from reports.chapters import CLUSTER, FIVE_YEAR_END
from reports.cut_offs import cut_off_in_words
from reports.figures import AnnualFigures, MatrixRow, NameFigures
from reports.figures_five_year import FiveYearFigures, IndicatorCourse, RevisedTarget
from reports.freezing import sha256_of
from reports.part_writer import EDITION, HeadFigures, Part, PartWriter, only, signed_in
from reports.parts import AFTER_INTRODUCTION, check_address, in_chapters, printed
from reports.parts import FOLDER as ANNUAL
from reports.parts_chapters import preface_parts, text_of
from reports.parts_matrix import MATRIX_ROWS, matrix_parts

FOLDER = "reports/pdf/five_year/"
BEHIND = frozenset({"behind", "unreported", "no_data"})


def five_year_parts(figures: FiveYearFigures) -> Iterator[Part]:
    """Without the contents, which are known at last."""
    whole, figures = figures, cast("FiveYearFigures", printed(cast("AnnualFigures", figures)))
    writer = PartWriter(five_year_head(figures), FOLDER)
    yield from _front(writer, figures, figures_sha256=sha256_of(whole))
    introduction = only(figures, "plan", "year", "years", "period_labels", "legal_bases", "statistics", "clusters")
    text = text_of(figures, "pendahuluan")
    yield writer.chapter("Pendahuluan", "_introduction.html", figures=introduction, text=text)
    for cluster in figures["clusters"]:
        rows = [row for row in figures["matrix"] if row["cluster_number"] == cluster["number"]]
        data = {**only(figures, "plan", "years"), "cluster": cluster}
        yield from _cluster(writer, rows, data, text_of(figures, f"{CLUSTER}{cluster['number']}"))
    yield from _across(writer, figures)
    yield writer.chapter("Kesimpulan dan Masukan bagi Rencana Berikutnya", "_conclusion.html", **_closing(figures))
    yield from _appendices(writer, figures)


def _across(writer: PartWriter, figures: FiveYearFigures) -> Iterator[Part]:
    """What was changed, revised, never done and spent, in all clusters."""
    pieces: dict[str, tuple[str, dict[str, Any]]] = {
        "perubahan": ("_changes.html", only(figures, "changes", "years")),
        "revisi": ("_revised.html", {"rows": figures["revised_targets"]}),
        "tidak-terlaksana": (
            "_never_done.html",
            {**only(figures, "years", "cut_off_on"), "rows": figures["never_done"]},
        ),
        "anggaran": ("_course_budget.html", _budget(figures)),
    }
    for key, (template, data) in pieces.items():
        yield writer.chapter(FIVE_YEAR_END[key], template, **data, text=text_of(figures, key))


def _front(writer: PartWriter, figures: FiveYearFigures, *, figures_sha256: str) -> Iterator[Part]:
    yield writer.cover("_cover.html", figures=only(figures, *EDITION, "first_year"))
    yield from _letter(writer, figures)
    imprint = only(figures, *EDITION, "first_year", "cut_off_on", "reading", "short_code", "site_address")
    template = f"{ANNUAL}_imprint.html"
    checked = {
        "cut_off": cut_off_in_words(figures),
        "figures_sha256": figures_sha256,
        "check_address": check_address(figures),
    }
    yield writer.front("imprint", "Tentang dokumen ini", template, figures=imprint, **checked)
    yield from preface_parts(writer, figures)
    shown = ("plan", "first_year", "year", "cut_off_on", "over_plan", "trend")
    summary: dict[str, Any] = {**only(figures, *shown), "budget": figures["budget"]["total"]["total"]}
    summary["clusters"] = in_chapters(figures["clusters"], first=AFTER_INTRODUCTION)
    text = text_of(figures, "ringkasan")
    yield writer.front(
        "ringkasan", "Ringkasan Eksekutif", "_course_summary.html", figures=summary, counts=_counts(figures), text=text
    )


def _letter(writer: PartWriter, figures: FiveYearFigures) -> Iterator[Part]:
    """The letter to the President; a regional plan's report goes to no President."""
    if figures["plan"]["kind"] != PlanKind.NATIONAL:
        return
    keys = ("plan", "issuer", "first_year", "year", "cut_off_on", "reading", "national", "over_plan")
    data: dict[str, Any] = {"figures": {**only(figures, *keys), "signed_in": signed_in(figures)}}
    data |= {"budget": figures["budget"]["total"]["total"], "counts": _counts(figures)}
    data |= {"subject": five_year_head(figures)["running"], "indicators": len(figures["matrix"])}
    yield writer.front("surat", "Surat pengantar", "_letter.html", **data)


def _counts(figures: FiveYearFigures) -> dict[str, int]:
    return {name: len(cast("Any", figures)[name]) for name in ("changes", "revised_targets", "never_done")}


def _cluster(writer: PartWriter, rows: Sequence[IndicatorCourse], data: dict[str, Any], text: str) -> Iterator[Part]:
    """A chapter, whose table goes on in further parts where it is long."""
    name, template = data["cluster"]["name"], "_course_cluster.html"
    first = writer.chapter(name, template, **data, rows=rows[:MATRIX_ROWS], text=text)
    yield first
    for number, start in enumerate(range(MATRIX_ROWS, len(rows), MATRIX_ROWS), start=2):
        some = rows[start : start + MATRIX_ROWS]
        yield writer.more(first, number, **data, rows=some, continues=True)


def _budget(figures: FiveYearFigures) -> dict[str, Any]:
    pairs = zip(figures["years"], figures["budget"]["total"]["years"], strict=True)
    by_year = [{"year": year, "budget": row} for year, row in pairs]
    return {**only(figures, "budget", "years"), "by_year": by_year}


def _closing(figures: FiveYearFigures) -> dict[str, Any]:
    """What was written, and what the figures hand on to the next plan."""
    left = [row for row in figures["matrix"] if row["over_status"] in BEHIND]
    later: list[RevisedTarget] = [row for row in figures["revised_targets"] if not row["is_counted"]]
    return {
        "figures": {
            **only(figures, "conclusion", "issuer", "plan", "first_year", "year"),
            "signed_in": signed_in(figures),
        },
        "conclusion": text_of(figures, "kesimpulan"),
        "advice": text_of(figures, "masukan"),
        "left": [only(row, *LEFT) for row in left],
        "indicators": len(figures["matrix"]),
        "never_done": len(figures["never_done"]),
        "revised_late": len(later),
    }


LEFT = ("id", "cluster_number", "number", "indicator", "lead", "over_plan", "over_status")


def _appendices(writer: PartWriter, figures: FiveYearFigures) -> Iterator[Part]:
    rows = [only(row, *MatrixRow.__annotations__) for row in figures["matrix"]]
    yield from matrix_parts(writer, rows, figures)
    late = {"rows": figures["not_reported"], "cut_off_on": figures["cut_off_on"]}
    yield writer.appendix("Laporan yang belum disampaikan", f"{ANNUAL}_not_reported.html", **late)
    method = {**only(figures, "plan", "reading"), "has_statistics": True}
    yield writer.appendix("Metodologi", "_method.html", figures=method, cut_off=cut_off_in_words(figures))
    glossary = {"year": "tahun masing-masing", "organizations": names_of(figures)}
    yield writer.appendix("Glosarium", f"{ANNUAL}_glossary.html", **glossary)
    if "differences" in figures:  # last: whatever it says, the other appendices keep their numbers
        title = "Perbedaan dengan edisi sebelumnya"
        yield writer.appendix(title, f"{ANNUAL}_differences.html", differences=figures["differences"])


def five_year_head(figures: FiveYearFigures) -> HeadFigures:
    plan, years = figures["plan"]["short_title"], span(figures)
    running = f"Laporan Lima Tahunan {plan}" if plan.endswith(years) else f"Laporan Lima Tahunan {plan} · {years}"
    return {"running": running, "title": figures["title"]}


def span(figures: FiveYearFigures) -> str:
    """``2020–2024``."""
    return f"{figures['first_year']}–{figures['year']}"


def names_of(figures: FiveYearFigures) -> list[NameFigures]:
    """Every name under which the report names an organization, by short name; those without a shorter one left out."""
    found: dict[tuple[str, str], NameFigures] = {}
    parts: list[object] = [figures]
    while parts:
        part = parts.pop()
        if isinstance(part, list):
            parts += reversed(part)
        elif isinstance(part, dict):
            parts += part.values()
            if "short_name" in part and part["short_name"] != part["name"]:
                found[part["code"], part["name"]] = cast("NameFigures", part)
    return sorted(found.values(), key=lambda row: (row["short_name"].casefold(), row["code"], row["name"]))
