"""What must never be false: each named constraint and each trigger, broken on purpose, on both databases."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import Error, IntegrityError, connection, transaction
from django.utils import timezone

from actions import triggers
from actions.models import (
    Action,
    Assignment,
    Evidence,
    Indicator,
    Measurement,
    MeasurementRound,
    Narrative,
    NarrativeRound,
    ProgressEvent,
    ProgressReport,
    RealizationRound,
    Reminder,
    Target,
)
from actions.services.periods import lock_period
from clusters.models import ClusterRole, User
from tests.actions.test_workflow import filed, fill, verified
from tests.cast import World, make_indicator


def refuses(constraint: str, change: Any) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        change()


def test_all_triggers_are_there_after_migrate(db: None) -> None:
    assert {name for _, name in triggers.installed(connection)} == triggers.expected(connection.vendor)


@pytest.mark.parametrize("model", [ProgressEvent, MeasurementRound])
def test_history_refuses_update_and_delete(world: World, people: dict[str, User], model: Any) -> None:
    verified(world, people)
    rows = model.objects.filter(pk=model.objects.latest("pk").pk)
    field = "note" if model is ProgressEvent else "reason"
    with pytest.raises(Error, match="riwayat tidak dapat diubah"), transaction.atomic():
        rows.update(**{field: "lain"})
    with pytest.raises(Error, match="riwayat tidak dapat diubah"), transaction.atomic():
        rows._raw_delete(rows.db)


def test_a_reminder_that_was_sent_stays_as_it_was_sent(world: World, people: dict[str, User]) -> None:
    sent = Reminder.objects.create(
        organization=world.kemenpppa,
        cluster=world.clusters[1],
        period=world.period(1),
        people=2,
        sent_at=timezone.now(),
        sent_by=people["verifier"],
    )
    rows = Reminder.objects.filter(pk=sent.pk)
    for change in (lambda: rows.update(people=9), lambda: rows._raw_delete(rows.db)):
        with pytest.raises(Error, match="riwayat tidak dapat diubah"), transaction.atomic():
            change()
    assert rows.get().people == 2


def test_a_locked_report_refuses_every_change_of_its_values_even_in_bulk(world: World, people: dict[str, User]) -> None:
    report = verified(world, people)
    lock_period(period=world.period(1), by=people["secretariat"])
    now, operator = timezone.now(), people["operator"]
    deeds = [
        lambda: Measurement.objects.filter(report=report).update(value=Decimal(1)),
        lambda: Measurement.objects.filter(report=report).delete(),
        lambda: Narrative.objects.create(report=report, action=world.action, updated_at=now, updated_by=operator),
        lambda: ProgressReport.objects.filter(pk=report.pk).update(state="draft"),
        lambda: Evidence.objects.create(
            report=report, kind="photo", file="x", size=1, uploaded_at=now, uploaded_by=operator
        ),
    ]
    for deed in deeds:
        with pytest.raises(Error, match="laporan terkunci"), transaction.atomic():
            deed()
    assert Measurement.objects.get(report=report, indicator=world.indicator).value == 110


@pytest.mark.parametrize("column", triggers.KEPT_BY_LOCK)
def test_a_lock_keeps_whose_the_report_is_and_who_signed_it_when(
    world: World, people: dict[str, User], column: str
) -> None:
    report = filed(world, people["operator"], people["endorser"])
    lock_period(period=report.period, by=people["secretariat"])
    later = timezone.now() + timedelta(days=9)
    given = {
        "organization_id": world.kemendagri.pk,
        "period_id": world.period(2).pk,
        "cluster_id": world.clusters[2].pk,
        "state": "draft",
        "return_note": "Lain.",
        "verified_by_organization_id": world.polri.pk,
    }
    value = later if column.endswith("_at") else given.get(column, people["auditor"].pk)
    with pytest.raises(IntegrityError, match="laporan terkunci"), transaction.atomic():
        ProgressReport.objects.filter(pk=report.pk).update(**{column: value})
    assert ProgressReport.objects.filter(pk=report.pk).update(extended_due_at=later) == 1


def test_no_round_is_slipped_into_a_locked_report(world: World, people: dict[str, User]) -> None:
    report = verified(world, people)
    event = report.events.get(kind="verify")
    MeasurementRound.objects.create(event=event, report=report, indicator=other_indicator(world), state="no_data")
    lock_period(period=world.period(1), by=people["secretariat"])
    line = {"event": event, "report": report, "line": world.line, "state": "no_data"}
    for deed in (
        lambda: MeasurementRound.objects.create(
            event=event, report=report, indicator=world.police_action.indicators.get(), state="no_data"
        ),
        lambda: RealizationRound.objects.create(**line),
        lambda: NarrativeRound.objects.create(event=event, report=report, action=world.police_action),
    ):
        with pytest.raises(Error, match="laporan terkunci"), transaction.atomic():
            deed()


def other_indicator(world: World) -> Indicator:
    return make_indicator(world.action, "Indikator lain", None, position=9)


@pytest.mark.parametrize("table", [*triggers.APPEND_ONLY, *triggers.LOCKED_WITH_REPORT])
def test_no_table_of_reports_is_emptied_at_one_stroke(db: None, table: str) -> None:
    """SQLite has no TRUNCATE: its DELETE meets the triggers of each row."""
    if connection.vendor == "sqlite":
        assert any(
            name.startswith(f"{table}_") and name.endswith("_delete") for _, name in triggers.installed(connection)
        )
        return
    with pytest.raises(Error, match=r"riwayat|terkunci"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table} CASCADE")


def test_the_verifier_is_neither_submitter_nor_endorser(world: World, people: dict[str, User]) -> None:
    report = filed(world, people["operator"], people["endorser"])
    for person in (people["operator"], people["endorser"]):
        refuses(
            "progress_verifier_is_someone_else|progress_nobody_verifies",
            lambda person=person: report.verify(by=person, at=timezone.now(), corrections={}),
        )
        report.refresh_from_db()


def test_nobody_verifies_the_own_organization(world: World, people: dict[str, User]) -> None:
    report = filed(world, people["operator"], people["endorser"])
    colleague = people["outsider"]
    colleague.organization = world.kemenpppa
    colleague.save(update_fields=["organization"])
    refuses(
        "progress_nobody_verifies_own_organization",
        lambda: report.verify(by=colleague, at=timezone.now(), corrections={}),
    )


def test_the_endorser_is_not_the_submitter(world: World, operator: User) -> None:
    report = world.report()
    fill(world, report, operator)
    report.submit(by=operator, at=timezone.now())
    refuses("progress_endorser_is_not_submitter", lambda: report.endorse(by=operator, at=timezone.now()))


def test_states_without_their_signature_are_refused(world: World) -> None:
    report = world.report()
    rows = ProgressReport.objects.filter(pk=report.pk)
    refuses("progress_returned_has_note", lambda: rows.update(state="returned"))
    refuses("progress_verified_is_signed|progress_submitted_is_signed", lambda: rows.update(state="verified"))
    refuses("progress_submitted_is_signed_and_dated", lambda: rows.update(state="submitted"))


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("measurement_state_fits_value", {"state": "value"}),
        ("measurement_state_fits_value", {"state": "no_data", "value": Decimal(1)}),
        ("measurement_ratio_is_whole", {"state": "value", "numerator": Decimal(1)}),
        ("measurement_numerator_within", {"state": "value", "numerator": Decimal(6), "denominator": Decimal(5)}),
        (
            "measurement_nothing_over_zero",
            {"state": "value", "numerator": Decimal(1), "denominator": Decimal(0), "may_exceed": True},
        ),
        ("measurement_not_negative", {"state": "value", "value": Decimal(-1)}),
        ("measurement_reached_has_date", {"state": "value", "is_reached": True}),
    ],
)
def test_an_impossible_measurement_is_refused(
    world: World, operator: User, constraint: str, values: dict[str, Any]
) -> None:
    report = world.report()
    refuses(
        constraint,
        lambda: Measurement.objects.create(
            report=report, indicator=world.indicator, updated_at=timezone.now(), updated_by=operator, **values
        ),
    )


def test_a_numerator_may_exceed_where_the_indicator_allows_it(world: World, operator: User) -> None:
    cell = {"numerator": Decimal(6), "denominator": Decimal(5), "may_exceed": True}
    Measurement.objects.create(
        report=world.report(),
        indicator=world.ratio,
        state="value",
        updated_at=timezone.now(),
        updated_by=operator,
        **cell,
    )
    assert Measurement.objects.get(indicator=world.ratio).numerator == 6


def test_an_action_has_one_open_lead(world: World) -> None:
    lead = world.action.assignments.get(role="lead")
    refuses(
        "assignment_one_open_lead|actions_assignment.action_id",
        lambda: Assignment.objects.create(
            action=world.action,
            organization=world.polri,
            role="lead",
            starts_on=lead.starts_on,
            recorded_at=timezone.now(),
        ),
    )


def test_a_cluster_has_one_open_coordinator(world: World) -> None:
    role = ClusterRole.objects.coordinators().get(cluster=world.clusters[1])
    refuses(
        "cluster_role_one_open|clusters_clusterrole.cluster_id",
        lambda: ClusterRole.objects.create(
            cluster=role.cluster, organization=world.polri, role=role.role, valid_from=timezone.now().date()
        ),
    )


def test_an_indicator_counts_only_in_ways_that_fit_its_measure(world: World) -> None:
    rows = Indicator.objects.filter(pk=world.milestone.pk)
    refuses("indicator_accumulation_fits_measure", lambda: rows.update(accumulation="flow"))
    refuses("indicator_additive_only_where_it_adds", lambda: rows.update(is_additive=True))


def test_a_revised_target_has_a_reason(world: World) -> None:
    refuses(
        "target_revision_has_reason",
        lambda: Target.objects.create(
            indicator=world.indicator, year=2024, version=2, value=Decimal(1), approved_at=timezone.now()
        ),
    )


def test_weights_are_positive(world: World) -> None:
    refuses("action_weight_positive", lambda: Action.objects.filter(pk=world.action.pk).update(weight=Decimal(0)))
