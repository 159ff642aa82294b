"""What a text says of an indicator stays about that indicator, whatever the plan is given afterwards."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse

from actions.models import Indicator
from clusters.models import Plan, User
from reports.drafting import known_references
from reports.enums import ReportKind
from reports.manuscripts import begin
from reports.models import Manuscript
from reports.references import Reference
from tests.actions.test_plan_import import ROW, bring, matrix
from tests.cast import World, make_indicator

Login = Callable[[User], Client]
NUMBER = "1.77"


def planned(world: World, by: User, *wanted: tuple[str, int]) -> None:
    """Import an action with these indicators and targets, in this order."""
    rows = [{**ROW, "nomor": NUMBER, "indikator": text, "target_2024": str(target)} for text, target in wanted]
    world.plan = Plan.objects.get(pk=world.plan.pk)
    bring(world, by, matrix(*rows), is_confirmed=True)


def fresh(manuscript: Manuscript) -> Manuscript:
    return Manuscript.objects.select_related("plan").get(pk=manuscript.pk)


def said_of(manuscript: Manuscript, place: int, what: str) -> tuple[str, str]:
    """Of the indicator that the reference means: its figure, and its wording."""
    found: Reference = known_references(fresh(manuscript))[f"indikator.{NUMBER}-{place}.{what}"]
    return found.text, Indicator.objects.get(pk=int(found.path.split("/")[1])).text


@pytest.mark.parametrize(
    ("kind", "what"),
    [(ReportKind.ANNUAL, "target"), (ReportKind.FIVE_YEAR, "target.2024")],
    ids=["annual", "five years"],
)
def test_an_indicator_that_a_file_puts_first_takes_no_reference_of_another(
    world: World, secretariat: User, kind: str, what: str
) -> None:
    planned(world, secretariat, ("Alfa", 10), ("Beta", 20))
    manuscript = begin(plan=world.plan, year=2024, by=secretariat, kind=kind)
    before = [said_of(manuscript, place, what) for place in (1, 2)]
    assert before == [("10", "Alfa"), ("20", "Beta")]
    planned(world, secretariat, ("Cakupan baru", 99), ("Alfa", 10), ("Beta", 20))
    assert [said_of(manuscript, place, what) for place in (1, 2)] == before
    assert said_of(manuscript, 3, what) == ("99", "Cakupan baru")
    planned(world, secretariat, ("Beta", 20), ("Dasar hukum terbit", 7))  # others are gone from the file, and stay
    assert [said_of(manuscript, place, what) for place in (1, 2)] == before
    assert said_of(manuscript, 4, what) == ("7", "Dasar hukum terbit")


def test_a_reference_without_its_indicator_leads_nowhere_and_to_no_other(world: World, secretariat: User) -> None:
    manuscript = begin(plan=world.plan, year=2024, by=secretariat)
    make_indicator(world.action, "Kelima", 5, position=5)
    Plan.objects.filter(pk=world.plan.pk).touch()
    places = {
        key.split(".target")[0].rsplit("-", 1)[1]
        for key in known_references(fresh(manuscript))
        if key.startswith(f"indikator.{world.action.number}-") and key.endswith(".target")
    }
    assert places == {"1", "2", "3", "5"}


def test_places_are_numbered_as_the_indicators_were_listed(world: World) -> None:
    migration = import_module("actions.migrations.0021_places_of_indicators")
    listed = [(11, 1, 1), (14, 1, 1), (12, 1, 2), (13, 1, 3), (21, 2, 1), (22, 2, 2), (31, 3, 4)]
    assert migration.moved(listed) == {14: 2, 12: 3, 13: 4, 31: 1}
    make_indicator(world.action, "Ketujuh", 5, position=7)
    migration.number(apps, connection.schema_editor())
    found = Indicator.objects.filter(action=world.action).order_by("position", "pk")
    assert list(found.values_list("position", flat=True)) == [1, 2, 3, 4]
    assert [one.text for one in found][-1] == "Ketujuh"


def test_the_admin_shows_a_place_and_changes_none(world: World, people: dict[str, User], login: Login) -> None:
    page = login(people["secretariat"]).get(reverse("admin:actions_indicator_change", args=[world.indicator.pk]))
    fields = page.context["adminform"].form.fields
    assert "unit" in fields
    assert "position" not in fields
