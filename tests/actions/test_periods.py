"""Whole periods: extended for all, locked and unlocked, their dates changed; what each leaves in the history."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from actions.enums import EventKind, PeriodEventKind, ReportState
from actions.models import PeriodEvent, ProgressReport
from actions.services.periods import (
    NothingToExtend,
    PeriodAlreadyOpen,
    change_period_dates,
    extend_all,
    extend_period,
    lock_period,
    unlock_period,
)
from actions.services.progress import PeriodNotOpen, open_reports
from clusters.enums import NotificationKind
from clusters.models import Notification, User
from ranpptppo.lib.periods import end_of_day
from tests.cast import World
from tests.reports.story import Teller


def until(world: World, days: int) -> datetime:
    return world.period(1).due_at + timedelta(days=days)


def reports(world: World) -> dict[str, ProgressReport]:
    """By code of the organization, of the first quarter."""
    found = ProgressReport.objects.filter(period=world.period(1)).select_related("organization", "cluster", "period")
    return {report.organization.code: report for report in found}


def test_extending_all_is_an_extension_for_each_and_moves_no_due_moment(world: World, secretariat: User) -> None:
    due_at = world.period(1).due_at
    done = extend_all(period=world.period(1), until=until(world, 5), by=secretariat, note="Libur.")
    assert (done.organizations, done.reports) == (2, 2)
    assert world.period(1).due_at == due_at
    for report in reports(world).values():
        assert report.extended_due_at == until(world, 5)
        assert [(event.kind, event.note) for event in report.events.all()] == [(EventKind.EXTEND, "Libur.")]
    event = PeriodEvent.objects.get()
    assert (event.kind, event.organization, event.reports, event.until) == ("extend", None, 2, until(world, 5))


def test_extending_all_shortens_nobodys_longer_extension(world: World, secretariat: User) -> None:
    extend_period(
        period=world.period(1), organization=world.kemenpppa, until=until(world, 20), by=secretariat, note="Banjir."
    )
    done = extend_all(period=world.period(1), until=until(world, 5), by=secretariat, note="Libur.")
    assert done.reports == 1
    assert reports(world)["KEMENPPPA"].extended_due_at == until(world, 20)
    assert reports(world)["POLRI"].extended_due_at == until(world, 5)


def test_an_extension_leaves_out_what_was_filed_already(world: World, people: dict[str, User]) -> None:
    teller = Teller(world, people)
    late = teller.fill(1)
    teller.file(late, at=until(world, 3))
    done = extend_all(period=world.period(1), until=until(world, 20), by=people["secretariat"], note="Libur.")
    assert done.reports == 1
    late.refresh_from_db()
    assert (late.extended_due_at, late.timeliness) == (None, "late")
    with pytest.raises(NothingToExtend, match="sudah disampaikan"):
        extend_period(
            period=world.period(1),
            organization=world.kemenpppa,
            until=until(world, 20),
            by=people["secretariat"],
            note="Banjir.",
        )
    assert PeriodEvent.objects.count() == 1


def test_an_extension_is_never_shortened_by_another(world: World, secretariat: User) -> None:
    given = {"period": world.period(1), "organization": world.kemenpppa, "by": secretariat, "note": "Banjir."}
    extend_period(until=until(world, 20), **given)
    for days in (5, 20):
        with pytest.raises(NothingToExtend, match="Sudah diperpanjang sampai 19 Mei 2024"):
            extend_period(until=until(world, days), **given)
    assert reports(world)["KEMENPPPA"].extended_due_at == until(world, 20)
    assert Notification.objects.filter(kind=NotificationKind.EXTENDED).count() == 2


def test_the_people_of_each_extended_organization_are_told_once(world: World, people: dict[str, User]) -> None:
    extend_all(period=world.period(1), until=until(world, 5), by=people["secretariat"], note="Libur.")
    told = Notification.objects.filter(kind=NotificationKind.EXTENDED)
    assert {note.user for note in told} == {people["operator"], people["endorser"]}
    assert told.count() == 2


def test_an_extension_for_all_is_whole_or_not_at_all(
    world: World, secretariat: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = ProgressReport.extend

    def stumble(self: ProgressReport, **details: object) -> object:
        if self.organization_id == world.polri.pk:
            raise RuntimeError
        return given(self, **details)  # type: ignore[arg-type]

    monkeypatch.setattr(ProgressReport, "extend", stumble)
    with pytest.raises(RuntimeError):
        extend_all(period=world.period(1), until=until(world, 5), by=secretariat, note="Libur.")
    assert not ProgressReport.objects.exists()
    assert not PeriodEvent.objects.exists()


def test_a_coordinators_lock_closes_its_clusters_also_for_reports_not_made_yet(world: World, coordinator: User) -> None:
    mine = [world.clusters[1].pk]
    assert lock_period(period=world.period(1), by=coordinator, clusters=mine) == 1
    assert reports(world)["KEMENPPPA"].is_locked
    assert world.period(1).locked_at is None
    opened = open_reports(organization=world.kemenpppa, period=world.period(1))
    assert [report.is_locked for report in opened] == [True]
    other = open_reports(organization=world.polri, period=world.period(1))
    assert [report.is_locked for report in other] == [False]
    assert PeriodEvent.objects.get().cluster_numbers == "1"


def test_a_whole_period_is_unlocked_and_verified_reports_stay_locked(world: World, people: dict[str, User]) -> None:
    verified = Teller(world, people).verified(1)
    open_reports(organization=world.polri, period=world.period(1))
    lock_period(period=world.period(1), by=people["secretariat"])
    done = unlock_period(period=world.period(1), by=people["secretariat"], note="Dikunci terlalu dini.")
    assert done.reports == 1
    assert world.period(1).locked_at is None
    assert not reports(world)["POLRI"].is_locked
    verified.refresh_from_db()
    assert verified.is_locked
    assert verified.state == ReportState.VERIFIED


def test_one_organization_is_unlocked_in_a_period_that_stays_locked(world: World, people: dict[str, User]) -> None:
    lock_period(period=world.period(1), by=people["secretariat"])
    with pytest.raises(PeriodNotOpen):
        open_reports(organization=world.kemenpppa, period=world.period(1))
    period = world.period(1)
    unlock_period(period=period, organization=world.kemenpppa, by=people["secretariat"], note="Banjir.")
    assert reports(world).keys() == {"KEMENPPPA"}
    assert reports(world)["KEMENPPPA"].is_editable
    assert world.period(1).locked_at is not None


def test_the_lifted_lock_is_in_the_history_of_report_and_period_and_told(world: World, people: dict[str, User]) -> None:
    world.report()
    lock_period(period=world.period(1), by=people["secretariat"])
    unlock_period(period=world.period(1), by=people["secretariat"], note="Banjir.")
    kinds = [event.kind for event in reports(world)["KEMENPPPA"].events.order_by("pk")]
    assert kinds[-2:] == [EventKind.LOCK, EventKind.UNLOCK]
    events = [(event.kind, event.note, event.by) for event in PeriodEvent.objects.order_by("pk")]
    assert events == [("lock", "", people["secretariat"]), ("unlock", "Banjir.", people["secretariat"])]
    told = Notification.objects.get(user=people["operator"], kind=NotificationKind.REOPENED)
    assert told.text == "Kunci Triwulan I 2024 dibuka: Banjir."


def test_the_dates_of_a_period_not_open_yet_move_and_what_they_were_stays(world: World, secretariat: User) -> None:
    period = world.period(1)
    before = (period.opens_at, period.due_at, period.locks_at)
    revision = world.plan.data_revision
    change_period_dates(
        period=period,
        opens_at=period.opens_at + timedelta(days=1),
        due_at=end_of_day(datetime(2024, 5, 20, tzinfo=UTC).date()),
        locks_at=end_of_day(datetime(2024, 6, 20, tzinfo=UTC).date()),
        by=secretariat,
        note="Libur bersama.",
        at=period.opens_at - timedelta(days=1),
    )
    moved, event = world.period(1), PeriodEvent.objects.get()
    assert moved.due_at == end_of_day(datetime(2024, 5, 20, tzinfo=UTC).date())
    assert (event.opens_at, event.due_at, event.locks_at) == before
    assert event.kind == PeriodEventKind.DATES
    world.plan.refresh_from_db()
    assert world.plan.data_revision > revision


def test_the_dates_of_an_open_period_stay(world: World, secretariat: User) -> None:
    period = world.period(1)
    moments = {"opens_at": period.opens_at, "due_at": period.due_at, "locks_at": period.locks_at}
    with pytest.raises(PeriodAlreadyOpen):
        change_period_dates(period=period, by=secretariat, note="Geser.", at=period.opens_at, **moments)


def test_the_history_of_a_period_is_append_only(world: World, secretariat: User) -> None:
    lock_period(period=world.period(1), by=secretariat)
    with pytest.raises(IntegrityError), transaction.atomic():
        PeriodEvent.objects.update(note="Lain.")
    with pytest.raises(IntegrityError), transaction.atomic():
        PeriodEvent.objects.all().delete()
