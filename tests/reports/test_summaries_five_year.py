"""The frozen figures of a five-year report: each year as its own year says, and what lies between the years."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from actions.models import Assignment, Indicator, ReportingPeriod, Target
from actions.periods import missing_periods
from actions.services import drafts
from clusters.models import ClusterRole, Plan, User
from reports.figures_five_year import FiveYearFigures, IndicatorCourse
from reports.freezing import canonical
from reports.summaries import five_year_figures, load_plan, over_plan, trend, year_of
from reports.summaries.computing import over_plan_figures
from reports.summaries.years import cluster_trend
from tests.cast import PLANNED_AT, World
from tests.reports.story import NO_DATA, Teller
from tests.reports.synthetic import Size, make_plan


def frozen(plan: Plan, year: int = 2024, **changes: Any) -> FiveYearFigures:
    return five_year_figures(
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
def two_years(world: World) -> World:
    """The cast's plan, begun a year earlier, with the same leads; nothing was filed in that year."""
    Plan.objects.filter(pk=world.plan.pk).update(start_year=2023)
    world.plan.refresh_from_db()
    ReportingPeriod.objects.bulk_create(missing_periods(world.plan, at=PLANNED_AT))
    Assignment.objects.update(starts_on=date(2023, 1, 1))
    return world


@pytest.fixture
def teller(two_years: World, people: dict[str, User]) -> Teller:
    return Teller(two_years, people)


def course(figures: FiveYearFigures, indicator: Indicator) -> IndicatorCourse:
    (row,) = [row for row in figures["matrix"] if row["indicator"] == indicator.text]
    return row


# --- against the calculation ---------------------------------------------------------------------------------------


def test_every_year_and_the_plan_are_what_the_summaries_say(db: None) -> None:
    plan = make_plan(Size(actions=14, organizations=5))
    figures = frozen(plan)
    data = load_plan(plan, plan.years, reading="official", as_of=datetime(2025, 3, 31, 16, 59, 59, tzinfo=UTC))
    assert figures["years"] == [2020, 2021, 2022, 2023, 2024]
    assert figures["trend"] == trend(data, 2024)
    assert figures["over_plan"] == over_plan(data, 2024)
    assert json.loads(canonical(figures)) == figures
    for facts, cluster in zip(data.clusters, figures["clusters"], strict=True):
        assert cluster["trend"] == cluster_trend(data, facts.id)
        assert cluster["over_plan"] == over_plan(data, 2024, cluster_id=facts.id)
    over, by_text = over_plan_figures(data, 2024), {row["indicator"]: row for row in figures["matrix"]}
    indicators = [indicator for rows in data.indicators.values() for indicator in rows]
    assert len(indicators) == len(by_text)
    for indicator in indicators:
        row, figure = by_text[indicator.text], over[indicator.id]
        assert row["over_status"] == figure.status.value
        assert row["over_plan"] == (None if figure.achievement is None else str(figure.achievement_rounded))
        actuals = {year: year_of(data, year).figures[indicator.id].actual for year in plan.years}
        valued = [year for year, actual in actuals.items() if actual.state == "value" and not actual.is_no_event]
        assert row["end_year"] == (valued[-1] if valued else None)
        assert row["end_line"] == (row["years"][valued[-1] - 2020]["actual"] if valued else None)


def test_each_breakdown_of_the_budget_adds_up_in_every_year_and_over_all(db: None) -> None:
    figures = frozen(make_plan(Size(actions=14, organizations=5)))
    budget = figures["budget"]
    total = budget["total"]
    assert [year["realized"] if year else 0 for year in total["years"]] == [
        row["budget"]["realized"] for row in figures["trend"]
    ]
    for rows in (budget["by_source"], budget["by_cluster"], budget["by_organization"]):
        for amount in ("allocated", "realized", "lines"):
            assert sum(row["total"][amount] for row in rows) == total["total"][amount]  # type: ignore[literal-required]
            for place, year in enumerate(total["years"]):
                parts = [row["years"][place] for row in rows]
                assert sum(part[amount] for part in parts if part) == (year[amount] if year else 0)  # type: ignore[literal-required]
    assert sum(cluster["budget"]["realized"] for cluster in figures["clusters"]) == total["total"]["realized"]


# --- told by hand --------------------------------------------------------------------------------------------------


def test_a_revised_target_counts_over_the_plan_and_says_from_what_why_and_by_whom(
    two_years: World, teller: Teller, people: dict[str, User]
) -> None:
    own = two_years.indicator
    Target.objects.create(indicator=own, year=2023, value=Decimal(200), approved_at=PLANNED_AT)
    revision = {"indicator": own, "year": 2024, "approved_by": people["coordinator"]}
    Target.objects.create(
        **revision,
        version=2,
        value=Decimal(500),
        reason="Cakupan diperluas.",
        approved_at=datetime(2024, 6, 3, tzinfo=UTC),
    )
    Target.objects.create(
        **revision, version=3, value=Decimal(10), reason="Terlambat.", approved_at=datetime(2025, 3, 20, tzinfo=UTC)
    )
    Target.objects.create(
        **revision, version=4, value=Decimal(5), reason="Sesudah batas.", approved_at=datetime(2025, 6, 1, tzinfo=UTC)
    )
    for number in range(1, 5):
        teller.verified(number, 100)
    figures = frozen(two_years.plan)
    row = course(figures, own)
    assert (row["over_plan"], row["over_status"]) == ("57.14", "behind")  # 400 of 200 + 500
    assert (row["end_year"], row["end_line"] and row["end_line"]["value"]) == (2024, "400")
    assert [(year["target"]["value"], year["actual"]["state"]) for year in row["years"]] == [
        ("200", "unreported"),
        ("500", "value"),
    ]
    assert [
        (change["first_value"], change["value"], change["reason"], change["approved_on"], change["is_counted"])
        for change in figures["revised_targets"]
    ] == [
        ("400", "500", "Cakupan diperluas.", "2024-06-03", True),
        ("400", "10", "Terlambat.", "2025-03-20", False),
    ]
    assert {change["approved_by"] for change in figures["revised_targets"]} == {"Kemenkopmk"}


def test_a_lead_that_was_followed_by_another_is_named_for_its_years(two_years: World) -> None:
    Assignment.objects.filter(action=two_years.action, role="lead").update(
        ends_on=date(2024, 10, 20), end_recorded_at=PLANNED_AT
    )
    Assignment.objects.create(
        action=two_years.action,
        organization=two_years.polri,
        role="lead",
        starts_on=date(2024, 10, 21),
        recorded_at=PLANNED_AT,
    )
    ClusterRole.objects.filter(cluster=two_years.clusters[5], role="lead").update(valid_to=date(2024, 8, 9))
    figures = frozen(two_years.plan)
    cluster, action = figures["changes"]
    assert (cluster["cluster_number"], cluster["role"], cluster["number"]) == (5, "lead", "")
    assert [[name["code"] for name in row["organizations"]] for row in cluster["holdings"]] == [["POLRI"], []]
    assert action["number"] == "1.1"
    assert [
        (row["from_year"], row["to_year"], row["since"], [name["code"] for name in row["organizations"]])
        for row in action["holdings"]
    ] == [(2023, 2023, "", ["KEMENPPPA"]), (2024, 2024, "2024-10-21", ["POLRI", "KEMENPPPA"])]


def test_an_action_without_a_value_says_what_stood_in_its_way(
    two_years: World, teller: Teller, people: dict[str, User]
) -> None:
    by, report = people["operator"], two_years.report(1)
    at = report.period.opens_at
    for indicator in (two_years.indicator, two_years.ratio, two_years.milestone):
        drafts.save_measurement(report=report, indicator=indicator, cell=NO_DATA, by=by, at=at)
    texts = {"obstacle": "Anggaran diblokir."}
    drafts.save_narrative(report=report, action=two_years.action, texts=texts, by=by, at=at)
    teller.verify(report, at=teller.file(report))
    own, police = frozen(two_years.plan)["never_done"]
    assert (own["number"], police["number"]) == ("1.1", "5.1")
    assert [(row["organization"]["code"], row["text"]) for row in own["obstacles"]] == [
        ("KEMENPPPA", "Anggaran diblokir.")
    ]
    assert sum(own["counts"].values()) == 3
    assert police["obstacles"] == []
    assert police["counts"]["unreported"] == 1
    teller.verified(2, 0)  # a verified 0 is a value
    assert [row["number"] for row in frozen(two_years.plan)["never_done"]] == ["5.1"]


def test_it_is_a_draft_until_every_year_is_over_and_the_conclusion_written(two_years: World) -> None:
    assert frozen(two_years.plan)["is_final"]
    assert not frozen(two_years.plan, conclusion=" ")["is_final"]
    assert not frozen(two_years.plan, cut_off_on=date(2024, 12, 31))["is_final"]
    assert frozen(two_years.plan)["title"].endswith("RAN PPTPPO Tahun 2023–2024")
    with pytest.raises(KeyError):
        frozen(two_years.plan, 2031)


def test_what_comes_after_the_cut_off_changes_nothing(two_years: World, teller: Teller) -> None:
    teller.verified(1, 100)
    before = canonical(frozen(two_years.plan))
    late = datetime(2025, 4, 30, 5, tzinfo=UTC)
    report = teller.fill(2, 300, at=late)
    teller.verify(report, at=teller.file(report, at=late))
    assert canonical(frozen(two_years.plan)) == before
    later = frozen(two_years.plan, cut_off_on=date(2025, 5, 31), generated_at=datetime(2025, 6, 2, tzinfo=UTC))
    assert later["national"]["completeness"] != frozen(two_years.plan)["national"]["completeness"]
