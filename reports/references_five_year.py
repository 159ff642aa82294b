"""What the texts of a five-year report may refer to: ``{{ capaian.klaster.1.2023 }}``. Nothing here asks the database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from actions.enums import FundingSource, Status
from ranpptppo.lib import formats
from reports.figures import BudgetFigures, StatusCounts, TrendRow
from reports.figures_five_year import BudgetCourse, IndicatorCourse, OverPlanFigures
from reports.references import Reference, percent_text, score_text, value_text

Named = Iterator[tuple[str, Reference]]  # by what it is referred to


def five_year_catalogue(figures: Mapping[str, Any]) -> dict[str, Reference]:
    """In the order of the pickers. ``figures``: FiveYearFigures, or the CourseFigures among them."""
    return dict(_all(figures))


def _all(figures: Mapping[str, Any]) -> Named:
    budget = figures["budget"]
    yield from _counted(figures)
    yield from _whole("rencana", "rencana", figures["over_plan"], "rencana/skor")
    yield from _money("rencana", "rencana", budget["total"]["total"], "rencana/anggaran")
    yield from _years("rencana", "rencana", figures["trend"], "tren")
    for cluster in figures["clusters"]:
        key, name = f"klaster.{cluster['number']}", f"klaster {cluster['number']}"
        path = f"klaster/{cluster['number']}"
        yield from _whole(key, name, cluster["over_plan"], f"{path}/rencana")
        yield from _money(key, name, cluster["budget"], f"{path}/anggaran")
        yield from _years(key, name, cluster["trend"], f"{path}/tren")
    yield from _sources(budget["by_source"])
    yield from _indicators(figures["matrix"])


def _counted(figures: Mapping[str, Any]) -> Named:
    counts = {
        "aksi": ("Jumlah aksi", figures["over_plan"]["actions"], "skor"),
        "indikator": ("Jumlah indikator", len(figures["matrix"]), "skor"),
        "perubahan": ("Aksi dan peran klaster yang berganti penanggung jawab", len(figures["changes"]), "perubahan"),
        "revisi": ("Target yang direvisi", len(figures["revised_targets"]), "revisi"),
        "tidak-terlaksana": ("Aksi yang tidak terlaksana", len(figures["never_done"]), "tidak-terlaksana"),
    }
    for key, (label, count, path) in counts.items():
        yield f"jumlah.{key}", Reference(label, formats.number(count), f"rencana/{path}")


def _whole(key: str, name: str, over: OverPlanFigures, path: str) -> Named:
    yield f"capaian.{key}", Reference(f"Skor {name} selama rencana", score_text(over["score"]), path)
    for status, label, text in _statuses(over["counts"]):
        yield f"status.{key}.{status}", Reference(f"{label}, {name} selama rencana", text, path)


def _statuses(counts: StatusCounts) -> list[tuple[str, str, str]]:
    """Each status, how it is called and the number of its indicators."""
    return [
        (status.value, f"Indikator {status.label.lower()}", formats.number(counts[status.value])) for status in Status
    ]


def _money(key: str, name: str, budget: BudgetFigures, path: str) -> Named:
    yield f"anggaran.pagu.{key}", Reference(f"Pagu {name}", formats.rupiah(budget["allocated"]), path)
    yield f"anggaran.realisasi.{key}", Reference(f"Realisasi {name}", formats.rupiah(budget["realized"]), path)
    yield f"anggaran.serapan.{key}", Reference(f"Serapan {name}", percent_text(budget["absorption"]), path)


def _years(key: str, name: str, trend: Sequence[TrendRow], base: str) -> Named:
    for row in trend:
        then, path = f"{name} tahun {row['year']}", f"{base}/{row['year']}"
        own = f"{key}.{row['year']}"
        yield f"capaian.{own}", Reference(f"Skor {then}", score_text(row["score"]), path)
        yield f"kelengkapan.{own}", Reference(f"Laporan masuk {then}", percent_text(row["filed"]["percent"]), path)
        for status, label, text in _statuses(row["counts"]):
            yield f"status.{key}.{status}.{row['year']}", Reference(f"{label}, {then}", text, path)
        yield from _money(own, then, row["budget"], path)


def _sources(rows: Sequence[BudgetCourse]) -> Named:
    for row in rows:
        yield from _money(row["key"], FundingSource(row["key"]).label, row["total"], f"anggaran/sumber/{row['key']}")


def _indicators(rows: Sequence[IndicatorCourse]) -> Named:
    for row in rows:
        place = row["position"]
        yield from _indicator(f"indikator.{row['number']}-{place}", f"indikator {place} aksi {row['number']}", row)


def _indicator(key: str, name: str, row: IndicatorCourse) -> Named:
    path, end = f"indikator/{row['id']}", row["end_line"]
    over = f"{path}/rencana"
    own = row["cluster_number"]
    yield f"{key}.dasar", Reference(f"Data dasar {name}", value_text(row["baseline"], row["measure"]), over, own)
    reached = value_text(end["value"] if end else None, row["measure"])
    yield f"{key}.akhir", Reference(f"Capaian akhir {name}", reached, over, own)
    yield f"{key}.capaian", Reference(f"Capaian {name} selama rencana", percent_text(row["over_plan"]), over, own)
    for year in row["years"]:
        then = {"target": year["target"]["value"], "realisasi": year["actual"]["value"]}
        for what, value in then.items():
            label = f"{what.capitalize()} {name} tahun {year['year']}"
            text = value_text(value, row["measure"])
            yield f"{key}.{what}.{year['year']}", Reference(label, text, f"{path}/{year['year']}", own)
