"""RAD: a region's own people, or the secretariat for it, make its plan and fill it with local actions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from actions.forms.regional_plans import RegionalPlanForm
from actions.models import Action, ReportingPeriod
from actions.services.regional_plans import PlanAlreadyMade, make_regional_plan
from clusters.enums import OrganizationKind, Role
from clusters.models import Plan, User
from tests.actions.test_plan_import import matrix
from tests.cast import World, make_organization, make_user

Login = Callable[[User], Client]


def typed(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "title": "Rencana Aksi Daerah Bogor 2023–2026",
        "short_title": "RAD Bogor",
        "start_year": 2023,
        "end_year": 2026,
        "legal_basis": "Peraturan Bupati contoh 1/2023",
        "parent": world.plan.pk,
        "development_plan": "Perda contoh 2/2022",
        "cadence": "semester",
        "threshold_achieved": 90,
        "threshold_attention": 60,
        "is_example": "on",
        **changes,
    }


@pytest.fixture
def operator(world: World) -> User:
    body = make_organization("DINAS-BOGOR", OrganizationKind.REGIONAL, region=world.regency)
    return make_user(body, Role.OPERATOR, "Bima Bogor")


def make(client: Client, world: World, **changes: Any) -> Any:
    return client.post(reverse("regional-plan-create", args=["32.01"]), typed(world, **changes), follow=True)


def test_a_region_s_operator_makes_its_plan_with_its_periods(world: World, operator: User, login: Login) -> None:
    before = Plan.objects.get(pk=world.plan.pk).data_revision
    page = make(login(operator), world).content.decode()
    plan = Plan.objects.get(region=world.regency)
    assert (plan.kind, plan.parent, plan.start_year, plan.end_year) == ("regional", world.plan, 2023, 2026)
    assert ReportingPeriod.objects.filter(plan=plan).count() == 8
    assert plan.history.get().history_user == operator
    assert Plan.objects.get(pk=world.plan.pk).data_revision > before
    for said in ("Peraturan Bupati contoh 1/2023", "RAN contoh", "Perda contoh 2/2022", "0 aksi"):
        assert said in page


def test_local_actions_are_imported_into_it_with_bodies_of_the_region_alone(
    world: World, operator: User, login: Login
) -> None:
    client = login(operator)
    make(client, world)
    plan = Plan.objects.get(region=world.regency)
    own = {"penanggung_jawab": "DINAS-BOGOR", "instansi_pendukung": "", "pelapor_tambahan": "", "lokus": "32.01"}
    assert f'value="{plan.pk}" selected' in client.get(reverse("plan-import"), {"plan": plan.pk}).content.decode()
    foreign = bring(client, plan, matrix({**own, "penanggung_jawab": "KEMENPPPA"}))
    assert "KEMENPPPA bukan perangkat daerah Bogor." in foreign.content.decode()
    shown = bring(client, plan, matrix(own, {**own, "nomor": "7.1", "klaster": "7", "kegiatan": "Koordinasi"}))
    done = client.post(reverse("plan-import-confirm"), {"seen": shown.context["preview"].fingerprint}, follow=True)
    assert "2 aksi</a> dalam 2 klaster" in done.content.decode()
    assert Action.objects.filter(plan=plan).count() == 2
    assert bring(client, world.plan, matrix(own)).context["form"].errors["plan"]


def bring(client: Client, plan: Plan, file: Any) -> Any:
    sent = SimpleUploadedFile("matriks.csv", file.getvalue())
    return client.post(reverse("plan-import"), {"plan": plan.pk, "file": sent}, follow=True)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"end_year": 2022}, "Tahun awal harus sebelum"),
        ({"start_year": 1023}, "Pilih tahun antara 2000 dan 2100."),
        ({"end_year": 2040}, "paling lama 10 tahun"),
    ],
)
def test_a_wrong_period_is_refused_beside_its_field(
    world: World, operator: User, login: Login, changes: dict[str, Any], sentence: str
) -> None:
    page = make(login(operator), world, **changes).content.decode()
    assert sentence in page
    assert "Perda contoh 2/2022" in page
    assert not Plan.objects.filter(region=world.regency).exists()


def test_a_region_has_one_plan_at_a_time(world: World, operator: User, login: Login) -> None:
    client = login(operator)
    make(client, world)
    assert "sudah memiliki RAD Bogor untuk 2023–2026" in make(client, world, start_year=2025).content.decode()
    make(client, world, start_year=2027, end_year=2030, short_title="RAD Bogor II")
    assert Plan.objects.filter(region=world.regency).count() == 2


def test_two_plans_of_one_year_made_at_once_are_refused(world: World, operator: User) -> None:
    """Both forms found none; the second to save is told."""
    forms = [RegionalPlanForm(typed(world, start_year=first), region=world.regency) for first in (2023, 2024)]
    assert all(form.is_valid() for form in forms)
    make_regional_plan(plan=forms[0].instance, region=world.regency, by=operator)
    with pytest.raises(PlanAlreadyMade, match="sudah memiliki RAD Bogor untuk 2023–2026"):
        make_regional_plan(plan=forms[1].instance, region=world.regency, by=operator)


def test_what_it_refers_to_is_corrected_and_its_period_is_not(world: World, operator: User, login: Login) -> None:
    client = login(operator)
    make(client, world, legal_basis="", parent="")
    plan = Plan.objects.get(region=world.regency)
    address = reverse("regional-plan-edit", args=[plan.pk])
    sent = typed(world, legal_basis="Peraturan Bupati contoh 9/2024", start_year=2020)
    assert "9/2024" in client.post(address, sent, follow=True).content.decode()
    plan.refresh_from_db()
    assert (plan.start_year, plan.parent) == (2023, world.plan)
    assert plan.history.count() == 2


def test_who_may(world: World, operator: User, people: dict[str, User], client: Client, login: Login) -> None:
    pages = [reverse("regional-plan-list", args=["32.01"]), reverse("regional-plan-create", args=["32.01"])]
    for address in pages:
        assert reverse("account_login") in client.get(address)["Location"]
    make(login(people["secretariat"]), world)
    plan = Plan.objects.get(region=world.regency)
    pages += [reverse("regional-plan-edit", args=[plan.pk])]
    stranger = make_user(make_organization("DINAS-NTT", "regional", region=world.other_province), "operator", "Nina")
    assert {login(stranger).get(address).status_code for address in pages} == {404}
    for person in (people["coordinator"], people["operator"]):
        assert [login(person).get(address).status_code for address in pages] == [200, 403, 403]
    for person in (operator, people["region_operator"], people["secretariat"]):
        assert [login(person).get(address).status_code for address in pages] == [200, 200, 200]
        assert login(person).get(reverse("plan-import"), {"plan": plan.pk}).status_code == 200
    assert login(operator).post(pages[0]).status_code == 405
    assert login(operator).get(reverse("plan-create")).status_code == 403
    assert login(operator).get(reverse("regional-plan-edit", args=[world.plan.pk])).status_code == 404
