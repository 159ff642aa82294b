"""The same figure everywhere: what summaries answer is what a naive recount of the base tables gives."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from pypdfium2 import PdfDocument

from actions.models import Action, Indicator
from clusters.models import Plan
from ranpptppo.lib.formats import number
from ranpptppo.lib.periods import end_of_day
from reports.summaries import (
    PlanData,
    annual_figures,
    cluster_summaries,
    cut_at,
    load_plan,
    national_figures,
    over_plan,
    over_plan_figures,
    trend,
    year_of,
)
from reports.summaries.names import Names
from tests.actions.calculation import naive
from tests.reports.recount import Recount
from tests.reports.synthetic import Size, make_plan
from tests.reports.test_rendering import print_report

pytestmark = pytest.mark.lane("postgres")  # the recount knows no database; pages read the same figures on both
READINGS = ("official", "provisional")
MOMENTS = (
    datetime(2023, 2, 3, 4, 0, tzinfo=UTC),
    datetime(2024, 11, 6, 4, 0, tzinfo=UTC),
    end_of_day(datetime(2025, 3, 31, tzinfo=UTC).date()),
)
SMALL = Size(actions=21, indicators_per_action=3, organizations=6)


def text(number: Fraction | None) -> str | None:
    """A percentage as it is printed."""
    return None if number is None else f"{float(naive.rounded(number)):.2f}"


@pytest.fixture
def synthetic(db: None) -> Plan:
    return make_plan(SMALL)


def both(plan: Plan, reading: str, as_of: datetime) -> tuple[PlanData, Recount]:
    return load_plan(plan, plan.years, reading=reading, as_of=as_of), Recount(plan, reading, as_of)


def indicators_of(plan: Plan) -> list[Indicator]:
    return list(Indicator.objects.filter(action__plan=plan).select_related("action"))


def same(figure: Any, expected: dict[str, Any]) -> bool:
    return (figure.status.value, figure.achievement, figure.score) == (
        expected["status"],
        expected["achievement"],
        expected["score"],
    )


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("as_of", MOMENTS)
def test_every_indicator_is_the_one_of_a_naive_recount(synthetic: Plan, reading: str, as_of: datetime) -> None:
    data, recount = both(synthetic, reading, as_of)
    wrong = []
    statuses = set()
    for indicator in indicators_of(synthetic):
        for year in synthetic.years:
            figure, expected = year_of(data, year).figures[indicator.pk], recount.in_year(indicator, year)
            statuses.add(figure.status.value)
            if not same(figure, expected):
                wrong.append((indicator, year, figure, expected))
    assert not wrong
    assert len(statuses) >= 6


@pytest.mark.parametrize("reading", READINGS)
def test_one_year_alone_gives_what_all_years_give(synthetic: Plan, reading: str) -> None:
    as_of = MOMENTS[1]
    whole = load_plan(synthetic, synthetic.years, reading=reading, as_of=as_of)
    for year in synthetic.years:
        alone = year_of(load_plan(synthetic, [year], reading=reading, as_of=as_of), year)
        assert alone.figures == year_of(whole, year).figures
        assert national_figures(alone) == national_figures(year_of(whole, year))


@pytest.mark.parametrize("reading", READINGS)
def test_over_the_plan_is_the_naive_recount(synthetic: Plan, reading: str) -> None:
    data, recount = both(synthetic, reading, MOMENTS[2])
    figures = over_plan_figures(data, 2024)
    for indicator in indicators_of(synthetic):
        assert same(figures[indicator.pk], recount.over_plan(indicator, 2024)), indicator
    actions = Action.objects.filter(plan=synthetic, is_in_plan=True)
    assert over_plan(data, 2024)["score"] == text(recount.score(actions, 2024, over_plan=True))


@pytest.mark.parametrize("number", [1, 3])
def test_a_period_of_the_matrix_is_the_year_cut_at_it(synthetic: Plan, number: int) -> None:
    data, recount = both(synthetic, "official", MOMENTS[2])
    cut = cut_at(data, 2023, number)
    for indicator in indicators_of(synthetic):
        assert same(cut.figures[indicator.pk], recount.in_year(indicator, 2023, number)), indicator


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("as_of", MOMENTS)
def test_scores_completeness_and_budget_are_those_of_a_naive_recount(
    synthetic: Plan, reading: str, as_of: datetime
) -> None:
    data, recount = both(synthetic, reading, as_of)
    for row in trend(data, 2024):
        year = row["year"]
        national = national_figures(year_of(data, year))
        actions = Action.objects.filter(plan=synthetic, is_in_plan=True)
        due, filed, on_time, extended = recount.filed(year)
        assert national["score"] == row["score"] == text(recount.score(actions, year))
        assert (national["completeness"]["filed"]["count"], national["completeness"]["filed"]["total"]) == (filed, due)
        assert national["completeness"]["on_time"]["count"] == on_time
        assert national["completeness"]["on_time_extended"] == extended
        assert row["filed"] == national["completeness"]["filed"]
        assert tuple(national["budget"][key] for key in ("allocated", "realized", "lines_reported", "lines")) == (
            recount.budget(year)
        )


def test_each_cluster_is_the_naive_recount_of_its_actions(synthetic: Plan) -> None:
    data, recount = both(synthetic, "official", MOMENTS[2])
    year = year_of(data, 2024)
    for summary in cluster_summaries(year, Names(year.last_day)):
        actions = Action.objects.filter(plan=synthetic, is_in_plan=True, cluster=summary["id"])
        allocated, realized, *_ = recount.budget(2024, action__cluster=summary["id"])
        assert summary["score"] == text(recount.score(actions, 2024))
        assert (summary["budget"]["allocated"], summary["budget"]["realized"]) == (allocated, realized)
        assert sum(summary["counts"].values()) == sum(action.indicators.count() for action in actions)  # type: ignore[call-overload]


def test_the_printed_report_says_what_the_summaries_answer(synthetic: Plan) -> None:
    figures = annual_figures(
        synthetic,
        2024,
        cut_off_on=date(2025, 3, 31),
        edition=1,
        generated_at=datetime(2025, 4, 1, tzinfo=UTC),
        conclusion="Teks uji.",
        site_address="https://ran.example.go.id",
        short_code="K7M2Q9XD",
    )
    data = load_plan(synthetic, [2024], reading="official", as_of=MOMENTS[2])
    year = year_of(data, 2024)
    national, clusters = national_figures(year), cluster_summaries(year, Names(year.last_day))
    printed = text_of(print_report(figures))
    scores = [national["score"], *(cluster["score"] for cluster in clusters)]
    shown = [number(Decimal(score), places=2) for score in scores if score is not None]
    filed = national["completeness"]["filed"]
    assert len(set(shown)) > 4
    assert [score for score in shown if score not in printed] == []
    assert f"{filed['count']} dari {filed['total']} laporan telah disampaikan" in printed
    for cluster in clusters:
        counted = cluster["completeness"]["filed"]
        assert f"{counted['count']}/{counted['total']}" in printed


def text_of(pdf: bytes) -> str:
    """All pages' text, spaces and line ends alike."""
    document = PdfDocument(pdf)
    try:
        return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
    finally:
        document.close()
