"""Figures of regional plans are kept, never wrong: they are current, or they say of which moment they are."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import Action, Assignment, Indicator, ReportingPeriod, Target
from actions.models.action import sort_key
from actions.models.indicator import text_key
from actions.periods import missing_periods
from clusters.enums import OrganizationKind, PlanKind
from clusters.models import Organization, Plan, Region, User
from reports.keeping import refresh, stale_plans
from reports.models import KeptFigures
from reports.summaries import RegionFigures, load_plan, plan_numbers, region_figures, year_of
from reports.tasks import refresh_region_figures
from tests.cast import PLANNED_AT, World
from tests.reports.story import AFTER_THE_YEAR


def make_regional_plan(world: World, region: Region) -> Plan:
    """A plan with one action of a body of the region; nothing is filed."""
    plan = Plan.objects.create(
        kind=PlanKind.REGIONAL,
        region=region,
        title=f"Rencana aksi daerah {region.code}",
        short_title=f"RAD {region.code}",
        start_year=2024,
        end_year=2025,
    )
    ReportingPeriod.objects.bulk_create(missing_periods(plan, at=PLANNED_AT))
    body = Organization.objects.create(code=f"OPD-{region.code}", kind=OrganizationKind.REGIONAL, region=region)
    action = Action.objects.create(
        plan=plan, cluster=world.clusters[1], number="1.1", sort_key=sort_key("1.1"), title="Kegiatan daerah"
    )
    Assignment.objects.create(
        action=action, organization=body, role="lead", starts_on=date(2024, 1, 1), recorded_at=PLANNED_AT
    )
    indicator = Indicator.objects.create(
        action=action, text="Jumlah", text_key=text_key("Jumlah"), unit="orang", measure="count", accumulation="flow"
    )
    Target.objects.create(indicator=indicator, year=2024, value=Decimal(40), approved_at=PLANNED_AT)
    return plan


def make_regions(world: World, count: int) -> list[Plan]:
    regions = Region.objects.bulk_create(
        Region(code=f"32.{number}", name=f"Kabupaten {number}", level="regency", parent=world.province)
        for number in range(61, 61 + count)
    )
    return [make_regional_plan(world, region) for region in regions]


def figures(**options: object) -> dict[int, RegionFigures]:
    asked = {"reading": "official", "as_of": AFTER_THE_YEAR, **options}
    return region_figures(2024, **asked)  # type: ignore[arg-type]


def test_kept_figures_are_read_in_two_queries_and_equal_those_computed(world: World) -> None:
    plans = make_regions(world, 3)
    assert refresh(stale_plans(at=AFTER_THE_YEAR), at=AFTER_THE_YEAR) == 3
    with CaptureQueriesContext(connection) as queries:
        found = figures(as_of=AFTER_THE_YEAR + timedelta(seconds=1))
    assert len(queries) == 2
    assert {row["plan_id"] for row in found.values()} == {plan.pk for plan in plans}
    for plan in plans:
        row = found[plan.region_id or 0]
        fresh = year_of(load_plan(plan, [2024], reading="official", as_of=AFTER_THE_YEAR), 2024)
        assert row["numbers"] == plan_numbers(fresh)
        assert row["is_current"]
    assert refresh(stale_plans(at=AFTER_THE_YEAR), at=AFTER_THE_YEAR) == 0


def test_what_is_stale_is_computed_at_once_in_as_many_queries_for_any_number(world: World) -> None:
    make_regions(world, 2)
    with CaptureQueriesContext(connection) as few:
        figures()
    more = Region.objects.bulk_create(
        Region(code=f"35.{number}", name=f"Kota {number}", level="city", parent=world.province)
        for number in range(71, 75)
    )
    for region in more:
        make_regional_plan(world, region)
    with CaptureQueriesContext(connection) as many:
        found = figures()
    assert len(few) == len(many) <= 20
    assert all(row["is_current"] and row["numbers"] for row in found.values())


def test_a_change_makes_the_kept_figures_those_of_an_earlier_moment(world: World) -> None:
    plan, other = make_regions(world, 2)
    refresh([plan.pk, other.pk], at=AFTER_THE_YEAR)
    later = AFTER_THE_YEAR + timedelta(hours=1)
    Target.objects.filter(indicator__action__plan=plan).update(value=Decimal(80))
    Plan.objects.filter(pk=plan.pk).touch()
    found = figures(as_of=later, most_anew=0)
    row, untouched = found[plan.region_id or 0], found[other.region_id or 0]
    assert (row["is_current"], row["as_of"]) == (False, AFTER_THE_YEAR)
    assert (untouched["is_current"], untouched["as_of"]) == (True, later)
    assert figures(as_of=later)[plan.region_id or 0]["is_current"]
    assert stale_plans(at=later) == [plan.pk]
    refresh_region_figures()
    assert stale_plans(at=later) == []


def test_numbers_never_computed_are_none_and_never_said_to_be_current(world: World) -> None:
    plan, *_ = make_regions(world, 1)
    row = figures(most_anew=0)[plan.region_id or 0]
    assert (row["numbers"], row["is_current"], row["as_of"]) == (None, False, None)
    assert world.province.pk not in figures()


def test_time_alone_makes_them_stale_at_the_next_due_moment_and_not_before(world: World) -> None:
    plan, *_ = make_regions(world, 1)
    due_at = plan.periods.get(year=2024, number=1).due_at
    refresh([plan.pk], at=due_at - timedelta(days=20))

    def is_current(at: datetime) -> bool:
        return figures(as_of=at, most_anew=0)[plan.region_id or 0]["is_current"]

    assert is_current(due_at - timedelta(days=3))
    assert not is_current(due_at + timedelta(seconds=1))
    assert not is_current(PLANNED_AT - timedelta(days=1))
    assert stale_plans(at=due_at - timedelta(days=3)) == []
    assert stale_plans(at=due_at) == [plan.pk]


def test_what_a_region_adopted_goes_with_the_national_plan(world: World, people: dict[str, User]) -> None:
    plan, other = make_regions(world, 2)
    refresh([plan.pk, other.pk], at=AFTER_THE_YEAR)
    body = Organization.objects.get(region=plan.region)
    Assignment.objects.create(
        action=world.action,
        organization=body,
        role="adopting",
        is_reporter=True,
        starts_on=date(2024, 1, 1),
        recorded_at=PLANNED_AT,
    )
    Plan.objects.filter(pk=world.plan.pk).touch()
    assert stale_plans(at=AFTER_THE_YEAR) == [plan.pk]
    refresh([plan.pk], at=AFTER_THE_YEAR)
    Plan.objects.filter(pk=world.plan.pk).touch()
    assert stale_plans(at=AFTER_THE_YEAR) == [plan.pk]


def test_what_another_worker_has_in_hands_is_left_to_it(world: World) -> None:
    plan, other = make_regions(world, 2)
    refresh([plan.pk, other.pk], at=AFTER_THE_YEAR)
    assert KeptFigures.objects.claim([plan.pk], at=AFTER_THE_YEAR) == [plan.pk]
    assert refresh([plan.pk, other.pk], at=AFTER_THE_YEAR + timedelta(minutes=1)) == 1
    assert refresh([plan.pk], at=AFTER_THE_YEAR + timedelta(minutes=6)) == 1


def test_the_command_rebuilds_all_from_nothing(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    plan, other = make_regions(world, 2)
    refresh([plan.pk], at=AFTER_THE_YEAR)
    KeptFigures.objects.update(numbers={"score": "1.00"})
    call_command("rebuild_region_figures")
    assert "2 rencana daerah dihitung ulang" in capsys.readouterr().out
    assert KeptFigures.objects.count() == 2 * 2 * 2
    assert (
        figures(most_anew=0)[other.region_id or 0]["numbers"]
        == figures(most_anew=None)[other.region_id or 0]["numbers"]
    )
    assert not KeptFigures.objects.filter(numbers={"score": "1.00"}).exists()
