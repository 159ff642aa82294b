"""The order in which a region begins: its own plan, the national actions that it adopts, then what it fills in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from actions.adoption import NAMED, lack_in_words, without_plan
from actions.enums import AssignmentRole
from actions.models import Action, Assignment, ProgressReport
from actions.permissions import can_adopt_for, can_import_regional_plans, can_keep_regional_plan, can_see_entry
from clusters.models import Plan, Region, User

BY_ITSELF = "operator atau sekretariat perangkat daerahnya"
PLAN_BY = f"Dibuat {BY_ITSELF}, atau sekretariat nasional."
ADOPTED_BY = f"Dipilih {BY_ITSELF}, petugas provinsinya, atau sekretariat nasional."
FILLED_BY = "Diisi operator perangkat daerah yang memegang aksinya."


@dataclass(frozen=True, slots=True)
class RegionStep:
    """One step. ``hint``: who takes it, where this person may not; ``url``: of the next one, where this person takes it."""

    title: str
    hint: str
    is_done: bool
    is_next: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class MissingPlans:
    """Regions (ids) that can adopt nothing yet, for want of a plan of their own.

    ``links``: the first of them that this person may make it for, each with the address; ``many_url``: of the file that
    makes many at once, where there are more; ``hint``: who makes them, where this person does not.
    """

    regions: frozenset[int]
    sentence: str
    links: list[tuple[Region, str]]
    many_url: str
    hint: str


def missing_plans(user: User, regions: Sequence[Region], plan: Plan | None) -> MissingPlans | None:
    """Of the regions that may be ticked for actions of a national plan; None where none is without one. One query."""
    found = without_plan(regions, plan) if plan is not None else []
    if plan is None or not found:
        return None
    kept = [(region, url) for region in found if (url := _plan_url(user, region))]
    return MissingPlans(
        regions=frozenset(region.pk for region in found),
        sentence=lack_in_words(found, plan, of=len(regions)),
        links=kept[:NAMED],
        many_url=reverse("regions-import") if len(kept) > NAMED and can_import_regional_plans(user) else "",
        hint="" if kept else PLAN_BY,
    )


def region_steps(user: User, region: Region | None) -> list[RegionStep]:
    """The three steps; none for no region, and for one whose bodies have begun to report. Four queries at most."""
    if region is None or ProgressReport.objects.filter(organization__region=region).exists():
        return []
    has_plan = Plan.objects.filter(region=region).exists()
    steps = [
        ("Buat RAD", PLAN_BY, has_plan, _plan_url(user, region)),
        ("Adopsi aksi nasional", ADOPTED_BY, has_plan and _holds_actions(region), _adoption_url(user, region)),
        ("Isi kemajuan", FILLED_BY, False, _entry_url(user, region)),
    ]
    following = next(position for position, step in enumerate(steps) if not step[2])
    return [
        RegionStep(title, "" if url else hint, is_done, position == following, url if position == following else "")
        for position, (title, hint, is_done, url) in enumerate(steps)
    ]


def _holds_actions(region: Region) -> bool:
    """Has it adopted national actions, or imported own ones?"""
    adopted = Assignment.objects.open().filter(role=AssignmentRole.ADOPTING, organization__region=region)
    own = Action.objects.filter(plan__region=region, is_in_plan=True)
    return adopted.exists() or own.exists()


def _plan_url(user: User, region: Region) -> str:
    return reverse("regional-plan-create", args=[region.code]) if can_keep_regional_plan(user, region) else ""


def _adoption_url(user: User, region: Region) -> str:
    return f"{reverse('adoption-choose')}?region={region.pk}" if can_adopt_for(user, region) else ""


def _entry_url(user: User, region: Region) -> str:
    return reverse("progress-list") if can_see_entry(user) and user.organization.region_id == region.pk else ""
