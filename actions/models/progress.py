"""The progress report of one organization, period and cluster, and its way through the workflow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from actions import workflow
from actions.calculation.discipline import timeliness
from actions.enums import EventKind, ReportState
from actions.models.rounds import (
    MeasurementRound,
    NarrativeRound,
    ProgressEvent,
    RealizationRound,
    ReturnPoint,
)
from clusters.enums import ClusterKind, Role
from clusters.models import ClusterRole, Plan

if TYPE_CHECKING:
    from clusters.models import User

SEES_EVERYTHING = frozenset({Role.SECRETARIAT, Role.EXECUTIVE, Role.AUDITOR, Role.ADMIN})


class ReportLocked(Exception):
    """The report is locked: nothing in it changes before it is unlocked or reopened with a reason."""

    def __init__(self) -> None:
        super().__init__("Periode ini sudah dikunci. Perubahan hanya mungkin setelah laporan dibuka kembali.")


class ProgressReportQuerySet(models.QuerySet["ProgressReport"]):
    def visible_to(self, user: User, *, on: date) -> Self:
        """Own reports; a cluster's lead and coordinator its reports; overseers all; regions their own.

        A province sees its regencies' reports as well. The cluster's roles are those of the day ``on``. Another
        coordinator sees what the secretariat reports where it coordinates itself, for it verifies that.
        """
        region = user.organization.region
        if region is not None:
            return self.filter(Q(organization__region=region.pk) | Q(organization__region__parent=region.pk))
        if user.role in SEES_EVERYTHING:
            return self
        in_charge = ClusterRole.objects.valid_on(on).filter(
            cluster=OuterRef("cluster"), organization=user.organization_id
        )
        seen = Q(organization=user.organization_id) | Q(Exists(in_charge))
        if user.role == Role.VERIFIER:
            seen |= self._of_the_secretariat(user, on=on)
        return self.filter(seen)

    def waiting_for_endorsement(self) -> Self:
        return self.filter(state=ReportState.SUBMITTED, organization__endorsement_required=True)

    def waiting_for_verification(self) -> Self:
        return self.filter(
            Q(state=ReportState.ENDORSED) | Q(state=ReportState.SUBMITTED, organization__endorsement_required=False)
        )

    def verifiable_by(self, user: User, *, on: date) -> Self:
        """Filed reports that ``user`` may verify on the day ``on`` (``permissions.is_verifier_of``, as rows)."""
        waiting = self.waiting_for_verification().filter(locked_at__isnull=True)
        others = waiting.exclude(organization=user.organization_id).exclude(submitted_by=user).exclude(endorsed_by=user)
        region = user.organization.region
        if region is not None:
            regencies = others.filter(organization__region__parent=region.pk)
            return regencies if user.role == Role.VERIFIER else others.none()
        not_of_a_regency = others.filter(organization__region__parent__isnull=True)
        if user.role == Role.SECRETARIAT:
            return not_of_a_regency
        if user.role != Role.VERIFIER:
            return others.none()
        coordinators = ClusterRole.objects.valid_on(on).coordinators()
        mine = coordinators.filter(organization=user.organization_id)
        in_charge = Exists(mine.filter(cluster=OuterRef("cluster")))
        return not_of_a_regency.filter(Q(in_charge) | self._of_the_secretariat(user, on=on))

    def _of_the_secretariat(self, user: User, *, on: date) -> Q:
        """Reports of the secretariat in clusters that it coordinates itself, where ``user`` coordinates another."""
        roles = ClusterRole.objects.valid_on(on)
        own = roles.coordinators().filter(cluster=OuterRef("cluster"), organization=OuterRef("organization"))
        secretariat = roles.leads().filter(organization=OuterRef("organization"), cluster__kind=ClusterKind.SECRETARIAT)
        mine = roles.coordinators().filter(organization=user.organization_id)
        return Q(Exists(own)) & Q(Exists(secretariat)) & Q(Exists(mine))

    def with_names(self) -> Self:
        return self.select_related("organization", "organization__region", "period", "period__plan", "cluster")


class ProgressReport(models.Model):
    organization = models.ForeignKey(
        "clusters.Organization", models.PROTECT, related_name="progress_reports", verbose_name="instansi"
    )
    period = models.ForeignKey(
        "actions.ReportingPeriod", models.PROTECT, related_name="progress_reports", verbose_name="periode"
    )
    cluster = models.ForeignKey(
        "clusters.Cluster", models.PROTECT, related_name="progress_reports", verbose_name="klaster"
    )
    state = models.CharField("status", max_length=10, choices=ReportState.choices, default=ReportState.DRAFT)
    created_at = models.DateTimeField("dibuat")
    locked_at = models.DateTimeField("dikunci", null=True, blank=True)
    extended_due_at = models.DateTimeField("batas waktu perpanjangan", null=True, blank=True)
    first_filed_at = models.DateTimeField("pertama kali dilaporkan", null=True, blank=True)
    submitted_at = models.DateTimeField("diajukan", null=True, blank=True)
    submitted_by = models.ForeignKey(
        "clusters.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="diajukan oleh"
    )
    endorsed_at = models.DateTimeField("disahkan", null=True, blank=True)
    endorsed_by = models.ForeignKey(
        "clusters.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="disahkan oleh"
    )
    returned_at = models.DateTimeField("dikembalikan", null=True, blank=True)
    returned_by = models.ForeignKey(
        "clusters.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="dikembalikan oleh"
    )
    return_note = models.TextField("catatan pengembalian", blank=True)
    verified_at = models.DateTimeField("diverifikasi", null=True, blank=True)
    verified_by = models.ForeignKey(
        "clusters.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="diverifikasi oleh"
    )
    verified_by_organization = models.ForeignKey(
        "clusters.Organization",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="diverifikasi instansi",
    )

    objects = ProgressReportQuerySet.as_manager()

    class Meta:
        verbose_name = "laporan kemajuan"
        verbose_name_plural = "laporan kemajuan"
        constraints = [
            models.UniqueConstraint(fields=["organization", "period", "cluster"], name="progress_report_once"),
            models.CheckConstraint(
                condition=Q(submitted_by__isnull=True)
                | Q(endorsed_by__isnull=True)
                | ~Q(endorsed_by=F("submitted_by")),
                name="progress_endorser_is_not_submitter",
                violation_error_message="Pejabat pengesah harus orang lain daripada yang mengajukan.",
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True)
                | (
                    (Q(submitted_by__isnull=True) | ~Q(verified_by=F("submitted_by")))
                    & (Q(endorsed_by__isnull=True) | ~Q(verified_by=F("endorsed_by")))
                ),
                name="progress_verifier_is_someone_else",
                violation_error_message="Verifikator harus orang lain daripada yang mengajukan dan mengesahkan.",
            ),
            models.CheckConstraint(
                condition=Q(verified_by_organization__isnull=True) | ~Q(verified_by_organization=F("organization")),
                name="progress_nobody_verifies_own_organization",
                violation_error_message="Instansi tidak dapat memverifikasi laporannya sendiri.",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReportState.RETURNED)
                | (~Q(return_note="") & Q(returned_at__isnull=False, returned_by__isnull=False)),
                name="progress_returned_has_note",
                violation_error_message="Pengembalian harus disertai catatan.",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReportState.VERIFIED)
                | Q(
                    verified_at__isnull=False,
                    verified_by__isnull=False,
                    verified_by_organization__isnull=False,
                ),
                name="progress_verified_is_signed_and_dated",
                violation_error_message="Verifikasi harus mencatat siapa dan kapan.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ReportState.SUBMITTED, ReportState.ENDORSED, ReportState.VERIFIED])
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="progress_submitted_is_signed_and_dated",
                violation_error_message="Pengajuan harus mencatat siapa dan kapan.",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReportState.ENDORSED) | Q(endorsed_at__isnull=False, endorsed_by__isnull=False),
                name="progress_endorsed_is_signed_and_dated",
                violation_error_message="Pengesahan harus mencatat siapa dan kapan.",
            ),
        ]
        indexes = [models.Index(fields=["state", "period"], name="progress_by_state")]

    def __str__(self) -> str:
        return f"{self.organization} {self.period} klaster {self.cluster_id}"

    def get_absolute_url(self) -> str:
        return reverse("progress-detail", args=[self.pk])

    # Changes: each consults the table, writes its fields and appends an event.

    def submit(self, *, by: User, at: datetime) -> ProgressEvent:
        """Hand the draft to the superior; files it where endorsement is switched off."""
        return self._move(
            EventKind.SUBMIT, by=by, at=at, submitted_at=at, submitted_by=by, endorsed_at=None, endorsed_by=None
        )

    def withdraw(self, *, by: User, at: datetime, note: str = "") -> ProgressEvent:
        return self._move(EventKind.WITHDRAW, by=by, at=at, note=note)

    def endorse(self, *, by: User, at: datetime) -> ProgressEvent:
        return self._move(EventKind.ENDORSE, by=by, at=at, endorsed_at=at, endorsed_by=by)

    def give_back(
        self,
        *,
        by: User,
        at: datetime,
        note: str,
        reason_code: str = "",
        points: Sequence[Mapping[str, Any]] = (),
    ) -> ProgressEvent:
        """``points``: what is to be corrected, each with indicator_id (None: the whole), reason_code and note."""
        return self._move(
            EventKind.RETURN,
            by=by,
            at=at,
            note=note,
            reason_code=reason_code,
            points=points,
            returned_at=at,
            returned_by=by,
            return_note=note,
        )

    def verify(
        self, *, by: User, at: datetime, corrections: Mapping[int, Mapping[str, Any]], note: str = ""
    ) -> ProgressEvent:
        """Confirm the filed round. ``corrections``: indicator id → verified state and value, ``verifier_note``."""
        return self._move(
            EventKind.VERIFY,
            by=by,
            at=at,
            note=note,
            corrections=corrections,
            verified_at=at,
            verified_by=by,
            verified_by_organization_id=by.organization_id,
        )

    def reopen(self, *, by: User, at: datetime, note: str) -> ProgressEvent:
        """Open a verified report for correction; its official round stays in force meanwhile."""
        return self._move(
            EventKind.REOPEN,
            by=by,
            at=at,
            note=note,
            verified_at=None,
            verified_by=None,
            verified_by_organization_id=None,
        )

    def lock(self, *, by: User, at: datetime) -> ProgressEvent:
        return self._mark(EventKind.LOCK, by=by, at=at, locked_at=at)

    def unlock(self, *, by: User, at: datetime, note: str) -> ProgressEvent:
        return self._mark(EventKind.UNLOCK, by=by, at=at, note=note, locked_at=None)

    def extend(self, *, by: User, at: datetime, until: datetime, note: str) -> ProgressEvent:
        return self._mark(EventKind.EXTEND, by=by, at=at, note=note, until=until, extended_due_at=until)

    @transaction.atomic
    def _move(
        self,
        kind: EventKind,
        *,
        by: User,
        at: datetime,
        note: str = "",
        reason_code: str = "",
        corrections: Mapping[int, Mapping[str, Any]] | None = None,
        points: Sequence[Mapping[str, Any]] = (),
        **changes: Any,
    ) -> ProgressEvent:
        if self.locked_at is not None:
            raise ReportLocked
        required = self.organization.endorsement_required
        before = self.state
        self.state = workflow.next_state(kind, before, endorsement_required=required)
        filing = workflow.files(kind, endorsement_required=required)
        if filing and self.first_filed_at is None:
            changes["first_filed_at"] = at
        self._write({"state": self.state, **changes})
        event = self._append(kind, before, by=by, at=at, note=note, reason_code=reason_code, is_filing=filing)
        if filing:
            self._record_draft(event)
        elif kind == EventKind.VERIFY:
            self._record_verified(event, corrections or {})
        ReturnPoint.objects.bulk_create(ReturnPoint(event=event, report=self, **point) for point in points)
        return event

    @transaction.atomic
    def _mark(
        self, kind: EventKind, *, by: User, at: datetime, note: str = "", until: datetime | None = None, **changes: Any
    ) -> ProgressEvent:
        self._write(changes)
        return self._append(kind, self.state, by=by, at=at, note=note, until=until)

    def _write(self, changes: Mapping[str, Any]) -> None:
        for field, value in changes.items():
            setattr(self, field, value)
        self.save(update_fields=list(changes))

    def _append(self, kind: EventKind, before: str, **details: Any) -> ProgressEvent:
        Plan.objects.filter(pk=self.period.plan_id).touch()
        return ProgressEvent.objects.create(report=self, kind=kind, from_state=before, to_state=self.state, **details)

    def _record_draft(self, event: ProgressEvent) -> None:
        """Write the immutable round of a filing: the draft's values, texts and amounts."""
        MeasurementRound.objects.bulk_create(
            MeasurementRound(event=event, report=self, indicator_id=row.indicator_id, **row.values())
            for row in self.measurements.all()
        )
        NarrativeRound.objects.bulk_create(
            NarrativeRound(event=event, report=self, action_id=row.action_id, **row.texts())
            for row in self.narratives.all()
        )
        RealizationRound.objects.bulk_create(
            RealizationRound(event=event, report=self, line_id=row.line_id, state=row.state, amount=row.amount)
            for row in self.realizations.all()
        )

    def _record_verified(self, event: ProgressEvent, corrections: Mapping[int, Mapping[str, Any]]) -> None:
        """Write the immutable round of a verification: the filed round, with the verifier's values."""
        filing = self._filing_to_verify()
        MeasurementRound.objects.bulk_create(
            MeasurementRound(
                event=event,
                report=self,
                indicator_id=row.indicator_id,
                **{**row.values(), **corrections.get(row.indicator_id, {})},
            )
            for row in filing.measurement_rounds.all()
        )
        NarrativeRound.objects.bulk_create(
            NarrativeRound(event=event, report=self, action_id=row.action_id, **row.texts())
            for row in filing.narrative_rounds.all()
        )
        RealizationRound.objects.bulk_create(
            RealizationRound(event=event, report=self, line_id=row.line_id, state=row.state, amount=row.amount)
            for row in filing.realization_rounds.all()
        )

    def _filing_to_verify(self) -> ProgressEvent:
        """The filing that was submitted last.

        Where endorsement was switched off after a submission, nobody filed that one: an older round is not what the
        verifier sees. Raises ``workflow.NeverFiled``; withdrawing and submitting again files it.
        """
        submitted = self.events.filter(kind=EventKind.SUBMIT).latest("at", "pk")
        filing = self.events.filter(is_filing=True).order_by("at", "pk").last()
        if filing is None or (filing.at, filing.pk) < (submitted.at, submitted.pk):
            raise workflow.NeverFiled
        return filing

    # Questions

    @property
    def is_locked(self) -> bool:
        return self.locked_at is not None

    @property
    def is_editable(self) -> bool:
        return not self.is_locked and self.state in workflow.EDITABLE

    @property
    def due_at(self) -> datetime:
        """The due moment that reminders use: the extension where one was given."""
        return self.extended_due_at or self.period.due_at

    @property
    def timeliness(self) -> str:
        """A key of ``calculation.discipline.Timeliness``; "" where nothing was filed, or the period is not judged."""
        if self.first_filed_at is None or self.period.is_backfilled:
            return ""
        return timeliness(self.period.due_at, self.extended_due_at, self.first_filed_at)

    def may(self, kind: EventKind) -> bool:
        """Does the table allow this step now? (Who may take it: ``actions.permissions``.)"""
        required = self.organization.endorsement_required
        return not self.is_locked and workflow.may(kind, self.state, endorsement_required=required)

    def last_step(self) -> int | None:
        """The event that brought the report into its state, by id: what was there before it was looked at."""
        steps = self.events.exclude(from_state=F("to_state")).order_by("-at", "-pk")
        return steps.values_list("pk", flat=True).first()
