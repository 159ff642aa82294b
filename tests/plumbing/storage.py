"""A storage without a file system: what asks it for a path or an address fails, as it would on S3 without public URLs."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NoReturn

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, default_storage
from django.utils import timezone


class MemoryStorage(Storage):
    """Files of one test, gone with it; a folder is there as long as something lies in it, as on S3."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.times: dict[str, datetime] = {}

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        return ContentFile(self.files[name], name=name)

    def _save(self, name: str, content: File[bytes]) -> str:
        self.files[name] = b"".join(content.chunks())
        self.times[name] = timezone.now()
        return name

    def delete(self, name: str) -> None:
        self.files.pop(name, None)

    def exists(self, name: str) -> bool:
        return name in self.files

    def size(self, name: str) -> int:
        return len(self.files[name])

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        start = f"{path}/" if path else ""
        inside = [name.removeprefix(start).split("/") for name in self.files if name.startswith(start)]
        return sorted({parts[0] for parts in inside if parts[1:]}), [parts[0] for parts in inside if not parts[1:]]

    def get_modified_time(self, name: str) -> datetime:
        return self.times[name]

    def path(self, name: str) -> NoReturn:
        raise AssertionError(f"somebody asked for the path of {name}")

    def url(self, name: str | None) -> NoReturn:
        raise AssertionError(f"somebody asked for an address of {name}")


@pytest.fixture
def memory_storage(settings: Any) -> None:
    """The default storage of this test alone; not for tests with a worker in another process."""
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "tests.plumbing.storage.MemoryStorage"}}
    assert default_storage.listdir("") == ([], [])
