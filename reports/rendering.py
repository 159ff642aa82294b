"""The one door to WeasyPrint: from a template and figures to the bytes of a PDF.

The same figures, templates and versions give the same bytes, in any process: dates, identifier and addresses come from
the figures, fonts and pictures from static/. The file is tagged PDF/A-3a and carries its figures as an attachment.
Imported by tasks only: WeasyPrint and its libraries do not belong into web processes.
"""

import gc
import hashlib
import mimetypes
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pypdfium2
import segno
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from fontTools.ttLib import woff2
from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from reports.binding import cut_fragment
from reports.charts import Chart, draw, drawing_of
from reports.enums import DocumentKind
from reports.freezing import canonical
from reports.outline import Outline
from reports.part_drawings import part_drawings
from reports.part_writer import PartContent

PART = "reports/pdf/part.html"
STYLE = "css/report.css"
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
STATIC_HOST = "static.invalid"  # a name that no resolver knows; only OurStaticFiles answers for it
PROJECT = Path(__file__).resolve().parent.parent
SHAPING = (  # what decides, besides its content, how a part looks
    "templates/reports/pdf/**/*.html",
    "static/css/report*.css",
    "static/fonts/*",
    "static/img/**/*.svg",
    "reports/drawings.py",
    "reports/part_drawings.py",
    "reports/outline.py",
    "reports/part_addresses.py",
    "reports/binding/*.py",
    "reports/templatetags/*.py",
    "ranpptppo/lib/formats.py",
    "ranpptppo/lib/roman.py",
)


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
        data = _unpacked_font(found) if found.suffix == ".woff2" else found.read_bytes()
        return URLFetcherResponse(url, data, {"Content-Type": kind})


@dataclass(frozen=True)
class PrintedPart:
    """A part as a fragment to be bound, and what it announced: headings, tables, figures (reports.outline)."""

    fragment: bytes
    outline: dict[str, Any]
    pages: int


def print_part(content: PartContent) -> PrintedPart:
    """A part alone, tagged; the same content gives the same bytes.

    Raises ChartError, ForeignAddressError, and what WeasyPrint raises.
    """
    outline = Outline(chapters=content["chapters"], appendices=content["appendices"])
    charts = draw(part_drawings(content["template"], content["data"]))
    frame = {"template": content["template"], "layout": content["layout"], "head": content["head"]}
    address = content["data"].get("check_address")
    qr = _qr(address) if address else ""
    source = _source(PART, {**content["data"], **frame, "outline": outline, "charts": charts, "qr": qr})
    with _no_garbage_collection(), _quiet():
        fragment, pages = _fragment(source, content_key(content)[:12])
    gc.collect()  # of the pages laid out, so that the next part finds their memory free
    return PrintedPart(fragment, outline.frozen(), pages)


def _fragment(source: HTML, prefix: str) -> tuple[bytes, int]:
    """What WeasyPrint would write, cut for the binder, and how many pages it has; nothing is written."""
    look = _look()
    document = source.render(font_config=look.fonts, stylesheets=[look.css], **_options([]))
    cut: list[bytes] = []

    def finisher(_document: Any, pdf: Any) -> None:
        cut.append(cut_fragment(pdf, f"{prefix}-").write())
        del pdf.objects[1:]

    document.write_pdf(finisher=finisher, **_options([]))
    return cut[0], len(document.pages)


@dataclass(frozen=True)
class Look:
    """The parts' style sheet, read, and the fonts that it names, loaded."""

    css: CSS
    fonts: FontConfiguration


@cache
def _look() -> Look:
    """Once in a process: a tenth of a part's time, and each set of fonts leaves a megabyte behind in their libraries."""
    fonts, fetcher = FontConfiguration(), OurStaticFiles()
    css = CSS(url=f"http://{STATIC_HOST}/{STYLE}", url_fetcher=fetcher, font_config=fonts)
    return Look(css, fonts)


def content_key(content: PartContent) -> str:
    """The hash of all that decides how the part looks: its content, our templates and styles, WeasyPrint's version."""
    return hashlib.sha256(canonical(content) + templates_version().encode()).hexdigest()


@cache
def templates_version() -> str:
    """The hash of everything besides its content that shapes a printed part."""
    digest = hashlib.sha256(f"{version('weasyprint')} {version('vl-convert-python')}".encode())
    for pattern in SHAPING:
        for path in sorted(PROJECT.glob(pattern)):
            digest.update(path.relative_to(PROJECT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


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
    paper = {"name": "Bahan rapat", "facts": [], "missing": None, **paper}  # which older ones do not say
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


@cache
def _unpacked_font(path: Path) -> bytes:
    """As OpenType, once in a process: unpacking our seven for every part took a tenth of its time."""
    font = BytesIO()
    woff2.decompress(BytesIO(path.read_bytes()), font)
    return font.getvalue()


def _source(template: str, context: Mapping[str, Any]) -> HTML:
    return HTML(
        string=render_to_string(template, dict(context)),
        base_url=f"http://{STATIC_HOST}/",
        url_fetcher=OurStaticFiles(),
    )


def _qr(address: str) -> SafeString:
    """The address as a square to be read by a telephone; the title, which readers of the screen hear, is escaped."""
    square = segno.make(address, error="m", micro=False)
    return SafeString(square.svg_inline(border=1, omitsize=True, title=f"Kode QR: {address}"))


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
