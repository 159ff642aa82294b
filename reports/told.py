"""What the figures of an annual report say, group by group, each saying as it is printed: what editions are compared by."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from ranpptppo.lib import formats
from reports.chapters import END, FIVE_YEAR_END, FRONT, cluster_number
from reports.figures import AnnualFigures
from reports.figures_chapters import ProvinceFigures, RegionsChapter, RouteFigures
from reports.provenance.indicators import actual_words, amount
from reports.provenance.own_plan import adopted_indicators, own_plan_figures
from reports.provenance.trace import number, percent, share, status_label
from reports.references import plain_text
from reports.summaries.places import ROLES

ABSENT = "tidak ada"
Subject = tuple[str, str]  # by what it is found in both editions, and how it is called
Told = Iterator[tuple[Subject, str, str]]  # of a subject: what of it, and as it is printed


def frame(figures: Mapping[str, Any]) -> Told:
    plan, report, planned = figures["plan"], called("Laporan"), called("Rencana")
    yield report, "Judul", figures["title"]
    yield report, "Batas data", formats.date_long(date.fromisoformat(figures["cut_off_on"]))
    yield report, "Keadaan", "final" if figures["is_final"] else "draf"
    yield planned, "Judul", plan["title"]
    yield planned, "Dasar hukum", plan["legal_basis"] or ABSENT
    yield planned, "Ambang tercapai", str(plan["threshold_achieved"])
    yield planned, "Ambang perlu perhatian", str(plan["threshold_attention"])


def _scores(figures: AnnualFigures) -> Told:
    wholes: list[tuple[Subject, Mapping[str, Any]]] = [(("rencana", "Seluruh rencana"), figures["national"])]
    wholes += [(called(f"Klaster {row['number']}"), row) for row in figures["clusters"]]
    for name, whole in wholes:
        yield name, "Skor", number(whole["score"], 2)
        yield name, "Laporan masuk", share(whole["completeness"]["filed"])
        yield name, "Tepat waktu", share(whole["completeness"]["on_time"])
        for status, count in whole["counts"].items():
            yield name, f"Indikator: {status_label(status).lower()}", number(count)
    for action in _actions(figures):
        yield _action(action), "Skor", number(action["score"], 2)
        yield _action(action), "Bobot", number(action["weight"])


def _indicators(figures: AnnualFigures) -> Told:
    year = figures["year"]
    for action, indicator in _all_indicators(figures):
        name, measure = _name(action, indicator), indicator["measure"]
        achievement = indicator["achievement"]
        yield name, f"Target {year}", amount(indicator["target"]["value"], measure)
        yield name, f"Realisasi {year}", actual_words(indicator["actual"], measure)
        yield name, "Capaian", number(achievement, 2) + ("" if achievement is None else "%")
        yield name, "Status", status_label(indicator["status"])


def _earlier_years(figures: AnnualFigures) -> Told:
    for row in figures["matrix"]:
        for own in row["years"]:
            if own["year"] != figures["year"]:
                words = f"{row['number']} {row['indicator']}"
                name = (str(row.get("id", words)), words)  # editions frozen before ids were kept have none
                yield name, f"Target {own['year']}", amount(own["target"]["value"], row["measure"])
                yield name, f"Realisasi {own['year']}", actual_words(own["actual"], row["measure"])


def _budget(figures: AnnualFigures) -> Told:
    budget = figures["budget"]
    rows: list[tuple[Subject, Mapping[str, Any]]] = [(called("Seluruh anggaran"), budget["total"])]
    rows += [((f"sumber/{row['key']}", f"Sumber dana {row['label']}"), row) for row in budget["by_source"]]
    rows += [((f"klaster/{row['key']}", f"Klaster {row['label']}"), row) for row in budget["by_cluster"]]
    rows += [((f"instansi/{row['key']}", f"Instansi {row['label']}"), row) for row in budget["by_organization"]]
    rows += [(_action(action), action["budget"]) for action in _actions(figures)]
    for name, row in rows:
        yield name, "Pagu", formats.rupiah(row["allocated"])
        yield name, "Realisasi", formats.rupiah(row["realized"])
        yield name, "Serapan", percent(row["absorption"])


def _regions(figures: AnnualFigures) -> Told:
    """The edition of a region tells its own regions; editions frozen before there was such a chapter, nothing."""
    if "regions" in figures:
        regions = figures["regions"]
        yield from _counted_regions(regions)
        yield from _each_region(regions["provinces"], regions["routes"])
    if "area" in figures:
        yield from _each_region(figures["area"]["regions"], figures["area"]["routes"])


def _counted_regions(regions: RegionsChapter) -> Told:
    whole = called("Daerah")
    yield whole, "Keadaan pada", formats.date_long(date.fromisoformat(regions["day"]))
    yield whole, "Provinsi yang melaporkan RAD", number(regions["reporting"])
    for level, counts in (("Provinsi", regions["provinces_total"]), ("Kabupaten/kota", regions["regencies_total"])):
        for what, label in COUNTED_REGIONS.items():
            yield called(level), label, number(counts[what])  # type: ignore[literal-required]  # its own keys


def _each_region(rows: Sequence[ProvinceFigures], routes: Sequence[RouteFigures]) -> Told:
    for row in rows:
        name = f"daerah/{row['code']}", row["name"]
        yield name, "Gugus tugas", _state(row["task_force"])
        yield name, "RAD", _state(row["stage"])
        yield name, "Laporan RAD", row["filing"] + (f", {share(row['filed'])}" if row["filed"] is not None else "")
        yield name, "Skor RAD", number(row["score"], 2)
    for route in routes:
        yield (f"daerah/{route['code']}", route["name"]), "Peran", ", ".join(ROLES[role] for role in route["roles"])


def _own_plan(figures: AnnualFigures) -> Told:
    """Of the edition of a region: what is on record, and its own plan as a whole report would tell it."""
    if "own" in figures:
        for group in figures["own"]["facts"]:
            for row in group["rows"]:
                yield called(group["title"]), row["label"], row["text"]
        yield called("Aksi nasional yang diadopsi"), "Jumlah", number(len(figures["own"]["adopted"]))
    inner = own_plan_figures(figures)
    if inner is not None:
        yield from _scores(inner)
        yield from _indicators(inner)
        yield from _budget(inner)
    for action, indicator in adopted_indicators(figures):
        value = indicator["target"]["value"]
        if value is not None:
            yield _name(action, indicator), f"Target {figures['year']}", amount(value, indicator["measure"])


COUNTED_REGIONS = {
    "regions": "Jumlah",
    "task_forces": "Gugus tugas berlaku",
    "no_task_force": "Tercatat belum ada gugus tugas",
    "enacted": "RAD ditetapkan",
    "with_plan": "RAD di dalam sistem",
}


def _state(state: Mapping[str, Any]) -> str:
    return ", ".join(part for part in (state["label"], state["document"]) if part)


def _lenses(figures: AnnualFigures) -> Told:
    numbers = {action["id"]: action["number"] for action in _actions(figures)}
    for lens in figures.get("lenses", []):
        name = f"{lens['kind']}/{lens['value']}", lens["label"]
        yield name, "Skor", number(lens["score"], 2)
        yield name, "Indikator", number(lens["indicators"])
        for status, count in lens["counts"].items():
            yield name, f"Indikator: {status_label(status).lower()}", number(count)
        yield name, "Pagu", formats.rupiah(lens["budget"]["allocated"])
        yield name, "Realisasi", formats.rupiah(lens["budget"]["realized"])
        yield name, "Aksi", ", ".join(numbers[key] for key in lens["actions"] if key in numbers) or ABSENT
        missing = [f"{row['number']}. {row['name']}" for row in lens["missing_clusters"]]
        yield name, "Klaster tanpa aksi", "; ".join(missing) or ABSENT


def _names(figures: AnnualFigures) -> Told:
    for cluster in figures["clusters"]:
        name = called(f"Klaster {cluster['number']}")
        yield name, "Nama", cluster["name"]
        yield name, "Penanggung jawab", organization_names(cluster["leads"])
        yield name, "Koordinator", organization_names(cluster["coordinators"])
    for action in _actions(figures):
        name = _action(action)
        yield name, "Judul", action["title"]
        yield name, "Penanggung jawab", organization_names(action["leads"])
        yield name, "Pendukung", organization_names(action["supports"])
    for action, indicator in _all_indicators(figures):
        yield _name(action, indicator), "Indikator", indicator["text"]
        yield _name(action, indicator), "Satuan", indicator["unit"]


def late(figures: Mapping[str, Any]) -> Told:
    for row in figures["not_reported"]:
        words = f"klaster {row['cluster_number']}, {row['period']}"
        name = (f"{row['organization']['code']}, {words}", f"{row['organization']['short_name']}, {words}")
        yield name, "Laporan", "belum disampaikan"


def written(figures: Mapping[str, Any]) -> Told:
    """The chapters that people wrote: a text is told by its beginning and its length, or by its version."""
    concluded = figures.get("texts", {}).get("kesimpulan")  # as it is printed: with its figures filled in
    text = plain_text(concluded["html"]) if concluded else figures["conclusion"]
    yield called("Kesimpulan"), "Teks", _beginning(text)
    for key, text in figures.get("texts", {}).items():
        yield (key, f"Naskah {_chapter(key)}"), "Teks", f"versi {text['version']}"


def _texts(figures: AnnualFigures) -> Told:
    yield from written(figures)
    for action in _actions(figures):
        for row in action["narratives"]:
            for field, label in NARRATIVES:
                key = f"aksi/{action['id']}/{row['organization']['code']}/{row['period']}"
                name = (key, f"Aksi {action['number']}, {row['organization']['short_name']}, {row['period']}")
                yield name, label, _beginning(row[field])


NARRATIVES = (
    ("achievement", "Uraian capaian"),
    ("good_practice", "Praktik baik"),
    ("obstacle", "Kendala"),
    ("follow_up", "Tindak lanjut"),
)
BEGINNING = 160  # characters of a text that are told


def _beginning(text: str) -> str:
    words = " ".join(text.split())
    if not words:
        return ABSENT
    return words if len(words) <= BEGINNING else f"{words[:BEGINNING]}… ({formats.number(Decimal(len(words)))} huruf)"


def _actions(figures: AnnualFigures) -> Sequence[Mapping[str, Any]]:
    return [*(action for cluster in figures["clusters"] for action in cluster["actions"]), *figures["outside_plan"]]


def _all_indicators(figures: AnnualFigures) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    return ((action, indicator) for action in _actions(figures) for indicator in action["indicators"])


def _name(action: Mapping[str, Any], indicator: Mapping[str, Any]) -> Subject:
    return f"indikator/{indicator['id']}", f"{action['number']} {indicator['text']}".strip()


def _action(action: Mapping[str, Any]) -> Subject:
    return f"aksi/{action['id']}", f"Aksi {action['number'] or action['title']}"


def called(name: str) -> Subject:
    return name, name


def _chapter(key: str) -> str:
    number_of = cluster_number(key)
    return f"Klaster {number_of}" if number_of is not None else {**FRONT, **FIVE_YEAR_END, **END}.get(key, key)


def organization_names(rows: Sequence[Mapping[str, Any]]) -> str:
    return "; ".join(row["name"] for row in rows) or ABSENT


ANNUAL_GROUPS: Sequence[tuple[str, Callable[[AnnualFigures], Told]]] = (
    ("Laporan dan rencana", frame),
    ("Skor, status, dan kelengkapan", _scores),
    ("Indikator", _indicators),
    ("Tahun-tahun sebelumnya", _earlier_years),
    ("Anggaran", _budget),
    ("Pelaksanaan di daerah", _regions),
    ("Rencana daerah dan aksi yang diadopsi", _own_plan),
    ("Sektor perikanan dan lima prinsip", _lenses),
    ("Nama dan penanggung jawab", _names),
    ("Laporan yang belum disampaikan", late),
    ("Naskah dan uraian", _texts),
)
