"""A region's plan as the registry tells its stage, and as it is in the system: two records, which may disagree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from clusters.enums import RegionalPlanStageKind
from clusters.models import Plan, Region, RegionalPlanStage


@dataclass(frozen=True, slots=True)
class PlanStanding:
    """``stage``: the one recorded last by the day. ``plan``: the region's latest in the system. ``on``: the day."""

    stage: RegionalPlanStage | None
    plan: Plan | None
    on: date

    @property
    def disagreement(self) -> str:
        """A sentence where the two do not go together; empty where they do."""
        if self.stage is not None and self.stage.stage == RegionalPlanStageKind.ENACTED:
            return self._of_enacted(self.plan)
        if self.plan is None or self.plan.end_year < self.on.year:
            return ""
        if self.stage is None:
            return f"{self.plan.short_title} ada di sistem, tetapi tahap RAD belum tercatat."
        said = f"tahap RAD tercatat “{self.stage.get_stage_display()}”"
        if self.stage.stage in {RegionalPlanStageKind.NONE, RegionalPlanStageKind.ENDED}:
            return f"{self.plan.short_title} ada di sistem, tetapi {said}."
        if self.plan.legal_basis:
            return f"{self.plan.short_title} memiliki dasar hukum di sistem, tetapi {said}."
        return ""

    @property
    def is_plan_missing(self) -> bool:
        """Is it the plan that has to be entered, rather than the stage?"""
        return bool(self.disagreement) and (self.plan is None or self.plan.end_year < self.on.year)

    def _of_enacted(self, plan: Plan | None) -> str:
        if plan is None:
            return "Tahap RAD tercatat “Ditetapkan”, tetapi rencananya belum dimasukkan ke sistem."
        if plan.end_year < self.on.year:
            return (
                f"Tahap RAD tercatat “Ditetapkan”, tetapi {plan.short_title} di sistem berakhir tahun {plan.end_year}."
            )
        return ""


def plan_standing(region: Region, *, on: date) -> PlanStanding:
    """Two queries."""
    stage = RegionalPlanStage.objects.filter(region=region, since_on__lte=on).latest_first().first()
    return PlanStanding(stage, Plan.objects.filter(region=region).latest_first().first(), on)
