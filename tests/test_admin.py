"""The admin site: who enters, who changes what, and that nothing reported can be touched from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib import admin
from django.db import models
from django.test import Client
from django.urls import reverse

from actions.entry import CellValue
from actions.enums import MeasurementState
from actions.models import (
    Action,
    Evidence,
    Measurement,
    MeasurementRound,
    NarrativeRound,
    PlanImport,
    ProgressEvent,
    ProgressReport,
    RealizationRound,
)
from actions.services import drafts
from clusters.admin import PlanAdmin
from clusters.enums import Role
from clusters.models import Organization, Plan, RegionalPlanStage, TaskForce, User
from reports.models import StatisticSeries
from tests.cast import World, make_user
from tests.english import english_words

Login = Callable[[User], Client]
OURS = ("clusters", "actions", "reports")
MODELS = sorted(
    (model for model in admin.site._registry if model._meta.app_label in OURS), key=lambda model: model._meta.label
)
EDITABLE = {
    "Region",
    "Organization",
    "Cluster",
    "ClusterRole",
    "Plan",
    "Action",
    "Indicator",
    "StatisticSeries",
    "TaskForce",
    "RegionalPlanStage",
}


def list_of(model: type[models.Model]) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def page_of(row: models.Model, page: str = "change") -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{page}", args=[row.pk])


@pytest.fixture
def rows(world: World, people: dict[str, User]) -> dict[type[models.Model], models.Model]:
    """One row of each model of the admin that the world has."""
    report = world.report(1)
    cell = CellValue(state=MeasurementState.NO_DATA)
    drafts.save_measurement(report=report, indicator=world.indicator, cell=cell, by=people["operator"])
    report.submit(by=people["operator"], at=report.period.opens_at)
    report.endorse(by=people["endorser"], at=report.period.opens_at)
    point = {"indicator_id": None, "reason_code": "other", "note": "Lengkapi."}
    report.give_back(by=people["coordinator"], at=report.period.opens_at, note="Lengkapi.", points=[point])
    PlanImport.objects.create(
        plan=world.plan,
        file_name="matriks.csv",
        sha256="0" * 64,
        rows=1,
        changes=1,
        imported_at=report.created_at,
        imported_by=people["secretariat"],
    )
    StatisticSeries.objects.create(organization=world.polri, title="Perkara", unit="perkara")
    day = date(2024, 1, 1)
    TaskForce.objects.create(region=world.province, status="none", valid_from=day, source="contoh")
    RegionalPlanStage.objects.create(region=world.province, stage="none", since_on=day, source="contoh")
    found = {model: model._default_manager.order_by("pk").first() for model in MODELS}
    return {model: row for model, row in found.items() if row is not None}


NOT_IN_THE_WORLD = {
    "AccountImport",
    "ActingEndorser",
    "DigestMail",
    "Document",
    "Evidence",
    "Invitation",
    "InvitationMail",
    "Report",
}


def test_every_model_of_the_admin_is_looked_at(rows: dict[type[models.Model], models.Model]) -> None:
    without = {model.__name__ for model in MODELS} - {model.__name__ for model in rows}
    assert without == NOT_IN_THE_WORLD


@pytest.mark.parametrize("role", ["secretariat", "admin"])
def test_staff_looks_at_every_list_and_page(
    people: dict[str, User], rows: dict[type[models.Model], models.Model], login: Login, role: str
) -> None:
    client = login(people[role])
    assert client.get(reverse("admin:index")).status_code == 200
    for model in MODELS:
        assert client.get(list_of(model)).status_code == 200, model
    for row in rows.values():
        assert client.get(page_of(row)).status_code == 200, row
        assert client.get(page_of(row, "history")).status_code == 200, row


def test_the_admin_speaks_indonesian(
    secretariat: User, rows: dict[type[models.Model], models.Model], login: Login
) -> None:
    client = login(secretariat)
    pages = [reverse("admin:index"), *map(list_of, MODELS), *map(page_of, rows.values())]
    pages += [page_of(row, "history") for row in rows.values()]
    english = {page: english_words(client.get(page).content.decode()) for page in pages}
    assert {page: words for page, words in english.items() if words} == {}


@pytest.mark.parametrize("role", ["operator", "endorser", "verifier", "executive", "auditor", "outsider"])
def test_others_do_not_enter(people: dict[str, User], login: Login, role: str) -> None:
    client = login(people[role])
    response = client.get(reverse("admin:index"), follow=True)
    assert response.status_code == 403


def test_a_regional_secretariat_does_not_enter(region_operator: User, login: Login) -> None:
    keeper = make_user(region_operator.organization, Role.SECRETARIAT, "Rahma Daerah")
    assert login(keeper).get(reverse("admin:index"), follow=True).status_code == 403


def test_anonymous_is_sent_to_the_one_login(client: Client, db: None) -> None:
    response = client.get(reverse("admin:index"), follow=True)
    assert response.request["PATH_INFO"] == reverse("account_login")
    assert response.redirect_chain[-1][0].endswith("next=/admin/")


def test_nothing_is_deleted_from_the_admin(
    secretariat: User, admin_user: User, rows: dict[type[models.Model], models.Model], login: Login
) -> None:
    for user in (secretariat, admin_user):
        client = login(user)
        for row in rows.values():
            assert client.post(page_of(row, "delete"), {"post": "yes"}).status_code == 403, row
    assert all(type(row)._default_manager.filter(pk=row.pk).exists() for row in rows.values())


@pytest.mark.parametrize("role", ["secretariat", "admin"])
def test_what_was_reported_is_neither_added_nor_changed(
    people: dict[str, User], rows: dict[type[models.Model], models.Model], login: Login, role: str
) -> None:
    client = login(people[role])
    for model, row in rows.items():
        if model.__name__ in EDITABLE:
            continue
        add = list_of(model) + "add/"
        assert client.get(add).status_code == 403, model
        assert client.post(add, {}).status_code == 403, model
        assert client.post(page_of(row), {}).status_code == 403, model


def test_only_these_models_can_be_changed_at_all(secretariat: User, rf: Any, world: World) -> None:
    request = rf.get("/admin/")
    request.user = secretariat
    changeable = {
        model.__name__ for model, of_model in admin.site._registry.items() if of_model.has_change_permission(request)
    }
    assert changeable == EDITABLE
    inlines = {
        inline.model
        for of_model in admin.site._registry.values()
        for inline in of_model.get_inline_instances(request)
        if inline.has_change_permission(request)
    }
    reported = {
        ProgressReport,
        ProgressEvent,
        Measurement,
        MeasurementRound,
        NarrativeRound,
        RealizationRound,
        Evidence,
    }
    assert not inlines & reported


def test_an_administrator_changes_no_action_and_no_statistic(
    admin_user: User, rows: dict[type[models.Model], models.Model], login: Login
) -> None:
    client = login(admin_user)
    assert client.post(page_of(rows[Action]), {"title": "Lain"}).status_code == 403
    assert client.post(page_of(rows[StatisticSeries]), {"title": "Lain"}).status_code == 403


def test_the_secretariat_names_an_organization_and_the_history_says_so(
    secretariat: User, world: World, login: Login
) -> None:
    organization = world.kemendagri
    name = organization.names.get()
    typed = {
        "kind": "ministry",
        "endorsement_required": "on",
        "names-TOTAL_FORMS": "1",
        "names-INITIAL_FORMS": "1",
        "names-0-id": name.pk,
        "names-0-organization": organization.pk,
        "names-0-name": "Kementerian Dalam Negeri",
        "names-0-short_name": "Kemendagri",
        "names-0-valid_from": "2020-01-01",
        "successions-TOTAL_FORMS": "0",
        "successions-INITIAL_FORMS": "0",
    }
    before = world.plan.data_revision
    response = login(secretariat).post(page_of(organization), typed)
    assert response.status_code == 302
    name.refresh_from_db()
    assert name.name == "Kementerian Dalam Negeri"
    assert name.history.latest().history_user == secretariat
    assert Plan.objects.get(pk=world.plan.pk).data_revision > before


def test_a_plan_changed_meanwhile_never_counts_back(
    secretariat: User, world: World, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_form = PlanAdmin.save_form

    def while_somebody_verifies(*arguments: Any, **options: Any) -> Any:
        Plan.objects.filter(pk=world.plan.pk).touch()
        return save_form(*arguments, **options)

    monkeypatch.setattr(PlanAdmin, "save_form", while_somebody_verifies)
    typed = {
        "title": "Rencana contoh",
        "short_title": "RAN",
        "threshold_achieved": "95",
        "threshold_attention": "60",
        "end_year": "2024",
        "region_roles-TOTAL_FORMS": "0",
        "region_roles-INITIAL_FORMS": "0",
    }
    before = Plan.objects.get(pk=world.plan.pk).data_revision
    assert login(secretariat).post(page_of(world.plan), typed).status_code == 302
    plan = Plan.objects.get(pk=world.plan.pk)
    assert (plan.threshold_achieved, plan.data_revision) == (95, before + 2)


def test_what_reports_rest_on_is_fixed_once_made(secretariat: User, world: World, login: Login) -> None:
    typed = {"code": "LAIN", "kind": "ministry", "names-TOTAL_FORMS": 0, "names-INITIAL_FORMS": 0}
    typed |= {"successions-TOTAL_FORMS": 0, "successions-INITIAL_FORMS": 0}
    login(secretariat).post(page_of(world.kemendagri), typed)
    assert Organization.objects.get(pk=world.kemendagri.pk).code == "KEMENDAGRI"


@pytest.mark.parametrize("role", ["secretariat", "admin"])
def test_nothing_is_saved_through_an_earlier_state(
    people: dict[str, User], operator: User, login: Login, role: str
) -> None:
    earlier = operator.history.latest()
    page = f"{page_of(operator, 'history')}{earlier.pk}/"
    typed = {"name": "Lain", "email": operator.email, "organization": operator.organization_id, "role": "admin"}
    login(people[role]).post(page, typed, follow=True)
    operator.refresh_from_db()
    assert operator.history.count() == 1
    assert operator.role == Role.OPERATOR


def test_the_history_of_people_shows_no_password(secretariat: User, operator: User, login: Login) -> None:
    operator.position = "Analis"
    operator.save(update_fields=["position"])
    page = login(secretariat).get(page_of(operator, "history")).content.decode()
    assert operator.password not in page
    assert operator.password not in login(secretariat).get(page_of(operator)).content.decode()


def test_leaving_the_admin_is_leaving_the_site(secretariat: User, login: Login) -> None:
    client = login(secretariat)
    assert client.post(reverse("admin:logout"))["Location"] == reverse("account_logout")
    assert client.get(reverse("admin:password_change"))["Location"] == reverse("account_change_password")
