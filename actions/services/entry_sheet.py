"""The form of a period as a file: make it, look at what an uploaded one would change, apply it whole or not at all.

Whoever calls has asked ``actions.permissions``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import BinaryIO

from django.db import transaction
from django.utils import timezone

from actions.entry import CellValue
from actions.enums import EntryVia
from actions.models import Action, BudgetLine, Indicator, ProgressReport, ReportingPeriod
from actions.services.drafts import save_measurement, save_narrative, save_realization
from actions.services.progress import open_reports
from actions.sheets.comparing import compare
from actions.sheets.form import build_form
from actions.sheets.preview import Item, Preview
from actions.sheets.reading import read_form
from actions.sheets.writing import write_form
from clusters.models import Organization, User


class NothingOwed(Exception):
    """The organization reports nothing in this period."""


class FormStopped(Exception):
    """Nothing was written; ``preview`` shows why."""

    def __init__(self, preview: Preview, sentence: str) -> None:
        self.preview = preview
        super().__init__(sentence)


class FormRefused(FormStopped):
    """The file cannot be used, or has problems of structure."""

    def __init__(self, preview: Preview) -> None:
        super().__init__(preview, "Berkas belum dapat diterapkan. Perbaiki berkasnya, lalu unggah lagi.")


class FormOutdated(FormStopped):
    """It would now change something else than what was seen."""

    def __init__(self, preview: Preview) -> None:
        super().__init__(
            preview, "Isian di situs berubah sejak pratinjau ini dibuat. Periksa sekali lagi, lalu terapkan."
        )


class FormUndecided(FormStopped):
    """Some row waits for an answer."""

    def __init__(self, preview: Preview) -> None:
        rows = len(preview.open)
        super().__init__(preview, f"Belum diterapkan: {rows} baris menunggu jawaban Anda.")


def make_form(*, organization: Organization, period: ReportingPeriod, at: datetime | None = None) -> bytes:
    """The form as XLSX, with what is saved now; makes no report. Raises :class:`NothingOwed`."""
    at = at or timezone.now()
    form = build_form(organization, period, at=at)
    if not form.is_owing:
        raise NothingOwed
    return write_form(form, at=at)


def preview_form(
    *, organization: Organization, period: ReportingPeriod, file: BinaryIO, name: str, at: datetime | None = None
) -> Preview:
    """What applying ``file`` would change; writes nothing."""
    read = read_form(file, name, organization=organization, period=period)
    return compare(read, build_form(organization, period, at=at or timezone.now()))


@transaction.atomic
def apply_form(
    *,
    organization: Organization,
    period: ReportingPeriod,
    file: BinaryIO,
    name: str,
    by: User,
    answers: Mapping[str, str],
    seen: str,
    at: datetime | None = None,
) -> Preview:
    """Save what the file changes, everything or nothing; reports not yet opened are opened where it needs them.

    ``answers``: see ``Preview.answered``; ``seen``: the fingerprint of the preview the person saw. Raises
    :class:`FormRefused`, :class:`FormOutdated`, :class:`FormUndecided`, ``PeriodNotOpen``.
    """
    at = at or timezone.now()
    look = partial(_look, organization, period, file, name, answers=answers, seen=seen, at=at)
    preview = look()
    if any(item.row and item.row.report._state.adding for item in preview.applied):
        open_reports(organization=organization, period=period, at=at)
        preview = look()  # a colleague may have opened and filled them just now
    for item in preview.applied:
        _save(item, by=by, at=at)
    return preview


def _look(
    organization: Organization,
    period: ReportingPeriod,
    file: BinaryIO,
    name: str,
    *,
    answers: Mapping[str, str],
    seen: str,
    at: datetime,
) -> Preview:
    """The preview, where it can be applied as it was seen; the reports are held, so that nobody saves in between."""
    reports = ProgressReport.objects.filter(organization=organization, period=period)
    list(reports.select_for_update().order_by("pk"))
    preview = preview_form(organization=organization, period=period, file=file, name=name, at=at).answered(answers)
    if not preview.can_be_applied:
        raise FormRefused(preview)
    if preview.fingerprint != seen:
        raise FormOutdated(preview)
    if preview.open:
        raise FormUndecided(preview)
    return preview


def _save(item: Item, *, by: User, at: datetime) -> None:
    if item.row is None:
        return
    report, subject, via = item.row.report, item.row.subject, EntryVia.FILE
    match subject, item.payload:
        case Indicator(), CellValue() | None as cell:
            save_measurement(report=report, indicator=subject, cell=cell, by=by, at=at, via=via)
        case Action(), str(text):
            part = item.key.partition(".")[2]
            save_narrative(report=report, action=subject, texts={part: text}, by=by, at=at, via=via)
        case BudgetLine(), (state, amount):
            save_realization(report=report, line=subject, state=state, amount=amount, by=by, at=at, via=via)
