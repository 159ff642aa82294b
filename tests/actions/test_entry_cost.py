"""What the working day asks of the database: the grid's queries do not grow, and a save touches its own row only."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.entry import CellValue
from actions.enums import MeasurementState
from actions.models import Measurement, ProgressReport
from actions.services import drafts
from clusters.models import User
from tests.cast import World, make_indicator

MOST_QUERIES = 30
WRITES = re.compile(r'^(INSERT INTO|UPDATE|DELETE FROM) "(\w+)"(?:.* WHERE (.*))?', re.DOTALL)


def grow(world: World, report: ProgressReport, operator: User, *, to: int) -> None:
    """As many indicators in the report, each with a draft."""
    more = range(report.measurements.count(), to)
    indicators = [make_indicator(world.action, f"Indikator {number}", 400) for number in more]
    drafts_of = {
        "report": report,
        "state": "value",
        "value": 7,
        "updated_at": report.created_at,
        "updated_by": operator,
    }
    Measurement.objects.bulk_create(Measurement(indicator=one, **drafts_of) for one in indicators)


def save(report: ProgressReport, by: User, *, indicator: object, number: int) -> None:
    cell = CellValue(state=MeasurementState.VALUE, value=Decimal(number))
    drafts.save_measurement(report=report, indicator=indicator, cell=cell, by=by)


def test_the_grid_asks_as_much_at_200_indicators_as_at_20(
    world: World, operator: User, login: Callable[[User], Client]
) -> None:
    report = world.report()
    client, url = login(operator), reverse("progress-entry", args=[report.period_id])
    counts = []
    for size in (20, 200):
        grow(world, report, operator, to=size)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= MOST_QUERIES


def test_a_save_writes_its_own_row_and_the_log_and_nothing_else(world: World, operator: User) -> None:
    report = world.report()
    counts = []
    for size in (3, 60):
        grow(world, report, operator, to=size)
        save(report, operator, indicator=world.indicator, number=1000 + size)
        row = Measurement.objects.get(report=report, indicator=world.indicator)
        with CaptureQueriesContext(connection) as queries:
            save(report, operator, indicator=world.indicator, number=2000 + size)
        counts.append(len(queries))
        written = [found.groups() for query in queries if (found := WRITES.match(query["sql"]))]
        assert written == [
            ("UPDATE", "actions_measurement", f'"actions_measurement"."id" = {row.pk}'),
            ("INSERT INTO", "actions_entrychange", None),
        ]
    assert counts[0] == counts[1]
