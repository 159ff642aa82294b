"""Pages as small grey images, compared with those that were looked at and approved.

`python -m tests.reports.approve_pages` draws them anew after a wanted change: look at them before you commit them.
"""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops, ImageStat

APPROVED = Path(__file__).with_name("approved_pages")
DPI = 48
BLOCKS = 24  # across a page's longer side: about a line of text high
MOST_OF_A_BLOCK = 28  # of 255: hinting and anti-aliasing stay below 8, a line that moved or is missing goes above 40


def page_image(pdf: bytes, index: int) -> Image.Image:
    with pypdfium2.PdfDocument(BytesIO(pdf)) as document:
        return document[index].render(scale=DPI / 72).to_pil().convert("L")


def largest_difference(image: Image.Image, other: Image.Image) -> float:
    """Of all blocks of a page: the mean difference in the one that differs most, of 255."""
    if image.size != other.size:
        return 255.0
    step = max(image.size) // BLOCKS
    difference = ImageChops.difference(image, other)
    corners = ((x, y) for y in range(0, image.height, step) for x in range(0, image.width, step))
    return max(ImageStat.Stat(difference.crop((x, y, x + step, y + step))).mean[0] for x, y in corners)


def approved(name: str) -> Image.Image:
    return Image.open(APPROVED / f"{name}.png").convert("L")


def places(pages: list[str]) -> dict[str, int]:
    """Which pages of the synthetic annual report are compared, by name."""
    first = {
        label: next(place for place, text in enumerate(pages) if re.search(rf"{label} [A-Z]{{2}}", text))
        for label in ("BAB II", "LAMPIRAN 1")
    }
    return {
        "cover": 0,
        "cluster": first["BAB II"],
        "matrix": first["LAMPIRAN 1"],
        "matrix_continued": first["LAMPIRAN 1"] + 1,
    }
