"""On which days a row of the registry holds: of one region no two at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from clusters.models import TaskForce
from ranpptppo.lib.formats import date_long


class DaysTaken(Exception):
    """Another row of the region holds on these days; ``field`` says which day is wrong, the message why."""

    def __init__(self, sentence: str, *, field: str) -> None:
        self.field = field
        super().__init__(sentence)


def closed_by(new: TaskForce, others: Iterable[TaskForce]) -> list[TaskForce]:
    """The rows among ``others`` of the region that ``new`` ends, their last day already set. Raises :class:`DaysTaken`."""
    closed = []
    for other in others:
        if other.valid_from == new.valid_from:
            sentence = f"Sudah ada catatan sejak {date_long(new.valid_from)}; perbaiki catatan itu."
            raise DaysTaken(sentence, field="valid_from")
        if other.valid_from > new.valid_from and (new.valid_to is None or new.valid_to >= other.valid_from):
            sentence = f"Sudah ada catatan sejak {date_long(other.valid_from)}: isi hari terakhir sebelum tanggal itu."
            raise DaysTaken(sentence, field="valid_to")
        if other.valid_from < new.valid_from and (other.valid_to is None or other.valid_to >= new.valid_from):
            other.valid_to = new.valid_from - timedelta(days=1)
            closed.append(other)
    return closed
