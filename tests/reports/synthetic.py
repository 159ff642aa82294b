"""A synthetic plan 2020-2024 of any size, made in bulk from a fixed seed: for the tests of summaries and benchmarks.

Everything happens in it: reports that are missing, late, extended, returned, reopened, filed and not verified, verified
twice; values corrected by the verifier; no_data and not_applicable; revised targets and ceilings; a hand-over in
October 2024; supporters whose figures add up, and others whose figures do not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from actions.enums import (
    Accumulation,
    AssignmentRole,
    Direction,
    EventKind,
    FundingSource,
    Measure,
    MeasurementState,
    ReportState,
)
from actions.models import (
    Action,
    Assignment,
    BudgetCeiling,
    BudgetLine,
    Indicator,
    MeasurementRound,
    NarrativeRound,
    ProgressEvent,
    ProgressReport,
    RealizationRound,
    ReportingPeriod,
    Target,
)
from actions.models.action import sort_key
from actions.models.indicator import text_key
from clusters.enums import Cadence, ClusterKind, ClusterRoleKind, OrganizationKind, PlanKind, Role, SuccessionKind
from clusters.models import (
    Cluster,
    ClusterRole,
    Organization,
    OrganizationName,
    OrganizationSuccession,
    Plan,
    User,
)
from ranpptppo.lib.periods import periods_of_years

PLANNED_AT = datetime(2020, 1, 2, 3, 0, tzinfo=UTC)
HANDED_OVER_AT = datetime(2024, 10, 22, 3, 0, tzinfo=UTC)
HANDED_OVER_ON = date(2024, 10, 21)
YEARS = range(2020, 2025)
KINDS: tuple[tuple[str, str, str], ...] = (
    (Measure.COUNT, Accumulation.FLOW, Direction.RISING),
    (Measure.COUNT, Accumulation.RUNNING, Direction.RISING),
    (Measure.COUNT, Accumulation.STOCK, Direction.RISING),
    (Measure.PERCENTAGE, Accumulation.FLOW, Direction.RISING),
    (Measure.COUNT, Accumulation.LATEST, Direction.FALLING),
    (Measure.PERCENTAGE, Accumulation.STOCK, Direction.RISING),
    (Measure.MILESTONE, Accumulation.ONCE, Direction.RISING),
    (Measure.COUNT, Accumulation.FLOW, Direction.FALLING),
    (Measure.MILESTONE, Accumulation.YEARLY, Direction.RISING),
    (Measure.PERCENTAGE, Accumulation.RUNNING, Direction.RISING),
)


@dataclass
class Size:
    actions: int = 200
    indicators_per_action: int = 2
    organizations: int = 30


def make_plan(size: Size | None = None, *, seed: int = 7, prefix: str = "SINTETIS") -> Plan:
    """The plan with all its rows; periods are quarterly. About 20 inserts, whatever the size.

    prefix: of the codes of its organizations, which are its own.
    """
    return _Maker(size or Size(), seed, prefix).make()


class _Maker:
    def __init__(self, size: Size, seed: int, prefix: str) -> None:
        self.size, self.random, self.prefix = size, Random(seed), prefix
        self.events: list[ProgressEvent] = []
        self.rounds: list[tuple[ProgressEvent, ProgressReport]] = []

    def make(self) -> Plan:
        self._make_people()
        self.plan = Plan.objects.create(
            kind=PlanKind.NATIONAL,
            title="Rencana sintetis 2020-2024",
            short_title="RAN sintetis",
            start_year=YEARS[0],
            end_year=YEARS[-1],
            cadence=Cadence.QUARTERLY,
            is_example=True,
        )
        self._make_periods()
        self._make_actions()
        self._make_indicators()
        self._make_lines()
        self._make_reports()
        self._make_rounds()
        return self.plan

    def _make_people(self) -> None:
        self.clusters = [
            Cluster.objects.get_or_create(
                number=number,
                defaults={
                    "name": f"Klaster sintetis {number}",
                    "kind": ClusterKind.SECRETARIAT if number == 7 else ClusterKind.SUBSTANTIVE,
                },
            )[0]
            for number in range(1, 8)
        ]
        count = self.size.organizations
        self.organizations = Organization.objects.bulk_create(
            Organization(code=f"{self.prefix}-{n:02d}", kind=OrganizationKind.MINISTRY) for n in range(count + 1)
        )
        *_, old, self.successor = self.organizations
        self.predecessor = old
        OrganizationName.objects.bulk_create(
            OrganizationName(
                organization=row,
                name=f"Kementerian {row.code}",
                short_name=row.code.title(),
                valid_from=HANDED_OVER_ON if row is self.successor else date(2015, 1, 1),
                valid_to=HANDED_OVER_ON - timedelta(days=1) if row is old else None,
            )
            for row in self.organizations
        )
        OrganizationSuccession.objects.create(
            predecessor=old, successor=self.successor, on=HANDED_OVER_ON, kind=SuccessionKind.SPLIT
        )
        ClusterRole.objects.bulk_create(
            ClusterRole(
                cluster=cluster,
                organization=self.organizations[cluster.number % count],
                role=ClusterRoleKind.LEAD,
                valid_from=date(2020, 1, 1),
            )
            for cluster in self.clusters
            if not cluster.roles.exists()
        )
        self.user = User.objects.create(
            email=f"{self.prefix.lower()}@contoh.go.id",
            name="Petugas Sintetis",
            organization=self.organizations[0],
            role=Role.OPERATOR,
        )

    def _make_periods(self) -> None:
        self.periods = ReportingPeriod.objects.bulk_create(
            ReportingPeriod(plan=self.plan, **vars(dates)) for dates in periods_of_years(Cadence.QUARTERLY, YEARS)
        )

    def _make_actions(self) -> None:
        count = self.size.actions
        self.actions = Action.objects.bulk_create(
            Action(
                plan=self.plan,
                cluster=self.clusters[n % 7],
                number=f"{n % 7 + 1}.{n // 7 + 1}",
                sort_key=sort_key(f"{n % 7 + 1}.{n // 7 + 1}"),
                title=f"Kegiatan sintetis {n}",
                strategy=f"Strategi {n % 3}",
                is_in_plan=n % 40 != 39,
                weight=Decimal(1 + n % 3),
            )
            for n in range(count)
        )
        rows: list[Assignment] = []
        for n, action in enumerate(self.actions):
            lead = self.organizations[n % self.size.organizations]
            ends = lead is self.predecessor
            rows.append(self._assignment(action, lead, AssignmentRole.LEAD, ends=ends))
            if n % 4 == 0:
                other = self.organizations[(n + 1) % (self.size.organizations - 1)]
                rows.append(self._assignment(action, other, AssignmentRole.SUPPORT, reports=n % 8 == 0))
        Assignment.objects.bulk_create(rows)
        Assignment.objects.bulk_create(
            Assignment(
                action=row.action,
                organization=self.successor,
                role=row.role,
                starts_on=HANDED_OVER_ON,
                line=row,
                recorded_at=HANDED_OVER_AT,
            )
            for row in rows
            if row.ends_on is not None
        )
        self.assignments = list(Assignment.objects.filter(action__plan=self.plan).order_by("pk"))

    def _assignment(
        self, action: Action, organization: Organization, role: str, *, ends: bool = False, reports: bool = False
    ) -> Assignment:
        return Assignment(
            action=action,
            organization=organization,
            role=role,
            starts_on=date(2020, 1, 1),
            ends_on=HANDED_OVER_ON - timedelta(days=1) if ends else None,
            is_reporter=reports,
            recorded_at=PLANNED_AT,
            end_recorded_at=HANDED_OVER_AT if ends else None,
        )

    def _make_indicators(self) -> None:
        indicators, targets = [], []
        for n in range(self.size.actions * self.size.indicators_per_action):
            measure, accumulation, direction = KINDS[n % len(KINDS)]
            text = f"Indikator sintetis {n}"
            adds = measure != Measure.MILESTONE and accumulation != Accumulation.LATEST and n % 3 == 0
            indicators.append(
                Indicator(
                    action=self.actions[n % self.size.actions],
                    text=text,
                    text_key=text_key(text),
                    unit="kegiatan",
                    measure=measure,
                    accumulation=accumulation,
                    direction=direction,
                    is_additive=adds,
                    reports_without_target=n % 25 == 24,
                    position=n // self.size.actions + 1,
                )
            )
        self.indicators = Indicator.objects.bulk_create(indicators)
        for n, indicator in enumerate(self.indicators):
            targets += self._targets(n, indicator)
        Target.objects.bulk_create(targets)

    def _targets(self, n: int, indicator: Indicator) -> Iterable[Target]:
        if indicator.accumulation == Accumulation.ONCE:
            yield Target(indicator=indicator, year=2020 + n % 5, version=1, value=Decimal(1), approved_at=PLANNED_AT)
            return
        for year in YEARS:
            if (n + year) % 11 == 0 or n % 25 == 24:
                continue
            value = Decimal(1) if indicator.measure == Measure.MILESTONE else Decimal(40 + (n * 7 + year) % 50)
            yield Target(indicator=indicator, year=year, version=1, value=value, approved_at=PLANNED_AT)
            if (n + year) % 17 == 0:
                late = year + 2 if n % 2 else year
                yield Target(
                    indicator=indicator,
                    year=year,
                    version=2,
                    value=None if n % 5 == 0 else value + 10,
                    reason="penyesuaian contoh",
                    approved_by=self.user,
                    approved_at=datetime(late, 6, 15, 3, 0, tzinfo=UTC),
                )

    def _make_lines(self) -> None:
        sources = list(FundingSource)
        self.lines = BudgetLine.objects.bulk_create(
            BudgetLine(
                action=action,
                organization=self.organizations[n % self.size.organizations],
                fiscal_year=year,
                source=sources[n % len(sources)],
                code=f"{n}.{year}",
            )
            for n, action in enumerate(self.actions)
            if n % 3
            for year in YEARS
        )
        ceilings = []
        for n, line in enumerate(self.lines):
            amount = self.random.randrange(100, 9000) * 1_000_000
            ceilings.append(BudgetCeiling(line=line, version=1, amount=amount, set_at=PLANNED_AT))
            if n % 6 == 0:
                set_at = datetime(line.fiscal_year, 8, 1, tzinfo=UTC)
                ceilings.append(
                    BudgetCeiling(line=line, version=2, amount=0 if n % 30 == 0 else amount // 2, set_at=set_at)
                )
        BudgetCeiling.objects.bulk_create(ceilings)

    # --- reports ---

    def _make_reports(self) -> None:
        keys = {
            (row.organization_id, period.pk, row.action.cluster_id): period
            for period in self.periods
            for row in self.assignments
            if (row.role == AssignmentRole.LEAD or row.is_reporter)
            and row.starts_on <= period.ends_on
            and (row.ends_on is None or row.ends_on >= period.ends_on)
        }
        opened = [key for key in sorted(keys) if self.random.random() > 0.03]
        reports = [
            ProgressReport(organization_id=o, period_id=p, cluster_id=c, created_at=keys[o, p, c].opens_at)
            for o, p, c in opened
        ]
        self.reports = ProgressReport.objects.bulk_create(reports)
        for report, key in zip(self.reports, opened, strict=True):
            self._make_history(report, keys[key])
        ProgressEvent.objects.bulk_create(self.events)

    def _make_history(self, report: ProgressReport, period: ReportingPeriod) -> None:
        """The story of one report by a throw of the dice; times are within weeks of the due moment."""
        drawn, at = self.random.random(), period.due_at - timedelta(days=self.random.randrange(1, 15))
        if drawn < 0.04:
            return
        if drawn < 0.10:
            self._event(report, EventKind.EXTEND, at, until=period.due_at + timedelta(days=10))
            at = period.due_at + timedelta(days=self.random.randrange(1, 15))
        elif drawn < 0.16:
            at = period.due_at + timedelta(days=self.random.randrange(1, 15))
        self._filing(report, at)
        if drawn > 0.95:
            return
        if drawn < 0.20:
            self._event(report, EventKind.RETURN, at + timedelta(days=2))
            if drawn < 0.17:
                return
            self._filing(report, at + timedelta(days=6))
        self._verification(report, at + timedelta(days=9))
        if 0.20 < drawn < 0.25:
            self._event(report, EventKind.REOPEN, at + timedelta(days=20))
            if drawn > 0.215:
                self._filing(report, at + timedelta(days=22))
            if drawn > 0.23:
                self._verification(report, at + timedelta(days=24))

    def _filing(self, report: ProgressReport, at: datetime) -> None:
        self._event(report, EventKind.SUBMIT, at - timedelta(hours=1))
        self.rounds.append((self._event(report, EventKind.ENDORSE, at, is_filing=True), report))

    def _verification(self, report: ProgressReport, at: datetime) -> None:
        self.rounds.append((self._event(report, EventKind.VERIFY, at), report))

    def _event(self, report: ProgressReport, kind: str, at: datetime, **fields: Any) -> ProgressEvent:
        event = ProgressEvent(
            report=report, kind=kind, at=at, by=self.user, from_state="", to_state=ReportState.DRAFT, **fields
        )
        self.events.append(event)
        return event

    def _make_rounds(self) -> None:
        by_key: dict[tuple[int, int], dict[int, Action]] = {}
        for row in self.assignments:
            by_key.setdefault((row.organization_id, row.action.cluster_id), {})[row.action_id] = row.action
        indicators: dict[int, list[Indicator]] = {}
        for indicator in self.indicators:
            indicators.setdefault(indicator.action_id, []).append(indicator)
        lines: dict[tuple[int, int, int], list[BudgetLine]] = {}
        for line in self.lines:
            lines.setdefault((line.organization_id, line.action_id, line.fiscal_year), []).append(line)
        periods = {period.pk: period for period in self.periods}
        values, amounts, texts = [], [], []
        for event, report in self.rounds:
            period = periods[report.period_id]
            for action in by_key[report.organization_id, report.cluster_id].values():
                values += [self._value(event, report, period, row) for row in indicators.get(action.pk, ())]
                texts.append(
                    NarrativeRound(event=event, report=report, action=action, achievement=f"Capaian {period.code}")
                )
                amounts += [
                    RealizationRound(event=event, report=report, line=line, state="value", amount=period.number * 10**8)
                    for line in lines.get((report.organization_id, action.pk, period.year), ())
                ]
        MeasurementRound.objects.bulk_create(values, batch_size=2000)
        RealizationRound.objects.bulk_create(amounts, batch_size=2000)
        NarrativeRound.objects.bulk_create(texts, batch_size=2000)

    def _value(
        self, event: ProgressEvent, report: ProgressReport, period: ReportingPeriod, indicator: Indicator
    ) -> MeasurementRound:
        row = MeasurementRound(event=event, report=report, indicator=indicator, state=MeasurementState.VALUE)
        drawn = self.random.random()
        if indicator.position == 2 and period.year % 2 == indicator.pk % 2 and indicator.pk % 3 == 0:
            row.state = MeasurementState.NOT_APPLICABLE
        elif drawn < 0.06:
            row.state = MeasurementState.NO_DATA if drawn < 0.03 else MeasurementState.NOT_APPLICABLE
        elif indicator.measure == Measure.MILESTONE:
            row.is_reached = self.random.random() < 0.3
            if row.is_reached:
                row.reached_on = period.ends_on - timedelta(days=self.random.randrange(60))
                row.document_number = f"{indicator.pk}/{period.year}"
        elif indicator.measure == Measure.PERCENTAGE:
            row.denominator = Decimal(0) if drawn < 0.09 else Decimal(self.random.randrange(1, 60))
            row.numerator = row.denominator * self.random.randrange(0, 11) // 10
        else:
            row.value = Decimal(self.random.randrange(0, 250)) / 10
        return row
