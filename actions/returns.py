"""What the last return of a report says is to be corrected, and who may read what a return says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db.models import Max, Prefetch

from actions.enums import EventKind, ReportState
from actions.models import ProgressEvent, ProgressReport, ReturnPoint
from clusters.models import User

SHORT = 60


def points_to_correct(reports: Sequence[ProgressReport]) -> dict[tuple[int, int | None], list[ReturnPoint]]:
    """(report, indicator or None for the whole) → the points of its last return; two queries at most.

    Only of reports that are in the hands of their organization: once it is filed again, a point is history.
    """
    returned = [report.pk for report in reports if report.state == ReportState.RETURNED]
    found: dict[tuple[int, int | None], list[ReturnPoint]] = defaultdict(list)
    if not returned:
        return found
    events = ProgressEvent.objects.filter(report__in=returned, kind=EventKind.RETURN)
    last = events.order_by().values("report").annotate(last=Max("pk")).values("last")
    points = ReturnPoint.objects.filter(event__in=last).select_related("indicator", "indicator__action", "event__by")
    for point in points.in_order():
        found[point.report_id, point.indicator_id].append(point)
    return found


def hidden_returns(report: ProgressReport, *, reader: User) -> frozenset[int]:
    """Events whose note and points ``reader`` does not see; one query, none for the own organization.

    What an endorser writes to the operator before anything was filed stays, like the draft, in their organization:
    others see that it came back, and when.
    """
    if reader.organization_id == report.organization_id:
        return frozenset()
    return frozenset(ProgressEvent.objects.filter(report=report).inside_returns().values_list("pk", flat=True))


def told_events(report: ProgressReport, *, reader: User) -> list[ProgressEvent]:
    """The history, the latest first, each event with its ``points``, without the words of :func:`hidden_returns`."""
    hidden = hidden_returns(report, reader=reader)
    points = ReturnPoint.objects.exclude(event__in=hidden).select_related("indicator").in_order()
    history = ProgressEvent.objects.filter(report=report).with_acting().select_related("by").order_by("-at", "-pk")
    events = list(history.prefetch_related(Prefetch("return_points", points, to_attr="points")))
    for event in events:
        if event.pk in hidden:
            event.note = event.reason_code = ""
    return events


def why_returned(report: ProgressReport, points: Mapping[tuple[int, int | None], Sequence[ReturnPoint]]) -> str:
    """One line for a list: the indicators that came back, and the note on the whole."""
    named = named_shortly([point for (key, _), found in points.items() if key == report.pk for point in found])
    if not named:
        return report.return_note
    whole = [point.note for point in points.get((report.pk, None), [])]
    return "; ".join([f"dikembalikan: {named}", *whole])


def named_shortly(points: Sequence[ReturnPoint]) -> str:
    """``2 indikator: Jumlah pelatihan; …``; empty where no indicator is named."""
    named = [point.indicator.text for point in points if point.indicator is not None]
    if not named:
        return ""
    first = named[0] if len(named[0]) <= SHORT else f"{named[0][:SHORT].rstrip()}…"
    more = f" dan {len(named) - 1} lainnya" if len(named) > 1 else ""
    return f"{len(named)} indikator ({first}{more})"
