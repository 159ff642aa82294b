"""What changed between two moments: the same year, computed at both."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from decimal import Decimal
from typing import TypedDict

from django.db.models import F, Q

from actions.enums import EventKind, Status
from actions.models import ProgressEvent
from reports.summaries.indicators import rounded
from reports.summaries.rows import YearData
from reports.summaries.scores import score_over

ORDER = (Status.BEHIND, Status.ATTENTION, Status.ACHIEVED)
SHOWN = 6


class ActionMove(TypedDict):
    """An action whose status changed. is_better: None where one of the two is none of achieved, attention, behind."""

    action_id: int
    action: str
    before: str
    after: str
    is_better: bool | None


class ChangeFigures(TypedDict):
    """since: the earlier moment. difference: of the scores, text with its sign, None where one of them is missing."""

    since: datetime
    filed: int
    verified: int
    returned: int
    score_before: str | None
    score_after: str | None
    difference: str | None
    better: int
    worse: int
    moves: list[ActionMove]
    moves_total: int


def changes_between(before: YearData, after: YearData) -> ChangeFigures:
    """What happened from ``before.data.as_of`` to ``after.data.as_of``; both narrowed alike. One query, then kept."""
    return after.keep(("changes", before.data.as_of), lambda: _changes(before, after))


def _changes(before: YearData, after: YearData) -> ChangeFigures:
    counts = _events(before, after)
    moves = _moves(before, after)
    scores = [score_over(year, year.counting_actions).rounded for year in (before, after)]
    return {
        "since": before.data.as_of,
        "filed": counts["filed"],
        "verified": counts[EventKind.VERIFY],
        "returned": counts[EventKind.RETURN],
        "score_before": rounded(scores[0]),
        "score_after": rounded(scores[1]),
        "difference": _difference(*scores),
        "better": sum(move["is_better"] is True for move in moves),
        "worse": sum(move["is_better"] is False for move in moves),
        "moves": moves[:SHOWN],
        "moves_total": len(moves),
    }


def _difference(before: Decimal | None, after: Decimal | None) -> str | None:
    return None if before is None or after is None else str(after - before)


def _events(before: YearData, after: YearData) -> Counter[str]:
    """Filings, verifications and returns of the year's reports. What an endorser gives back stays inside."""
    owed = {report.report_id for report in after.owed if report.report_id is not None}
    inside = Q(kind=EventKind.RETURN, by__organization=F("report__organization"))
    rows = ProgressEvent.objects.filter(
        report__period__plan=after.plan.pk,
        report__period__year=after.year,
        at__gt=before.data.as_of,
        at__lte=after.data.as_of,
    ).exclude(inside)
    counts: Counter[str] = Counter()
    for report, kind, is_filing in rows.values_list("report_id", "kind", "is_filing"):
        if report in owed:
            counts["filed" if is_filing else kind] += 1
    return counts


def _moves(before: YearData, after: YearData) -> list[ActionMove]:
    """Worse ones first, then better ones, then the others; each in printed order."""
    moves: list[ActionMove] = []
    for action in after.counting_actions:
        earlier, now = before.results.get(action.id), after.results[action.id]
        if earlier is None or earlier.status == now.status:
            continue
        moves.append(
            {
                "action_id": action.id,
                "action": f"{action.number} {action.title}".strip(),
                "before": earlier.status.value,
                "after": now.status.value,
                "is_better": _is_better(earlier.status, now.status),
            }
        )
    return sorted(moves, key=lambda move: (move["is_better"] is not False, move["is_better"] is None))


def _is_better(before: Status, after: Status) -> bool | None:
    if before not in ORDER or after not in ORDER:
        return None
    return ORDER.index(after) > ORDER.index(before)
