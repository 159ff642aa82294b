"""Bahan rapat of a page with tables of its own: it prints these, on at most two pages, stamped like the others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from clusters.models import Plan, User
from ranpptppo.lib.formats import number, percent, rupiah_short
from reports.models import Document
from reports.rendering import render_paper
from tests.cast import World
from tests.reports.synthetic import Size, make_plan
from tests.reports.test_rendering import pages_of

Login = Callable[[User], Client]


@pytest.fixture
def plan(world: World) -> Any:
    plan = make_plan(Size(actions=51, indicators_per_action=1, organizations=5))
    with time_machine.travel(datetime(2025, 6, 1, 5, 0, tzinfo=UTC), tick=False):
        yield plan


def asked(client: Client, name: str, **query: Any) -> dict[str, Any]:
    """The frozen context of the brief of a page."""
    page = reverse(name).strip("/")
    assert client.post(reverse("brief-request", args=[page]), query_params=query).status_code == 302
    context: dict[str, Any] = Document.objects.latest("pk").context
    return context


def text_of(context: dict[str, Any], executive: User) -> str:
    pages = pages_of(render_paper("brief", context))
    assert 1 <= len(pages) <= 2
    for page in pages:
        assert "1 Juni 2025" in page
        assert f"Dibuat oleh {executive.name}" in page
    return " ".join(" ".join(pages).split())


def test_anggaran_prints_the_sums_of_its_page(plan: Plan, executive: User, login: Login) -> None:
    client, narrow = login(executive), {"plan": plan.pk, "year": 2024, "source": "apbn"}
    budget = client.get(reverse("budget-dashboard"), narrow).context["budget"]
    text = text_of(asked(client, "budget-dashboard", **narrow), executive)
    assert "Sumber dana: APBN" in text
    for row in [*budget["by_cluster"], *budget["by_source"], *budget["by_organization"]]:
        assert f"{rupiah_short(row['allocated'])} {rupiah_short(row['realized'])}" in text, row["label"]
    assert rupiah_short(budget["total"]["realized"]) in text


def test_anggaran_prints_the_list_that_is_open(plan: Plan, executive: User, login: Login) -> None:
    client, narrow = login(executive), {"plan": plan.pk, "year": 2024}
    for shown in ("points", "without", "unreported"):
        page = client.get(reverse("budget-dashboard"), {**narrow, "show": shown}).context["page"]
        context = asked(client, "budget-dashboard", **narrow, show=shown)
        assert context["tables"][-1]["total"] == page.paginator.count, shown
    points = client.get(reverse("budget-dashboard"), {**narrow, "show": "points"}).context["page"].object_list
    context = asked(client, "budget-dashboard", **narrow, show="points")
    printed = [row[2]["number"] for row in context["tables"][1]["rows"]]
    assert printed[: len(points)] == [percent(Decimal(point["absorption"])) for point in points]
    assert "menyerap" in text_of(context, executive)


def test_belum_lapor_prints_who_owes_what_since_when(plan: Plan, executive: User, login: Login) -> None:
    client, narrow = login(executive), {"plan": plan.pk, "year": 2024}
    shown = client.get(reverse("overdue"), narrow).context
    rows = [one["row"] for group in shown["groups"] for one in group["rows"]]
    assert rows
    context = asked(client, "overdue", **narrow)
    assert [tile["value"] for tile in context["tiles"][:2]] == [
        number(shown["summary"]["organizations"]),
        number(shown["summary"]["reports"]),
    ]
    (table,) = context["tables"]
    assert table["total"] == shown["page"].paginator.count
    printed = [(row[0]["text"], row[1]["text"], row[2]["note"]) for row in table["rows"]]
    assert printed[: len(rows)] == [
        (row["organization"]["short_name"], row["period"], row["days_label"]) for row in rows
    ]
    assert rows[0]["period"] in text_of(context, executive)
    returned = asked(client, "overdue", **narrow, show="returned")
    assert returned["tables"][0]["caption"] == "Dikembalikan"


def test_peta_prints_its_map_its_legend_and_every_province(plan: Plan, executive: User, login: Login) -> None:
    client, narrow = login(executive), {"plan": plan.pk, "year": 2024, "by": "task_force"}
    shown = client.get(reverse("map"), narrow).context
    context = asked(client, "map", **narrow)
    legend, table = context["tables"]
    assert [row[2]["number"] for row in legend["rows"]] == [
        f"{count} dari {shown['totals']['regions']}" for _, count in shown["legend"]
    ]
    assert [row[1]["text"] for row in table["rows"]] == [one.row["name"] for one in shown["rows"]]
    marks = {row[1]["text"]: row[0]["text"] for row in legend["rows"]}
    for row, one in zip(table["rows"], shown["rows"], strict=True):
        assert row[2]["text"] == f"{marks[one.shade.label]} {one.shade.label}"
    text = text_of(context, executive)
    for one in shown["rows"]:
        assert one.row["name"] in text


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("action-list", {"status": "behind"}),
        ("organization-list", {}),
        ("region-list", {"level": "all"}),
        ("lenses", {}),
    ],
)
def test_a_list_prints_the_rows_that_its_spreadsheet_has(
    plan: Plan, executive: User, login: Login, name: str, query: dict[str, str]
) -> None:
    client, narrow = login(executive), {"plan": plan.pk, "year": 2024, **query}
    shown = client.get(reverse(name), narrow).context
    context = asked(client, name, **narrow)
    (table,) = context["tables"]
    if "page" in shown:
        assert table["total"] == shown["page"].paginator.count
    assert text_of(context, executive).count(table["caption"])


def test_a_table_too_long_for_two_pages_says_how_much_is_left_out(plan: Plan, executive: User, login: Login) -> None:
    context = asked(login(executive), "action-list", plan=plan.pk, year=2024)
    (table,) = context["tables"]
    (row,) = table["rows"][:1]
    context["tables"] = [{**table, "rows": [row] * 60, "total": 200}]
    assert "lainnya" in text_of(context, executive)


def test_perbandingan_prints_both_sides_and_their_difference(plan: Plan, executive: User, login: Login) -> None:
    context = asked(login(executive), "comparison", plan=plan.pk, left=2023, right=2024)
    whole, clusters, actions = context["tables"][:3]
    assert [heading for heading, _ in whole["columns"]] == ["Ukuran", "Satuan", "2023", "2024", "Selisih"]
    assert (clusters["caption"], actions["total"]) == ("Klaster", plan.actions.filter(is_in_plan=True).count())
    assert "Selisih: sisi kanan dikurangi sisi kiri." in text_of(context, executive)


def test_matriks_prints_each_action_at_the_periods_of_the_year(plan: Plan, executive: User, login: Login) -> None:
    client, narrow = login(executive), {"plan": plan.pk, "year": 2024}
    heat = client.get(reverse("matrix"), narrow).context["heat"]
    [table] = asked(client, "matrix", **narrow)["tables"]
    assert table["caption"] == "Status aksi menurut periode tahun 2024"
    shown = [[cell.status for cell in row.cells if cell.year == 2024] for group in heat.groups for row in group.rows]
    printed = [[cell.get("status", "") for cell in row[2:]] for row in table["rows"]]
    assert printed == shown[: len(printed)]
    assert table["total"] == len(shown)
