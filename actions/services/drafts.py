"""Saving the cells of a draft: one cell a call, each change compared, signed and logged under the report's row lock.

Whoever calls has asked ``actions.permissions``; what must never be false the database refuses.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from actions import entry
from actions.entry import CellValue
from actions.enums import EntryVia, MeasurementState
from actions.models import (
    Action,
    BudgetLine,
    EntryChange,
    Indicator,
    Measurement,
    Narrative,
    ProgressReport,
    Realization,
)
from actions.models.progress import ReportLocked
from clusters.models import User


class ReportNotEditable(Exception):
    """The report moved on: what was typed is not saved, and stays with whoever typed it."""

    def __init__(self) -> None:
        super().__init__("Laporan ini sudah diajukan, sehingga isiannya tidak dapat diubah lagi.")


class IndicatorGone(ReportNotEditable):
    """Somebody took the indicator of an activity outside the plan away while the value was on its way."""

    def __init__(self) -> None:
        Exception.__init__(self, "Indikator ini baru saja dihapus dari kegiatannya, sehingga isiannya tidak disimpan.")


class CellChanged(Exception):
    """Somebody else saved the cell meanwhile; ``current`` is what is there now (None: emptied)."""

    def __init__(self, current: Measurement | None) -> None:
        self.current = current
        now = f"diubah oleh {current.updated_by.name} menjadi “{entry.shown(current)}”" if current else "dikosongkan"
        super().__init__(f"Isian ini baru saja {now}. Pilih nilai yang benar, lalu simpan lagi.")


class TextChanged(Exception):
    """Somebody else saved a text or an amount meanwhile; ``current`` is what its inputs would hold now."""

    def __init__(self, current: Mapping[str, str], shown: str) -> None:
        self.current = dict(current)
        super().__init__(
            f"Seorang rekan baru saja mengubahnya menjadi “{shown or 'kosong'}”. "
            "Simpan sekali lagi untuk memakai ketikan Anda."
        )


@transaction.atomic
def save_measurement(
    *,
    report: ProgressReport,
    indicator: Indicator,
    cell: CellValue | None,
    by: User,
    at: datetime | None = None,
    revision: int | None = None,
    via: EntryVia = EntryVia.PAGE,
) -> Measurement | None:
    """Save one cell of the draft; ``cell=None`` empties it.

    ``revision`` is the revision the writer saw (0: an empty cell, None: do not compare). Raises
    :class:`CellChanged` when another person saved the cell since, :class:`ReportNotEditable`,
    or ``ReportLocked``.
    """
    report = _editable(report)
    current = report.measurements.select_related("updated_by").filter(indicator=indicator).first()
    if _is_same(current, cell):
        return current
    if revision is not None and revision != (current.revision if current else 0):
        raise CellChanged(current)
    at, before = at or timezone.now(), entry.shown(current) if current else ""
    saved = _write(report, indicator, current, cell, by=by, at=at)
    after, reason = (entry.shown(saved), saved.reason) if saved else ("", "")
    _log(report, before, after, indicator=indicator, reason=reason, via=via, at=at, by=by)
    return saved


def _write(
    report: ProgressReport,
    indicator: Indicator,
    current: Measurement | None,
    cell: CellValue | None,
    *,
    by: User,
    at: datetime,
) -> Measurement | None:
    if cell is None:
        if current is not None:
            current.delete()
        return None
    if current is None:
        signed = {"revision": _next_revision(report, indicator), "updated_at": at, "updated_by": by}
        return Measurement.objects.create(report=report, indicator=indicator, **signed, **cell.fields())
    for name, value in cell.fields().items():
        setattr(current, name, value)
    current.revision += 1
    current.updated_at, current.updated_by = at, by
    current.save(update_fields=[*cell.fields(), "revision", "updated_at", "updated_by"])
    return current


def _next_revision(report: ProgressReport, indicator: Indicator) -> int:
    """A cell that was emptied and filled anew goes on counting: whoever still holds an older revision is refused.

    Raises :class:`IndicatorGone`; under the report's row, which whoever takes an indicator away holds as well.
    """
    changes = EntryChange.objects.filter(report=report, indicator=OuterRef("pk")).order_by().values("indicator")
    earlier = Coalesce(Subquery(changes.annotate(count=Count("pk")).values("count")), 0)
    found = (
        Indicator.objects.filter(pk=indicator.pk).annotate(earlier=earlier).values_list("earlier", flat=True).first()
    )
    if found is None:
        raise IndicatorGone
    return int(found) + 1


def _is_same(current: Measurement | None, cell: CellValue | None) -> bool:
    if current is None or cell is None:
        return current is None and cell is None
    return current.values() == cell.fields()


@transaction.atomic
def save_narrative(
    *,
    report: ProgressReport,
    action: Action,
    texts: Mapping[str, str],
    by: User,
    at: datetime | None = None,
    seen: Mapping[str, str] | None = None,
    via: EntryVia = EntryVia.PAGE,
) -> Narrative | None:
    """Save texts of the narrative of one action, all or none; ``texts`` may hold any of ``Narrative.TEXT_FIELDS``.

    ``seen``: field → fingerprint (``entry.fingerprint``) of the text that the writer saw, where it is to be compared.
    Raises :class:`TextChanged` when another person changed such a text since, :class:`ReportNotEditable`, or
    ``ReportLocked``.
    """
    report = _editable(report)
    current = report.narratives.filter(action=action).first()
    before = current.texts() if current else dict.fromkeys(Narrative.TEXT_FIELDS, "")
    chosen = {name: texts[name].strip() for name in Narrative.TEXT_FIELDS if name in texts}
    changed = {name: text for name, text in chosen.items() if text != before[name]}
    for name in changed:
        if name in (seen or {}) and (seen or {})[name] != entry.fingerprint(before[name]):
            raise TextChanged({name: before[name]}, before[name])
    if not changed:
        return current
    at = at or timezone.now()
    signed = {"updated_at": at, "updated_by": by}
    narrative, _ = Narrative.objects.update_or_create(report=report, action=action, defaults={**changed, **signed})
    for name, text in changed.items():
        _log(report, before[name], text, action=action, part=name, via=via, at=at, by=by)
    return narrative


@transaction.atomic
def save_realization(
    *,
    report: ProgressReport,
    line: BudgetLine,
    state: str,
    amount: int | None,
    by: User,
    at: datetime | None = None,
    seen: str | None = None,
    via: EntryVia = EntryVia.PAGE,
) -> Realization | None:
    """Save the rupiah spent on a line since 1 January; an empty ``state`` empties it.

    ``seen``: fingerprint of ``entry.amount_texts`` as the writer saw it, where it is to be compared. Raises
    :class:`TextChanged` when another person changed the amount since, :class:`ReportNotEditable`, or ``ReportLocked``.
    """
    report = _editable(report)
    amount = amount if state == MeasurementState.VALUE else None
    current = report.realizations.filter(line=line).first()
    if (current.state, current.amount) == (state, amount) if current else not state:
        return current
    texts, before = entry.amount_texts(current), entry.amount_shown(current)
    if seen is not None and seen != entry.fingerprint(*texts.values()):
        raise TextChanged(texts, before)
    at = at or timezone.now()
    if not state:
        report.realizations.filter(line=line).delete()
        saved = None
    else:
        values = {"state": state, "amount": amount, "updated_at": at, "updated_by": by}
        saved, _ = Realization.objects.update_or_create(report=report, line=line, defaults=values)
    _log(report, before, entry.amount_shown(saved), line=line, via=via, at=at, by=by)
    return saved


def _log(report: ProgressReport, before: str, after: str, **details: Any) -> None:
    EntryChange.objects.create(report=report, before=before, after=after, **details)


def _editable(report: ProgressReport) -> ProgressReport:
    """The report's row, held until the transaction ends: what was seen is compared with what stands now."""
    row = ProgressReport.objects.select_for_update().get(pk=report.pk)
    if row.is_locked:
        raise ReportLocked
    if not row.is_editable:
        raise ReportNotEditable
    return row
