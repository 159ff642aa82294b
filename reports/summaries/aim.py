"""Whom and where the actions of a plan aim at: their tags, their places, and the places' roles in trafficking routes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from django.db.models import Q

from actions.enums import Sector, TagKind
from actions.models import Action, ActionTag
from clusters.models import Region, RegionRole
from reports.summaries.rows import ActionFacts, Aim, RegionFacts

ROLES = ("source", "transit", "destination", "fisheries")
FISHERIES = frozenset({Sector.FISHERIES, Sector.FISHERIES_MIGRANT, Sector.FISHERIES_DOMESTIC})


def has_tag(aim: Aim, action_id: int, kind: str, values: Iterable[str]) -> bool:
    return any((kind, value) in aim.tags.get(action_id, ()) for value in values)


def has_sector(aim: Aim, action_id: int, sector: str) -> bool:
    """Fisheries holds its two parts as well."""
    return has_tag(aim, action_id, TagKind.SECTOR, FISHERIES if sector == Sector.FISHERIES else {sector})


def regions_within(aim: Aim, code: str) -> frozenset[int]:
    """The region with this code and, of a province, its regencies: of those that the plan names."""
    found = next((region for region in aim.regions.values() if region.code == code), None)
    if found is None:
        return frozenset()
    return frozenset(region.id for region in aim.regions.values() if found.id in {region.id, region.parent})


def load_aims(actions: Mapping[int, Mapping[int, ActionFacts]]) -> dict[int, Aim]:
    """By plan; four queries: tags, places, roles, and the regions that either names with their provinces.

    actions: by plan and id.
    """
    keys = {key for own in actions.values() for key in own}
    tags, places, roles = _tags(keys), _places(keys), _roles(actions)
    regions = _regions({region for own in roles.values() for region in own}.union(*places.values()))
    return {
        plan: Aim(
            tags={key: tags[key] for key in own if key in tags},
            places={key: places[key] for key in own if key in places},
            regions=_named(regions, {*roles[plan], *(one for key in own for one in places.get(key, ()))}),
            roles=roles[plan],
        )
        for plan, own in actions.items()
    }


def _tags(actions: Collection[int]) -> dict[int, frozenset[tuple[str, str]]]:
    found: dict[int, set[tuple[str, str]]] = defaultdict(set)
    rows = ActionTag.objects.filter(action__in=actions)
    for action, kind, value in rows.values_list("action_id", "kind", "value"):
        found[action].add((kind, value))
    return {action: frozenset(own) for action, own in found.items()}


def _places(actions: Collection[int]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    rows = Action.locations.through.objects.filter(action__in=actions)
    for action, region in rows.values_list("action_id", "region_id"):
        found[action].add(region)
    return {action: frozenset(own) for action, own in found.items()}


def _roles(plans: Collection[int]) -> dict[int, dict[int, frozenset[str]]]:
    """By plan and region."""
    found: dict[int, dict[int, frozenset[str]]] = {plan: {} for plan in plans}
    rows = RegionRole.objects.filter(plan__in=list(plans))
    for plan, region, *flags in rows.values_list("plan_id", "region_id", *(f"is_{role}" for role in ROLES)):
        found[plan][region] = frozenset(role for role, has in zip(ROLES, flags, strict=True) if has)
    return found


def _regions(wanted: set[int]) -> dict[int, RegionFacts]:
    """By id, in order of their code: a province stands before its regencies."""
    rows = Region.objects.filter(Q(pk__in=wanted) | Q(regencies__in=wanted)).distinct().order_by("code")
    return {row[0]: RegionFacts(*row) for row in rows.values_list("id", "code", "name", "parent_id")}


def _named(regions: Mapping[int, RegionFacts], wanted: set[int]) -> dict[int, RegionFacts]:
    """Those of one plan, and their provinces."""
    own = wanted | {regions[key].parent for key in wanted}
    return {key: facts for key, facts in regions.items() if key in own}
