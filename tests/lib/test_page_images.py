"""Pages of PDFs and photos as images: bounded, upright, and with nothing in them but pixels."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from ranpptppo.lib import page_images
from ranpptppo.lib.page_images import MAX_PAGES, MAX_PIXELS, WIDTH, CannotDraw, draw
from tests.evidence_files import locked_pdf, pdf, photo


def test_each_page_of_a_pdf_becomes_a_readable_image() -> None:
    total, pages = draw(pdf("Satu", "Dua", "Tiga"), "application/pdf")
    drawn = list(pages)
    assert (total, len(drawn)) == (3, 3)
    image = Image.open(BytesIO(drawn[0].content))
    assert (image.format, image.width, image.height) == ("WEBP", drawn[0].width, drawn[0].height)
    assert WIDTH - 2 <= image.width <= WIDTH
    darkest = image.convert("L").getextrema()[0]
    assert darkest < 80  # the text is on it


def test_only_the_first_pages_of_a_long_pdf_are_drawn() -> None:
    total, pages = draw(pdf(*(str(number) for number in range(MAX_PAGES + 3))), "application/pdf")
    assert (total, len(list(pages))) == (MAX_PAGES + 3, MAX_PAGES)


def test_a_photo_is_small_upright_and_says_neither_where_nor_with_what_it_was_taken() -> None:
    taken = photo(size=(4000, 3000), with_place=True)
    assert b"KAMERA-RAHASIA" in taken
    _, pages = draw(taken, "image/jpeg")
    (page,) = pages
    assert page.height > page.width
    assert page.width * page.height <= MAX_PIXELS
    image = Image.open(BytesIO(page.content))
    assert not image.getexif()
    assert "exif" not in image.info
    assert b"KAMERA-RAHASIA" not in page.content


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_other_photos_are_drawn_too(kind: str) -> None:
    total, pages = draw(photo(kind), f"image/{kind.lower()}")
    assert (total, [page.width for page in pages]) == (1, [640])


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (b"%PDF-1.7 rusak", "application/pdf"),
        (b"\xff\xd8\xff\xe0" + b"0" * 20, "image/jpeg"),
        (photo()[:300], "image/jpeg"),
        (locked_pdf(), "application/pdf"),
    ],
)
def test_what_cannot_be_opened_says_so(content: bytes, content_type: str) -> None:
    with pytest.raises(CannotDraw, match="tidak dapat dibuka"):
        list(draw(content, content_type)[1])


def test_a_gigantic_photo_is_not_even_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_images, "MAX_SOURCE_PIXELS", 1000)
    with pytest.raises(CannotDraw, match="terlalu besar"):
        draw(photo(), "image/jpeg")
