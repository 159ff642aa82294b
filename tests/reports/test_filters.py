"""Filters narrow the figures, combine, live in the address and are taken off one by one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.enums import FundingSource, Principle, Sector, TagKind
from actions.models import Action, ActionTag
from clusters.models import Plan, Region, RegionRole, User
from reports import summaries
from reports.filters import Filters, narrowing_of, read_filters
from reports.summaries import Names, YearData
from tests.cast import World
from tests.reports.synthetic import Size, make_plan

NOW = datetime(2025, 6, 1, tzinfo=UTC)
SIZE = Size(actions=21, indicators_per_action=2, organizations=5)
YEAR = 2024


@pytest.fixture
def plan(world: World) -> Plan:
    """A synthetic plan; every third action is about fisheries, every second about justice, some aim at a regency."""
    plan = make_plan(SIZE)
    actions = list(plan.actions.order_by("pk"))
    ActionTag.objects.bulk_create(
        [ActionTag(action=one, kind=TagKind.SECTOR, value=Sector.FISHERIES_MIGRANT) for one in actions[::3]]
        + [ActionTag(action=one, kind=TagKind.PRINCIPLE, value=Principle.JUSTICE) for one in actions[::2]]
    )
    province, _ = Region.objects.get_or_create(code="53", defaults={"name": "Nusa Tenggara Timur", "level": "province"})
    own = {"name": "Alor", "level": "regency", "parent": province}
    regency, _ = Region.objects.get_or_create(code="53.07", defaults=own)
    for one in actions[::4]:
        one.locations.add(regency)
    RegionRole.objects.create(plan=plan, region=regency, is_source=True)
    return plan


def narrowed(plan: Plan, **chosen: str) -> YearData:
    data = summaries.load_years(plan, YEAR, reading="official", as_of=NOW)
    names = Names(datetime(YEAR, 12, 31, tzinfo=UTC).date())
    return summaries.year_of(summaries.narrow(data, narrowing_of(Filters(**chosen), data, YEAR, names)), YEAR)


def whole(plan: Plan) -> YearData:
    return summaries.year_of(summaries.load_years(plan, YEAR, reading="official", as_of=NOW), YEAR)


def test_a_sector_holds_its_branches_and_an_action_must_fit_every_filter(plan: Plan) -> None:
    numbers = list(Action.objects.filter(plan=plan).order_by("pk").values_list("pk", flat=True))
    assert {action.id for action in narrowed(plan, sector="fisheries").actions} == set(numbers[::3])
    assert {action.id for action in narrowed(plan, sector="fisheries", principle="justice").actions} == set(
        numbers[::6]
    )
    assert not narrowed(plan, sector="children").actions
    for chosen in ({"region": "53"}, {"region": "53.07"}, {"role": "source"}):
        assert {action.id for action in narrowed(plan, **chosen).actions} == set(numbers[::4])
    assert not narrowed(plan, role="transit").actions
    assert not narrowed(plan, region="11").actions


def test_a_cluster_as_a_filter_has_the_figures_of_the_cluster(plan: Plan) -> None:
    year = whole(plan)
    names = Names(year.last_day)
    for cluster in summaries.cluster_summaries(year, names):
        part = narrowed(plan, cluster=str(cluster["number"]))
        national = summaries.national_figures(part)
        for key in ("score", "status", "counts", "completeness", "budget", "actions"):
            assert national[key] == cluster[key], key  # type: ignore[literal-required]
        assert [one["number"] for one in summaries.cluster_summaries(part, names)] == [cluster["number"]]


def test_an_organization_as_a_filter_has_the_figures_of_the_organization(plan: Plan) -> None:
    year = whole(plan)
    names = Names(year.last_day)
    rows = summaries.organization_figures(year, names)
    assert len(rows) > SIZE.organizations
    for row in rows:
        part = narrowed(plan, organization=row["organization"]["code"])
        national = summaries.national_figures(part)
        for key in ("score", "status", "counts", "completeness", "budget", "actions"):
            assert national[key] == row[key], key  # type: ignore[literal-required]
        clusters = summaries.cluster_summaries(part, names)
        assert sum(one["budget"]["allocated"] for one in clusters) <= row["budget"]["allocated"]


def test_the_sources_of_funds_add_up_to_the_whole_budget(plan: Plan) -> None:
    total = summaries.national_figures(whole(plan))["budget"]
    parts = [summaries.national_figures(narrowed(plan, source=source))["budget"] for source in FundingSource.values]
    assert sum(part["allocated"] for part in parts) == total["allocated"] > 0
    assert sum(part["realized"] for part in parts) == total["realized"] > 0


def test_up_to_a_period_nothing_later_counts(plan: Plan) -> None:
    year, part = whole(plan), narrowed(plan, period="2")
    cut = summaries.cut_at(year.data, YEAR, 2)
    assert part.figures == cut.figures
    assert {report.period.row.number for report in part.owed} == {1, 2}
    before = summaries.national_figures(part)["budget"]["realized"]
    assert 0 < before < summaries.national_figures(year)["budget"]["realized"]
    trend = summaries.trend(part.data, YEAR)
    assert trend[0] == summaries.trend(year.data, YEAR)[0]
    assert trend[-1]["filed"]["total"] < summaries.trend(year.data, YEAR)[-1]["filed"]["total"]


def test_the_whole_plan_is_not_touched_by_its_parts(plan: Plan) -> None:
    before = summaries.national_figures(whole(plan))
    narrowed(plan, principle="justice", period="1")
    assert summaries.national_figures(whole(plan)) == before


@pytest.mark.parametrize("query", ["sector=gold", "role=x", "period=two", "cluster=I", "source=coins"])
def test_a_value_that_nobody_offered_is_not_found(query: str, login: Any, executive: User) -> None:
    assert login(executive).get(f"{reverse('home')}?{query}").status_code == 404


def test_unknown_words_of_the_address_are_no_filters() -> None:
    assert read_filters(QueryDict("q=a&page=2&region=53.07")).chosen == {"region": "53.07"}


def test_the_page_offers_what_the_plan_has_and_takes_filters_off(plan: Plan, login: Any, executive: User) -> None:
    client: Client = login(executive)
    address = {"plan": str(plan.pk), "year": "2024", "principle": "justice", "region": "53"}
    page = client.get(reverse("home"), address).content.decode()
    assert "Saringan yang aktif" in page
    assert "Prinsip:" in page
    assert "53 Nusa Tenggara Timur" in page
    assert f'href="?plan={plan.pk}&amp;year=2024&amp;region=53"' in page
    assert f'href="?plan={plan.pk}&amp;year=2024"' in page
    action = Action.objects.filter(plan=plan).order_by("pk")[0]
    detail = client.get(reverse("action-detail", args=[action.pk]), address).content.decode()
    assert '<input type="hidden" name="principle" value="justice">' in detail


def test_filters_cost_no_query(plan: Plan, login: Any, executive: User) -> None:
    client: Client = login(executive)
    filtered = {"principle": "justice", "role": "source", "organization": "x"}
    assert _cost(client, {"plan": plan.pk, **filtered}) == _cost(client, {"plan": plan.pk}) > 0


def _cost(client: Client, address: dict[str, Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get(reverse("home"), address)
    return len(captured)
