"""The last hour before a deadline: 200 regencies fill in their grids at once, on a real server process.

``BENCH_SECONDS=20 ./dev bench regions`` tries it quickly; the bars are meant for two minutes.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain

from django.db import connection
from django.utils import timezone

from actions.enums import Accumulation, AssignmentRole, Direction, Measure
from actions.models import Action, Assignment, EntryChange, Indicator, Measurement, ReportingPeriod, Target
from actions.models.action import sort_key
from actions.models.indicator import text_key
from actions.periods import missing_periods
from actions.services import progress
from clusters.enums import Cadence, OrganizationKind, PlanKind, Role
from clusters.models import Cluster, Organization, OrganizationName, Plan, Region, User
from clusters.reference_data import load_clusters, load_regions
from tests.benchmarks.load import Person, all_at_work, logged_in, percentile_95, server
from tests.benchmarks.pages import reader
from tests.benchmarks.region_imports import region_imports
from tests.benchmarks.region_lists import region_lists
from tests.benchmarks.table import Figure

PEOPLE, ACTIONS, PAUSE, RAMP = 200, 20, 10.0, 30.0
SECONDS = float(os.environ.get("BENCH_SECONDS", "120"))
MANY_TO_ONE_BAR = 10.0
SINGLE_SAVES, SINGLE_PAUSE, SINGLE_OPENINGS = 40, 0.25, 10


def run() -> list[Figure]:
    logging.getLogger("axes").setLevel(logging.WARNING)  # it would tell of each log-in
    load_regions()
    load_clusters()
    people = [_person(region) for region in Region.objects.regencies().order_by("code")[: PEOPLE + SINGLE_OPENINGS]]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # a database in use knows its tables; this one was filled a second ago
    crowd, alone = people[:PEOPLE], people[PEOPLE:]
    with server():
        all_at_work(alone, seconds=1, pause=SINGLE_PAUSE, ramp=1)  # not measured: each process compiles its templates
        for person in alone:
            person.forget()
        for person in alone:
            all_at_work([person], seconds=SINGLE_SAVES * SINGLE_PAUSE / len(alone), pause=SINGLE_PAUSE, ramp=0)
        all_at_work(crowd, seconds=SECONDS, pause=PAUSE, ramp=RAMP)
    _say_errors(people)
    secretariat = reader()
    return [
        *_figures("buka isian", crowd, alone, "opened"),
        *_figures("simpan sel", crowd, alone, "saved"),
        *_kept(crowd),
        *region_imports(secretariat),
        *region_lists(secretariat),
    ]


def _figures(name: str, crowd: Sequence[Person], alone: Sequence[Person], what: str) -> list[Figure]:
    many = percentile_95(list(chain.from_iterable(getattr(one, what) for one in crowd)))
    one = percentile_95(list(chain.from_iterable(getattr(one, what) for one in alone)))
    return [
        Figure(f"Satu pemakai, {name}: persentil 95", one * 1000, "ms"),
        Figure(f"{len(crowd)} pemakai, {name}: persentil 95", many * 1000, "ms"),
        Figure(f"{name}: {len(crowd)} pemakai / satu", many / one, "×", MANY_TO_ONE_BAR),
    ]


def _kept(crowd: Sequence[Person]) -> list[Figure]:
    """What the server acknowledged against what the database holds afterwards."""
    values = dict(
        Measurement.objects.filter(indicator__in=[one.indicator for one in crowd]).values_list("indicator_id", "value")
    )
    lost = [one for one in crowd if one.acknowledged and values.get(one.indicator) != Decimal(one.acknowledged[-1])]
    acknowledged = sum(len(one.acknowledged) for one in crowd)
    changes = EntryChange.objects.filter(indicator__in=[one.indicator for one in crowd]).count()
    return [
        Figure("Sel yang disimpan", acknowledged, "sel"),
        Figure("Sel yang hilang", len(lost) + max(0, acknowledged - changes), "sel", 0),
        Figure("Galat", sum(len(one.errors) for one in crowd), "galat", 0),
    ]


def _say_errors(people: Sequence[Person]) -> None:
    for error in sorted({error for one in people for error in one.errors})[:5]:
        print(f"- {error}")


# --- what they stand on -----------------------------------------------------------------------------------------------


def _person(region: Region) -> Person:
    """An operator of a regency with a plan of its own, whose report of the current quarter is begun."""
    now = timezone.now()
    body = Organization.objects.create(code=f"UKUR-{region.code}", kind=OrganizationKind.REGIONAL, region=region)
    OrganizationName.objects.create(
        organization=body, name=f"Pemerintah {region}", short_name=region.code, valid_from=date(2015, 1, 1)
    )
    user = User.objects.create_user(
        f"ukur{region.pk}@contoh.go.id", "sandi-ukur-1", name=f"Ukur {region}", organization=body, role=Role.OPERATOR
    )
    plan = Plan.objects.create(
        kind=PlanKind.REGIONAL,
        region=region,
        title=f"RAD ukur {region}",
        short_title=f"RAD ukur {region.code}",
        start_year=now.year,
        end_year=now.year,
        cadence=Cadence.QUARTERLY,
        is_example=True,
    )
    ReportingPeriod.objects.bulk_create(missing_periods(plan, at=now - timedelta(days=400)))
    indicators = _indicators(plan, body)
    period = plan.periods.filter(opens_at__lte=now).order_by("-opens_at")[0]
    progress.open_reports(organization=body, period=period)
    return Person(user, period.pk, indicators[0].pk, logged_in(user), 1000)


def _indicators(plan: Plan, body: Organization) -> list[Indicator]:
    now, cluster = timezone.now(), Cluster.objects.order_by("number")[0]
    actions = Action.objects.bulk_create(
        Action(plan=plan, cluster=cluster, number=f"1.{n}", sort_key=sort_key(f"1.{n}"), title=f"Kegiatan ukur {n}")
        for n in range(1, ACTIONS + 1)
    )
    Assignment.objects.bulk_create(
        Assignment(
            action=action,
            organization=body,
            role=AssignmentRole.LEAD,
            starts_on=date(plan.start_year, 1, 1),
            recorded_at=now - timedelta(days=400),
        )
        for action in actions
    )
    indicators = Indicator.objects.bulk_create(
        Indicator(
            action=action,
            text=f"Indikator ukur {action.number}",
            text_key=text_key(f"Indikator ukur {action.number}"),
            unit="kegiatan",
            measure=Measure.COUNT,
            accumulation=Accumulation.FLOW,
            direction=Direction.RISING,
            position=1,
        )
        for action in actions
    )
    Target.objects.bulk_create(
        Target(indicator=one, year=plan.start_year, value=Decimal(90), approved_at=now - timedelta(days=400))
        for one in indicators
    )
    return indicators
