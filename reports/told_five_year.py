"""What the figures of a five-year report say, group by group, as reports.told does for a year."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from ranpptppo.lib import formats
from reports.figures_five_year import FiveYearFigures, HolderChange, IndicatorCourse
from reports.provenance.indicators import actual_words, amount
from reports.provenance.trace import NOTHING, number, percent, share, status_label
from reports.told import Subject, Told, called, frame, late, organization_names, written


def _scores(figures: FiveYearFigures) -> Told:
    wholes: list[tuple[Subject, Mapping[str, Any]]] = [(called("Seluruh rencana"), figures)]
    wholes += [(called(f"Klaster {row['number']}"), row) for row in figures["clusters"]]
    for name, whole in wholes:
        yield name, "Skor selama rencana", number(whole["over_plan"]["score"], 2)
        for status, count in whole["over_plan"]["counts"].items():
            yield name, f"Indikator selama rencana: {status_label(status).lower()}", number(count)
        for row in whole["trend"]:
            yield name, f"Skor {row['year']}", number(row["score"], 2)
            yield name, f"Laporan masuk {row['year']}", share(row["filed"])
            yield name, f"Tepat waktu {row['year']}", share(row["on_time"])
            for status, count in row["counts"].items():
                yield name, f"Indikator {row['year']}: {status_label(status).lower()}", number(count)


def _indicators(figures: FiveYearFigures) -> Told:
    for row in figures["matrix"]:
        name, measure = _named(row), row["measure"]
        yield name, "Data dasar", amount(row["baseline"], measure)
        for year in row["years"]:
            yield name, f"Target {year['year']}", amount(year["target"]["value"], measure)
            yield name, f"Realisasi {year['year']}", actual_words(year["actual"], measure)
        yield name, "Capaian selama rencana", percent(row["over_plan"])
        yield name, "Status selama rencana", status_label(row["over_status"])


def _budget(figures: FiveYearFigures) -> Told:
    budget = figures["budget"]
    rows = [(called("Seluruh anggaran"), budget["total"])]
    rows += [((f"sumber/{row['key']}", f"Sumber dana {row['label']}"), row) for row in budget["by_source"]]
    rows += [((f"klaster/{row['key']}", f"Klaster {row['label']}"), row) for row in budget["by_cluster"]]
    rows += [((f"instansi/{row['key']}", f"Instansi {row['label']}"), row) for row in budget["by_organization"]]
    for name, course in rows:
        for year, spent in [*zip(figures["years"], course["years"], strict=True), ("semua tahun", course["total"])]:
            if spent is not None:
                yield name, f"Pagu {year}", formats.rupiah(spent["allocated"])
                yield name, f"Realisasi {year}", formats.rupiah(spent["realized"])


def _names(figures: FiveYearFigures) -> Told:
    for cluster in figures["clusters"]:
        name = called(f"Klaster {cluster['number']}")
        yield name, "Nama", cluster["name"]
        yield name, "Penanggung jawab", organization_names(cluster["leads"])
        yield name, "Koordinator", organization_names(cluster["coordinators"])
    for row in figures["matrix"]:
        yield _named(row), "Indikator", row["indicator"]
        yield _named(row), "Penanggung jawab", row["lead"]["name"]
    for change in figures["changes"]:
        yield _held_by(change), "Pemegang menurut tahun", _holdings(change)


def _held_by(change: HolderChange) -> Subject:
    role = "koordinator" if change["role"] == "coordinator" else "penanggung jawab"
    what = f"Aksi {change['number']}" if change["number"] else f"Klaster {change['cluster_number']}"
    return called(f"{what}, {role}")


def _holdings(change: HolderChange) -> str:
    return "; ".join(
        f"sejak {row['from_year']} {organization_names(row['organizations'])}" for row in change["holdings"]
    )


def _revised(figures: FiveYearFigures) -> Told:
    seen: dict[tuple[str, str, int], int] = {}
    for row in figures["revised_targets"]:
        own = row["number"], row["indicator"], row["year"]
        place = seen[own] = seen.get(own, 0) + 1
        value = "dihapus" if row["value"] is None else amount(row["value"], row["measure"])
        approved = f"{row['approved_by'] or NOTHING}, {formats.date_short(date.fromisoformat(row['approved_on']))}"
        counted = "" if row["is_counted"] else ", setelah batas waktu"
        words = f"{amount(row['first_value'], row['measure'])} menjadi {value}; {approved}{counted}"
        yield called(f"{row['number']} {row['indicator']}"), f"Revisi ke-{place} target {row['year']}", words


def _never_done(figures: FiveYearFigures) -> Told:
    for row in figures["never_done"]:
        yield called(f"Aksi {row['number']}"), "Keadaan", "tidak terlaksana"


def _named(row: IndicatorCourse) -> Subject:
    return f"indikator/{row['id']}", f"{row['number']} {row['indicator']}"


FIVE_YEAR_GROUPS: Sequence[tuple[str, Callable[[FiveYearFigures], Told]]] = (
    ("Laporan dan rencana", frame),
    ("Skor, status, dan kelengkapan", _scores),
    ("Indikator", _indicators),
    ("Anggaran", _budget),
    ("Nama dan penanggung jawab", _names),
    ("Target yang direvisi", _revised),
    ("Aksi yang tidak terlaksana", _never_done),
    ("Laporan yang belum disampaikan", late),
    ("Naskah", written),
)
