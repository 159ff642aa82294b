"""Adoption: regions take up national actions with targets of their own, and report on them under their own plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.adoption import prepare_adoption
from actions.calculation.rounding import E4
from actions.enums import AssignmentRole
from actions.models import Action, Assignment, Target
from actions.periods import indicators_owed, targets_in_force
from actions.services.adoption import (
    AdoptionNotEnded,
    AdoptionOutdated,
    adopt,
    end_adoption,
    local_targets,
    revise_local_targets,
)
from actions.services.drafts import save_measurement
from actions.services.progress import open_reports, submit_progress
from clusters.enums import OrganizationKind, RegionLevel
from clusters.models import Plan, Region, User
from reports.summaries.reading import load_plan
from tests.actions.test_regional_day import Regional, make_regional
from tests.cast import World, make_organization
from tests.reports.story import count

FIRST = date(2024, 1, 1)
EARLY = datetime(2024, 7, 3, 3, tzinfo=UTC)  # before the year's last due moment


@pytest.fixture
def regency(world: World) -> Regional:
    return make_regional(world, world.regency, "DP3A-BOGOR")


def targets_of(world: World, value: int = 25) -> dict[tuple[int, int], Decimal]:
    return {(world.indicator.pk, 2024): Decimal(value), (world.police_action.indicators.get().pk, 2024): Decimal(3)}  # type: ignore[attr-defined]


def adopted_in(regional: Regional, action: Action) -> Assignment:
    return Assignment.objects.get(organization=regional.body, action=action, role=AssignmentRole.ADOPTING)


def test_a_region_adopts_with_a_target_of_its_own_and_owes_a_report_on_it(
    world: World, regency: Regional, secretariat: User
) -> None:
    before = Plan.objects.get(pk=regency.plan.pk).data_revision
    done = adopt(
        actions=[world.action], regions=[world.regency], targets=targets_of(world), on=FIRST, by=secretariat, basis="SE"
    )
    assert (done.assignments, done.local_targets) == (1, 1)
    adopted = adopted_in(regency, world.action)
    assert (adopted.is_reporter, adopted.basis) == (True, "SE")
    assert [row.history_user for row in adopted.history.all()] == [secretariat]
    assert indicators_owed(regency.body, regency.period) == {regency.indicator.pk, world.indicator.pk}
    assert Plan.objects.get(pk=regency.plan.pk).data_revision == before + 1
    target = Target.objects.get(assignment=adopted)
    assert (target.value, target.approved_by) == (Decimal(25), secretariat)


def test_the_plan_s_own_figures_read_no_local_target(world: World, regency: Regional, secretariat: User) -> None:
    adopt(actions=[world.action], regions=[world.regency], targets=targets_of(world), on=FIRST, by=secretariat)
    indicators = world.action.indicators.all()  # type: ignore[attr-defined]
    assert {holder for _, holder in targets_in_force(2024, indicators)} == {None}
    own = targets_in_force(2024, indicators, adopters=[regency.body.pk])
    assert own[world.indicator.pk, adopted_in(regency, world.action).pk] == Decimal(25)


def test_what_a_region_cannot_take_up_is_said_and_the_others_go_on(
    world: World, regency: Regional, secretariat: User
) -> None:
    make_organization("DP3A-NTT", OrganizationKind.REGIONAL, region=world.other_province)
    empty = Region.objects.create(code="32.02", name="Sukabumi", level=RegionLevel.REGENCY, parent=world.province)
    regions = [empty, world.regency, world.other_province]
    done = adopt(
        actions=[world.action, world.police_action],
        regions=regions,
        targets=targets_of(world),
        on=FIRST,
        by=secretariat,
    )
    problems = {one.region: one.problem for one in done.regions}
    assert "belum ada perangkat daerah" in problems[empty]
    assert "buat dahulu RAD-nya" in problems[world.other_province]
    assert [one.region for one in done.taking] == [world.regency]
    again = adopt(actions=[world.action], regions=regions, targets={}, on=date(2024, 3, 1), by=secretariat)
    assert again.assignments == 0  # a later day adopts nothing twice
    assert len(again.regions[1].held) == 1


def test_targets_outside_the_years_of_the_region_s_plan_are_left_out(
    world: World, regency: Regional, secretariat: User
) -> None:
    targets = {(world.indicator.pk, year): Decimal(year) for year in (2023, 2024, 2025)}
    adopt(actions=[world.action], regions=[world.regency], targets=targets, on=FIRST, by=secretariat)
    assert list(Target.objects.filter(assignment__isnull=False).values_list("year", flat=True)) == [2024]


def test_of_several_bodies_the_one_that_leads_the_region_s_plan_adopts(
    world: World, regency: Regional, secretariat: User
) -> None:
    make_organization("A-DINSOS-BOGOR", OrganizationKind.REGIONAL, region=world.regency)
    done = adopt(actions=[world.action], regions=[world.regency], targets={}, on=FIRST, by=secretariat)
    assert done.regions[0].body == regency.body


def test_what_changed_since_it_was_looked_at_is_not_done(world: World, regency: Regional, secretariat: User) -> None:
    wanted = {"regions": [world.regency], "targets": targets_of(world), "on": FIRST}
    seen = prepare_adoption(actions=[world.action, world.police_action], **wanted).fingerprint  # type: ignore[arg-type]
    adopt(actions=[world.action], by=secretariat, **wanted)  # type: ignore[arg-type]
    with pytest.raises(AdoptionOutdated) as outdated:
        adopt(actions=[world.action, world.police_action], by=secretariat, seen=seen, **wanted)  # type: ignore[arg-type]
    assert outdated.value.adoption.assignments == 1
    assert Assignment.objects.filter(role=AssignmentRole.ADOPTING).count() == 1


def test_a_local_target_is_revised_with_a_reason_and_may_be_taken_away(
    world: World, regency: Regional, secretariat: User
) -> None:
    adopt(actions=[world.action], regions=[world.regency], targets=targets_of(world), on=FIRST, by=secretariat)
    adopted, key = adopted_in(regency, world.action), (world.indicator.pk, 2024)
    at = regency.period.due_at.replace(month=6)
    values = {key: Decimal(30), (world.ratio.pk, 2024): Decimal(50)}
    revise_local_targets(adopted=adopted, values=values, reason="Anggaran naik", by=secretariat, at=at)
    newest = local_targets(adopted)
    assert (newest[key].version, newest[key].reason) == (2, "Anggaran naik")
    assert newest[world.ratio.pk, 2024].version == 1
    assert indicators_owed(regency.body, regency.period) == {regency.indicator.pk, world.indicator.pk, world.ratio.pk}
    assert not revise_local_targets(adopted=adopted, values=values, reason="Sama", by=secretariat, at=at)
    revise_local_targets(adopted=adopted, values={key: None}, reason="Tidak jadi", by=secretariat, at=at)
    assert world.indicator.pk not in indicators_owed(regency.body, regency.period)


def test_a_local_target_revised_after_the_year_s_last_due_moment_does_not_count(
    world: World, regency: Regional, secretariat: User
) -> None:
    adopt(actions=[world.action], regions=[world.regency], targets=targets_of(world), on=FIRST, by=secretariat)
    adopted, key = adopted_in(regency, world.action), (world.indicator.pk, 2024)
    late = regency.plan.periods.get(number=2).due_at  # type: ignore[attr-defined]
    revise_local_targets(adopted=adopted, values={key: Decimal(90)}, reason="Terlambat", by=secretariat, at=late)
    in_force = targets_in_force(2024, world.action.indicators.all(), adopters=[regency.body.pk])  # type: ignore[attr-defined]
    assert in_force[world.indicator.pk, adopted.pk] == Decimal(25)


def test_an_adoption_ends_once_and_not_before_it_began(world: World, regency: Regional, secretariat: User) -> None:
    adopt(actions=[world.action], regions=[world.regency], targets=targets_of(world), on=FIRST, by=secretariat)
    adopted = adopted_in(regency, world.action)
    with pytest.raises(AdoptionNotEnded, match="paling awal 1 Januari 2024"):
        end_adoption(adopted=adopted, on=date(2023, 12, 31), by=secretariat)
    end_adoption(adopted=adopted, on=date(2024, 5, 1), by=secretariat)
    assert indicators_owed(regency.body, regency.period) == {regency.indicator.pk}
    with pytest.raises(AdoptionNotEnded, match="sudah berakhir pada 1 Mei 2024"):
        end_adoption(adopted=adopted, on=date(2024, 6, 1), by=secretariat)
    anew = prepare_adoption(actions=[world.action], regions=[world.regency], targets={}, on=date(2024, 5, 2))
    assert anew.assignments == 1


def test_who_adopts_again_goes_on_with_its_line_and_the_new_targets_count(
    world: World, regency: Regional, secretariat: User
) -> None:
    key, blank = (world.indicator.pk, 2024), (world.ratio.pk, 2024)
    wanted = {"actions": [world.action], "regions": [world.regency], "by": secretariat}
    adopt(**wanted, targets={key: Decimal(10), blank: Decimal(50)}, on=FIRST)  # type: ignore[arg-type]
    first = adopted_in(regency, world.action)
    revise_local_targets(adopted=first, values={key: Decimal(20)}, reason="Anggaran naik", by=secretariat, at=EARLY)
    end_adoption(adopted=first, on=date(2024, 3, 1), by=secretariat)
    adopt(**wanted, targets={key: Decimal(15)}, on=date(2024, 4, 1), at=EARLY)  # type: ignore[arg-type]
    again = Assignment.objects.get(organization=regency.body, action=world.action, ends_on__isnull=True)
    assert again.line == first
    newest = local_targets(again)
    assert (newest[key].version, newest[key].value) == (3, Decimal(15))
    assert (newest[blank].version, newest[blank].value) == (2, None)
    assert newest[blank].reason == "Diadopsi kembali mulai 1 April 2024"
    in_force = targets_in_force(2024, world.action.indicators.all(), adopters=[regency.body.pk])  # type: ignore[attr-defined]
    assert {holding: value for holding, value in in_force.items() if holding[1]} == {
        (world.indicator.pk, first.pk): Decimal(15)
    }
    data = load_plan(regency.plan, [2024], reading="verified", as_of=EARLY)
    assert data.targets[key][-1].value == 15 * E4


def test_an_adoption_does_not_end_before_the_last_period_that_was_filed(
    world: World, regency: Regional, secretariat: User
) -> None:
    adopt(actions=[world.action], regions=[world.regency], targets=targets_of(world), on=FIRST, by=secretariat)
    adopted = adopted_in(regency, world.action)
    [draft] = open_reports(organization=regency.body, period=regency.period, at=EARLY)
    for indicator in (world.indicator, regency.indicator):
        save_measurement(report=draft, indicator=indicator, cell=count(7), by=regency.operator, at=EARLY)
    submit_progress(reports=[draft], by=regency.operator, at=EARLY)
    with pytest.raises(AdoptionNotEnded, match="paling awal 30 Juni 2024"):
        end_adoption(adopted=adopted, on=date(2024, 5, 1), by=secretariat)
    end_adoption(adopted=adopted, on=date(2024, 6, 30), by=secretariat)


def test_more_regions_cost_no_more_queries(world: World, regency: Regional, secretariat: User) -> None:
    regions = [world.regency]
    for number in range(2, 6):
        region = Region.objects.create(
            code=f"32.0{number}", name=f"Kota {number}", level=RegionLevel.CITY, parent=world.province
        )
        make_regional(replace(world, regency=region), region, f"DP3A-{number}")
        regions.append(region)
    counts = []
    for some in (regions[:1], regions[1:]):
        with CaptureQueriesContext(connection) as queries:
            adopt(actions=[world.action], regions=some, targets=targets_of(world), on=FIRST, by=secretariat)
        counts.append(len(queries))
    assert counts[0] == counts[1]
