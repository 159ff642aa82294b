"""Scores, completeness, coverage and counts: of the plan, of a cluster, of an action (calculation.md, "Scores")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.figures import (
    ActionFigures,
    AnnualFigures,
    ClusterFigures,
    CompletenessFigures,
    NotReportedRow,
    StatusCounts,
)
from reports.provenance.trace import (
    NOTHING,
    Cell,
    Trace,
    TraceTable,
    figure,
    first,
    number,
    scope_notes,
    share,
    status_label,
    status_rows,
    text,
    whole_name,
)

ROUNDING = (
    "Perhitungan memakai pecahan persis; hasilnya dibulatkan satu kali menjadi dua angka di belakang koma. "
    "Angka di tabel sudah dibulatkan."
)


REGIONS_COUNTED = "Daerah dihitung menurut wilayah pada 31 Desember {year}, atau pada batas data bila lebih awal."
LEFT_OUT = "{count} aksi belum bernilai, sehingga tidak ikut dihitung."


@dataclass(frozen=True, kw_only=True)
class Scored:
    """Actions that have a score together."""

    name: str
    score: str | None
    status: str
    counts: StatusCounts
    actions: Sequence[ActionFigures]
    missing: Sequence[NotReportedRow]
    parents: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, kw_only=True)
class Whole(Scored):
    """The plan or a cluster: who reports on it is known too."""

    completeness: CompletenessFigures


def plan_whole(figures: AnnualFigures) -> Whole:
    national = figures["national"]
    actions = [action for cluster in figures["clusters"] for action in cluster["actions"]]
    if not figures["plan"]["is_scored"]:
        actions = [*actions, *figures["outside_plan"]]
    return Whole(
        name=whole_name(figures),
        score=national["score"],
        status=national["status"],
        counts=national["counts"],
        completeness=national["completeness"],
        actions=actions,
        missing=figures["not_reported"],
    )


def cluster_whole(figures: AnnualFigures, cluster_number: int) -> Whole:
    cluster = first(figures["clusters"], number=cluster_number)
    return Whole(
        name=_cluster_name(figures, cluster),
        score=cluster["score"],
        status=cluster["status"],
        counts=cluster["counts"],
        completeness=cluster["completeness"],
        actions=cluster["actions"],
        missing=cluster["not_reported"],
        parents=[(whole_name(figures), "nasional/skor")],
    )


def _cluster_name(figures: AnnualFigures, cluster: ClusterFigures) -> str:
    """Of the edition of an organization or a region, whose share of the cluster it is."""
    name = f"Klaster {cluster['number']}. {cluster['name']}"
    scope = figures.get("scope")
    return name if scope is None or scope["kind"] == "cluster" else f"{name}, {scope['label']}"


def score(whole: Scored, figures: AnnualFigures) -> Trace:
    scored = [action for action in whole.actions if action["score"] is not None]
    left_out = len(whole.actions) - len(scored)
    return Trace(
        title=f"Skor {whole.name}",
        values=[("Skor", number(whole.score, 2)), ("Status", status_label(whole.status) if whole.score else NOTHING)],
        formula=[
            "Skor adalah rata-rata skor aksi dalam rencana menurut bobotnya: jumlah (skor × bobot) dibagi jumlah bobot.",
            "Aksi tanpa skor dikeluarkan bersama bobotnya.",
            ROUNDING,
            _thresholds(figures),
        ],
        tables=[
            TraceTable(
                "Aksi yang dihitung", ["Aksi", "Bobot", "Skor", "Status"], [_action_row(action) for action in scored]
            ),
            TraceTable("Indikator menurut status", ["Status", "Jumlah"], status_rows(whole.counts)),
        ],
        missing=whole.missing,
        notes=[*scope_notes(figures), *([LEFT_OUT.format(count=left_out)] if left_out else [])],
        parents=whole.parents,
    )


def action_score(figures: AnnualFigures, action: ActionFigures, cluster_number: int | None) -> Trace:
    columns = ["Indikator", "Capaian (%)", "Yang dihitung", "Status"]
    base = "nasional" if cluster_number is None else f"klaster/{cluster_number}"
    return Trace(
        title=f"Skor aksi {action['number']} {action['title']}",
        values=[
            ("Skor", number(action["score"], 2)),
            ("Status", status_label(action["status"])),
            ("Bobot dalam klaster dan rencana", number(action["weight"])),
        ],
        formula=[
            "Skor aksi adalah rata-rata capaian indikatornya, masing-masing dihitung paling banyak 100.",
            (
                "Indikator bertarget yang jatuh tempo dan belum dilaporkan, atau dilaporkan belum ada datanya, dihitung 0. "
                "Indikator yang menunggu verifikasi, tidak berlaku, belum waktunya, atau tanpa target tidak dihitung."
            ),
            ROUNDING,
            _thresholds(figures),
        ],
        tables=[TraceTable("Indikator aksi ini", columns, _indicator_rows(action, figures["year"]))],
        parents=[("Skor klaster" if cluster_number else "Skor rencana", f"{base}/skor")],
    )


def completeness(whole: Whole, figures: AnnualFigures) -> Trace:
    told = whole.completeness
    return Trace(
        title=f"Kelengkapan dan ketepatan waktu, {whole.name}",
        values=[
            ("Laporan masuk", share(told["filed"])),
            ("Tepat waktu", share(told["on_time"])),
            ("Tepat waktu dengan perpanjangan", number(told["on_time_extended"])),
            ("Diisi surut", number(told["backfilled"])),
        ],
        formula=[
            (
                "Kelengkapan adalah laporan yang telah disampaikan dibagi laporan yang jatuh tempo; satu laporan untuk "
                "setiap instansi, periode, dan klaster."
            ),
            (
                "Laporan tepat waktu bila pertama kali disampaikan paling lambat pada batas waktu periodenya. Perpanjangan "
                "dicatat tersendiri; periode yang dibuka setelah berakhir (diisi surut) tidak dinilai tepat waktunya."
            ),
            "Keduanya ditampilkan di samping skor dan tidak masuk ke dalamnya.",
        ],
        notes=scope_notes(figures),
        missing=whole.missing,
        parents=whole.parents,
    )


def counts(whole: Scored, figures: AnnualFigures) -> Trace:
    year = figures["year"]
    rows = [
        [text(action["number"]), text(indicator["text"], f"indikator/{indicator['id']}/{year}"), _status(indicator)]
        for action in whole.actions
        for indicator in action["indicators"]
    ]
    return Trace(
        title=f"Indikator menurut status, {whole.name}",
        values=[(status_label(status), number(count)) for status, count in whole.counts.items() if count],
        formula=["Setiap indikator dihitung satu kali menurut statusnya pada batas data."],
        tables=[TraceTable("Indikator yang dihitung", ["Aksi", "Indikator", "Status"], rows)],
        notes=scope_notes(figures),
        parents=whole.parents,
    )


def coverage(figures: AnnualFigures) -> Trace:
    told = figures["national"]["coverage"]
    values = [("Instansi", f"{told['organizations_filed']} dari {told['organizations_due']} wajib lapor")]
    if "organizations_filed_some" in told:
        values += [
            ("Menyampaikan sebagian", f"{told['organizations_filed_some']} instansi"),
            ("Belum menyampaikan satu pun", f"{told['organizations_filed_none']} instansi"),
        ]
    formula = ["Instansi dihitung bila semua laporannya yang jatuh tempo telah disampaikan sampai batas data."]
    if "scope" not in figures:  # which regions report is a matter of the whole nation
        values += [
            ("Provinsi", f"{told['provinces_reporting']} dari {told['provinces_total']} provinsi"),
            ("Kabupaten/kota", f"{told['regencies_reporting']} dari {told['regencies_total']} kabupaten/kota"),
        ]
        formula += [REGIONS_COUNTED.format(year=figures["year"])]
    return Trace(
        title="Cakupan pelaporan",
        values=values,
        formula=formula,
        notes=scope_notes(figures),
        missing=figures["not_reported"],
        parents=[(whole_name(figures), "nasional/laporan")],
    )


def _thresholds(figures: AnnualFigures) -> str:
    plan = figures["plan"]
    return (
        f"Tercapai: {plan['threshold_achieved']} ke atas; perlu perhatian: {plan['threshold_attention']} ke atas; "
        "di bawahnya tertinggal."
    )


def _action_row(action: ActionFigures) -> list[Cell]:
    name = text(f"{action['number']} {action['title']}", f"aksi/{action['id']}/skor")
    return [name, figure(number(action["weight"])), figure(number(action["score"], 2)), _status(action)]


def _indicator_rows(action: ActionFigures, year: int) -> list[list[Cell]]:
    rows = []
    for indicator in action["indicators"]:
        counted = indicator.get("counted", NOTHING)  # editions frozen before it was kept do not say it
        in_words = "tidak dihitung" if counted is None else counted if counted == NOTHING else number(counted, 2)
        path = f"indikator/{indicator['id']}/{year}"
        achievement = figure(number(indicator["achievement"], 2))
        rows.append([text(indicator["text"], path), achievement, figure(in_words), _status(indicator)])
    return rows


def _status(row: object) -> Cell:
    return text(status_label(row["status"]))  # type: ignore[index]  # an action or an indicator
