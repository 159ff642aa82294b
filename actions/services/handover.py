"""Serah terima: the assignments of an ended organization go to a successor, explicitly (calculation.md, "Who reports").

Each successor's assignment belongs to the same *line* as its predecessor's: the line stays one reporter. Budget lines of
the current and later fiscal years move along: the predecessor's ceiling is revised to what it realized, the successor
gets the rest and starts from 0 (calculation.md, "Budget").
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from actions.calculation.budget import BudgetLineRow, CeilingRow, HandedOverLine, RealizedRow, allocated, hand_over_line
from actions.calculation.budget import realized as realized_of
from actions.calculation.rounds import EventRow, report_history
from actions.enums import AssignmentRole, Reading
from actions.models import Assignment, BudgetLine, ProgressEvent, RealizationRound
from actions.services.budget import create_budget_line, revise_ceiling
from clusters.models import Organization, OrganizationSuccession, Plan, User
from ranpptppo.lib.formats import date_long


class HandOverNotPossible(Exception):
    """Some assignments cannot be handed over so; ``problems`` are sentences, nothing was changed."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = list(problems)
        super().__init__(" ".join(problems))


@dataclass(frozen=True, slots=True)
class LineMove:
    """A budget line that goes along, with both new ceilings. has_ceiling: false where none was ever set."""

    line: BudgetLine
    has_ceiling: bool
    ceilings: HandedOverLine


@dataclass(frozen=True, slots=True)
class HandOver:
    """What a hand-over would do. superseded: the successor's own support, which ends where it becomes the lead."""

    assignments: Sequence[Assignment]
    successor: Organization
    on: date
    problems: Sequence[str] = ()
    superseded: Sequence[Assignment] = ()
    lines: Sequence[LineMove] = field(default_factory=list)

    @property
    def last_day(self) -> date:
        """The last day of the predecessor."""
        return self.on - timedelta(days=1)


# --- questions -----------------------------------------------------------------------------------------------------


def ended_organizations(*, on: date) -> QuerySet[Organization]:
    """Organizations that ended before that day and still hold open assignments, with ``open_assignments``."""
    still_open = Count("assignments", filter=Q(assignments__ends_on__isnull=True))
    ended = Organization.objects.ended_before(on).annotate(open_assignments=still_open)
    return ended.filter(open_assignments__gt=0).with_name_on(on).order_by("code")


def open_assignments(organization: Organization) -> QuerySet[Assignment]:
    rows = Assignment.objects.open().filter(organization=organization)
    return rows.select_related("action__plan", "action__cluster").order_by(
        "-action__plan__start_year", "action__cluster__number", "action__sort_key", "action_id", "role"
    )


def successions(organization: Organization, *, on: date) -> list[OrganizationSuccession]:
    """The recorded successors that exist on that day: suggestions, nothing more."""
    living = Organization.objects.active_on(on)
    rows = organization.successions.filter(successor__in=living).select_related("successor")
    return list(rows.order_by("on", "pk"))


def prepare_hand_over(
    *, assignments: Sequence[Assignment], successor: Organization, on: date, at: datetime | None = None
) -> HandOver:
    """What would happen, and everything that stands against it. Reads only."""
    others = _others(assignments, on)
    superseded = [
        other
        for assignment in assignments
        for other in others[assignment.action_id]
        if _is_superseded(other, assignment, successor, on)
    ]
    problems = _problems_of_successor(assignments, successor, on)
    for assignment in assignments:
        staying = [other for other in others[assignment.action_id] if other not in superseded]
        problems += _problems_of(assignment, staying, successor, on)
    lines = _line_moves(assignments, on, at or timezone.now())
    return HandOver(list(assignments), successor, on, problems, superseded, lines)


# --- the deed ------------------------------------------------------------------------------------------------------


@transaction.atomic
def hand_over_assignments(
    *,
    assignments: Iterable[Assignment],
    successor: Organization,
    on: date,
    by: User,
    basis: str,
    at: datetime | None = None,
) -> list[Assignment]:
    """End each assignment on the day before ``on`` and start the successor's on it; budget lines go along.

    Raises HandOverNotPossible, with nothing changed. Answers the successor's new assignments.
    """
    at = at or timezone.now()
    keys = [assignment.pk for assignment in assignments]
    locked = Assignment.objects.select_for_update().filter(pk__in=keys).select_related("action").order_by("pk")
    plan = prepare_hand_over(assignments=list(locked), successor=successor, on=on, at=at)
    if plan.problems:
        raise HandOverNotPossible(plan.problems)
    for ending in [*plan.superseded, *plan.assignments]:
        ending.end(on=plan.last_day, at=at, by=by)
    started = [_start(ending, successor, on=on, by=by, basis=basis, at=at) for ending in plan.assignments]
    for move in plan.lines:
        _move_line(move, successor, by=by, basis=basis, at=at)
    Plan.objects.filter(pk__in={assignment.action.plan_id for assignment in plan.assignments}).touch()
    return started


def _start(
    predecessor: Assignment, successor: Organization, *, on: date, by: User, basis: str, at: datetime
) -> Assignment:
    successive = Assignment(
        action=predecessor.action,
        organization=successor,
        role=predecessor.role,
        starts_on=on,
        is_reporter=predecessor.is_reporter,
        line_id=predecessor.line_id_or_own,
        basis=basis,
        recorded_at=at,
    )
    successive._history_user = by
    successive.save()
    return successive


def _move_line(move: LineMove, successor: Organization, *, by: User, basis: str, at: datetime) -> None:
    line, reason = move.line, f"Serah terima: {basis}"[:300]
    if move.has_ceiling:
        revise_ceiling(line=line, amount=move.ceilings.predecessor_ceiling, reason=reason, by=by, at=at)
    same = BudgetLine.objects.filter(
        action=line.action, organization=successor, fiscal_year=line.fiscal_year, source=line.source, code=line.code
    ).first()
    if same is not None:
        if move.has_ceiling:
            more = (_ceiling_at(same, at) or 0) + move.ceilings.successor_ceiling
            revise_ceiling(line=same, amount=more, reason=reason, by=by, at=at)
        return
    successive = create_budget_line(
        action=line.action,
        organization=successor,
        fiscal_year=line.fiscal_year,
        source=line.source,
        code=line.code,
        title=line.title,
        ceiling=move.ceilings.successor_ceiling if move.has_ceiling else None,
        by=by,
        at=at,
    )
    successive.handed_over_from = line
    successive.save(update_fields=["handed_over_from"])


# --- what stands against it ----------------------------------------------------------------------------------------


def _others(assignments: Sequence[Assignment], on: date) -> dict[int, list[Assignment]]:
    """The other assignments of the same actions that are in force on ``on`` or later."""
    rows = Assignment.objects.filter(action__in={row.action_id for row in assignments})
    rows = rows.exclude(pk__in=[row.pk for row in assignments]).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))
    found: dict[int, list[Assignment]] = defaultdict(list)
    for row in rows.select_related("organization").order_by("pk"):
        found[row.action_id].append(row)
    return found


def _is_superseded(other: Assignment, assignment: Assignment, successor: Organization, on: date) -> bool:
    return (
        assignment.role == AssignmentRole.LEAD
        and other.role == AssignmentRole.SUPPORT
        and other.organization_id == successor.pk
        and other.ends_on is None
        and other.starts_on < on
    )


def _problems_of_successor(assignments: Sequence[Assignment], successor: Organization, on: date) -> list[str]:
    problems = []
    if not Organization.objects.active_on(on).filter(pk=successor.pk).exists():
        problems.append(f"{successor.code} tidak ada pada {date_long(on)}.")
    if any(assignment.organization_id == successor.pk for assignment in assignments):
        problems.append("Penerus harus instansi lain daripada yang menyerahkan.")
    return problems


def _problems_of(assignment: Assignment, others: Sequence[Assignment], successor: Organization, on: date) -> list[str]:
    named = f"Aksi {assignment.action.number or assignment.action.title}"
    problems = []
    if assignment.ends_on is not None:
        problems.append(f"{named}: penugasan ini sudah berakhir pada {date_long(assignment.ends_on)}.")
    if on <= assignment.starts_on:
        problems.append(f"{named}: tanggal harus sesudah {date_long(assignment.starts_on)}, awal penugasan.")
    if assignment.role == AssignmentRole.LEAD and any(other.role == AssignmentRole.LEAD for other in others):
        problems.append(f"{named}: sudah ada penanggung jawab lain pada atau sesudah {date_long(on)}.")
    elif any(other.organization_id == successor.pk for other in others):
        problems.append(f"{named}: {successor.code} sudah bertugas dalam aksi ini.")
    if assignment.role == AssignmentRole.ADOPTING and assignment.organization.region_id != successor.region_id:
        problems.append(f"{named}: penerus harus perangkat daerah dari wilayah yang sama.")
    return problems


# --- budget lines --------------------------------------------------------------------------------------------------


def _line_moves(assignments: Sequence[Assignment], on: date, at: datetime) -> list[LineMove]:
    """The predecessor's lines of this and later fiscal years, in actions where it keeps no part."""
    by_organization: dict[int, set[int]] = defaultdict(set)
    for assignment in assignments:
        by_organization[assignment.organization_id].add(assignment.action_id)
    moves = []
    for organization, actions in by_organization.items():
        keeps = Assignment.objects.filter(organization=organization, action__in=actions, ends_on__isnull=True)
        kept = set(keeps.exclude(pk__in=[row.pk for row in assignments]).values_list("action", flat=True))
        lines = BudgetLine.objects.filter(
            organization=organization, action__in=actions - kept, fiscal_year__gte=on.year, handed_over_to__isnull=True
        ).select_related("action")
        moves += [_line_move(line, at) for line in lines.order_by("fiscal_year", "action__sort_key", "pk")]
    return moves


def _line_move(line: BudgetLine, at: datetime) -> LineMove:
    ceiling = _ceiling_at(line, at)
    return LineMove(line, ceiling is not None, hand_over_line(BudgetLineRow(ceiling, _realized_at(line, at))))


def _ceiling_at(line: BudgetLine, at: datetime) -> int | None:
    rows = line.ceilings.values_list("version", "amount", "set_at")
    return allocated([CeilingRow(*row) for row in rows], at)


def _realized_at(line: BudgetLine, at: datetime) -> int | None:
    """Realized since 1 January as last filed (the provisional reading): what the predecessor itself last said."""
    rounds = RealizationRound.objects.filter(line=line).select_related("report__period")
    by_event = {row.event_id: row for row in rounds}
    events: dict[int, list[EventRow]] = defaultdict(list)
    for event in ProgressEvent.objects.filter(report__in={row.report_id for row in rounds}):
        events[event.report_id].append(EventRow(event.pk, event.at, event.kind, event.is_filing))
    by_period = {}
    for rows in events.values():
        in_force = report_history(rows, at).round_in_force(Reading.PROVISIONAL)
        if in_force in by_event:
            row = by_event[in_force]
            by_period[row.report.period.number] = RealizedRow(row.state, row.amount or 0)
    return realized_of(by_period)
