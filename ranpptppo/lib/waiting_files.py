"""A file that waits on the server between preview and confirmation: private, its person's alone, for an hour."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from enum import Enum
from typing import BinaryIO, cast

from django.contrib.sessions.backends.base import SessionBase
from django.core.files import File
from django.core.files.storage import default_storage
from django.utils.crypto import get_random_string

FOLDER = "waiting"
LIFETIME = timedelta(hours=1)


class WaitingKind(Enum):
    """What a waiting file is; one of each kind waits for a person. Its ``about`` is a plan, a period, or nothing (0)."""

    MATRIX = "matrix"
    ENTRY_FORM = "entry_form"
    ACCOUNTS = "accounts"
    TASK_FORCES = "task_forces"
    PLAN_STAGES = "plan_stages"
    REGIONAL_PLANS = "regional_plans"

    @property
    def key(self) -> str:
        return f"waiting_{self.value}"


class NothingWaits(Exception):
    """No file waits for confirmation any more."""

    def __init__(self) -> None:
        super().__init__("Pratinjau sudah kedaluwarsa. Pilih berkasnya sekali lagi.")


def keep(session: SessionBase, file: File[bytes], *, kind: WaitingKind, name: str, about: int, at: datetime) -> None:
    """Keep ``file`` for the person of this session; one of its kind that waited before is dropped."""
    drop(session, kind)
    _sweep(at)
    key = default_storage.save(f"{FOLDER}/{get_random_string(40)}", file)
    session[kind.key] = {"key": key, "name": name, "about": about, "until": (at + LIFETIME).isoformat()}


@contextmanager
def waiting(session: SessionBase, kind: WaitingKind, *, at: datetime) -> Iterator[tuple[BinaryIO, str, int]]:
    """(file, its name, what it is about) of what waits; closed afterwards. Raises :class:`NothingWaits`."""
    kept = session.get(kind.key)
    if not kept or datetime.fromisoformat(kept["until"]) < at or not default_storage.exists(kept["key"]):
        drop(session, kind)
        raise NothingWaits
    with closing(default_storage.open(kept["key"])) as file:
        yield cast("BinaryIO", file), kept["name"], kept["about"]


def drop(session: SessionBase, kind: WaitingKind) -> None:
    kept = session.pop(kind.key, None)
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
