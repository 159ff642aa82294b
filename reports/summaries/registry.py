"""What is on record about every region, in memory: the regions, their plans, stages, task forces and bodies.

It changes a few times a year, by the admin or by the reference files, and each of both counts a change of every plan:
so it is kept like names (``references``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeVar

from clusters.models import Organization, Plan, Region, RegionalPlanStage, TaskForce
from reports.summaries.references import kept_reference

Row = TypeVar("Row", TaskForce, RegionalPlanStage)


class PlanOnRecord(NamedTuple):
    start_year: int
    end_year: int
    legal_basis: str
    id: int
    is_example: bool


@dataclass(frozen=True, slots=True)
class Registry:
    """regions: all of them, with their parents, in the order of codes. All else by key of the region.

    plans: the oldest first. stages and task_forces: the latest first. bodies: keys of organizations, in the order of
    codes. Requests share it: nobody changes what is in it.
    """

    regions: list[Region]
    plans: Mapping[int, list[PlanOnRecord]]
    stages: Mapping[int, list[RegionalPlanStage]]
    task_forces: Mapping[int, list[TaskForce]]
    bodies: Mapping[int, list[int]]

    def task_force_on(self, region: int, day: date) -> TaskForce | None:
        """The row that began last on or before the day."""
        return next((row for row in self.task_forces.get(region, ()) if row.valid_from <= day), None)


def registry_of(plan: Plan) -> Registry:
    """Five queries, then kept; ``plan``: one that was just fetched."""
    return kept_reference(plan, "registry of regions", _fetch)


def _fetch() -> Registry:
    return Registry(
        regions=list(Region.objects.select_related("parent").order_by("code")),
        plans=_plans(),
        stages=_by_region(RegionalPlanStage.objects.latest_first()),
        task_forces=_by_region(TaskForce.objects.latest_first()),
        bodies=_bodies(),
    )


def _plans() -> dict[int, list[PlanOnRecord]]:
    found: dict[int, list[PlanOnRecord]] = defaultdict(list)
    rows = Plan.objects.filter(region__isnull=False).order_by("start_year", "pk")
    columns = ("start_year", "end_year", "legal_basis", "pk", "is_example")
    for region, *row in rows.values_list("region_id", *columns):
        found[region].append(PlanOnRecord(*row))
    return dict(found)


def _bodies() -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    rows = Organization.objects.filter(region__isnull=False).order_by("code")
    for region, key in rows.values_list("region_id", "pk"):
        found[region].append(key)
    return dict(found)


def _by_region(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.region_id].append(row)
    return dict(found)
