"""The cells of printed tables: what is a value and what is none, and how each is written."""

import pytest
from django.template import Context, Template

from reports.figures import ActualFigures
from reports.templatetags import printing
from tests.reports.sample_parts import organization

NOTHING: ActualFigures = {
    "state": "value",
    "value": "0",
    "numerator": None,
    "denominator": None,
    "reached_on": "",
    "document_number": "",
    "as_of": "",
    "periods_with_value": 1,
    "periods_due": 1,
}


def test_zero_is_a_value() -> None:
    assert printing.actual_cell(NOTHING, "count") == printing.actual_short(NOTHING, "count") == "0"


@pytest.mark.parametrize(
    ("state", "words", "letters"),
    [
        ("no_data", "belum ada data", "BD"),
        ("not_applicable", "tidak berlaku", "TB"),
        ("unreported", "belum lapor", "BL"),
        ("awaiting", "menunggu verifikasi", "MV"),
        ("not_yet", "belum waktunya", "BW"),
        ("nothing_due", "–", "–"),
    ],
)
def test_what_is_no_value_is_said(state: str, words: str, letters: str) -> None:
    actual: ActualFigures = {**NOTHING, "state": state, "value": None}  # type: ignore[typeddict-item]
    assert words in printing.actual_cell(actual, "count")
    assert printing.actual_short(actual, "count") == letters


def test_a_percentage_shows_what_it_is_made_of() -> None:
    actual: ActualFigures = {**NOTHING, "value": "66.67", "numerator": "4", "denominator": "6"}
    cell = printing.actual_cell(actual, "percentage")
    assert cell.startswith("66,67%")
    assert ">4/6<" in cell


def test_a_reached_milestone_shows_its_day() -> None:
    reached: ActualFigures = {**NOTHING, "value": "1", "reached_on": "2024-09-17"}
    assert "tercapai" in printing.actual_cell(reached, "milestone")
    assert "17 Sep 2024" in printing.actual_cell(reached, "milestone")
    assert printing.actual_cell(NOTHING, "milestone") == "belum tercapai"


def test_a_long_number_breaks_after_a_point_only() -> None:
    long: ActualFigures = {**NOTHING, "value": "7488725925"}
    assert printing.actual_short(long, "count") == "7.<wbr>488.<wbr>725.<wbr>925"
    assert printing.actual_short({**NOTHING, "value": "12345.5"}, "count") == "12.<wbr>345,5"
    assert printing.actual_short({**NOTHING, "value": "1234"}, "count") == "1.234"


@pytest.mark.parametrize(
    ("value", "measure", "written"),
    [(None, "count", "–"), ("1", "milestone", "ya"), ("80", "percentage", "80%"), ("1200", "count", "1.200")],
)
def test_targets_are_written_with_their_unit(value: str | None, measure: str, written: str) -> None:
    assert printing.target_cell(value, measure) == written


def test_a_name_brings_its_successors_as_a_footnote() -> None:
    assert "Kementerian HAM" in printing.named(organization("KEMENKUM"))
    assert printing.named(organization("POLRI")) == "Kepolisian Negara Republik Indonesia"


def test_a_narrative_cannot_bring_markup() -> None:
    entry = {
        "action": {"number": "1", "title": "<b>"},
        "narrative": {"organization": {"short_name": "A"}, "period": "P"},
    }
    template = Template('{% include "reports/pdf/annual/_narrative_list.html" with entries=entries nothing="" only %}')
    html = template.render(Context({"entries": [{**entry, "text": "<script>x</script>\n\nDua"}]}))
    assert "<script>" not in html
    assert "<b>" not in html
    assert "<p>Dua</p>" in html
