"""What an organization commits to for a year, as it stood when it was prepared and confirmed; and proposed targets."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from actions.enums import CommitmentStep, TargetDecision
from ranpptppo.lib.fixed_point import FixedPointField

if TYPE_CHECKING:
    from clusters.models import User


class Commitment(models.Model):
    """One step of a year's commitment: prepared by an operator, or confirmed by the endorser. Append-only.

    ``content``: the canonical JSON of targets, locations, budget codes and ceilings as they stood; ``sha256`` is its
    hash. A later step stands beside the earlier ones.
    """

    plan = models.ForeignKey("clusters.Plan", models.PROTECT, related_name="commitments", verbose_name="rencana")
    organization = models.ForeignKey(
        "clusters.Organization", models.PROTECT, related_name="commitments", verbose_name="instansi"
    )
    year = models.PositiveSmallIntegerField("tahun")
    version = models.PositiveSmallIntegerField("versi", default=1)
    step = models.CharField("langkah", max_length=10, choices=CommitmentStep.choices)
    at = models.DateTimeField("waktu")
    by = models.ForeignKey("clusters.User", models.PROTECT, related_name="+", verbose_name="oleh")
    note = models.CharField("catatan", max_length=500, blank=True)
    content = models.TextField("isi")
    sha256 = models.CharField("sidik SHA-256", max_length=64)

    class Meta:
        verbose_name = "komitmen"
        verbose_name_plural = "komitmen"
        constraints = [
            models.UniqueConstraint(fields=["plan", "organization", "year", "version"], name="commitment_version_once"),
            models.CheckConstraint(
                condition=~Q(content="") & ~Q(sha256=""),
                name="commitment_is_frozen",
                violation_error_message="Komitmen harus menyimpan isi dan sidiknya.",
            ),
        ]

    def __str__(self) -> str:
        return f"Komitmen {self.year} {self.organization} v{self.version}"


class TargetRequest(models.Model):
    """A proposed change of the plan's target of one indicator and year, and what was decided about it."""

    indicator = models.ForeignKey(
        "actions.Indicator", models.PROTECT, related_name="target_requests", verbose_name="indikator"
    )
    year = models.PositiveSmallIntegerField("tahun")
    old_value = FixedPointField("target semula", null=True, blank=True)
    proposed_value = FixedPointField("target usulan")
    reason = models.CharField("alasan", max_length=500)
    requested_at = models.DateTimeField("diusulkan")
    requested_by = models.ForeignKey("clusters.User", models.PROTECT, related_name="+", verbose_name="diusulkan oleh")
    decision = models.CharField("keputusan", max_length=10, choices=TargetDecision.choices, blank=True)
    decision_note = models.CharField("catatan keputusan", max_length=500, blank=True)
    decided_at = models.DateTimeField("diputuskan", null=True, blank=True)
    decided_by = models.ForeignKey(
        "clusters.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="diputuskan oleh"
    )

    class Meta:
        verbose_name = "usulan target"
        verbose_name_plural = "usulan target"
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "year"],
                condition=Q(decision=""),
                name="target_request_one_open",
                violation_error_message="Masih ada usulan yang menunggu keputusan untuk target ini.",
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(decision="") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="target_request_decision_is_signed",
                violation_error_message="Keputusan harus mencatat siapa dan kapan.",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("requested_by")),
                name="target_request_decided_by_another",
                violation_error_message="Usulan diputuskan orang lain daripada yang mengusulkan.",
            ),
            models.CheckConstraint(
                condition=~Q(decision=TargetDecision.REFUSED) | ~Q(decision_note=""),
                name="target_request_refusal_has_note",
                violation_error_message="Penolakan harus disertai catatan.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="target_request_has_reason",
                violation_error_message="Usulan target harus disertai alasan.",
            ),
            models.CheckConstraint(
                condition=Q(proposed_value__gte=Decimal(0)),
                name="target_request_not_negative",
                violation_error_message="Target tidak boleh negatif.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.year}"

    def decide(self, decision: TargetDecision, *, by: User, at: datetime, note: str) -> None:
        self.decision, self.decided_by, self.decided_at, self.decision_note = decision, by, at, note
        self.save(update_fields=["decision", "decided_by", "decided_at", "decision_note"])
