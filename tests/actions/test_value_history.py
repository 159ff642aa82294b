"""The history of one value: who, when, from what to what, why; drafts for their own organization and auditors only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actions.entry import CellValue
from actions.enums import AssignmentRole, MeasurementState
from actions.models import Action, Assignment, ProgressReport
from actions.services import drafts, progress
from clusters.enums import PlanKind
from clusters.models import Plan, User
from tests.actions.test_workflow import filed
from tests.cast import World, make_indicator

Login = Callable[[User], Client]


@pytest.fixture(autouse=True)
def in_april(world: World) -> Iterator[None]:
    with time_machine.travel(world.period(1).opens_at + timedelta(days=5)):
        yield


def address(world: World, report: ProgressReport) -> str:
    return reverse("value-history", args=[report.pk, world.indicator.pk])


def told(world: World, people: dict[str, User]) -> ProgressReport:
    """Filed 110, returned, corrected to 95 in a draft that nobody filed yet."""
    report = filed(world, people["operator"], people["endorser"])
    point = progress.PointToCorrect(world.indicator.pk, "value_unclear", "Cocokkan.")
    at = report.period.opens_at + timedelta(days=1)
    progress.return_progress(report=report, by=people["coordinator"], points=[point], at=at)
    value = CellValue(state=MeasurementState.VALUE, value=Decimal(95), reason="Dicocokkan.")
    later = at + timedelta(hours=1)
    drafts.save_measurement(report=report, indicator=world.indicator, cell=value, by=people["operator"], at=later)
    return report


def steps(client: Client, world: World, report: ProgressReport) -> list[tuple[str, str, str, str]]:
    found = client.get(address(world, report)).context["steps"]
    return [(step.title, step.before, step.after, step.why) for step in found]


def test_the_own_organization_reads_every_step_with_the_reasons(
    world: World, people: dict[str, User], login: Login
) -> None:
    report = told(world, people)
    assert steps(login(people["operator"]), world, report) == [
        ("Draf diubah melalui halaman isian", "110", "95", "Dicocokkan."),
        ("Dikembalikan", "", "", "Angka tidak sesuai data dukung: Cocokkan."),
        ("Disahkan", "", "110", ""),
        ("Draf diubah melalui halaman isian", "", "110", ""),
    ]


def test_an_auditor_reads_drafts_up_to_the_last_filing_and_others_the_rounds(
    world: World, people: dict[str, User], login: Login
) -> None:
    report = told(world, people)
    assert [step[0] for step in steps(login(people["auditor"]), world, report)] == [
        "Dikembalikan",
        "Disahkan",
        "Draf diubah melalui halaman isian",
    ]
    for person in ("coordinator", "secretariat", "executive"):
        assert [step[0] for step in steps(login(people[person]), world, report)] == ["Dikembalikan", "Disahkan"]


def test_a_verified_value_tells_the_verifiers_note(world: World, people: dict[str, User], login: Login) -> None:
    report = filed(world, people["operator"], people["endorser"])
    corrected = {world.indicator.pk: CellValue(state=MeasurementState.VALUE, value=Decimal(100))}
    notes = {world.indicator.pk: "Dihitung dua kali."}
    progress.verify_progress(report=report, by=people["coordinator"], corrections=corrected, notes=notes)
    [first, *_] = steps(login(people["executive"]), world, report)
    assert first == ("Diverifikasi", "110", "100", "Dihitung dua kali.")
    assert "Dihitung dua kali." in login(people["operator"]).get(report.get_absolute_url()).content.decode()


def test_the_reports_history_names_the_points(world: World, people: dict[str, User], login: Login) -> None:
    report = told(world, people)
    page = login(people["auditor"]).get(report.get_absolute_url()).content.decode()
    assert "(angka tidak sesuai data dukung): Cocokkan." in page


def test_who_may_read_it(world: World, people: dict[str, User], client: Client, login: Login) -> None:
    report = told(world, people)
    url = address(world, report)
    assert client.get(url).status_code == 302
    for stranger in ("outsider", "verifier", "region_operator"):
        assert login(people[stranger]).get(url).status_code == 404
    other = reverse("value-history", args=[report.pk, world.police_action.indicators.get().pk])
    assert login(people["operator"]).get(other).status_code == 404
    assert login(people["operator"]).post(url).status_code == 405


def test_indicators_of_another_plan_are_not_found_unless_adopted(
    world: World, people: dict[str, User], login: Login
) -> None:
    report = world.report()
    plan = Plan.objects.create(
        kind=PlanKind.NATIONAL,
        title="RAN lain",
        short_title="RAN lain",
        start_year=2020,
        end_year=2023,
        cadence="quarterly",
    )
    action = Action.objects.create(plan=plan, cluster=world.clusters[1], number="1.9", title="Lain")
    url = reverse("value-history", args=[report.pk, make_indicator(action, "Lain", None).pk])
    assert login(people["operator"]).get(url).status_code == 404
    Assignment.objects.create(
        action=action,
        organization=world.kemenpppa,
        role=AssignmentRole.ADOPTING,
        starts_on=date(2023, 1, 1),
        recorded_at=timezone.now(),
    )
    assert login(people["operator"]).get(url).status_code == 200


def test_a_value_that_was_never_filed_has_an_empty_history(world: World, people: dict[str, User], login: Login) -> None:
    page = login(people["executive"]).get(address(world, world.report())).content.decode()
    assert "Belum ada riwayat" in page
