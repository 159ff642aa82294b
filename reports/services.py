"""What people do with reports: ask for one, and try a failed one again."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.crypto import get_random_string

from clusters.models import Plan, User
from reports.enums import ReportKind
from reports.models import Report
from reports.tasks import render_report

CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that look alike in print


@transaction.atomic
def request_report(
    *, plan: Plan, year: int, cut_off_on: date, conclusion: str, by: User, at: datetime | None = None
) -> Report:
    """Ask for the annual report of ``year`` with the data as of ``cut_off_on``; the worker prints it.

    Every request is a new edition: an issued one is never rendered again.
    """
    Plan.objects.select_for_update().get(pk=plan.pk)  # two requests at once take two numbers
    earlier = Report.objects.filter(kind=ReportKind.ANNUAL, plan=plan, year=year)
    report = Report.objects.create(
        kind=ReportKind.ANNUAL,
        plan=plan,
        year=year,
        cut_off_on=cut_off_on,
        edition=(earlier.aggregate(last=Max("edition"))["last"] or 0) + 1,
        conclusion=conclusion.strip(),
        requested_by=by,
        requested_at=at or timezone.now(),
        short_code=get_random_string(8, CODE_LETTERS),
    )
    _enqueue(report)
    return report


@transaction.atomic
def repeat_rendering(*, report: Report) -> None:
    """Queue a failed report again; figures already frozen are printed as they are. Asked twice it is queued once."""
    if report.requeue():
        _enqueue(report)


def _enqueue(report: Report) -> None:
    """Wake a worker up. A broker that is down costs time and not the report: the reaper looks at the rows.

    A lambda and no ``partial``: Django names what failed in its log, and a partial has no name.
    """
    transaction.on_commit(lambda: render_report.delay(report.pk), robust=True)
