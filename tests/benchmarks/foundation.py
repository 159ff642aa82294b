"""Issue-sized: 200 actions, 400 indicators, 20 periods; pages, figures and import."""

from __future__ import annotations

import io
from datetime import UTC, datetime

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from actions.enums import Reading
from actions.services.plan_import import import_plan
from clusters.enums import Cadence, PlanKind
from clusters.models import Cluster, Plan, User
from reports import summaries
from reports.summaries import kept
from tests.benchmarks.matrix import example_rows, matrix_file
from tests.benchmarks.pages import page_against_floor, reader
from tests.benchmarks.sql import plain_figures
from tests.benchmarks.table import Figure
from tests.benchmarks.timing import paired, seconds
from tests.reports.synthetic import Size, make_plan

YEAR = 2024
SIZE = Size(actions=200, indicators_per_action=2)
PAGE_BAR = 2.0
FIGURES_BAR = 2.0


def run() -> list[Figure]:
    plan = make_plan(SIZE)
    user = reader()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # a database in use knows its tables; this one was filled a second ago
    return [*_pages(plan, user), *_figures(plan), *_import(user)]


def _pages(plan: Plan, user: User) -> list[Figure]:
    query = f"?plan={plan.pk}&year={YEAR}"
    cluster = Cluster.objects.order_by("number")[0]
    pages = {
        "Beranda": reverse("home"),
        "Klaster": reverse("cluster-detail", args=[cluster.number]),
        "Matriks": reverse("matrix"),
    }
    return [
        figure for name, url in pages.items() for figure in page_against_floor(name, url + query, user, bar=PAGE_BAR)
    ]


def _figures(plan: Plan) -> list[Figure]:
    """The year's figures as pages read them, and fetched and computed from nothing, against plain SQL."""
    now = timezone.now()

    def as_pages_read_them() -> object:
        year = summaries.load_year(plan, YEAR, reading=Reading.OFFICIAL, as_of=now)
        actions = year.counting_actions
        return summaries.score_over(year, actions), summaries.counts_over(year, actions)

    def from_nothing() -> object:
        kept.forget()
        return as_pages_read_them()

    def sql() -> object:
        return plain_figures(plan.pk, YEAR)

    read, floor = paired(as_pages_read_them, sql)
    computed, floor_again = paired(from_nothing, sql)
    return [
        Figure("Angka setahun: SQL paling polos", floor * 1000, "ms"),
        Figure("Angka setahun: dibaca halaman / SQL", read / floor, "×", FIGURES_BAR),
        Figure("Angka setahun: dihitung dari nol", computed * 1000, "ms"),
        Figure("Angka setahun: dihitung dari nol / SQL", computed / floor_again, "×"),
    ]


def _import(user: User) -> list[Figure]:
    rows = example_rows(indicators=400)
    plan = Plan.objects.create(
        kind=PlanKind.NATIONAL,
        title="Rencana ukur",
        short_title="Rencana ukur",
        start_year=2021,
        end_year=2025,
        cadence=Cadence.QUARTERLY,
        is_example=True,
    )
    data = matrix_file(rows, plan.years)
    first = seconds(lambda: import_plan(plan=plan, file=io.BytesIO(data), by=user, at=datetime.now(UTC)))
    again = seconds(lambda: import_plan(plan=plan, file=io.BytesIO(data), by=user, at=datetime.now(UTC)))
    return [
        Figure("Impor matriks, pertama", len(rows) / first, "baris/detik"),
        Figure("Impor matriks, berkas sama", len(rows) / again, "baris/detik"),
    ]
