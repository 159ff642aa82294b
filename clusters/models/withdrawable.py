"""Rows of the registry of regions that should never have been recorded: they stay, with the reason, and count nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from clusters.models.region import Region
    from clusters.models.user import User

Row = TypeVar("Row", bound="Withdrawable")


class WithdrawableQuerySet(models.QuerySet[Row]):
    def withdrawn_from(self, region: Region) -> Self:
        """What was recorded of the region by mistake, the last withdrawn first."""
        return self.filter(region=region, withdrawn_at__isnull=False).order_by("-withdrawn_at", "-pk")


class StandingManager(models.Manager[Row]):
    """Without what was withdrawn."""

    def get_queryset(self) -> models.QuerySet[Row]:
        return super().get_queryset().filter(withdrawn_at__isnull=True)


class Withdrawable(models.Model):
    """``objects`` of each model are a ``StandingManager``; ``with_withdrawn`` are all."""

    withdrawn_at = models.DateTimeField("dibatalkan", null=True, blank=True, editable=False)
    withdrawal_reason = models.CharField("alasan pembatalan", max_length=300, blank=True, editable=False)

    _history_user: User | None
    _change_reason: str | None

    class Meta:
        abstract = True


def withdrawal_has_reason(name: str) -> models.CheckConstraint:
    """A row is withdrawn with a reason, and one that stands has none. ``name``: of the constraint."""
    stands = Q(withdrawn_at__isnull=True, withdrawal_reason="")
    return models.CheckConstraint(
        condition=stands | (Q(withdrawn_at__isnull=False) & ~Q(withdrawal_reason="")),
        name=name,
        violation_error_message="Tulis mengapa pencatatan ini dibatalkan.",
    )
