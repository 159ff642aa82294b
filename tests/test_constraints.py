"""Every named constraint of the three apps, broken on purpose on both databases (architecture: "a fact about one row").

Each has a line here that takes a true row and changes it into a false one: an update, or a second row like it. Those
of a report's way are broken with words around them in tests/actions/test_never_false.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from pytest_django.plugin import DjangoDbBlocker

from actions import triggers
from actions.enums import CommitmentStep
from actions.models import (
    ActionTag,
    BudgetCeiling,
    ClusterNarrative,
    Evidence,
    EvidencePage,
    EvidencePreview,
    EvidenceRequirement,
    PeriodEvent,
    Realization,
    Reminder,
    ReturnPoint,
    Target,
    UnlinkedBudget,
)
from actions.services.commitments import request_target, take_commitment_step
from clusters.enums import PlanKind, SuccessionKind
from clusters.models import (
    AccountImport,
    ActingEndorser,
    DecreeFile,
    DigestMail,
    Invitation,
    InvitationMail,
    Notification,
    OrganizationSuccession,
    Plan,
    RegionalPlanStage,
    RegionRole,
    TaskForce,
    User,
)
from reports.models import (
    ChapterComment,
    ChapterVersion,
    Document,
    FeedbackRequest,
    KeptFigures,
    Manuscript,
    Report,
    ReportPart,
    ReportVolume,
    SavedView,
    Section,
    SignedCopy,
    StatisticSeries,
    StatisticValue,
)
from tests.cast import PLANNED_AT, World, make_organization, make_people, make_world
from tests.reports.story import Teller

LATER = datetime(2030, 1, 1, tzinfo=UTC)
NAMED_ELSEWHERE = re.compile(r"^(progress_(?!report_once|verified_is|endorsed_is)|measurement_(?!once|round_))")

# Unique: name of the constraint -> how a second row differs, so that it breaks this one alone.
TWICE: dict[str, dict[str, Any]] = {
    "acting_once_per_start": {},
    "cluster_narrative_version_once": {},
    "cluster_role_one_per_start": {"valid_to": date(2031, 1, 1)},
    "cluster_role_one_open": {"valid_from": date(2031, 1, 1)},
    "organization_name_one_per_start": {},
    "succession_once": {},
    "plan_national_once_per_start": {},
    "plan_regional_once_per_start": {},
    "region_role_once_per_plan": {},
    "task_force_one_per_start": {"valid_to": date(2031, 1, 1)},
    "task_force_one_open": {"valid_from": date(2031, 1, 1)},
    "regional_plan_stage_once_a_day": {},
    "notification_once_per_matter": {},
    "digest_mail_once_a_day": {"message_id": "<lain>"},
    "user_email_once": {"email": "OLIVIA.operator@contoh.go.id"},
    "action_number_once_per_plan": {},
    "action_tag_once": {},
    "assignment_one_open_lead": {"starts_on": date(2031, 1, 1)},
    "assignment_once_per_start": {"ends_on": date(2031, 1, 1), "end_recorded_at": LATER},
    "budget_line_once": {},
    "budget_ceiling_once": {},
    "unlinked_budget_once": {},
    "commitment_version_once": {},
    "target_request_one_open": {},
    "indicator_text_once_per_action": {"code": "", "position": 99},
    "indicator_code_once_per_action": {"text_key": "lain", "position": 99},
    "indicator_position_once_per_action": {"text_key": "lain", "code": ""},
    "target_version_once": {},
    "target_local_version_once": {},
    "measurement_once": {},
    "narrative_once": {},
    "realization_once": {},
    "period_once": {},
    "measurement_round_once": {},
    "narrative_round_once": {},
    "realization_round_once": {},
    "evidence_page_once": {},
    "evidence_requirement_once": {},
    "return_point_once": {},
    "return_point_whole_once": {},
    "progress_report_once": {},
    "report_edition_once": {"short_code": "lain"},
    "report_part_position_once": {"key": "lain"},
    "report_volume_once": {},
    "manuscript_once": {},
    "chapter_version_once": {},
    "feedback_request_one_open": {},
    "report_part_key_once": {"position": 9},
    "saved_view_title_once": {},
    "document_letter_number_once": {"short_code": "lain"},
    "document_receipt_once": {"short_code": "lain"},
    "document_form_once": {"short_code": "lain"},
    "statistic_series_once": {},
    "statistic_value_once": {},
    "kept_figures_once": {},
}
# Check: name of the constraint -> the change that makes a row false.
FALSE: dict[str, dict[str, Any]] = {
    "reminder_reaches_somebody": {"people": 0},
    "acting_days_in_order": {"ends_on": date(2000, 1, 1)},
    "acting_has_basis": {"basis": ""},
    "acting_not_self_appointed": {"appointed_by": models.F("user")},
    "acting_end_is_signed": {"ended_at": LATER},
    "cluster_narrative_version_from_one": {"version": 0},
    "cluster_narrative_says_something": {"achievement": ""},
    "cluster_role_validity_in_order": {"valid_to": date(2000, 1, 1)},
    "organization_region_fits_kind": {"kind": "regional", "region": None},
    "organization_name_validity_in_order": {"valid_to": date(2000, 1, 1)},
    "succession_between_two": {"successor": models.F("predecessor")},
    "plan_years_in_order": {"end_year": 2000},
    "plan_thresholds_in_order": {"threshold_attention": 90},
    "plan_refers_where_regional": {"development_plan": "RPJMD contoh"},
    "plan_region_fits_kind": {"kind": PlanKind.REGIONAL},
    "region_parent_fits_level": {"level": "regency", "parent": None},
    "task_force_fits_status": {"decree_number": ""},
    "task_force_validity_in_order": {"valid_to": date(2000, 1, 1)},
    "task_force_has_source": {"source": ""},
    "task_force_withdrawal_has_reason": {"withdrawal_reason": "Salah wilayah."},
    "task_force_named_unit_exists": {"service_unit": "UPTD PPA"},
    "decree_file_not_empty": {"size": 0},
    "decree_file_finding_is_answered": {"finding": "Memuat 3 nomor yang menyerupai NIK."},
    "regional_plan_stage_enacted_has_instrument": {"instrument": ""},
    "regional_plan_stage_has_source": {"source": ""},
    "regional_plan_stage_withdrawal_has_reason": {"withdrawal_reason": "Salah wilayah."},
    "region_validity_in_order": {"valid_from": date(2020, 1, 2), "valid_to": date(2020, 1, 1)},
    "digest_mail_sent_was_tried": {"sent_at": LATER},
    "account_import_made_accounts": {"accounts": 0},
    "invitation_mail_sent_was_tried": {"sent_at": LATER},
    "invitation_mail_sent_or_dropped": {"attempts": 1, "sent_at": LATER, "dropped_at": LATER},
    "invitation_expires_after_sending": {"expires_at": PLANNED_AT},
    "action_in_plan_has_number": {"number": ""},
    "action_weight_positive": {"weight": Decimal(0)},
    "action_tag_value_fits_kind": {"kind": "principle"},
    "assignment_days_in_order": {"ends_on": date(2000, 1, 1), "end_recorded_at": LATER},
    "assignment_end_is_recorded": {"ends_on": date(2031, 1, 1)},
    "budget_ceiling_not_negative": {"amount": -1},
    "unlinked_budget_not_negative": {"amount": -1},
    "commitment_is_frozen": {"content": "", "version": 2},
    "target_request_decision_is_signed": {"decided_at": LATER},
    "target_request_decided_by_another": {
        "decision": "approved",
        "decided_at": LATER,
        "decided_by": models.F("requested_by"),
    },
    "target_request_refusal_has_note": {
        "decision": "refused",
        "decided_at": LATER,
        "decided_by": models.Subquery(User.objects.filter(role="secretariat").values("pk")[:1]),
        "decision_note": "",
    },
    "target_request_has_reason": {"reason": ""},
    "target_request_not_negative": {"proposed_value": Decimal(-1)},
    "unlinked_budget_link_is_signed": {"linked_at": LATER},
    "entry_change_is_about_one_cell": {"part": "obstacle"},
    "evidence_removal_is_signed": {"removed_at": LATER},
    "evidence_not_empty": {"size": 0},
    "evidence_finding_is_answered": {"finding": "Memuat 3 nomor yang menyerupai NIK."},
    "evidence_page_has_image": {"number": 0},
    "preview_drawing_has_lease": {"state": "drawing"},
    "preview_ready_has_pages": {"state": "ready"},
    "preview_failed_says_why": {"state": "failed"},
    "signed_copy_is_dated": {"verdict": "trusted"},
    "signed_copy_unchecked_says_why": {"verdict": "unchecked"},
    "signed_copy_refusal_says_why": {"verdict": "refused", "checked_at": LATER},
    "indicator_accumulation_fits_measure": {"accumulation": "once"},
    "indicator_additive_only_where_it_adds": {"is_additive": True, "accumulation": "latest"},
    "target_not_negative": {"value": Decimal(-1)},
    "target_revision_has_reason": {"version": 2, "reason": ""},
    "realization_state_fits_amount": {"amount": -1},
    "realization_round_state_fits_amount": {"amount": None},
    "period_days_in_order": {"ends_on": date(2000, 1, 1)},
    "period_due_after_opening": {"opens_at": LATER},
    "period_locks_after_due": {"locks_at": PLANNED_AT},
    "period_event_has_reason": {"note": ""},
    "period_extension_has_end": {"kind": "extend", "until": None},
    "period_dates_say_what_was": {"kind": "dates", "due_at": None},
    "measurement_round_state_fits_value": {"state": "no_data"},
    "measurement_round_ratio_is_whole": {"numerator": Decimal(1)},
    "measurement_round_numerator_within": {"numerator": Decimal(6), "denominator": Decimal(5)},
    "measurement_round_nothing_over_zero": {
        "numerator": Decimal(1),
        "denominator": Decimal(0),
        "may_exceed": True,
    },
    "measurement_round_not_negative": {"value": Decimal(-1)},
    "measurement_round_reached_has_date": {"is_reached": True, "reached_on": None},
    "return_point_has_note": {"note": ""},
    "return_point_reason_is_known": {"reason_code": "lain"},
    "progress_verified_is_signed_and_dated": {"verified_by": None},
    "progress_endorsed_is_signed_and_dated": {"state": "endorsed", "endorsed_by": None},
    "saved_view_has_title": {"title": ""},
    "document_fits_kind": {"number": ""},
    "document_ready_has_file": {"state": "ready"},
    "document_failed_says_why": {"state": "failed"},
    "document_rendering_has_lease": {"state": "rendering"},
    "report_ready_has_file": {"state": "ready"},
    "report_failed_says_why": {"state": "failed"},
    "report_volume_has_file": {"number": 1},
    "report_one_scope": {"cluster": 1, "organization": 1, "scope_name": "x"},
    "report_scope_has_name": {"scope_name": "Klaster 1"},
    "report_scope_is_annual": {"kind": "five_year", "cluster": 1, "scope_name": "Klaster 1"},
    "report_at_work_has_lease": {"state": "rendering"},
    "section_ready_has_file": {"state": "ready"},
    "chapter_version_from_one": {"number": 0},
    "chapter_comment_says_something": {"text": ""},
    "chapter_comment_resolved_by_somebody": {"resolved_at": LATER},
    "feedback_answered_by_somebody": {"answered_at": LATER},
    "section_failed_says_why": {"state": "failed"},
    "section_rendering_has_lease": {"state": "rendering"},
    "kept_figures_say_of_what": {"revision": "1"},
    "statistic_until_within_year": {"until_on": date(2000, 1, 1)},
}


def named() -> dict[str, tuple[type[models.Model], models.BaseConstraint]]:
    return {
        constraint.name: (model, constraint)
        for app in ("clusters", "actions", "reports")
        for model in apps.get_app_config(app).get_models()
        for constraint in model._meta.constraints
    }


def complaint(name: str) -> str:
    """How the database names the constraint; SQLite names the columns of a unique one."""
    model, constraint = named()[name]
    if connection.vendor != "sqlite" or not isinstance(constraint, models.UniqueConstraint) or not constraint.fields:
        return re.escape(name)
    table = model._meta.db_table
    columns = [model._meta.get_field(field).column for field in constraint.fields]
    return re.escape("failed: " + ", ".join(f"{table}.{column}" for column in columns)) + "$"


@pytest.fixture(scope="module")
def whole(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Made once, for tests that each break one row of it and roll back; gone with the last."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = make_world()
        yield make_scene(world, make_people(world))
        transaction.set_rollback(True)


@pytest.fixture
def scene(whole: World, db: None) -> World:
    return whole


def make_scene(world: World, people: dict[str, User]) -> World:
    """A true row of everything: a verified report with values, texts and rupiah, and what stands around it."""
    report = Teller(world, people).verified(1, 100, realized=5, achievement="Terlaksana.")
    point = {"event": report.events.in_order()[0], "report": report, "reason_code": "other", "note": "Lengkapi."}
    for indicator in (world.indicator, None):
        ReturnPoint.objects.create(indicator=indicator, **point)
    by = people["secretariat"]
    world.indicator.code = "1.1.a"
    world.indicator.save(update_fields=["code"])
    take_commitment_step(plan=world.plan, organization=world.kemenpppa, year=2024, step=CommitmentStep.PREPARED, by=by)
    request_target(indicator=world.indicator, year=2024, value=Decimal(1), reason="Contoh.", by=people["operator"])
    UnlinkedBudget.objects.create(
        organization=world.polri,
        fiscal_year=2024,
        source="apbn",
        title="Rapat",
        amount=1,
        recorded_at=PLANNED_AT,
        recorded_by=by,
    )
    SavedView.objects.create(user=by, title="Beranda", words="Beranda", created_at=PLANNED_AT)
    ActionTag.objects.create(action=world.action, kind="funding", value="apbn")
    regional = Plan.objects.create(
        kind=PlanKind.REGIONAL, region=world.province, title="RAD", short_title="RAD", start_year=2024, end_year=2024
    )
    RegionRole.objects.create(plan=world.plan, region=world.province)
    task_force = TaskForce.objects.create(
        region=world.province,
        decree_number="SK 1/2024",
        decree_on=date(2024, 1, 1),
        valid_from=date(2024, 1, 1),
        source="contoh",
    )
    DecreeFile.objects.create(task_force=task_force, file="x", size=1, uploaded_at=PLANNED_AT, uploaded_by=by)
    RegionalPlanStage.objects.create(
        region=world.province, stage="enacted", since_on=date(2024, 1, 1), instrument="Pergub 1/2024", source="contoh"
    )
    OrganizationSuccession.objects.create(
        predecessor=world.kemendagri,
        successor=make_organization("BARU"),
        on=date(2024, 1, 1),
        kind=SuccessionKind.RENAME,
    )
    ClusterNarrative.objects.create(
        period=report.period,
        cluster=report.cluster,
        version=1,
        achievement="Terlaksana.",
        organization=world.kemendagri,
        written_at=PLANNED_AT,
        written_by=by,
    )
    Reminder.objects.create(
        organization=world.polri,
        cluster=report.cluster,
        period=report.period,
        people=1,
        sent_at=PLANNED_AT,
        sent_by=by,
    )
    ActingEndorser.objects.create(
        user=people["operator"],
        organization=world.kemenpppa,
        kind="plh",
        starts_on=date(2024, 1, 1),
        ends_on=date(2024, 1, 5),
        basis="SPRIN-1",
        appointed_at=PLANNED_AT,
        appointed_by=by,
    )
    made = AccountImport.objects.create(
        imported_by=by, organization=by.organization, imported_at=PLANNED_AT, accounts=1, organizations=0
    )
    InvitationMail.objects.create(account_import=made, user=people["operator"])
    Invitation.objects.create(user=people["operator"], key_digest="x", sent_by=by, sent_at=PLANNED_AT, expires_at=LATER)
    PeriodEvent.objects.create(
        period=report.period, kind="extend", at=LATER, by=by, note="Banjir.", organization=world.kemenpppa, until=LATER
    )
    Notification.objects.create(user=by, kind="opened", key="opened:1", text="x", created_at=PLANNED_AT)
    DigestMail.objects.create(user=by, on=date(2024, 1, 1), message_id="<x>")
    evidence = Evidence.objects.create(
        report=report, kind="photo", file="x", size=1, uploaded_at=PLANNED_AT, uploaded_by=by
    )
    EvidencePreview.objects.create(evidence=evidence, queued_at=PLANNED_AT)
    EvidencePage.objects.create(evidence=evidence, number=1, image="x", width=1, height=1)
    EvidenceRequirement.objects.create(indicator=world.indicator, kind="decree")
    Target.objects.create(
        indicator=world.indicator,
        assignment=world.action.assignments.get(role="support"),
        year=2024,
        value=Decimal(1),
        approved_at=PLANNED_AT,
    )
    annual = Report.objects.create(
        kind="annual", plan=regional, year=2024, cut_off_on=date(2025, 1, 1), requested_at=LATER, requested_by=by
    )
    manuscript = Manuscript.objects.create(kind="annual", plan=world.plan, year=2024, created_at=LATER, created_by=by)
    wrote = {"manuscript": manuscript, "written_at": LATER, "written_by": by}
    ChapterVersion.objects.create(key="kesimpulan", number=1, text="x", **wrote)
    ChapterComment.objects.create(key="kesimpulan", version=1, text="x", **wrote)
    asked = {"manuscript": manuscript, "asked_at": LATER, "asked_by": by}
    FeedbackRequest.objects.create(organization=world.polri, due_on=date(2025, 1, 1), **asked)
    section = Section.objects.create(content_sha256="c" * 64, content=b"", made_at=LATER)
    ReportPart.objects.create(
        report=annual, position=0, key="sampul", title="Sampul", numbering="none", section=section
    )
    ReportVolume.objects.create(report=annual, number=2, file="x", file_sha256="x", pages=1)
    SignedCopy.objects.create(report=annual, file="x", sha256="d" * 64, uploaded_at=LATER, uploaded_by=by)
    filing = report.events.get(is_filing=True)
    frozen: dict[str, Any] = {"context": {}, "context_sha256": "x", "requested_at": LATER, "requested_by": by}
    papers: tuple[dict[str, Any], ...] = (
        {"kind": "letter", "number": "B-1"},
        {"kind": "receipt", "progress_report": report, "filing": filing},
        {"kind": "form", "progress_report": report},
    )
    for paper in papers:
        Document.objects.create(organization=world.kemenpppa, short_code=paper["kind"], **paper, **frozen)
    KeptFigures.objects.create(plan=world.plan, year=2024, reading="official")
    series = StatisticSeries.objects.create(organization=world.polri, title="Perkara", unit="perkara")
    StatisticValue.objects.create(series=series, year=2024, value=Decimal(1), source="https://contoh.go.id/")
    return world


def row_of(world: World, name: str) -> models.Model:
    """A true row for the constraint to be broken with."""
    model, constraint = named()[name]
    rows = model._default_manager.order_by("pk")
    if isinstance(constraint, models.UniqueConstraint) and constraint.condition is not None:
        rows = rows.filter(constraint.condition)
    if name.startswith("measurement_round"):
        rows = rows.filter(indicator=world.indicator)
    if name == "user_email_once":
        rows = rows.filter(email__startswith="olivia")
    return rows[0]


def insert_again(row: models.Model, **changes: Any) -> None:
    row.pk = None
    for field, value in changes.items():
        setattr(row, field, value)
    row.save(force_insert=True)


def test_every_named_constraint_is_broken_in_some_test() -> None:
    assert {name for name in named() if not NAMED_ELSEWHERE.match(name)} == TWICE.keys() | FALSE.keys()


@pytest.mark.parametrize("name", TWICE)
def test_what_may_be_there_once_is_refused_a_second_time(scene: World, name: str) -> None:
    row = row_of(scene, name)
    with pytest.raises(IntegrityError, match=complaint(name)), transaction.atomic():
        insert_again(row, **TWICE[name])


@pytest.mark.parametrize("name", FALSE)
def test_a_false_row_is_refused(scene: World, name: str) -> None:
    row = row_of(scene, name)
    with pytest.raises(IntegrityError, match=complaint(name)), transaction.atomic():
        falsify(row, FALSE[name])


def falsify(row: models.Model, changes: dict[str, Any]) -> None:
    """What is append-only refuses an update before it looks at the values."""
    if row._meta.db_table in triggers.APPEND_ONLY:
        insert_again(row, **changes)
    else:
        type(row)._default_manager.filter(pk=row.pk).update(**changes)


@pytest.mark.parametrize("amount", [None, -1])
def test_rupiah_that_are_a_value_have_an_amount(scene: World, amount: int | None) -> None:
    """NULL >= 0 is unknown, and what is unknown passes a check."""
    rows = Realization.objects.filter(line=scene.line, state="value")
    with pytest.raises(IntegrityError, match="realization_state_fits_amount"), transaction.atomic():
        rows.update(amount=amount)


def test_a_report_is_not_ready_without_its_count_of_pages(scene: World) -> None:
    done = {"file": "x", "file_sha256": "x", "figures_sha256": "x", "figures": {}, "finished_at": LATER}
    with pytest.raises(IntegrityError, match="report_ready_has_file"), transaction.atomic():
        Report.objects.update(state="ready", pages=None, **done)
    assert Report.objects.update(state="ready", pages=1, **done) == 1


def test_a_ceiling_of_nothing_is_a_ceiling(scene: World) -> None:
    assert BudgetCeiling.objects.filter(line=scene.line).update(amount=0) == 1
