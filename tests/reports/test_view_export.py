"""The spreadsheet of a dashboard: what is on screen, as numbers, stamped with filters, moment and maker."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from actions.enums import Status
from actions.models import Action
from clusters.enums import PlanKind
from clusters.models import Plan, User
from ranpptppo.lib.formats import datetime_long
from reports import summaries
from reports.screens.pages import PAGES
from reports.summaries import Names, YearData
from tests.actions.test_workflow import verified
from tests.cast import World, make_indicator
from tests.reports.synthetic import Size, make_plan

pytestmark = pytest.mark.lane("postgres")
Login = Callable[[User], Client]
Sheets = dict[str, list[list[Any]]]
NOW = datetime(2025, 6, 1, 5, 0, tzinfo=UTC)
SIZE = Size(actions=51, indicators_per_action=1, organizations=5)


@pytest.fixture
def plan(world: World) -> Any:
    """A synthetic plan, in June 2025."""
    plan = make_plan(SIZE)
    with time_machine.travel(NOW, tick=False):
        yield plan


def export(client: Client, page: str = "", **query: Any) -> Sheets:
    """By name of the sheet: its rows below the heading row, which the notes stand above."""
    response = client.get(reverse("view-export", args=[page] if page else []), query)
    assert response.status_code == 200
    assert ".xlsx" in response["Content-Disposition"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response.streaming_content)))  # type: ignore[attr-defined]
    found = {}
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        found[name] = rows[1:] if name == "Keterangan" else rows[3:]
    return found


def year_of(plan: Plan) -> tuple[YearData, Names]:
    data = summaries.load_years(plan, 2024, reading="official", as_of=NOW)
    return summaries.year_of(data, 2024), Names(datetime(2024, 12, 31, tzinfo=UTC).date())


def number(text: str | None) -> float | str:
    """As a spreadsheet reads it: an empty cell is ""."""
    return "" if text is None else float(Decimal(text))


def test_every_number_of_beranda_is_that_of_the_summaries(plan: Plan, executive: User, login: Login) -> None:
    client = login(executive)
    sheets = export(client, plan=plan.pk, year=2024)
    year, names = year_of(plan)
    national = summaries.national_figures(year)
    measures = {row[0]: row[1:4] for row in sheets["Ringkasan"]}
    assert measures["Skor"][0] == number(national["score"])
    for status in Status:
        assert measures[f"Indikator: {status.label}"][:2] == [national["counts"][status.value], national["indicators"]]
    for label, ratio in (("Kelengkapan", "filed"), ("Tepat waktu", "on_time")):
        shares = national["completeness"][ratio]  # type: ignore[literal-required]
        assert measures[label] == [shares["count"], shares["total"], number(shares["percent"])]
    spent = national["budget"]
    assert measures["Serapan anggaran"] == [spent["realized"], spent["allocated"], number(spent["absorption"])]
    for row, cluster in zip(sheets["Klaster"], summaries.cluster_summaries(year, names), strict=True):
        filed, on_time, own = cluster["completeness"]["filed"], cluster["completeness"]["on_time"], cluster["budget"]
        assert row[:2] == [cluster["number"], cluster["name"]]
        assert row[3:5] == [number(cluster["score"]), Status(cluster["status"]).label]
        assert row[5:14] == [cluster["counts"][status.value] for status in Status]
        assert row[14:17] == [filed["count"], filed["total"], number(filed["percent"])]
        assert row[17:20] == [on_time["count"], on_time["total"], number(on_time["percent"])]
        assert row[20:25] == [
            own["allocated"],
            own["realized"],
            number(own["absorption"]),
            own["lines_reported"],
            own["lines"],
        ]
    for row, past in zip(sheets["Perkembangan"], summaries.trend(year.data, 2024), strict=True):
        assert row[:2] == [str(past["year"]), number(past["score"])]
        assert row[17:20] == [
            past["budget"]["allocated"],
            past["budget"]["realized"],
            number(past["budget"]["absorption"]),
        ]
    chapter = summaries.budget_chapter(year, names)
    assert [row[:4] for row in sheets["Anggaran"]] == [
        [row["label"], row["allocated"], row["realized"], number(row["absorption"])]
        for row in [*chapter["by_source"], {**chapter["total"], "label": "Jumlah"}]
    ]
    pressing = summaries.pressing_rows(year, names)
    assert [(row[3], row[4] or 0, row[6], row[7] or 0) for row in sheets["Paling mendesak"]] == [
        (row["cluster_number"], row["days"], number(row["score"]), row["amount"]) for row in pressing
    ]
    narrow = {"plan": plan.pk, "year": 2024, "cluster": 1}  # filters narrow the sheets as they narrow the page
    page = client.get(reverse("home"), narrow).context["national"]
    measures = {row[0]: row[1] for row in export(client, **narrow)["Ringkasan"]}
    assert measures["Skor"] == number(page["score"])
    assert measures["Aksi yang diberi skor"] == page["actions_scored"] < SIZE.actions


def test_the_lists_hold_all_pages_and_the_numbers_of_each_indicator(plan: Plan, executive: User, login: Login) -> None:
    client = login(executive)
    sheets = export(client, "actions", plan=plan.pk, year=2024)
    year, names = year_of(plan)
    details = summaries.load_details(year, names)
    figures = [summaries.action_figures(year, facts, details) for facts in year.actions]
    assert len(sheets["Aksi"]) == SIZE.actions > 50
    assert [(row[0], row[6], row[7]) for row in sheets["Aksi"]] == [
        (one["number"], number(one["score"]), Status(one["status"]).label) for one in figures
    ]
    indicators = [one for action in figures for one in action["indicators"]]
    for row, one in zip(sheets["Indikator"], indicators, strict=True):
        assert (row[3], row[9], row[11]) == (one["text"], number(one["achievement"]), Status(one["status"]).label)
        if one["measure"] != "milestone":
            assert row[5] == number(one["target"]["value"])
            if one["actual"]["state"] == "value":
                assert row[6] == number(one["actual"]["value"])
    lead = next(row for row in summaries.organization_figures(year, names) if row["actions"])
    code = lead["organization"]["code"]
    (own,) = export(client, f"organizations/{code}", plan=plan.pk, year=2024)["Instansi"]
    assert own in export(client, "organizations", plan=plan.pk, year=2024)["Instansi"]
    assert own[2:4] == [lead["actions"], number(lead["score"])]
    assert own[-5:-2] == [lead["budget"]["allocated"], lead["budget"]["realized"], number(lead["budget"]["absorption"])]
    cluster = export(client, "clusters/1", plan=plan.pk, year=2024)
    assert cluster["Indikator"] == [
        row for row in sheets["Indikator"] if row[0] in {r[0] for r in cluster["Indikator"]}
    ]
    assert cluster["Klaster"] == export(client, "clusters", plan=plan.pk, year=2024)["Klaster"][:1]


def test_money_lenses_debts_and_regions_bring_the_numbers_of_their_pages(
    plan: Plan, executive: User, login: Login
) -> None:
    client, narrow = login(executive), {"plan": plan.pk, "year": 2024}
    points = client.get(reverse("budget-dashboard"), {**narrow, "show": "points"}).context["page"].object_list
    money = export(client, "budget-dashboard", **narrow)
    assert [row[:5] for row in money["Serapan dan capaian aksi"]][: len(points)] == [
        [one["label"], one["allocated"], one["realized"], number(one["absorption"]), number(one["score"])]
        for one in points
    ]
    kinds = client.get(reverse("lenses"), narrow).context["kinds"]
    assert [(row[1], row[2], row[5]) for row in export(client, "lenses", **narrow)["Lensa"]] == [
        (row["lens"].label, row["numbers"]["actions"], number(row["numbers"]["score"]))
        for _, _, rows in kinds
        for row in rows
    ]
    groups = client.get(reverse("overdue"), narrow).context["groups"]
    shown = [one["row"] for group in groups for one in group["rows"]]
    assert [(row[2], row[4], row[8]) for row in export(client, "overdue", **narrow)["Belum pernah dilaporkan"]][
        : len(shown)
    ] == [(row["cluster_number"], row["period"], row["days"]) for row in shown]
    regions = client.get(reverse("region-list"), narrow).context["rows"]
    assert [(row[0], row[6], row[7]) for row in export(client, "regions", **narrow)["Daerah"]] == [
        (row["code"], row["task_force"]["label"], row["bodies"]) for row in regions
    ]
    assert export(client, "map", **narrow)["Peta"] == [
        [one.row["code"], one.row["name"], one.shade.label]
        for one in client.get(reverse("map"), narrow).context["rows"]
    ]


def test_the_first_sheet_says_what_narrowed_how_as_of_when_and_by_whom(
    plan: Plan, executive: User, login: Login
) -> None:
    Plan.objects.filter(pk=plan.pk).update(is_example=True)
    narrow = {"plan": plan.pk, "year": 2024, "reading": "provisional", "cluster": 1, "source": "apbn"}
    sheets = export(login(executive), "actions", **narrow, q="aksi", status="behind")
    about = {row[0]: row[1] for row in sheets["Keterangan"]}
    assert about["Tanda"].startswith("CONTOH")
    assert about["Halaman"] == "Aksi"
    assert about["Rencana"] == plan.title
    assert (about["Tahun"], about["Bacaan"]) == ("2024", "Sementara (terakhir dilaporkan)")
    assert about["Klaster"].startswith("1. ")
    assert (about["Sumber dana"], about["Cari"], about["Status aksi"]) == ("APBN", "aksi", "Tertinggal")
    assert about["Keadaan data"] == datetime_long(NOW) == "1 Juni 2025 pukul 12.00 WIB"
    assert about["Dibuat oleh"].startswith(f"{executive.name}, ")
    assert "paling tinggi 100" in about["Skor"]
    unfiltered = {row[0]: row[1] for row in export(login(executive), plan=plan.pk, year=2024)["Keterangan"]}
    assert unfiltered["Saringan"] == "tidak ada; seluruh rencana"


def test_one_action_brings_its_years_its_budget_and_who_carries_it_out(
    world: World, people: dict[str, User], executive: User, login: Login
) -> None:
    verified(world, people)
    with time_machine.travel(world.period(1).due_at + timedelta(days=3)):
        sheets = export(login(executive), f"actions/{world.action.pk}")
        matrix = export(login(executive), "matrix")["Matriks"]
    reported = next(row for row in sheets["Indikator"] if row[0] == "2024" and row[1] == world.indicator.text)
    assert reported[3:5] == [400.0, 110.0]
    assert reported[7] == 110.0  # against a quarter of 400
    assert sheets["Pelaksana"][0][:3] == ["Kemenpppa", "Penanggung jawab", ""]
    assert sheets["Anggaran"][-1][0] == "Jumlah"
    assert ["1.1", "Tercapai"] in [[row[1], row[-4]] for row in matrix]


def test_a_text_that_begins_like_a_formula_stays_a_text(world: World, executive: User, login: Login) -> None:
    for sign in "=+-@":
        Action.objects.filter(pk=world.action.pk).update(title=f'{sign}HYPERLINK("http://jahat.invalid")')
        Plan.objects.filter(pk=world.plan.pk).update(data_revision=ord(sign))
        titles = [row[1] for row in export(login(executive), "actions", year=2024)["Aksi"]]
        assert titles[0] == f'{sign}HYPERLINK("http://jahat.invalid")'


def test_a_plan_without_scores_has_no_column_for_them(world: World, executive: User, login: Login) -> None:
    plan = Plan.objects.create(
        kind=PlanKind.INTERIM, title="Masa antar", short_title="Antar 2025", start_year=2025, end_year=2025
    )
    sheets = export(login(executive), plan=plan.pk)
    assert "Skor" not in [row[0] for row in sheets["Ringkasan"]]


def test_every_dashboard_offers_its_spreadsheet_with_its_filters(world: World, executive: User, login: Login) -> None:
    client = login(executive)
    # Of one year there is nothing to compare; what is published belongs to no plan (tests of its page).
    for name in PAGES.keys() - {"comparison", "situation"}:
        given = {
            "cluster-detail": [1],
            "action-detail": [world.action.pk],
            "organization-detail": ["POLRI"],
            "lens-detail": ["principle", "justice"],
            "region-detail": ["32"],
        }.get(name, [])
        page = reverse(name, args=given)
        text = client.get(page, {"cluster": "1", "year": "2024"}).content.decode()
        address = f"/export{page}?cluster=1&amp;year=2024&amp;plan={world.plan.pk}"
        assert f'href="{address}"' in text, name
        assert client.get(address.replace("&amp;", "&")).status_code == 200


@pytest.mark.parametrize(
    "page", ["tasks", "nowhere/at/all", "clusters/99", "actions/999999", "export/clusters", "admin"]
)
def test_what_is_no_dashboard_has_no_spreadsheet(world: World, executive: User, login: Login, page: str) -> None:
    client = login(executive)
    assert client.get(reverse("view-export", args=[page])).status_code == 404
    assert client.get(reverse("view-export"), {"plan": "999999"}).status_code == 404


def test_a_plan_that_a_person_does_not_see_is_not_found(world: World, region_operator: User, login: Login) -> None:
    facts = {"kind": PlanKind.REGIONAL, "title": "RAD lain", "short_title": "RAD lain"}
    other = Plan.objects.create(region=world.other_province, start_year=2024, end_year=2024, **facts)
    assert login(region_operator).get(reverse("view-export"), {"plan": other.pk}).status_code == 404


def test_a_spreadsheet_is_only_read_and_needs_a_login(world: World, executive: User, client: Client) -> None:
    assert client.get(reverse("view-export")).status_code == 302
    client.force_login(executive)
    assert client.post(reverse("view-export")).status_code == 405


def test_the_number_of_queries_does_not_grow_with_the_rows(world: World, executive: User, login: Login) -> None:
    client = login(executive)
    pages = (
        "",
        "clusters",
        "clusters/1",
        "actions",
        f"actions/{world.action.pk}",
        "matrix",
        "organizations",
        "organizations/POLRI",
    )

    def costs() -> dict[str, int]:
        found = {}
        for page in pages:
            Plan.objects.filter(pk=world.plan.pk).touch()
            with CaptureQueriesContext(connection) as queries:
                export(client, page, year=2024)
            found[page] = len(queries)
        return found

    few = costs()
    for place in range(12):
        action = Action.objects.create(
            plan=world.plan, cluster=world.clusters[1], number=f"1.{place + 20}", title=f"Aksi {place}"
        )
        make_indicator(action, f"Indikator {place}", 10)
    assert costs() == few
