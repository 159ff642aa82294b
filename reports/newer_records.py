"""What the registry says today of regions that a page shows on a day of the past; calculation.md dates the figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from clusters.enums import TaskForceState
from clusters.models import TaskForce
from clusters.registry import state_of
from reports.summaries.registry import Registry


@dataclass(frozen=True, slots=True)
class TaskForceToday:
    """``is_newer``: a row began, or the state became another, after the day that the page shows."""

    state: TaskForceState
    row: TaskForce | None
    is_newer: bool

    @property
    def in_words(self) -> str:
        """``Ada, SK 12``."""
        number = self.row.decree_number if self.row is not None else ""
        return f"{self.state.label}, {number}" if number else str(self.state.label)


def task_forces_today(
    registry: Registry, regions: Iterable[int], *, day: date, today: date
) -> dict[int, TaskForceToday]:
    """By region (its key); no query. A page of a day to come is about today."""
    found = {}
    for region in regions:
        row, then = registry.task_force_on(region, today), registry.task_force_on(region, day)
        is_newer = day < today and (row is not then or state_of(row, today) != state_of(then, day))
        found[region] = TaskForceToday(state_of(row, today), row, is_newer)
    return found


def newer_count(registry: Registry, regions: Iterable[int], *, day: date, today: date) -> int:
    """Of how many regions the registry says another thing of today."""
    states = task_forces_today(registry, regions, day=day, today=today)
    return sum(state.is_newer for state in states.values())
