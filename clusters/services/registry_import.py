"""The registry of regions from a file: look first, then write everything or nothing."""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO

from django.db import transaction
from django.utils import timezone
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from clusters.importing.registry_columns import Entry, Subject
from clusters.importing.registry_planning import RegistryPreview, plan_registry
from clusters.importing.registry_reading import read_registry
from clusters.models import Plan, Region, User
from ranpptppo.lib.formats import day_in_wib
from ranpptppo.lib.import_problems import import_reason


class RegistryRefused(Exception):
    """The file has errors, changes nothing, or would now do something else than was seen; nothing was written."""


def preview_registry(
    *, subject: Subject, file: BinaryIO, name: str, by: User, at: datetime | None = None
) -> RegistryPreview:
    """What importing ``file`` would do; writes nothing."""
    return plan_registry(read_registry(file, name, subject), subject, keeper=by, on=day_in_wib(at or timezone.now()))


@transaction.atomic
def import_registry(
    *, subject: Subject, file: BinaryIO, name: str, by: User, seen: str, at: datetime | None = None
) -> int:
    """Write what the file says, with its history; how many changes. ``seen``: the fingerprint of the preview.

    Raises :class:`RegistryRefused`.
    """
    at = at or timezone.now()
    list(Region.objects.visible_to(by).select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk"))
    preview = preview_registry(subject=subject, file=file, name=name, by=by, at=at)
    if preview.errors:
        raise RegistryRefused(f"Berkas tidak diimpor: {len(preview.errors)} kesalahan.")
    if not preview.changes:
        raise RegistryRefused("Tidak ada yang berubah: isi berkas ini sudah tercatat.")
    if seen != preview.fingerprint:
        raise RegistryRefused("Catatan berubah sejak pratinjau. Periksa sekali lagi, lalu impor.")
    _write(preview, subject, by=by, at=at)
    return len(preview.changes)


def _write(preview: RegistryPreview, subject: Subject, *, by: User, at: datetime) -> None:
    """First what ends, so that no two rows of a region are open at once."""
    told = {
        "default_user": by,
        "default_date": at,
        "default_change_reason": import_reason(preview.file_name),
    }
    fields = [column.field for column in subject.columns]
    if preview.changed:
        bulk_update_with_history(preview.changed, subject.model, fields, **told)
    created: list[Entry] = bulk_create_with_history(preview.new, subject.model, **told)
    if created or preview.changed:
        Plan.objects.all().touch()
