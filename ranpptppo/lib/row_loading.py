"""Adding and updating rows from a file, so that loading the same file twice changes nothing."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model
from simple_history.utils import bulk_create_with_history

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class LoadCount:
    """How many rows of one kind a file added, changed, or found as they are."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0

    @property
    def total(self) -> int:
        return self.added + self.changed + self.unchanged

    @property
    def is_news(self) -> bool:
        return bool(self.added or self.changed)

    def __str__(self) -> str:
        return f"{self.total} baris: {self.added} baru, {self.changed} diubah, {self.unchanged} tetap"


def load_rows(
    model: type[Row], existing: Mapping[Any, Row], wanted: Iterable[tuple[Hashable, Mapping[str, Any]]]
) -> LoadCount:
    """Make the rows of ``wanted`` (a key and the fields) true. ``existing`` holds the rows of the database by key.

    Nothing is removed, and an empty field of the file (None or an empty text) never empties one of the database: an
    end date or a basis that the secretariat entered stays.
    """
    new: list[Row] = []
    changed = unchanged = 0
    for key, fields in wanted:
        row = existing.get(key)
        if row is None:
            new.append(model(**fields))
        elif _update(row, fields):
            changed += 1
        else:
            unchanged += 1
    _create(model, new)
    return LoadCount(len(new), changed, unchanged)


def _create(model: type[Row], rows: list[Row]) -> None:
    """Insert the rows, and the first entry of their history where the model keeps one."""
    if hasattr(model, "history"):
        bulk_create_with_history(rows, model, default_change_reason="Dimuat dari berkas")
    else:
        model._default_manager.bulk_create(rows)


def _update(row: Model, fields: Mapping[str, Any]) -> bool:
    """Save the fields that differ; whether there were any."""
    differing = {
        name: value for name, value in fields.items() if value not in (None, "") and getattr(row, name) != value
    }
    for name, value in differing.items():
        setattr(row, name, value)
    if differing:
        row.save(update_fields=list(differing))
    return bool(differing)
