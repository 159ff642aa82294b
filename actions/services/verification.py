"""Verifying many reports after a summary: each in its own transaction, so that one that moved on holds nobody up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from actions import permissions
from actions.anomalies import submissions_of
from actions.models import ProgressReport
from actions.models.progress import ReportLocked
from actions.services.progress import FilingChanged, verify_progress
from actions.workflow import TransitionNotAllowed
from clusters.models import User
from ranpptppo.lib.formats import day_in_wib

NOT_YOURS = "bukan atau tidak lagi wewenang Anda, atau keadaannya berubah"
HAS_ANOMALY = "ada nilai atau data dukung yang perlu dilihat satu per satu"


@dataclass(slots=True)
class BulkResult:
    """``skipped``: each report with the reason why it was left as it is."""

    verified: list[ProgressReport] = field(default_factory=list)
    skipped: list[tuple[ProgressReport, str]] = field(default_factory=list)


def verify_plain_reports(*, chosen: Mapping[int, int], by: User, at: datetime | None = None) -> BulkResult:
    """Confirm reports without anomalies as they were filed. ``chosen``: report id → the filing seen in the summary.

    A choice: not all or nothing. Each report is verified in a transaction of its own, in which the permission is asked
    again under the row's lock; what was filed anew, got an anomaly, or was taken by a colleague is skipped and named.
    """
    result = BulkResult()
    reports = ProgressReport.objects.filter(pk__in=chosen).with_names().order_by("submitted_at", "pk")
    for report in reports:
        why = _verify(report, chosen[report.pk], by=by, at=at)
        if why:
            result.skipped.append((report, why))
        else:
            result.verified.append(report)
    return result


@transaction.atomic
def _verify(report: ProgressReport, seen: int, *, by: User, at: datetime | None) -> str:
    """Verify one; answers why not, empty when it is done."""
    row = ProgressReport.objects.select_for_update(of=("self",)).with_names().get(pk=report.pk)
    if not permissions.can_verify_report(by, row, on=day_in_wib(at or timezone.now())):
        return NOT_YOURS
    if not submissions_of([row])[row.pk].is_plain:
        return HAS_ANOMALY
    try:
        verify_progress(report=row, by=by, seen=seen, at=at)
    except (FilingChanged, TransitionNotAllowed, ReportLocked) as refused:
        return str(refused)
    return ""
