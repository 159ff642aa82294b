"""What the page of a review shows beside the values: targets, what was verified before, evidence, what was asked for."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from actions import permissions
from actions.anomalies import Submission, submissions_of
from actions.enums import EventKind, ReportState
from actions.models import Evidence, MeasurementRound, ProgressEvent, ProgressReport, ReturnPoint
from actions.returns import hidden_returns
from clusters.models import User


def submission_of(report: ProgressReport, *, reader: User) -> Submission:
    """What the report hands in: its filed round, or its draft where it waits for its endorser.

    Another organization never reads what is not filed: where nothing is, there is nothing in it.
    """
    awaits_endorser = report.organization.endorsement_required and report.state == ReportState.SUBMITTED
    is_own = reader.organization_id == report.organization_id
    return submissions_of([report], drafts=awaits_endorser and is_own)[report.pk]


def last_verified(submission: Submission) -> dict[int, MeasurementRound]:
    """Indicator → the value verified last, for this report (before it was opened again) or for an earlier period."""
    report = submission.report
    indicators = [value.indicator_id for value in submission.values]
    organizations = {report.organization_id, *(row.report.organization_id for row in submission.earlier.values())}
    rounds = MeasurementRound.objects.filter(
        event__kind=EventKind.VERIFY,
        indicator__in=indicators,
        report__organization__in=organizations,
        report__period__plan=report.period.plan_id,
        report__period__ends_on__lte=report.period.ends_on,
    )
    rows = rounds.select_related("report__period", "event").order_by("report__period__ends_on", "event__at", "pk")
    return {row.indicator_id: row for row in rows}


def evidence_by_indicator(report: ProgressReport, *, reader: User) -> dict[int | None, list[Evidence]]:
    """Indicator id (None: the whole report) → its files that were not withdrawn; three queries."""
    files: dict[int | None, list[Evidence]] = defaultdict(list)
    for file in Evidence.objects.in_force().readable_by(reader).to_show().filter(report=report):
        files[file.indicator_id].append(file)
    return files


def last_points(report: ProgressReport, *, reader: User) -> dict[int | None, list[ReturnPoint]]:
    """Indicator id (None: the whole) → what the last return asked for, readable also after the next filing."""
    found: dict[int | None, list[ReturnPoint]] = defaultdict(list)
    returns = ProgressEvent.objects.filter(report=report, kind=EventKind.RETURN)
    event = returns.exclude(pk__in=hidden_returns(report, reader=reader)).order_by("-at", "-pk").first()
    if event is not None:
        for point in event.return_points.select_related("event__by").order_by("pk"):
            found[point.indicator_id].append(point)
    return found


def reported_label(report: ProgressReport, *, shows_draft: bool) -> str:
    """What the values of the page are: nothing counts as reported before it is filed."""
    if not shows_draft:
        return "Dilaporkan"
    return "Draf, belum diajukan" if report.is_editable else "Diajukan, belum disahkan"


def lacks_verifier(report: ProgressReport, *, on: date) -> bool:
    """Does a filed report wait for verification, and nobody could verify it on that day?"""
    return report.may(EventKind.VERIFY) and not permissions.verifiers_for(report, on=on).exists()


def lacks_endorser(report: ProgressReport, *, on: date) -> bool:
    """Does a submitted report wait for its endorsement, and nobody could give it on that day?"""
    return report.may(EventKind.ENDORSE) and not permissions.endorsers_for(report, on=on).exists()
