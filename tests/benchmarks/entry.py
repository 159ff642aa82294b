"""A ministry's working day at 200 and at 2,000 indicators: the grid of a period, one cell's save, and submitting.

Floors: of the grid the same template from constant context, of submitting the plainest SQL that writes what a filing
writes. A cell's save has none: at 2,000 indicators it must cost what it costs at 200.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import time_machine
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from actions.entry import CellValue
from actions.entry_keys import person_tag
from actions.enums import Accumulation, AssignmentRole, Direction, FundingSource, Measure, MeasurementState
from actions.models import (
    Action,
    Assignment,
    BudgetCeiling,
    BudgetLine,
    Indicator,
    Measurement,
    ProgressReport,
    ReportingPeriod,
    Target,
)
from actions.models.action import sort_key
from actions.models.indicator import text_key
from actions.periods import missing_periods
from actions.services import drafts, progress
from clusters.enums import Cadence, OrganizationKind, PlanKind, Role
from clusters.models import Cluster, Organization, OrganizationName, Plan, User
from tests.benchmarks.pages import page_against_floor
from tests.benchmarks.sql import file_plainly
from tests.benchmarks.table import Figure
from tests.benchmarks.timing import Deed, paired

SIZES = (200, 2000)
GRID_BAR = 2.0
CELL_BAR = 1.2
MOST_QUERIES = 30
KINDS = [
    (Measure.COUNT, Accumulation.FLOW),
    (Measure.PERCENTAGE, Accumulation.STOCK),
    (Measure.COUNT, Accumulation.RUNNING),
    (Measure.MILESTONE, Accumulation.YEARLY),
    (Measure.COUNT, Accumulation.LATEST),
]
LONG_AGO = date(2015, 1, 1)


@dataclass(frozen=True)
class Desk:
    """An operator with a report of so many indicators, all answered; the quarter before is filed."""

    size: int
    user: User
    report: ProgressReport
    indicators: list[Indicator]

    @property
    def name(self) -> str:
        return f"{self.size:,} indikator".replace(",", ".")


def run() -> list[Figure]:
    plan = _plan()
    with time_machine.travel(plan.periods.get(year=2024, number=2).opens_at + timedelta(days=2)):
        desks = [_desk(plan, size) for size in SIZES]
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # a database in use knows its tables; this one was filled a second ago
        figures = [figure for desk in desks for figure in _grid(desk)]
        figures += _cell(*desks)
        for desk in desks:
            figures += _submit(desk)
    return figures


# --- the grid ---------------------------------------------------------------------------------------------------------


def _grid(desk: Desk) -> list[Figure]:
    url = reverse("progress-entry", args=[desk.report.period_id])
    figures = page_against_floor(
        f"Isian, {desk.name}", url, desk.user, bar=GRID_BAR, rounds=15 if desk.size < 1000 else 7
    )
    client = _client(desk.user)
    return [*figures, Figure(f"Isian, {desk.name}", _queries(lambda: client.get(url)), "kueri", MOST_QUERIES)]


# --- one cell ---------------------------------------------------------------------------------------------------------


def _cell(small: Desk, large: Desk) -> list[Figure]:
    names = ("layanan", "alamat sel")
    figures = []
    for name, make in zip(names, (_service_save, _posted_save), strict=True):
        at_large, at_small = make(large), make(small)
        slow, quick = paired(at_large, at_small, rounds=40)
        figures += [
            Figure(f"Simpan satu sel ({name}), {small.name}", quick * 1000, "ms"),
            Figure(f"Simpan satu sel ({name}), {large.name}", slow * 1000, "ms"),
            Figure(f"Simpan satu sel ({name}), {large.size} / {small.size}", slow / quick, "×", CELL_BAR),
            Figure(f"Simpan satu sel ({name}), {small.name}", _queries(at_small), "kueri"),
            Figure(f"Simpan satu sel ({name}), {large.name}", _queries(at_large), "kueri"),
        ]
    return figures


def _service_save(desk: Desk) -> Deed:
    """Another value each time."""
    count = 0

    def save() -> None:
        nonlocal count
        count += 1
        cell = CellValue(state=MeasurementState.VALUE, value=Decimal(count))
        drafts.save_measurement(report=desk.report, indicator=desk.indicators[0], cell=cell, by=desk.user)

    return save


def _posted_save(desk: Desk) -> Deed:
    """As the page sends it, through the whole middleware."""
    client, url = _client(desk.user), reverse("progress-entry-cell", args=[desk.report.period_id])
    indicator = desk.indicators[0]
    revision, count = Measurement.objects.get(report=desk.report, indicator=indicator).revision, 0

    def save() -> None:
        nonlocal revision, count
        count += 1
        typed = {"cell": f"i{indicator.pk}", "value": str(1000 + count), "revision": revision}
        answer = client.post(url, typed | {"person": person_tag(desk.user)})
        if answer.status_code != 200:
            raise RuntimeError(f"{url} answers {answer.status_code}.")
        revision = answer.json()["revision"]

    return save


# --- submitting -------------------------------------------------------------------------------------------------------


def _submit(desk: Desk) -> list[Figure]:
    """Endorsement is off: to submit is to file, and each value becomes an immutable row."""

    def submit() -> None:
        progress.submit_progress(reports=[desk.report], by=desk.user)

    def withdraw() -> None:
        progress.withdraw_progress(report=desk.report, by=desk.user)

    def floor() -> None:
        with transaction.atomic():
            file_plainly(desk.report.pk, desk.user.pk, timezone.now())

    queries = _queries(submit)
    withdraw()
    product, plain = paired(submit, floor, rounds=11, after=withdraw)
    return [
        Figure(f"Ajukan, {desk.name}", product * 1000, "ms"),
        Figure(f"Ajukan, {desk.name}: SQL paling polos", plain * 1000, "ms"),
        Figure(f"Ajukan, {desk.name}: / SQL", product / plain, "×"),
        Figure(f"Ajukan, {desk.name}", queries, "kueri"),
    ]


# --- what they stand on -----------------------------------------------------------------------------------------------


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _queries(deed: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        deed()
    return len(captured)


def _plan() -> Plan:
    plan = Plan.objects.create(
        kind=PlanKind.NATIONAL,
        title="Rencana ukur",
        short_title="Rencana ukur",
        start_year=2024,
        end_year=2024,
        cadence=Cadence.QUARTERLY,
        is_example=True,
    )
    ReportingPeriod.objects.bulk_create(missing_periods(plan, at=timezone.now().replace(year=2024, month=1, day=2)))
    return plan


def _desk(plan: Plan, size: int) -> Desk:
    organization = Organization.objects.create(
        code=f"UKUR{size}", kind=OrganizationKind.MINISTRY, endorsement_required=False
    )
    OrganizationName.objects.create(
        organization=organization, name=f"Instansi ukur {size}", short_name=f"Ukur {size}", valid_from=LONG_AGO
    )
    user = User.objects.create_user(
        f"ukur{size}@contoh.go.id", "sandi-ukur-1", name=f"Ukur {size}", organization=organization, role=Role.OPERATOR
    )
    indicators = _indicators(plan, organization, size)
    for number in (1, 2):
        period = plan.periods.get(year=2024, number=number)
        [report] = progress.open_reports(organization=organization, period=period)
        _answer(report, indicators, user)
        if number == 1:
            progress.submit_progress(reports=[report], by=user)
    return Desk(size, user, report, indicators)


def _indicators(plan: Plan, organization: Organization, size: int) -> list[Indicator]:
    """Five to an action, with a target and a budget line to each action."""
    cluster, _ = Cluster.objects.get_or_create(number=1, defaults={"name": "Klaster ukur"})
    numbers = [f"{size}.{position}" for position in range(1, size // len(KINDS) + 1)]
    actions = Action.objects.bulk_create(
        Action(plan=plan, cluster=cluster, number=number, sort_key=sort_key(number), title=f"Kegiatan ukur {number}")
        for number in numbers
    )
    started = {"organization": organization, "starts_on": date(2024, 1, 1), "recorded_at": timezone.now()}
    Assignment.objects.bulk_create(Assignment(action=action, role=AssignmentRole.LEAD, **started) for action in actions)
    indicators = Indicator.objects.bulk_create(
        Indicator(
            action=action,
            text=f"Indikator ukur {action.number}.{position}",
            text_key=text_key(f"Indikator ukur {action.number}.{position}"),
            unit="kegiatan",
            measure=measure,
            accumulation=accumulation,
            direction=Direction.RISING,
            position=position,
        )
        for action in actions
        for position, (measure, accumulation) in enumerate(KINDS, start=1)
    )
    Target.objects.bulk_create(
        Target(indicator=one, year=2024, value=Decimal(1 if one.measure == Measure.MILESTONE else 90), approved_at=at)
        for at in [timezone.now() - timedelta(days=100)]
        for one in indicators
    )
    lines = BudgetLine.objects.bulk_create(
        BudgetLine(
            action=action, organization=organization, fiscal_year=2024, source=FundingSource.APBN, code=action.number
        )
        for action in actions
    )
    BudgetCeiling.objects.bulk_create(
        BudgetCeiling(line=line, amount=1_000_000_000, set_at=timezone.now()) for line in lines
    )
    return indicators


def _answer(report: ProgressReport, indicators: list[Indicator], user: User) -> None:
    at = timezone.now()
    values: dict[str, dict[str, Any]] = {
        Measure.COUNT: {"value": Decimal(80)},
        Measure.PERCENTAGE: {"numerator": Decimal(4), "denominator": Decimal(5)},
        Measure.MILESTONE: {"is_reached": True, "reached_on": date(2024, 3, 1), "document_number": "SK 1"},
    }
    Measurement.objects.bulk_create(
        Measurement(
            report=report,
            indicator=one,
            state=MeasurementState.VALUE,
            updated_at=at,
            updated_by=user,
            **values[one.measure],
        )
        for one in indicators
    )
