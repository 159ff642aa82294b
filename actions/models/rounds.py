"""The append-only history of a progress report: events, and the values filed or verified with them.

Triggers on both databases refuse UPDATE and DELETE on these tables (``actions/triggers.py``).
"""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Case, CharField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import TruncDate

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


class MeasurementRound(ReportedValue):
    event = models.ForeignKey(ProgressEvent, models.PROTECT, related_name="measurement_rounds", verbose_name="langkah")
    report = models.ForeignKey(
        "actions.ProgressReport", models.PROTECT, related_name="measurement_rounds", verbose_name="laporan"
    )
    indicator = models.ForeignKey(
        "actions.Indicator", models.PROTECT, related_name="measurement_rounds", verbose_name="indikator"
    )

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
