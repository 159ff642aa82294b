"""An invented registry of task forces and stages of regional plans: every row is marked as an example.

What is real about the regions is not known here, so most provinces stay as they are: not recorded.
"""

from __future__ import annotations

from datetime import date

from clusters.enums import RegionalPlanStageKind, TaskForceStatus
from clusters.models import Region, RegionalPlanStage, TaskForce

POLICE_LEAD_SINCE = date(2023, 8, 10)  # Perpres 49/2023
SOURCE = "Contoh untuk demo, bukan data resmi"
# code of a province: first and last day of its decree; without a last day it is in force
DECREES: dict[str, tuple[date, date | None]] = {
    "12": (date(2024, 2, 1), None),
    "21": (date(2023, 11, 1), None),
    "31": (date(2022, 1, 3), date(2024, 12, 31)),
    "32": (date(2024, 5, 2), None),
    "33": (date(2024, 7, 1), None),
    "35": (date(2021, 3, 1), date(2023, 12, 31)),
    "51": (date(2023, 9, 1), None),
    "53": (date(2020, 6, 1), date(2022, 5, 31)),
    "61": (date(2024, 3, 1), None),
}
WITHOUT_TASK_FORCE = {"93": date(2023, 3, 1), "94": date(2023, 3, 1)}
STAGES: dict[str, list[tuple[date, str]]] = {
    "12": [(date(2023, 8, 1), RegionalPlanStageKind.DRAFTING), (date(2024, 6, 3), RegionalPlanStageKind.HARMONIZATION)],
    "31": [(date(2023, 5, 2), RegionalPlanStageKind.DRAFTING)],
    "32": [(date(2022, 9, 1), RegionalPlanStageKind.DRAFTING), (date(2023, 7, 3), RegionalPlanStageKind.ENACTED)],
    "33": [(date(2024, 1, 8), RegionalPlanStageKind.ENACTED)],
    "53": [(date(2019, 1, 2), RegionalPlanStageKind.ENACTED), (date(2024, 1, 1), RegionalPlanStageKind.ENDED)],
    "93": [(date(2023, 3, 1), RegionalPlanStageKind.NONE)],
}


def record_regions() -> None:
    """Once, in the demo alone."""
    regions = dict(Region.objects.provinces().values_list("code", "pk"))
    TaskForce.objects.bulk_create(_task_forces(regions))
    RegionalPlanStage.objects.bulk_create(
        RegionalPlanStage(
            region_id=regions[code],
            stage=stage,
            since_on=since,
            instrument="Peraturan Gubernur contoh" if stage == RegionalPlanStageKind.ENACTED else "",
            source=SOURCE,
            is_example=True,
        )
        for code, stages in STAGES.items()
        for since, stage in stages
    )


def _task_forces(regions: dict[str, int]) -> list[TaskForce]:
    formed = [
        TaskForce(
            region_id=regions[code],
            decree_number=f"Keputusan Gubernur contoh {code}/{first.year}",
            decree_on=first,
            valid_from=first,
            valid_to=last,
            chair="Gubernur",
            daily_head="Kapolda" if first >= POLICE_LEAD_SINCE else "Kepala dinas",
            is_led_by_police=first >= POLICE_LEAD_SINCE,
            secretariat_unit="Unit sekretariat contoh",
            source=SOURCE,
            is_example=True,
        )
        for code, (first, last) in DECREES.items()
    ]
    none = [
        TaskForce(region_id=regions[code], status=TaskForceStatus.NONE, valid_from=day, source=SOURCE, is_example=True)
        for code, day in WITHOUT_TASK_FORCE.items()
    ]
    return [*formed, *none]
