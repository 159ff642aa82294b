"""``load_scale``: the same data from the same seed, plainly marked, and never beside real plans."""

from __future__ import annotations

import hashlib
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from actions.enums import EventKind, MeasurementState, ReportState
from actions.models import Assignment, BudgetLine, MeasurementRound, ProgressEvent, ProgressReport, Target
from clusters.models import Organization, OrganizationName, Plan, RegionRole, User
from reports.models import KeptFigures
from reports.scale.loading import NotEmpty, Wanted, load_scale
from reports.scale.planning import Size
from reports.summaries import load_plan, plan_numbers, region_figures, year_of
from tests.cast import make_world
from tests.reports.story import AFTER_THE_YEAR

TINY = Wanted(provinces=1, regencies=2, national=Size(actions=21, organizations=5), regional=Size(8, 2, 2))
ROWS = (
    "report__period__plan__title",
    "report__organization__code",
    "report__cluster__number",
    "report__period__year",
    "report__period__number",
    "event__kind",
    "event__at",
    "indicator__text",
    *("state", "value", "numerator", "denominator", "is_reached", "reached_on", "document_number"),
)


def load(seed: int = 7) -> list[str]:
    said: list[str] = []
    assert load_scale(TINY, seed=seed, say=said.append)
    return said


def digest() -> str:
    """Of every round there is, with what it belongs to; no keys of the database."""
    rows = sorted(map(str, MeasurementRound.objects.values_list(*ROWS)))
    rows += sorted(map(str, BudgetLine.objects.values_list("code", "organization__code", "source", "ceilings__amount")))
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def load_and_forget(seed: int) -> str:
    """The digest of a load that is rolled back."""
    with transaction.atomic():
        load(seed)
        found = digest()
        transaction.set_rollback(True)
    return found


def test_a_seed_always_gives_the_same_data_and_another_seed_other_data(db: None) -> None:
    first, again, other = load_and_forget(7), load_and_forget(7), load_and_forget(8)
    assert first == again != other


def test_what_is_loaded_is_marked_and_holds_everything_that_happens(db: None) -> None:
    said = load()
    assert len(said) == 5
    assert Plan.objects.count() == 1 + 1 + 2
    assert not Plan.objects.exclude(is_example=True, title__contains="sintetis").exists()
    made = Organization.objects.filter(progress_reports__isnull=False)
    assert not OrganizationName.objects.filter(organization__in=made).exclude(name__contains="Sintetis").exists()
    people = User.objects.filter(organization__code__startswith="SINTETIS")
    assert [(person.is_active, person.has_usable_password()) for person in people] == [(False, False)] * 3
    assert set(MeasurementRound.objects.values_list("state", flat=True)) == set(MeasurementState.values)
    assert MeasurementRound.objects.filter(value=0).exists()
    assert MeasurementRound.objects.filter(is_reached=True).exists()
    kinds = set(ProgressEvent.objects.values_list("kind", flat=True))
    assert kinds == {*map(str, EventKind.values)} - {"create", "withdraw", "lock", "unlock"}
    assert set(ProgressReport.objects.values_list("state", flat=True)) == set(ReportState.values) - {"submitted"}
    assert ProgressReport.objects.filter(first_filed_at__isnull=True).exists()
    assert Target.objects.filter(version=2).exists()
    assert Target.objects.filter(assignment__role="adopting").exists()
    assert Assignment.objects.filter(role="adopting", organization__region__isnull=False).exists()
    assert set(BudgetLine.objects.values_list("source", flat=True)) >= {"apbn", "apbd_province", "grant"}
    assert RegionRole.objects.filter(basis="Sintetis").count() == 3
    assert KeptFigures.objects.count() == 3 * 5 * 2


def test_reports_stand_as_their_last_step_says_and_their_figures_are_kept(db: None) -> None:
    load()
    for report in ProgressReport.objects.filter(first_filed_at__isnull=False)[:200]:
        last = report.events.exclude(kind=EventKind.EXTEND).order_by("-at", "-pk")[0]
        assert report.state == last.to_state
    plan = Plan.objects.filter(region__isnull=False).order_by("pk")[0]
    kept = region_figures(2024, reading="official", as_of=AFTER_THE_YEAR.replace(year=2026), most_anew=0)
    data = load_plan(plan, [2024], reading="official", as_of=AFTER_THE_YEAR.replace(year=2026))
    assert kept[plan.region_id or 0]["numbers"] == plan_numbers(year_of(data, 2024))
    assert all(row["is_current"] for row in kept.values())


def test_keys_go_on_after_ours(db: None) -> None:
    load()
    report = ProgressReport.objects.filter(state=ReportState.ENDORSED)[0]
    newest = ProgressEvent.objects.order_by("-pk")[0]
    assert report.extend(by=newest.by, at=newest.at, until=newest.at, note="x").pk > newest.pk


def test_a_second_run_changes_nothing(db: None) -> None:
    load()
    before = digest()
    output = StringIO()
    call_command("load_scale", stdout=output)
    assert "sudah ada" in output.getvalue()
    assert digest() == before
    assert not load_scale(TINY, seed=8, say=output.write)


def test_it_refuses_a_database_with_other_plans(db: None) -> None:
    world = make_world()
    Plan.objects.filter(pk=world.plan.pk).update(is_example=True, start_year=2020)
    with pytest.raises(NotEmpty, match="Rencana nasional"):
        load()
    Plan.objects.filter(pk=world.plan.pk).update(is_example=False)
    with pytest.raises(CommandError, match="bukan contoh"):
        call_command("load_scale")
    assert Plan.objects.count() == 1


@pytest.mark.parametrize(("scale", "regions"), [(1.0, (38, 514)), (0.1, (4, 51)), (0.01, (1, 5))])
def test_a_scale_thins_out_the_regions_and_keeps_the_nation_whole(scale: float, regions: tuple[int, int]) -> None:
    wanted = Wanted.of_scale(scale)
    assert (wanted.provinces, wanted.regencies) == regions
    assert wanted.national.actions * wanted.national.indicators_per_action == 400


@pytest.mark.parametrize("scale", ["0", "1.5", "banyak"])
def test_a_scale_that_is_none_is_refused(scale: str) -> None:
    with pytest.raises(CommandError, match="skala"):
        call_command("load_scale", "--scale", scale)
