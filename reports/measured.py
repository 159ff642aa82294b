"""From a figure down to what was entered: the measurements of an action in the reports that a person may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from actions import entry
from actions.enums import EventKind
from actions.models import Evidence, MeasurementRound, ProgressReport


@dataclass(frozen=True)
class Measured:
    """One indicator in one report: as it was last reported, and as it was last verified. evidence: of the indicator."""

    report: ProgressReport
    reported: str
    verified: str
    verified_by: str
    verified_at: datetime | None
    evidence: Sequence[Evidence]

    @property
    def is_corrected(self) -> bool:
        """The verifier set another value than the one that was reported."""
        return bool(self.verified) and self.reported != self.verified


def measured_in(
    reports: Sequence[ProgressReport], action_id: int, evidence: Sequence[Evidence]
) -> dict[int, list[Measured]]:
    """By indicator, in the order of the reports; only what was filed. One query.

    reports and evidence: those that the person may see.
    """
    rows = MeasurementRound.objects.filter(report__in=reports, indicator__action=action_id)
    rounds: dict[tuple[int, int], list[MeasurementRound]] = defaultdict(list)
    for row in rows.select_related("event__by").order_by("event__at", "event_id"):
        rounds[row.indicator_id, row.report_id].append(row)
    files: dict[tuple[int | None, int], list[Evidence]] = defaultdict(list)
    for file in evidence:
        files[file.indicator_id, file.report_id].append(file)
    found: dict[int, list[Measured]] = defaultdict(list)
    for report in reports:
        for (indicator, of), own in rounds.items():
            if of == report.pk:
                found[indicator].append(_measured(report, own, files[indicator, of]))
    return dict(found)


def _measured(report: ProgressReport, rounds: list[MeasurementRound], evidence: list[Evidence]) -> Measured:
    filed = [row for row in rounds if row.event.kind != EventKind.VERIFY]
    verified = [row for row in rounds if row.event.kind == EventKind.VERIFY]
    last = verified[-1] if verified else None
    return Measured(
        report=report,
        reported=entry.shown(filed[-1]) if filed else "",
        verified=entry.shown(last) if last else "",
        verified_by=str(last.event.by) if last else "",
        verified_at=last.event.at if last else None,
        evidence=evidence,
    )
