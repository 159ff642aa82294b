"""Fetches everything the grid of a period shows, in a fixed number of queries, and lays it out by cluster and action."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from actions import entry
from actions.adoption import national_targets
from actions.checklist import checklists_of_drafts
from actions.entry_inputs import CELL_FIELDS
from actions.forms.entry_cells import (
    ActionBlock,
    BudgetCell,
    Cell,
    Data,
    NarrativeCell,
    ReportBlock,
    cell_of,
)
from actions.forms.entry_facts import earlier_narratives, facts_of
from actions.models import (
    Action,
    BudgetLine,
    Indicator,
    Measurement,
    Narrative,
    ProgressReport,
    Realization,
)
from actions.returns import points_to_correct


class GridLayout:
    """Fetches everything the grid shows in a fixed number of queries."""

    def __init__(self, reports: Sequence[ProgressReport], data: Data | None) -> None:
        self.reports, self.data = reports, data
        self.owed_clusters: set[int] = set()

    def build(self) -> list[ReportBlock]:
        if not self.reports:
            return []
        indicators = self._indicators()
        self.drafts = {
            (row.report_id, row.indicator_id): row
            for row in Measurement.objects.filter(report__in=self.reports).select_related("updated_by")
        }
        self.facts = facts_of(self.reports)
        self.national = national_targets(indicators, self.reports[0].period)
        self.checklists = checklists_of_drafts(self.reports, indicators, self.drafts)
        self.earlier = earlier_narratives(self.reports, self.facts.holders)
        self.points = points_to_correct(self.reports)
        narratives = {(row.report_id, row.action_id): row for row in Narrative.objects.filter(report__in=self.reports)}
        spent = {(row.report_id, row.line_id): row for row in Realization.objects.filter(report__in=self.reports)}
        lines = entry.budget_lines_of_reports(self.reports)
        by_cluster: dict[int, dict[Action, list[Indicator]]] = defaultdict(dict)
        for indicator in indicators:
            by_cluster[indicator.action.cluster_id].setdefault(indicator.action, []).append(indicator)
        return [
            ReportBlock(
                report,
                [
                    ActionBlock(
                        action,
                        [self._cell(report, indicator) for indicator in of_action],
                        self._narrative(action, narratives.get((report.pk, action.pk))),
                    )
                    for action, of_action in by_cluster[report.cluster_id].items()
                ],
                [
                    self._amount(line, spent.get((report.pk, line.pk)))
                    for line in lines
                    if line.action.cluster_id == report.cluster_id
                ],
            )
            for report in self.reports
        ]

    def _indicators(self) -> list[Indicator]:
        """Those of the reports; the clusters of what is owed besides are kept for the page."""
        owed = entry.indicators_owed_by(self.reports[0].organization, self.reports[0].period)
        self.owed_clusters = {indicator.action.cluster_id for indicator in owed}
        return entry.within(owed, self.reports)

    def _cell(self, report: ProgressReport, indicator: Indicator) -> Cell:
        draft = self.drafts.get((report.pk, indicator.pk))
        cell = cell_of(self.facts, report, indicator, draft)
        cell.checklist = self.checklists.get((report.pk, indicator.pk))
        cell.points = self.points.get((report.pk, indicator.pk), [])
        cell.national = self.national.get(indicator.pk, "")
        if self.data is not None:
            self._read_cell(cell, self.data)
        return cell

    def _read_cell(self, cell: Cell, data: Data) -> None:
        """Take what was typed; untouched, or where the colleague's value was chosen, what is saved stays."""
        raw = {name: data.get(f"{cell.name}-{name}", "") for name in CELL_FIELDS}
        is_there = f"{cell.name}-revision" in data
        seen = data.get(f"{cell.name}-seen", "")
        cell.is_touched = is_there and entry.fingerprint(*raw.values()) not in {seen, cell.seen}
        if f"{cell.name}-theirs" in data:
            cell.is_touched = False
        if cell.is_touched:
            revision = data[f"{cell.name}-revision"]
            cell.raw, cell.revision = raw, int(revision) if revision.isdecimal() else 0

    def _narrative(self, action: Action, saved: Narrative | None) -> NarrativeCell:
        texts = saved.texts() if saved else dict.fromkeys(Narrative.TEXT_FIELDS, "")
        cell = NarrativeCell(action, texts, dict(texts), has_earlier=action.pk in self.earlier)
        for name, seen in zip(texts, self._seen(cell.name, parts=len(texts)), strict=True):
            typed = (self.data or {}).get(f"{cell.name}-{name}")
            if typed is None or entry.fingerprint(typed) in {seen, entry.fingerprint(texts[name])}:
                continue
            cell.raw[name] = typed
            cell.touched[name] = seen
        return cell

    def _seen(self, name: str, *, parts: int) -> list[str]:
        """The posted fingerprints, as many as there are parts; empty where the page posted none."""
        seen = (self.data or {}).get(f"{name}-seen", "").split(".")
        return seen if len(seen) == parts else [""] * parts

    def _amount(self, line: BudgetLine, saved: Realization | None) -> BudgetCell:
        ceilings = sorted(line.ceilings.all(), key=lambda ceiling: ceiling.version)
        texts = entry.amount_texts(saved)
        ceiling = ceilings[-1].amount if ceilings else None
        cell = BudgetCell(line, ceiling, texts, dict(texts), shown=entry.amount_shown(saved))
        if self.data is not None and f"{cell.name}-amount" in self.data:
            typed = {name: self.data.get(f"{cell.name}-{name}", "") for name in texts}
            [seen] = self._seen(cell.name, parts=1)
            if entry.fingerprint(*typed.values()) not in {seen, cell.seen}:
                cell.raw, cell.is_touched, cell.seen_before = typed, True, seen
        return cell
