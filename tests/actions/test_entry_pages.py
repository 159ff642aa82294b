"""The pages where people enter, endorse and verify: the whole path, and each view's refusals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from actions import permissions
from actions.enums import AssignmentRole, MeasurementState, ReportState
from actions.models import Action, Assignment, Measurement, MeasurementRound, ProgressReport, ReportingPeriod
from actions.models.action import sort_key
from actions.services import progress
from clusters.enums import ClusterRoleKind, Role
from clusters.models import ClusterRole, User
from ranpptppo.lib.formats import day_in_wib
from tests.actions.test_workflow import filed, fill, verified
from tests.cast import World, make_indicator, make_user

Login = Callable[[User], Client]


@pytest.fixture(autouse=True)
def in_april(world: World) -> Any:
    """The first quarter of 2024 is open, and not due yet."""
    with time_machine.travel(world.period(1).opens_at + timedelta(days=2)):
        yield


def typed(world: World, **changes: str) -> dict[str, str]:
    """What a browser posts from the filled grid."""
    i, r, m = (f"i{one.pk}" for one in (world.indicator, world.ratio, world.milestone))
    return {
        f"{i}-value": "1.234,5",
        f"{i}-revision": "0",
        f"{r}-numerator": "4",
        f"{r}-denominator": "5",
        f"{r}-revision": "0",
        f"{m}-is_reached": "yes",
        f"{m}-reached_on": "2024-02-29",
        f"{m}-document_number": "SK 1/2024",
        f"{m}-revision": "0",
        f"a{world.action.pk}-achievement": "Berjalan baik.",
        f"b{world.line.pk}-amount": "Rp250.000.000",
        **changes,
    }


def entry_url(world: World, name: str = "progress-entry") -> str:
    return reverse(name, args=[world.period(1).pk])


def test_the_whole_path_from_the_first_number_to_the_verified_one(
    world: World, people: dict[str, User], login: Login
) -> None:
    client = login(people["operator"])
    client.post(entry_url(world, "progress-open"))
    client.post(entry_url(world, "progress-submit"), typed(world))
    report = ProgressReport.objects.get(organization=world.kemenpppa)
    assert report.state == ReportState.SUBMITTED

    login(people["endorser"]).post(reverse("progress-endorse", args=[report.pk]), {"sure": "1"})
    note = {"reason_code": "evidence_missing", "note": "Lampirkan laporan kegiatan."}
    login(people["coordinator"]).post(reverse("progress-return", args=[report.pk]), note)
    report.refresh_from_db()
    assert (report.state, report.return_note) == (ReportState.RETURNED, note["note"])

    client = login(people["operator"])
    page = client.get(entry_url(world)).content.decode()
    assert note["note"] in page
    corrected = typed(world, **{f"i{world.indicator.pk}-value": "1.300", f"i{world.indicator.pk}-revision": "1"})
    client.post(entry_url(world, "progress-submit"), corrected)
    login(people["endorser"]).post(reverse("progress-endorse", args=[report.pk]), {"sure": "1"})

    client = login(people["coordinator"])
    assert "1.300" in client.get(report.get_absolute_url()).content.decode()
    values = {f"v{world.indicator.pk}-value": "1.250", f"v{world.indicator.pk}-note": "Menurut data dukung."}
    client.post(reverse("progress-verify", args=[report.pk]), {**values, "note": "Satu angka dikoreksi."})
    report.refresh_from_db()
    assert report.state == ReportState.VERIFIED
    official = MeasurementRound.objects.filter(event__kind="verify")
    assert {row.indicator_id: (row.value, row.numerator) for row in official} == {
        world.indicator.pk: (Decimal(1250), None),
        world.ratio.pk: (None, Decimal(4)),
        world.milestone.pk: (None, None),
    }
    page = client.get(report.get_absolute_url()).content.decode()
    assert "1.250" in page
    assert "1.300" in page
    assert "dikoreksi verifikator" in page


def test_a_draft_is_saved_with_its_narrative_and_its_budget(world: World, operator: User, login: Login) -> None:
    report = world.report()
    login(operator).post(entry_url(world), typed(world))
    saved = {row.indicator: row for row in report.measurements.all()}
    assert saved[world.indicator].value == Decimal("1234.5")
    assert saved[world.milestone].document_number == "SK 1/2024"
    assert report.narratives.get().achievement == "Berjalan baik."
    assert report.realizations.get().amount == 250_000_000


def test_zero_is_an_answer_and_the_states_are_answers(world: World, operator: User, login: Login) -> None:
    report = world.report()
    changes = {
        f"i{world.indicator.pk}-value": "0",
        f"i{world.ratio.pk}-numerator": "",
        f"i{world.ratio.pk}-denominator": "",
        f"i{world.ratio.pk}-state": "not_applicable",
    }
    login(operator).post(entry_url(world), typed(world, **changes))
    assert report.measurements.get(indicator=world.indicator).value == 0
    assert report.measurements.get(indicator=world.ratio).state == MeasurementState.NOT_APPLICABLE


def test_what_cannot_be_saved_stays_as_typed_beside_its_sentence_and_the_rest_is_saved(
    world: World, operator: User, login: Login
) -> None:
    report = world.report()
    changes = {f"i{world.indicator.pk}-value": "dua ribu", f"b{world.line.pk}-amount": "banyak"}
    page = login(operator).post(entry_url(world), typed(world, **changes)).content.decode()
    assert 'value="dua ribu"' in page
    assert 'value="banyak"' in page
    assert f'href="#i{world.indicator.pk}-value"' in page
    assert set(report.measurements.values_list("indicator_id", flat=True)) == {world.ratio.pk, world.milestone.pk}


def test_submitting_an_incomplete_grid_names_each_empty_cell(world: World, operator: User, login: Login) -> None:
    world.report()
    changes = {f"i{world.indicator.pk}-value": ""}
    response = login(operator).post(entry_url(world, "progress-submit"), typed(world, **changes))
    assert [error.anchor for error in response.context["grid"].errors] == [f"i{world.indicator.pk}-value"]
    assert ProgressReport.objects.get().state == ReportState.DRAFT


def test_a_cell_that_a_colleague_changed_meanwhile_shows_both_values_and_a_second_save_decides(
    world: World, operator: User, login: Login
) -> None:
    report = world.report()
    fill(world, report, operator, amount=7)
    client = login(operator)
    response = client.post(entry_url(world), typed(world))
    page = response.content.decode()
    assert "menjadi “7”" in page
    assert 'value="1.234,5"' in page
    again = {f"{cell.name}-revision": str(cell.revision) for cell in response.context["grid"].cells}
    client.post(entry_url(world), typed(world, **again))
    assert Measurement.objects.get(report=report, indicator=world.indicator).value == Decimal("1234.5")


def test_a_report_that_was_submitted_meanwhile_keeps_what_is_typed_visible(
    world: World, operator: User, login: Login
) -> None:
    report = world.report()
    fill(world, report, operator)
    progress.submit_progress(reports=[report], by=operator)
    page = login(operator).post(entry_url(world), typed(world)).content.decode()
    assert "sudah diajukan" in page
    assert "1.234,5" in page
    assert Measurement.objects.get(report=report, indicator=world.indicator).value == 110


def test_pressing_submit_twice_submits_once(world: World, operator: User, login: Login) -> None:
    report = world.report()
    client = login(operator)
    for _ in range(2):
        client.post(entry_url(world, "progress-submit"), typed(world))
    assert report.events.filter(kind="submit").count() == 1


def test_looking_at_a_period_makes_no_report(world: World, operator: User, login: Login) -> None:
    page = login(operator).get(entry_url(world)).content.decode()
    assert "Mulai mengisi" in page
    assert not ProgressReport.objects.exists()


def test_the_grid_costs_the_same_with_more_indicators(world: World, operator: User, login: Login) -> None:
    world.report()
    client = login(operator)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(entry_url(world))
    for number in range(20):
        make_indicator(world.action, f"Indikator tambahan {number}", 5, position=10 + number)
    with CaptureQueriesContext(connection) as many:
        client.get(entry_url(world))
    assert len(many) == len(few)
    assert len(many) <= 30


@pytest.mark.parametrize("name", ["task-list", "verification-list", "progress-list"])
def test_lists_cost_the_same_with_more_reports(world: World, people: dict[str, User], login: Login, name: str) -> None:
    person = people["coordinator"] if name == "verification-list" else people["operator"]
    filed(world, people["operator"], people["endorser"])
    client = login(person)
    with CaptureQueriesContext(connection) as few:
        client.get(reverse(name))
    with time_machine.travel(world.period(4).opens_at + timedelta(days=1)):
        for number in (2, 3, 4):
            report = world.report(number)
            fill(world, report, people["operator"])
            progress.submit_progress(reports=[report], by=people["operator"])
            progress.endorse_progress(report=report, by=people["endorser"])
        client = login(person)
        with CaptureQueriesContext(connection) as many:
            client.get(reverse(name))
    assert len(many) <= len(few) + 1


def test_tasks_say_what_is_due_what_came_back_and_what_waits(
    world: World, people: dict[str, User], login: Login
) -> None:
    def tasks(person: str) -> str:
        return login(people[person]).get(reverse("task-list")).content.decode()

    assert "Triwulan I 2024" in tasks("operator")
    report = world.report()
    fill(world, report, people["operator"])
    progress.submit_progress(reports=[report], by=people["operator"])
    assert "klaster 1" in tasks("endorser")
    assert "Tidak ada yang perlu diisi" in tasks("operator")
    assert "Triwulan II 2024 dibuka" in tasks("operator")
    progress.endorse_progress(report=report, by=people["endorser"])
    assert "1 laporan menunggu verifikasi" in tasks("coordinator")
    progress.return_progress(report=report, by=people["coordinator"], note="Perbaiki angka kegiatan.")
    assert "Perbaiki angka kegiatan." in tasks("operator")
    assert "Mulai dari sini" in tasks("executive")


def test_the_queue_holds_exactly_what_a_person_may_verify(world: World, people: dict[str, User]) -> None:
    filed(world, people["operator"], people["endorser"])
    own = make_user(world.kemenpppa, Role.VERIFIER, "Verifikator Sendiri")
    ClusterRole.objects.create(
        cluster=world.clusters[2],
        organization=world.kemenpppa,
        role=ClusterRoleKind.COORDINATOR,
        valid_from=day_in_wib(timezone.now()),
    )
    day = day_in_wib(timezone.now())
    for user in [*people.values(), own]:
        queue = set(ProgressReport.objects.verifiable_by(user, on=day))
        allowed = {
            one for one in ProgressReport.objects.with_names() if permissions.can_verify_report(user, one, on=day)
        }
        assert queue == allowed, user
    assert set(ProgressReport.objects.verifiable_by(people["coordinator"], on=day))
    assert set(ProgressReport.objects.verifiable_by(people["secretariat"], on=day))


def test_a_wrong_verified_value_is_named_and_everything_typed_stays(
    world: World, people: dict[str, User], login: Login
) -> None:
    report = filed(world, people["operator"], people["endorser"])
    values = {f"v{world.ratio.pk}-numerator": "9", f"v{world.ratio.pk}-denominator": "5", "note": "Catatan saya"}
    response = login(people["coordinator"]).post(reverse("progress-verify", args=[report.pk]), values)
    page = response.content.decode()
    assert response.status_code == 422
    assert "tidak boleh melebihi penyebut" in page
    assert "Catatan saya" in page
    report.refresh_from_db()
    assert report.state == ReportState.ENDORSED


def test_a_return_without_a_note_is_refused_beside_the_field(
    world: World, people: dict[str, User], login: Login
) -> None:
    report = filed(world, people["operator"], people["endorser"])
    url = reverse("progress-return", args=[report.pk])
    response = login(people["coordinator"]).post(url, {"reason_code": "other", "note": " "})
    assert response.status_code == 422
    assert "Tulis catatan" in response.content.decode()


def test_reopening_asks_for_a_reason_and_opens_the_draft(world: World, people: dict[str, User], login: Login) -> None:
    report = verified(world, people)
    url = reverse("progress-reopen", args=[report.pk])
    client = login(people["coordinator"])
    assert client.post(url, {"reopen-note": ""}).status_code == 422
    client.post(url, {"reopen-note": "Ada data ganda."})
    report.refresh_from_db()
    assert report.state == ReportState.DRAFT


def test_a_step_that_another_person_took_first_is_said_and_not_an_error_page(
    world: World, people: dict[str, User], login: Login
) -> None:
    report = filed(world, people["operator"], people["endorser"])
    client = login(people["coordinator"])
    client.get(report.get_absolute_url())
    report.give_back(by=people["coordinator"], at=timezone.now(), note="Lebih dulu.")
    response = client.post(reverse("progress-verify", args=[report.pk]), {"note": "Catatan saya"})
    page = response.content.decode()
    assert response.status_code == 409
    assert "laporan ini sekarang dikembalikan" in page
    assert "Catatan saya" in page


def test_after_verifying_the_next_in_the_queue_comes_up(world: World, people: dict[str, User], login: Login) -> None:
    first = filed(world, people["operator"], people["endorser"])
    with time_machine.travel(world.period(2).opens_at + timedelta(days=1)):
        second = world.report(2)
        fill(world, second, people["operator"])
        progress.submit_progress(reports=[second], by=people["operator"])
        progress.endorse_progress(report=second, by=people["endorser"])
        client = login(people["coordinator"])
        response = client.post(reverse("progress-verify", args=[first.pk]), {"next": "1"})
        assert response["Location"] == reverse("progress-review", args=[second.pk])
        response = client.post(reverse("progress-verify", args=[second.pk]), {"next": "1"})
        assert response["Location"] == reverse("verification-list")


# Who may


STEPS = [
    "progress-withdraw",
    "progress-endorse",
    "progress-return",
    "progress-verify",
    "progress-reopen",
    "evidence-upload",
]


@pytest.mark.parametrize("name", STEPS)
def test_a_step_is_hidden_from_strangers_and_refused_to_the_wrong_role(
    world: World, people: dict[str, User], client: Client, login: Login, name: str
) -> None:
    report = filed(world, people["operator"], people["endorser"])
    url = reverse(name, args=[report.pk])
    assert client.post(url).status_code == 302
    for stranger in ("outsider", "verifier", "region_operator"):
        assert login(people[stranger]).post(url).status_code == 404
    assert login(people["executive"]).post(url).status_code == 403
    assert login(people["coordinator"]).get(url).status_code == 405


def test_a_report_is_seen_by_its_organization_its_cluster_and_the_overseers(
    world: World, people: dict[str, User], client: Client, login: Login
) -> None:
    report = filed(world, people["operator"], people["endorser"])
    url = report.get_absolute_url()
    assert client.get(url).status_code == 302
    for person in ("operator", "endorser", "coordinator", "secretariat", "executive", "auditor", "admin"):
        assert login(people[person]).get(url).status_code == 200, person
    for stranger in ("outsider", "verifier", "region_operator"):
        assert login(people[stranger]).get(url).status_code == 404, stranger
    assert login(people["operator"]).post(url).status_code == 405


@pytest.mark.parametrize("name", ["progress-entry", "progress-open", "progress-submit"])
def test_only_operators_open_the_grid(
    world: World, people: dict[str, User], client: Client, login: Login, name: str
) -> None:
    url, method = entry_url(world, name), "get" if name == "progress-entry" else "post"
    assert getattr(client, method)(url).status_code == 302
    for person in ("endorser", "coordinator", "executive", "admin"):
        assert getattr(login(people[person]), method)(url).status_code == 403
    assert login(people["operator"]).delete(url).status_code == 405


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("progress-list", {"operator", "endorser", "outsider", "region_operator"}),
        ("verification-list", {"coordinator", "verifier", "secretariat"}),
        ("return-statistics", {"coordinator", "verifier", "secretariat", "executive", "auditor"}),
        ("activity-add", {"secretariat", "operator", "outsider", "region_operator"}),
    ],
)
def test_lists_open_for_their_roles(
    world: World, people: dict[str, User], client: Client, login: Login, name: str, allowed: set[str]
) -> None:
    url = reverse(name)
    assert client.get(url).status_code == 302
    for name_, person in people.items():
        assert login(person).get(url).status_code == (200 if name_ in allowed else 403), name_
    assert login(people["secretariat"]).delete(url).status_code == 405


def test_the_list_shows_one_year_and_names_the_others_that_are_open(world: World, operator: User, login: Login) -> None:
    world.report()
    ReportingPeriod.objects.filter(pk=world.period(1).pk).update(year=2022)
    address = reverse("progress-list")
    with time_machine.travel(world.period(2).opens_at + timedelta(days=1)):
        client = login(operator)
        first, other, usual = (client.get(address, {"year": year}) for year in ("", "2022", "nonsense"))
    assert {row.period.year for row in first.context["rows"]} == {first.context["year"]} == {2024}
    assert first.context["open_years"] == [2022]
    assert "?year=2022" in first.content.decode()
    assert {row.period.year for row in other.context["rows"]} == {2022}
    assert usual.context["year"] == 2024


def test_the_bar_counts_what_waits_in_reports_that_nobody_opened_as_tugas_saya_does(
    world: World, people: dict[str, User], login: Login
) -> None:
    client = login(people["operator"])
    client.post(entry_url(world, "progress-open"))
    client.post(entry_url(world), typed(world))
    elsewhere = Action.objects.create(
        plan=world.plan, cluster=world.clusters[5], number="5.2", sort_key=sort_key("5.2"), title="Pelatihan penyidik"
    )
    Assignment.objects.create(
        action=elsewhere,
        organization=world.kemenpppa,
        role=AssignmentRole.LEAD,
        starts_on=world.period(1).starts_on,
        recorded_at=world.period(1).opens_at,
    )
    make_indicator(elsewhere, "Jumlah penyidik dilatih", 20, position=1)
    page = client.get(entry_url(world))
    assert page.context["missing"] == 1
    assert "<span data-filled>3</span> dari 4</strong> terisi" in page.content.decode()
    [task] = client.get(reverse("task-list")).context["due"]
    assert task.hint.endswith("3 dari 4 indikator terisi")


@pytest.mark.parametrize("is_there", [True, False])
def test_who_submits_to_nobody_is_told_so_at_once_and_on_the_page_of_the_report(
    world: World, people: dict[str, User], login: Login, is_there: bool
) -> None:
    User.objects.filter(pk=people["endorser"].pk).update(is_active=is_there)
    world.report()
    User.objects.filter(pk=people["secretariat"].pk).update(phone="021-7218141")
    client, waits = login(people["operator"]), "Belum ada yang dapat mengesahkan"
    for url in (entry_url(world), reverse("task-list")):  # said before anybody submits
        before = client.get(url).content.decode()
        assert (waits in before) == (not is_there)
        assert ("Siti Sekretariat (sekretariat, Polri, 021-7218141" in before) == (not is_there)
    after = client.post(entry_url(world, "progress-submit"), typed(world), follow=True).content.decode()
    page = client.get(ProgressReport.objects.get().get_absolute_url()).content.decode()
    assert (waits in after, waits in page) == (not is_there, not is_there)
    assert ("Siti Sekretariat (sekretariat, Polri, 021-7218141" in page) == (not is_there)
    assert "menunggu pengesahan" in page
