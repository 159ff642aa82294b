"""What is asked about a value that is possible but unlikely, and what keeps reports from being submitted.

Values that fall need a reason (calculation.md, "What is measured"). The others are only asked about, a choice: a slip of
the keyboard is seen beside the cell, nothing is refused, and whoever checks the report is told (``actions.anomalies``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from actions import entry
from actions.calculation.entry_rules import question
from actions.calculation.rounding import percent_of
from actions.enums import Accumulation, AnomalyKind, Measure, MeasurementState
from actions.models import Indicator, Measurement, ProgressReport
from actions.models.measurement import ReportedValue
from ranpptppo.lib.fixed_point import to_e4
from ranpptppo.lib.formats import number, percent

TENFOLD = 10
ENDINGS = {
    AnomalyKind.FELL: "Tulis alasannya.",
    AnomalyKind.JUMP: "Benar?",
    AnomalyKind.FAR: "Benar? Bila ya, tulis alasannya.",
    AnomalyKind.OVER: "Benar? Bila ya, tulis alasannya.",
    AnomalyKind.FRACTION: "Benar? Bila ya, tulis alasannya.",
}
WHOLE = Decimal(100)  # percent
HOW_MANY = {"jumlah", "total", "banyak", "banyaknya"}  # with which the name of what is counted or measured may begin
# What is measured and not counted, by its first word: a fraction of it is nothing unlikely.
MEASURED = {
    "rp",
    "rupiah",
    "ribu",
    "juta",
    "miliar",
    "triliun",
    "%",
    "persen",
    "indeks",
    "skor",
    "nilai",
    "poin",
    "rasio",
}
MEASURED |= {"menit", "jam", "hari", "bulan", "meter", "km", "hektar", "hektare", "kg", "ton", "liter", "rata-rata"}
MEASURED |= {"anggaran", "dana", "biaya", "pagu", "realisasi", "luas", "lama", "waktu"}


@dataclass(frozen=True, slots=True)
class Question:
    """Something to ask about a cell: what is unlikely, and the kind of anomaly that it is to whoever checks it."""

    statement: str
    kind: AnomalyKind

    @property
    def sentence(self) -> str:
        return f"{self.statement} {ENDINGS[self.kind]}"

    @property
    def needs_reason(self) -> bool:
        """It cannot be submitted without a reason."""
        return self.kind == AnomalyKind.FELL

    @property
    def asks_reason(self) -> bool:
        """Is there a place to explain it?"""
        return self.kind != AnomalyKind.JUMP


def questions(
    indicator: Indicator,
    cell: ReportedValue | entry.CellValue,
    before: ReportedValue | None,
    *,
    same_year: bool,
    target: Decimal | None = None,
) -> list[Question]:
    """What to ask about ``cell``.

    ``before``: the value filed for the period before, if any; ``same_year``: is it of the same year? ``target``: the
    year's, against which the value is reported.
    """
    if cell.state != MeasurementState.VALUE:
        return []
    found = _against_before(indicator, cell, before, same_year=same_year)
    return found + _against_target(indicator, cell, target) + _fractions(indicator, cell)


def _against_before(
    indicator: Indicator, cell: ReportedValue | entry.CellValue, before: ReportedValue | None, *, same_year: bool
) -> list[Question]:
    """A fall that the rules ask about (``calculation.entry_rules``), or a jump of more than tenfold."""
    if before is None or before.state != MeasurementState.VALUE:
        return []
    now, then = entry.measured_row(cell), entry.measured_row(before)
    asked = question(entry.rule_row(indicator), now, before_in_year=then if same_year else None, before=then)
    if asked is not None:
        return [Question(f"Nilai turun dari {entry.shown(before)} menjadi {entry.shown(cell)}.", AnomalyKind.FELL)]
    parts = [("Nilai", now.value or now.numerator, then.value or then.numerator)]
    parts.append(("Penyebut", now.denominator, then.denominator))
    for part, size, size_then in parts:
        if size_then > 0 and size > size_then * TENFOLD:
            statement = f"{part} naik lebih dari sepuluh kali lipat ({entry.shown(before)} → {entry.shown(cell)})."
            return [Question(statement, AnomalyKind.JUMP)]
    return []


def _against_target(
    indicator: Indicator, cell: ReportedValue | entry.CellValue, target: Decimal | None
) -> list[Question]:
    """Far above the target; or more than the whole, where an indicator allows it that aims at no more than the whole."""
    is_ratio = indicator.measure == Measure.PERCENTAGE
    if target and _size(cell) > target * TENFOLD:
        aimed = percent(target) if is_ratio else number(target)
        statement = f"Nilai {entry.shown(cell)} lebih dari sepuluh kali target setahun ({aimed})."
        return [Question(statement, AnomalyKind.FAR)]
    if is_ratio and (cell.numerator or 0) > (cell.denominator or 0) and (target is None or target <= WHOLE):
        return [Question(f"{entry.shown(cell)}: pembilang lebih besar daripada penyebut.", AnomalyKind.OVER)]
    return []


def _fractions(indicator: Indicator, cell: ReportedValue | entry.CellValue) -> list[Question]:
    """Of a value, or of the parts of a percentage: one question about each that is counted and not whole."""
    if indicator.measure == Measure.PERCENTAGE:
        parts = [(indicator.numerator_label, cell.numerator), (indicator.denominator_label, cell.denominator)]
        counted = [(f"{name} {number(amount or 0)}: ", amount) for name, amount in parts if name and _counts(name)]
    else:
        told = f"{number(cell.value or 0)} {indicator.unit}: satuan ini "
        counted = [(told, cell.value)] if _is_counted(indicator) else []
    return [
        Question(f"{told}biasanya dihitung utuh, tanpa koma.", AnomalyKind.FRACTION)
        for told, amount in counted
        if amount is not None and amount % 1
    ]


def _size(cell: ReportedValue | entry.CellValue) -> Decimal:
    """What is compared with a target: the value, or the percentage; 0 of a milestone, and where there is no whole."""
    if cell.value is not None:
        return cell.value
    exact = percent_of(to_e4(cell.numerator or 0), to_e4(cell.denominator or 0))
    return Decimal(0) if exact is None else Decimal(exact.numerator) / exact.denominator


def _is_counted(indicator: Indicator) -> bool:
    """Does it count whole things? A choice: the matrix says no more than that it is a sum and in which unit."""
    if indicator.measure != Measure.COUNT or indicator.accumulation == Accumulation.LATEST:
        return False
    return _counts(indicator.unit)


def _counts(name: str) -> bool:
    """Is what a unit or a part is called counted, and not measured?"""
    words = [word for word in name.casefold().split() if word not in HOW_MANY]
    return not MEASURED.intersection(words[:1])


def open_points(reports: Sequence[ProgressReport]) -> tuple[list[Indicator], list[tuple[Indicator, str]]]:
    """What keeps one organization's reports of a period from being submitted.

    Answers the indicators without any of the states filled in, and the cells whose question needs a
    reason that is not there yet, with the question. The number of queries is fixed.
    """
    drafts = {row.indicator_id: row for row in Measurement.objects.filter(report__in=reports)}
    before = entry.previous_rounds_of(reports)
    missing, unanswered = [], []
    for indicator in entry.indicators_of_reports(reports):
        cell = drafts.get(indicator.pk)
        if cell is None:
            missing.append(indicator)
        elif not cell.reason:
            earlier = before.get(indicator.pk)
            same_year = earlier is not None and earlier.report.period.year == reports[0].period.year
            asked = questions(indicator, cell, earlier, same_year=same_year)
            unanswered += [(indicator, one.sentence) for one in asked if one.needs_reason]
    return missing, unanswered
