"""What a region is in the routes of trafficking, as a plan has it."""

from __future__ import annotations

from django.db import transaction

from clusters.models import Plan, Region, RegionRole, User


class RoleMeanwhileRecorded(Exception):
    """Somebody else recorded the region's role a moment ago."""

    def __init__(self) -> None:
        super().__init__("Peran daerah ini baru saja dicatat orang lain. Muat ulang halaman, lalu perbaiki bila perlu.")


@transaction.atomic
def record_region_role(*, role: RegionRole, by: User) -> None:
    """Save a new or a corrected row; counts a change of every plan. Raises :class:`RoleMeanwhileRecorded`."""
    Region.objects.select_for_update().get(pk=role.region_id)
    if RegionRole.objects.filter(plan=role.plan_id, region=role.region_id).exclude(pk=role.pk).exists():
        raise RoleMeanwhileRecorded
    role._history_user = by
    role.save()
    Plan.objects.all().touch()
