"""Switching an organization's endorsement: who may, why, and what becomes of reports that were under way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.enums import ReportState
from actions.models import ProgressReport
from actions.services import progress
from actions.services.endorsement import AlreadySwitched, SeveralOfficers, switch_endorsement
from actions.workflow import NeverFiled
from clusters.enums import NotificationKind, Role
from clusters.models import Notification, Organization, User
from tests.actions.test_workflow import fill
from tests.cast import World, make_organization, make_user

Login = Callable[[User], Client]
REASON = "Hanya satu petugas."


@pytest.fixture
def submitted(world: World, people: dict[str, User]) -> ProgressReport:
    report = world.report()
    fill(world, report, people["operator"])
    progress.submit_progress(reports=[report], by=people["operator"], at=report.period.opens_at)
    return fresh(report)


def fresh(report: ProgressReport) -> ProgressReport:
    return ProgressReport.objects.with_names().get(pk=report.pk)


def leave_alone(world: World, *, there: bool = False) -> None:
    """The ministry's endorser leaves, so that its operator is alone; or is ``there`` again."""
    User.objects.filter(organization=world.kemenpppa, role=Role.ENDORSER).update(is_active=there)


def switch(world: World, by: User, *, required: bool = False, report: ProgressReport | None = None) -> None:
    at = report.period.opens_at + timedelta(days=1) if report else world.period(1).opens_at
    leave_alone(world, there=required)
    switch_endorsement(organization=world.kemenpppa, required=required, reason=REASON, by=by, at=at)


def test_what_waits_for_an_endorser_goes_back_to_be_submitted_again_and_is_then_filed(
    world: World, people: dict[str, User], submitted: ProgressReport
) -> None:
    switch(world, people["secretariat"], report=submitted)
    report = fresh(submitted)
    event = report.events.latest("at", "pk")
    assert report.state == ReportState.DRAFT
    assert report.first_filed_at is None
    assert (event.kind, event.by) == ("withdraw", people["secretariat"])
    assert event.note == f"Pengesahan dimatikan: {REASON} Ajukan lagi laporan ini."
    told = Notification.objects.get(user=people["operator"], kind=NotificationKind.RETURNED)
    assert "Ajukan lagi agar diverifikasi" in told.text

    at = submitted.period.opens_at + timedelta(days=2)
    progress.submit_progress(reports=[report], by=people["operator"], at=at)
    report = fresh(report)
    assert report.first_filed_at == at
    progress.verify_progress(report=report, by=people["coordinator"], at=at)
    assert fresh(report).state == ReportState.VERIFIED


def test_switched_on_again_a_filed_report_waits_for_its_endorser_and_stays_filed(
    world: World, people: dict[str, User]
) -> None:
    switch(world, people["secretariat"])
    report = world.report()
    fill(world, report, people["operator"])
    progress.submit_progress(reports=[report], by=people["operator"], at=report.period.opens_at)
    filed_at = fresh(report).first_filed_at
    switch(world, people["secretariat"], required=True, report=report)
    assert Notification.objects.filter(user=people["endorser"], kind=NotificationKind.SUBMITTED).count() == 1
    assert list(ProgressReport.objects.waiting_for_endorsement()) == [report]
    progress.endorse_progress(
        report=fresh(report), by=people["endorser"], at=report.period.opens_at + timedelta(days=2)
    )
    report = fresh(report)
    assert (report.state, report.first_filed_at) == (ReportState.ENDORSED, filed_at)


def test_a_locked_report_stays_as_it_is_and_says_what_to_do_when_somebody_verifies_it(
    world: World, people: dict[str, User], submitted: ProgressReport
) -> None:
    submitted.lock(by=people["secretariat"], at=submitted.period.locks_at)
    leave_alone(world)
    done = switch_endorsement(
        organization=world.kemenpppa, required=False, reason=REASON, by=people["admin"], at=submitted.period.locks_at
    )
    assert (done.moved, done.locked) == (0, 1)
    report = fresh(submitted)
    assert report.state == ReportState.SUBMITTED
    report.unlock(by=people["secretariat"], at=submitted.period.locks_at, note="Koreksi.")
    with pytest.raises(NeverFiled, match="menarik laporan ini dan mengajukannya lagi"):
        progress.verify_progress(report=report, by=people["coordinator"])


def test_the_verifier_reads_what_to_do_instead_of_an_error_page(
    world: World, people: dict[str, User], submitted: ProgressReport, login: Login
) -> None:
    Organization.objects.filter(pk=world.kemenpppa.pk).update(endorsement_required=False)
    client = login(people["coordinator"])
    answer = client.post(reverse("progress-verify", args=[submitted.pk]), {}, follow=True)
    assert "diajukan sebelum pengesahan instansinya dimatikan" in answer.content.decode()


def test_where_somebody_else_could_endorse_it_stays_on(world: World, people: dict[str, User]) -> None:
    where = {"organization": world.kemenpppa, "required": False, "reason": REASON, "by": people["secretariat"]}
    with pytest.raises(SeveralOfficers):
        switch_endorsement(**where)
    leave_alone(world)
    make_user(world.kemenpppa, Role.OPERATOR, "Kolega Operator")
    with pytest.raises(SeveralOfficers):
        switch_endorsement(**where)
    assert Organization.objects.get(pk=world.kemenpppa.pk).endorsement_required


def test_two_people_do_not_switch_back_and_forth_unseen(world: World, people: dict[str, User]) -> None:
    switch(world, people["secretariat"])
    with pytest.raises(AlreadySwitched):
        switch(world, people["admin"])


def test_the_page_switches_with_a_reason_that_stays_in_the_history(
    world: World, people: dict[str, User], submitted: ProgressReport, login: Login
) -> None:
    client, address = login(people["admin"]), reverse("endorsement-switch", args=[world.kemenpppa.pk])
    refused = client.post(address, {"required": "off", "reason": REASON}, follow=True).content.decode()
    assert "Tidak dapat dimatikan" in client.get(address).content.decode()
    assert "hanya dapat dimatikan bagi instansi dengan satu operator" in refused
    leave_alone(world)
    page = client.get(address).content.decode()
    assert "Triwulan I 2024, klaster 1" in page
    assert client.post(address, {"required": "off", "reason": ""}).context["form"].errors["reason"]
    with time_machine.travel(submitted.period.opens_at + timedelta(days=1)):
        answer = client.post(address, {"required": "off", "reason": REASON}, follow=True).content.decode()
    assert "1 laporan kembali kepada operator untuk diajukan lagi." in answer
    assert "Dimatikan" in answer
    page = login(people["secretariat"]).get(address)
    [change] = page.context["changes"]
    assert (change["by"], change["required"], change["reason"]) == (people["admin"], False, REASON)
    late = client.post(address, {"required": "off", "reason": REASON}, follow=True).content.decode()
    assert "sudah diubah orang lain" in late


def test_a_nonsense_direction_is_refused(world: World, people: dict[str, User], login: Login) -> None:
    address = reverse("endorsement-switch", args=[world.kemenpppa.pk])
    assert login(people["admin"]).post(address, {"required": "x", "reason": REASON}).status_code == 200
    assert Organization.objects.get(pk=world.kemenpppa.pk).endorsement_required


def test_an_organization_without_an_endorser_stands_first(world: World, people: dict[str, User], login: Login) -> None:
    page = login(people["secretariat"]).get(reverse("endorsement-list"))
    rows = [(row.code, row.operators, row.endorsers) for row in page.context["page"]]
    assert rows[-1] == ("KEMENPPPA", 1, 1)
    assert ("KEMENKOPOLKAM", 1, 0) in rows
    assert "Belum ada pengesah" in page.content.decode()


def test_a_regional_keeper_switches_the_own_regions_bodies_only(
    world: World, people: dict[str, User], login: Login
) -> None:
    own = people["region_operator"].organization
    client = login(make_user(own, Role.SECRETARIAT, "Sari Daerah"))
    assert client.get(reverse("endorsement-switch", args=[own.pk])).status_code == 200
    assert client.get(reverse("endorsement-switch", args=[world.kemenpppa.pk])).status_code == 404


@pytest.mark.parametrize("name", ["endorsement-list", "endorsement-switch"])
def test_strangers_log_in_and_other_roles_are_refused(
    world: World, people: dict[str, User], client: Client, login: Login, name: str
) -> None:
    address = reverse(name, args=[world.kemenpppa.pk] if name == "endorsement-switch" else [])
    assert client.get(address).status_code == 302
    for who in ("operator", "endorser", "coordinator", "executive", "auditor"):
        assert login(people[who]).get(address).status_code == 403, who
    assert login(people["admin"]).put(address).status_code == 405


def test_the_list_asks_no_more_queries_for_more_organizations(
    world: World, people: dict[str, User], login: Login
) -> None:
    client = login(people["secretariat"])

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("endorsement-list")).status_code == 200
        return len(asked)

    before = queries()
    for number in range(3):
        make_user(make_organization(f"LAIN{number}"), Role.OPERATOR, f"Orang {number}")
    assert queries() == before
