"""The way of a progress report: what the verbs do, what the table refuses, what is written down."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from actions import workflow
from actions.entry import CellRefused, CellValue, read_cell, shown
from actions.enums import EventKind, MeasurementState, ReportState
from actions.models import Measurement, MeasurementRound, ProgressReport
from actions.models.progress import ReportLocked
from actions.services import drafts, progress
from actions.services.periods import create_periods, extend_period, lock_period
from actions.workflow import TransitionNotAllowed
from clusters.models import Notification, Plan, User
from tests.cast import World

VALUE = MeasurementState.VALUE


def fill(world: World, report: ProgressReport, by: User, *, amount: int = 110) -> None:
    cells = {
        world.indicator: CellValue(state=VALUE, value=Decimal(amount)),
        world.ratio: CellValue(state=VALUE, numerator=Decimal(4), denominator=Decimal(5)),
        world.milestone: CellValue(state=MeasurementState.NO_DATA),
    }
    for indicator, cell in cells.items():
        drafts.save_measurement(report=report, indicator=indicator, cell=cell, by=by, at=report.period.opens_at)


def filed(world: World, operator: User, endorser: User) -> ProgressReport:
    report = world.report()
    fill(world, report, operator)
    at = report.period.opens_at
    progress.submit_progress(reports=[report], by=operator, at=at)
    progress.endorse_progress(report=report, by=endorser, at=at + timedelta(hours=1))
    report.refresh_from_db()
    return report


def verified(world: World, people: dict[str, User]) -> ProgressReport:
    report = filed(world, people["operator"], people["endorser"])
    progress.verify_progress(report=report, by=people["coordinator"], at=report.period.opens_at + timedelta(hours=2))
    report.refresh_from_db()
    return report


def test_the_table_allows_exactly_these_steps() -> None:
    allowed = {
        (kind, state)
        for kind in EventKind
        for state in ReportState
        if workflow.may(kind, state, endorsement_required=True)
    }
    assert allowed == {
        ("submit", "draft"),
        ("submit", "returned"),
        ("withdraw", "submitted"),
        ("withdraw", "endorsed"),
        ("endorse", "submitted"),
        ("return", "submitted"),
        ("return", "endorsed"),
        ("verify", "endorsed"),
        ("reopen", "verified"),
    }


def test_without_endorsement_submitting_files_and_can_be_verified() -> None:
    assert workflow.files(EventKind.SUBMIT, endorsement_required=False)
    assert workflow.may(EventKind.VERIFY, ReportState.SUBMITTED, endorsement_required=False)
    assert not workflow.may(EventKind.ENDORSE, ReportState.SUBMITTED, endorsement_required=False)


def test_a_refused_step_says_what_and_where_it_stands() -> None:
    with pytest.raises(TransitionNotAllowed, match=r"Diverifikasi.*Draf"):
        workflow.next_state(EventKind.VERIFY, ReportState.DRAFT, endorsement_required=True)


def test_a_report_is_opened_for_each_cluster_in_which_its_organization_leads(world: World) -> None:
    report = world.report()
    assert (report.organization, report.cluster) == (world.kemenpppa, world.clusters[1])
    assert world.report() == report


def test_a_supporter_that_is_not_flagged_owes_no_report(world: World) -> None:
    assert (
        progress.open_reports(organization=world.kemendagri, period=world.period(1), at=world.period(1).opens_at) == []
    )


def test_a_period_that_is_not_open_yet_takes_no_entries(world: World) -> None:
    early = world.period(1).opens_at - timedelta(seconds=1)
    with pytest.raises(progress.PeriodNotOpen):
        progress.open_reports(organization=world.kemenpppa, period=world.period(1), at=early)


def test_filing_writes_an_immutable_round_of_every_value(world: World, operator: User, endorser: User) -> None:
    report = filed(world, operator, endorser)
    event = report.events.get(kind=EventKind.ENDORSE)
    assert event.is_filing
    assert report.first_filed_at == event.at
    assert {row.indicator_id: shown(row) for row in event.measurement_rounds.all()} == {
        world.indicator.pk: "110",
        world.ratio.pk: "4 dari 5 (80,00%)",
        world.milestone.pk: "belum ada data",
    }


def test_submitting_alone_files_nothing_where_endorsement_is_required(world: World, operator: User) -> None:
    report = world.report()
    fill(world, report, operator)
    progress.submit_progress(reports=[report], by=operator, at=report.period.opens_at)
    report.refresh_from_db()
    assert report.first_filed_at is None
    assert not report.events.filter(is_filing=True).exists()
    assert not MeasurementRound.objects.exists()


def test_an_incomplete_report_is_not_submitted_and_names_what_is_missing(world: World, operator: User) -> None:
    report = world.report()
    with pytest.raises(progress.ReportIncomplete) as refused:
        progress.submit_progress(reports=[report], by=operator, at=report.period.opens_at)
    assert refused.value.missing == [world.indicator, world.ratio, world.milestone]
    report.refresh_from_db()
    assert report.state == ReportState.DRAFT


def test_zero_is_a_value(world: World, operator: User, endorser: User) -> None:
    report = world.report()
    fill(world, report, operator, amount=0)
    progress.submit_progress(reports=[report], by=operator, at=report.period.opens_at)
    progress.endorse_progress(report=report, by=endorser, at=report.period.opens_at)
    assert shown(MeasurementRound.objects.get(indicator=world.indicator)) == "0"


def test_the_verifiers_value_stands_beside_the_reported_one_and_the_author_stays(
    world: World, people: dict[str, User]
) -> None:
    report = filed(world, people["operator"], people["endorser"])
    corrected = CellValue(state=VALUE, value=Decimal(100))
    at = report.period.opens_at + timedelta(days=1)
    progress.verify_progress(
        report=report,
        by=people["coordinator"],
        corrections={world.indicator.pk: corrected},
        notes={world.indicator.pk: "Satu kegiatan dihitung dua kali."},
        at=at,
    )
    rounds = MeasurementRound.objects.filter(indicator=world.indicator).order_by("event__at")
    assert [(row.event.kind, row.value) for row in rounds] == [("endorse", 110), ("verify", 100)]
    assert Measurement.objects.get(report=report, indicator=world.indicator).updated_by == people["operator"]
    assert MeasurementRound.objects.filter(event__kind="verify").count() == 3


def test_a_return_needs_a_note(world: World, people: dict[str, User]) -> None:
    report = filed(world, people["operator"], people["endorser"])
    with pytest.raises(progress.NoteMissing):
        progress.return_progress(report=report, by=people["coordinator"], note="  ")


def test_a_returned_report_is_corrected_and_filed_again_with_both_rounds_kept(
    world: World, people: dict[str, User]
) -> None:
    operator, endorser = people["operator"], people["endorser"]
    report = filed(world, operator, endorser)
    day = report.period.opens_at + timedelta(days=3)
    progress.return_progress(report=report, by=people["coordinator"], note="Lampirkan daftar hadir.", at=day)
    cell = CellValue(state=VALUE, value=Decimal(120))
    drafts.save_measurement(report=report, indicator=world.indicator, cell=cell, by=operator, at=day)
    progress.submit_progress(reports=[report], by=operator, at=day)
    progress.endorse_progress(report=report, by=endorser, at=day)
    values = MeasurementRound.objects.filter(indicator=world.indicator).order_by("event__at", "event_id")
    assert [row.value for row in values] == [110, 120]
    report.refresh_from_db()
    assert report.first_filed_at is not None
    assert report.first_filed_at < day


def test_reopening_needs_a_reason_and_leaves_the_verified_round_in_place(world: World, people: dict[str, User]) -> None:
    report = verified(world, people)
    with pytest.raises(progress.NoteMissing):
        progress.reopen_progress(report=report, by=people["coordinator"], note="")
    progress.reopen_progress(report=report, by=people["coordinator"], note="Salah ketik.")
    report.refresh_from_db()
    assert report.state == ReportState.DRAFT
    assert (report.verified_at, report.verified_by, report.verified_by_organization) == (None, None, None)
    assert report.events.filter(kind=EventKind.VERIFY).get().measurement_rounds.count() == 3


def test_a_submitted_report_takes_no_more_edits(world: World, operator: User) -> None:
    report = world.report()
    fill(world, report, operator)
    progress.submit_progress(reports=[report], by=operator, at=report.period.opens_at)
    with pytest.raises(drafts.ReportNotEditable):
        fill(world, report, operator, amount=1)


def test_withdrawing_gives_the_draft_back(world: World, operator: User) -> None:
    report = world.report()
    fill(world, report, operator)
    progress.submit_progress(reports=[report], by=operator, at=report.period.opens_at)
    progress.withdraw_progress(report=report, by=operator)
    fill(world, report, operator, amount=1)
    assert Measurement.objects.get(report=report, indicator=world.indicator).value == 1


def test_the_second_save_of_the_same_cell_is_refused_and_shows_what_is_there(world: World, operator: User) -> None:
    report = world.report()
    first = CellValue(state=VALUE, value=Decimal(5))
    drafts.save_measurement(report=report, indicator=world.indicator, cell=first, by=operator, revision=0)
    second = CellValue(state=VALUE, value=Decimal(6))
    with pytest.raises(drafts.CellChanged, match="Olivia Operator menjadi “5”"):
        drafts.save_measurement(report=report, indicator=world.indicator, cell=second, by=operator, revision=0)
    assert Measurement.objects.get(report=report, indicator=world.indicator).value == 5


def test_a_cell_emptied_and_filled_anew_is_not_the_one_that_a_third_person_still_sees(
    world: World, operator: User
) -> None:
    report = world.report()

    def save(amount: int | None, revision: int) -> Measurement | None:
        cell = None if amount is None else CellValue(state=VALUE, value=Decimal(amount))
        return drafts.save_measurement(
            report=report, indicator=world.indicator, cell=cell, by=operator, revision=revision
        )

    seen = save(5, 0)
    assert seen is not None
    save(None, seen.revision)
    anew = save(6, 0)
    assert anew is not None
    with pytest.raises(drafts.CellChanged):
        save(7, seen.revision)
    assert Measurement.objects.get(report=report, indicator=world.indicator).value == 6
    assert save(8, anew.revision) is not None


def test_saving_the_same_value_twice_changes_nothing(world: World, operator: User) -> None:
    report = world.report()
    cell = CellValue(state=VALUE, value=Decimal(5))
    drafts.save_measurement(report=report, indicator=world.indicator, cell=cell, by=operator, revision=0)
    again = drafts.save_measurement(report=report, indicator=world.indicator, cell=cell, by=operator, revision=0)
    assert again is not None
    assert again.revision == 1


def test_a_locked_report_takes_nothing_until_it_is_reopened_with_a_reason(
    world: World, people: dict[str, User]
) -> None:
    report = verified(world, people)
    assert lock_period(period=world.period(1), by=people["secretariat"]) == 1
    report.refresh_from_db()
    with pytest.raises(ReportLocked):
        fill(world, report, people["operator"])
    with pytest.raises(ReportLocked):
        report.submit(by=people["operator"], at=report.period.due_at)
    progress.reopen_progress(report=report, by=people["coordinator"], note="Temuan BPK.")
    fill(world, report, people["operator"], amount=90)
    assert [event.kind for event in report.events.in_order()][-3:] == ["lock", "unlock", "reopen"]


def test_a_locked_period_opens_no_new_reports(world: World, secretariat: User) -> None:
    lock_period(period=world.period(1), by=secretariat)
    with pytest.raises(progress.PeriodNotOpen):
        progress.open_reports(organization=world.kemenpppa, period=world.period(1))


def test_an_extension_is_kept_on_the_report_and_in_its_history(world: World, secretariat: User) -> None:
    until = world.period(1).due_at + timedelta(days=7)
    reports = extend_period(
        period=world.period(1), organization=world.kemenpppa, until=until, by=secretariat, note="Banjir."
    )
    assert [report.due_at for report in reports] == [until]
    assert reports[0].events.get(kind=EventKind.EXTEND).until == until


def test_periods_made_after_their_end_are_marked_as_entered_afterwards(world: World) -> None:
    plan = Plan.objects.create(
        kind="interim", title="Masa antar-rencana", short_title="2025", start_year=2025, end_year=2025
    )
    at = world.period(1).due_at.replace(year=2025, month=8)
    periods = create_periods(plan=plan, at=at)
    assert [period.is_backfilled for period in periods] == [True, True, False, False]
    assert periods[0].due_at > at
    assert create_periods(plan=plan, at=at) == []


def test_people_are_told_when_it_is_their_turn(world: World, people: dict[str, User]) -> None:
    verified(world, people)
    told = [(row.user, row.kind) for row in Notification.objects.order_by("created_at", "pk")]
    assert told == [
        (people["endorser"], "submitted"),
        (people["coordinator"], "filed"),
        (people["operator"], "verified"),
        (people["endorser"], "verified"),
    ]
    unread = Notification.objects.unread().values_list("kind", flat=True)
    assert set(unread) == {"verified"}, "what a later step settled asks nobody for anything any more"
    lock_period(period=world.period(1), by=people["secretariat"])
    assert not Notification.objects.unread().exists(), "a verified report that was locked is finished"


def test_every_step_counts_as_a_change_of_the_plans_data(world: World, people: dict[str, User]) -> None:
    before = Plan.objects.get(pk=world.plan.pk).data_revision
    verified(world, people)
    assert Plan.objects.get(pk=world.plan.pk).data_revision == before + 3


# Reading a cell


def test_a_cell_understands_numbers_as_people_write_them(world: World) -> None:
    cell = read_cell(world.indicator, {"value": "1.234,5"})
    assert cell is not None
    assert cell.value == Decimal("1234.5")


def test_an_empty_cell_is_nothing_and_not_zero(world: World) -> None:
    assert read_cell(world.indicator, {"value": " "}) is None


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ({"value": "dua"}, "value"),
        ({"state": "value"}, "value"),
    ],
)
def test_a_bad_count_is_refused_beside_its_field(world: World, raw: dict[str, str], field: str) -> None:
    with pytest.raises(CellRefused) as refused:
        read_cell(world.indicator, raw)
    assert list(refused.value.errors) == [field]


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ({"numerator": "6", "denominator": "5"}, "numerator"),
        ({"numerator": "1", "denominator": "0"}, "denominator"),
        ({"numerator": "1"}, "denominator"),
    ],
)
def test_an_impossible_ratio_is_refused(world: World, raw: dict[str, str], field: str) -> None:
    with pytest.raises(CellRefused) as refused:
        read_cell(world.ratio, raw)
    assert list(refused.value.errors) == [field]


def test_nothing_over_nothing_is_accepted(world: World) -> None:
    cell = read_cell(world.ratio, {"numerator": "0", "denominator": "0"})
    assert cell is not None
    assert (cell.numerator, cell.denominator) == (0, 0)


def test_a_milestone_reached_needs_the_documents_date(world: World) -> None:
    with pytest.raises(CellRefused) as refused:
        read_cell(world.milestone, {"is_reached": "yes"})
    assert list(refused.value.errors) == ["reached_on"]
    cell = read_cell(world.milestone, {"is_reached": "yes", "reached_on": "2024-02-29", "document_number": "SK 1"})
    assert cell is not None
    assert cell.reached_on == date(2024, 2, 29)


def test_a_falling_stock_is_submitted_only_with_a_reason(world: World, people: dict[str, User]) -> None:
    world.indicator.accumulation = "stock"
    world.indicator.save(update_fields=["accumulation"])
    verified(world, people)
    operator = people["operator"]
    later = world.report(2)
    fill(world, later, operator, amount=90)
    with pytest.raises(progress.ReportIncomplete, match="1 nilai memerlukan alasan"):
        progress.submit_progress(reports=[later], by=operator)
    cell = CellValue(state=VALUE, value=Decimal(90), reason="Data ganda dihapus.")
    drafts.save_measurement(report=later, indicator=world.indicator, cell=cell, by=operator)
    progress.submit_progress(reports=[later], by=operator)
    later.refresh_from_db()
    assert later.state == ReportState.SUBMITTED
