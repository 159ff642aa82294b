"""From the path that a figure on paper carries to the telling of it.

``nasional/skor``, ``klaster/1/skor`` (or ``laporan``, ``status``, ``anggaran``), ``nasional/cakupan``, ``aksi/12/skor``,
``aksi/12/anggaran``, ``indikator/7/2024``, ``anggaran/sumber/apbn`` (or ``klaster/1``, ``instansi/POLRI``), ``tren/2023``,
``daerah/gugus-tugas`` (or ``rad``, ``pelaporan``, ``53``), ``prinsip/accountability/skor`` (or ``anggaran``; ``sektor`` the
same), ``statistik/3``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import cast

from reports.enums import ReportKind
from reports.figures import ActionFigures, AnnualFigures
from reports.figures_five_year import FiveYearFigures
from reports.provenance import budgets, places, published, scores
from reports.provenance.five_year import five_year_trace
from reports.provenance.indicators import indicator_trace
from reports.provenance.lenses import lens
from reports.provenance.own_plan import own_plan_trace
from reports.provenance.trace import Trace, UnknownFigure, first, money, number, scope_notes, share, whole_name

SUMS_ONLY = "Rincian tahun ini ada pada laporan tahunnya; di sini yang dibekukan hanya jumlahnya."


def trace_of(figures: AnnualFigures, path: str) -> Trace:
    """Of an annual report, or of a five-year one. Raises :class:`UnknownFigure`."""
    if figures.get("kind") == ReportKind.FIVE_YEAR:
        return five_year_trace(cast("FiveYearFigures", figures), path)
    for pattern, tell in TELLERS:
        if (found := pattern.fullmatch(path)) is not None:
            return tell(figures, *found.groups())
    raise UnknownFigure(path)


def _plan(figures: AnnualFigures, subject: str) -> Trace:
    if subject == "anggaran":
        return budgets.plan_budget(figures)
    if subject == "cakupan":
        return scores.coverage(figures)
    return _whole(figures, scores.plan_whole(figures), subject)


def _cluster(figures: AnnualFigures, cluster: str, subject: str) -> Trace:
    if subject == "anggaran":
        return budgets.cluster_budget(figures, int(cluster))
    return _whole(figures, scores.cluster_whole(figures, int(cluster)), subject)


def _whole(figures: AnnualFigures, whole: scores.Whole, subject: str) -> Trace:
    if subject == "skor":
        return scores.score(whole, figures)
    if subject == "laporan":
        return scores.completeness(whole, figures)
    return scores.counts(whole, figures)


def _action(figures: AnnualFigures, key: str, subject: str) -> Trace:
    cluster, action = _found(figures, int(key))
    if subject == "skor":
        return scores.action_score(figures, action, cluster)
    return budgets.action_budget(figures, action)


def _found(figures: AnnualFigures, key: int) -> tuple[int | None, ActionFigures]:
    """The action and the number of its cluster; None outside the plan."""
    for cluster in figures["clusters"]:
        for action in cluster["actions"]:
            if action["id"] == key:
                return cluster["number"], action
    return None, first(figures["outside_plan"], id=key)


def _indicator(figures: AnnualFigures, key: str, year: str) -> Trace:
    return indicator_trace(figures, int(key), int(year))


def _cluster_budget(figures: AnnualFigures, cluster: str) -> Trace:
    return budgets.cluster_budget(figures, int(cluster))


def _own_plan(figures: AnnualFigures, path: str) -> Trace:
    return own_plan_trace(figures, path, trace_of)


def _trend(figures: AnnualFigures, year: str) -> Trace:
    row = first(figures["trend"], year=int(year))
    is_own = int(year) == figures["year"]
    return Trace(
        title=f"{whole_name(figures)} pada tahun {year}",
        values=[
            ("Skor", number(row["score"], 2)),
            ("Indikator tercapai", number(row["counts"]["achieved"])),
            ("Laporan masuk", share(row["filed"])),
            ("Tepat waktu", share(row["on_time"])),
            *money(row["budget"]),
        ],
        formula=[
            (
                "Setiap tahun dihitung dengan aturan yang sama pada batas data laporan ini, sehingga koreksi atas "
                "tahun-tahun sebelumnya sampai batas data ikut terbaca."
            )
        ],
        notes=[*scope_notes(figures), *([] if is_own else [SUMS_ONLY])],
        parents=[("Skor tahun laporan", "nasional/skor")] if is_own else [],
    )


TELLERS: tuple[tuple[re.Pattern[str], Callable[..., Trace]], ...] = (
    (re.compile(r"nasional/(skor|laporan|status|anggaran|cakupan)"), _plan),
    (re.compile(r"klaster/([0-9]{1,4})/(skor|laporan|status|anggaran)"), _cluster),
    (re.compile(r"aksi/([0-9]{1,12})/(skor|anggaran)"), _action),
    (re.compile(r"indikator/([0-9]{1,12})/([0-9]{4})"), _indicator),
    (re.compile(r"anggaran/sumber/(.+)"), budgets.source_budget),
    (re.compile(r"anggaran/klaster/([0-9]{1,4})"), _cluster_budget),
    (re.compile(r"anggaran/instansi/(.+)"), budgets.organization_budget),
    (re.compile(r"tren/([0-9]{4})"), _trend),
    (re.compile(r"daerah/gugus-tugas"), places.task_forces),
    (re.compile(r"daerah/rad"), places.regional_plans),
    (re.compile(r"daerah/pelaporan"), places.regional_reports),
    (re.compile(r"daerah/([0-9.]{2,13})"), places.region),
    (re.compile(r"(prinsip|sektor)/([a-z_]+)/(skor|anggaran)"), lens),
    (re.compile(r"statistik/([0-9]{1,4})"), published.series),
    (re.compile(r"rad/((?:nasional|klaster|aksi|indikator|anggaran)/.+)"), _own_plan),
)
