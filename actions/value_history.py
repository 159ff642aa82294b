"""The history of one value: every filed and verified round, the returns about it, and the changes of its draft."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from actions import entry
from actions.enums import EventKind
from actions.models import EntryChange, Indicator, MeasurementRound, ProgressReport, ReturnPoint
from actions.returns import hidden_returns
from clusters.enums import Role
from clusters.models import User


@dataclass(frozen=True, slots=True)
class Step:
    """Who, when, from what to what, why. ``kind``: of the event, empty for a change of the draft."""

    at: datetime
    by: User
    kind: str
    title: str
    before: str = ""
    after: str = ""
    why: str = ""
    is_value: bool = True


def steps_of(report: ProgressReport, indicator: Indicator, *, reader: User) -> list[Step]:
    """What ``reader`` may see of the value's way, the latest first; three to five queries.

    A choice, along the draft on the report's page: what was changed between rounds belongs to the organization that
    writes; an auditor reads it up to the last filing, all others read the rounds and the verifiers' returns alone.
    """
    steps = [*_rounds(report, indicator), *_returns(report, indicator, reader), *_changes(report, indicator, reader)]
    return sorted(steps, key=lambda step: step.at, reverse=True)


def _rounds(report: ProgressReport, indicator: Indicator) -> Iterator[Step]:
    rows = MeasurementRound.objects.filter(report=report, indicator=indicator).select_related("event__by")
    before = ""
    for row in rows.order_by("event__at", "event_id"):
        after = entry.shown(row)
        is_verified = row.event.kind == EventKind.VERIFY
        why = row.verifier_note if is_verified else row.reason
        yield Step(row.event.at, row.event.by, row.event.kind, row.event.get_kind_display(), before, after, why)
        before = after


def _returns(report: ProgressReport, indicator: Indicator, reader: User) -> Iterator[Step]:
    """Returns that name the indicator; those of the whole report stand on the report's page."""
    hidden = hidden_returns(report, reader=reader)
    rows = ReturnPoint.objects.filter(report=report, indicator=indicator).exclude(event__in=hidden)
    for row in rows.select_related("event__by").order_by("event__at", "pk"):
        why = f"{row.get_reason_code_display()}: {row.note}"
        yield Step(row.event.at, row.event.by, row.event.kind, row.event.get_kind_display(), why=why, is_value=False)


def _changes(report: ProgressReport, indicator: Indicator, reader: User) -> Iterator[Step]:
    mine = Q() if reader.organization_id == report.organization_id else _up_to_the_last_filing(report, reader)
    if mine is None:
        return
    rows = EntryChange.objects.filter(mine, report=report, indicator=indicator).select_related("by")
    for row in rows.in_order():
        title = f"Draf diubah melalui {row.get_via_display().lower()}"
        yield Step(row.at, row.by, "", title, row.before, row.after, row.reason)


def _up_to_the_last_filing(report: ProgressReport, reader: User) -> Q | None:
    if reader.role != Role.AUDITOR:
        return None
    filing = report.events.filter(is_filing=True).order_by("-at", "-pk").first()
    return Q(at__lte=filing.at) if filing is not None else None
