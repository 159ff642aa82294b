"""What is in a draft belongs to its organization: no page, file, search or API shows it to another one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actions.models import Evidence, ProgressReport
from actions.services import progress
from clusters.models import User
from tests.cast import World
from tests.reports.story import Teller
from tests.site.test_walk import body, make_evidence

Login = Callable[[User], Client]
VALUE, TEXT, FILE = "7.654.321", "Rahasia draf.", "rahasia-draf.pdf"


@pytest.fixture
def draft(world: World, people: dict[str, User]) -> ProgressReport:
    report = Teller(world, people).fill(1, 7654321, achievement=TEXT)
    evidence = make_evidence(report, people["operator"])
    evidence.indicator, evidence.original_name = world.indicator, FILE
    evidence.save(update_fields=["indicator", "original_name"])
    return report


def addresses(world: World, report: ProgressReport) -> list[str]:
    choice = f"?plan={world.plan.pk}&year=2024&reading=provisional"
    return [
        report.get_absolute_url(),
        reverse("action-detail", args=[world.action.pk]) + choice,
        reverse("cluster-detail", args=[1]) + choice,
        reverse("home") + choice,
        reverse("matrix") + choice,
        reverse("action-list") + choice,
        reverse("search") + "?q=rahasia",
        reverse("task-list"),
        f"{reverse('cluster-report-list')}?cluster=1&period={report.period_id}",
        f"/api/v1/progress-reports/{report.pk}/",
        f"/api/v1/progress-reports/{choice}",
        f"/api/v1/actions/{choice}",
        f"/api/v1/indicators/{choice}",
    ]


def leaks(client: Client, addresses: list[str]) -> list[tuple[str, str]]:
    found = []
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code in {200, 403, 404}, address
        text = answer.content.decode()
        found += [(address, secret) for secret in (VALUE, "7654321", TEXT, FILE) if secret in text]
    return found


@pytest.mark.parametrize("who", ["coordinator", "secretariat", "executive", "auditor", "admin", "outsider"])
@pytest.mark.parametrize("state", ["draft", "submitted"])
def test_nobody_outside_reads_a_draft_or_what_waits_for_its_endorser(
    world: World, people: dict[str, User], draft: ProgressReport, login: Login, who: str, state: str
) -> None:
    at = draft.period.opens_at
    if state == "submitted":
        progress.submit_progress(reports=[draft], by=people["operator"], at=at)
    evidence = Evidence.objects.get()
    with time_machine.travel(draft.period.due_at):
        client = login(people[who])
        assert leaks(client, addresses(world, draft)) == []
        assert client.get(evidence.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("who", ["coordinator", "secretariat"])
@pytest.mark.parametrize("step", ["progress-verify", "progress-return"])
def test_who_checks_reads_no_new_draft_on_the_page_that_says_it_moved_on(
    world: World, people: dict[str, User], login: Login, who: str, step: str
) -> None:
    teller = Teller(world, people)
    report = teller.fill(1, 100, achievement="Diajukan pertama.")
    at = teller.file(report)
    client = login(people[who])
    with time_machine.travel(at + timedelta(days=1)):
        progress.withdraw_progress(report=report, by=people["operator"])
        teller.fill(1, 7654321, achievement=TEXT)
        late = make_evidence(report, people["operator"])
        Evidence.objects.filter(pk=late.pk).update(original_name=FILE, uploaded_at=timezone.now())
        progress.submit_progress(reports=[report], by=people["operator"])
        answer = client.post(reverse(step, args=[report.pk]), {"note": "Periksa lagi.", "reason_code": "other"})
        assert answer.status_code == 409
        assert "100" in answer.content.decode()
        assert [secret for secret in (VALUE, TEXT, FILE) if secret in answer.content.decode()] == []
        assert client.get(late.get_absolute_url()).status_code == 404
        assert FILE not in client.get(report.get_absolute_url()).content.decode()


def test_nobody_signs_or_returns_what_was_submitted_anew_while_they_were_reading(
    world: World, people: dict[str, User], login: Login
) -> None:
    report = Teller(world, people).fill(1, 120)
    at = report.period.opens_at
    progress.submit_progress(reports=[report], by=people["operator"], at=at)
    with time_machine.travel(at + timedelta(days=1)):
        client = login(people["endorser"])
        seen = client.get(report.get_absolute_url()).context["seen"]
        progress.withdraw_progress(report=report, by=people["operator"])
        Teller(world, people).fill(1, 1200)
        progress.submit_progress(reports=[report], by=people["operator"])
        typed = {"seen": seen, "note": "Angkanya salah."}
        page = client.post(reverse("progress-endorse", args=[report.pk]), typed, follow=True).content.decode()
        assert "bergerak sejak Anda membukanya" in page
        returned = client.post(reverse("progress-return", args=[report.pk]), typed)
        assert returned.status_code == 409
        assert "Angkanya salah." in returned.content.decode()
        report.refresh_from_db()
        assert report.state == "submitted"
        fresh = client.get(reverse("progress-review", args=[report.pk])).context["seen"]
        client.post(reverse("progress-endorse", args=[report.pk]), {"seen": fresh, "sure": "1"})
        report.refresh_from_db()
        assert report.state == "endorsed"


def test_the_own_people_read_it_and_after_filing_the_coordinator_does(
    world: World, people: dict[str, User], draft: ProgressReport, login: Login
) -> None:
    at = draft.period.opens_at
    own = [draft.get_absolute_url()]
    assert {secret for _, secret in leaks(login(people["endorser"]), own)} >= {VALUE, TEXT, FILE}
    Teller(world, people).file(draft, at=at)
    with time_machine.travel(draft.period.due_at):
        assert {secret for _, secret in leaks(login(people["coordinator"]), own)} >= {VALUE, TEXT, FILE}
        file = login(people["coordinator"]).get(Evidence.objects.get().get_absolute_url())
    assert body(file) == b"%PDF"
