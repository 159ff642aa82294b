"""What the form of a period holds: every row that one organization owes, with what is saved now; nothing is written.

Reports that nobody opened yet are there as unsaved rows, so that looking makes none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from actions import entry
from actions.adoption import national_targets, plan_to_mark
from actions.entry import CellValue
from actions.entry_inputs import raw_of, target_text, targets_and_notes
from actions.enums import Accumulation, Measure, MeasurementState
from actions.models import (
    Action,
    BudgetLine,
    Indicator,
    Measurement,
    MeasurementRound,
    Narrative,
    ProgressReport,
    Realization,
    RealizationRound,
    ReportingPeriod,
)
from actions.models.measurement import ReportedValue
from actions.periods import owed_clusters
from actions.sheets.columns import HOW_IT_COUNTS, LONGEST_TEXT, TABLE_OF, Kind
from clusters.models import Cluster, Organization
from ranpptppo.lib.workbooks import NOT_IN_TEXTS

INPUTS_OF = {
    Measure.COUNT: ("value", "state", "reason"),
    Measure.PERCENTAGE: ("numerator", "denominator", "state", "reason"),
    Measure.MILESTONE: ("is_reached", "reached_on", "document_number", "state", "reason"),
}


@dataclass(slots=True)
class FormRow:
    """One row of a table.

    ``facts``: what stands beside the inputs; ``saved``: the texts of all inputs of the table as they are saved, in
    plain letters; ``shown``: what is saved in each part, in words; ``inputs``: those that belong to this row;
    ``report`` may be unsaved.
    """

    kind: Kind
    subject: Indicator | Action | BudgetLine
    report: ProgressReport
    facts: dict[str, str | int | None]
    inputs: tuple[str, ...]
    saved: dict[str, str]
    shown: tuple[str, ...]
    before: MeasurementRound | None = None
    target: Decimal | None = None

    @property
    def key(self) -> str:
        return f"{self.kind.value}{self.subject.pk}"

    @property
    def label(self) -> str:
        """The text by which the row is recognised."""
        return str(self.facts[TABLE_OF[self.kind].label])

    @property
    def parts(self) -> tuple[tuple[str, ...], ...]:
        """Inputs that are one thing: a measurement or an amount whole, each text of a narrative on its own."""
        return tuple((name,) for name in self.inputs) if self.kind is Kind.NARRATIVE else (tuple(self.saved),)

    def fingerprints(self) -> list[str]:
        """Of the label, then of what is saved in each part."""
        texts = [entry.fingerprint(*(self.saved[name] for name in part)) for part in self.parts]
        return [label_print(self.label), *texts]


@dataclass(slots=True)
class Form:
    """``name``, ``short_name``: of the organization on the period's last day."""

    organization: Organization
    period: ReportingPeriod
    rows: list[FormRow] = field(default_factory=list)
    is_owing: bool = False
    is_example: bool = False
    name: str = ""
    short_name: str = ""

    def of(self, kind: Kind) -> list[FormRow]:
        return [row for row in self.rows if row.kind is kind]

    @property
    def fingerprints(self) -> dict[str, str]:
        """What the stamp remembers of each row."""
        return {row.key: ".".join(row.fingerprints()) for row in self.rows}


def plain(text: str) -> str:
    """``text`` as it comes back from a spreadsheet: line ends alike, no control characters, not longer than a cell."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    return NOT_IN_TEXTS.sub("", lines).strip()[:LONGEST_TEXT].strip()


def in_words(cell: ReportedValue | CellValue | None) -> str:
    """A measurement with its reason; empty where nothing is filled in."""
    if cell is None:
        return ""
    return f"{entry.shown(cell)} (alasan: {cell.reason})" if cell.reason else entry.shown(cell)


def label_print(label: str) -> str:
    return entry.fingerprint(" ".join(plain(label).split()).casefold())


def reports_owed(organization: Organization, period: ReportingPeriod, *, at: datetime) -> list[ProgressReport]:
    """The reports of ``organization`` in ``period``, those not yet opened unsaved; by cluster."""
    reports = list(ProgressReport.objects.filter(organization=organization, period=period).with_names())
    missing = set(owed_clusters(organization, period)) - {report.cluster_id for report in reports}
    if missing and period.locked_at is None:
        for cluster in Cluster.objects.filter(pk__in=missing).order_by("number", "pk"):
            reports.append(ProgressReport(organization=organization, period=period, cluster=cluster, created_at=at))
    return sorted(reports, key=lambda report: (report.cluster.number, report.cluster_id))


def build_form(organization: Organization, period: ReportingPeriod, *, at: datetime) -> Form:
    """The form as things stand, in a fixed number of queries."""
    form = Form(organization, period)
    reports = reports_owed(organization, period, at=at)
    if reports:
        form.is_owing = True
        named = Organization.objects.with_name_on(period.ends_on).get(pk=organization.pk)
        form.name, form.short_name = named.name_then, named.short_name_then
        builder = _Builder(organization, period, reports)
        form.is_example = plan_to_mark(period, (one.action for one in builder.found)).is_example
        form.rows = [*builder.indicators(), *builder.narratives(), *builder.amounts()]
    return form


class _Builder:
    """Fetches and lays out; ``reports`` are all of one organization and period."""

    def __init__(self, organization: Organization, period: ReportingPeriod, reports: Sequence[ProgressReport]) -> None:
        self.organization, self.period, self.reports = organization, period, reports
        self.of_cluster = {report.cluster_id: report for report in reports}
        self.opened = [report.pk for report in reports if not report._state.adding]
        self.found = entry.indicators_of_reports(reports)

    def indicators(self) -> list[FormRow]:
        drafts = {row.indicator_id: row for row in Measurement.objects.filter(report__in=self.opened)}
        before = entry.previous_rounds_of(self.reports)
        targets, notes = targets_and_notes(
            self.organization.pk, self.period, Indicator.objects.filter(pk__in=[one.pk for one in self.found])
        )
        texts = {one.pk: target_text(one, targets.get(one.pk)) + notes.get(one.pk, "") for one in self.found}
        national = national_targets(self.found, self.period)
        texts |= {pk: f"{texts[pk]}\n(nasional: {text})" for pk, text in national.items()}
        return [
            FormRow(
                Kind.INDICATOR,
                indicator,
                self._report(indicator.action),
                self._facts_of_indicator(indicator, texts[indicator.pk], before.get(indicator.pk)),
                INPUTS_OF[Measure(indicator.measure)],
                {name: plain(text) for name, text in raw_of(drafts.get(indicator.pk)).items()},
                (in_words(drafts.get(indicator.pk)),),
                before.get(indicator.pk),
                targets.get(indicator.pk),
            )
            for indicator in self.found
        ]

    def narratives(self) -> list[FormRow]:
        saved = {row.action_id: row.texts() for row in Narrative.objects.filter(report__in=self.opened)}
        none = dict.fromkeys(Narrative.TEXT_FIELDS, "")
        actions = dict.fromkeys(indicator.action for indicator in self.found)
        return [
            FormRow(
                Kind.NARRATIVE,
                action,
                self._report(action),
                self._facts(action),
                Narrative.TEXT_FIELDS,
                {name: plain(text) for name, text in saved.get(action.pk, none).items()},
                tuple(saved.get(action.pk, none).values()),
            )
            for action in actions
        ]

    def amounts(self) -> list[FormRow]:
        lines = entry.budget_lines_of_reports(self.reports)
        saved = {row.line_id: row for row in Realization.objects.filter(report__in=self.opened)}
        before = self._spent_before(lines)
        return [
            FormRow(
                Kind.AMOUNT,
                line,
                self._report(line.action),
                self._facts_of_line(line, before.get(line.pk)),
                ("amount", "state"),
                entry.amount_texts(saved.get(line.pk)),
                (entry.amount_shown(saved.get(line.pk)),),
            )
            for line in sorted(lines, key=lambda line: self.of_cluster[line.action.cluster_id].cluster.number)
        ]

    def _report(self, action: Action) -> ProgressReport:
        return self.of_cluster[action.cluster_id]

    def _facts(self, action: Action) -> dict[str, str | int | None]:
        name = str(action) if action.is_in_plan else f"{action} (di luar RAN)"
        if action.plan_id != self.period.plan_id:
            name = f"{action} (aksi nasional yang diadopsi)"
        return {"cluster": self._report(action).cluster.number, "action": name}

    def _facts_of_indicator(
        self, indicator: Indicator, target: str, before: MeasurementRound | None
    ) -> dict[str, str | int | None]:
        parts = [f"{indicator.get_accumulation_display()}: {HOW_IT_COUNTS[Accumulation(indicator.accumulation)]}."]
        if indicator.measure == Measure.PERCENTAGE:
            parts += [
                f"Pembilang: {indicator.numerator_label or '–'}.",
                f"Penyebut: {indicator.denominator_label or '–'}.",
            ]
        return {
            **self._facts(indicator.action),
            "indicator": indicator.text,
            "unit": indicator.unit,
            "counting": "\n".join(parts),
            "target": target,
            "before": f"{entry.shown(before)} ({before.report.period.label})" if before else "belum pernah dilaporkan",
        }

    def _facts_of_line(self, line: BudgetLine, before: int | None) -> dict[str, str | int | None]:
        ceilings = sorted(line.ceilings.all(), key=lambda ceiling: ceiling.version)
        name = " – ".join(part for part in (line.code, line.title) if part) or line.get_source_display()
        return {
            **self._facts(line.action),
            "line": name,
            "source": line.get_source_display(),
            "ceiling": ceilings[-1].amount if ceilings else None,
            "before": before,
        }

    def _spent_before(self, lines: Sequence[BudgetLine]) -> Mapping[int, int | None]:
        """Budget line → the rupiah filed last for an earlier period of the same year; one query."""
        rounds = RealizationRound.objects.filter(
            report__organization=self.organization,
            report__period__year=self.period.year,
            report__period__ends_on__lt=self.period.starts_on,
            line__in=[line.pk for line in lines],
            state=MeasurementState.VALUE,
        ).order_by("report__period__ends_on", "event__at", "event_id", "pk")
        return dict(rounds.values_list("line_id", "amount"))
