"""The plans of many regions from one file: look first, then write everything or nothing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import BinaryIO

from django.db import transaction
from django.utils import timezone
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from actions.importing.applying import BATCH, apply_all
from actions.importing.regions_planning import RegionsPreview, RegionWork, plan_regions
from actions.importing.regions_reading import read_regions
from actions.models import ReportingPeriod
from actions.periods import periods_of
from clusters.models import Plan, Region, RegionalPlanStage, User
from ranpptppo.lib.formats import day_in_wib, number
from ranpptppo.lib.import_problems import import_reason


class RegionsRefused(Exception):
    """The file has errors or unconfirmed numbers, changes nothing, or would now do something else than was seen.

    Nothing was written.
    """


def preview_regions(
    *, file: BinaryIO, name: str, by: User, renames: Collection[int] = (), at: datetime | None = None
) -> RegionsPreview:
    """What importing ``file`` would do; writes nothing."""
    on = day_in_wib(at or timezone.now())
    return plan_regions(read_regions(file, name), keeper=by, on=on, renames=renames)


@transaction.atomic
def import_regions(
    *,
    file: BinaryIO,
    name: str,
    by: User,
    seen: str,
    renames: Collection[int] = (),
    is_confirmed: bool = False,
    at: datetime | None = None,
) -> RegionsPreview:
    """Write what the file says, with its history. ``seen``: the fingerprint of the preview that the person saw.

    ``renames`` and ``is_confirmed``: as in ``import_plan``. Raises :class:`RegionsRefused`.
    """
    at = at or timezone.now()
    read = read_regions(file, name)  # before any row is held: it takes seconds
    _hold_plans(by)
    preview = plan_regions(read, keeper=by, on=day_in_wib(at), renames=renames)
    if preview.errors:
        raise RegionsRefused(f"Berkas tidak diimpor: {number(len(preview.errors))} kesalahan.")
    if preview.questions and not is_confirmed:
        raise RegionsRefused("Berkas tidak diimpor: ada angka yang meragukan dan belum dipastikan.")
    if seen != preview.fingerprint:
        sentence = "Pratinjau diperbarui menurut jawaban Anda dan isi rencana terakhir. Periksa, lalu impor."
        raise RegionsRefused(sentence)
    if not preview.changing:
        raise RegionsRefused("Tidak ada yang berubah: isi berkas ini sudah tercatat.")
    _write(preview.changing, file_name=preview.file.name, by=by, at=at)
    return preview


def _hold_plans(by: User) -> None:
    """So that no second file makes the same plans, and nobody imports into one of them meanwhile.

    All plans: the change that is counted at the end is one of each.
    """
    regions = Region.objects.visible_to(by).order_by("pk")
    list(regions.select_for_update(of=("self",), no_key=True).values_list("pk"))
    Plan.objects.all().hold()


def _write(works: list[RegionWork], *, file_name: str, by: User, at: datetime) -> None:
    told = {
        "default_user": by,
        "default_date": at,
        "default_change_reason": import_reason(file_name),
        "batch_size": BATCH,
    }
    new = [work for work in works if work.is_new]
    made = bulk_create_with_history([work.plan for work in new], Plan, **told)
    for work, plan in zip(new, made, strict=True):
        work.plan = plan
    periods = (period for plan in made for period in periods_of(plan, made_on=day_in_wib(at)))
    ReportingPeriod.objects.bulk_create(periods, batch_size=BATCH)
    changed = [work for work in works if work.changed and not work.is_new]
    if changed:
        names = sorted({name for work in changed for name in work.changed})
        bulk_update_with_history([work.plan for work in changed], Plan, names, **told)
    stages = [work.stage for work in works if work.stage is not None]
    bulk_create_with_history(stages, RegionalPlanStage, **told)
    apply_all([(work.preview, work.plan) for work in works], by=by, at=at)
    Plan.objects.all().touch()  # the registry of regions, which every plan's pages keep
