"""Five years of example reporting, entered through the verbs people use, at the times people would have.

Some file on time, some late, some never; some reports come back and are corrected, one verified
report is opened again. All of it is invented and marked as example.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from actions import entry
from actions.entry import CellValue
from actions.enums import AssignmentRole, EvidenceKind, MeasurementState
from actions.models import Assignment, BudgetLine, Indicator, Measurement, ProgressReport, ReportingPeriod, Target
from actions.periods import owing_organizations
from actions.services import drafts, progress
from actions.services.evidence import attach_evidence
from clusters.enums import ClusterKind, Role
from clusters.models import ClusterRole, Organization, Plan, User
from ranpptppo.lib.formats import day_in_wib
from reports.demo import texts
from reports.demo.chance import between, share
from reports.demo.evidence import example_file
from reports.demo.people import People
from reports.demo.values import QUARTER_SHARES, ExampleValues

MISSING_SHARE = 0.05
LATE_SHARE = 0.16
RETURNED_SHARE = 0.09
CORRECTED_SHARE = 0.05
AWAITING_SHARE = 0.18
BARE_SHARE = 0.2  # of the reports that wait: nobody attached anything
TITLES = {EvidenceKind.ACTIVITY_REPORT: "Laporan kegiatan", EvidenceKind.DECREE: "Surat keputusan"}
EXTENDED = {("KEMENLU", 2024, 1)}  # got more time (story.py) and needed it
SILENT = {("KEMENHUB", 2024), ("KOMINFO", 2022)}
SUPPORT_PART = 0.4


class History:
    """Files the reports of a plan, period after period."""

    def __init__(self, plan: Plan, people: People) -> None:
        self.plan, self.people = plan, people
        self.organizations = {row.pk: row for row in Organization.objects.all()}
        self.targets: dict[int, dict[int, Decimal]] = defaultdict(dict)
        for target in Target.objects.filter(indicator__action__plan=plan, value__isnull=False).order_by(
            "version", "pk"
        ):
            self.targets[target.indicator_id][target.year] = target.value or Decimal(0)
        self.values: dict[tuple[int, int], ExampleValues] = {}
        self.leads: set[tuple[int, int]] = set()  # (action, organization) in the period at work

    @transaction.atomic
    def file_period(self, period: ReportingPeriod, *, is_last: bool = False, waiting: Collection[str] = ()) -> int:
        """Every organization that owes a report in ``period`` does what it usually does; answers how many filed.

        ``is_last``: some are not reviewed yet; ``waiting``: organizations whose reports nobody reviewed yet.
        """
        self._look_up_leads(period)
        filed = 0
        for organization_id in owing_organizations(period):
            organization = self.organizations[organization_id]
            if self._keeps_silent(organization, period):
                continue
            filed_at = self._moment(organization, period)
            reports = progress.open_reports(organization=organization, period=period, at=period.opens_at)
            shown = [row for row in reports if organization.code in waiting or (is_last and _awaits(row))]
            self._file(reports, at=filed_at, shown=[row for row in shown if share("bare", *_key(row)) >= BARE_SHARE])
            if organization.code not in waiting:
                for report in reports:
                    self._review(report, at=filed_at, is_last=is_last)
            filed += len(reports)
        return filed

    def _look_up_leads(self, period: ReportingPeriod) -> None:
        leads = Assignment.objects.active_on(period.ends_on).filter(role=AssignmentRole.LEAD, action__plan=self.plan)
        self.leads = set(leads.values_list("action_id", "organization_id"))

    def _keeps_silent(self, organization: Organization, period: ReportingPeriod) -> bool:
        if (organization.code, period.year) in SILENT and period.number > 2:
            return True
        return share("missing", organization.code, period.year, period.number) < MISSING_SHARE

    def _moment(self, organization: Organization, period: ReportingPeriod) -> datetime:
        key = (organization.code, period.year, period.number)
        if key in EXTENDED:
            return period.due_at + timedelta(days=20)
        if not period.is_backfilled and share("late", *key) < LATE_SHARE:
            return period.due_at + timedelta(days=between(2, 35, "days", *key))
        return period.opens_at + timedelta(days=between(5, 25, "days", *key), hours=3)

    def submit_only(self, period: ReportingPeriod, organization: Organization) -> None:
        """The operator hands the period to the superior, who has not endorsed it yet."""
        self._look_up_leads(period)
        operator = self.people.of(organization, Role.OPERATOR)
        at = self._moment(organization, period)
        reports = progress.open_reports(organization=organization, period=period, at=period.opens_at)
        self._fill_in(reports, entry.indicators_of_reports(reports), operator, at=at)
        self._attach(reports, operator, at=at)
        progress.submit_progress(reports=reports, by=operator, at=at)

    def _attach(self, reports: Sequence[ProgressReport], operator: User, *, at: datetime) -> None:
        """Something for the verifier to look at: an example of each kind that the report's values ask for."""
        for report in reports:
            reached = report.measurements.filter(is_reached=True).exists()
            kinds = [EvidenceKind.ACTIVITY_REPORT, *([EvidenceKind.DECREE] if reached else [])]
            for kind in kinds:
                file = example_file(report.organization.code, report.period.label, title=TITLES[kind])
                attach_evidence(report=report, indicator=None, kind=kind, file=file, by=operator, note="Contoh", at=at)

    def _file(self, reports: Sequence[ProgressReport], *, at: datetime, shown: Sequence[ProgressReport] = ()) -> None:
        """The operator fills in all the organization's reports and submits them at once; the endorser endorses at ``at``.

        ``shown``: those with evidence.
        """
        operator = self.people.of(reports[0].organization, Role.OPERATOR)
        typed_at = at - timedelta(hours=30)
        indicators = entry.indicators_of_reports(reports)
        self._fill_in(reports, indicators, operator, at=typed_at)
        self._write_narratives(reports, indicators, operator, at=typed_at)
        self._write_realizations(reports, operator, at=typed_at)
        self._attach(shown, operator, at=typed_at)
        self._submit_and_endorse(reports, at=at)

    def _fill_in(
        self, reports: Sequence[ProgressReport], indicators: Sequence[Indicator], operator: User, *, at: datetime
    ) -> None:
        of_cluster = {report.cluster_id: report for report in reports}
        for indicator in indicators:
            report = of_cluster[indicator.action.cluster_id]
            cell = self._cell(report, indicator)
            drafts.save_measurement(report=report, indicator=indicator, cell=cell, by=operator, at=at)

    def _submit_and_endorse(self, reports: Sequence[ProgressReport], *, at: datetime) -> None:
        """A value that is questioned gets its reason, as people are told when they submit."""
        operator = self.people.of(reports[0].organization, Role.OPERATOR)
        submitted_at = at - timedelta(hours=28)
        try:
            progress.submit_progress(reports=reports, by=operator, at=submitted_at)
        except progress.ReportIncomplete as incomplete:
            asked = [indicator for indicator, _ in incomplete.unanswered]
            self._give_reasons(reports, asked, operator, at=at - timedelta(hours=29))
            progress.submit_progress(reports=reports, by=operator, at=submitted_at)
        endorser = self.people.of(reports[0].organization, Role.ENDORSER)
        for report in reports:
            progress.endorse_progress(report=report, by=endorser, at=at)

    def _give_reasons(
        self, reports: Sequence[ProgressReport], indicators: Sequence[Indicator], operator: User, *, at: datetime
    ) -> None:
        questioned = Measurement.objects.filter(report__in=reports, indicator__in=indicators)
        for row in questioned.select_related("report", "indicator").order_by("pk"):
            cell = CellValue(**{**row.values(), "reason": texts.REASON})
            drafts.save_measurement(report=row.report, indicator=row.indicator, cell=cell, by=operator, at=at)

    def _cell(self, report: ProgressReport, indicator: Indicator) -> CellValue:
        leads = (indicator.action_id, report.organization_id) in self.leads
        key = (indicator.pk, 0 if leads else report.organization_id)
        if key not in self.values:
            part = 1.0 if leads else SUPPORT_PART
            self.values[key] = ExampleValues(indicator, self.targets[indicator.pk], part=part)
        return self.values[key].cell(report.period)

    def _write_narratives(
        self, reports: Sequence[ProgressReport], indicators: Sequence[Indicator], operator: User, *, at: datetime
    ) -> None:
        period = reports[0].period
        if period.number % 2:
            return
        of_cluster = {report.cluster_id: report for report in reports}
        actions = {indicator.action_id: indicator.action for indicator in indicators}
        for _, action in sorted(actions.items()):
            narrative = texts.narrative(action, period.label)
            report = of_cluster[action.cluster_id]
            drafts.save_narrative(report=report, action=action, texts=narrative, by=operator, at=at)

    def _write_realizations(self, reports: Sequence[ProgressReport], operator: User, *, at: datetime) -> None:
        of_cluster = {report.cluster_id: report for report in reports}
        for line in entry.budget_lines_of_reports(reports):
            report = of_cluster[line.action.cluster_id]
            amount = _spent(line, report.period)
            drafts.save_realization(
                report=report, line=line, state=MeasurementState.VALUE, amount=amount, by=operator, at=at
            )

    def _review(self, report: ProgressReport, *, at: datetime, is_last: bool) -> None:
        """The coordinator of that day verifies; now and then returns first, or is not there yet."""
        key = _key(report)
        if is_last and _awaits(report):
            return
        reviewed_at = at + timedelta(days=between(3, 12, "review", *key))
        if share("returned", *key) < RETURNED_SHARE:
            verifier = self.verifier_of(report, reviewed_at)
            self._give_back(report, verifier, at=reviewed_at)
            if is_last:
                return
            self._submit_and_endorse([report], at=reviewed_at + timedelta(days=4))
            reviewed_at += timedelta(days=7)
        verifier = self.verifier_of(report, reviewed_at)
        corrections = self._corrections(report, *key)
        notes = dict.fromkeys(corrections, texts.CORRECTION)
        progress.verify_progress(report=report, by=verifier, corrections=corrections, notes=notes, at=reviewed_at)

    def _give_back(self, report: ProgressReport, verifier: User, *, at: datetime) -> None:
        """With a note on the whole report, or on its first indicator."""
        key = _key(report)
        reason, note = texts.return_note(*key)
        row = report.measurements.order_by("indicator__action__sort_key", "indicator__position", "pk").first()
        if row is None or share("whole", *key) < 0.5:
            progress.return_progress(report=report, by=verifier, note=note, reason_code=reason, at=at)
            return
        point = progress.PointToCorrect(row.indicator_id, reason, note)
        progress.return_progress(report=report, by=verifier, points=[point], at=at)

    def _corrections(self, report: ProgressReport, *key: object) -> dict[int, CellValue]:
        if share("corrected", *key) >= CORRECTED_SHARE:
            return {}
        row = report.measurements.filter(value__gt=Decimal(20)).order_by("indicator_id").first()
        if row is None or row.value is None:
            return {}
        corrected = {**row.values(), "value": Decimal(round(row.value * Decimal("0.95")))}
        return {row.indicator_id: CellValue(**corrected)}

    def verifier_of(self, report: ProgressReport, at: datetime) -> User:
        """The coordinator's verifier on that day; the secretariat for what a coordinator reports itself."""
        day = day_in_wib(at)
        roles = ClusterRole.objects.valid_on(day).select_related("organization")
        coordinator = roles.coordinators().get(cluster=report.cluster_id).organization
        if coordinator.pk == report.organization_id:
            secretariat = roles.leads().get(cluster__kind=ClusterKind.SECRETARIAT).organization
            return self.people.of(secretariat, Role.SECRETARIAT)
        return self.people.of(coordinator, Role.VERIFIER)

    def reopen_and_correct(self, report: ProgressReport, *, at: datetime) -> None:
        """A mistake found after verification: opened again with a reason, corrected, verified again."""
        progress.reopen_progress(report=report, by=self.verifier_of(report, at), note=texts.REOPENING, at=at)
        operator = self.people.of(report.organization, Role.OPERATOR)
        row = report.measurements.filter(value__gt=Decimal(20)).order_by("indicator_id").first()
        if row is not None and row.value is not None:
            changed = {**row.values(), "value": row.value - 7, "reason": texts.CORRECTION}
            drafts.save_measurement(
                report=report, indicator=row.indicator, cell=CellValue(**changed), by=operator, at=at
            )
        later = at + timedelta(days=3)
        self._submit_and_endorse([report], at=later)
        verified_at = later + timedelta(days=2)
        progress.verify_progress(report=report, by=self.verifier_of(report, verified_at), at=verified_at)


def _key(report: ProgressReport) -> tuple[str, int, int, int]:
    return report.organization.code, report.cluster.number, report.period.year, report.period.number


def _awaits(report: ProgressReport) -> bool:
    """Of the last period: the coordinator did not get to this one yet."""
    return share("awaiting", *_key(report)) < AWAITING_SHARE


def _spent(line: BudgetLine, period: ReportingPeriod) -> int:
    """Rupiah spent since 1 January, from the line's first ceiling."""
    ceiling = max((row.amount for row in line.ceilings.all()), default=0)
    absorption = between(0.55, 0.99, "absorption", line.code, line.fiscal_year)
    return round(ceiling * absorption * QUARTER_SHARES[period.number - 1])
