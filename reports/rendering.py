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
from typing import Any
from urllib.parse import unquote, urlsplit

import pypdfium2
import segno
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from weasyprint import HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from reports.charts import Chart, Drawing, draw, drawing_of
from reports.drawings import annual_drawings
from reports.enums import DocumentKind
from reports.figures import AnnualFigures
from reports.freezing import canonical
from reports.outline import Outline

ANNUAL = "reports/pdf/annual.html"
PAPERS = {
    DocumentKind.LETTER: "reports/pdf/papers/letter.html",
    DocumentKind.RECEIPT: "reports/pdf/papers/receipt.html",
    DocumentKind.FORM: "reports/pdf/papers/form.html",
    DocumentKind.BRIEF: "reports/pdf/papers/brief.html",
}
# How many rows a brief prints at most, of its table on the first page and of what is pressing on the second; where long
# texts would need a third page, it tries the next smaller number.
BRIEF_ROWS = (10, 8, 6, 4, 2, 1)
BRIEF_PAGES = 2
SECOND_PAGE = "second"  # the anchor at which it begins
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
    source = _source(template, context)
    options = {"pdf_variant": "pdf/a-3a", "pdf_tags": True, "attachments": [_attachment(figures, data)]}
    with _no_garbage_collection(), _quiet():
        say()
        document = source.render(font_config=FontConfiguration(), **options)
        say()
        identifier = hashlib.sha256(template.encode() + data).digest()[:16]
        pdf: bytes = document.write_pdf(pdf_identifier=identifier, **options)
    return pdf


def render_paper(kind: str, paper: Mapping[str, Any]) -> bytes:
    """The PDF of a letter, receipt, form or brief from its frozen context; the same context gives the same bytes.

    A receipt carries the round whose hash it prints; a brief has two pages. Raises ChartError, ForeignAddressError, and
    what WeasyPrint raises.
    """
    if kind == DocumentKind.BRIEF:
        return _brief(paper)
    address = paper.get("check_address")
    attachments = [_round(paper)] if kind == DocumentKind.RECEIPT else []
    return _paper(kind, {"paper": paper, "qr": _qr(address) if address else ""}, attachments)


def _brief(paper: Mapping[str, Any]) -> bytes:
    """Two pages: what would be pushed to a third one is cut, and says how much."""
    charts = draw({name: drawing_of(kept) for name, kept in paper["charts"].items()})
    if paper["is_own"]:
        return _written(DocumentKind.BRIEF, paper, _own_brief(paper, charts), [])
    first, second = list(BRIEF_ROWS), list(BRIEF_ROWS)
    while True:
        context = {"paper": paper, "charts": charts, "rows": first[0], "pressing": second[0]}
        layout = _layout(DocumentKind.BRIEF, context, [])
        begins = next(place for place, page in enumerate(layout.pages) if SECOND_PAGE in page.anchors)
        overflows = [rows for rows, pages in ((first, begins), (second, len(layout.pages) - begins)) if pages > 1]
        shrinking = [rows for rows in overflows if len(rows) > 1]
        if not shrinking:
            return _written(DocumentKind.BRIEF, paper, layout, [])
        for rows in shrinking:
            del rows[0]


def _own_brief(paper: Mapping[str, Any], charts: Mapping[str, Chart]) -> Any:
    """At most two pages with as many rows of each table as fit, found by halving (weasyprint.Document)."""

    def laid(rows: int) -> Any:
        return _layout(DocumentKind.BRIEF, {"paper": paper, "charts": charts, "rows": rows, "pressing": 0}, [])

    most = max((len(table["rows"]) for table in paper["tables"]), default=1)
    layout = laid(most)
    if len(layout.pages) <= BRIEF_PAGES:
        return layout
    fits, too_many, layout = 1, most, laid(1)
    while too_many - fits > 1:
        tried = (fits + too_many) // 2
        attempt = laid(tried)
        if len(attempt.pages) <= BRIEF_PAGES:
            fits, layout = tried, attempt
        else:
            too_many = tried
    return layout


def _paper(kind: str, context: Mapping[str, Any], attachments: list[Attachment]) -> bytes:
    return _written(kind, context["paper"], _layout(kind, context, attachments), attachments)


def _layout(kind: str, context: Mapping[str, Any], attachments: list[Attachment]) -> Any:
    """The pages, laid out and not written yet (weasyprint.Document)."""
    source = _source(PAPERS[DocumentKind(kind)], context)
    with _no_garbage_collection(), _quiet():
        return source.render(font_config=FontConfiguration(), **_options(attachments))


def _written(kind: str, paper: Mapping[str, Any], layout: Any, attachments: list[Attachment]) -> bytes:
    template = PAPERS[DocumentKind(kind)]
    identifier = hashlib.sha256(template.encode() + canonical(paper)).digest()[:16]
    with _no_garbage_collection(), _quiet():
        pdf: bytes = layout.write_pdf(pdf_identifier=identifier, **_options(attachments))
    return pdf


def _options(attachments: list[Attachment]) -> dict[str, Any]:
    return {"pdf_variant": "pdf/a-3a", "pdf_tags": True, **({"attachments": attachments} if attachments else {})}


@contextmanager
def _quiet() -> Iterator[None]:
    """WeasyPrint leaves its own colour profile open until it is freed, a moment later."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"unclosed file .*\.icc", category=ResourceWarning)
        yield


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


def _source(template: str, context: Mapping[str, Any]) -> HTML:
    return HTML(
        string=render_to_string(template, dict(context)),
        base_url=f"http://{STATIC_HOST}/",
        url_fetcher=OurStaticFiles(),
    )


def _qr(address: str) -> SafeString:
    """The address as a square to be read by a telephone; made of numbers alone, so it is safe markup."""
    return SafeString(segno.make(address, error="m", micro=False).svg_inline(border=1, omitsize=True))


def _round(paper: Mapping[str, Any]) -> Attachment:
    at = datetime.fromisoformat(paper["made_at"])
    return Attachment(
        string=canonical(paper["round"]).decode(),
        name="putaran.json",
        description="Isi putaran yang dilaporkan; SHA-256-nya tercetak pada bukti lapor",
        relationship="Data",
        created=at,
        modified=at,
    )


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
