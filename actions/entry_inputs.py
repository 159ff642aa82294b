"""Saved values and targets as the texts that people see and type: shared by the page, the form as a file, and the API."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import QuerySet

from actions.entry import CellValue
from actions.enums import AssignmentRole, Measure, MeasurementState
from actions.models import Assignment, Indicator, ReportingPeriod
from actions.models.measurement import ReportedValue
from actions.periods import targets_in_force
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
    values = target_values(organization_id, period, chosen)
    return {indicator.pk: target_text(indicator, values.get(indicator.pk)) for indicator in indicators}


def target_values(organization_id: int, period: ReportingPeriod, indicators: QuerySet[Indicator]) -> dict[int, Decimal]:
    """Indicator id → the year's target: the plan's, or the region's own where it adopted the action; two queries."""
    targets = targets_in_force(period.year, indicators)
    adopted = Assignment.objects.filter(organization=organization_id, role=AssignmentRole.ADOPTING)
    own = {line or pk for pk, line in adopted.values_list("pk", "line_id")}
    values = {indicator: value for (indicator, holder), value in targets.items() if holder is None}
    return values | {indicator: value for (indicator, holder), value in targets.items() if holder in own}


def target_text(indicator: Indicator, value: Decimal | None) -> str:
    """The target as it stands beside an input."""
    if value is None:
        return "tanpa target"
    if indicator.measure == Measure.MILESTONE:
        return "ya"
    return percent(value) if indicator.measure == Measure.PERCENTAGE else number(value)
