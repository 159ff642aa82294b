"""Perbandingan: two sides with the figures of their own dashboards, how far they lie apart, and why that may mislead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.models import Action, Target
from clusters.enums import PlanKind
from clusters.models import Plan, User
from reports.summaries.comparing import difference
from tests.cast import World, make_indicator
from tests.reports.synthetic import Size, make_plan

Login = Callable[[User], Client]
SIZE = Size(actions=14, indicators_per_action=2, organizations=5)


@pytest.fixture
def plan(world: World) -> Any:
    """A synthetic plan of 2020 to 2024, all of it over."""
    with time_machine.travel(datetime.fromisoformat("2025-06-01T05:00:00+00:00")):
        yield make_plan(SIZE)


def ask(client: Client, **query: object) -> Any:
    response = client.get(reverse("comparison"), {name: str(value) for name, value in query.items()})
    assert response.status_code == 200
    return response


def national(client: Client, **query: object) -> dict[str, Any]:
    """Beranda's figures without the coverage, which is the provinces' too."""
    figures = client.get(reverse("home"), {name: str(value) for name, value in query.items()}).context["national"]
    return {name: value for name, value in figures.items() if name != "coverage"}


def test_each_side_says_what_the_narrowed_home_page_says(plan: Plan, executive: User, login: Login) -> None:
    client = login(executive)
    for reading in ("official", "provisional"):
        base: dict[str, object] = {"plan": plan.pk, "reading": reading}
        years = ask(client, kind="years", left=2022, right=2023, period=2, **base).context
        for side in ("left", "right"):
            assert years[side].numbers == national(client, year=years[side].label, period=2, **base)
        first, second = _codes(years)[:2]
        pair = ask(client, kind="organizations", left=first, right=second, year=2023, cluster=1, **base).context
        for side, code in (("left", first), ("right", second)):
            assert pair[side].numbers == national(client, year=2023, organization=code, cluster=1, **base)


def _codes(context: Any) -> list[str]:
    field = next(field for field in context["filter_fields"] if field.name == "organization")
    return [key for key, _, _ in field.options]


def test_two_years_show_the_difference_of_clusters_actions_and_targets(
    plan: Plan, executive: User, login: Login
) -> None:
    context = ask(client := login(executive), plan=plan.pk, kind="years", left=2022, right=2023).context
    for row in context["measures"]:
        assert row.difference == difference(row.left, row.right, row.unit)
    year = context["right"].year
    assert context["page"].paginator.count == len(year.counting_actions)
    changed = {one.shown["id"] for _, indicators in context["rows"] for one in indicators if one.is_target_changed}
    targets = {
        (row.indicator_id, row.year): row.value
        for row in Target.objects.filter(indicator__action__plan=plan, version=1)
    }
    moved = {key for key, value in targets.items() if key[1] == 2023 and targets.get((key[0], 2022), value) != value}
    assert changed & {key for key, _ in moved}
    only = [one for _, indicators in context["rows"] for one in indicators if one.left is None or one.right is None]
    assert only, "some indicator is asked for in one of the years alone"
    text = client.get(reverse("comparison"), {"plan": str(plan.pk), "left": "2022", "right": "2023"}).content.decode()
    export = client.get(reverse("view-export", args=["comparison"]), {"plan": str(plan.pk), "left": "2022"})
    assert export.headers["Content-Disposition"].startswith('attachment; filename="Perbandingan-2022-dan-2024')
    for words in ("Target berubah", "hanya diminta pada", "poin", "turun", "naik"):
        assert words in text


def test_the_difference_has_a_direction_and_none_where_a_side_has_no_figure() -> None:
    assert difference("87.50", "82.30", "score") == (-1, "5.2", "score")
    assert difference(3, 3, "count") == (0, "0", "count")
    assert difference(None, "1", "score") is None


def test_what_cannot_be_compared_is_said(world: World, executive: User, login: Login) -> None:
    interim = Plan.objects.create(
        kind=PlanKind.INTERIM, title="Masa antar", short_title="Antar 2025", start_year=2025, end_year=2025
    )
    stricter = Plan.objects.create(
        kind=PlanKind.NATIONAL,
        title="RAN baru",
        short_title="RAN 2026",
        start_year=2026,
        end_year=2029,
        threshold_achieved=95,
    )
    client = login(executive)
    text = ask(client, kind="plans", left=interim.pk, right=stricter.pk).content.decode()
    assert "Antar 2025 dibaca pada 2025, RAN 2026 pada 2026" in text
    assert "Periode pelaporan RAN 2026 tahun 2026 belum dibuka" in text
    with time_machine.travel(world.period(2).opens_at):
        text = ask(client, kind="plans", left=world.plan.pk, right=stricter.pk, at=2024).content.decode()
        assert "Tahun 2024 belum berakhir: 3 dari 4 periode belum jatuh tempo" in text
        assert "Ambang status kedua rencana berbeda: tercapai mulai 90 dan 95" in text
    assert "Kedua sisi sama" in ask(client, kind="plans", left=stricter.pk, right=stricter.pk).content.decode()
    assert "Hanya RAN 2026" in text


def test_one_side_alone_is_told(world: World, executive: User, login: Login) -> None:
    client = login(executive)
    assert "Belum ada pembanding" in ask(client, kind="years", plan=world.plan.pk).content.decode()
    response = ask(client, kind="organizations", left="KEMENPPPA", right="TIDAK/ADA", year=2024)
    assert "Sisi yang diminta tidak ada dalam rencana ini" in response.content.decode()
    context = ask(client, kind="organizations", left="KEMENPPPA", right="POLRI", year=2024).context
    assert [facts.number for facts, _, _ in context["one_side"].left] == ["1.1"]
    assert [facts.number for facts, _, _ in context["one_side"].right] == ["5.1"]
    assert context["page"] is None


def test_nobody_compares_what_is_not_there_or_not_to_be_seen(
    world: World, people: dict[str, User], client: Client, login: Login
) -> None:
    url = reverse("comparison")
    assert client.get(url).status_code == 302
    other = Plan.objects.create(
        kind=PlanKind.REGIONAL,
        region=world.other_province,
        title="RAD",
        short_title="RAD NTT",
        start_year=2024,
        end_year=2024,
    )
    client = login(people["region_operator"])
    for query in (
        {"kind": "plans", "right": str(other.pk)},
        {"kind": "plans", "right": "x"},
        {"kind": "three"},
    ):
        assert client.get(url, query).status_code == 404
    for person in people.values():
        assert login(person).get(url).status_code == 200
        assert login(person).post(url).status_code == 405


@pytest.mark.parametrize("kind", ["years", "organizations", "plans"])
def test_the_cost_does_not_grow_with_the_rows(
    world: World, plan: Plan, executive: User, login: Login, kind: str
) -> None:
    client = login(executive)
    ask(client, kind=kind, plan=plan.pk)
    with CaptureQueriesContext(connection) as few:
        ask(client, kind=kind, plan=plan.pk)
    for number in range(6):
        action = Action.objects.create(
            plan=plan, cluster=world.clusters[1], number=f"1.{number + 70}", title=f"Aksi {number}"
        )
        make_indicator(action, f"Indikator {number}", 10)
    Plan.objects.filter(pk=plan.pk).touch()
    with CaptureQueriesContext(connection) as many:
        ask(client, kind=kind, plan=plan.pk)
    assert len(many) <= len(few)
