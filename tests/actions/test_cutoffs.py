"""What an old cut-off shows after the world went on: told through the services, read through the summaries."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from actions.calculation.discipline import punctuality
from actions.entry import CellValue
from actions.enums import MeasurementState, Status
from actions.models import Assignment, ProgressReport, Target
from actions.services import drafts, progress
from actions.services.budget import revise_ceiling
from actions.services.handover import hand_over_assignments
from actions.services.periods import extend_period
from clusters.enums import Role
from clusters.models import Plan, User
from reports.summaries import Names, budget_chapter, completeness_figures, load_plan, national_figures, year_of
from reports.summaries.rows import YearData
from tests.cast import World, make_organization, make_user
from tests.reports.story import AFTER_THE_YEAR, NO_DATA, Teller, count, ratio, reached

HANDED_OVER_ON = date(2024, 10, 21)
HANDED_OVER_AT = datetime(2024, 10, 22, 3, tzinfo=UTC)
NOT_APPLICABLE = CellValue(state=MeasurementState.NOT_APPLICABLE)


@pytest.fixture
def teller(world: World, people: dict[str, User]) -> Teller:
    return Teller(world, people)


def read(world: World, as_of: datetime = AFTER_THE_YEAR, *, reading: str = "official") -> YearData:
    return year_of(load_plan(world.plan, [2024], reading=reading, as_of=as_of), 2024)


def amount(world: World, as_of: datetime = AFTER_THE_YEAR, *, reading: str = "official") -> int | None:
    """The actual of the count, in whole numbers."""
    value = read(world, as_of, reading=reading).figures[world.indicator.pk].actual.value
    return None if value is None else value // 10_000


def status(world: World, as_of: datetime, *, reading: str = "official") -> Status:
    return read(world, as_of, reading=reading).figures[world.indicator.pk].status


def due(world: World, number: int = 1) -> datetime:
    """A moment after the period's due moment and before the next one's."""
    return world.period(number).due_at + timedelta(hours=1)


# --- rounds --------------------------------------------------------------------------------------------------------


def test_a_correction_after_the_cut_off_leaves_the_old_figure(teller: Teller, world: World) -> None:
    report = teller.verified(1, 110)
    cut_off, later = due(world), due(world) + timedelta(days=10)
    teller.reopen(report, at=later)
    assert (amount(world, cut_off), amount(world, later)) == (110, 110)
    teller.fill(1, 70, at=later)
    filed_at = teller.file(report, at=later + timedelta(hours=1))
    assert amount(world, filed_at) == 110
    assert amount(world, filed_at, reading="provisional") == 70
    verified_at = teller.verify(report, at=filed_at + timedelta(hours=1), amount=80)
    assert amount(world, verified_at) == amount(world, verified_at, reading="provisional") == 80
    assert (amount(world, cut_off), amount(world, verified_at - timedelta(microseconds=1))) == (110, 110)


def test_a_round_counts_from_its_own_moment_on(teller: Teller, world: World) -> None:
    report = teller.fill(1, 110)
    at = due(world)
    filed_at = teller.file(report, at=at)
    verified_at = teller.verify(report, at=filed_at + timedelta(hours=1))
    just_before = timedelta(microseconds=1)
    assert status(world, filed_at - just_before) == Status.UNREPORTED
    assert status(world, filed_at) == status(world, verified_at - just_before) == Status.AWAITING
    assert status(world, verified_at) == Status.ACHIEVED


def test_a_returned_or_withdrawn_round_counts_nowhere_but_stays_filed(
    teller: Teller, world: World, people: dict[str, User]
) -> None:
    report = teller.fill(1, 110)
    filed_at = teller.file(report)
    assert amount(world, due(world), reading="provisional") == 110
    returned_at, cut_off = due(world) + timedelta(days=1), due(world)
    progress.return_progress(report=report, by=people["coordinator"], note="Periksa.", at=returned_at)
    after = returned_at + timedelta(hours=1)
    for reading in ("official", "provisional"):
        assert status(world, after, reading=reading) == Status.UNREPORTED
    assert amount(world, cut_off, reading="provisional") == 110
    owed = [row for row in read(world, after).owed if row.report_id == report.pk]
    assert [punctuality(row.row, after) for row in owed] == ["on_time"]
    assert owed[0].row.first_filed_at == filed_at

    teller.file(report, at=after)
    report.refresh_from_db()
    withdrawn_at = after + timedelta(days=1)
    progress.withdraw_progress(report=report, by=people["operator"], at=withdrawn_at)
    for reading in ("official", "provisional"):
        assert amount(world, withdrawn_at, reading=reading) is None
    assert amount(world, withdrawn_at - timedelta(minutes=1), reading="provisional") == 110
    assert [punctuality(row.row, withdrawn_at) for row in read(world, withdrawn_at).owed if row.report_id] == [
        "on_time"
    ]


def test_a_submission_that_awaits_endorsement_counts_nowhere(
    teller: Teller, world: World, people: dict[str, User]
) -> None:
    report = teller.fill(1, 110)
    progress.submit_progress(reports=[report], by=people["operator"], at=report.period.opens_at)
    for reading in ("official", "provisional"):
        assert status(world, due(world), reading=reading) == Status.UNREPORTED
    assert completeness_figures(read(world, due(world)).owed, due(world))["filed"]["count"] == 0


def test_without_endorsement_a_submission_files(teller: Teller, world: World, people: dict[str, User]) -> None:
    world.kemenpppa.endorsement_required = False
    world.kemenpppa.save(update_fields=["endorsement_required"])
    report = teller.fill(1, 110)
    progress.submit_progress(reports=[report], by=people["operator"], at=report.period.opens_at)
    assert status(world, due(world)) == Status.AWAITING
    assert amount(world, due(world), reading="provisional") == 110
    assert completeness_figures(read(world, due(world)).owed, due(world))["on_time"]["count"] == 1


def test_everyone_filed_and_nothing_is_verified(teller: Teller, world: World) -> None:
    """The day after the due date: menunggu verifikasi, no score, nobody "belum lapor"."""
    Assignment.objects.filter(action=world.police_action).delete()
    world.police_action.indicators.get().targets.all().delete()
    teller.file(teller.fill(1, 110, of=ratio(4, 5), milestone=reached(date(2024, 2, 1))))
    figures = national_figures(read(world, due(world)))
    assert figures["score"] is None
    assert (figures["counts"]["awaiting"], figures["counts"]["unreported"]) == (3, 0)


def test_a_period_filed_early_counts_once_it_is_past_due(teller: Teller, world: World) -> None:
    teller.verified(1, 110)
    teller.verified(2, 90)
    figure = read(world, due(world)).figures[world.indicator.pk]
    assert (figure.actual.value, figure.target_used, str(figure.achievement_rounded)) == (
        1_100_000,
        1_000_000,
        "110.00",
    )
    assert amount(world, due(world, 2)) == 200


# --- targets -------------------------------------------------------------------------------------------------------


def revise(world: World, value: int, at: datetime, version: int = 2) -> None:
    Target.objects.create(
        indicator=world.indicator, year=2024, version=version, value=Decimal(value), reason="anggaran", approved_at=at
    )


def test_a_target_revision_counts_from_its_approval_and_only_before_the_last_due_moment(
    teller: Teller, world: World
) -> None:
    for number in range(1, 5):
        teller.verified(number, 100)
    last_due = world.period(4).due_at
    revise(world, 800, datetime(2024, 7, 1, tzinfo=UTC))
    revise(world, 200, last_due, version=3)
    figures = {
        as_of: read(world, as_of).figures[world.indicator.pk]
        for as_of in (datetime(2024, 6, 30, tzinfo=UTC), last_due + timedelta(hours=1), AFTER_THE_YEAR)
    }
    before, *after = figures.values()
    assert before.target is not None
    assert (before.target.value, before.target.is_revised) == (4_000_000, False)
    for figure in after:
        assert figure.target is not None
        assert (figure.target.value, figure.target.first_value) == (8_000_000, 4_000_000)
        assert [row.value for row in figure.target.later] == [2_000_000]
        assert str(figure.achievement_rounded) == "50.00"


def test_a_first_target_may_come_at_any_time(teller: Teller, world: World) -> None:
    Target.objects.filter(indicator=world.indicator).delete()
    teller.verified(1, 100)
    approved_at = AFTER_THE_YEAR - timedelta(days=1)
    Target.objects.create(indicator=world.indicator, year=2024, value=Decimal(100), approved_at=approved_at)
    assert status(world, approved_at - timedelta(hours=1)) == Status.NO_TARGET
    assert status(world, AFTER_THE_YEAR) == Status.ACHIEVED


# --- assignments, ceilings, extensions -----------------------------------------------------------------------------


def hand_over(world: World, people: dict[str, User]) -> tuple[User, User]:
    """Action 1.1 to a new ministry in October; its operator and endorser."""
    successor = make_organization("BARU")
    hand_over_assignments(
        assignments=[world.action.assignments.get(role="lead")],
        successor=successor,
        on=HANDED_OVER_ON,
        by=people["secretariat"],
        basis="Perpres",
        at=HANDED_OVER_AT,
    )
    return make_user(successor, Role.OPERATOR, "Budi Baru"), make_user(successor, Role.ENDORSER, "Bela Baru")


def file_as(operator: User, endorser: User, world: World, verifier: User, value: int) -> None:
    """The successor's fourth quarter, verified."""
    period = world.period(4)
    at = period.opens_at
    report = progress.open_reports(organization=operator.organization, period=period, at=at)[0]
    for indicator, cell in ((world.indicator, count(value)), (world.ratio, NO_DATA), (world.milestone, NO_DATA)):
        kept = replace(cell, reason="sensus baru")
        drafts.save_measurement(report=report, indicator=indicator, cell=kept, by=operator, at=at)
    progress.submit_progress(reports=[report], by=operator, at=at)
    progress.endorse_progress(report=report, by=endorser, at=at)
    progress.verify_progress(report=report, by=verifier, at=at)


@pytest.mark.parametrize(
    ("accumulation", "expected"), [("flow", 300 + 40), ("running", 40), ("stock", 40), ("latest", 40)]
)
def test_the_successor_goes_on_where_a_flow_stood_and_replaces_what_stands(
    teller: Teller, world: World, people: dict[str, User], accumulation: str, expected: int
) -> None:
    world.indicator.accumulation = accumulation
    world.indicator.save(update_fields=["accumulation"])
    for number in range(1, 4):
        teller.verified(number, 100)
    operator, endorser = hand_over(world, people)
    file_as(operator, endorser, world, people["coordinator"], 40)
    assert amount(world) == expected
    owed = {(row.organization_id, row.period.row.number) for row in read(world).owed if row.cluster.number == 1}
    assert owed == {*((world.kemenpppa.pk, number) for number in (1, 2, 3)), (operator.organization_id, 4)}
    before = read(world, HANDED_OVER_AT - timedelta(seconds=1))
    owed = {(row.organization_id, row.period.row.number) for row in before.owed if row.cluster.number == 1}
    assert owed == {(world.kemenpppa.pk, number) for number in (1, 2, 3, 4)}


def test_a_hand_over_and_a_revision_of_a_ceiling_change_no_older_cut_off(
    teller: Teller, world: World, people: dict[str, User]
) -> None:
    teller.verified(1, realized=100_000_000)
    revised_at = datetime(2024, 6, 1, tzinfo=UTC)
    revise_ceiling(line=world.line, amount=0, reason="blokir", by=people["secretariat"], at=revised_at)
    revise_ceiling(
        line=world.line, amount=700_000_000, reason="buka", by=people["secretariat"], at=revised_at + timedelta(days=9)
    )
    hand_over(world, people)
    moments = (
        revised_at - timedelta(seconds=1),
        revised_at,
        HANDED_OVER_AT - timedelta(seconds=1),
        HANDED_OVER_AT,
    )
    totals = [budget_chapter(read(world, at), Names(date(2024, 12, 31)))["total"] for at in moments]
    assert [total["allocated"] for total in totals] == [1_000_000_000, 0, 700_000_000, 700_000_000]
    assert {total["realized"] for total in totals} == {100_000_000}
    assert [total["absorption"] for total in totals] == ["10.00", None, "14.29", "14.29"]
    after = budget_chapter(read(world), Names(date(2024, 12, 31)))["by_organization"]
    assert [(row["key"], row["allocated"], row["realized"]) for row in after] == [
        ("BARU", 600_000_000, 0),
        ("KEMENPPPA", 100_000_000, 100_000_000),
    ]


def test_an_extension_postpones_from_its_own_moment_and_is_counted_apart(
    teller: Teller, world: World, people: dict[str, User]
) -> None:
    period = world.period(1)
    granted_at, until = period.due_at + timedelta(days=2), period.due_at + timedelta(days=9)
    extend_period(
        period=period, organization=world.kemenpppa, until=until, by=people["secretariat"], note="Banjir", at=granted_at
    )
    assert status(world, granted_at - timedelta(hours=1)) == Status.UNREPORTED
    assert status(world, granted_at) == Status.NOT_YET
    report = teller.fill(1, 100)
    teller.file(report, at=until - timedelta(hours=2))
    after = until + timedelta(hours=1)
    own = [row for row in read(world, after).owed if row.organization_id == world.kemenpppa.pk]
    figures = completeness_figures(own, after)
    assert (figures["filed"]["count"], figures["filed"]["total"]) == (1, 1)
    assert (figures["on_time"]["count"], figures["on_time"]["total"], figures["on_time_extended"]) == (0, 1, 1)


def test_periods_made_after_their_end_are_left_out_of_timeliness(teller: Teller, world: World) -> None:
    world.plan.periods.filter(number=1).update(is_backfilled=True)
    teller.file(teller.fill(1, 100))
    teller.file(teller.fill(2, 100))
    at = due(world, 2)
    own = [row for row in read(world, at).owed if row.organization_id == world.kemenpppa.pk]
    figures = completeness_figures(own, at)
    assert (figures["filed"]["count"], figures["filed"]["total"], figures["backfilled"]) == (2, 2, 1)
    assert (figures["on_time"]["count"], figures["on_time"]["total"]) == (1, 1)


# --- reporters, directions, states ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("adds", "expected"), [(True, 110), (False, 100)])
def test_a_supporter_adds_up_only_where_the_plan_says_so(
    teller: Teller, world: World, people: dict[str, User], adds: bool, expected: int
) -> None:
    world.indicator.is_additive = adds
    world.indicator.save(update_fields=["is_additive"])
    world.action.assignments.filter(role="support").update(is_reporter=True)
    teller.verified(1, 100)
    operator = make_user(world.kemendagri, Role.OPERATOR, "Dedi Pendukung")
    endorser = make_user(world.kemendagri, Role.ENDORSER, "Dina Pendukung")
    period = world.period(1)
    at = period.opens_at
    report = progress.open_reports(organization=world.kemendagri, period=period, at=at)[0]
    for indicator, cell in ((world.indicator, count(10)), (world.ratio, NO_DATA), (world.milestone, NO_DATA)):
        drafts.save_measurement(report=report, indicator=indicator, cell=cell, by=operator, at=at)
    progress.submit_progress(reports=[report], by=operator, at=at)
    progress.endorse_progress(report=report, by=endorser, at=at)
    progress.verify_progress(report=report, by=people["coordinator"], at=at)
    assert amount(world, due(world)) == expected
    beside = read(world, due(world)).figures[world.indicator.pk].beside
    assert [actual.value for _, actual in beside] == ([] if adds else [100_000])


def test_falling_a_silent_quarter_is_no_achievement(teller: Teller, world: World) -> None:
    world.indicator.direction = "falling"
    world.indicator.save(update_fields=["direction"])
    teller.verified(1, 120)
    assert str(read(world, due(world)).figures[world.indicator.pk].achievement_rounded) == "80.00"
    figure = read(world, due(world, 2)).figures[world.indicator.pk]
    assert (figure.achievement, figure.score, figure.status) == (None, 0, Status.UNREPORTED)


def test_nothing_over_nothing_and_not_applicable_have_no_score(
    teller: Teller, world: World, people: dict[str, User]
) -> None:
    report = teller.fill(1, of=ratio(0, 0))
    at = report.period.opens_at
    drafts.save_measurement(report=report, indicator=world.indicator, cell=NOT_APPLICABLE, by=people["operator"], at=at)
    teller.verify(report, at=teller.file(report))
    year = read(world, due(world))
    assert year.figures[world.ratio.pk].status == Status.NOT_APPLICABLE
    assert year.figures[world.indicator.pk].status == Status.NOT_APPLICABLE
    assert year.results[world.action.pk].score is None
    # Silence in the next quarter ends it: tidak berlaku needs every due period.
    assert status(world, due(world, 2)) == Status.UNREPORTED


def test_a_reported_and_verified_zero_is_a_value(teller: Teller, world: World) -> None:
    teller.verified(1, 0)
    figure = read(world, due(world)).figures[world.indicator.pk]
    assert (figure.actual.state, figure.actual.value, figure.score) == ("value", 0, 0)
    assert figure.status == Status.BEHIND


def test_a_supporter_made_to_report_owes_nothing_at_an_older_cut_off(world: World) -> None:
    switched_at = datetime(2024, 9, 1, tzinfo=UTC)
    supports = world.action.assignments.filter(role="support")
    supports.update(is_reporter=True, reporting_changed_at=switched_at)

    def owing(as_of: datetime) -> bool:
        return world.kemendagri.pk in {row.organization_id for row in read(world, as_of).owed}

    assert not owing(switched_at - timedelta(seconds=1))
    assert owing(switched_at)
    supports.update(is_reporter=False)
    assert owing(switched_at - timedelta(seconds=1))
    assert not owing(switched_at)


# --- what is kept --------------------------------------------------------------------------------------------------


def test_everything_that_changes_figures_is_counted_as_a_change(
    teller: Teller, world: World, people: dict[str, User]
) -> None:
    by = people["secretariat"]
    report = teller.fill(1)

    def revision() -> int:
        return Plan.objects.get(pk=world.plan.pk).data_revision

    deeds = {
        "submit": lambda: progress.submit_progress(reports=[report], by=people["operator"]),
        "withdraw": lambda: progress.withdraw_progress(report=report, by=people["operator"]),
        "extend": lambda: extend_period(
            period=world.period(1), organization=world.kemenpppa, until=AFTER_THE_YEAR, by=by, note="Banjir"
        ),
        "ceiling": lambda: revise_ceiling(line=world.line, amount=1, reason="blokir", by=by),
        "hand over": lambda: hand_over(world, people),
    }
    for name, deed in deeds.items():
        before = revision()
        deed()
        assert revision() > before, name
    assert ProgressReport.objects.get(pk=report.pk).extended_due_at == AFTER_THE_YEAR
