"""The one door to WeasyPrint: from a template and figures to the bytes of a PDF.

The same figures, templates and versions give the same bytes, in any process: dates, identifier and addresses come from
the figures, fonts and pictures from static/. The file is tagged PDF/A-3a and carries its figures as an attachment.
Imported by tasks only: WeasyPrint and its libraries do not belong into web processes.
"""

import gc
import hashlib
import mimetypes
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pypdfium2
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from django.template.loader import render_to_string
from weasyprint import HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from reports.charts import Drawing, draw
from reports.drawings import annual_drawings
from reports.figures import AnnualFigures
from reports.freezing import canonical
from reports.outline import Outline

ANNUAL = "reports/pdf/annual.html"
DRAWINGS: Mapping[str, Callable[[AnnualFigures], dict[str, Drawing | None]]] = {ANNUAL: annual_drawings}
STATIC_HOST = "static.invalid"  # a name that no resolver knows; only OurStaticFiles answers for it
STEPS = ("Menggambar grafik", "Menyusun naskah", "Menata halaman", "Menulis PDF")

Progress = Callable[[int, int, str], None]


class ForeignAddressError(FatalURLFetchingError):  # type: ignore[misc]
    """A template or stylesheet named something that is not one of our static files; the rendering ends."""


class OurStaticFiles(URLFetcher):  # type: ignore[misc]
    """Opens http://static.invalid/<path in static/> and nothing else: no file, no network."""

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        parts = urlsplit(url)
        path = unquote(parts.path).lstrip("/")
        found = _static_file(path) if (parts.scheme, parts.netloc) == ("http", STATIC_HOST) else None
        if found is None:
            raise ForeignAddressError(f"Not one of our static files: {url}")
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        return URLFetcherResponse(url, found.read_bytes(), {"Content-Type": kind})


def render(template: str, figures: AnnualFigures, progress: Progress | None = None) -> bytes:
    """The PDF of a report. `progress` hears each step as (number from 1, count of steps, Indonesian label).

    Raises ChartError, ForeignAddressError, and what WeasyPrint raises.
    """
    data = canonical(figures)
    say = _announcer(progress)
    say()
    charts = draw(DRAWINGS[template](figures))
    say()
    sha256 = hashlib.sha256(data).hexdigest()
    context = {"figures": figures, "figures_sha256": sha256, "charts": charts, "outline": Outline()}
    source = HTML(
        string=render_to_string(template, context),
        base_url=f"http://{STATIC_HOST}/",
        url_fetcher=OurStaticFiles(),
    )
    options = {"pdf_variant": "pdf/a-3a", "pdf_tags": True, "attachments": [_attachment(figures, data)]}
    with _no_garbage_collection(), warnings.catch_warnings():
        # WeasyPrint leaves its own colour profile open until it is freed, a moment later.
        warnings.filterwarnings("ignore", message=r"unclosed file .*\.icc", category=ResourceWarning)
        say()
        document = source.render(font_config=FontConfiguration(), **options)
        say()
        identifier = hashlib.sha256(template.encode() + data).digest()[:16]
        pdf: bytes = document.write_pdf(pdf_identifier=identifier, **options)
    return pdf


def page_count(pdf: bytes) -> int:
    """How many pages a rendered PDF has."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def _static_file(path: str) -> Path | None:
    """The file in static/, or None where there is none or the path leads outside."""
    try:
        found = finders.find(path)
    except SuspiciousFileOperation:
        return None
    return Path(found) if isinstance(found, str) else None


def _announcer(progress: Progress | None) -> Callable[[], None]:
    remaining = iter(enumerate(STEPS, start=1))

    def say() -> None:
        number, label = next(remaining)
        if progress is not None:
            progress(number, len(STEPS), label)

    return say


def _attachment(figures: AnnualFigures, data: bytes) -> Attachment:
    at = datetime.fromisoformat(figures["generated_at"])
    return Attachment(
        string=data.decode(),
        name="angka.json",
        description="Angka laporan ini sebagai data",
        relationship="Data",
        created=at,
        modified=at,
    )


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """A quarter faster: layout makes millions of objects and frees few before its end."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
