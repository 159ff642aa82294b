"""A region's own plan is made, with its reporting periods, and its references are kept."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from actions.services.periods import create_periods
from clusters.models import Plan, Region, User


class PlanAlreadyMade(Exception):
    """The region has a plan in some of these years; somebody else may have made it meanwhile."""

    def __init__(self, other: Plan) -> None:
        super().__init__(f"Daerah ini sudah memiliki {other.short_title} untuk {other.start_year}–{other.end_year}.")


def overlapping_plan(region: Region, first: int, last: int) -> Plan | None:
    """The region's own plan for some of the years, of several the latest."""
    return Plan.objects.filter(region=region, start_year__lte=last, end_year__gte=first).latest_first().first()


@transaction.atomic
def make_regional_plan(*, plan: Plan, region: Region, by: User, at: datetime | None = None) -> Plan:
    """Save it and open its periods, so that what the region adopts and plans is owed. Raises :class:`PlanAlreadyMade`."""
    Region.objects.select_for_update(no_key=True).get(pk=region.pk)  # two at once take turns
    other = overlapping_plan(region, plan.start_year, plan.end_year)
    if other is not None:
        raise PlanAlreadyMade(other)
    plan._history_user = by
    plan.save()
    create_periods(plan=plan, at=at)
    Plan.objects.all().touch()  # the registry of regions, which every plan's pages keep
    return plan


@transaction.atomic
def change_references(*, plan: Plan, fields: list[str], by: User) -> None:
    """Titles, instrument, and what the plan refers to; what they were stays in its history."""
    Plan.objects.all().hold()
    plan._history_user = by
    plan.save(update_fields=fields)
    Plan.objects.all().touch()
