"""What a file is, by its content and never by its name."""

from __future__ import annotations

import zipfile
from typing import BinaryIO

PDF = "application/pdf"
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
HEAD = 16


def content_type_of(file: BinaryIO) -> str | None:
    """The media type of a PDF, JPEG, PNG, WebP or Office document; ``None`` for anything else."""
    file.seek(0)
    head = file.read(HEAD)
    for signature, content_type in SIGNATURES:
        if head.startswith(signature):
            return content_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return _office_type(file) if head.startswith(b"PK\x03\x04") else None


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
