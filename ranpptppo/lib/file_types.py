"""What a file is, by its content and never by its name."""

from __future__ import annotations

import zipfile
from typing import BinaryIO

PDF = "application/pdf"
PHOTOS = frozenset({"image/jpeg", "image/png", "image/webp"})
SIGNATURES = (
    (b"%PDF-", PDF),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
)
OFFICE = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
# Office before 2007: one kind of container, told apart by the name of its main stream.
OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLE_STREAMS = {
    "WordDocument": "application/msword",
    "Workbook": "application/vnd.ms-excel",
    "PowerPoint Document": "application/vnd.ms-powerpoint",
}
MACROS = "_VBA_PROJECT"
HEAD = 16


def has_pages(content_type: str) -> bool:
    """Can its pages be drawn? Office documents would need an office suite: they are offered for download only."""
    return content_type == PDF or content_type in PHOTOS


def content_type_of(file: BinaryIO) -> str | None:
    """The media type of a PDF, JPEG, PNG, WebP or Office document; ``None`` for anything else."""
    file.seek(0)
    head = file.read(HEAD)
    for signature, content_type in SIGNATURES:
        if head.startswith(signature):
            return content_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head.startswith(OLE_START):
        return _old_office_type(file)
    return _office_type(file) if head.startswith(b"PK\x03\x04") else None


def _old_office_type(file: BinaryIO) -> str | None:
    """The kind of an old Office document, from the names in its directory; none of those with macros."""
    file.seek(0)
    content = file.read()
    if MACROS.encode("utf-16-le") in content:
        return None
    found = (kind for stream, kind in OLE_STREAMS.items() if stream.encode("utf-16-le") in content)
    return next(found, None)


def _office_type(file: BinaryIO) -> str | None:
    """The kind of an Office document, from the names in its archive; nothing is unpacked."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile:
        return None
    if "[Content_Types].xml" not in names or any(name.endswith("vbaProject.bin") for name in names):
        return None
    return next((kind for prefix, kind in OFFICE.items() if any(name.startswith(prefix) for name in names)), None)
