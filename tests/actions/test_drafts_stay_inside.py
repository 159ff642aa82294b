"""What is in a draft belongs to its organization: no page, file, search or API shows it to another one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

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
