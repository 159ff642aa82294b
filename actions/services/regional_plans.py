"""A region's own plan is made, with its reporting periods, and its references are kept."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from actions.services.periods import create_periods
from clusters.models import Plan, User


class PlanAlreadyMade(Exception):
    """Somebody else made one with the same beginning meanwhile."""

    def __init__(self) -> None:
        super().__init__("Daerah ini sudah memiliki rencana yang mulai pada tahun yang sama.")


@transaction.atomic
def make_regional_plan(*, plan: Plan, by: User, at: datetime | None = None) -> Plan:
    """Save it and open its periods, so that what the region adopts and plans is owed. Raises :class:`PlanAlreadyMade`."""
    plan._history_user = by
    try:
        with transaction.atomic():
            plan.save()
    except IntegrityError:
        raise PlanAlreadyMade from None
    create_periods(plan=plan, at=at)
    Plan.objects.all().touch()  # the registry of regions, which every plan's pages keep
    return plan


@transaction.atomic
def change_references(*, plan: Plan, fields: list[str], by: User) -> None:
    """Titles, instrument, and what the plan refers to; what they were stays in its history."""
    plan._history_user = by
    plan.save(update_fields=fields)
    Plan.objects.all().touch()
