"""Whatever people do, in whatever order: kept figures are those computed from nothing, or they say that they are old."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest

from actions.enums import EventKind, MeasurementState, ReportState, TargetDecision
from actions.models import Assignment, BudgetLine, Indicator, ProgressReport, ReportingPeriod
from actions.services import budget, drafts, outside, periods, progress
from actions.services.commitments import decide_target, request_target
from clusters.models import Organization, Plan, Region, User
from reports.keeping import refresh, stale_plans
from reports.models import KeptFigures
from reports.summaries import load_plan, plan_numbers, region_figures, year_of
from tests.cast import PLANNED_AT, World
from tests.reports.story import count
from tests.reports.test_summaries_kept_regions import make_regional_plan

STEPS = 24
READINGS = ("official", "provisional")


class Hand:
    """Does one thing at a time, each some days after the one before, through the services that people use."""

    def __init__(self, plans: list[Plan], people: dict[str, User], seed: int) -> None:
        self.plans, self.people, self.random = plans, people, Random(seed)
        self.now = datetime.fromisoformat("2024-04-02T03:00:00+00:00")
        self.deeds = (self.report, self.report, self.report, self.extend, self.spend, self.aim, self.go_outside)

    def act(self) -> str:
        self.now += timedelta(days=self.random.randrange(1, 16), minutes=self.random.randrange(600))
        plan = self.random.choice(self.plans)
        deed = self.random.choice(self.deeds)
        deed(plan, Organization.objects.filter(region=plan.region_id).order_by("pk")[0])
        return deed.__name__

    def report(self, plan: Plan, body: Organization) -> None:
        """The next step of the report of some period that is open."""
        opened = ReportingPeriod.objects.filter(plan=plan).opened_by(self.now).in_order()
        period = self.random.choice(list(opened))
        reports = progress.open_reports(organization=body, period=period, at=self.now)
        if reports:
            self._step(self.random.choice(reports))

    def _step(self, report: ProgressReport) -> None:
        by, at = self.people, self.now
        if report.may(EventKind.SUBMIT):
            self._fill(report)
            progress.submit_progress(reports=[report], by=by["operator"], at=at)
        elif report.may(EventKind.ENDORSE):
            progress.endorse_progress(report=report, by=by["endorser"], at=at)
        elif report.state == ReportState.ENDORSED and self.random.random() < 0.7:
            progress.verify_progress(report=report, by=by["secretariat"], at=at)
        elif report.state == ReportState.ENDORSED:
            progress.return_progress(report=report, by=by["secretariat"], note="Lengkapi.", at=at)
        elif self.random.random() < 0.5:
            progress.reopen_progress(report=report, by=by["secretariat"], note="Koreksi.", at=at)

    def _fill(self, report: ProgressReport) -> None:
        by, at = self.people["operator"], self.now
        mine = Assignment.objects.filter(organization=report.organization, action__cluster=report.cluster)
        for indicator in Indicator.objects.filter(action__in=mine.values("action")):
            amount = count(self.random.randrange(0, 30))
            drafts.save_measurement(report=report, indicator=indicator, cell=amount, by=by, at=at)
        lines = BudgetLine.objects.filter(organization=report.organization, fiscal_year=report.period.year)
        for line in lines:
            spent = self.random.randrange(10**9)
            drafts.save_realization(report=report, line=line, state=MeasurementState.VALUE, amount=spent, by=by, at=at)

    def extend(self, plan: Plan, body: Organization) -> None:
        """Until a day to come: time will pass it."""
        period = self.random.choice(list(plan.periods.in_order()))
        until = self.now + timedelta(days=self.random.randrange(1, 40))
        try:
            periods.extend_period(
                period=period, organization=body, until=until, by=self.people["secretariat"], note="x", at=self.now
            )
        except periods.NothingToExtend:
            return

    def spend(self, plan: Plan, body: Organization) -> None:
        action, by, at = plan.actions.order_by("pk")[0], self.people["operator"], self.now
        line = BudgetLine.objects.filter(action=action).first()
        amount = self.random.randrange(10**9)
        if line is None:
            budget.create_budget_line(
                action=action, organization=body, fiscal_year=2024, source="grant", ceiling=amount, by=by, at=at
            )
        else:
            budget.revise_ceiling(line=line, amount=amount, reason="x", by=by, at=at)

    def aim(self, plan: Plan, body: Organization) -> None:
        """Another target for this year or the next."""
        indicator = Indicator.objects.filter(action__plan=plan, reports_without_target=False).order_by("pk")[0]
        value, year = Decimal(self.random.randrange(1, 90)), self.random.choice((2024, 2025))
        by, at = self.people, self.now
        request = request_target(indicator=indicator, year=year, value=value, reason="x", by=by["operator"], at=at)
        decide_target(request=request, decision=TargetDecision.APPROVED, by=by["secretariat"], at=at)

    def go_outside(self, plan: Plan, body: Organization) -> None:
        outside.record_outside_activity(
            plan=plan,
            cluster=plan.actions.order_by("pk")[0].cluster,
            title="Kegiatan di luar rencana",
            organization=body,
            starts_on=self.now.date(),
            outputs=[("Peserta", "orang")],
            at=self.now,
        )


def from_nothing(plan: Plan, year: int, reading: str, at: datetime) -> object:
    plan.refresh_from_db()
    return plan_numbers(year_of(load_plan(plan, [year], reading=reading, as_of=at), year))


def check(plans: list[Plan], at: datetime, *, all_current: bool) -> None:
    """What is said to be current is what is computed from nothing, and the rest says that it is not."""
    for year in (2024, 2025):
        for reading in READINGS:
            kept = region_figures(year, reading=reading, as_of=at, most_anew=0)
            for plan in plans:
                row = kept[plan.region_id or 0]
                assert row["is_current"] or not all_current
                if row["is_current"]:
                    assert row["numbers"] == from_nothing(plan, year, reading, at)


@pytest.mark.parametrize("seed", [1, 2])
def test_kept_figures_are_never_wrong(world: World, people: dict[str, User], seed: int) -> None:
    regions = [world.province, world.regency, world.other_province]
    plans = [make_regional_plan(world, region) for region in regions]
    adopt(world, plans[0].region)
    hand = Hand(plans, people, seed)
    done = set()
    for number in range(STEPS):
        done.add(hand.act())
        check(plans, hand.now, all_current=False)
        if number % 4 == 3:
            later = hand.now + timedelta(seconds=1)
            refresh(stale_plans(at=later), at=later)
            check(plans, later + timedelta(seconds=1), all_current=True)
    assert len(done) == 5
    kept = sorted(map(str, KeptFigures.objects.order_by("pk").values_list("plan", "year", "reading", "numbers")))
    KeptFigures.objects.all().delete()
    refresh([plan.pk for plan in plans], at=hand.now)
    again = sorted(map(str, KeptFigures.objects.order_by("pk").values_list("plan", "year", "reading", "numbers")))
    assert kept == again


def adopt(world: World, region: Region | None) -> None:
    """The region reports on a national action too."""
    Assignment.objects.create(
        action=world.action,
        organization=Organization.objects.filter(region=region).order_by("pk")[0],
        role="adopting",
        is_reporter=True,
        starts_on=date(2024, 1, 1),
        recorded_at=PLANNED_AT,
    )
