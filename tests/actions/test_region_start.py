"""How a region begins: the order of its steps on each page that is empty until then, and the files and lists it needs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from actions.calculation.scores import Score, no_counts
from actions.enums import Status
from actions.models import Action
from actions.services.adoption import adopt
from clusters.enums import OrganizationKind, Role
from clusters.models import Organization, Plan, User
from ranpptppo.lib.spreadsheets import read_spreadsheet
from reports.summaries.scores import status_of
from tests.actions.test_regional_day import make_regional
from tests.cast import World, make_organization, make_user

Login = Callable[[User], Client]


@pytest.fixture(autouse=True)
def in_july() -> Any:
    with time_machine.travel("2024-07-03T03:00:00+00:00", tick=False):
        yield


@pytest.fixture
def body(world: World) -> Organization:
    return make_organization("DP3A-BOGOR", OrganizationKind.REGIONAL, region=world.regency)


def steps_of(client: Client, name: str, *arguments: Any) -> list[tuple[bool, str]]:
    """Of each step on the page whether it is done, and the link of the next one."""
    return [(step.is_done, step.url) for step in client.get(reverse(name, args=arguments)).context["steps"]]


def test_a_region_is_led_from_its_plan_over_adoption_to_entry(world: World, body: Organization, login: Login) -> None:
    operator, endorser = make_user(body, Role.OPERATOR, "Bima"), make_user(body, Role.ENDORSER, "Eka")
    client, code = login(operator), world.regency.code
    create = reverse("regional-plan-create", args=[code])
    pages = [(name,) for name in ("task-list", "progress-list", "adoption-list", "own-region")]
    for page in (*pages, ("regional-plan-list", code)):
        assert steps_of(client, *page) == [(False, create), (False, ""), (False, "")]
        assert "Urutan kerja Bogor" in client.get(reverse(page[0], args=page[1:])).content.decode()
    shown = login(endorser).get(reverse("task-list"))
    assert [step.url for step in shown.context["steps"]] == ["", "", ""]
    assert "Dibuat operator atau sekretariat perangkat daerahnya" in shown.content.decode()
    assert "Daerah Anda belum memiliki RAD di sistem." in shown.content.decode()
    asked = login(operator).get(reverse("plan-import")).content.decode()
    assert create in asked
    assert "Periksa berkas" not in asked
    assert "Periode pelaporan dibuat bersama RAD" in client.get(reverse("period-list")).content.decode()


def test_each_step_is_done_in_its_turn_until_the_region_reports(
    world: World, secretariat: User, people: dict[str, User], login: Login
) -> None:
    scene = make_regional(world, world.regency, "DP3A-BOGOR")
    Action.objects.filter(plan=scene.plan).update(is_in_plan=False)
    client = login(scene.operator)
    choose = f"{reverse('adoption-choose')}?region={world.regency.pk}"
    assert steps_of(client, "task-list") == [(True, ""), (False, choose), (False, "")]
    assert client.get(choose).context["ticked_regions"] == {world.regency.pk}
    targets = {(world.indicator.pk, 2024): Decimal(25)}
    adopt(actions=[world.action], regions=[world.regency], targets=targets, on=date(2024, 1, 1), by=secretariat)
    assert steps_of(client, "progress-list") == [(True, ""), (True, ""), (False, reverse("progress-list"))]
    assert steps_of(login(people["operator"]), "task-list") == []
    client = login(scene.operator)
    client.post(reverse("progress-open", args=[scene.period.pk]))
    assert steps_of(client, "task-list") == []


def test_the_template_of_a_plan_is_read_back_and_is_for_those_who_import_into_it(
    world: World, people: dict[str, User], client: Client, login: Login
) -> None:
    scene = make_regional(world, world.regency, "DP3A-BOGOR")
    address = reverse("plan-import-template", args=[scene.plan.pk])
    assert reverse("account_login") in client.get(address)["Location"]
    stranger = make_user(make_organization("DP3A-NTT", "regional", region=world.other_province), "operator", "Nina NTT")
    assert login(stranger).get(address).status_code == 404
    assert login(scene.endorser).get(address).status_code == 403
    assert login(people["operator"]).get(address).status_code == 403
    client = login(scene.operator)
    assert client.post(address).status_code == 405
    assert address in client.get(reverse("plan-import")).content.decode()
    content = client.get(address).content
    [sheet] = read_spreadsheet(BytesIO(content), "m.xlsx").sheets
    texts = [str(cell) for row in sheet.rows for cell in row.cells]
    assert {"penanggung_jawab", "target_2024"} <= set(texts)
    assert any("DP3A-BOGOR" in text for text in texts)
    sent = SimpleUploadedFile("m.xlsx", content)
    preview = client.post(reverse("plan-import"), {"plan": scene.plan.pk, "file": sent}, follow=True)
    assert "Baris judul tidak ditemukan" not in preview.content.decode()
    assert "Kolom wajib tidak ada" not in preview.content.decode()


def test_a_region_reads_the_periods_of_its_own_plan(world: World, people: dict[str, User], login: Login) -> None:
    scene, other = make_regional(world, world.regency, "DP3A-BOGOR"), world.other_province
    foreign = make_regional(world, other, "DP3A-NTT")
    address = reverse("period-list")
    client = login(scene.operator)
    shown = client.get(address)
    assert shown.context["plan"] == scene.plan
    assert "Semester I 2024" in shown.content.decode()
    assert reverse("period-detail", args=[scene.period.pk]) not in shown.content.decode()
    assert client.get(address, {"plan": world.plan.pk}).context["plan"] == world.plan
    assert client.get(address, {"plan": foreign.plan.pk}).context["plan"] == scene.plan
    assert login(people["secretariat"]).get(address, {"plan": foreign.plan.pk}).context["plan"] == foreign.plan
    assert login(people["operator"]).get(address).status_code == 403
    assert Plan.objects.count() == 3


def test_without_a_score_the_chip_is_the_commonest_status() -> None:
    def chip(**counts: int) -> str:
        of = no_counts() | {Status(name): count for name, count in counts.items()}
        return status_of(Score(None, None, None, 2, 0, of))

    assert chip(not_yet=3, no_target=1) == Status.NOT_YET
    assert chip(awaiting=1, not_yet=1) == Status.AWAITING
    assert chip() == Status.NO_TARGET
