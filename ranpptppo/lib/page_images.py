"""Pages of a PDF, or a photo, as small images: what a verifier sees in place of the file. Loaded by the worker only.

Whatever the file claims, an answer has at most ``MAX_PAGES`` pages of ``MAX_PIXELS`` each. An image carries pixels and
nothing else: no camera, no place, no profile.
"""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
from PIL import Image, ImageOps

from ranpptppo.lib.file_types import PHOTOS

MAX_PAGES = 20
WIDTH = 1240  # an A4 page at 150 dots per inch: small print stays readable
MAX_PIXELS = 4_000_000
MAX_SCALE = 4.0
MAX_SOURCE_PIXELS = 120_000_000  # a photo with more would fill the worker's memory when it is opened
QUALITY = 78
MEDIA_TYPE = "image/webp"

BROKEN = "Berkas ini tidak dapat dibuka untuk pratinjau. Unduh berkas aslinya."
TOO_LARGE = "Gambar ini terlalu besar untuk pratinjau. Unduh berkas aslinya."


class CannotDraw(Exception):
    """There are no pages to show; the text says why, in Indonesian."""


@dataclass(frozen=True)
class PageImage:
    """One page as WebP; width and height in pixels."""

    content: bytes
    width: int
    height: int


def draw(content: bytes, content_type: str) -> tuple[int, Iterator[PageImage]]:
    """(pages in the file, the first ``MAX_PAGES`` of them one by one). Raises :class:`CannotDraw`, also while drawing."""
    if content_type in PHOTOS:
        return 1, iter([_photo(content)])
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        raise CannotDraw(BROKEN) from error
    if not len(document):
        raise CannotDraw(BROKEN)
    return len(document), _pages(document)


def _pages(document: pdfium.PdfDocument) -> Iterator[PageImage]:
    try:
        document.init_forms()  # what was filled into a form is part of the page
        for number in range(min(len(document), MAX_PAGES)):
            page = document[number]
            width, height = (max(side, 1.0) for side in page.get_size())
            scale = min(WIDTH / width, math.sqrt(MAX_PIXELS / (width * height)), MAX_SCALE)
            yield _encoded(page.render(scale=scale).to_pil())
            page.close()
    except pdfium.PdfiumError as error:
        raise CannotDraw(BROKEN) from error
    finally:
        document.close()


def _photo(content: bytes) -> PageImage:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the size is checked here
            opened = Image.open(io.BytesIO(content), formats=["JPEG", "PNG", "WEBP"])
            if opened.width * opened.height > MAX_SOURCE_PIXELS:
                raise CannotDraw(TOO_LARGE)
            opened.draft("RGB", (2 * WIDTH, 2 * WIDTH))  # a JPEG is read at a fraction of its size already
            upright = ImageOps.exif_transpose(opened)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise CannotDraw(BROKEN) from error
    upright.thumbnail((WIDTH, math.floor(MAX_PIXELS / WIDTH)))
    return _encoded(upright)


def _encoded(image: Image.Image) -> PageImage:
    """On white, into a new image that has nothing but the pixels."""
    bare = Image.new("RGB", image.size, "white")
    seen = image.convert("RGBA")
    bare.paste(seen, mask=seen.getchannel("A"))
    written = io.BytesIO()
    bare.save(written, "WEBP", quality=QUALITY, method=3)
    return PageImage(written.getvalue(), bare.width, bare.height)
