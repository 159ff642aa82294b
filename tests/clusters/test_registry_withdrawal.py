"""What was recorded by mistake is withdrawn, a decree also moved to its true first day: the one before holds as it should.

A stage of a regional plan is withdrawn in the same way.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from clusters import registry
from clusters.enums import PlanKind
from clusters.models import Plan, Region, RegionalPlanStage, TaskForce, User
from clusters.plan_standing import plan_standing
from clusters.row_versions import ChangedMeanwhile, version_of
from clusters.services.registry import (
    correct_task_force,
    record_stage,
    record_task_force,
    withdraw_stage,
    withdraw_task_force,
)
from ranpptppo.lib.spreadsheets import read_spreadsheet
from reports.summaries.places import stage_on
from reports.summaries.registry import registry_of
from tests.cast import World
from tests.evidence_files import pdf

Login = Callable[[User], Client]
JANUARY, MARCH = date(2024, 1, 1), date(2024, 3, 1)
TODAY = date(2024, 4, 10)


@pytest.fixture(autouse=True)
def in_april() -> Any:
    with time_machine.travel("2024-04-10T03:00:00+00:00"):
        yield


def record(region: Region, by: User, since: date, until: date | None = None, **how: Any) -> TaskForce:
    row = TaskForce(region=region, decree_number=f"SK {since}", decree_on=since, valid_from=since, source="Surat")
    row.valid_to = until
    record_task_force(task_force=row, by=by, **how)
    return row


def last_day(row: TaskForce) -> date | None:
    return TaskForce.objects.values_list("valid_to", flat=True).get(pk=row.pk)


@pytest.mark.parametrize("until", [None, date(2024, 12, 31)])
def test_without_the_withdrawn_one_the_former_holds_as_long_as_it_did(
    world: World, secretariat: User, until: date | None
) -> None:
    former = record(world.province, secretariat, JANUARY, until)
    wrong = record(world.province, secretariat, MARCH)
    assert last_day(former) == date(2024, 2, 29)
    correct_task_force(task_force=TaskForce.objects.get(pk=former.pk), by=secretariat)  # which moves nothing
    withdraw_task_force(task_force=wrong, reason="Milik kabupaten lain.", by=secretariat)
    assert last_day(former) == until
    assert list(world.province.task_forces.all()) == [former]
    line = next(line for line in registry.lines(secretariat, on=date(2024, 4, 10)) if line.region == world.province)
    assert line.task_force
    assert (line.task_force.decree_number, line.task_force.valid_to) == (former.decree_number, until)
    assert record(world.province, secretariat, MARCH).pk != wrong.pk, "its day is free again"


def test_a_last_day_that_people_wrote_stays(world: World, secretariat: User) -> None:
    former = record(world.province, secretariat, JANUARY, date(2024, 2, 29))
    withdraw_task_force(task_force=record(world.province, secretariat, MARCH), reason="Ganda.", by=secretariat)
    assert last_day(former) == date(2024, 2, 29)


def test_the_former_never_reaches_into_a_later_one(world: World, secretariat: User) -> None:
    former = record(world.province, secretariat, JANUARY)
    middle = record(world.province, secretariat, MARCH)
    record(world.province, secretariat, date(2024, 4, 1))
    withdraw_task_force(task_force=middle, reason="Ganda.", by=secretariat)
    assert last_day(former) == date(2024, 3, 31)


@pytest.mark.parametrize("begins", [date(2024, 2, 1), date(2024, 3, 15)])
def test_the_former_ends_before_the_corrected_first_day(world: World, secretariat: User, begins: date) -> None:
    former, row = record(world.province, secretariat, JANUARY), record(world.province, secretariat, MARCH)
    row.valid_from = begins
    correct_task_force(task_force=row, by=secretariat)
    moved = last_day(former)
    assert moved is not None
    assert (begins - moved).days == 1


def test_it_is_asked_why_and_then_shown_with_its_file(world: World, secretariat: User, login: Login) -> None:
    upload = SimpleUploadedFile("sk.pdf", pdf())
    row = record(world.province, secretariat, MARCH, file=upload)
    client, address = login(secretariat), reverse("task-force-withdraw", args=["32", row.pk])
    refused = client.post(address, {"reason": " ", "seen": version_of(row)})
    assert refused.status_code == 200
    assert "Alasan pembatalan" in refused.content.decode()
    assert list(world.province.task_forces.all()) == [row]
    page = client.post(address, {"reason": "Milik kabupaten lain.", "seen": version_of(row)}, follow=True)
    shown = page.content.decode()
    assert "Milik kabupaten lain." in shown
    assert reverse("decree-download", args=["32", row.files.get().pk]) in shown
    assert "Belum tercatat" in shown
    assert f"Dibatalkan: gugus tugas daerah {row.decree_number}" in shown
    assert client.get(address).status_code == 404


def test_what_somebody_corrected_meanwhile_is_not_withdrawn_unseen(world: World, secretariat: User) -> None:
    row = record(world.province, secretariat, MARCH)
    seen = version_of(row)
    correct_task_force(task_force=TaskForce.objects.get(pk=row.pk), by=secretariat)
    with pytest.raises(ChangedMeanwhile):
        withdraw_task_force(task_force=row, reason="Ganda.", by=secretariat, seen=seen)
    assert list(world.province.task_forces.all()) == [row]


def stage_of(region: Region, by: User, kind: str, since: date) -> RegionalPlanStage:
    """A stage of the region's plan; one that is enacted has an instrument."""
    row = RegionalPlanStage(region=region, stage=kind, since_on=since, source="Surat", instrument="Pergub 7/2024")
    record_stage(stage=row, by=by)
    return row


def test_without_the_withdrawn_stage_the_one_before_it_holds_again_everywhere(
    world: World, secretariat: User, login: Login
) -> None:
    former = stage_of(world.province, secretariat, "drafting", JANUARY)
    wrong = stage_of(world.province, secretariat, "enacted", MARCH)
    years = {"start_year": 2024, "end_year": 2024}
    Plan.objects.create(kind=PlanKind.REGIONAL, region=world.province, title="RAD", short_title="RAD", **years)
    client, pages = login(secretariat), ["region-detail", "registry-detail", "regional-plan-list"]
    for name in pages:
        assert "Ditetapkan" in client.get(reverse(name, args=["32"])).content.decode()
    withdraw_stage(stage=wrong, reason="Milik kabupaten lain.", by=secretariat)
    assert plan_standing(world.province, on=TODAY).stage == former
    line = next(line for line in registry.lines(secretariat, on=TODAY) if line.region == world.province)
    assert line.stage == "Penyusunan"
    kept = registry_of(Plan.objects.get(pk=world.plan.pk))
    assert kept.stages[world.province.pk] == [former]
    assert stage_on(kept, world.province.pk, TODAY)[0]["state"] == "drafting"
    profile = client.get(reverse("region-detail", args=["32"])).content.decode()
    assert "Penyusunan" in profile
    assert "Ditetapkan" not in profile
    [plans, *_] = read_spreadsheet(BytesIO(client.get(reverse("regions-import-template")).content), "rad.xlsx").sheets
    told = [str(cell) for row in plans.rows for cell in row.cells]
    assert "Penyusunan" in told
    assert "Ditetapkan" not in told
    assert stage_of(world.province, secretariat, "harmonization", MARCH).pk != wrong.pk, "its day is free again"


def test_why_a_stage_is_withdrawn_is_asked_and_then_shown(world: World, secretariat: User, login: Login) -> None:
    row = stage_of(world.province, secretariat, "enacted", MARCH)
    client, address = login(secretariat), reverse("stage-withdraw", args=["32", row.pk])
    refused = client.post(address, {"reason": " ", "seen": version_of(row)})
    assert refused.status_code == 200
    assert refused.context["form"].errors.keys() == {"reason"}
    assert list(world.province.plan_stages.all()) == [row]
    page = client.post(address, {"reason": "Milik kabupaten lain.", "seen": version_of(row)}, follow=True)
    shown = page.content.decode()
    assert "Pencatatan yang dibatalkan: 1" in shown
    assert "Milik kabupaten lain." in shown
    assert "Dibatalkan: tahap RAD sejak 1 Maret 2024" in shown
    assert not page.context["stages"]
    assert client.get(address).status_code == 404
    assert client.get(reverse("stage-correct", args=["32", row.pk])).status_code == 404


def test_a_stage_that_somebody_corrected_meanwhile_is_not_withdrawn_unseen(
    world: World, secretariat: User, login: Login
) -> None:
    row = stage_of(world.province, secretariat, "enacted", MARCH)
    seen = version_of(row)
    record_stage(stage=RegionalPlanStage.objects.get(pk=row.pk), by=secretariat)
    address = reverse("stage-withdraw", args=["32", row.pk])
    page = login(secretariat).post(address, {"reason": "Ganda.", "seen": seen})
    assert "Sejak halaman ini dibuka" in page.content.decode()
    assert list(world.province.plan_stages.all()) == [row]
