"""What form, file, API and task share about entering progress: reading a cell, and what belongs on the page of a report.

A cell holds one measurement. People write its numbers as they are used to; what was understood is
shown back. Impossible values are refused (:class:`CellRefused`), unlikely ones are questioned
(``actions.entry_questions``; calculation.md, "What is measured").
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import blake2b
from typing import Any

from django.db.models.functions import Coalesce

from actions.calculation.entry_rules import refusal
from actions.calculation.rounding import percent_of, round_half_up
from actions.calculation.rows import IndicatorRow, MeasuredRow
from actions.enums import Measure, MeasurementState
from actions.models import (
    Assignment,
    BudgetLine,
    Indicator,
    Measurement,
    MeasurementRound,
    ProgressReport,
    ReportingPeriod,
)
from actions.models.measurement import RealizedAmount, ReportedValue
from actions.periods import indicators_owed
from clusters.models import Organization
from ranpptppo.lib.fixed_point import to_e4
from ranpptppo.lib.formats import date_short, number, percent, rupiah
from ranpptppo.lib.numbers import parse_number
from ranpptppo.lib.typed_text import nik_sentence


class CellRefused(Exception):
    """The cell cannot be: ``errors`` maps a field of the cell to an Indonesian sentence."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        self.errors = dict(errors)
        super().__init__(" ".join(self.errors.values()))


@dataclass(frozen=True, slots=True)
class CellValue:
    """One measurement, understood: the fields of ``ReportedValue``."""

    state: str
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    is_reached: bool | None = None
    reached_on: date | None = None
    document_number: str = ""
    reason: str = ""
    may_exceed: bool = False

    def fields(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ReportedValue.VALUE_FIELDS}


@dataclass(slots=True)
class _Reader:
    """Reads one cell's raw texts, collecting a sentence per field that is wrong."""

    raw: Mapping[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        return str(self.raw.get(name, "") or "").strip()

    def words(self, name: str) -> str:
        """Free text, in which no NIK may stand."""
        text = self.text(name)
        if sentence := nik_sentence(text):
            self.errors[name] = sentence
        return text

    def number(self, name: str) -> Decimal | None:
        parsed = parse_number(self.text(name))
        if parsed.is_blank:
            return None
        if not parsed.is_understood:
            self.errors[name] = parsed.sentence
            return None
        return parsed.value

    def day(self, name: str) -> date | None:
        text = self.text(name)
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.errors[name] = "Tulis tanggal sebagai tahun-bulan-hari, misalnya 2024-07-30."
            return None


def read_cell(indicator: Indicator, raw: Mapping[str, str]) -> CellValue | None:
    """Understand one cell as a person typed it; ``None`` when it is empty.

    ``raw`` may hold ``state``, ``value``, ``numerator``, ``denominator``, ``is_reached`` ("yes",
    "no"), ``reached_on`` (ISO), ``document_number``, ``reason``. An empty ``state`` beside a number
    means a value. Raises :class:`CellRefused`.
    """
    reader = _Reader(raw)
    state = reader.text("state")
    reason = reader.words("reason")[:500]
    if reader.errors:
        raise CellRefused(reader.errors)
    if state in {MeasurementState.NO_DATA, MeasurementState.NOT_APPLICABLE}:
        if any(reader.text(name) for name in ("value", "numerator", "denominator", "is_reached", "reached_on")):
            label = MeasurementState(state).label.lower()
            raise CellRefused({"state": f"Sudah ada isian; kosongkan dahulu, atau jangan pilih “{label}”."})
        return CellValue(state=state, reason=reason)
    if indicator.measure == Measure.MILESTONE:
        cell = _read_milestone(reader, reason)
    elif indicator.measure == Measure.PERCENTAGE:
        cell = _read_ratio(reader, indicator, reason)
    else:
        value = reader.number("value")
        cell = None if value is None else CellValue(state=MeasurementState.VALUE, value=value, reason=reason)
    if reader.errors:
        raise CellRefused(reader.errors)
    if cell is None and state == MeasurementState.VALUE:
        raise CellRefused({_first_field(indicator): "Isi angkanya, atau pilih “belum ada data” atau “tidak berlaku”."})
    return cell


def _first_field(indicator: Indicator) -> str:
    if indicator.measure == Measure.MILESTONE:
        return "is_reached"
    return "numerator" if indicator.measure == Measure.PERCENTAGE else "value"


def _read_milestone(reader: _Reader, reason: str) -> CellValue | None:
    answer = reader.text("is_reached")
    reached_on = reader.day("reached_on")
    document_number = reader.words("document_number")[:120]
    if answer == "yes":
        if reached_on is None and "reached_on" not in reader.errors:
            reader.errors["reached_on"] = "Isi tanggal dokumen yang membuktikan capaian ini."
        return CellValue(
            state=MeasurementState.VALUE,
            is_reached=True,
            reached_on=reached_on,
            document_number=document_number,
            reason=reason,
        )
    if answer == "no":
        return CellValue(state=MeasurementState.VALUE, is_reached=False, reason=reason)
    if reached_on is not None or document_number:
        reader.errors["is_reached"] = "Pilih “ya” atau “belum”."
    return None


def _read_ratio(reader: _Reader, indicator: Indicator, reason: str) -> CellValue | None:
    numerator, denominator = reader.number("numerator"), reader.number("denominator")
    if reader.errors or (numerator is None and denominator is None):
        return None
    if numerator is None or denominator is None:
        missing = "numerator" if numerator is None else "denominator"
        reader.errors[missing] = "Isi pembilang dan penyebut, keduanya."
        return None
    cell = CellValue(
        state=MeasurementState.VALUE,
        numerator=numerator,
        denominator=denominator,
        reason=reason,
        may_exceed=indicator.allows_over,
    )
    refused = refusal(rule_row(indicator), measured_row(cell))
    if refused == "part_without_whole":
        reader.errors["denominator"] = "Penyebut 0 hanya mungkin bila pembilang juga 0 (tidak ada kejadian)."
    elif refused == "part_exceeds_whole":
        reader.errors["numerator"] = (
            f"Pembilang ({number(numerator)}) tidak boleh melebihi penyebut ({number(denominator)})."
        )
    return cell


def rule_row(indicator: Indicator) -> IndicatorRow:
    """The indicator as the rules read it."""
    return IndicatorRow(
        measure=indicator.measure,
        accumulation=indicator.accumulation,
        direction=indicator.direction,
        is_additive=indicator.is_additive,
        allows_over=indicator.allows_over,
    )


def measured_row(cell: ReportedValue | CellValue) -> MeasuredRow:
    """A cell as the rules read it."""
    return MeasuredRow(
        state=cell.state,
        value=to_e4(cell.value or 0),
        numerator=to_e4(cell.numerator or 0),
        denominator=to_e4(cell.denominator or 0),
        reached_on=cell.reached_on,
    )


# Who saves last: what a writer saw, as a fingerprint


def fingerprint(*texts: str) -> str:
    """What inputs held when a page or a form file was made.

    Handed back, it tells what a person touched, and whether somebody else changed it meanwhile.
    """
    plain = "\0".join(text.replace("\r\n", "\n").strip() for text in texts)
    return blake2b(plain.encode(), digest_size=6).hexdigest()


def amount_texts(saved: RealizedAmount | None) -> dict[str, str]:
    """A saved realization as the texts of its inputs, ``amount`` and ``state``."""
    if saved is None:
        return {"amount": "", "state": ""}
    amount = "" if saved.amount is None else number(saved.amount)
    return {"amount": amount, "state": "" if saved.state == MeasurementState.VALUE else saved.state}


def amount_shown(saved: RealizedAmount | None) -> str:
    """A realization in words; empty where nothing was filled in."""
    if saved is None:
        return ""
    return MeasurementState(saved.state).label.lower() if saved.amount is None else rupiah(saved.amount)


# What belongs on the page of a report


def indicators_owed_by(organization: Organization, period: ReportingPeriod) -> list[Indicator]:
    """Indicators on which the organization reports in the period, in printed order; four queries."""
    return list(
        Indicator.objects.filter(pk__in=indicators_owed(organization, period))
        .select_related("action__plan")
        .order_by("action__cluster__number", "-action__is_in_plan", "action__sort_key", "action_id", "position", "pk")
    )


def indicators_of_reports(reports: Sequence[ProgressReport]) -> list[Indicator]:
    """Indicators that one organization owes in the reports of one period, in printed order; six queries."""
    return within(indicators_owed_by(reports[0].organization, reports[0].period), reports)


def within(indicators: Iterable[Indicator], reports: Iterable[ProgressReport]) -> list[Indicator]:
    """Those whose action belongs to the cluster of one of the reports."""
    clusters = {report.cluster_id for report in reports}
    return [indicator for indicator in indicators if indicator.action.cluster_id in clusters]


def indicators_to_report(report: ProgressReport) -> list[Indicator]:
    """Indicators that the report's organization owes in its period and cluster, in printed order."""
    return indicators_of_reports([report])


def budget_lines_of_reports(reports: Sequence[ProgressReport]) -> list[BudgetLine]:
    """The organization's budget lines of the period's year in the reports' clusters, with their ceilings."""
    first = reports[0]
    return list(
        BudgetLine.objects.filter(
            organization=first.organization_id,
            fiscal_year=first.period.year,
            action__cluster__in=[report.cluster_id for report in reports],
            action__plan=first.period.plan_id,
        )
        .select_related("action")
        .prefetch_related("ceilings")
        .order_by("action__sort_key", "source", "code", "pk")
    )


Holders = dict[tuple[int, int], list[tuple[date, date | None]]]


def previous_rounds_of(
    reports: Sequence[ProgressReport], *, indicator: Indicator | None = None, holders: Holders | None = None
) -> dict[int, MeasurementRound]:
    """Indicator id → the latest value filed by the reporter for an earlier period of the plan.

    ``indicator``: of this one alone. ``holders``: what ``line_holders`` answered, where it was asked already.

    A period without a value is passed over: what fell since the one before it is questioned all the same. Successive
    holders of an assignment line are one reporter: a successor goes on from what its predecessor filed.
    """
    first = reports[0]
    if holders is None:
        holders = line_holders(first, action=None if indicator is None else indicator.action_id)
    rounds = MeasurementRound.objects.filter(
        report__organization__in={organization for _, organization in holders},
        report__cluster__in=[report.cluster_id for report in reports],
        report__period__plan=first.period.plan_id,
        report__period__ends_on__lt=first.period.starts_on,
        indicator__action__in={action for action, _ in holders},
        state=MeasurementState.VALUE,
    ).order_by("report__period__ends_on", "event__at", "event_id", "pk")
    if indicator is not None:
        rounds = rounds.filter(indicator=indicator)
    columns = ("indicator_id", "pk", "indicator__action_id", "report__organization_id", "report__period__ends_on")
    latest = {  # the last one of each indicator stays
        key_of: key
        for key_of, key, action, organization, ends_on in rounds.values_list(*columns)
        if held_on(holders, action, organization, ends_on)
    }
    found = MeasurementRound.objects.filter(pk__in=latest.values()).select_related("report__period")
    return {row.indicator_id: row for row in found}


def held_on(holders: Holders, action: int, organization: int, day: date) -> bool:
    """Did the organization hold such a line of the action on that day?"""
    spans = holders.get((action, organization), [])
    return any(starts_on <= day and (until is None or day <= until) for starts_on, until in spans)


def line_holders(report: ProgressReport, *, action: int | None = None) -> Holders:
    """(action, organization) → the spans in which it held a line that the report's organization holds now.

    ``action``: of that one alone. Two queries.
    """
    held = Assignment.objects.annotate(reporter=Coalesce("line_id", "pk"))
    if action is not None:
        held = held.filter(action=action)
    mine = held.filter(organization=report.organization_id).active_on(report.period.ends_on)
    lines = list(mine.values_list("reporter", flat=True))
    holders: Holders = {}
    rows = held.filter(reporter__in=lines).order_by("pk")
    columns = ("action_id", "organization_id", "starts_on", "ends_on")
    for held_action, organization, starts_on, ends_on in rows.values_list(*columns):
        holders.setdefault((held_action, organization), []).append((starts_on, ends_on))
    return holders


def draft_cells(report: ProgressReport) -> dict[int, Measurement]:
    """Indicator id → the draft's measurement."""
    return {row.indicator_id: row for row in report.measurements.select_related("updated_by")}


def _percent_shown(cell: ReportedValue | CellValue) -> str:
    """`` (77,61%)``, or nothing for 0/0: a percentage is computed, never typed."""
    exact = percent_of(to_e4(cell.numerator or 0), to_e4(cell.denominator or 0))
    return "" if exact is None else f" ({percent(round_half_up(exact))})"


def shown(cell: ReportedValue | CellValue) -> str:
    """A cell in words, as tables and histories show it."""
    if cell.state != MeasurementState.VALUE:
        return MeasurementState(cell.state).label.lower()
    if cell.is_reached is not None:
        if not cell.is_reached or cell.reached_on is None:
            return "belum tercapai"
        document = f" ({cell.document_number})" if cell.document_number else ""
        return f"tercapai {date_short(cell.reached_on)}{document}"
    if cell.numerator is not None and cell.denominator is not None:
        return f"{number(cell.numerator)} dari {number(cell.denominator)}{_percent_shown(cell)}"
    return number(cell.value) if cell.value is not None else ""
