"""Stored files that no row owns any more: found by comparing the folders of evidence with the tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.core.files.storage import default_storage

from actions.models import Evidence, EvidencePage
from actions.models.evidence import EVIDENCE_FOLDER
from actions.models.preview import PAGES_FOLDER

OLD_ENOUGH = timedelta(days=1)  # an upload or a drawing that is under way has its file before its row


def remove_orphans(*, at: datetime, really: bool = True) -> list[str]:
    """Delete files older than a day that no evidence and no page owns; the keys of what was (or would be) deleted."""
    orphans = [
        *_without_owner(EVIDENCE_FOLDER, set(Evidence.objects.values_list("file", flat=True)), at),
        *_without_owner(PAGES_FOLDER, set(EvidencePage.objects.values_list("image", flat=True)), at),
    ]
    for key in orphans if really else ():
        default_storage.delete(key)
    return orphans


def _without_owner(folder: str, owned: set[str], at: datetime) -> list[str]:
    return sorted(
        key for key in _files(folder) if key not in owned and default_storage.get_modified_time(key) < at - OLD_ENOUGH
    )


def _files(folder: str) -> Iterator[str]:
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in names:
        yield f"{folder}/{name}"
    for inner in folders:
        yield from _files(f"{folder}/{inner}")
