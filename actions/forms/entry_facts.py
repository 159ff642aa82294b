"""What stands beside the inputs of a grid or of one cell: target, earlier values, and what the value would come to.

Everything is fetched in a fixed number of queries, for all indicators of the page or for a single one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from actions import entry
from actions.calculation.drafts import figure_if_verified
from actions.calculation.figures import IndicatorFigure
from actions.calculation.milestones import Reached
from actions.calculation.rounds import EventRow, report_history
from actions.calculation.rows import MeasuredRow, TargetInForce
from actions.entry_inputs import target_text, targets_and_notes
from actions.enums import Accumulation, MeasurementState, Status
from actions.models import (
    Indicator,
    MeasurementRound,
    NarrativeRound,
    ProgressEvent,
    ProgressReport,
    ReportingPeriod,
)
from actions.models.measurement import ReportedValue
from ranpptppo.lib.fixed_point import to_e4
from ranpptppo.lib.formats import percent


@dataclass(slots=True)
class Facts:
    """``reports``: one organization's of one period. ``readings``: indicator → (period number → what was filed)."""

    reports: Sequence[ProgressReport]
    holders: entry.Holders
    before: dict[int, MeasurementRound]
    targets: dict[int, Decimal]
    days: dict[int, date]  # number of each period of the year → its last day
    readings: dict[int, dict[int, MeasuredRow]] = field(default_factory=dict)
    revisions: dict[int, str] = field(default_factory=dict)

    def target_text(self, indicator: Indicator) -> str:
        return target_text(indicator, self.targets.get(indicator.pk)) + self.revisions.get(indicator.pk, "")

    def achievement_text(self, indicator: Indicator, value: ReportedValue | None) -> str:
        """What the value would come to once it is verified, in a plain phrase; empty where nothing does."""
        return ": ".join(part for part in self.achievement(indicator, value) if part)

    def achievement(self, indicator: Indicator, value: ReportedValue | None) -> tuple[str, str]:
        """The label and the words of :meth:`achievement_text`; both empty where the value comes to nothing."""
        if value is None or value.state != MeasurementState.VALUE:
            return "", ""
        figure = self._figure(indicator, value)
        label = self.reports[0].period.label
        if figure.achievement_rounded is None:
            words = {Status.NO_TARGET: "", Status.NOT_APPLICABLE: "tidak ada kejadian (0 dari 0)"}
            said = words.get(figure.status, figure.status.label.lower())
            return ("Bila diverifikasi", said) if said else ("", "")
        late = ", terlambat" if figure.reached_late else ""
        return "Capaian bila diverifikasi", f"{percent(figure.achievement_rounded)} (s.d. {label}{late})"

    def _figure(self, indicator: Indicator, value: ReportedValue) -> IndicatorFigure:
        report = self.reports[0]
        period, target = report.period, self.targets.get(indicator.pk)
        organizations = [organization for action, organization in self.holders if action == indicator.action_id]
        owed = [
            one
            for one, day in self.days.items()
            if any(
                entry.held_on(self.holders, indicator.action_id, organization, day) for organization in organizations
            )
        ]
        return figure_if_verified(
            entry.rule_row(indicator),
            self.days,
            period.number,
            {**self.readings.get(indicator.pk, {}), period.number: entry.measured_row(value)},
            None if target is None else TargetInForce(to_e4(target), 1, None, to_e4(target), is_revised=False),
            year=period.year,
            owed=owed,
            reached=self._reached_before(indicator),
        )

    def _reached_before(self, indicator: Indicator) -> Reached | None:
        before = self.before.get(indicator.pk)
        if indicator.accumulation != Accumulation.ONCE or before is None or before.reached_on is None:
            return None
        return Reached(before.reached_on, before.pk)


def facts_of(reports: Sequence[ProgressReport], *, indicator: Indicator | None = None) -> Facts:
    """The facts of all indicators of the reports, or of one; about ten queries."""
    first = reports[0]
    holders = entry.line_holders(first, action=None if indicator is None else indicator.action_id)
    targets, notes = targets_and_notes(first.organization_id, first.period, _chosen(holders, indicator))
    periods = ReportingPeriod.objects.filter(plan=first.period.plan_id, year=first.period.year)
    days = dict(periods.order_by("number").values_list("number", "ends_on"))
    return Facts(
        reports,
        holders,
        entry.previous_rounds_of(reports, indicator=indicator, holders=holders),
        targets,
        days,
        _readings(reports, holders, days, indicator),
        notes,
    )


def earlier_narratives(reports: Sequence[ProgressReport], holders: entry.Holders) -> dict[int, int]:
    """Action id → key of the latest narrative that its reporter filed for an earlier period; one query."""
    report = reports[0]
    rows = NarrativeRound.objects.filter(
        report__organization__in={organization for _, organization in holders},
        report__cluster__in=[one.cluster_id for one in reports],
        report__period__plan=report.period.plan_id,
        report__period__ends_on__lt=report.period.starts_on,
        action__in={action for action, _ in holders},
    ).order_by("report__period__ends_on", "event__at", "event_id", "pk")
    columns = ("action_id", "pk", "report__organization_id", "report__period__ends_on")
    return {
        action: key
        for action, key, organization, day in rows.values_list(*columns)
        if entry.held_on(holders, action, organization, day)
    }


def _chosen(holders: entry.Holders, indicator: Indicator | None) -> QuerySet[Indicator]:
    if indicator is not None:
        return Indicator.objects.filter(pk=indicator.pk)
    return Indicator.objects.filter(action__in={action for action, _ in holders})


def _readings(
    reports: Sequence[ProgressReport], holders: entry.Holders, days: dict[int, date], indicator: Indicator | None
) -> dict[int, dict[int, MeasuredRow]]:
    """What the reporter filed for the earlier periods of the year: the latest filed round, else the verified one."""
    period = reports[0].period
    in_force = _rounds_in_force(reports, {organization for _, organization in holders})
    rounds = MeasurementRound.objects.filter(event__in=in_force).select_related("report__period", "indicator")
    if indicator is not None:
        rounds = rounds.filter(indicator=indicator)
    readings: dict[int, dict[int, MeasuredRow]] = defaultdict(dict)
    for row in rounds:
        of, number_of = row.report, row.report.period.number
        if number_of < period.number and entry.held_on(
            holders, row.indicator.action_id, of.organization_id, days[number_of]
        ):
            readings[row.indicator_id][number_of] = entry.measured_row(row)
    return readings


def _rounds_in_force(reports: Sequence[ProgressReport], organizations: set[int]) -> list[int]:
    """Ids of the events whose rounds count, provisionally, in earlier reports of the year."""
    period = reports[0].period
    events = ProgressEvent.objects.filter(
        report__organization__in=organizations,
        report__cluster__in=[report.cluster_id for report in reports],
        report__period__plan=period.plan_id,
        report__period__year=period.year,
        report__period__number__lt=period.number,
    )
    of_report: dict[int, list[EventRow]] = defaultdict(list)
    columns = ("report_id", "pk", "at", "kind", "is_filing")
    for report, key, at, kind, is_filing in events.values_list(*columns):
        of_report[report].append(EventRow(key, at, kind, is_filing))
    histories = [report_history(rows, max(row.at for row in rows)) for rows in of_report.values()]
    return [history.provisional for history in histories if history.provisional is not None]
