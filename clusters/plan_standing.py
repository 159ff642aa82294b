"""A region's plan as the registry tells its stage, and as it is in the system: two records, which may disagree.

Where both speak, the recorded stage holds; only that a plan has ended needs no record of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

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
        return disagreement(self.stage.stage if self.stage is not None else "", self.plan, on=self.on)

    @property
    def is_plan_missing(self) -> bool:
        """Is it the plan that has to be entered, rather than the stage?"""
        return bool(self.disagreement) and (self.plan is None or self.plan.end_year < self.on.year)


class PlanTold(Protocol):
    """What of a plan matters beside its stage."""

    @property
    def short_title(self) -> str: ...
    @property
    def end_year(self) -> int: ...
    @property
    def legal_basis(self) -> str: ...


def disagreement(stage: str, plan: PlanTold | None, *, on: date) -> str:
    """``stage``: a ``RegionalPlanStageKind``, empty where none is recorded. A sentence, or nothing."""
    if stage == RegionalPlanStageKind.ENACTED:
        return _of_enacted(plan, on)
    if plan is None or plan.end_year < on.year:
        return ""
    if not stage:
        what = "memiliki dasar hukum" if plan.legal_basis else "ada"
        return f"{plan.short_title} {what} di sistem, tetapi tahap RAD belum tercatat."
    said = f"tahap RAD tercatat “{RegionalPlanStageKind(stage).label}”"
    if stage in {RegionalPlanStageKind.NONE, RegionalPlanStageKind.ENDED}:
        return f"{plan.short_title} ada di sistem, tetapi {said}."
    if plan.legal_basis:
        return f"{plan.short_title} memiliki dasar hukum di sistem, tetapi {said}."
    return ""


def _of_enacted(plan: PlanTold | None, on: date) -> str:
    if plan is None:
        return "Tahap RAD tercatat “Ditetapkan”, tetapi rencananya belum dimasukkan ke sistem."
    if plan.end_year < on.year:
        return f"Tahap RAD tercatat “Ditetapkan”, tetapi {plan.short_title} di sistem berakhir tahun {plan.end_year}."
    return ""


def has_ended(stage: str, since_on: date, last_year: int, *, on: date) -> bool:
    """Is what was recorded as enacted over on the day, by the last year of the region's latest plan in the system?

    Not where the plan had ended when the stage began: then another plan was enacted, which is not in the system.
    """
    return stage == RegionalPlanStageKind.ENACTED and since_on.year <= last_year < on.year


def plan_standing(region: Region, *, on: date) -> PlanStanding:
    """Two queries."""
    stage = RegionalPlanStage.objects.filter(region=region, since_on__lte=on).latest_first().first()
    return PlanStanding(stage, Plan.objects.filter(region=region).latest_first().first(), on)
