"""What a region is in the routes of trafficking, as a plan has it."""

from __future__ import annotations

from django.db import transaction

from clusters.models import Plan, Region, RegionRole, User
from clusters.row_versions import refuse_changed


class RoleMeanwhileRecorded(Exception):
    """Somebody else recorded the region's role a moment ago."""

    def __init__(self) -> None:
        super().__init__("Peran daerah ini baru saja dicatat orang lain. Muat ulang halaman, lalu perbaiki bila perlu.")


@transaction.atomic
def record_region_role(*, role: RegionRole, by: User, seen: int | None = None) -> None:
    """Save a new row, or a corrected one of which version ``seen`` was shown; counts a change of every plan.

    Raises :class:`RoleMeanwhileRecorded` and :class:`ChangedMeanwhile`.
    """
    Region.objects.select_for_update(no_key=True).get(pk=role.region_id)
    refuse_changed(role, seen)
    if RegionRole.objects.filter(plan=role.plan_id, region=role.region_id).exclude(pk=role.pk).exists():
        raise RoleMeanwhileRecorded
    role._history_user = by
    role.save()
    Plan.objects.all().touch()
