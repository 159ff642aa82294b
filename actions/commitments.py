"""An organization's commitment for a year: its actions with targets, locations, budget codes and ceilings.

Shown on the page, and frozen as canonical JSON when it is prepared and confirmed. Which actions: those on which the
organization reports in that year (calculation.md, "Who reports"), whenever in the year its part begins or ends.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from actions.budgets import LineFigures, figures_of
from actions.calculation.reporters import AssignmentRow, is_reporter
from actions.entry_inputs import target_text
from actions.enums import AssignmentRole, CommitmentStep, Measure
from actions.inbox import Task
from actions.models import Action, BudgetLine, Commitment, Indicator, Target, TargetRequest
from actions.periods import adopters_among, assignment_rows, reporting_indicators, targets_in_force
from clusters.enums import Role
from clusters.models import Organization, Plan, User
from clusters.models.organization import short_name_on
from ranpptppo.lib.formats import day_in_wib, number
from ranpptppo.lib.periods import first_day, last_day


@dataclass(frozen=True, slots=True)
class TargetLine:
    """An indicator with the year's target; ``request``: the newest proposal to change it, if any."""

    indicator: Indicator
    value: Decimal | None
    may_propose: bool
    request: TargetRequest | None

    @property
    def shown(self) -> str:
        return target_text(self.indicator, self.value)

    @property
    def waits(self) -> bool:
        return self.request is not None and not self.request.decision


@dataclass(frozen=True, slots=True)
class CommittedAction:
    action: Action
    targets: list[TargetLine]
    lines: list[LineFigures]

    @property
    def locations(self) -> list[str]:
        return [region.name for region in self.action.locations.all()]


def committed_actions(organization: Organization, plan: Plan, year: int, *, at: datetime) -> list[CommittedAction]:
    """In printed order; a fixed number of queries."""
    rows = [row for row in assignment_rows(plan, year, organization=organization) if _counts(row, year)]
    reported = reporting_indicators(rows, year)
    wanted = {pk for pks in reported.values() for pk in pks}
    indicators = Indicator.objects.filter(pk__in=wanted).select_related("action").order_by("position", "pk")
    values = _values(rows, targets_in_force(year, indicators, adopters=adopters_among(rows)))
    leading = {row.action for row in rows if row.role == AssignmentRole.LEAD}
    newest = {one.indicator_id: one for one in requests_of(wanted, year)}
    of_action: dict[int, list[TargetLine]] = defaultdict(list)
    for one in indicators:
        may_propose = one.action_id in leading and one.action.is_in_plan and one.measure != Measure.MILESTONE
        of_action[one.action_id].append(TargetLine(one, values.get(one.pk), may_propose, newest.get(one.pk)))
    lines = BudgetLine.objects.filter(organization=organization, fiscal_year=year, action__in=of_action)
    of_line: dict[int, list[LineFigures]] = defaultdict(list)
    for figures in figures_of(lines.select_related("organization").order_by("source", "code", "pk"), at=at):
        of_line[figures.line.action_id].append(figures)
    actions = Action.objects.filter(pk__in=of_action).select_related("cluster").prefetch_related("locations")
    return [CommittedAction(one, of_action[one.pk], of_line[one.pk]) for one in actions.in_printed_order()]


def _counts(row: AssignmentRow, year: int) -> bool:
    in_the_year = row.starts_on <= last_day(year) and (row.ends_on is None or row.ends_on >= first_day(year))
    return in_the_year and is_reporter(row) and row.expects_report


def _values(rows: Iterable[AssignmentRow], targets: dict[tuple[int, int | None], Decimal]) -> dict[int, Decimal]:
    """Indicator → the plan's target, or the region's own where it adopted the action."""
    own_lines = {row.line for row in rows if row.role == AssignmentRole.ADOPTING}
    plans = {indicator: value for (indicator, line), value in targets.items() if line is None}
    return plans | {indicator: value for (indicator, line), value in targets.items() if line in own_lines}


def requests_of(indicators: Iterable[int], year: int) -> QuerySet[TargetRequest]:
    """The proposals for these indicators (ids) in the year, the newest last."""
    found = TargetRequest.objects.filter(indicator__in=list(indicators), year=year)
    return found.select_related("requested_by", "decided_by").order_by("requested_at", "pk")


def frozen(organization: Organization, plan: Plan, year: int, actions: Iterable[CommittedAction]) -> tuple[str, str]:
    """The commitment as canonical JSON, and the hash of it. ``actions``: of :func:`committed_actions`."""
    content: dict[str, Any] = {
        "plan": plan.short_title,
        "organization": organization.code,
        "year": year,
        "actions": [_plain(one) for one in actions],
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text, hashlib.sha256(text.encode()).hexdigest()


def _plain(one: CommittedAction) -> dict[str, Any]:
    return {
        "number": one.action.number,
        "title": one.action.title,
        "locations": sorted(one.locations),
        "targets": [
            {
                "indicator": line.indicator.text,
                "unit": line.indicator.unit,
                "baseline": _exact(line.indicator.baseline),
                "target": _exact(line.value),
                "proposed": _exact(line.request.proposed_value) if line.request and line.waits else None,
            }
            for line in one.targets
        ],
        "budget": [
            {"source": row.line.source, "code": row.line.code, "title": row.line.title, "ceiling": row.ceiling}
            for row in one.lines
        ],
    }


def _exact(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"


def steps_of(organization: Organization, plan: Plan, year: int) -> list[Commitment]:
    """The steps taken, the newest first."""
    steps = Commitment.objects.filter(organization=organization, plan=plan, year=year)
    return list(steps.select_related("by").order_by("-version"))


@dataclass(frozen=True, slots=True)
class OverviewRow:
    """An organization that commits in the year, and its newest step (None: nothing yet)."""

    organization: Organization
    step: Commitment | None

    @property
    def is_confirmed(self) -> bool:
        return self.step is not None and self.step.step == CommitmentStep.CONFIRMED


def commitment_overview(plan: Plan, year: int, *, on: date) -> list[OverviewRow]:
    """Every organization that reports in the year; those that have not confirmed come first."""
    rows = [row for row in assignment_rows(plan, year) if _counts(row, year)]
    named = Organization.objects.filter(pk__in={row.organization for row in rows}).by_name(on)
    steps = Commitment.objects.filter(plan=plan, year=year).select_related("by").order_by("version")
    newest = {step.organization_id: step for step in steps}
    found = [OverviewRow(organization, newest.get(organization.pk)) for organization in named]
    return sorted(found, key=lambda row: row.is_confirmed)


def requests_to_decide(user: User, *, clusters: Iterable[int] | None, on: date) -> QuerySet[TargetRequest]:
    """The open proposals that fall to this person (``permissions.can_decide_target``, as rows), the oldest first."""
    found = TargetRequest.objects.filter(decision="").exclude(requested_by__organization=user.organization_id)
    if clusters is not None:
        found = found.filter(indicator__action__cluster__in=list(clusters))
    named = found.annotate(organization_name=short_name_on(on, of="requested_by__organization"))
    return named.select_related("indicator__action__cluster", "requested_by").order_by("requested_at", "pk")


@dataclass(frozen=True, slots=True)
class TargetChange:
    """A revision of a plan's target: from what to what, why, who asked and who approved."""

    target: Target
    before: str
    after: str


def earlier_values(action: int) -> dict[int, Decimal | None]:
    """By key of each target of the action (its own, not a region's) that revised another: the value before; one query."""
    targets = Target.objects.filter(indicator__action=action, assignment__isnull=True)
    before: dict[int, Decimal | None] = {}
    latest: dict[tuple[int, int], Decimal | None] = {}
    rows = targets.order_by("indicator_id", "year", "version").values_list("pk", "indicator_id", "year", "value")
    for key, indicator, year, value in rows:
        if (indicator, year) in latest:
            before[key] = latest[indicator, year]
        latest[indicator, year] = value
    return before


def target_changes(before: Mapping[int, Decimal | None]) -> list[TargetChange]:
    """The revisions of targets, by year and indicator; one query where there are any. before: ``earlier_values``."""
    if not before:
        return []
    revised = Target.objects.filter(pk__in=list(before)).select_related("indicator", "requested_by", "approved_by")
    return [
        TargetChange(row, target_text(row.indicator, before[row.pk]), target_text(row.indicator, row.value))
        for row in revised.order_by("year", "indicator__position", "indicator_id", "version")
    ]


def commitment_tasks(user: User, *, clusters: Iterable[int] | None, at: datetime) -> list[Task]:
    """This year's commitment that waits for the person, and proposals that wait for a decision.

    ``clusters``: those whose proposals the person decides (``permissions.kept_clusters``).
    """
    on = day_in_wib(at)
    waiting = requests_to_decide(user, clusters=clusters, on=on).count()
    decide = Task(
        title=f"{number(waiting)} usulan target menunggu keputusan Anda",
        url=reverse("commitment-list"),
        hint="Setujui atau tolak dengan catatan",
        label="Menunggu Anda",
        tone="warning",
        symbol="clock",
    )
    own = _own_task(user, on=on)
    return [*([own] if own else []), *([decide] if waiting else [])]


def _own_task(user: User, *, on: date) -> Task | None:
    if user.role not in {Role.OPERATOR, Role.ENDORSER}:
        return None
    plans = Plan.objects.filter(region=user.organization.region_id, start_year__lte=on.year, end_year__gte=on.year)
    plan = next((one for one in plans.latest_first() if one.has_scores), None)
    if plan is None:
        return None
    steps = steps_of(user.organization, plan, on.year)
    turn = Role.ENDORSER if steps and user.organization.endorsement_required else Role.OPERATOR
    is_done = bool(steps) and (steps[0].step == CommitmentStep.CONFIRMED or turn != user.role)
    if is_done or user.role != turn or not _commits(user.organization, plan, on.year):
        return None
    return Task(
        title=f"Komitmen {on.year} menunggu",
        url=reverse("commitment-list"),
        hint="Konfirmasi target, lokus, dan anggaran tahun ini"
        if steps
        else "Periksa target, lokus, dan anggaran tahun ini",
        label="Menunggu Anda",
        tone="warning",
        symbol="clock",
    )


def _commits(organization: Organization, plan: Plan, year: int) -> bool:
    return any(_counts(row, year) for row in assignment_rows(plan, year, organization=organization))
