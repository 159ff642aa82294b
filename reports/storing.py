"""Folders of the storage that hold the file of one row alone."""

from collections.abc import Collection

from django.core.files.storage import default_storage


def sweep_folder(folder: str, *, keep: Collection[str] = ()) -> None:
    """Delete all that lies in it but ``keep``, keys of the storage."""
    try:
        _, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in names:
        if f"{folder}/{name}" not in keep:
            default_storage.delete(f"{folder}/{name}")
