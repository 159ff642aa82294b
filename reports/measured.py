"""From a figure down to what was entered: the measurements of an action in the reports that a person may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from actions import entry
from actions.enums import EventKind
from actions.models import Evidence, MeasurementRound, ProgressReport
from actions.models.measurement import ReportedValue

VALUES = ReportedValue.VALUE_FIELDS


class _Round(NamedTuple):
    """As it was filed or verified; shown: the value in words."""

    is_verified: bool
    at: datetime
    by: str
    shown: str


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
    rounds: dict[tuple[int, int], list[_Round]] = defaultdict(list)
    rows = MeasurementRound.objects.filter(report__in=[report.pk for report in reports], indicator__action=action_id)
    columns = ("indicator_id", "report_id", "event__kind", "event__at", "event__by__name")
    for indicator, of, kind, at, by, *values in rows.order_by("event__at", "event_id").values_list(*columns, *VALUES):
        shown = entry.shown(entry.CellValue(**dict(zip(VALUES, values, strict=True))))
        rounds[indicator, of].append(_Round(kind == EventKind.VERIFY, at, by, shown))
    files: dict[tuple[int | None, int], list[Evidence]] = defaultdict(list)
    for file in evidence:
        files[file.indicator_id, file.report_id].append(file)
    order = {report.pk: report for report in reports}
    found: dict[int, list[Measured]] = defaultdict(list)
    for key in sorted(rounds, key=lambda key: list(order).index(key[1])):
        found[key[0]].append(_measured(order[key[1]], rounds[key], files[key]))
    return dict(found)


def _measured(report: ProgressReport, rounds: list[_Round], evidence: list[Evidence]) -> Measured:
    filed = [row for row in rounds if not row.is_verified]
    last = next((row for row in reversed(rounds) if row.is_verified), None)
    return Measured(
        report=report,
        reported=filed[-1].shown if filed else "",
        verified=last.shown if last else "",
        verified_by=last.by if last else "",
        verified_at=last.at if last else None,
        evidence=evidence,
    )
