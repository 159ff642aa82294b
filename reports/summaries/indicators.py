"""One indicator, and one action with its indicators, as ``reports.figures`` shows them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from actions.calculation.actual import Actual
from actions.calculation.figures import IndicatorFigure
from actions.calculation.rounding import e4_to_decimal, round_half_up
from actions.calculation.rows import TargetInForce
from actions.enums import Measure
from actions.models import Target
from ranpptppo.lib.formats import date_long, date_short, day_in_wib, number
from reports.figures import (
    ActionFigures,
    ActualFigures,
    IndicatorFigures,
    NarrativeFigures,
    OtherReporter,
    SourceFigures,
    TargetFigures,
)
from reports.summaries.names import Names, leads_of, supports_of
from reports.summaries.rows import ActionFacts, IndicatorFacts, RegionFacts, YearData
from reports.summaries.spending import budget_figures, lines_of_action

NO_TARGET: TargetFigures = {"value": None, "first_value": None, "reason": "", "approved_by": "", "approved_on": ""}


@dataclass(frozen=True, slots=True)
class Revision:
    """Of a revised target: why, by the organization of whom, and on which day (ISO)."""

    reason: str
    organization_id: int | None
    approved_on: str


@dataclass(frozen=True, slots=True)
class Details:
    """What stands beside figures and is fetched for a page: names, revisions of targets, places, narratives.

    revisions: by key of the target. locations and narratives: by action. sources: by indicator, of a report alone.
    """

    names: Names
    revisions: Mapping[int, Revision]
    locations: Mapping[int, list[str]]
    narratives: Mapping[int, list[NarrativeFigures]]
    sources: Mapping[int, list[SourceFigures]] | None = None


def load_details(
    year: YearData,
    names: Names,
    *,
    narratives: Mapping[int, list[NarrativeFigures]] | None = None,
    actions: Collection[int] | None = None,
) -> Details:
    """One query at most, whatever the number of actions; narratives where the page shows them (``narratives_of``).

    actions: those that the page shows, by id; all of the plan without it.
    """
    shown = year.data.actions.keys() if actions is None else actions
    return Details(names, _revisions(year, shown), _locations(year, shown), narratives or {})


def _revisions(year: YearData, actions: Collection[int] | None) -> dict[int, Revision]:
    """All later versions of targets of the fetched years."""
    shown = year.data.actions if actions is None else actions
    indicators = {row.id for action in shown for row in year.data.indicators.get(action, ())}
    targets = year.data.targets.items()
    rows = (row for (key, _), versions in targets if key in indicators for row in versions if row.version > 1)
    later = [row.ref for row in rows if row.ref is not None]
    columns = ("pk", "reason", "approved_by__organization_id", "approved_at")
    return {
        key: Revision(reason, organization, day_in_wib(at).isoformat())
        for key, reason, organization, at in Target.objects.filter(pk__in=later).values_list(*columns)
    }


def _locations(year: YearData, actions: Collection[int] | None) -> dict[int, list[str]]:
    """Names of the places, in the order of their codes; no query."""
    aim = year.data.aim
    shown = aim.places if actions is None else {key: aim.places[key] for key in actions if key in aim.places}
    return {
        action: [region.name for region in sorted((aim.regions[key] for key in places), key=_code)]
        for action, places in shown.items()
    }


def _code(region: RegionFacts) -> str:
    return region.code


# --- numbers as text -----------------------------------------------------------------------------------------------


def exact(value: int | Fraction | None) -> str | None:
    """``"1234.5"``: whole ten-thousandths as text without needless decimals."""
    return None if value is None else plain(e4_to_decimal(value))


def plain(value: Decimal) -> str:
    """A Decimal as text, never in powers of ten, without zeros at its end."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def rounded(value: Decimal | None) -> str | None:
    """A percentage, rounded already, as text with its two decimals."""
    return None if value is None else str(value)


# --- the parts of an indicator -------------------------------------------------------------------------------------


def target_figures(
    target: TargetInForce | None, revisions: Mapping[int, Revision], names: Names | None = None
) -> TargetFigures:
    """The target that counts; what was revised says from what, why and by whom."""
    if target is None:
        return NO_TARGET
    shown: TargetFigures = {**NO_TARGET, "value": exact(target.value)}
    revision = revisions.get(target.ref or 0) if target.is_revised else None
    if revision is None:
        return shown
    return {
        **shown,
        "first_value": exact(target.first_value),
        "reason": revision.reason,
        "approved_by": _short_name(names, revision.organization_id),
        "approved_on": revision.approved_on,
    }


def _short_name(names: Names | None, organization_id: int | None) -> str:
    return names.of(organization_id)["short_name"] if names is not None and organization_id is not None else ""


def actual_figures(year: YearData, indicator: IndicatorFacts, actual: Actual) -> ActualFigures:
    """The actual; where nothing is expected in the year and nothing was filed it is "nothing_due".

    0/0 is shown as tidak berlaku, with its two zeros.
    """
    state = actual.state
    if actual.is_no_event:
        state = "not_applicable"
    has_value = state == "value"
    is_reached = actual.reached_on is not None
    return {
        "state": "nothing_due" if indicator.id not in year.expected and actual.state != "value" else state,
        "value": actual_text(indicator, actual) if has_value else None,
        "numerator": exact(actual.numerator),
        "denominator": exact(actual.denominator),
        "reached_on": actual.reached_on.isoformat() if actual.reached_on is not None else "",
        "document_number": year.data.documents.get(actual.ref or 0, "") if is_reached else "",
        "as_of": _period_label(year, actual.per_period) if has_value else "",
        "periods_with_value": actual.filled,
        "periods_due": actual.due,
    }


def actual_text(indicator: IndicatorFacts, actual: Actual) -> str | None:
    """The value of an actual that has one, as ``ActualFigures`` has it."""
    if indicator.row.measure == Measure.MILESTONE:
        return "1" if actual.reached_on is not None else "0"
    if indicator.row.measure == Measure.PERCENTAGE:
        percent = actual.percent
        return None if percent is None else rounded(round_half_up(percent))
    return exact(actual.value)


def _period_label(year: YearData, period_number: int | None) -> str:
    if period_number is None:
        return ""
    return next((period.label for period in year.data.periods_of(year.year) if period.row.number == period_number), "")


def _others(year: YearData, indicator: IndicatorFacts, figure: IndicatorFigure, names: Names) -> list[OtherReporter]:
    """Other reporters, each under the organization that held its line last in the year."""
    lines = {line.key: line for line in year.reporters.get(indicator.action_id, ())}
    shown: list[OtherReporter] = []
    for key, actual in figure.beside:
        held = [(number, holder) for (of, number), holder in lines[key].holders.items() if of == year.year]
        if held:
            organization = names.of(max(held)[1])
            shown.append({"organization": organization, "actual": actual_figures(year, indicator, actual)})
    return shown


def _remarks(indicator: IndicatorFacts, figure: IndicatorFigure) -> list[str]:
    """Whole phrases for what the numbers alone do not say."""
    remarks = []
    actual = figure.actual
    if figure.reached_late and actual.reached_on is not None:
        remarks.append(f"tercapai terlambat ({date_long(actual.reached_on)})")
    if actual.is_no_event:
        remarks.append("0 dari 0: tidak ada kejadian")
    if figure.pending:
        remarks.append(f"{len(figure.pending)} periode menunggu verifikasi")
    if figure.reporters_owing > 1 and figure.reporters_with_value:
        remarks.append(f"jumlah dari {figure.reporters_with_value} dari {figure.reporters_owing} pelapor")
    for later in figure.target.later if figure.target is not None else ():
        value = "dihapus" if later.value is None else f"menjadi {number(e4_to_decimal(later.value))}"
        on = f" pada {date_short(day_in_wib(later.approved_at))}" if later.approved_at is not None else ""
        remarks.append(f"revisi target {value} disetujui{on} setelah batas waktu, tidak dihitung")
    return remarks


def indicator_figures(year: YearData, indicator: IndicatorFacts, details: Details) -> IndicatorFigures:
    """One indicator in the year."""
    figure = year.figures[indicator.id]
    shown: IndicatorFigures = {
        "id": indicator.id,
        "position": indicator.position,
        "code": indicator.code,
        "text": indicator.text,
        "unit": indicator.unit,
        "measure": indicator.row.measure,
        "accumulation": indicator.row.accumulation,
        "direction": indicator.row.direction,
        "target": target_figures(figure.target, details.revisions, details.names),
        "actual": actual_figures(year, indicator, figure.actual),
        "achievement": rounded(figure.achievement_rounded),
        "is_interim": figure.is_interim and figure.target_used is not None,
        "status": figure.status.value,
        "remarks": _remarks(indicator, figure),
        "others": _others(year, indicator, figure, details.names),
    }
    if details.sources is not None:
        shown["counted"] = rounded(None if figure.score is None else round_half_up(figure.score))
        shown["measurements"] = details.sources.get(indicator.id, [])
    return shown


def action_figures(year: YearData, action: ActionFacts, details: Details) -> ActionFigures:
    """One action with its indicators in the year; its lead, score, budget and what was written about it."""
    result = year.results[action.id]
    indicators: Sequence[IndicatorFacts] = year.data.indicators.get(action.id, ())
    return {
        "id": action.id,
        "number": action.number,
        "title": action.title,
        "strategy": action.strategy,
        "weight": exact(action.weight) or "1",
        "leads": details.names.all_of(leads_of(year, action.id)),
        "supports": details.names.all_of(supports_of(year, action.id)),
        "locations": details.locations.get(action.id, []),
        "score": rounded(result.rounded),
        "status": result.status.value,
        "indicators": [indicator_figures(year, indicator, details) for indicator in indicators],
        "narratives": details.narratives.get(action.id, []),
        "budget": budget_figures(lines_of_action(year, action.id)),
    }
