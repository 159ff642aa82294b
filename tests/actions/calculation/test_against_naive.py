"""The rules against a naive second implementation, over random indicators, years, reporters and readings."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from actions.calculation.actual import Actual
from actions.calculation.figures import figure_at_period, indicator_figures
from actions.calculation.over_plan import over_plan_figure
from actions.calculation.rounds import EventRow, report_history
from actions.calculation.rows import (
    IndicatorRow,
    MeasuredRow,
    PlanYear,
    ReporterRow,
    Standing,
    TargetInForce,
    YearRow,
)
from actions.calculation.scores import action_score, weighted_mean
from tests.actions.calculation import naive
from tests.actions.calculation.builders import THRESHOLDS, e4

Case = dict[str, Any]
START, END = 2022, 2024


# --- random cases --------------------------------------------------------------------------------------------------

amounts = st.integers(0, 1200).map(lambda tenths: Fraction(tenths, 10))
targets = st.none() | st.just(Fraction(0)) | st.integers(1, 1200).map(lambda tenths: Fraction(tenths, 10))
silences = st.sampled_from([None, "no_data", "not_applicable"])


@st.composite
def ratios(draw: st.DrawFn) -> tuple[Fraction, Fraction]:
    whole = draw(st.integers(0, 40))
    return Fraction(draw(st.integers(0, whole))), Fraction(whole)


days = st.dates(date(START - 1, 6, 1), date(END + 1, 6, 30))
VALUES = {"count": amounts, "percentage": ratios(), "milestone": st.just("not reached") | days}


@st.composite
def indicators(draw: st.DrawFn) -> Case:
    measure = draw(st.sampled_from(["count", "percentage", "milestone"]))
    kinds = {
        "count": ["flow", "running", "stock", "latest"],
        "percentage": ["flow", "running", "stock"],
        "milestone": ["once", "yearly"],
    }
    return {
        "measure": measure,
        "accumulation": draw(st.sampled_from(kinds[measure])),
        "direction": "rising" if measure == "milestone" else draw(st.sampled_from(["rising", "falling"])),
        "additive": draw(st.booleans()),
    }


@st.composite
def reports(draw: st.DrawFn, measure: str, is_due: bool) -> Case:
    """One report: mostly on the period's own due moment, sometimes with an extension; pending ones hold no round."""
    is_pending = draw(st.integers(0, 5)) == 0
    cell = None if is_pending else draw(VALUES[measure] | VALUES[measure] | silences)
    return {"due": is_due and draw(st.integers(0, 7)) > 0, "pending": is_pending, "cell": cell}


@st.composite
def years(draw: st.DrawFn, measure: str) -> list[Case]:
    """Two or three years of the plan; the last may be in progress."""
    found = []
    lead_there = draw(st.integers(0, 9)) > 0
    for year in range(START + draw(st.integers(0, 1)), END + 1):
        n = draw(st.sampled_from([1, 2, 3, 4]))
        done = n if year < END or draw(st.booleans()) else draw(st.integers(0, n))
        past_due = set(range(1, done + 1))
        reporters = []
        for key in range(1, draw(st.integers(1, 3)) + 1):
            is_lead = key == 1 and lead_there
            owed = [number for number in range(1, n + 1) if draw(st.integers(0, 9)) > 0]
            cells = {number: draw(reports(measure, number in past_due)) for number in owed}
            reporters.append({"key": key, "lead": is_lead, "reports": cells})
        target = draw(st.none() | st.just(Fraction(1))) if measure == "milestone" else draw(targets)
        found.append({"year": year, "n": n, "past_due": past_due, "target": target, "reporters": reporters})
    return found


@st.composite
def cases(draw: st.DrawFn) -> tuple[Case, list[Case]]:
    indicator = draw(indicators())
    return indicator, draw(years(indicator["measure"]))


# --- the same case as plain rows -----------------------------------------------------------------------------------


def indicator_row(case: Case) -> IndicatorRow:
    return IndicatorRow(case["measure"], case["accumulation"], case["direction"], is_additive=case["additive"])


def measured_row(cell: Any) -> MeasuredRow:
    if isinstance(cell, Fraction):
        return MeasuredRow("value", value=e4(float(cell)))
    if isinstance(cell, tuple):
        return MeasuredRow("value", numerator=e4(float(cell[0])), denominator=e4(float(cell[1])))
    if isinstance(cell, date) or cell == "not reached":
        return MeasuredRow("value", reached_on=cell if isinstance(cell, date) else None)
    return MeasuredRow(cell or "")


def reporter_row(case: Case) -> ReporterRow:
    standings = {number: Standing(report["due"], report["pending"]) for number, report in case["reports"].items()}
    readings = {number: measured_row(report["cell"]) for number, report in case["reports"].items()}
    return ReporterRow(case["key"], case["lead"], standings, readings)


def plan_year(case: Case) -> PlanYear:
    row = YearRow(case["year"], tuple(range(1, case["n"] + 1)), frozenset(case["past_due"]), None)
    target = None
    if case["target"] is not None:
        value = e4(float(case["target"]))
        target = TargetInForce(value, version=1, ref=None, first_value=value, is_revised=False)
    return PlanYear(row, tuple(reporter_row(reporter) for reporter in case["reporters"]), target)


def as_naive(actual: Actual) -> Any:
    """The actual as the naive implementation writes it."""
    if actual.state != "value":
        return None
    if actual.value is not None:
        return Fraction(actual.value, 10_000)
    if actual.numerator is not None and actual.denominator is not None:
        return Fraction(actual.numerator, 10_000), Fraction(actual.denominator, 10_000)
    return actual.reached_on or "not reached"


# --- the comparison ------------------------------------------------------------------------------------------------


@settings(max_examples=600, deadline=None)
@given(cases())
def test_the_figures_of_every_year_equal_the_naive_ones(case: tuple[Case, list[Case]]) -> None:
    indicator, raw = case
    figures = indicator_figures(indicator_row(indicator), [plan_year(year) for year in raw], THRESHOLDS)
    for year in raw:
        figure, expected = figures[year["year"]], naive.in_year(indicator, raw, year["year"])
        assert figure.achievement == expected["achievement"]
        assert figure.status == expected["status"]
        assert figure.score == expected["score"]
        assert list(figure.counted) == expected["p"]
        assert list(figure.pending) == expected["pending"]
        assert figure.is_interim == (len(expected["p"]) < year["n"])
        assert figure.reached_late == expected.get("late", False)
        if figure.achievement is not None:
            assert Fraction(figure.achievement_rounded or 0) == naive.rounded(figure.achievement)
        if indicator["measure"] != "milestone":
            assert as_naive(figure.actual) == expected["actual"]
            assert figure.target_used == (None if expected["target"] is None else expected["target"] * 10_000)


@settings(max_examples=400, deadline=None)
@given(cases(), st.data())
def test_the_figure_at_a_period_equals_the_naive_one(case: tuple[Case, list[Case]], data: st.DataObject) -> None:
    indicator, raw = case
    year = data.draw(st.sampled_from(raw))
    number = data.draw(st.integers(1, year["n"]))
    rows = [plan_year(row) for row in raw]
    figure = figure_at_period(indicator_row(indicator), rows, year["year"], number, THRESHOLDS)
    expected = naive.in_year(indicator, [row for row in raw if row["year"] <= year["year"]], year["year"], number)
    assert figure.achievement == expected["achievement"]
    assert figure.status == expected["status"]
    assert list(figure.counted) == expected["p"]


@settings(max_examples=600, deadline=None)
@given(cases())
def test_the_figures_over_the_plan_equal_the_naive_ones(case: tuple[Case, list[Case]]) -> None:
    indicator, raw = case
    row = indicator_row(indicator)
    figures = indicator_figures(row, [plan_year(year) for year in raw], THRESHOLDS)
    for year in raw:
        figure = over_plan_figure(row, figures, year["year"], THRESHOLDS)
        expected = naive.over_plan(indicator, raw, year["year"])
        assert figure.achievement == expected["achievement"]
        assert figure.status == expected["status"]
        assert figure.score == expected["score"]
        assert figure.reached_late == expected.get("late", False)


@settings(max_examples=150, deadline=None)
@given(st.lists(cases(), min_size=1, max_size=5), st.integers(1, 5))
def test_scores_are_plain_means_of_what_the_naive_figures_score(pairs: list[Any], weight: int) -> None:
    figures, expected = [], []
    for indicator, raw in pairs:
        rows = [plan_year(year) for year in raw]
        figures.append(indicator_figures(indicator_row(indicator), rows, THRESHOLDS)[END])
        expected.append(naive.in_year(indicator, raw, END)["score"])
    scored = [score for score in expected if score is not None]
    mean = Fraction(sum(scored), len(scored)) if scored else None
    score = action_score(figures)
    assert score == mean
    weighted = weighted_mean([(score, weight * 10_000), (None, 70_000), (Fraction(50), 10_000)])
    assert weighted == (Fraction(50) if mean is None else (mean * weight + 50) / (weight + 1))


EVENT_KINDS = ["filing", "submit", "return", "withdraw", "verify", "reopen", "lock"]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from(EVENT_KINDS)), max_size=9), st.integers(0, 9))
def test_the_round_in_force_equals_the_naive_one(events: list[tuple[int, str]], cut_off: int) -> None:
    start = datetime(2024, 1, 1, tzinfo=UTC)
    numbered = [(key, hour, what) for key, (hour, what) in enumerate(events, start=1)]
    rows = [
        EventRow(key, start + timedelta(hours=hour), "endorse" if what == "filing" else what, what == "filing")
        for key, hour, what in numbered
    ]
    history = report_history(rows, start + timedelta(hours=cut_off))
    expected = naive.rounds(numbered, cut_off)
    assert history.round_in_force("official") == expected["official"]
    assert history.round_in_force("provisional") == expected["provisional"]
    assert history.is_pending("official") == expected["pending"]
    assert not history.is_pending("provisional")
    first = expected["first_filed"]
    assert history.first_filed_at == (None if first is None else start + timedelta(hours=first))
