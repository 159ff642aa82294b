"""The append-only history of a progress report: events, and the values filed or verified with them.

Triggers on both databases refuse UPDATE and DELETE on these tables (``actions/triggers.py``).
"""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Case, CharField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, TruncDate

from actions.enums import EventKind, ReportState, ReturnReason
from actions.models.measurement import (
    NarrativeText,
    RealizedAmount,
    ReportedValue,
    amount_constraints,
    value_constraints,
)
from clusters.enums import ActingKind
from clusters.models import ActingEndorser
from ranpptppo.lib.formats import WIB


class ProgressEventQuerySet(models.QuerySet["ProgressEvent"]):
    def as_of(self, moment: datetime) -> Self:
        return self.filter(at__lte=moment)

    def with_acting(self) -> Self:
        """Annotate ``acting_kind``: "plt" or "plh" where the person endorsed or returned in an endorser's place.

        Read from the dated appointments, so that nothing is written twice: the appointment was there, it covers the
        day in WIB, and it was not ended yet.
        """
        appointments = ActingEndorser.objects.filter(
            Q(ended_at__isnull=True) | Q(ended_at__gt=OuterRef("at")),
            user=OuterRef("by"),
            organization=OuterRef("report__organization"),
            appointed_at__lte=OuterRef("at"),
            starts_on__lte=OuterRef("day"),
            ends_on__gte=OuterRef("day"),
        )
        as_endorser = Q(kind=EventKind.ENDORSE) | Q(kind=EventKind.RETURN, from_state=ReportState.SUBMITTED)
        kind = Subquery(appointments.order_by("-starts_on", "-pk").values("kind")[:1])
        return self.annotate(day=TruncDate("at", tzinfo=WIB)).annotate(
            acting_kind=Case(When(as_endorser, then=kind), default=Value(None, output_field=CharField()))
        )

    def inside_returns(self) -> Self:
        """What an endorser gave back before it was filed: the submission that it answers filed nothing.

        Read from the events, for an organization may switch its endorsement on and off.
        """
        submissions = ProgressEvent.objects.filter(
            report=OuterRef("report"), kind=EventKind.SUBMIT, pk__lt=OuterRef("pk")
        )
        answered = Coalesce(Subquery(submissions.order_by("-pk").values("is_filing")[:1]), Value(False))
        returns = self.filter(kind=EventKind.RETURN, from_state=ReportState.SUBMITTED)
        return returns.annotate(answers_filing=answered).filter(answers_filing=False)

    def in_order(self) -> Self:
        return self.order_by("at", "pk")


class ProgressEvent(models.Model):
    report = models.ForeignKey("actions.ProgressReport", models.PROTECT, related_name="events", verbose_name="laporan")
    kind = models.CharField("langkah", max_length=10, choices=EventKind.choices)
    from_state = models.CharField("dari", max_length=10, choices=ReportState.choices, blank=True)
    to_state = models.CharField("ke", max_length=10, choices=ReportState.choices)
    at = models.DateTimeField("waktu")
    by = models.ForeignKey("clusters.User", models.PROTECT, related_name="+", verbose_name="oleh")
    note = models.TextField("catatan", blank=True)
    reason_code = models.CharField("kode alasan", max_length=20, choices=ReturnReason.choices, blank=True)
    is_filing = models.BooleanField("melaporkan", default=False)
    until = models.DateTimeField("diperpanjang sampai", null=True, blank=True)

    objects = ProgressEventQuerySet.as_manager()

    acting_kind: str | None = None  # set on rows of with_acting()

    class Meta:
        verbose_name = "riwayat laporan"
        verbose_name_plural = "riwayat laporan"
        indexes = [models.Index(fields=["report", "at", "id"], name="event_by_report")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d}"

    @property
    def by_name(self) -> str:
        """Who took the step, as a history shows it: ``Plt. Olivia Operator`` (needs :meth:`with_acting`)."""
        return f"{ActingKind(self.acting_kind).label} {self.by}" if self.acting_kind else str(self.by)


class ReturnPointQuerySet(models.QuerySet["ReturnPoint"]):
    def in_order(self) -> Self:
        """The whole report first, then indicators as they are printed."""
        return self.order_by(models.F("indicator__action__sort_key").asc(nulls_first=True), "indicator__position", "pk")


class ReturnPoint(models.Model):
    """One thing to be corrected in a report that was given back: an indicator, or the whole (``indicator`` empty)."""

    event = models.ForeignKey(ProgressEvent, models.PROTECT, related_name="return_points", verbose_name="langkah")
    report = models.ForeignKey(
        "actions.ProgressReport", models.PROTECT, related_name="return_points", verbose_name="laporan"
    )
    indicator = models.ForeignKey(
        "actions.Indicator",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="return_points",
        verbose_name="indikator",
    )
    reason_code = models.CharField("kode alasan", max_length=20, choices=ReturnReason.choices)
    note = models.TextField("catatan")

    objects = ReturnPointQuerySet.as_manager()

    class Meta:
        verbose_name = "butir pengembalian"
        verbose_name_plural = "butir pengembalian"
        constraints = [
            models.UniqueConstraint(
                fields=["event", "indicator"],
                name="return_point_once",
                violation_error_message="Indikator ini sudah disebut dalam pengembalian yang sama.",
            ),
            models.UniqueConstraint(
                fields=["event"],
                condition=Q(indicator__isnull=True),
                name="return_point_whole_once",
                violation_error_message="Pengembalian hanya memiliki satu catatan untuk seluruh laporan.",
            ),
            models.CheckConstraint(
                condition=~Q(note=""),
                name="return_point_has_note",
                violation_error_message="Tulis apa yang perlu diperbaiki.",
            ),
            models.CheckConstraint(
                condition=Q(reason_code__in=ReturnReason.values),
                name="return_point_reason_is_known",
                violation_error_message="Pilih alasan pengembalian.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id}/{self.indicator_id or 'seluruh laporan'}"


class MeasurementRound(ReportedValue):
    event = models.ForeignKey(ProgressEvent, models.PROTECT, related_name="measurement_rounds", verbose_name="langkah")
    report = models.ForeignKey(
        "actions.ProgressReport", models.PROTECT, related_name="measurement_rounds", verbose_name="laporan"
    )
    indicator = models.ForeignKey(
        "actions.Indicator", models.PROTECT, related_name="measurement_rounds", verbose_name="indikator"
    )
    verifier_note = models.CharField("catatan verifikator", max_length=500, blank=True)

    class Meta:
        verbose_name = "putaran pengukuran"
        verbose_name_plural = "putaran pengukuran"
        constraints = [
            models.UniqueConstraint(fields=["event", "indicator"], name="measurement_round_once"),
            *value_constraints("measurement_round"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id}/{self.indicator_id}"


class NarrativeRound(NarrativeText):
    event = models.ForeignKey(ProgressEvent, models.PROTECT, related_name="narrative_rounds", verbose_name="langkah")
    report = models.ForeignKey(
        "actions.ProgressReport", models.PROTECT, related_name="narrative_rounds", verbose_name="laporan"
    )
    action = models.ForeignKey("actions.Action", models.PROTECT, related_name="narrative_rounds", verbose_name="aksi")

    class Meta:
        verbose_name = "putaran narasi"
        verbose_name_plural = "putaran narasi"
        constraints = [models.UniqueConstraint(fields=["event", "action"], name="narrative_round_once")]

    def __str__(self) -> str:
        return f"{self.event_id}/{self.action_id}"


class RealizationRound(RealizedAmount):
    event = models.ForeignKey(ProgressEvent, models.PROTECT, related_name="realization_rounds", verbose_name="langkah")
    report = models.ForeignKey(
        "actions.ProgressReport", models.PROTECT, related_name="realization_rounds", verbose_name="laporan"
    )
    line = models.ForeignKey(
        "actions.BudgetLine", models.PROTECT, related_name="realization_rounds", verbose_name="baris anggaran"
    )

    class Meta:
        verbose_name = "putaran realisasi"
        verbose_name_plural = "putaran realisasi"
        constraints = [
            models.UniqueConstraint(fields=["event", "line"], name="realization_round_once"),
            *amount_constraints("realization_round"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id}/{self.line_id}"
