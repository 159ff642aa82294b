"""Two people on one page: different cells merge, the same cell is asked about, nothing that was written is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.entry import CellValue
from actions.enums import MeasurementState
from actions.forms.entry import EntryGrid
from actions.models import Action, Measurement, ProgressReport
from actions.services import drafts, progress
from clusters.enums import Role
from clusters.models import User
from tests.actions.test_workflow import fill
from tests.cast import World, make_indicator, make_user

Login = Callable[[User], Client]


@pytest.fixture(autouse=True)
def in_april(world: World) -> Iterator[None]:
    with time_machine.travel(world.period(1).opens_at + timedelta(days=2)):
        yield


@pytest.fixture
def colleague(world: World, people: dict[str, User]) -> User:
    return make_user(world.kemenpppa, Role.OPERATOR, "Kolega Operator")


def url(world: World, name: str = "progress-entry") -> str:
    return reverse(name, args=[world.period(1).pk])


def posted(grid: EntryGrid) -> dict[str, str]:
    """What a browser posts from the page when nobody touches anything."""
    data = {}
    for cell in grid.cells:
        data |= {f"{cell.name}-{name}": text for name, text in cell.raw.items()}
        data |= {f"{cell.name}-revision": str(cell.revision), f"{cell.name}-seen": cell.seen}
    for block in grid.blocks:
        for action in block.actions:
            narrative = action.narrative
            data |= {f"{narrative.name}-{name}": text for name, text in narrative.raw.items()}
            data[f"{narrative.name}-seen"] = narrative.seen
        for row in block.budget:
            data |= {f"{row.name}-{name}": text for name, text in row.raw.items()}
            data[f"{row.name}-seen"] = row.seen
    return data


def page_of(client: Client, world: World) -> dict[str, str]:
    return posted(client.get(url(world)).context["grid"])


def count(report: ProgressReport, world: World) -> Decimal | None:
    return Measurement.objects.get(report=report, indicator=world.indicator).value


def test_cells_that_only_one_of_two_people_touched_merge(
    world: World, operator: User, colleague: User, login: Login
) -> None:
    report = world.report()
    fill(world, report, operator, amount=7)
    mine = page_of(login(operator), world)
    cell = CellValue(state=MeasurementState.VALUE, value=Decimal(8))
    drafts.save_measurement(report=report, indicator=world.indicator, cell=cell, by=colleague)
    texts = {"obstacle": "Anggaran terlambat."}
    drafts.save_narrative(report=report, action=world.action, texts=texts, by=colleague)
    drafts.save_realization(report=report, line=world.line, state="value", amount=5_000, by=colleague)
    changes = {f"i{world.ratio.pk}-numerator": "3", f"a{world.action.pk}-achievement": "Berjalan."}
    response = login(operator).post(url(world), {**mine, **changes})
    assert response.status_code == 302
    assert count(report, world) == 8
    assert report.measurements.get(indicator=world.ratio).numerator == 3
    narrative = report.narratives.get()
    assert (narrative.achievement, narrative.obstacle) == ("Berjalan.", "Anggaran terlambat.")
    assert report.realizations.get().amount == 5_000


def test_a_contested_cell_offers_the_colleagues_value_as_a_choice(
    world: World, operator: User, colleague: User, login: Login
) -> None:
    report = world.report()
    fill(world, report, operator, amount=7)
    mine = {**page_of(login(operator), world), f"i{world.indicator.pk}-value": "9"}
    cell = CellValue(state=MeasurementState.VALUE, value=Decimal(8))
    drafts.save_measurement(report=report, indicator=world.indicator, cell=cell, by=colleague)
    response = login(operator).post(url(world), mine)
    page = response.content.decode()
    assert "Kolega Operator" in page
    assert "Pakai yang tersimpan: 8" in page
    assert 'value="9"' in page
    again = posted(response.context["grid"])
    login(operator).post(url(world), {**again, f"i{world.indicator.pk}-theirs": "on"})
    assert count(report, world) == 8
    login(operator).post(url(world), again)
    assert count(report, world) == 9


def test_a_text_and_an_amount_that_a_colleague_changed_are_shown_and_overwritten_only_by_a_second_save(
    world: World, operator: User, colleague: User, login: Login
) -> None:
    report = world.report()
    mine = page_of(login(operator), world)
    drafts.save_narrative(report=report, action=world.action, texts={"obstacle": "Hujan."}, by=colleague)
    drafts.save_realization(report=report, line=world.line, state="value", amount=5_000, by=colleague)
    changes = {f"a{world.action.pk}-obstacle": "Banjir.", f"b{world.line.pk}-amount": "7.000"}
    response = login(operator).post(url(world), {**mine, **changes})
    page = response.content.decode()
    assert "Hujan." in page
    assert "Banjir." in page
    assert "menjadi “Rp5.000”" in page
    assert report.narratives.get().obstacle == "Hujan."
    login(operator).post(url(world), posted(response.context["grid"]))
    assert report.narratives.get().obstacle == "Banjir."
    assert report.realizations.get().amount == 7_000


def test_what_was_typed_into_a_report_that_moved_on_stays_visible_texts_and_amounts_too(
    world: World, operator: User, colleague: User, login: Login
) -> None:
    report = world.report()
    mine = page_of(login(operator), world)
    fill(world, report, colleague)
    progress.submit_progress(reports=[report], by=colleague)
    changes = {f"a{world.action.pk}-obstacle": "Banjir besar.", f"b{world.line.pk}-amount": "7.654"}
    page = login(operator).post(url(world), {**mine, **changes}).content.decode()
    assert "Banjir besar." in page
    assert "7.654" in page
    assert "hanya baca" in page
    assert "110" in page


def test_saving_asks_the_database_only_about_what_was_touched(world: World, operator: User, login: Login) -> None:
    report = world.report()
    for number in range(40):
        make_indicator(world.action, f"Tambahan {number}", 5, position=10 + number)
    client = login(operator)
    mine = page_of(client, world)
    with CaptureQueriesContext(connection) as untouched:
        client.post(url(world), mine)
    assert len(untouched) <= 30
    with CaptureQueriesContext(connection) as touched:
        client.post(url(world), {**mine, f"i{world.indicator.pk}-value": "1"})
    assert len(touched) <= len(untouched) + 10
    assert report.measurements.count() == 1


def test_a_form_with_more_than_a_thousand_inputs_is_read(world: World, operator: User, login: Login) -> None:
    report = world.report()
    for number in range(300):
        make_indicator(world.action, f"Tambahan {number}", 5, position=10 + number)
    client = login(operator)
    mine = page_of(client, world)
    assert len(mine) > 1_000
    assert client.post(url(world), {**mine, f"i{world.indicator.pk}-value": "1"}).status_code == 302
    assert report.measurements.count() == 1


def test_a_report_that_became_due_later_is_offered_on_the_page(world: World, operator: User, login: Login) -> None:
    world.report()
    Action.objects.filter(pk=world.police_action.pk).update(title="Penyidikan bersama")
    assignment = world.police_action.assignments.get()
    assignment.organization = world.kemenpppa
    assignment.save(update_fields=["organization"])
    client = login(operator)
    assert "1 laporan lain untuk periode ini belum mulai diisi" in client.get(url(world)).content.decode()
    client.post(url(world, "progress-open"))
    assert "Penyidikan bersama" in client.get(url(world)).content.decode()


def test_an_organization_that_owes_nothing_has_no_page(world: World, outsider: User, login: Login) -> None:
    assert login(outsider).get(url(world)).status_code == 404
