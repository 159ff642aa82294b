"""A few progress reports of the cast's small plan, told through the services that people use."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from actions.entry import CellValue
from actions.enums import MeasurementState
from actions.models import ProgressReport
from actions.services import drafts, progress
from clusters.models import User
from tests.cast import World

VALUE = MeasurementState.VALUE
AFTER_THE_YEAR = datetime.fromisoformat("2025-04-30T05:00:00+00:00")


def count(amount: int) -> CellValue:
    return CellValue(state=VALUE, value=Decimal(amount))


def ratio(part: int, whole: int) -> CellValue:
    return CellValue(state=VALUE, numerator=Decimal(part), denominator=Decimal(whole))


def reached(on: date, document: str = "12/2024") -> CellValue:
    return CellValue(state=VALUE, is_reached=True, reached_on=on, document_number=document)


NO_DATA = CellValue(state=MeasurementState.NO_DATA)


class Teller:
    """KemenPPPA's reports of action 1.1, quarter by quarter; each step an hour after the one before."""

    def __init__(self, world: World, people: dict[str, User]) -> None:
        self.world, self.people = world, people

    def fill(
        self,
        number: int,
        amount: int = 100,
        *,
        of: CellValue = NO_DATA,
        milestone: CellValue = NO_DATA,
        realized: int | None = None,
        achievement: str = "",
        at: datetime | None = None,
    ) -> ProgressReport:
        """The draft of a quarter; ``at`` in the hour when its period opens unless given."""
        world, by = self.world, self.people["operator"]
        report = world.report(number, at=at)
        at = at or report.period.opens_at
        for indicator, cell in ((world.indicator, count(amount)), (world.ratio, of), (world.milestone, milestone)):
            drafts.save_measurement(report=report, indicator=indicator, cell=cell, by=by, at=at)
        if realized is not None:
            drafts.save_realization(report=report, line=world.line, state=VALUE, amount=realized, by=by, at=at)
        if achievement:
            texts = {"achievement": achievement}
            drafts.save_narrative(report=report, action=world.action, texts=texts, by=by, at=at)
        return report

    def file(self, report: ProgressReport, *, at: datetime | None = None) -> datetime:
        """Submit and endorse; answers when."""
        at = at or report.period.opens_at
        progress.submit_progress(reports=[report], by=self.people["operator"], at=at)
        report.refresh_from_db()
        progress.endorse_progress(report=report, by=self.people["endorser"], at=at + timedelta(hours=1))
        report.refresh_from_db()
        return at + timedelta(hours=1)

    def verify(self, report: ProgressReport, *, at: datetime, amount: int | None = None) -> datetime:
        """Verify, with a corrected count where given."""
        corrections = {} if amount is None else {self.world.indicator.pk: count(amount)}
        notes = dict.fromkeys(corrections, "Menurut data dukung.")
        progress.verify_progress(
            report=report, by=self.people["coordinator"], corrections=corrections, notes=notes, at=at
        )
        report.refresh_from_db()
        return at

    def reopen(self, report: ProgressReport, *, at: datetime) -> None:
        progress.reopen_progress(report=report, by=self.people["coordinator"], note="Angka dikoreksi.", at=at)
        report.refresh_from_db()

    def verified(self, number: int, amount: int = 100, **cells: object) -> ProgressReport:
        """A quarter filled, filed and verified on the day it opened."""
        report = self.fill(number, amount, **cells)  # type: ignore[arg-type]
        filed_at = self.file(report)
        self.verify(report, at=filed_at + timedelta(hours=1))
        return report
