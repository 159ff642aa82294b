"""What each chart shows: its twin table holds the exact figures, written for readers."""

from decimal import Decimal
from typing import Any, cast

from ranpptppo.lib import formats
from reports import drawings
from reports.charts import Drawing
from reports.figures import AnnualFigures, ClusterFigures, StatisticFigures
from reports.part_drawings import part_drawings
from reports.parts import annual_parts
from tests.reports.sample_figures import annual_figures
from tests.reports.sample_parts import budget_figures, budget_row, statistics

FIGURES: AnnualFigures = annual_figures()


def series(title: str) -> StatisticFigures:
    return next(series for series in statistics() if series["title"] == title)


def data(drawing: Drawing) -> list[dict[str, Any]]:
    return cast("dict[str, list[dict[str, Any]]]", drawing.specification["data"])["values"]


def test_the_status_chart_counts_every_indicator_once() -> None:
    drawing = drawings.status_by_cluster(FIGURES["clusters"])
    assert drawing is not None
    assert sum(value["count"] for value in data(drawing)) == FIGURES["national"]["indicators"]
    counted = sum(int(count) for row in drawing.rows for count in row[1:])
    assert counted == FIGURES["national"]["indicators"]


def test_scores_are_written_with_two_decimals_and_their_status() -> None:
    drawing = drawings.cluster_scores(FIGURES["clusters"], FIGURES["plan"])
    assert drawing is not None
    for row, cluster in zip(drawing.rows, FIGURES["clusters"], strict=True):
        assert row[1] == formats.number(Decimal(cluster["score"] or 0), places=2)
        assert row[1] in drawing.description


def test_an_action_without_a_score_is_named_and_has_no_number() -> None:
    cluster = next(c for c in FIGURES["clusters"] if any(a["score"] is None for a in c["actions"]))
    drawing = drawings.action_scores(cluster, FIGURES["plan"])
    assert drawing is not None
    unscored = [row for row, action in zip(drawing.rows, cluster["actions"], strict=True) if action["score"] is None]
    assert unscored
    assert {row[1] for row in unscored} == {"–"}


def test_no_scores_at_all_make_no_chart() -> None:
    cluster: ClusterFigures = {**FIGURES["clusters"][0], "actions": FIGURES["outside_plan"]}
    assert {action["score"] for action in cluster["actions"]} == {None}
    assert drawings.action_scores(cluster, FIGURES["plan"]) is None


def test_labels_of_actions_have_at_most_two_lines() -> None:
    for cluster in FIGURES["clusters"]:
        drawing = drawings.action_scores(cluster, FIGURES["plan"])
        assert drawing is not None
        assert cluster["name"] in drawing.title
        assert max(value["row"].count("\n") for value in data(drawing)) <= 1


def test_money_is_in_full_in_the_table_and_short_beside_the_bars() -> None:
    row = budget_row(budget_figures(7_488_725_925, 3_744_362_962, 1, 1), "apbn", "APBN")
    drawing = drawings.budget([row], "Sumber dana")
    assert drawing is not None
    assert drawing.rows == (("APBN", "Rp7.488.725.925", "Rp3.744.362.962", "50,00%"),)
    assert [value["label"] for value in data(drawing)] == ["Rp7,49 miliar", "Rp3,74 miliar"]


def test_sources_without_money_make_no_chart() -> None:
    assert drawings.budget([budget_row(budget_figures(0, 0, 0, 0), "apbn", "APBN")], "Sumber dana") is None


def test_a_partial_year_says_until_when() -> None:
    drawing = drawings.statistic(series("Kasus TPPO tercatat SIMFONI PPA"))
    assert drawing is not None
    assert drawing.rows[-1] == ("2022 s.d. 31 Okt 2022", "348")
    assert [value["kind"] for value in data(drawing)] == ["whole"] * 4 + ["partial"]


def test_a_series_of_two_years_is_left_to_its_table() -> None:
    assert drawings.statistic(series("Perkara TPPO ditangani Polri")) is None


def test_one_year_makes_no_trend() -> None:
    assert drawings.trend(FIGURES["trend"][:1]) is None
    assert drawings.trend(FIGURES["trend"]) is not None


def test_the_annual_report_has_a_drawing_for_each_cluster() -> None:
    contents = [part.content for part in annual_parts(FIGURES)]
    names = {name for content in contents for name in part_drawings(content["template"], content["data"])}
    assert {f"cluster-{cluster['number']}" for cluster in FIGURES["clusters"]} <= names
