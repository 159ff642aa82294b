"""What plans hold already, read at once: for one plan or for hundreds the same number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from actions.models import Action, ActionTag, Assignment, Indicator, Measurement, MeasurementRound, Target
from clusters.models import Plan


@dataclass(slots=True)
class Contents:
    """Of several plans. ``actions``: plan (id) → number → action; everything else by the action or indicator (id).

    ``targets``: (indicator, year) → the version in force. ``tags``: (kind, value). ``locations``: (code,).
    ``reported``: indicators that somebody measured, as a draft or filed.
    """

    actions: dict[int | None, dict[str, Action]] = field(default_factory=dict)
    indicators: dict[int, list[Indicator]] = field(default_factory=lambda: defaultdict(list))
    targets: dict[tuple[int, int], Target] = field(default_factory=dict)
    tags: dict[int, set[tuple[Any, ...]]] = field(default_factory=lambda: defaultdict(set))
    locations: dict[int, set[tuple[Any, ...]]] = field(default_factory=lambda: defaultdict(set))
    assignments: dict[int, list[Assignment]] = field(default_factory=lambda: defaultdict(list))
    reported: set[int] = field(default_factory=set)


def contents_of(plans: Iterable[Plan]) -> Contents:
    """Eight queries; none where no plan is saved yet."""
    keys = [plan.pk for plan in plans if not plan._state.adding]
    contents = Contents()
    if not keys:
        return contents
    for action in Action.objects.filter(plan__in=keys).select_related("cluster"):
        contents.actions.setdefault(action.plan_id, {})[action.number] = action
    in_plan = Indicator.objects.filter(action__plan__in=keys, action__is_in_plan=True)
    for indicator in in_plan.order_by("position", "pk"):
        contents.indicators[indicator.action_id].append(indicator)
    for target in Target.objects.filter(indicator__action__plan__in=keys).of_the_plan().order_by("version", "pk"):
        contents.targets[target.indicator_id, target.year] = target
    tags = ActionTag.objects.filter(action__plan__in=keys)
    contents.tags = _grouped(tags.values_list("action_id", "kind", "value"))
    through = Action.locations.through.objects.filter(action__plan__in=keys)
    contents.locations = _grouped(through.values_list("action_id", "region__code"))
    held = Assignment.objects.filter(action__plan__in=keys).select_related("organization", "line__organization")
    for assignment in held.order_by("starts_on", "pk"):
        contents.assignments[assignment.action_id].append(assignment)
    contents.reported = _reported(keys)
    return contents


def _reported(plans: Collection[int]) -> set[int]:
    drafts = Measurement.objects.filter(indicator__action__plan__in=plans).values_list("indicator_id", flat=True)
    rounds = MeasurementRound.objects.filter(indicator__action__plan__in=plans).values_list("indicator_id", flat=True)
    return {*drafts.distinct(), *rounds.distinct()}


def _grouped(rows: Iterable[tuple[Any, ...]]) -> dict[int, set[tuple[Any, ...]]]:
    """First column → the set of the other columns."""
    groups: dict[int, set[tuple[Any, ...]]] = defaultdict(set)
    for key, *rest in rows:
        groups[key].add(tuple(rest))
    return groups
