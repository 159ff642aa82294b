"""Contrast of the colours of static/css/tokens.css (WCAG 2.2 AA: 4.5 for text, 3 for controls, icons and bars)."""

import re
from pathlib import Path

import pytest

STYLES = Path(__file__).parent.parent / "static" / "css"
SCREEN = ("tokens.css", "layout.css", "components.css", "forms.css", "tables.css")
TONES = ("success", "warning", "danger", "info", "neutral", "plain")
TEXT_PAIRS = [
    ("ink", "surface"),
    ("ink", "ina-25"),
    ("ink", "ina-50"),
    ("ink", "surface-sunk"),
    ("ink-muted", "surface"),
    ("ink-muted", "ina-25"),
    ("ink-muted", "surface-sunk"),
    ("ina-500", "surface"),
    ("ina-500", "ina-25"),
    ("ina-500", "ina-50"),
    ("ina-600", "surface"),
    ("ina-700", "ina-50"),
    ("ina-800", "ina-100"),
    ("ina-800", "ina-50"),
    ("ina-900", "ina-200"),
    ("ina-100", "ina-800"),
    ("ina-100", "ina-700"),
    ("white", "ina-400"),
    ("white", "ina-500"),
    ("white", "ina-600"),
    ("white", "ina-700"),
    ("white", "ina-800"),
    ("white", "ina-red"),
    ("danger-text", "surface"),
    ("danger-text", "ina-25"),
]
SHAPE_PAIRS = [
    ("line-strong", "surface"),
    ("line-strong", "ina-25"),
    ("focus", "surface"),
    ("focus", "ina-25"),
    ("ina-red", "surface"),
    ("neutral-fill", "surface"),
    *[(f"{tone}-fill", "surface") for tone in TONES if tone != "plain"],
]


def colour_tokens() -> dict[str, str]:
    found = re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6})", (STYLES / "tokens.css").read_text())
    return dict(found)


def luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_of_black_on_white_is_21() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


@pytest.mark.parametrize(("text", "background"), [*TEXT_PAIRS, *[(f"{tone}-text", f"{tone}-bg") for tone in TONES]])
def test_text_can_be_read_on_its_background(text: str, background: str) -> None:
    tokens = colour_tokens()
    assert contrast(tokens[text], tokens[background]) >= 4.5


@pytest.mark.parametrize("tone", TONES)
def test_text_of_a_tone_can_be_read_on_a_row_under_the_pointer(tone: str) -> None:
    tokens = colour_tokens()
    assert contrast(tokens[f"{tone}-text"], tokens["ina-25"]) >= 4.5


@pytest.mark.parametrize(("shape", "background"), SHAPE_PAIRS)
def test_controls_and_bars_stand_out(shape: str, background: str) -> None:
    tokens = colour_tokens()
    assert contrast(tokens[shape], tokens[background]) >= 3


def test_every_variable_used_in_a_stylesheet_is_defined() -> None:
    text = "".join((STYLES / name).read_text() for name in SCREEN)
    defined = set(re.findall(r"--[\w-]+(?=:)", text + (STYLES / "bootstrap.min.css").read_text()))
    assert set(re.findall(r"var\((--[\w-]+)\)", text)) <= defined


@pytest.mark.parametrize("name", SCREEN)
def test_a_text_colour_is_always_a_token(name: str) -> None:
    """So that the contrast computed above speaks for every text."""
    assert not re.search(r"[{;]\s*color:\s*#", (STYLES / name).read_text())
