"""Run as a program of its own: opens the file on standard input under limits and says what is in it.

``file_probe.py MEDIA-TYPE`` prints ``{"error": "", "numbers": 3, "person_rows": 0}``. ``error`` is "", "locked",
"broken", "script" or "attachment"; ``numbers`` how many numbers look like a NIK; ``person_rows`` how many rows stand
under a heading such as *Nama* or *NIK*. A file that needs more memory or time ends this process instead of the one
that asked (ranpptppo.lib.file_contents). Text is read for a few seconds at most: enough for any report of a hundred
pages.
"""

from __future__ import annotations

import io
import json
import re
import resource
import runpy
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2 as pdfium
from PIL import Image
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

# Isolated, this program finds nothing of the project: the one definition is run where it lies.
_SHARED = runpy.run_path(str(Path(__file__).with_name("identity_numbers.py")))
identity_numbers: Callable[[str], set[str]] = _SHARED["identity_numbers"]

MEMORY_BYTES = 1_500_000_000
PROCESSOR_SECONDS = 20
READING_SECONDS = 6.0
MAX_TEXT = 30_000_000
MAX_ROWS = 20_000
HEADING_ROWS = 15
MANY_ROWS = 5  # fewer than these under a heading "Nama" are a signature block, not a list of people

HEADING = re.compile(
    r"(nama|nama (lengkap|korban|anak|saksi|penyintas|klien|peserta)|nik|n\.i\.k\.?"
    r"|no\.? ?(nik|ktp|kk)|nomor (induk kependudukan|nik|ktp|kk))"
)
# Keys and actions of a PDF that run something, or carry another file.
SCRIPT = re.compile(rb"/(JS|JavaScript|Launch)(?![A-Za-z0-9])")
ATTACHMENT = re.compile(rb"/(EmbeddedFiles|EF)(?![A-Za-z0-9])")
TEXT_PARTS = re.compile(r"(word/[^/]+|ppt/slides/[^/]+|ppt/notesSlides/[^/]+)\.xml")
ENDS = re.compile(r"</(?:w:p|w:tc|a:p|a:tc)>")
TAG = re.compile(r"<[^>]*>")


def person_rows(rows: list[list[str]]) -> int:
    """How many rows stand under a heading that names people, at least ``MANY_ROWS`` of them; else 0."""
    for place, row in enumerate(rows[:HEADING_ROWS]):
        for column, cell in enumerate(row):
            if HEADING.fullmatch(" ".join(cell.split()).lower()):
                below = sum(1 for later in rows[place + 1 :] if column < len(later) and later[column].strip())
                if below >= MANY_ROWS:
                    return below
    return 0


def probe_pdf(content: bytes) -> dict[str, Any]:
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            error = _active_part(document)
    except pikepdf.PasswordError:
        error = "locked"
    except pikepdf.PdfError:
        error = "broken"
    if error:
        return {"error": error}
    until = time.monotonic() + READING_SECONDS
    numbers: set[str] = set()
    try:
        pages = pdfium.PdfDocument(content)
        for page in pages:
            numbers |= identity_numbers(page.get_textpage().get_text_range())
            if time.monotonic() > until:
                break
    except pdfium.PdfiumError:
        return {"error": "broken"}
    return {"numbers": len(numbers)}


def _active_part(document: pikepdf.Pdf) -> str:
    """ "script" or "attachment" where the document carries one, wherever in it."""
    until = time.monotonic() + READING_SECONDS
    if not len(document.pages):
        return "broken"
    for part in document.objects:
        if isinstance(part, pikepdf.Dictionary):
            written = part.unparse(resolved=True)
            if SCRIPT.search(written):
                return "script"
            if ATTACHMENT.search(written):
                return "attachment"
        if time.monotonic() > until:
            break
    return ""


def probe_workbook(content: bytes) -> dict[str, Any]:
    until = time.monotonic() + READING_SECONDS
    numbers: set[str] = set()
    rows_of_people = 0
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
            for name in workbook.sheet_names:
                rows = []
                for row in workbook.get_sheet_by_name(name).iter_rows():
                    rows.append([_cell_text(cell) for cell in row])
                    numbers |= identity_numbers("\n".join(rows[-1]))
                    if len(rows) >= MAX_ROWS or time.monotonic() > until:
                        break
                rows_of_people += person_rows(rows)
    except PasswordError:
        return {"error": "locked"}
    except CalamineError:
        return {"error": "broken"}
    return {"numbers": len(numbers), "person_rows": rows_of_people}


def _cell_text(cell: Any) -> str:
    """A number as its digits: Excel keeps a NIK typed as a number, with its last digit lost."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def probe_document(content: bytes) -> dict[str, Any]:
    """The text of a Word or PowerPoint package, run by run: an editor splits a number wherever it likes."""
    try:
        numbers = set().union(*(identity_numbers(text) for text in _texts(content)))
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError, ValueError):
        return {"error": "broken"}
    return {"numbers": len(numbers)}


def _texts(content: bytes) -> Iterator[str]:
    left = MAX_TEXT
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if left > 0 and TEXT_PARTS.fullmatch(name):
                with archive.open(name) as part:
                    xml = part.read(left)
                left -= len(xml)
                yield TAG.sub("", ENDS.sub("\n", xml.decode("utf-8", "replace")))


def probe_photo(content: bytes) -> dict[str, Any]:
    try:
        Image.open(io.BytesIO(content), formats=["JPEG", "PNG", "WEBP"]).verify()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return {"error": "broken"}
    return {}


def probe(content: bytes, content_type: str) -> dict[str, Any]:
    """What is in a file of a type that file_types.identify() gave; of old Word and PowerPoint files nothing is read."""
    if content_type == "application/pdf":
        return probe_pdf(content)
    if content_type.startswith("image/"):
        return probe_photo(content)
    if "excel" in content_type or "spreadsheetml" in content_type:
        return probe_workbook(content)
    return probe_document(content) if "openxmlformats" in content_type else {}


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answer = {"error": "", "numbers": 0, "person_rows": 0, **probe(sys.stdin.buffer.read(), sys.argv[1])}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
