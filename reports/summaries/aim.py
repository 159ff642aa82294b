"""Whom and where the actions of a plan aim at: their tags, their places, and the places' roles in trafficking routes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from django.db.models import Q

from actions.models import Action, ActionTag
from clusters.models import Plan, Region, RegionRole
from reports.summaries.rows import ActionFacts, Aim, RegionFacts

ROLES = ("source", "transit", "destination", "fisheries")


def load_aim(plan: Plan, actions: Mapping[int, ActionFacts]) -> Aim:
    """Four queries: tags, places, roles, and the regions that either names with their provinces."""
    tags: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for action, kind, value in ActionTag.objects.filter(action__in=list(actions)).values_list(
        "action_id", "kind", "value"
    ):
        tags[action].add((kind, value))
    places: dict[int, set[int]] = defaultdict(set)
    through = Action.locations.through.objects.filter(action__in=list(actions))
    for action, region in through.values_list("action_id", "region_id"):
        places[action].add(region)
    roles = _roles(plan)
    return Aim(
        tags={action: frozenset(own) for action, own in tags.items()},
        places={action: frozenset(own) for action, own in places.items()},
        regions=_regions(set(roles).union(*places.values())),
        roles=roles,
    )


def _roles(plan: Plan) -> dict[int, frozenset[str]]:
    rows = RegionRole.objects.filter(plan=plan.pk).values_list("region_id", *(f"is_{role}" for role in ROLES))
    return {region: frozenset(role for role, has in zip(ROLES, flags, strict=True) if has) for region, *flags in rows}


def _regions(wanted: set[int]) -> dict[int, RegionFacts]:
    """By id, in order of their code: a province stands before its regencies."""
    rows = Region.objects.filter(Q(pk__in=wanted) | Q(regencies__in=wanted)).distinct().order_by("code")
    return {row[0]: RegionFacts(*row) for row in rows.values_list("id", "code", "name", "parent_id")}
