"""A region's own plan: what it adopted counts there, against its own target, and nowhere in the nation's figures."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from actions.models import Assignment, MeasurementRound, ProgressEvent, ProgressReport, ReportingPeriod, Target
from actions.periods import missing_periods
from clusters.enums import PlanKind
from clusters.models import Organization, Plan, User
from reports.summaries import load_plan, national_figures, over_plan, year_of
from tests.cast import PLANNED_AT, World
from tests.reports.story import AFTER_THE_YEAR


def test_a_region_s_plan_counts_what_it_adopted_against_its_own_target(world: World, people: dict[str, User]) -> None:
    body = people["region_operator"].organization
    plan = Plan.objects.create(
        kind=PlanKind.REGIONAL,
        region=world.province,
        title="Rencana aksi daerah contoh",
        short_title="RAD contoh",
        start_year=2024,
        end_year=2024,
    )
    ReportingPeriod.objects.bulk_create(missing_periods(plan, at=PLANNED_AT))
    adopting = Assignment.objects.create(
        action=world.action,
        organization=body,
        role="adopting",
        is_reporter=True,
        starts_on=date(2024, 1, 1),
        recorded_at=PLANNED_AT,
    )
    Target.objects.create(
        indicator=world.indicator, assignment=adopting, year=2024, value=Decimal(40), approved_at=PLANNED_AT
    )
    report_of(plan, body, world, people, amount=Decimal(10))
    year = year_of(load_plan(plan, [2024], reading="official", as_of=AFTER_THE_YEAR), 2024)
    figure = year.figures[world.indicator.pk]
    assert figure.target is not None
    assert (figure.target.value, figure.actual.value) == (400_000, 100_000)
    assert {(row.organization_id, row.cluster.number) for row in year.owed} == {(body.pk, 1)}
    assert national_figures(year)["score"] == "25.00"
    national = year_of(load_plan(world.plan, [2024], reading="official", as_of=AFTER_THE_YEAR), 2024)
    assert national.figures[world.indicator.pk].actual.state == "unreported"
    assert body.pk not in {row.organization_id for row in national.owed}
    assert national_figures(national)["coverage"]["provinces_reporting"] == 1
    before_it_filed = plan.periods.get(year=2024, number=1).opens_at - timedelta(seconds=1)
    earlier = year_of(load_plan(world.plan, [2024], reading="official", as_of=before_it_filed), 2024)
    assert national_figures(earlier)["coverage"]["provinces_reporting"] == 0


def test_an_interim_plan_has_no_score_over_its_years_either(world: World) -> None:
    assert over_plan(load_plan(world.plan, [2024], reading="official", as_of=AFTER_THE_YEAR), 2024)["score"] == "0.00"
    world.plan.kind = PlanKind.INTERIM
    world.plan.save(update_fields=["kind"])
    data = load_plan(world.plan, [2024], reading="official", as_of=AFTER_THE_YEAR)
    assert over_plan(data, 2024)["score"] is None


def report_of(plan: Plan, body: Organization, world: World, people: dict[str, User], *, amount: Decimal) -> None:
    """A region's verified first quarter with one count, written as events and a round."""
    period = plan.periods.get(year=2024, number=1)
    report = ProgressReport.objects.create(
        organization=body,
        period=period,
        cluster=world.clusters[1],
        created_at=period.opens_at,
        first_filed_at=period.opens_at,
    )
    for kind, is_filing in (("endorse", True), ("verify", False)):
        event = ProgressEvent.objects.create(
            report=report,
            kind=kind,
            to_state="draft",
            at=period.opens_at,
            by=people["secretariat"],
            is_filing=is_filing,
        )
        MeasurementRound.objects.create(
            event=event, report=report, indicator=world.indicator, state="value", value=amount
        )
