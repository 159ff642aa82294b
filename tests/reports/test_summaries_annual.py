"""The frozen figures of an annual report, names of a year, and published statistics."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from actions.models import Action, ActionTag
from clusters.enums import OrganizationKind, RegionLevel, SuccessionKind
from clusters.models import ClusterRole, Organization, OrganizationName, OrganizationSuccession, Region, User
from reports.cut_offs import cut_off_in_words
from reports.figures import AnnualFigures
from reports.freezing import canonical
from reports.models import StatisticSeries, StatisticValue
from reports.summaries import Names, annual_figures, load_plan, statistics_figures, trend, year_of
from tests.cast import World
from tests.reports.story import AFTER_THE_YEAR, Teller
from tests.reports.synthetic import Size, make_plan
from tests.reports.test_scoped_figures import html_of

END_OF_2024 = date(2024, 12, 31)


def frozen(plan: Any, year: int = 2024, **changes: Any) -> AnnualFigures:
    return annual_figures(
        plan,
        year,
        **{
            "cut_off_on": date(2025, 3, 31),
            "edition": 1,
            "generated_at": datetime(2025, 4, 14, 2, 5, tzinfo=UTC),
            "conclusion": "Selesai.",
            "site_address": "https://ran.example.go.id/",
            "short_code": "K7M2Q9XD",
            **changes,
        },
    )


@pytest.fixture
def teller(world: World, people: dict[str, User]) -> Teller:
    return Teller(world, people)


def organization(code: str, *names: tuple[str, str, str | None]) -> Organization:
    """names: (name, valid from, valid to)."""
    row = Organization.objects.create(code=code, kind=OrganizationKind.MINISTRY)
    for name, begins, ends in names:
        OrganizationName.objects.create(
            organization=row,
            name=name,
            short_name=name[:10],
            valid_from=date.fromisoformat(begins),
            valid_to=date.fromisoformat(ends) if ends else None,
        )
    return row


# --- names ---------------------------------------------------------------------------------------------------------


def test_an_ended_organization_keeps_its_last_name_and_names_its_successors(db: None) -> None:
    old = organization("KEMENKUMHAM", ("Kementerian Hukum dan HAM", "2014-10-27", "2024-10-20"))
    law = organization("KEMENKUM", ("Kementerian Hukum", "2024-10-21", None))
    rights = organization("KEMENHAM", ("Kementerian HAM", "2024-10-21", None))
    for successor in (law, rights):
        OrganizationSuccession.objects.create(
            predecessor=old, successor=successor, on=date(2024, 10, 21), kind=SuccessionKind.SPLIT
        )
    names = Names(END_OF_2024)
    assert names.of(old.pk) == {
        "code": "KEMENKUMHAM",
        "name": "Kementerian Hukum dan HAM",
        "short_name": "Kementeria",
        "footnote": "Sejak 21 Oktober 2024 menjadi Kementerian HAM dan Kementerian Hukum.",
    }
    assert names.of(law.pk)["footnote"] == "Sebelum 21 Oktober 2024 Kementerian Hukum dan HAM."
    assert Names(date(2023, 12, 31)).of(old.pk)["footnote"] == ""
    assert Names(date(2025, 12, 31)).of(law.pk)["footnote"] == ""


def test_a_figure_prints_the_name_of_its_own_year(db: None) -> None:
    row = organization(
        "KEMENDIKBUD",
        ("Kementerian Pendidikan dan Kebudayaan", "2014-10-27", "2021-04-27"),
        ("Kementerian Pendidikan, Kebudayaan, Riset, dan Teknologi", "2021-04-28", None),
    )
    assert Names(date(2020, 12, 31)).of(row.pk)["name"] == "Kementerian Pendidikan dan Kebudayaan"
    assert Names(date(2021, 12, 31)).of(row.pk)["name"].endswith("Teknologi")
    assert Names(date(2010, 12, 31)).of(row.pk)["name"] == "Kementerian Pendidikan dan Kebudayaan"


def test_a_new_name_has_the_earlier_one_in_a_footnote_in_its_first_year_only(db: None) -> None:
    agency, ministry = "Badan Pelindungan Pekerja Migran", "Kementerian Pelindungan Pekerja Migran"
    row = organization("BP2MI", (agency, "2019-12-31", "2024-10-20"), (ministry, "2024-10-21", None))
    assert Names(date(2023, 12, 31)).of(row.pk)["footnote"] == ""
    assert Names(END_OF_2024).of(row.pk)["footnote"] == f"Sebelum 21 Oktober 2024 {agency}."
    assert Names(date(2025, 12, 31)).of(row.pk)["footnote"] == ""


# --- statistics ----------------------------------------------------------------------------------------------------


def add_series(title: str, values: dict[int, int], *, adds: bool, until: date | None = None) -> StatisticSeries:
    agency = Organization.objects.get_or_create(code="LPSK", kind=OrganizationKind.AGENCY)[0]
    series = StatisticSeries.objects.create(organization=agency, title=title, unit="permohonan", is_additive=adds)
    for year, value in values.items():
        is_partial = until is not None and until.year == year
        StatisticValue.objects.create(
            series=series,
            year=year,
            value=Decimal(value),
            until_on=until if is_partial else None,
            source="https://example.go.id/lpsk",
            note="sebagian" if is_partial else "",
        )
    return series


def test_a_total_is_computed_only_where_the_years_add_up(db: None) -> None:
    add_series("Permohonan", {2020: 203, 2021: 147, 2022: 150, 2023: 1297, 2024: 576}, adds=True)
    add_series("Terlindung", {2023: 10, 2024: 12}, adds=False)
    applications, protected = statistics_figures(Names(END_OF_2024), to_year=2024)
    assert applications["total"] == "2373"
    assert [row["value"] for row in applications["rows"]] == ["203", "147", "150", "1297", "576"]
    assert applications["rows"][1]["change"] == "-27.59"
    assert protected["total"] is None
    assert statistics_figures(Names(END_OF_2024), to_year=2022)[0]["total"] == "500"


def test_a_partial_year_is_marked_and_left_out_of_rates_of_change(db: None) -> None:
    add_series("Permohonan", {2022: 100, 2023: 200, 2024: 50}, adds=True, until=date(2023, 10, 31))
    (series,) = statistics_figures(Names(END_OF_2024))
    assert [(row["until"], row["change"]) for row in series["rows"]] == [("", None), ("2023-10-31", None), ("", None)]
    assert series["notes"] == ["sebagian"]
    assert series["sources"] == ["https://example.go.id/lpsk"]


# --- the annual report ---------------------------------------------------------------------------------------------


def test_the_frozen_figures_are_plain_and_always_the_same(teller: Teller, world: World) -> None:
    for number in range(1, 5):
        teller.verified(number, 100, realized=number * 10**8, achievement="Terlaksana.")
    figures = frozen(world.plan)
    assert json.loads(canonical(figures)) == figures
    assert canonical(frozen(world.plan)) == canonical(figures)
    assert figures["title"] == "Laporan Tahunan Pelaksanaan RAN PPTPPO Tahun 2024"
    assert figures["site_address"] == "https://ran.example.go.id"
    assert figures["national"] == {
        **figures["national"],
        "score": "16.67",
        "actions": 2,
        "actions_scored": 2,
        "indicators": 4,
    }
    assert figures["clusters"][0]["actions"][0]["narratives"][3]["achievement"] == "Terlaksana."
    assert [row["year"] for row in figures["trend"]] == [2024]
    assert figures["trend"][0]["score"] == figures["national"]["score"]
    assert {row["organization"]["code"] for row in figures["not_reported"]} == {"POLRI"}


def test_later_changes_leave_the_figures_of_the_cut_off_alone(teller: Teller, world: World) -> None:
    report = teller.verified(1, 100)
    before = canonical(frozen(world.plan))
    teller.reopen(report, at=AFTER_THE_YEAR)
    teller.fill(1, 400)
    teller.verify(report, at=teller.file(report, at=AFTER_THE_YEAR))
    assert canonical(frozen(world.plan)) == before
    later = frozen(world.plan, cut_off_on=date(2025, 5, 31), generated_at=datetime(2025, 6, 2, tzinfo=UTC))
    assert later["clusters"][0]["actions"][0]["indicators"][0]["actual"]["value"] == "400"


def test_an_edition_frozen_before_its_day_is_over_counts_and_says_that_moment(teller: Teller, world: World) -> None:
    teller.verified(1, 100)
    morning = datetime(2025, 3, 31, 3, 0, 7, 250, tzinfo=UTC)
    early = frozen(world.plan, generated_at=morning)
    late = teller.fill(2, 300, at=morning + timedelta(hours=1))
    teller.verify(late, at=teller.file(late, at=morning + timedelta(hours=1)))
    assert canonical(frozen(world.plan, generated_at=morning)) == canonical(early)
    whole = frozen(world.plan)
    values = [one["clusters"][0]["actions"][0]["indicators"][0]["actual"]["value"] for one in (early, whole)]
    assert values == ["100", "400"]
    said = [cut_off_in_words(one) for one in (early, whole)]
    assert said == ["31 Maret 2025 pukul 10.00.07 WIB", "31 Maret 2025 pukul 23.59.59 WIB"]
    pages = [one for title, one in html_of(early).items() if title.endswith(("dokumen ini", "Metodologi"))]
    assert [(said[0] in page, "23.59.59" in page) for page in pages] == [(True, False)] * 2
    del early["cut_off_at"]
    assert cut_off_in_words(early) == said[1]


def test_a_report_is_a_draft_until_its_year_is_over_and_its_conclusion_written(world: World) -> None:
    assert frozen(world.plan)["is_final"]
    assert not frozen(world.plan, conclusion=" ")["is_final"]
    assert not frozen(world.plan, cut_off_on=date(2024, 12, 31))["is_final"]
    with pytest.raises(KeyError):
        frozen(world.plan, 2031)


def test_a_cluster_s_lead_is_the_one_of_31_december(world: World) -> None:
    ClusterRole.objects.filter(cluster=world.clusters[1], role="lead").update(valid_to=date(2024, 10, 20))
    figures = frozen(world.plan)
    assert figures["clusters"][0]["leads"] == []
    assert figures["clusters"][0]["coordinators"][0]["code"] == "KEMENKOPMK"


def test_the_parts_of_a_large_report_add_up(db: None) -> None:
    plan = make_plan(Size(actions=28, organizations=6))
    figures = frozen(plan)
    national, clusters, budget = figures["national"], figures["clusters"], figures["budget"]
    for part in ("by_source", "by_cluster", "by_organization"):
        rows = budget[part]  # type: ignore[literal-required]
        for amount in ("allocated", "realized", "lines", "lines_reported"):
            assert sum(row[amount] for row in rows) == national["budget"][amount], (part, amount)  # type: ignore[literal-required]
    assert sum(national["counts"].values()) == national["indicators"] == len(figures["matrix"])  # type: ignore[call-overload]
    for status, count in national["counts"].items():
        assert sum(cluster["counts"][status] for cluster in clusters) == count  # type: ignore[literal-required]
    assert (
        sum(cluster["completeness"]["filed"]["total"] for cluster in clusters)
        == (national["completeness"]["filed"]["total"])
    )
    assert sum(len(cluster["not_reported"]) for cluster in clusters) == len(figures["not_reported"])
    missing = national["completeness"]["filed"]["total"] - national["completeness"]["filed"]["count"]
    assert len(figures["not_reported"]) == missing


def test_the_matrix_holds_every_year_as_its_own_year_says(db: None) -> None:
    plan = make_plan(Size(actions=14, organizations=5))
    figures = frozen(plan)
    data = load_plan(plan, plan.years, reading="official", as_of=datetime(2025, 3, 31, 16, 59, 59, tzinfo=UTC))
    assert [row["score"] for row in figures["trend"]] == [row["score"] for row in trend(data, 2024)]
    by_text = {indicator.text: indicator for indicators in data.indicators.values() for indicator in indicators}
    states, revised = set(), set()
    for row in figures["matrix"]:
        assert [year["year"] for year in row["years"]] == [2020, 2021, 2022, 2023, 2024]
        for shown in row["years"]:
            figure = year_of(data, shown["year"]).figures[by_text[row["indicator"]].id]
            states.add(shown["actual"]["state"])
            is_revised = figure.target is not None and figure.target.is_revised
            revised.add(is_revised)
            assert bool(shown["target"]["reason"]) == is_revised
            assert (shown["target"]["value"] is None) == (figure.target is None or figure.target.value is None)
            assert (shown["actual"]["value"] is not None) == (
                figure.actual.state == "value" and not figure.actual.is_no_event
            )
        current = year_of(data, 2024).figures[by_text[row["indicator"]].id]
        assert row["status"] == current.status.value
        assert row["achievement"] == (None if current.achievement is None else str(current.achievement_rounded))
    assert "value" in states
    assert revised == {True, False}


def test_the_chapters_across_clusters_count_as_the_dashboards_do(world: World) -> None:
    action = Action.objects.filter(cluster=world.clusters[1]).order_by("pk")[0]
    for kind, value in (("principle", "justice"), ("sector", "fisheries_migrant")):
        ActionTag.objects.create(action=action, kind=kind, value=value)
    figures = frozen(world.plan)
    lenses = {lens["value"]: lens for lens in figures["lenses"]}
    assert [lenses[value]["actions"] for value in ("justice", "fisheries", "fisheries_migrant")] == [[action.pk]] * 3
    assert lenses["equality"]["actions"] == lenses["fisheries_domestic"]["actions"] == []
    assert [row["number"] for row in lenses["justice"]["missing_clusters"]] == [world.clusters[5].number]
    provinces = Region.objects.valid_on(END_OF_2024).filter(level=RegionLevel.PROVINCE)
    assert [row["code"] for row in figures["regions"]["provinces"]] == list(
        provinces.order_by("code").values_list("code", flat=True)
    )
    assert figures["regions"]["provinces_total"]["regions"] == figures["national"]["coverage"]["provinces_total"]
    assert figures["regions"]["regencies_total"]["regions"] == figures["national"]["coverage"]["regencies_total"]
