"""The 38 provinces as squares, laid out roughly like the archipelago: positions, and the tiles of a map.

A square says as much of a small province as of a large one. Codes are Kemendagri's; a province that is not laid out
here stands in a row of its own below the map. The regencies and cities of one province are tiles in the order of their
codes, wide enough for their names. On paper a tile carries a letter in place of its icon.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from reports.charts import Drawing, Specification
from reports.drawings import CONFIG, INK
from reports.shades import LEGENDS, SUBJECTS, Shade, amount_of, shade_of
from reports.summaries.places import RegionRow

STEP, GAP = 68, 4  # of the view box: a tile with the gap after it, and the gap
COLUMNS = 14
GRID_COLUMNS, GRID_STEP = 5, 190  # of regencies and cities
GRID_NAME = 26  # characters
ABBREVIATED = (("Kabupaten ", "Kab. "), ("Administrasi ", "Adm. "), ("Kepulauan ", "Kep. "))
# code: (column, row, what stands in the tile)
LAYOUT: Mapping[str, tuple[int, int, str]] = {
    "11": (0, 0, "Aceh"),
    "12": (1, 1, "Sumut"),
    "13": (1, 2, "Sumbar"),
    "14": (2, 1, "Riau"),
    "15": (2, 2, "Jambi"),
    "16": (2, 3, "Sumsel"),
    "17": (1, 3, "Bengkulu"),
    "18": (2, 4, "Lampung"),
    "19": (3, 2, "Babel"),
    "21": (3, 1, "Kepri"),
    "31": (3, 5, "DKI"),
    "32": (4, 5, "Jabar"),
    "33": (5, 5, "Jateng"),
    "34": (5, 6, "DIY"),
    "35": (6, 5, "Jatim"),
    "36": (2, 5, "Banten"),
    "51": (7, 5, "Bali"),
    "52": (8, 5, "NTB"),
    "53": (9, 5, "NTT"),
    "61": (5, 1, "Kalbar"),
    "62": (5, 2, "Kalteng"),
    "63": (6, 2, "Kalsel"),
    "64": (6, 1, "Kaltim"),
    "65": (6, 0, "Kaltara"),
    "71": (9, 1, "Sulut"),
    "72": (8, 2, "Sulteng"),
    "73": (8, 3, "Sulsel"),
    "74": (9, 3, "Sultra"),
    "75": (8, 1, "Gorontalo"),
    "76": (7, 3, "Sulbar"),
    "81": (10, 3, "Maluku"),
    "82": (10, 1, "Malut"),
    "91": (13, 2, "Papua"),
    "92": (12, 1, "Pabar"),
    "93": (13, 4, "Papsel"),
    "94": (12, 2, "Papteng"),
    "95": (13, 3, "Papeg"),
    "96": (11, 1, "PBD"),
}
INITIALS = {"source": "S", "transit": "T", "destination": "J", "fisheries": "P"}  # the legend explains them
ROWS = 1 + max(row for _, row, _ in LAYOUT.values())


LETTERS = "ABCDEFGHIJKLMNOP"  # of the states of a subject, in the order of its legend
PAPER_WIDTH, PAPER_STEP = 720, 40  # pixels
# tone: (fill, line), as in static/css/tokens.css
PAPER_TONES: Mapping[str, tuple[str, str]] = {
    "success": ("#e2f3e9", "#1c7c4a"),
    "warning": ("#fff2d1", "#b87a00"),
    "danger": ("#fde9e8", "#cc1515"),
    "info": ("#e1ecfc", "#196bcd"),
    "neutral": ("#e9eef4", "#76869c"),
    "plain": ("#ffffff", "#b9c5d4"),
}


class Tile(NamedTuple):
    """x, y: its corner in the view box. amount: "" or what stands below the icon. words: the whole, read aloud.

    step: its width with the gap after it.
    """

    x: int
    y: int
    code: str
    short_name: str
    shade: Shade
    amount: str
    words: str
    step: int = STEP

    @property
    def width(self) -> int:
        """Of what is drawn within its lines."""
        return self.step - GAP - 2

    @property
    def middle(self) -> int:
        return (self.step - GAP) // 2

    @property
    def icon_side(self) -> int:
        return 16 if self.amount else 20

    @property
    def icon_x(self) -> int:
        return self.middle - self.icon_side // 2

    @property
    def letters(self) -> str:
        """The class of a name that needs smaller letters."""
        room = 7 if self.step == STEP else 22
        over = len(self.short_name) - room
        return "map-longest" if over > 0 else "map-long" if over == 0 and self.step == STEP else ""


class Cartogram(NamedTuple):
    """columns: how many there are room for."""

    width: int
    height: int
    tiles: list[Tile]
    columns: int = COLUMNS


def cartogram(rows: Iterable[RegionRow], subject: str) -> Cartogram:
    """The tiles of these provinces, in the order of the rows: that of the keyboard."""
    tiles, left_over = [], 0
    for row in rows:
        column, line, short_name = LAYOUT.get(row["code"], (left_over, ROWS, row["code"]))
        left_over += row["code"] not in LAYOUT
        tiles.append(_tile(row, subject, column * STEP, line * STEP, short_name))
    height = (ROWS + bool(left_over)) * STEP
    return Cartogram(COLUMNS * STEP, height, tiles)


def grid(rows: Iterable[RegionRow], subject: str) -> Cartogram:
    """Regencies and cities, in the order of the rows."""
    tiles = [
        _tile(
            row, subject, place % GRID_COLUMNS * GRID_STEP, place // GRID_COLUMNS * STEP, _short(row["name"])
        )._replace(step=GRID_STEP)
        for place, row in enumerate(rows)
    ]
    lines = -(-len(tiles) // GRID_COLUMNS)
    return Cartogram(GRID_COLUMNS * GRID_STEP, lines * STEP, tiles, GRID_COLUMNS)


def _short(name: str) -> str:
    for word, abbreviated in ABBREVIATED:
        name = name.replace(word, abbreviated)
    return name if len(name) <= GRID_NAME else f"{name[: GRID_NAME - 1].rstrip()}…"


def _tile(row: RegionRow, subject: str, x: int, y: int, short_name: str) -> Tile:
    shade, amount = shade_of(subject, row), amount_of(subject, row)
    words = f"{row['name']}, {SUBJECTS[subject].lower()}: {shade.label.lower()}"
    shown = "+".join(INITIALS[role] for role in row["roles"]) if subject == "role" else amount
    return Tile(x, y, row["code"], short_name, shade, shown, f"{words}, {amount}" if amount else words)


# --- on paper --------------------------------------------------------------------------------------------------------


def letter_of(subject: str, shade: Shade) -> str:
    return LETTERS[list(LEGENDS[subject]).index(shade.key)]


def map_drawing(rows: Iterable[RegionRow], subject: str) -> Drawing | None:
    """The map of provinces for paper: each tile with its letter, which the legend beside it explains."""
    return drawing_of_tiles(cartogram(rows, subject), subject, "provinsi", "Provinsi")


def drawing_of_tiles(of: Cartogram, subject: str, what: str, heading: str) -> Drawing | None:
    """what, heading: the regions in words, within a sentence and over a column."""
    tiles = sorted(of.tiles, key=lambda tile: tile.code)
    if not tiles:
        return None
    values: list[dict[str, object]] = [
        {
            "column": tile.x // tile.step,
            "line": tile.y // STEP,
            "name": tile.short_name,
            "mark": " ".join(part for part in (letter_of(subject, tile.shade), tile.amount) if part),
            "fill": PAPER_TONES[tile.shade.tone][0],
            "edge": PAPER_TONES[tile.shade.tone][1],
        }
        for tile in tiles
    ]
    lines = 1 + max(tile.y // STEP for tile in tiles)
    words = tuple((tile.code, tile.words) for tile in tiles)
    return Drawing(
        _specification(values, lines, of.columns),
        f"{SUBJECTS[subject]} menurut {what}",
        ". ".join(text for _, text in words) + ".",
        ("Kode", heading),
        words,
    )


def _specification(values: list[dict[str, object]], lines: int, columns: int) -> Specification:
    def place(field: str, size: int) -> Specification:
        scale = {"domain": list(range(size)), "padding": 0.06}
        return {"field": field, "type": "ordinal", "axis": None, "scale": scale}

    def text(field: str, shift: int, size: int, weight: str) -> Specification:
        mark = {"type": "text", "dy": shift, "fontSize": size, "fontWeight": weight, "color": INK}
        return {"mark": mark, "encoding": {"text": {"field": field}}}

    edge = {"field": "edge", "type": "nominal", "scale": None}
    fill = {"field": "fill", "type": "nominal", "scale": None}
    return {
        "data": {"values": values},
        "width": PAPER_WIDTH,
        "height": lines * PAPER_STEP,
        "encoding": {"x": place("column", columns), "y": place("line", lines)},
        "layer": [
            {"mark": {"type": "rect", "strokeWidth": 1.5}, "encoding": {"fill": fill, "stroke": edge}},
            text("name", -7, 9, "bold"),
            text("mark", 7, 9, "normal"),
        ],
        "config": CONFIG,
    }
