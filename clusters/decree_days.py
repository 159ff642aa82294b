"""On which days a row of the registry holds: of one region no two at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

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


ENDED = "berakhir karena catatan berikutnya"  # the reason in the history, where the system wrote a last day


@dataclass(frozen=True)
class OwnEnd:
    """The last day that people wrote of a row before a later row ended it; None: without end."""

    day: date | None


def end_before_the_next(row: TaskForce) -> OwnEnd | None:
    """None where the row's last day was not written by the system: then no other row may move it."""
    newest_first = row.history.order_by("-history_id")
    kept = list(newest_first.values_list("valid_to", "history_change_reason"))
    is_written_by_system = False
    for (day, reason), (before, _reason) in pairwise(kept):
        if day == before:
            continue
        if not (reason or "").startswith(ENDED):
            return OwnEnd(day) if is_written_by_system else None
        is_written_by_system = True
    return OwnEnd(kept[-1][0]) if is_written_by_system else None


def ends_that_follow(siblings: Iterable[TaskForce], first_days: Collection[date]) -> list[TaskForce]:
    """The rows among ``siblings`` whose last day the system wrote and now has to write anew, that day already set.

    Such a row ends when it does by itself, at the latest the day before the next one begins. ``first_days``: of all rows
    of the region. A query for each of the siblings.
    """
    moved = []
    for row in siblings:
        own = end_before_the_next(row)
        if own is None:
            continue
        later = [day for day in first_days if day > row.valid_from]
        last = _earlier(own.day, min(later) - timedelta(days=1) if later else None)
        if last != row.valid_to:
            row.valid_to = last
            moved.append(row)
    return moved


def _earlier(one: date | None, other: date | None) -> date | None:
    """None: without end."""
    return min((day for day in (one, other) if day is not None), default=None)
