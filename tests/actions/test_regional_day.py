"""The working day of a region: a regency reports under its own plan and its province verifies; a province's the centre.

Every step goes through the pages that people use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from actions.enums import Accumulation, AssignmentRole, Direction, Measure, ReportState
from actions.models import Action, Assignment, Indicator, ProgressReport, ReportingPeriod
from actions.models.action import sort_key
from actions.periods import missing_periods
from clusters.enums import ActingKind, Cadence, NotificationKind, OrganizationKind, PlanKind, Role
from clusters.models import Notification, Organization, Plan, Region, User
from clusters.services.acting import appoint_acting
from tests.cast import PLANNED_AT, World, make_indicator, make_organization, make_user

Login = Callable[[User], Client]


@dataclass
class Regional:
    """A region's plan with one action of one body, and the body's people."""

    plan: Plan
    body: Organization
    indicator: Indicator
    operator: User
    endorser: User

    @property
    def period(self) -> ReportingPeriod:
        return self.plan.periods.get(year=2024, number=1)  # type: ignore[attr-defined]

    @property
    def report(self) -> ProgressReport:
        return ProgressReport.objects.with_names().get(organization=self.body, period=self.period)


def make_regional(world: World, region: Region, code: str) -> Regional:
    plan = Plan.objects.create(
        kind=PlanKind.REGIONAL,
        region=region,
        title=f"Rencana aksi daerah {region.name}",
        short_title=f"RAD {region.name}",
        start_year=2024,
        end_year=2024,
        cadence=Cadence.SEMESTER,
        is_example=True,
    )
    ReportingPeriod.objects.bulk_create(missing_periods(plan, at=PLANNED_AT))
    body = make_organization(code, OrganizationKind.REGIONAL, region=region)
    action = Action.objects.create(
        plan=plan, cluster=world.clusters[1], number="1.1", sort_key=sort_key("1.1"), title="Sosialisasi di daerah"
    )
    Assignment.objects.create(
        action=action,
        organization=body,
        role=AssignmentRole.LEAD,
        starts_on=date(2024, 1, 1),
        recorded_at=PLANNED_AT,
    )
    indicator = make_indicator(
        action,
        "Jumlah desa yang didatangi",
        40,
        position=1,
        unit="desa",
        measure=Measure.COUNT,
        accumulation=Accumulation.FLOW,
        direction=Direction.RISING,
    )
    operator = make_user(body, Role.OPERATOR, f"Operator {code}")
    return Regional(plan, body, indicator, operator, make_user(body, Role.ENDORSER, f"Pengesah {code}"))


@pytest.fixture
def regency(world: World) -> Regional:
    return make_regional(world, world.regency, "DP3A-BOGOR")


@pytest.fixture
def province(world: World) -> Regional:
    return make_regional(world, world.province, "DP3A-JABAR")


@pytest.fixture
def province_verifier(province: Regional) -> User:
    return make_user(province.body, Role.VERIFIER, "Vina Provinsi")


@pytest.fixture(autouse=True)
def in_july(world: World) -> Iterator[None]:
    """Two days after the semester's opening."""
    with time_machine.travel(world.period(3).starts_on.isoformat() + "T03:00:00+00:00") as traveller:
        traveller.shift(timedelta(days=2))
        yield


def fill_and_submit(client: Client, scene: Regional, amount: str = "12") -> None:
    period = scene.period.pk
    assert client.get(reverse("progress-entry", args=[period])).status_code == 200
    assert client.post(reverse("progress-open", args=[period])).status_code == 302
    assert client.get(reverse("progress-entry", args=[period])).status_code == 200
    name = f"i{scene.indicator.pk}"
    typed = {f"{name}-state": "value", f"{name}-value": amount, f"{name}-revision": "0"}
    assert client.post(reverse("progress-submit", args=[period]), typed).status_code == 302
    assert scene.report.state == ReportState.SUBMITTED


def test_a_regency_reports_and_its_province_verifies(
    regency: Regional, province_verifier: User, people: dict[str, User], login: Login
) -> None:
    client = login(regency.operator)
    [task] = client.get(reverse("task-list")).context["due"]
    assert task.url == reverse("progress-entry", args=[regency.period.pk])
    assert "RAD Bogor" in task.hint
    assert task.hint.endswith("0 dari 1 indikator terisi")
    assert "Semester I 2024" in client.get(reverse("progress-list")).content.decode()
    fill_and_submit(client, regency)
    report = regency.report

    client = login(regency.endorser)
    assert [task.url for task in client.get(reverse("task-list")).context["endorse"]] == [report.get_absolute_url()]
    assert "12" in client.get(report.get_absolute_url()).content.decode()
    assert client.post(reverse("progress-endorse", args=[report.pk]), {"sure": "1"}).status_code == 302

    client = login(province_verifier)
    assert Notification.objects.filter(user=province_verifier, kind=NotificationKind.FILED).count() == 1
    assert client.get(reverse("task-list")).context["verify"].title == "1 laporan menunggu verifikasi"
    assert report.get_absolute_url() in client.get(reverse("verification-list")).content.decode()
    note = {"reason_code": "evidence_missing", "note": "Lampirkan daftar desa."}
    assert client.post(reverse("progress-return", args=[report.pk]), note).status_code == 302

    client = login(regency.operator)
    [task] = client.get(reverse("task-list")).context["returned"]
    assert task.hint.startswith("Lampirkan daftar desa.")
    name = f"i{regency.indicator.pk}"
    corrected = {f"{name}-state": "value", f"{name}-value": "14", f"{name}-revision": "1"}
    client.post(reverse("progress-submit", args=[regency.period.pk]), corrected)
    login(regency.endorser).post(reverse("progress-endorse", args=[report.pk]), {"sure": "1"})

    client = login(province_verifier)
    assert "14" in client.get(report.get_absolute_url()).content.decode()
    client.post(reverse("progress-verify", args=[report.pk]), {"note": "", "next": "1"})
    report = regency.report
    assert (report.state, report.verified_by) == (ReportState.VERIFIED, province_verifier)


@pytest.mark.parametrize("verifier", ["coordinator", "secretariat"])
def test_a_provinces_report_is_verified_by_the_clusters_coordinator_or_the_secretariat(
    province: Regional, province_verifier: User, people: dict[str, User], login: Login, verifier: str
) -> None:
    fill_and_submit(login(province.operator), province)
    report = province.report
    login(province.endorser).post(reverse("progress-endorse", args=[report.pk]), {"sure": "1"})
    assert login(province_verifier).get(reverse("task-list")).context["verify"] is None
    assert login(province_verifier).post(reverse("progress-verify", args=[report.pk]), {}).status_code == 403
    client = login(people[verifier])
    assert report.get_absolute_url() in client.get(reverse("verification-list")).content.decode()
    client.post(reverse("progress-verify", args=[report.pk]), {"note": ""})
    assert province.report.state == ReportState.VERIFIED


def test_an_acting_endorser_of_a_region_endorses(regency: Regional, people: dict[str, User], login: Login) -> None:
    deputy = make_user(regency.body, Role.OPERATOR, "Dian Pelaksana")
    today = date(2024, 7, 3)
    appoint_acting(
        user=deputy,
        kind=ActingKind.PLH,
        starts_on=today,
        ends_on=today,
        basis="SPRIN-3/2024",
        by=regency.endorser,
    )
    fill_and_submit(login(regency.operator), regency)
    page = login(deputy).get(reverse("task-list"))
    assert "Anda Plh. pejabat pengesah sampai 3 Juli 2024" in page.content.decode()
    assert len(page.context["endorse"]) == 1
    login(deputy).post(reverse("progress-endorse", args=[regency.report.pk]), {"sure": "1"})
    assert regency.report.endorsed_by == deputy


def test_what_a_region_does_is_no_business_of_another(
    world: World, regency: Regional, people: dict[str, User], login: Login
) -> None:
    fill_and_submit(login(regency.operator), regency)
    report = regency.report
    elsewhere = make_organization("DP3A-NTT", OrganizationKind.REGIONAL, region=world.other_province)
    stranger = make_user(elsewhere, Role.VERIFIER, "Nina NTT")
    assert login(stranger).get(report.get_absolute_url()).status_code == 404
    assert login(stranger).post(reverse("progress-verify", args=[report.pk]), {}).status_code == 404
    assert login(people["outsider"]).get(report.get_absolute_url()).status_code == 404
    assert login(stranger).get(reverse("progress-entry", args=[regency.period.pk])).status_code == 404
    assert login(regency.operator).get(reverse("progress-entry", args=[world.period(1).pk])).status_code == 404


@pytest.mark.parametrize(
    "name", ["home", "cluster-list", "action-list", "matrix", "search", "report-list", "calendar", "notification-list"]
)
def test_every_page_of_the_menu_opens_for_a_regions_people_with_their_plan(
    regency: Regional, province: Regional, login: Login, name: str
) -> None:
    for person in (regency.operator, regency.endorser, province.operator):
        client = login(person)
        own = person.organization.region.plans.get()  # type: ignore[union-attr]
        assert client.get(reverse(name)).status_code == 200
        assert client.get(reverse(name), {"plan": own.pk, "year": 2024}).status_code == 200


def test_a_region_reads_its_own_figures_on_its_own_plan(regency: Regional, login: Login) -> None:
    client = login(regency.operator)
    choice = {"plan": regency.plan.pk, "year": 2024}
    page = client.get(reverse("action-list"), choice).content.decode()
    assert "Sosialisasi di daerah" in page
    cluster = client.get(reverse("cluster-detail", args=[1]), choice)
    assert cluster.status_code == 200
    action = Action.objects.get(plan=regency.plan)
    assert client.get(action.get_absolute_url()).status_code == 200
