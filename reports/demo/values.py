"""Example values: plausible, deterministic, invented. Nothing here was ever measured."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from actions.entry import CellValue
from actions.enums import Accumulation, Direction, Measure, MeasurementState
from actions.models import Indicator, ReportingPeriod
from reports.demo.chance import between, share

VALUE = MeasurementState.VALUE
QUARTER_SHARES = (0.18, 0.44, 0.71, 1.0)
NO_DATA_SHARE = 0.025


class ExampleValues:
    """Values of one indicator over the years, one call a period in order.

    ``targets``: year → target. A level (``stock``) remembers where it stood.
    """

    def __init__(self, indicator: Indicator, targets: dict[int, Decimal], *, part: float = 1.0) -> None:
        self.indicator, self.targets, self.part = indicator, targets, part
        self.level = float(indicator.baseline or 0)

    def cell(self, period: ReportingPeriod) -> CellValue:
        key = (self.indicator.text_key, period.year, period.number, self.part)
        if share("no data", *key) < NO_DATA_SHARE:
            return CellValue(state=MeasurementState.NO_DATA)
        if self.indicator.measure == Measure.MILESTONE:
            return self._milestone(period)
        if self.indicator.measure == Measure.PERCENTAGE:
            return self._ratio(period)
        if self.indicator.accumulation == Accumulation.STOCK:
            return self._stock(period)
        return self._count(period)

    def _factor(self, year: int) -> float:
        """How much of the target the year brings: better in later years, sometimes far short."""
        base = between(0.62, 1.12, self.indicator.text_key, year)
        return min(base + 0.03 * (year - 2020), 1.25) * self.part

    def _target(self, year: int) -> float:
        return float(self.targets.get(year, Decimal(10)))

    def _count(self, period: ReportingPeriod) -> CellValue:
        if self.indicator.direction == Direction.FALLING:
            excess = 2 - self._factor(period.year) if self._target(period.year) else between(0, 45, period.label)
            return _value(self._target(period.year) * excess if self._target(period.year) else excess)
        total = self._target(period.year) * self._factor(period.year)
        done = round(total * QUARTER_SHARES[period.number - 1])
        before = round(total * QUARTER_SHARES[period.number - 2]) if period.number > 1 else 0
        return _value(done if self.indicator.accumulation == Accumulation.RUNNING else done - before)

    def _stock(self, period: ReportingPeriod) -> CellValue:
        goal = max(self.level, self._target(period.year) * self._factor(period.year))
        left = len(QUARTER_SHARES) - period.number + 1
        self.level += (goal - self.level) / left
        self.level = float(round(self.level))
        return _value(self.level)

    def _ratio(self, period: ReportingPeriod) -> CellValue:
        percent = min(self._target(period.year) * self._factor(period.year) / 100, 1.0)
        whole = round(between(60, 180, self.indicator.text_key))
        if "restitusi yang dibayar" in self.indicator.text_key:
            whole *= 2_500_000
        if self.indicator.accumulation == Accumulation.RUNNING:
            whole = round(whole * QUARTER_SHARES[period.number - 1])
        if "anak" in self.indicator.text_key and period.number == 1:
            whole = 0  # a quarter without child victims: 0 of 0
        return CellValue(
            state=VALUE,
            numerator=Decimal(round(whole * percent)),
            denominator=Decimal(whole),
            may_exceed=self.indicator.allows_over,
        )

    def _milestone(self, period: ReportingPeriod) -> CellValue:
        key = (self.indicator.text_key, period.year)
        reached_in = 1 + int(share("when", *key) * 5)  # 5: not in this year
        if period.number < reached_in:
            return CellValue(state=VALUE, is_reached=False)
        day = date(period.year, reached_in * 3 - 1, 15)
        number = 1 + int(share("document", *key) * 60)
        return CellValue(state=VALUE, is_reached=True, reached_on=day, document_number=f"CONTOH-{number}/{period.year}")


def _value(amount: float) -> CellValue:
    return CellValue(state=VALUE, value=Decimal(round(amount)))
