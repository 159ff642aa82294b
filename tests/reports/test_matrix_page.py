"""Matriks: every action at every period, also where filters leave different actions in each year."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from actions.enums import AssignmentRole, Status
from actions.models import Assignment
from clusters.models import Plan, User
from reports import summaries
from tests.actions.test_workflow import verified
from tests.cast import PLANNED_AT, World
from tests.reports.synthetic import Size, make_plan

Login = Callable[[User], Client]
CELL = re.compile(r'<td class="(\w)"><a tabindex="-1" href="([^"]+)" title="([^"]+)">([^<]+)</a></td>')


@pytest.fixture
def in_may(world: World, people: dict[str, User]) -> Any:
    """The first quarter is past due: KemenPPPA's report is verified, Polri's is missing."""
    verified(world, people)
    with time_machine.travel(world.period(1).due_at + timedelta(days=3)):
        yield


def test_each_action_has_a_cell_at_each_period_with_its_word_and_a_link_to_the_year(
    world: World, executive: User, login: Login, in_may: None
) -> None:
    response = login(executive).get(reverse("matrix"), {"reading": "provisional"})
    heat = response.context["heat"]
    assert [(group.number, [row.number for row in group.rows]) for group in heat.groups] == [(1, ["1.1"]), (5, ["5.1"])]
    year = response.context["choice"].figures
    for group in heat.groups:
        for row in group.rows:
            assert [cell.status for cell in row.cells] == [year.results[row.id].status, "", "", ""]
    cells = CELL.findall(response.content.decode())
    assert len(cells) == 8
    address = f"{reverse('action-detail', args=[world.action.pk])}?year=2024&amp;reading=provisional"
    assert [href for _, href, _, _ in cells[:4]] == [address] * 4
    assert cells[4] == ("b", cells[4][1], "Tertinggal · 0,00", "Tertinggal")
    assert cells[1][2] == "Belum jatuh tempo"


def test_every_icon_is_explained(world: World, executive: User, login: Login) -> None:
    text = login(executive).get(reverse("matrix")).content.decode()
    legend = text[text.index('<ul class="counts heat-legend"') : text.index("<table")]
    for word in (*(status.label for status in Status), "Belum jatuh tempo"):
        assert word in legend


def test_an_organization_that_led_in_some_years_has_only_those_filled(executive: User, login: Login, db: None) -> None:
    plan = make_plan(Size(actions=6, indicators_per_action=1, organizations=3))
    held = Assignment.objects.filter(action__plan=plan, role=AssignmentRole.LEAD, ends_on=None).order_by("pk")[0]
    later = Assignment.objects.filter(action__plan=plan, role=AssignmentRole.LEAD, ends_on=None).exclude(
        organization=held.organization
    )[0]
    Assignment.objects.filter(pk=held.pk).update(ends_on=date(2022, 6, 30), end_recorded_at=PLANNED_AT)
    Assignment.objects.create(
        action=held.action,
        organization=later.organization,
        role=AssignmentRole.LEAD,
        starts_on=date(2022, 7, 1),
        recorded_at=PLANNED_AT,
    )
    Plan.objects.filter(pk=plan.pk).touch()
    query: dict[str, str | int] = {"plan": plan.pk, "year": 2024, "organization": later.organization.code}
    response = login(executive).get(reverse("matrix"), query)
    heat, data = response.context["heat"], response.context["choice"].data
    rows = {row.id: row for group in heat.groups for row in group.rows}
    filled = {cell.year for cell in rows[held.action_id].cells if cell.status is not None}
    assert filled == {2022, 2023, 2024}
    for number in data.years:
        shown = {action.id for action in summaries.year_of(data, number).actions}
        assert shown == {
            key for key, row in rows.items() for one in row.cells if one[:1] == (number,) and one.status is not None
        }
    assert all(len(row.cells) == 20 for row in rows.values())
    assert "Di luar saringan" in response.content.decode()


def test_a_period_ends_the_matrix_and_filters_that_fit_nothing_say_so(
    world: World, executive: User, login: Login, in_may: None
) -> None:
    client = login(executive)
    assert [head.labels for head in client.get(reverse("matrix"), {"period": "1"}).context["heat"].heads] == [
        ["Triwulan I 2024"]
    ]
    assert "Tidak ada aksi yang cocok" in client.get(reverse("matrix"), {"cluster": "3"}).content.decode()
