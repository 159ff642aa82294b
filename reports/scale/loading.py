"""All of it: a national plan, the plans of its regions, and what was reported on them over five years."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from time import perf_counter

from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone

from actions.enums import FundingSource
from actions.models import (
    Action,
    Indicator,
    MeasurementRound,
    NarrativeRound,
    ProgressEvent,
    ProgressReport,
    RealizationRound,
)
from clusters.enums import PlanKind
from clusters.models import Plan, Region, RegionRole
from clusters.reference_data import load_reference
from reports.keeping import refresh
from reports.scale.cast import make_bodies, make_clusters, make_ministries
from reports.scale.planning import YEARS, Made, Recipe, Size, adopt, make_national, make_regional
from reports.scale.reporting import Reporter

PREFIX = "SINTETIS"
PROVINCES, REGENCIES = 38, 514
FEWEST_PROVINCES, FEWEST_REGENCIES = 1, 5
NATIONAL, REGIONAL = Size(), Size(actions=20, organizations=2)
REGIONAL_CLUSTERS = 4
ADOPTABLE = 10
ADOPTS = 3  # every third region adopts

Say = Callable[[str], None]


class NotEmpty(Exception):
    """The database holds plans that are no synthetic ones: nothing may be mixed up with them."""


@dataclass(frozen=True)
class Wanted:
    """How much; ``of_scale`` keeps the national plan whole and thins out the regions."""

    provinces: int = PROVINCES
    regencies: int = REGENCIES
    national: Size = NATIONAL
    regional: Size = REGIONAL

    @classmethod
    def of_scale(cls, scale: float) -> Wanted:
        return cls(max(FEWEST_PROVINCES, round(PROVINCES * scale)), max(FEWEST_REGENCIES, round(REGENCIES * scale)))


def synthetic_plans() -> int:
    """How many plans of ours are there already."""
    return Plan.objects.filter(is_example=True, title__contains="sintetis").count()


def load_scale(wanted: Wanted, *, seed: int, say: Say) -> bool:
    """Load all or nothing; False where it is there already. Raises NotEmpty."""
    if Plan.objects.filter(is_example=False).exists():
        raise NotEmpty(
            "Basis data ini memuat rencana yang bukan contoh. Data sintetis hanya dimuat ke basis data tersendiri."
        )
    if synthetic_plans():
        return False
    if Plan.objects.filter(kind=PlanKind.NATIONAL, start_year=YEARS[0]).exists():
        raise NotEmpty(
            f"Rencana nasional {YEARS[0]} sudah ada, misalnya dari load_demo. "
            "Data sintetis hanya dimuat ke basis data tersendiri."
        )
    load_reference()
    with transaction.atomic():
        if connection.vendor == "postgresql":  # at once, not in a queue of millions at the end
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        _Loader(wanted, seed, say).load()
    _settle(say)
    return True


def _settle(say: Say) -> None:
    """What a database in use has anyway: knowledge of its tables, and kept figures."""
    started = perf_counter()
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    plans = Plan.objects.filter(region__isnull=False).order_by("pk").values_list("pk", flat=True)
    done = refresh(list(plans), at=timezone.now())
    say(_stage(f"Angka {done} rencana daerah dihitung", 0, started))


class _Loader:
    def __init__(self, wanted: Wanted, seed: int, say: Say) -> None:
        self.wanted, self.seed, self.say = wanted, seed, say
        self.clusters = make_clusters()
        self.reporter = Reporter()
        self.cast = make_ministries(PREFIX, wanted.national.organizations, self.clusters)

    def load(self) -> None:
        provinces = list(Region.objects.provinces().order_by("code")[: self.wanted.provinces])
        regencies = self._regencies(provinces)
        started, before = perf_counter(), self._written()
        national = self._national([*provinces, *regencies[: 3 * len(provinces)]])
        self._tell("Rencana nasional", 1, started, before)
        for name, regions in (("Rencana provinsi", provinces), ("Rencana kabupaten/kota", regencies)):
            started, before = perf_counter(), self._written()
            for n, region in enumerate(regions):
                self._regional(n, region, national)
            self._tell(name, len(regions), started, before)
        started, before = perf_counter(), self._written()
        self.reporter.finish()
        self._tell("Sisa laporan", 0, started, before)

    def _regencies(self, provinces: Sequence[Region]) -> list[Region]:
        """Those of the provinces that are there, else of others too; in the order of their codes."""
        rows = Region.objects.regencies().order_by("code")
        own = list(rows.filter(parent__in=provinces)[: self.wanted.regencies])
        missing = self.wanted.regencies - len(own)
        return own + list(rows.exclude(parent__in=provinces)[:missing])

    def _national(self, regions: Sequence[Region]) -> Made:
        random = self._chance("national")
        recipe = Recipe(self.wanted.national, self.cast, self.clusters, places=regions)
        made = make_national(recipe, random)
        RegionRole.objects.bulk_create(
            RegionRole(
                plan=made.plan,
                region=region,
                is_source=n % 3 == 0,
                is_transit=n % 4 == 1,
                is_destination=n % 3 == 2,
                is_fisheries=n % 5 == 0,
                basis="Sintetis",
            )
            for n, region in enumerate(regions)
        )
        self.reporter.report_on(made, random)
        return made

    def _regional(self, n: int, region: Region, national: Made) -> None:
        random = self._chance(region.code)
        cast = make_bodies(region, PREFIX, self.cast.people)
        own = FundingSource.APBD_PROVINCE if region.parent_id is None else FundingSource.APBD_REGENCY
        sources = (own, own, own, FundingSource.GRANT, FundingSource.APBN)
        clusters = self.clusters[:REGIONAL_CLUSTERS]
        made = make_regional(region, Recipe(self.wanted.regional, cast, clusters, sources, [region]), random)
        if n % ADOPTS == 0:
            adopt(made, *self._adopted(n, national))
        self.reporter.report_on(made, random)

    def _chance(self, name: str) -> Random:
        """Each plan has its own: it is the same at every scale."""
        return Random(f"{self.seed}:{name}")  # noqa: S311 - chance that falls the same way, no secret

    def _adopted(self, n: int, national: Made) -> tuple[list[Action], list[Indicator]]:
        """Two of the first actions of the nation."""
        offered = national.actions[:ADOPTABLE]
        actions = [offered[n % len(offered)], offered[(n + 1) % len(offered)]]
        keys = {action.pk for action in actions}
        return actions, [row for row in national.indicators if row.action_id in keys]

    def _written(self) -> int:
        return sum(table.written for table in self.reporter.tables)

    def _tell(self, name: str, plans: int, started: float, before: int) -> None:
        title = f"{name} ({plans})" if plans else name
        self.say(_stage(title, self._written() - before, started))


def _stage(name: str, rows: int, started: float) -> str:
    seconds = f"{perf_counter() - started:.1f}".replace(".", ",")
    counted = f"{rows:,}".replace(",", ".") + " baris laporan" if rows else ""
    return f"{name:<36} {counted:>26} {seconds:>8} detik"


def totals() -> list[tuple[str, int]]:
    """What is there, for the command to print: name and number."""
    plans = Plan.objects.filter(is_example=True).values("kind").annotate(plans=Count("pk")).order_by("kind")
    models = (Indicator, ProgressReport, ProgressEvent, MeasurementRound, RealizationRound, NarrativeRound)
    rows = [(str(model._meta.verbose_name), model._default_manager.count()) for model in models]
    return [*((PlanKind(row["kind"]).label.lower(), row["plans"]) for row in plans), *rows]
