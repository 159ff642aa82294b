"""The measurements behind the figures of a year: who reported and verified them, and with which evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC
from typing import Any, TypedDict

from django.db.models import Q

from actions.calculation.rounding import e4_to_decimal
from actions.enums import EventKind, Measure
from actions.models import Evidence, MeasurementRound
from reports.figures import BudgetLineFigures, EvidenceFigures, SourceFigures
from reports.figures_five_year import BudgetLineOfYear
from reports.summaries.names import Names
from reports.summaries.reading_rounds import e4
from reports.summaries.rows import ReportFacts, YearData
from reports.summaries.spending import lines_of

EvidenceOf = Mapping[
    tuple[int, int | None], list[EvidenceFigures]
]  # by report and indicator; None: of the whole report


class CorrectionFigures(TypedDict):
    """A measurement as it was verified after a report froze it."""

    at: str
    state: str
    value: str | None
    numerator: str | None
    denominator: str | None


def sources_of(year: YearData, names: Names) -> dict[int, list[SourceFigures]]:
    """By indicator, in the order of periods: the rounds in force at the cut-off, whoever filed them. Two queries."""
    in_force = _in_force(year)
    evidence = _evidence(year, [facts.id for facts in in_force.values()])
    columns = ("event_id", "indicator_id", "indicator__measure", "event__kind", "event__at", "event__by__name")
    numbers = ("state", e4("value"), e4("numerator"), e4("denominator"), "is_reached", "reached_on", "document_number")
    rows = MeasurementRound.objects.filter(event__in=list(in_force)).order_by("pk").values_list(*columns, *numbers)
    found: dict[int, list[tuple[int, str, SourceFigures]]] = defaultdict(list)
    for row in rows:
        facts = in_force[row[0]]
        source = _source(row, facts, names, evidence)
        found[row[1]].append((facts.period.row.number, source["organization"]["code"], source))
    return {
        indicator: [source for _number, _code, source in sorted(own, key=lambda entry: entry[:2])]
        for indicator, own in found.items()
    }


def _in_force(year: YearData) -> dict[int, ReportFacts]:
    """The event whose round counts -> its report."""
    return {
        event: facts
        for reports in year.data.reports.values()
        for facts in reports.values()
        if facts.period.row.year == year.year and (event := facts.history.round_in_force(year.data.reading)) is not None
    }


def _source(row: tuple[Any, ...], facts: ReportFacts, names: Names, evidence: EvidenceOf) -> SourceFigures:
    event, indicator, measure, kind, at, by = row[:6]
    state, value, numerator, denominator, is_reached, reached_on, document = row[6:]
    is_verified = kind == EventKind.VERIFY
    if measure == Measure.MILESTONE:
        shown = None if is_reached is None else str(int(is_reached))
    else:
        shown = _exact(value)
    return {
        "event": event,
        "report": facts.id,
        "period": facts.period.label,
        "organization": names.of(facts.organization_id),
        "state": state,
        "value": shown,
        "numerator": _exact(numerator),
        "denominator": _exact(denominator),
        "reached_on": reached_on.isoformat() if reached_on else "",
        "document_number": document,
        "verified_by": by if is_verified else "",
        "verified_at": at.astimezone(UTC).isoformat(timespec="seconds") if is_verified else "",
        "evidence": [*evidence.get((facts.id, indicator), ()), *evidence.get((facts.id, None), ())],
    }


def _exact(value: int | None) -> str | None:
    if value is None:
        return None
    text = f"{e4_to_decimal(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _evidence(year: YearData, reports: Iterable[int]) -> EvidenceOf:
    """Files that were there at the cut-off."""
    as_of = year.data.as_of
    rows = Evidence.objects.filter(
        Q(removed_at__isnull=True) | Q(removed_at__gt=as_of), report__in=list(reports), uploaded_at__lte=as_of
    ).order_by("uploaded_at", "pk")
    found: dict[tuple[int, int | None], list[EvidenceFigures]] = defaultdict(list)
    for report, indicator, key, name, sha256 in rows.values_list(
        "report_id", "indicator_id", "id", "original_name", "sha256"
    ):
        found[report, indicator].append({"id": key, "name": name, "sha256": sha256})
    return found


def budget_lines(year: YearData, names: Names) -> list[BudgetLineFigures]:
    """The lines behind the sums of the budget, by action, organization and source; no query."""
    actions = year.data.actions
    lines: list[BudgetLineFigures] = [
        {
            "action": line.action_id,
            "number": actions[line.action_id].number,
            "cluster_number": actions[line.action_id].cluster.number,
            "organization": names.of(line.organization_id),
            "source": line.source,
            "allocated": line.row.allocated,
            "realized": line.row.realized,
        }
        for line in lines_of(year)
    ]
    places = {action: place for place, action in enumerate(actions)}
    return sorted(lines, key=lambda line: (places[line["action"]], line["organization"]["code"], line["source"]))


def budget_lines_over_years(years: Sequence[YearData], names: Names) -> list[BudgetLineOfYear]:
    """The lines of all these years, the oldest year first; organizations by the names of the last day."""
    return [{**line, "year": year.year} for year in years for line in budget_lines(year, names)]


def corrections_since(indicator: int, events: Mapping[int, int]) -> dict[int, CorrectionFigures]:
    """By report: what the latest verification says of the indicator, where it says something else. One query.

    events: by report, the step whose round a report froze.
    """
    columns = ("report_id", "event_id", "event__at", "state", e4("value"), e4("numerator"), e4("denominator"))
    rows = MeasurementRound.objects.filter(
        Q(event__kind=EventKind.VERIFY) | Q(event__in=list(events.values())),
        indicator=indicator,
        report__in=list(events),
    )
    said: dict[int, tuple[Any, ...]] = {}
    latest: dict[int, tuple[Any, ...]] = {}
    for row in rows.order_by("event__at", "event_id").values_list(*columns, "is_reached", "reached_on"):
        if row[1] == events[row[0]]:
            said[row[0]] = row[3:]
        latest[row[0]] = row
    return {
        report: {
            "at": row[2].astimezone(UTC).isoformat(timespec="seconds"),
            "state": row[3],
            "value": _exact(row[4]) if row[7] is None else str(int(row[7])),
            "numerator": _exact(row[5]),
            "denominator": _exact(row[6]),
        }
        for report, row in latest.items()
        if row[3:] != said.get(report)
    }
