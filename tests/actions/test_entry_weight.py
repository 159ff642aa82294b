"""The grid with 200 indicators, cold: at most 30 queries, and at most 150 kB over the wire with every asset it names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.http import FileResponse, HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.models import Action, Assignment, BudgetCeiling, BudgetLine
from actions.models.action import sort_key
from clusters.models import User
from ranpptppo.compression import CompressPages
from tests.actions.test_workflow import verified
from tests.cast import PLANNED_AT, World, make_indicator
from tests.page_weight import weights_of

Login = Callable[[User], Client]
INDICATORS = 200
MOST_BYTES = 150_000


@pytest.fixture(autouse=True)
def in_july(world: World) -> Iterator[None]:
    with time_machine.travel(world.period(2).opens_at + timedelta(days=2)):
        yield


@pytest.fixture
def address(world: World, people: dict[str, User]) -> str:
    """The second quarter of an organization with 200 indicators of all kinds in 40 actions, half of them filled."""
    verified(world, people)
    kinds = [
        {"measure": "count", "accumulation": "flow"},
        {"measure": "percentage", "accumulation": "stock", "numerator_label": "Kasus yang ditangani"},
        {"measure": "milestone", "accumulation": "yearly"},
        {"measure": "count", "accumulation": "running"},
    ]
    names = ["korban yang dipulangkan", "petugas terlatih", "desa yang didampingi", "perkara yang diputus", "layanan"]
    for number in range(2, 42):
        title = f"Aksi {names[number % 5]} di wilayah {number} bersama instansi terkait"
        action = Action.objects.create(
            plan=world.plan,
            cluster=world.clusters[1],
            number=f"1.{number}",
            sort_key=sort_key(f"1.{number}"),
            title=title,
        )
        Assignment.objects.create(
            action=action,
            organization=world.kemenpppa,
            role="lead",
            starts_on=world.period(1).starts_on,
            recorded_at=PLANNED_AT,
        )
        for one in range(5 if number < 41 else 2):
            kind = kinds[(number + one) % len(kinds)]
            make_indicator(
                action, f"Jumlah {names[one]} pada kegiatan {number}.{one}", 7 * number, position=one, **kind
            )
        line = BudgetLine.objects.create(
            action=action, organization=world.kemenpppa, fiscal_year=2024, source="apbn", code=f"56{number:02}.QDB.001"
        )
        BudgetCeiling.objects.create(line=line, amount=number * 12_345_678, set_at=PLANNED_AT)
    report = world.report(2)
    return reverse("progress-entry", args=[report.period_id])


def test_two_hundred_indicators_take_at_most_thirty_queries(address: str, operator: User, login: Login) -> None:
    client = login(operator)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(address).content.decode()
    assert page.count('data-cell="i') == INDICATORS
    assert len(queries) <= 30


def test_the_page_weighs_at_most_150_kilobytes_with_all_it_names(address: str, operator: User, login: Login) -> None:
    answer = login(operator).get(address, headers={"accept-encoding": "gzip, br"})
    assert answer["Content-Encoding"] == "gzip"
    page = login(operator).get(address).content.decode()
    assert page.count('data-cell="i') == INDICATORS
    weights = weights_of(answer, page)
    assert {"css/bootstrap.min.css", "js/entry_grid.js", "img/icons.svg"} <= set(weights)
    assert sum(weights.values()) <= MOST_BYTES, sorted(weights.items(), key=lambda item: -item[1])


def test_files_travel_as_they_are_and_pages_compressed(tmp_path: Path) -> None:
    request = HttpRequest()
    request.META["HTTP_ACCEPT_ENCODING"] = "gzip"
    path = tmp_path / "data.pdf"
    path.write_bytes(b"%PDF" * 1000)
    file = CompressPages(lambda _: FileResponse(path.open("rb")))(request)
    assert (file["Content-Length"], "Content-Encoding" in file) == ("4000", False)
    file.close()
    assert CompressPages(lambda _: HttpResponse("isian " * 1000))(request)["Content-Encoding"] == "gzip"
