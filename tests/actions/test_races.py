"""Two people at once: one of them does the deed, and whoever comes second is told; nothing is lost between them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from actions.entry import CellValue
from actions.enums import EventKind, MeasurementState, ReportState
from actions.models import Measurement, MeasurementRound, ProgressReport
from actions.services import drafts, progress
from actions.services.budget import revise_ceiling
from actions.services.periods import NothingToExtend, extend_period, lock_period
from actions.workflow import TransitionNotAllowed
from clusters.models import User
from tests.actions.test_workflow import filed, fill
from tests.cast import World, make_people, make_world

Deed = Callable[[], object]


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


@pytest.fixture
def people(world: World) -> dict[str, User]:
    return make_people(world)


def at_once(*deeds: Deed) -> list[Exception]:
    """Do all of them in threads that start together; answers what they raised."""
    start, raised = Barrier(len(deeds)), []

    def run(deed: Deed) -> None:
        try:
            start.wait(timeout=10)
            deed()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            raised.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return raised


def kinds(report: ProgressReport) -> list[str]:
    return [event.kind for event in report.events.in_order()]


def test_two_who_submit_at_once_leave_one_event(world: World, people: dict[str, User]) -> None:
    report = world.report()
    fill(world, report, people["operator"])
    raised = at_once(*2 * [lambda: progress.submit_progress(reports=[report], by=people["operator"])])
    assert [type(error) for error in raised] == [TransitionNotAllowed]
    assert kinds(report) == [EventKind.SUBMIT]


def test_two_who_verify_at_once_leave_one_event_and_one_round(world: World, people: dict[str, User]) -> None:
    report = filed(world, people["operator"], people["endorser"])
    raised = at_once(
        lambda: progress.verify_progress(report=report, by=people["coordinator"]),
        lambda: progress.verify_progress(report=report, by=people["secretariat"]),
    )
    assert [type(error) for error in raised] == [TransitionNotAllowed]
    assert kinds(report) == [EventKind.SUBMIT, EventKind.ENDORSE, EventKind.VERIFY]
    assert MeasurementRound.objects.filter(event__kind=EventKind.VERIFY).count() == 3


def test_verifying_and_withdrawing_at_once_leave_one_of_the_two(world: World, people: dict[str, User]) -> None:
    report = filed(world, people["operator"], people["endorser"])
    raised = at_once(
        lambda: progress.verify_progress(report=report, by=people["coordinator"]),
        lambda: progress.withdraw_progress(report=report, by=people["operator"]),
    )
    report.refresh_from_db()
    assert [type(error) for error in raised] == [TransitionNotAllowed]
    assert kinds(report)[2:] == [EventKind.VERIFY if report.state == ReportState.VERIFIED else EventKind.WITHDRAW]


def test_two_who_save_the_same_empty_cell_at_once_keep_the_first(world: World, people: dict[str, User]) -> None:
    report = world.report()

    def save(amount: int) -> None:
        cell = CellValue(state=MeasurementState.VALUE, value=Decimal(amount))
        drafts.save_measurement(report=report, indicator=world.indicator, cell=cell, by=people["operator"], revision=0)

    raised = at_once(lambda: save(5), lambda: save(6))
    assert [type(error) for error in raised] == [drafts.CellChanged]
    assert Measurement.objects.get(report=report).revision == 1


def test_two_revisions_of_a_ceiling_at_once_are_two_versions(world: World, people: dict[str, User]) -> None:
    raised = at_once(
        *(
            lambda amount=amount: revise_ceiling(
                line=world.line, amount=amount, reason="blokir", by=people["secretariat"]
            )
            for amount in (1, 2)
        )
    )
    assert raised == []
    assert sorted(world.line.ceilings.values_list("version", flat=True)) == [1, 2, 3]


def test_a_verification_that_comes_after_a_withdrawal_is_refused(world: World, people: dict[str, User]) -> None:
    report = filed(world, people["operator"], people["endorser"])
    seen = ProgressReport.objects.get(pk=report.pk)
    progress.withdraw_progress(report=report, by=people["operator"])
    with pytest.raises(TransitionNotAllowed):
        progress.verify_progress(report=seen, by=people["coordinator"])
    assert kinds(report)[-1] == EventKind.WITHDRAW


def test_locking_and_endorsing_at_once_never_take_a_state_back(world: World, people: dict[str, User]) -> None:
    report = world.report()
    fill(world, report, people["operator"])
    progress.submit_progress(reports=[report], by=people["operator"])
    at_once(
        lambda: progress.endorse_progress(report=report, by=people["endorser"]),
        lambda: lock_period(period=world.period(1), by=people["secretariat"]),
    )
    report.refresh_from_db()
    assert report.is_locked
    assert (report.state == ReportState.ENDORSED) == (EventKind.ENDORSE in kinds(report))


def test_a_lock_by_someone_who_saw_an_older_state_does_not_bring_it_back(world: World, people: dict[str, User]) -> None:
    report = world.report()
    fill(world, report, people["operator"])
    progress.submit_progress(reports=[report], by=people["operator"])
    older = ProgressReport.objects.get(pk=report.pk)
    progress.endorse_progress(report=report, by=people["endorser"])
    older.lock(by=people["secretariat"], at=timezone.now())
    report.refresh_from_db()
    assert (report.state, report.is_locked) == (ReportState.ENDORSED, True)


def test_whoever_saw_a_period_open_makes_no_report_once_it_is_locked(world: World, people: dict[str, User]) -> None:
    seen = world.period(1)
    lock_period(period=world.period(1), by=people["secretariat"])
    with pytest.raises(progress.PeriodNotOpen):
        progress.open_reports(organization=world.kemenpppa, period=seen)


def test_opening_and_locking_at_once_leave_no_open_report(world: World, people: dict[str, User]) -> None:
    at_once(
        lambda: progress.open_reports(organization=world.kemenpppa, period=world.period(1)),
        lambda: lock_period(period=world.period(1), by=people["secretariat"]),
    )
    assert not ProgressReport.objects.filter(locked_at__isnull=True).exists()


def test_an_extension_opens_what_was_locked_but_not_what_was_verified(world: World, people: dict[str, User]) -> None:
    report, period = world.report(), world.period(1)
    lock_period(period=period, by=people["secretariat"])
    extension = {"period": period, "by": people["secretariat"], "note": "Banjir."}
    until = timezone.now() + timedelta(days=7)
    extend_period(organization=world.kemenpppa, until=until, **extension)
    fill(world, report, people["operator"])
    assert kinds(report) == [EventKind.LOCK, EventKind.UNLOCK, EventKind.EXTEND]
    progress.submit_progress(reports=[report], by=people["operator"])
    progress.endorse_progress(report=report, by=people["endorser"])
    progress.verify_progress(report=report, by=people["coordinator"])
    lock_period(period=period, by=people["secretariat"])
    with pytest.raises(NothingToExtend):
        extend_period(organization=world.kemenpppa, until=until + timedelta(days=7), **extension)
    report.refresh_from_db()
    assert report.is_locked


def test_whoever_waited_for_a_report_moves_it_later_than_whoever_held_it(
    world: World, people: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    report = world.report()
    fill(world, report, people["operator"])
    asked: list[str] = []
    held, now = progress._locked_row, timezone.now
    monkeypatch.setattr(progress, "_locked_row", lambda row: [asked.append("row"), held(row)][1])
    monkeypatch.setattr(progress.timezone, "now", lambda: [asked.append("time"), now()][1])
    progress.submit_progress(reports=[report], by=people["operator"])
    assert asked[:2] == ["row", "time"]


def test_switching_endorsement_off_does_not_verify_an_older_round(world: World, people: dict[str, User]) -> None:
    """Returned, corrected and submitted, but not endorsed: what was filed is still the old value."""
    report = filed(world, people["operator"], people["endorser"])
    progress.return_progress(report=report, by=people["coordinator"], note="Periksa.")
    cell = CellValue(state=MeasurementState.VALUE, value=Decimal(120))
    drafts.save_measurement(report=report, indicator=world.indicator, cell=cell, by=people["operator"])
    progress.submit_progress(reports=[report], by=people["operator"])
    world.kemenpppa.endorsement_required = False
    world.kemenpppa.save(update_fields=["endorsement_required"])
    with pytest.raises(TransitionNotAllowed):
        progress.verify_progress(report=report, by=people["coordinator"])
    progress.withdraw_progress(report=report, by=people["operator"])
    progress.submit_progress(reports=[report], by=people["operator"])
    progress.verify_progress(report=report, by=people["coordinator"])
    verified = MeasurementRound.objects.get(event__kind=EventKind.VERIFY, indicator=world.indicator)
    assert verified.value == 120
