"""What the registry of regions says on a day: one line a region, and who changed what of one region."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import models

from clusters.enums import RegionalPlanStageKind, RegionLevel, TaskForceState
from clusters.models import Plan, Region, RegionalPlanStage, RegionRole, TaskForce, User
from clusters.models.task_force import state_told
from clusters.plan_standing import disagreement
from ranpptppo.lib.formats import date_long

Kept = TaskForce | RegionalPlanStage | RegionRole
BLANK = "–"
DIFFERS = "differs"
UNTOLD = frozenset({"id", "is_example", "withdrawn_at"})
# What may have happened to a row, as the history keeps it.
HAPPENED = {"+": "Dicatat", "~": "Diperbaiki", "-": "Dihapus"}


class TaskForceTold(NamedTuple):
    """What a list says of a row of ``TaskForce``: hundreds are read, and a model for each would cost more than they."""

    region_id: int
    status: str
    decree_number: str
    valid_to: date | None
    is_led_by_police: bool | None
    is_example: bool

    def state_on(self, day: date) -> TaskForceState:
        return state_told(self.status, self.valid_to, day)


class _PlanTold(NamedTuple):
    region_id: int | None
    short_title: str
    end_year: int
    legal_basis: str


@dataclass(frozen=True, slots=True)
class Line:
    """stage: the label of the stage recorded last, empty where none is. task_force: the row that began last.

    disagreement: where the stage and the plan in the system do not go together, a sentence.
    """

    region: Region
    state: TaskForceState
    task_force: TaskForceTold | None
    stage: str
    disagreement: str = ""

    @property
    def led_by_police(self) -> str:
        """``Ya``, ``Tidak``, ``Belum diketahui``; nothing where there is no decree to say it."""
        if self.task_force is None or not self.task_force.decree_number:
            return ""
        return YES_NO[self.task_force.is_led_by_police]


YES_NO = {True: "Ya", False: "Tidak", None: "Belum diketahui"}


def lines(user: User, *, on: date) -> list[Line]:
    """Every region of the day that the person sees, in the order of codes; five queries."""
    task_forces = {row.region_id: row for row in _begun(user, on)}
    stages = dict(_stages(user, on))
    plans = {plan.region_id: plan for plan in _plans(user)}
    return [
        _line(region, task_forces.get(region.pk), stages.get(region.pk, ""), plans.get(region.pk), on)
        for region in regions_of(user, on=on)
    ]


def _line(region: Region, task_force: TaskForceTold | None, stage: str, plan: _PlanTold | None, on: date) -> Line:
    label = str(RegionalPlanStageKind(stage).label) if stage else ""
    return Line(region, state_of(task_force, on), task_force, label, disagreement(stage, plan, on=on))


def regions_of(user: User, *, on: date) -> list[Region]:
    """Those of the day that the person sees, with their provinces, in the order of codes; two queries."""
    provinces = Region.objects.provinces().in_bulk()  # 38 rows, where a join would make each of them fourteen times
    found = list(Region.objects.valid_on(on).visible_to(user).order_by("code"))
    for region in found:
        if region.parent_id is not None:
            region.parent = provinces[region.parent_id]
    return found


def state_of(task_force: TaskForce | TaskForceTold | None, on: date) -> TaskForceState:
    """Of the region whose row that began last this is."""
    return TaskForceState.UNRECORDED if task_force is None else task_force.state_on(on)


def narrowed(
    found: Iterable[Line],
    *,
    q: str = "",
    level: str = "",
    province: str = "",
    state: str = "",
    police: str = "",
    stage: str = "",
    plan: str = "",
) -> list[Line]:
    """``q``: words of the name, or the beginning of a code. ``level``: province or regency; ``province``: a code.

    ``plan``: ``differs`` where stage and plan disagree, else ``agrees``. ``police``: what a decree says of its daily head.
    """
    return [
        line
        for line in found
        if is_wanted(line.region, q=q, level=level, province=province)
        and (not state or line.state == state)
        and (not police or line.led_by_police == police)
        and (not stage or line.stage == _stage_label(stage))
        and (not plan or bool(line.disagreement) == (plan == DIFFERS))
    ]


def is_wanted(region: Region, *, q: str, level: str, province: str) -> bool:
    """As ``narrowed``, of a region alone."""
    words = q.casefold().split()[:10]
    return (
        all(word in region.name.casefold() or region.code.startswith(word) for word in words)
        and (not level or (region.level == RegionLevel.PROVINCE) == (level == RegionLevel.PROVINCE))
        and (not province or province in {region.code, region.code.split(".")[0]})
    )


def counts(found: Iterable[Line]) -> dict[str, int]:
    """How many of the lines are in each state."""
    return Counter(line.state.value for line in found)


def _stage_label(stage: str) -> str:
    return "" if stage == TaskForceState.UNRECORDED else str(RegionalPlanStageKind(stage).label)


def _begun(user: User, on: date) -> list[TaskForceTold]:
    """The oldest first, so that the last of a region stays in a mapping; as do the stages and plans."""
    rows = TaskForce.objects.filter(region__in=_seen(user), valid_from__lte=on).order_by("valid_from", "pk")
    return [TaskForceTold(*row) for row in rows.values_list(*TaskForceTold._fields)]


def _stages(user: User, on: date) -> models.QuerySet[RegionalPlanStage, tuple[int, str]]:
    rows = RegionalPlanStage.objects.filter(region__in=_seen(user), since_on__lte=on)
    return rows.order_by("since_on", "pk").values_list("region_id", "stage")


def _plans(user: User) -> list[_PlanTold]:
    rows = Plan.objects.filter(region__in=_seen(user)).latest_first().reverse()
    return [_PlanTold(*row) for row in rows.values_list(*_PlanTold._fields)]


def _seen(user: User) -> models.QuerySet[Region]:
    return Region.objects.visible_to(user)


# --- changes ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FieldChange:
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """what: of which row, in words. fields: only those that differ; of a new row those that say something."""

    at: datetime
    by: User | None
    what: str
    fields: list[FieldChange]


def changes_of(region: Region, of: Iterable[type[Kept]] = (TaskForce, RegionalPlanStage, RegionRole)) -> list[Change]:
    """Everything that was ever recorded or corrected about the region, the latest first; a query for each model."""
    found: list[Change] = []
    for model in of:
        kept = model.history.filter(region=region.pk)
        related = ["history_user", *(["plan"] if model is RegionRole else [])]
        found += _changes(model, list(kept.select_related(*related).order_by("id", "history_date", "history_id")))
    return sorted(found, key=lambda change: change.at, reverse=True)


def _changes(model: type[Kept], kept: Sequence[Any]) -> list[Change]:
    """``kept``: the entries of the history by row, the oldest first."""
    found: list[Change] = []
    before: Any = None
    for entry in kept:
        former = before if before is not None and before.id == entry.id else None
        before = entry
        fields = field_changes(model, former, entry)
        if fields or former is None:
            what = f"{_happened(former, entry)}: {model._meta.verbose_name} {_name(entry)}"
            if entry.history_change_reason:
                what += f" ({entry.history_change_reason})"
            found.append(Change(entry.history_date, entry.history_user, what, fields))
    return found


def _happened(former: Any, entry: Any) -> str:
    is_withdrawn = getattr(entry, "withdrawn_at", None) is not None
    if is_withdrawn and (former is None or former.withdrawn_at is None):
        return "Dibatalkan"
    return HAPPENED[entry.history_type]


def _name(entry: Any) -> str:
    if hasattr(entry, "decree_number"):
        return entry.decree_number or f"sejak {date_long(entry.valid_from)}"
    if hasattr(entry, "since_on"):
        return f"sejak {date_long(entry.since_on)}"
    return str(entry.plan)


def field_changes(model: type[Kept], former: Any, entry: Any) -> list[FieldChange]:
    """``former`` and ``entry``: rows of the model, or entries of its history; ``former`` None of a new row."""
    found = []
    for field in model._meta.concrete_fields:
        if field.name in UNTOLD or field.is_relation:
            continue
        after = _said(field, entry)
        said_before = _said(field, former) if former is not None else BLANK
        if said_before != after:
            label = str(field.verbose_name)
            found.append(FieldChange(label[:1].upper() + label[1:], said_before, after))
    return found


def _said(field: Any, entry: Any) -> str:
    value = getattr(entry, field.attname)
    if value in (None, ""):
        return BLANK
    if isinstance(value, bool):
        return YES_NO[value]
    if isinstance(value, date):
        return date_long(value)
    return str(dict(field.choices)[value]) if field.choices else str(value)
