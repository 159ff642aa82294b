"""What was changed in a budget line's code and title, and in money without an action: who, when, from what to what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from actions.enums import FundingSource
from actions.models import BudgetLine, UnlinkedBudget
from clusters.models import User
from ranpptppo.lib.formats import rupiah

LABELS = {"source": "sumber dana", "code": "kode", "title": "uraian", "amount": "jumlah", "note": "keterangan"}


@dataclass(frozen=True, slots=True)
class BudgetChange:
    """``parts``: (what, before, after); empty where the row was recorded. ``by``: None where nobody is known."""

    at: datetime
    by: User | None
    title: str
    parts: list[tuple[str, str, str]]


def changes_of(row: BudgetLine | UnlinkedBudget) -> list[BudgetChange]:
    """The latest first; a line that was made from money without an action goes on with the history of that.

    At most three queries.
    """
    changes = _changes(row)
    origin = UnlinkedBudget.objects.filter(line=row).first() if isinstance(row, BudgetLine) else None
    if origin is not None:
        changes += _changes(origin)
    return sorted(changes, key=lambda change: change.at, reverse=True)


def _changes(row: BudgetLine | UnlinkedBudget) -> list[BudgetChange]:
    names = [name for name in LABELS if hasattr(row, name)]
    found: list[BudgetChange] = []
    before: dict[str, str] | None = None
    for version in row.history.select_related("history_user").order_by("history_date", "history_id"):
        shown = {name: _shown(name, getattr(version, name)) for name in names}
        if before is None:
            title = version.history_change_reason or "Dicatat"
            found.append(BudgetChange(version.history_date, version.history_user, title, []))
        else:
            parts = [(LABELS[name], before[name], shown[name]) for name in names if shown[name] != before[name]]
            if parts:
                found.append(BudgetChange(version.history_date, version.history_user, "Diubah", parts))
        before = shown
    return found


def _shown(name: str, value: str | int) -> str:
    if name == "amount":
        return rupiah(int(value))
    return str(FundingSource(str(value)).label) if name == "source" else str(value) or "–"
