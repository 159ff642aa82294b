"""Stored files that no row owns any more: found by comparing the folders of evidence and decrees with the tables.

Each night they are set aside in a quarantine and deleted after thirty days: a database restored from an older backup, or
one that was pointed at another one's bucket, makes files look ownerless that are not. A file whose row is back is put
back. Only a person deletes at once, by the command.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.core.files.storage import default_storage

from actions.models import Evidence, EvidencePage
from actions.models.evidence import EVIDENCE_FOLDER
from actions.models.preview import PAGES_FOLDER
from clusters.models import DecreeFile
from clusters.models.decree_file import DECREE_FOLDER

OLD_ENOUGH = timedelta(days=1)  # an upload or a drawing that is under way has its file before its row
QUARANTINE = "quarantine"
KEPT_FOR = timedelta(days=30)
MOST = 20  # beyond it, and beyond one in a hundred, the wrong database is likelier than so many killed uploads
ONE_IN = 100


class TooManyOrphans(Exception):
    """So many files without an owner are not what killed workers leave: nothing was touched."""


def sweep_orphans(*, at: datetime) -> tuple[list[str], list[str]]:
    """Set aside what no row owns, and delete what has been set aside for thirty days: the keys of both.

    Raises :class:`TooManyOrphans`.
    """
    owned, stored = _owned(), _stored()
    orphans = _without_owner(stored, owned, at)
    if len(orphans) > MOST and len(orphans) * ONE_IN > len(stored):
        raise TooManyOrphans(f"{len(orphans)} of {len(stored)} stored files have no owner: is this their database?")
    expired = []
    for key in _files(QUARANTINE):
        if _original(key) in owned:
            _move(key, _original(key))
        elif default_storage.get_modified_time(key) < at - KEPT_FOR:
            expired.append(key)
    for key in orphans:
        _move(key, f"{QUARANTINE}/{key}")
    for key in expired:
        default_storage.delete(key)
    return orphans, expired


def remove_orphans(*, at: datetime, really: bool = True) -> list[str]:
    """Delete at once what no row owns, set aside or not: the keys of what was (or would be) deleted."""
    owned = _owned()
    set_aside = [key for key in _files(QUARANTINE) if _original(key) not in owned]
    orphans = [*_without_owner(_stored(), owned, at), *set_aside]
    for key in orphans if really else ():
        default_storage.delete(key)
    return orphans


def _owned() -> set[str]:
    files = Evidence.objects.values_list("file", flat=True)
    decrees = DecreeFile.objects.values_list("file", flat=True)
    return {*files, *decrees, *EvidencePage.objects.values_list("image", flat=True)}


def _stored() -> list[str]:
    return [*_files(EVIDENCE_FOLDER), *_files(PAGES_FOLDER), *_files(DECREE_FOLDER)]


def _without_owner(stored: list[str], owned: set[str], at: datetime) -> list[str]:
    return sorted(
        key for key in stored if key not in owned and default_storage.get_modified_time(key) < at - OLD_ENOUGH
    )


def _original(key: str) -> str:
    return key.removeprefix(f"{QUARANTINE}/")


def _move(key: str, to: str) -> None:
    """First the copy, then the deletion: a kill in between leaves two files, never none."""
    if not default_storage.exists(to):
        with default_storage.open(key) as file:
            default_storage.save(to, file)
    default_storage.delete(key)


def _files(folder: str) -> Iterator[str]:
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in names:
        yield f"{folder}/{name}"
    for inner in folders:
        yield from _files(f"{folder}/{inner}")
