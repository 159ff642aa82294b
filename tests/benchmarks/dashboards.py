"""The nation in full: 552 regional plans beside the national one. Every dashboard page, and the figures behind them.

``BENCH_SCALE=0.01 ./dev bench dashboards`` tries it quickly with fewer regions; the bars are meant for the whole.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from time import perf_counter
from typing import Any

from django.urls import URLPattern, reverse
from django.utils import timezone

from actions.enums import Reading
from actions.models import Action, MeasurementRound
from clusters.enums import PlanKind
from clusters.models import Organization, Plan, Region, User
from reports import summaries
from reports.keeping import refresh
from reports.scale.loading import Wanted, load_scale
from reports.summaries import kept
from reports.urls import urlpatterns
from tests.benchmarks.pages import page_against_floor, reader
from tests.benchmarks.sql import plain_figures, plain_region_figures
from tests.benchmarks.table import Figure
from tests.benchmarks.timing import Deed, paired, seconds

YEAR = 2024
NATIONAL_BAR, PAGE_BAR, FIGURES_BAR = 1.5, 2.0, 2.0


@dataclass(frozen=True)
class Page:
    """A dashboard page: its address with what stands in it, and the plan it is looked at for."""

    name: str
    url_name: str
    args: tuple[Any, ...] = ()
    plan: Plan | None = None
    query: str = ""

    @property
    def bar(self) -> float:
        return NATIONAL_BAR if self.url_name == "home" and self.plan is None else PAGE_BAR

    def url(self, national: Plan) -> str:
        return f"{reverse(self.url_name, args=self.args)}?plan={(self.plan or national).pk}&year={YEAR}{self.query}"


# What the app ``reports`` answers beside its dashboards. A new address must be here or in ``pages``.
NO_DASHBOARDS = frozenset(
    {
        *("search", "view-export", "api-token", "api-token-create", "api-token-revoke"),
        *("saved-view-list", "saved-view-save", "saved-view-change", "saved-view-delete"),
        *("report-list", "report-request", "report-detail", "report-download", "report-repeat"),
        *("document-detail", "document-download", "document-repeat", "form-request"),
        *(
            "receipt-request",
            "receipt-find",
            "receipt-check",
            "letter-list",
            "letter-write",
            "overdue-remind",
            "brief-request",
        ),
    }
)


def pages(national: Plan) -> Iterator[Page]:
    """Each dashboard at least once; a page of a region also for its own plan."""
    action = Action.objects.filter(plan=national).in_printed_order()[0]
    organization = Organization.objects.filter(assignments__action=action).order_by("pk")[0]
    regional = Plan.objects.filter(region__isnull=False).order_by("pk")[0]
    region = Region.objects.get(pk=regional.region_id)
    yield Page("Beranda", "home")
    yield Page("Beranda daerah", "home", plan=regional)
    yield Page("Klaster, semua", "cluster-list")
    yield Page("Klaster, satu", "cluster-detail", (1,))
    yield Page("Aksi, semua", "action-list")
    yield Page("Aksi, satu", "action-detail", (action.pk,))
    yield Page("Matriks", "matrix")
    yield Page("Perbandingan, dua tahun", "comparison", query="&kind=years&left=2023&right=2024")
    yield Page("Perbandingan, dua instansi", "comparison", query="&kind=organizations")
    yield Page("Instansi, semua", "organization-list")
    yield Page("Instansi, satu", "organization-detail", (organization.code,))
    yield Page("Daerah, semua", "region-list", query="&level=all")
    yield Page("Daerah, satu", "region-detail", (region.code,))
    yield Page("Peta", "map")
    yield Page("Belum lapor", "overdue")
    yield Page("Anggaran", "budget-dashboard")
    yield Page("Lensa, semua", "lenses")
    yield Page("Lensa, satu", "lens-detail", ("principle", "justice"))
    yield Page("Situasi", "situation")


def run() -> list[Figure]:
    loading = _load()
    national = Plan.objects.get(kind=PlanKind.NATIONAL)
    measured = list(pages(national))
    _miss_none(measured)
    user = reader()
    return [*loading, *_page_figures(measured, national, user), *_national(national), *_regions()]


def _load() -> list[Figure]:
    started = perf_counter()
    wanted = Wanted.of_scale(float(os.environ.get("BENCH_SCALE", "1")))
    load_scale(wanted, seed=7, say=print)
    return [
        Figure("Memuat data sintetis", perf_counter() - started, "detik"),
        Figure("Rencana daerah", Plan.objects.filter(region__isnull=False).count(), "rencana"),
        Figure("Putaran pengukuran", MeasurementRound.objects.count(), "baris"),
    ]


def _miss_none(measured: list[Page]) -> None:
    known = {page.url_name for page in measured} | NO_DASHBOARDS
    missing = {str(row.name) for row in urlpatterns if isinstance(row, URLPattern)} - known
    if missing:
        raise RuntimeError(f"Neither measured nor named as no dashboard: {', '.join(sorted(missing))}.")


def _page_figures(measured: list[Page], national: Plan, user: User) -> Iterator[Figure]:
    for page in measured:
        yield from page_against_floor(page.name, page.url(national), user, bar=page.bar)


def _national(plan: Plan) -> list[Figure]:
    """The nation's year as pages read it, and fetched and computed from nothing, against the plainest SQL."""
    now = timezone.now()

    def read() -> object:
        year = summaries.load_year(plan, YEAR, reading=Reading.OFFICIAL, as_of=now)
        return summaries.score_over(year, year.counting_actions), summaries.counts_over(year, year.counting_actions)

    def from_nothing() -> object:
        kept.forget()
        return read()

    sql = partial(plain_figures, plan.pk, YEAR)
    return [
        *_against("Angka nasional: dibaca halaman", read, sql, FIGURES_BAR),
        *_against("Angka nasional: dihitung dari nol", from_nothing, sql, None),
    ]


def _regions() -> list[Figure]:
    """Figures of the provinces, and of all regions: kept, against plain SQL over the same plans; and computed anew."""
    provinces = list(Region.objects.provinces().values_list("pk", flat=True))
    plans = list(Plan.objects.filter(region__isnull=False).order_by("pk").values_list("pk", flat=True))
    of_provinces = list(Plan.objects.filter(region__in=provinces).order_by("pk").values_list("pk", flat=True))
    now = timezone.now()

    def read(regions: list[int] | None) -> object:
        found = summaries.region_figures(YEAR, reading=Reading.OFFICIAL, as_of=now, regions=regions, most_anew=0)
        if not all(row["is_current"] for row in found.values()):
            raise RuntimeError("Some region's figures are not kept: nothing is measured.")
        return found

    def anew() -> object:
        Plan.objects.filter(pk__in=plans[: summaries.MOST_ANEW]).touch()
        return summaries.region_figures(YEAR, reading=Reading.OFFICIAL, as_of=timezone.now())

    figures = [
        *_against(
            "Angka provinsi: tersimpan",
            partial(read, provinces),
            partial(plain_region_figures, of_provinces, YEAR),
            FIGURES_BAR,
        ),
        *_against(
            "Angka semua daerah: tersimpan",
            partial(read, None),
            partial(plain_region_figures, plans, YEAR),
            FIGURES_BAR,
        ),
    ]
    stale = seconds(anew)
    spent = seconds(lambda: refresh(plans[: summaries.MOST_ANEW], at=timezone.now()))
    return [
        *figures,
        Figure(f"Angka semua daerah, {summaries.MOST_ANEW} di antaranya dihitung saat itu", stale * 1000, "ms"),
        Figure(f"Menyimpan ulang {summaries.MOST_ANEW} rencana, semua tahun", spent * 1000, "ms"),
    ]


def _against(name: str, ours: Deed, sql: Deed, bar: float | None) -> list[Figure]:
    spent, floor = paired(ours, sql, rounds=15)
    return [
        Figure(name, spent * 1000, "ms"),
        Figure(f"{name}, SQL paling polos", floor * 1000, "ms"),
        Figure(f"{name} / SQL", spent / floor, "×", bar),
    ]
