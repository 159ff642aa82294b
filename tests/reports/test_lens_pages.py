"""Lensa: the figures of the filtered front page, what is not covered, and no sum over lenses that overlap."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.enums import Principle, Sector, TagKind
from actions.models import ActionTag
from clusters.models import Plan, RegionRole, User
from reports.lenses import LENSES
from tests.cast import World
from tests.reports.synthetic import Size, make_plan

Login = Callable[[User], Client]
SHARED = ("score", "status", "counts", "completeness", "budget", "actions", "indicators")


@pytest.fixture
def plan(world: World) -> Plan:
    """Every second action is about justice, every third about migrant crews, every sixth thus about both."""
    plan = make_plan(Size(actions=21, indicators_per_action=1, organizations=5))
    actions = list(plan.actions.order_by("pk"))
    ActionTag.objects.bulk_create(
        [ActionTag(action=one, kind=TagKind.PRINCIPLE, value=Principle.JUSTICE) for one in actions[::2]]
        + [ActionTag(action=one, kind=TagKind.SECTOR, value=Sector.FISHERIES_MIGRANT) for one in actions[::3]]
    )
    for one in actions[::4]:
        one.locations.add(world.regency)
    for region in (world.regency, world.province, world.other_province):
        RegionRole.objects.create(plan=plan, region=region, is_source=True)
    return plan


def test_a_lens_has_the_figures_of_the_filtered_front_page(plan: Plan, executive: User, login: Login) -> None:
    client = login(executive)
    address = {"plan": plan.pk, "year": 2024}
    listed = client.get(reverse("lenses"), address)
    rows = {(row["lens"].kind, row["lens"].value): row for _, _, rows in listed.context["kinds"] for row in rows}
    assert len(rows) == len(LENSES) == 13
    for kind, value in (("principle", "justice"), ("sector", "fisheries"), ("role", "source"), ("sector", "children")):
        home = client.get(reverse("home"), {**address, kind: value}).context["national"]
        detail = client.get(reverse("lens-detail", args=[kind, value]), address)
        for key in SHARED:
            assert rows[kind, value]["numbers"][key] == home[key], (kind, key)
            assert detail.context["row"]["numbers"][key] == home[key], (kind, key)
        assert len(detail.context["page"].paginator.object_list) == home["actions"]
        budgets = [line["budget"]["realized"] for line in detail.context["page"].paginator.object_list]
        assert sum(budgets) == home["budget"]["realized"]
    assert rows["principle", "justice"]["numbers"]["actions"] == 11
    assert rows["sector", "fisheries"]["numbers"]["actions"] == 7
    assert "tumpang tindih" in listed.content.decode()
    assert "<tfoot" not in listed.content.decode()


def test_a_lens_combines_with_the_other_filters_and_replaces_its_own_kind(
    plan: Plan, executive: User, login: Login
) -> None:
    client = login(executive)
    address = {"plan": plan.pk, "year": 2024, "principle": "justice", "cluster": "1"}
    home = client.get(reverse("home"), {**address, "sector": "fisheries"}).context["national"]
    detail = client.get(reverse("lens-detail", args=["sector", "fisheries"]), address).context["row"]["numbers"]
    assert detail["budget"] == home["budget"]
    assert 0 < detail["actions"] == home["actions"] < 4
    replaced = client.get(reverse("lens-detail", args=["principle", "equality"]), address)
    assert replaced.context["row"]["numbers"]["actions"] == 0
    assert "Belum ada aksi" in replaced.content.decode()


def test_what_no_action_covers_is_named(plan: Plan, world: World, executive: User, login: Login) -> None:
    client = login(executive)
    address = {"plan": plan.pk, "year": 2024}
    response = client.get(reverse("lenses"), address)
    assert "anak" in {lens.label.lower() for lens in response.context["empty"]}
    for page in (response, client.get(reverse("lens-detail", args=["role", "source"]), address)):
        gaps = page.context["gaps"]
        assert (gaps["total"], gaps["named"]) == (3, 2)  # the regency is named, and its province with it
        assert [(one["name"], one["is_whole"]) for one in gaps["provinces"]] == [("Nusa Tenggara Timur", True)]
    row = client.get(reverse("lens-detail", args=["sector", "fisheries"]), address).context["row"]
    everywhere = set(plan.actions.values_list("cluster__number", flat=True))
    tagged = plan.actions.filter(tags__value=Sector.FISHERIES_MIGRANT).values_list("cluster__number", flat=True)
    assert {one["number"] for one in row["missing_clusters"]} == everywhere - set(tagged)


def test_every_role_reads_lenses_and_strangers_and_wrong_addresses_do_not(
    world: World, people: dict[str, User], client: Client, login: Login
) -> None:
    urls = [reverse("lenses"), reverse("lens-detail", args=["principle", "justice"])]
    assert [client.get(url).status_code for url in urls] == [302, 302]
    for person in people.values():
        assert [login(person).get(url).status_code for url in urls] == [200, 200]
    assert [client.post(url).status_code for url in urls] == [405, 405]
    for kind, value in (("principle", "gold"), ("period", "1"), ("region", "53")):
        assert client.get(reverse("lens-detail", args=[kind, value])).status_code == 404
    hidden = Plan.objects.create(
        kind="regional", region=world.other_province, title="RAD", short_title="RAD", start_year=2024, end_year=2024
    )
    client = login(people["region_operator"])
    assert [client.get(f"{url}?plan={hidden.pk}").status_code for url in urls] == [404, 404]


def test_lenses_cost_no_query_a_row(plan: Plan, world: World, executive: User, login: Login) -> None:
    client = login(executive)
    urls = [reverse("lenses"), reverse("lens-detail", args=["principle", "justice"])]

    def costs() -> list[int]:
        found = []
        for url in urls:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(url, {"plan": plan.pk, "year": 2024}).status_code == 200
            found.append(len(captured))
        return found

    costs()
    few = costs()
    for one in plan.actions.order_by("pk"):
        one.locations.add(world.other_province)
        ActionTag.objects.bulk_create(
            [ActionTag(action=one, kind=TagKind.PRINCIPLE, value=value) for value in Principle.values],
            ignore_conflicts=True,
        )
    Plan.objects.filter(pk=plan.pk).touch()
    assert costs() == few
