"""One changed cell of the grid, posted on its own: found, saved, and answered with what the page shows about it.

Its cost does not depend on how much else there is on the page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from actions import entry
from actions.entry_inputs import CELL_FIELDS, raw_of
from actions.forms.entry_cells import BudgetCell, Cell, Data, NarrativeCell, cell_of, kind_label
from actions.forms.entry_facts import facts_of
from actions.forms.entry_saving import save_amount, save_cell, save_texts
from actions.models import Action, BudgetLine, Indicator, Narrative, ProgressReport, ReportingPeriod
from actions.models.progress import ReportLocked
from actions.periods import indicators_owed
from actions.services import drafts
from clusters.models import User
from ranpptppo.lib.formats import time_wib

NAME = re.compile(r"(?P<kind>[iab])(?P<pk>[0-9]{1,18})(?:-(?P<part>[a-z_]+))?")


class NoSuchCell(Exception):
    """The page of this person and period holds no such cell."""


@dataclass(frozen=True, slots=True)
class CellAnswer:
    """``result``: saved, invalid (see errors), conflict (see theirs), or closed (the report moved on).

    ``seen`` and ``revision``: what the next save is compared with. ``kind``: empty, value, no_data, not_applicable.
    ``theirs``: what the inputs would hold, ``shown`` the same in words. ``is_mine``: the last save was this person's,
    from another tab or before the line broke. ``at``: time in WIB.
    """

    result: str
    at: str = ""
    revision: int = 0
    seen: str = ""
    kind: str = "empty"
    label: str = ""
    shown: str = ""
    achievement: str = ""
    sentence: str = ""
    is_mine: bool = False
    asks_reason: bool = False
    questions: list[str] = field(default_factory=list)
    errors: Mapping[str, str] = field(default_factory=dict)
    theirs: Mapping[str, str] = field(default_factory=dict)


def save_posted_cell(*, period: ReportingPeriod, data: Data, by: User, at: datetime | None = None) -> CellAnswer:
    """Save the cell that ``data["cell"]`` names (``i12``, ``a5-achievement``, ``b7``); raises :class:`NoSuchCell`.

    data: the cell's fields, and ``revision`` or ``seen`` as the page showed them.
    """
    name = NAME.fullmatch(data.get("cell", ""))
    if name is None:
        raise NoSuchCell
    at = at or timezone.now()
    post = _Post(period, data, by, at)
    try:
        if name["kind"] == "i" and name["part"] is None:
            return post.measurement(int(name["pk"]))
        if name["kind"] == "a" and name["part"] in Narrative.TEXT_FIELDS:
            return post.text(int(name["pk"]), name["part"])
        if name["kind"] == "b" and name["part"] is None:
            return post.amount(int(name["pk"]))
    except (drafts.ReportNotEditable, ReportLocked) as closed:
        return CellAnswer("closed", sentence=str(closed))
    raise NoSuchCell


@dataclass(frozen=True, slots=True)
class _Post:
    period: ReportingPeriod
    data: Data
    by: User
    at: datetime

    def measurement(self, pk: int) -> CellAnswer:
        indicator = Indicator.objects.filter(pk=pk).select_related("action").first()
        if indicator is None:
            raise NoSuchCell
        report = self._report(indicator.action)
        if pk not in indicators_owed(report.organization, self.period, action=indicator.action_id):
            raise NoSuchCell
        facts = facts_of([report], indicator=indicator)
        cell = cell_of(facts, report, indicator, None)
        cell.raw = {name: self.data.get(name, "") for name in CELL_FIELDS}
        revision = self.data.get("revision", "")
        cell.revision = int(revision) if revision.isdecimal() else 0
        save_cell(cell, by=self.by, at=self.at)
        return self._measured(cell)

    def _measured(self, cell: Cell) -> CellAnswer:
        result = "saved"
        if cell.errors:
            result = "conflict" if cell.is_contested else "invalid"
        return CellAnswer(
            result,
            at=self._time(),
            revision=cell.revision,
            seen=cell.seen,
            kind=cell.kind,
            label=cell.kind_label,
            shown=cell.saved_text,
            achievement=cell.achievement,
            sentence=next(iter(cell.errors.values()), ""),
            is_mine=cell.draft is not None and cell.draft.updated_by_id == self.by.pk,
            asks_reason=cell.asks_reason,
            questions=[question.sentence for question in cell.questions],
            errors=cell.errors,
            theirs=raw_of(cell.draft) if cell.is_contested else {},
        )

    def text(self, pk: int, part: str) -> CellAnswer:
        action = Action.objects.filter(pk=pk).first()
        if action is None:
            raise NoSuchCell
        report = self._report(action)
        if not indicators_owed(report.organization, self.period, action=pk):
            raise NoSuchCell
        typed = self.data.get("text", "")
        cell = NarrativeCell(action, {part: ""}, {part: typed}, touched={part: self.data.get("seen", "")})
        save_texts(report, cell, by=self.by, at=self.at)
        return self._written(cell.contested, cell.saved[part].strip(), {"text": cell.saved[part]}, cell.errors)

    def amount(self, pk: int) -> CellAnswer:
        mine = BudgetLine.objects.filter(organization=self.by.organization_id, fiscal_year=self.period.year)
        line = mine.filter(pk=pk, action__plan=self.period.plan_id).select_related("action").first()
        if line is None:
            raise NoSuchCell
        report = self._report(line.action)
        typed = {name: self.data.get(name, "") for name in ("amount", "state")}
        row = BudgetCell(line, None, dict(typed), typed, seen_before=self.data.get("seen", ""))
        save_amount(report, row, by=self.by, at=self.at)
        if row.is_contested:
            row.shown = row.saved["amount"] or row.saved["state"]
        return self._written(row.is_contested, row.shown, row.saved, row.errors)

    def _written(
        self, contested: object, shown: str, theirs: Mapping[str, str], errors: Mapping[str, str]
    ) -> CellAnswer:
        """The answer about a text or an amount."""
        result = "saved"
        if errors:
            result = "conflict" if contested else "invalid"
        kind = theirs.get("state", "") or ("value" if shown else "empty")
        return CellAnswer(
            result,
            at=self._time(),
            seen=entry.fingerprint(*theirs.values()),
            kind=kind,
            label=kind_label(kind),
            shown=shown,
            sentence=next(iter(errors.values()), ""),
            errors=errors,
            theirs=theirs if contested else {},
        )

    def _report(self, action: Action) -> ProgressReport:
        mine = ProgressReport.objects.filter(organization=self.by.organization_id, period=self.period)
        report = mine.filter(cluster=action.cluster_id).with_names().first()
        if report is None:
            raise NoSuchCell
        return report

    def _time(self) -> str:
        return time_wib(self.at).removesuffix(" WIB")
