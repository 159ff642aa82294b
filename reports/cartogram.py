"""The 38 provinces as squares, laid out roughly like the archipelago: positions, and the tiles of a map.

A square says as much of a small province as of a large one. Codes are Kemendagri's; a province that is not laid out
here stands in a row of its own below the map.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from reports.shades import SUBJECTS, Shade, amount_of, shade_of
from reports.summaries.places import RegionRow

STEP, SIDE = 68, 64  # of the view box: a tile and the gap after it
COLUMNS = 14
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


class Tile(NamedTuple):
    """x, y: its corner in the view box. amount: "" or what stands below the icon. words: the whole, read aloud."""

    x: int
    y: int
    code: str
    short_name: str
    shade: Shade
    amount: str
    words: str


class Cartogram(NamedTuple):
    width: int
    height: int
    tiles: list[Tile]


def cartogram(rows: Iterable[RegionRow], subject: str) -> Cartogram:
    """The tiles of these provinces, in the order of the rows: that of the keyboard."""
    tiles, left_over = [], 0
    for row in rows:
        column, line, short_name = LAYOUT.get(row["code"], (left_over, ROWS, row["code"]))
        left_over += row["code"] not in LAYOUT
        tiles.append(_tile(row, subject, column * STEP, line * STEP, short_name))
    height = (ROWS + bool(left_over)) * STEP
    return Cartogram(COLUMNS * STEP, height, tiles)


def _tile(row: RegionRow, subject: str, x: int, y: int, short_name: str) -> Tile:
    shade, amount = shade_of(subject, row), amount_of(subject, row)
    words = f"{row['name']}, {SUBJECTS[subject].lower()}: {shade.label.lower()}"
    shown = "+".join(INITIALS[role] for role in row["roles"]) if subject == "role" else amount
    return Tile(x, y, row["code"], short_name, shade, shown, f"{words}, {amount}" if amount else words)
