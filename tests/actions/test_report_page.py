"""What the page of one progress report shows to whom: the draft to its own people, what was filed to all others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from actions.models import ProgressReport
from actions.services import drafts, progress
from clusters.models import User
from tests.actions.test_workflow import filed, fill, verified
from tests.cast import World

Login = Callable[[User], Client]


@pytest.fixture(autouse=True)
def in_april(world: World) -> Iterator[None]:
    with time_machine.travel(world.period(1).opens_at + timedelta(days=2)):
        yield


def values(client: Client, report: ProgressReport) -> list[str]:
    """The column *Dilaporkan*."""
    return [row["reported"] for row in client.get(report.get_absolute_url()).context["rows"]]


def test_the_endorser_of_a_corrected_report_reads_the_correction_and_not_what_was_filed_before(
    world: World, people: dict[str, User], login: Login
) -> None:
    report = filed(world, people["operator"], people["endorser"])
    progress.return_progress(report=report, by=people["coordinator"], note="Perbaiki.")
    fill(world, report, people["operator"], amount=95)
    drafts.save_narrative(report=report, action=world.action, texts={"obstacle": "Hujan deras."}, by=people["operator"])
    progress.submit_progress(reports=[report], by=people["operator"])
    client = login(people["endorser"])
    assert values(client, report)[0] == "95"
    assert "Hujan deras." in client.get(report.get_absolute_url()).content.decode()


def test_others_read_what_was_filed_while_a_correction_is_being_written(
    world: World, people: dict[str, User], login: Login
) -> None:
    report = filed(world, people["operator"], people["endorser"])
    progress.return_progress(report=report, by=people["coordinator"], note="Perbaiki.")
    fill(world, report, people["operator"], amount=95)
    assert values(login(people["operator"]), report)[0] == "95"
    for reader in ("coordinator", "secretariat", "executive"):
        assert values(login(people[reader]), report)[0] == "110", reader


def test_a_draft_that_was_never_filed_is_read_by_its_own_organization_only(
    world: World, people: dict[str, User], login: Login
) -> None:
    report = world.report()
    fill(world, report, people["operator"])
    drafts.save_narrative(report=report, action=world.action, texts={"achievement": "Rahasia."}, by=people["operator"])
    assert values(login(people["endorser"]), report) == ["110", "4 dari 5 (80,00%)", "belum ada data"]
    client = login(people["coordinator"])
    assert values(client, report) == []
    assert "Rahasia." not in client.get(report.get_absolute_url()).content.decode()


def test_a_value_filed_again_after_reopening_is_no_correction_of_the_verifier(
    world: World, people: dict[str, User], login: Login
) -> None:
    report = verified(world, people)
    progress.reopen_progress(report=report, by=people["coordinator"], note="Data ganda.")
    fill(world, report, people["operator"], amount=95)
    progress.submit_progress(reports=[report], by=people["operator"])
    progress.endorse_progress(report=report, by=people["endorser"])
    page = login(people["coordinator"]).get(report.get_absolute_url())
    row = page.context["rows"][0]
    assert (row["reported"], row["verified"], row["is_corrected"]) == ("95", "110", False)
    assert "dikoreksi verifikator" not in page.content.decode()
