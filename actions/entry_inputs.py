"""Saved values and targets as the texts that people see and type: shared by the page, the form as a file, and the API."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db.models import QuerySet

from actions.entry import CellValue
from actions.enums import AssignmentRole, Measure, MeasurementState
from actions.models import Assignment, Indicator, ProgressReport, ReportingPeriod
from actions.models.measurement import ReportedValue
from actions.periods import CountingTarget, counting_targets
from ranpptppo.lib.formats import number, percent

CELL_FIELDS = ("state", "value", "numerator", "denominator", "is_reached", "reached_on", "document_number", "reason")


def raw_of(cell: ReportedValue | CellValue | None) -> dict[str, str]:
    """A saved value as the texts of its inputs."""
    if cell is None:
        return dict.fromkeys(CELL_FIELDS, "")
    answer = {True: "yes", False: "no", None: ""}[cell.is_reached]
    return {
        "state": "" if cell.state == MeasurementState.VALUE else cell.state,
        "value": "" if cell.value is None else number(cell.value),
        "numerator": "" if cell.numerator is None else number(cell.numerator),
        "denominator": "" if cell.denominator is None else number(cell.denominator),
        "is_reached": answer,
        "reached_on": cell.reached_on.isoformat() if cell.reached_on else "",
        "document_number": cell.document_number,
        "reason": cell.reason,
    }


def target_texts(organization_id: int, period: ReportingPeriod, indicators: Sequence[Indicator]) -> dict[int, str]:
    """Indicator id → the year's target as text: the plan's, or the region's own where it adopted the action."""
    chosen = Indicator.objects.filter(pk__in=[one.pk for one in indicators])
    values, notes = targets_and_notes(organization_id, period, chosen)
    return {one.pk: target_text(one, values.get(one.pk)) + notes.get(one.pk, "") for one in indicators}


def targets_and_notes(
    organization_id: int, period: ReportingPeriod, indicators: QuerySet[Indicator]
) -> tuple[dict[int, Decimal], dict[int, str]]:
    """Indicator id → the year's target, and → what is said behind one that was revised; two queries.

    The target is the plan's, or the region's own alone where it adopted the action. A revision that came too late to
    count leaves the older target in force, with nothing said behind it.
    """
    adopted = Assignment.objects.filter(organization=organization_id, role=AssignmentRole.ADOPTING)
    own = {line or pk for pk, line in adopted.values_list("pk", "line_id")}
    counting = counting_targets([period.year], indicators, adopters=[organization_id] if own else [])
    newest: dict[int, CountingTarget] = {}
    notes: dict[int, str] = {}
    mine = [one for one in counting if one.holder in own or (one.holder is None and one.plan == period.plan_id)]
    for row in mine:
        before = newest.get(row.indicator)
        notes.pop(row.indicator, None)
        if before is not None:
            notes[row.indicator] = f" (direvisi dari {_shown(before.value, row.measure)}: {row.reason})"
        newest[row.indicator] = row
    return {pk: row.value for pk, row in newest.items() if row.value is not None}, notes


def targets_of_values(
    handed: Iterable[tuple[ProgressReport, Indicator]],
) -> dict[tuple[int, int], Decimal]:
    """(report, indicator) → the year's target, as ``targets_and_notes`` has it, for reports of many organizations; two
    queries.
    """
    places = list(handed)
    indicators = Indicator.objects.filter(pk__in={indicator.pk for _, indicator in places})
    adopted = Assignment.objects.filter(
        role=AssignmentRole.ADOPTING,
        organization__in={report.organization_id for report, _ in places},
        action__in={indicator.action_id for _, indicator in places},
    ).order_by("pk")
    columns = adopted.values_list("organization_id", "action_id", "line_id", "pk")
    lines = {(organization, action): line or pk for organization, action, line, pk in columns}
    years, adopters = {report.period.year for report, _ in places}, {organization for organization, _ in lines}
    counting = counting_targets(years, indicators, adopters=adopters)
    newest = {(one.indicator, one.year, one.holder): one.value for one in counting}
    found = {}
    for report, indicator in places:
        line = lines.get((report.organization_id, indicator.action_id))
        value = newest.get((indicator.pk, report.period.year, line))
        if value is not None:
            found[report.pk, indicator.pk] = value
    return found


def target_text(indicator: Indicator, value: Decimal | None) -> str:
    """The target as it stands beside an input."""
    return _shown(value, indicator.measure)


def _shown(value: Decimal | None, measure: str) -> str:
    if value is None:
        return "tanpa target"
    if measure == Measure.MILESTONE:
        return "ya"
    return percent(value) if measure == Measure.PERCENTAGE else number(value)
