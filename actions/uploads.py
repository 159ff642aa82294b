"""A file that waits on the server between preview and confirmation: private, its person's alone, for an hour."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import BinaryIO, cast

from django.contrib.sessions.backends.base import SessionBase
from django.core.files import File
from django.core.files.storage import default_storage
from django.utils.crypto import get_random_string

KEY = "waiting_matrix"
FOLDER = "waiting"
LIFETIME = timedelta(hours=1)


class NothingWaits(Exception):
    """No file waits for confirmation any more."""

    def __init__(self) -> None:
        super().__init__("Pratinjau sudah kedaluwarsa. Pilih berkasnya sekali lagi.")


def keep(session: SessionBase, file: File[bytes], *, name: str, plan_id: int, at: datetime) -> None:
    """Keep ``file`` for the person of this session; a file that waited before is dropped."""
    drop(session)
    _sweep(at)
    key = default_storage.save(f"{FOLDER}/{get_random_string(40)}", file)
    session[KEY] = {"key": key, "name": name, "plan": plan_id, "until": (at + LIFETIME).isoformat()}


def waiting(session: SessionBase, *, at: datetime) -> tuple[BinaryIO, str, int]:
    """(file, its name, plan) of what waits. Raises :class:`NothingWaits`."""
    kept = session.get(KEY)
    if not kept or datetime.fromisoformat(kept["until"]) < at or not default_storage.exists(kept["key"]):
        drop(session)
        raise NothingWaits
    return cast("BinaryIO", default_storage.open(kept["key"])), kept["name"], kept["plan"]


def drop(session: SessionBase) -> None:
    kept = session.pop(KEY, None)
    if kept:
        default_storage.delete(kept["key"])


def _sweep(at: datetime) -> None:
    """Delete what nobody came back for: a session may end without its file."""
    if not default_storage.exists(FOLDER):
        return
    for name in default_storage.listdir(FOLDER)[1]:
        path = f"{FOLDER}/{name}"
        if default_storage.get_modified_time(path) < at - LIFETIME:
            default_storage.delete(path)
