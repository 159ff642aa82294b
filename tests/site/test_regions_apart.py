"""Every page and endpoint as people of a province and of a regency: no other region's data, whatever the address.

A province sees its regencies and no others; a regency itself, and not its own province. What belongs to a region bears
its mark; each address with a number in it is asked with another region's numbers, or listed as of no region.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from actions.models import Action, Assignment, BudgetLine, UnlinkedBudget
from actions.services import drafts, progress
from actions.services.adoption import adopt
from actions.services.progress import open_reports
from clusters.enums import RegionLevel, Role
from clusters.models import ActingEndorser, DecreeFile, Plan, Region, RegionalPlanStage, TaskForce, User
from reports.services import request_receipt
from tests.actions.test_regional_day import Regional, make_regional
from tests.cast import World, make_user
from tests.reports.story import AFTER_THE_YEAR, NO_DATA, count
from tests.site.test_login_required import PUBLIC, patterns
from tests.site.test_walk import body, make_evidence, names_of, written

pytestmark = pytest.mark.lane("sqlite")  # which rows are whose is asked in one way on both

Login = Callable[[User], Client]
FIRST = date(2024, 1, 1)
ROLES = (Role.OPERATOR, Role.VERIFIER, Role.SECRETARIAT)
# Rows that belong to no region: the plan's and the centre's own, and what one person keeps.
OF_NO_REGION = {
    "api-cluster-detail",
    "api-report-detail",
    "api-report-file",
    "api-report-signed",
    "api-report-volume",
    "calendar-feed",
    "cluster-detail",
    "hand-over-role",
    "invitation-accept",
    "lens-detail",
    "notification-read",
    "account_reset_password_from_key",
    "report-check",
    "signed-copy-check",
    "signed-copy-download",
    "signed-copy-upload",
    "signed-volume-download",
    *("feedback-ask", "feedback-answer", "comment-add", "comment-resolve", "manuscript-detail"),
    *("saved-view-change", "saved-view-delete", "saved-view-save"),
}
BEGINNINGS = ("account-import-", "chapter-", "report-", "registry-import")


@dataclass
class Marked:
    """A region whose rows bear ``mark``, with the arguments of every address that holds some of them."""

    regional: Regional
    mark: str
    arguments: dict[str, list[Any]]


def make_marked(world: World, region: Region, verifier: User) -> Marked:
    mark = f"RAHASIA-{region.code.replace('.', '')}X"
    regional = make_regional(world, region, mark)
    Plan.objects.filter(pk=regional.plan.pk).update(title=f"RAD {mark}", short_title=mark, legal_basis=f"Perda {mark}")
    Action.objects.filter(plan=regional.plan).update(title=f"Aksi {mark}")
    type(regional.indicator).objects.filter(pk=regional.indicator.pk).update(text=f"Indikator {mark}")
    targets = {(world.indicator.pk, 2024): Decimal(25)}
    adopt(actions=[world.action], regions=[region], targets=targets, on=FIRST, by=regional.operator, basis=mark)
    return Marked(regional, mark, _arguments(world, regional, mark, verifier))


def _arguments(world: World, regional: Regional, mark: str, verifier: User) -> dict[str, list[Any]]:
    report = _report(world, regional, verifier)
    line = _line(regional, mark)
    unlinked = UnlinkedBudget.objects.create(
        organization=regional.body,
        fiscal_year=2024,
        source="other",
        title=mark,
        amount=1,
        recorded_at=AFTER_THE_YEAR,
        recorded_by=regional.operator,
    )
    evidence = make_evidence(report, regional.operator)
    type(evidence).objects.filter(pk=evidence.pk).update(original_name=f"{mark}.pdf")
    receipt = request_receipt(report=report, by=regional.operator)
    acting = ActingEndorser.objects.create(
        user=regional.operator,
        organization=regional.body,
        kind="plh",
        starts_on=AFTER_THE_YEAR.date(),
        ends_on=AFTER_THE_YEAR.date(),
        basis=mark,
        appointed_at=AFTER_THE_YEAR,
        appointed_by=regional.endorser,
    )
    period, plan, action = regional.period.pk, regional.plan, Action.objects.get(plan=regional.plan)
    adopted = Assignment.objects.get(role="adopting", organization=regional.body).pk
    return {
        **{name: [regional.operator.pk] for name in names_of("user-") if name not in {"user-list", "user-invite"}},
        "acting-end": [acting.pk],
        **_registry(regional, mark),
        "region-role-edit": [world.plan.pk, regional.plan.region.code],  # type: ignore[union-attr]
        **{name: [period] for name in names_of("entry-sheet")},
        **{name: [period] for name in ("progress-entry", "progress-entry-cell", "progress-open", "progress-submit")},
        **{name: [period, action.pk] for name in ("progress-earlier-narrative", "progress-copy-narrative")},
        **{name: [report.pk] for name in ("progress-detail", "progress-review", "evidence-upload", "form-request")},
        **{f"progress-{step}": [report.pk] for step in ("withdraw", "endorse", "return", "verify", "reopen")},
        **{name: [report.pk] for name in ("api-progress-report-detail", "receipt-request")},
        "value-history": [report.pk, regional.indicator.pk],
        **{f"evidence-{verb}": [evidence.pk] for verb in ("download", "view", "withdraw")},
        "evidence-page": [evidence.pk, 1],
        "cluster-narrative": [world.clusters[1].pk, period],
        "endorsement-switch": [regional.body.pk],
        "activity-edit": [action.pk],
        **{f"adoption-{verb}": [adopted] for verb in ("detail", "revise", "end")},
        **{name: [regional.plan.region.code] for name in ("regional-plan-list", "regional-plan-create")},  # type: ignore[union-attr]
        **{name: [plan.pk] for name in ("regional-plan-edit", "plan-import-template")},
        **{name: [regional.body.pk] for name in ("budget-line-add", "unlinked-budget-add")},
        **{f"budget-line-{verb}": [line.pk] for verb in ("detail", "edit", "revise")},
        **{f"unlinked-budget-{verb}": [unlinked.pk] for verb in ("edit", "link")},
        **{f"commitment-{verb}": [regional.body.pk] for verb in ("detail", "prepare", "confirm")},
        "target-request": [regional.indicator.pk],
        "target-request-decide": [0],
        "period-create": [plan.pk],
        **{f"period-{verb}": [period] for verb in ("detail", "dates", "extend", "lock", "unlock")},
        **{f"hand-over-{verb}": [regional.body.pk] for verb in ("organization", "preview", "confirm")},
        "organization-detail": [regional.body.code],
        "region-detail": [regional.plan.region.code],  # type: ignore[union-attr]
        "action-detail": [action.pk],
        "api-plan-detail": [plan.pk],
        "api-action-detail": [action.pk],
        "api-indicator-detail": [regional.indicator.pk],
        **{f"document-{verb}": [receipt.pk] for verb in ("detail", "download", "repeat")},
        "receipt-check": [receipt.short_code],
        **{name: [f"regions/{regional.plan.region.code}"] for name in ("view-export", "brief-request")},  # type: ignore[union-attr]
    }


def _report(world: World, regional: Regional, verifier: User) -> Any:
    """Filed and verified."""
    at = regional.period.opens_at
    [draft] = open_reports(organization=regional.body, period=regional.period, at=at)
    for indicator, cell in ((world.indicator, count(987_654)), (regional.indicator, NO_DATA)):
        drafts.save_measurement(report=draft, indicator=indicator, cell=cell, by=regional.operator, at=at)
    progress.submit_progress(reports=[draft], by=regional.operator, at=at)
    draft.refresh_from_db()
    progress.endorse_progress(report=draft, by=regional.endorser, at=at + timedelta(hours=1))
    draft.refresh_from_db()
    return draft


def _line(regional: Regional, mark: str) -> BudgetLine:
    action = Action.objects.get(plan=regional.plan)
    chosen = {"fiscal_year": 2024, "source": "other", "code": mark[:30], "title": mark}
    return BudgetLine.objects.create(action=action, organization=regional.body, **chosen)


def _registry(regional: Regional, mark: str) -> dict[str, list[Any]]:
    region, since = regional.plan.region, FIRST
    assert region is not None
    decree = {"decree_number": f"SK {mark}", "decree_on": since, "valid_from": since, "source": mark}
    task_force = TaskForce.objects.create(region=region, **decree)
    file = DecreeFile(task_force=task_force, original_name=f"{mark}.pdf", size=4, uploaded_at=AFTER_THE_YEAR)
    file.content_type, file.uploaded_by = "application/pdf", regional.operator
    file.file.save("sk.pdf", ContentFile(b"%PDF"), save=False)
    file.save()
    stage = RegionalPlanStage.objects.create(region=region, stage="drafting", since_on=since, source=mark)
    return {
        **{
            name: [region.code] for name in ("registry-detail", "decree-record", "no-task-force-record", "stage-record")
        },
        "task-force-correct": [region.code, task_force.pk],
        "task-force-withdraw": [region.code, task_force.pk],
        "decree-download": [region.code, file.pk],
        "stage-correct": [region.code, stage.pk],
        "stage-withdraw": [region.code, stage.pk],
    }


@dataclass
class Scene:
    """province 32 with regencies 32.01 and 32.02; province 53 with regency 53.01."""

    world: World
    marked: dict[str, Marked]

    def hidden_from(self, code: str) -> list[Marked]:
        return [one for key, one in self.marked.items() if key != code and not (code == "32" and key[:2] == "32")]


@pytest.fixture
def scene(world: World, people: dict[str, User]) -> Scene:
    province, other = world.province, world.other_province
    regions = [
        province,
        world.regency,
        Region.objects.create(code="32.02", name="Sukabumi", level=RegionLevel.REGENCY, parent=province),
        other,
        Region.objects.create(code="53.01", name="Kupang", level=RegionLevel.REGENCY, parent=other),
    ]
    return Scene(world, {region.code: make_marked(world, region, people["coordinator"]) for region in regions})


@pytest.fixture(autouse=True)
def in_november() -> Any:
    with time_machine.travel("2024-11-20T03:00:00+00:00", tick=False):
        yield


def person_of(scene: Scene, code: str, role: str) -> User:
    regional = scene.marked[code].regional
    return regional.operator if role == Role.OPERATOR else make_user(regional.body, role, f"Petugas {role} {code}")


def test_every_address_with_a_number_is_asked_or_listed(scene: Scene) -> None:
    asked = scene.marked["53"].arguments.keys()
    for name, pattern in patterns(get_resolver()):
        if name.startswith(("admin:", *BEGINNINGS)) or not pattern.pattern.regex.groupindex:
            continue
        assert name in asked or name in OF_NO_REGION, f"whose rows does {name} hold?"


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("code", ["32", "32.01"])
def test_another_region_s_numbers_are_not_found(scene: Scene, login: Login, code: str, role: str) -> None:
    client, told = login(person_of(scene, code, role)), []
    for one in scene.hidden_from(code):
        for name, arguments in one.arguments.items():
            if name in PUBLIC:
                continue
            address = reverse(name, args=arguments)
            for method in (client.get, client.post):
                with CaptureQueriesContext(connection) as queries:
                    response = method(address)
                    text = body(response)
                refused = response.status_code in {401, 403, 404, 405}
                if not refused or one.mark.encode() in text or written(queries):
                    told.append((one.mark, name, method.__name__, response.status_code))
    assert told == []


@pytest.mark.parametrize(("code", "role"), [("32", Role.VERIFIER), ("32", Role.SECRETARIAT), ("32.01", Role.OPERATOR)])
def test_no_page_names_another_region_s_rows(scene: Scene, login: Login, code: str, role: str) -> None:
    person = person_of(scene, code, role)
    client, told = login(person), []
    own, national = scene.marked[code], scene.world.plan.pk
    addresses = [reverse(name) for name, pattern in patterns(get_resolver()) if _is_plain(name, pattern)]
    addresses += [reverse(name, args=arguments) for name, arguments in own.arguments.items() if name not in PUBLIC]
    addresses += [scene.world.action.get_absolute_url(), reverse("cluster-detail", args=[1])]
    addresses += [
        reverse("search") + "?q=rahasia",
        reverse("adoption-list") + "?q=rahasia",
        reverse("api-indicator-list"),
    ]
    for address in addresses:
        for choice in ("", f"plan={own.regional.plan.pk}&year=2024", f"plan={national}&year=2024"):
            text = body(client.get(f"{address}{'&' if '?' in address else '?'}{choice}"))
            told += [(one.mark, address, choice) for one in scene.hidden_from(code) if one.mark.encode() in text]
    assert told == []


def _is_plain(name: str, pattern: Any) -> bool:
    leaves = {"account_logout", "healthz", "readyz"}
    return not name.startswith("admin:") and name not in {"None", *leaves} and not pattern.pattern.regex.groupindex


def test_the_own_rows_are_found(scene: Scene, login: Login) -> None:
    """The marks are there to be seen: by the region itself, and of a regency by its province."""
    for code, seen in (("32", "32"), ("32", "32.01"), ("32.01", "32.01")):
        client, one = login(scene.marked[code].regional.operator), scene.marked[seen]
        for name in ("region-detail", "registry-detail", "regional-plan-list", "adoption-detail", "progress-detail"):
            assert one.mark.encode() in body(client.get(reverse(name, args=one.arguments[name]))), (code, seen, name)
