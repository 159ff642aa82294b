"""What a file is, by its content and never by its name; and what of its kind is not accepted."""

from __future__ import annotations

import zipfile
from pathlib import PurePath
from typing import BinaryIO

PDF = "application/pdf"
PHOTOS = frozenset({"image/jpeg", "image/png", "image/webp"})
SIGNATURES = (
    (b"%PDF-", PDF),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
)
# Office since 2007: a package says in [Content_Types].xml what its main part is.
OPEN_XML = "application/vnd.openxmlformats-officedocument."
DOCX = f"{OPEN_XML}wordprocessingml.document"
XLSX = f"{OPEN_XML}spreadsheetml.sheet"
PPTX = f"{OPEN_XML}presentationml.presentation"
OFFICE = ((DOCX, "word/document.xml"), (XLSX, "xl/workbook.xml"), (PPTX, "ppt/presentation.xml"))
CONTENT_TYPES = "[Content_Types].xml"
MAX_CONTENT_TYPES = 2_000_000
MACRO_NAMES = ("vbaproject.bin", "vbadata.xml")
MACRO_SHEETS = "xl/macrosheets/"
# Office before 2007: one kind of container, told apart by the name of its main stream.
OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLE_STREAMS = {
    "WordDocument": "application/msword",
    "Workbook": "application/vnd.ms-excel",
    "PowerPoint Document": "application/vnd.ms-powerpoint",
}
OLE_MACROS = "_VBA_PROJECT"
OLE_ENCRYPTED = "EncryptedPackage"
HEAD = 16

# What the name may end in, and what people call it.
KNOWN = {
    PDF: ((".pdf",), "PDF"),
    "image/jpeg": ((".jpg", ".jpeg", ".jfif"), "gambar JPEG"),
    "image/png": ((".png",), "gambar PNG"),
    "image/webp": ((".webp",), "gambar WebP"),
    DOCX: ((".docx",), "dokumen Word"),
    XLSX: ((".xlsx",), "lembar kerja Excel"),
    PPTX: ((".pptx",), "presentasi PowerPoint"),
    "application/msword": ((".doc",), "dokumen Word lama"),
    "application/vnd.ms-excel": ((".xls",), "lembar kerja Excel lama"),
    "application/vnd.ms-powerpoint": ((".ppt",), "presentasi PowerPoint lama"),
}

UNKNOWN = "Jenis berkas ini tidak diterima. Unggah PDF, gambar, atau dokumen Office tanpa makro."
MACROS = "Dokumen ini memuat makro. Simpan tanpa makro (misalnya sebagai .docx atau .xlsx), lalu unggah lagi."
LOCKED = "Berkas ini dikunci dengan kata sandi. Simpan tanpa kata sandi, lalu unggah lagi."
BROKEN = "Berkas ini rusak dan tidak dapat dibuka. Simpan atau pindai ulang, lalu unggah lagi."
HIDDEN_ARCHIVE = "Di belakang isi berkas ini tersimpan arsip ZIP. Simpan ulang berkasnya, lalu unggah lagi."


class UnacceptableFile(Exception):
    """The file is not accepted; the text is an Indonesian sentence for whoever sent it."""


def has_pages(content_type: str) -> bool:
    """Can its pages be drawn? Office documents would need an office suite: they are offered for download only."""
    return content_type == PDF or content_type in PHOTOS


def identify(file: BinaryIO, name: str) -> str:
    """The media type of a PDF, JPEG, PNG, WebP or Office document named ``name``. Raises :class:`UnacceptableFile`."""
    content_type = _content_type(file)
    endings, word = KNOWN[content_type]
    ending = PurePath(name).suffix.lower()
    if ending and ending not in endings:
        raise UnacceptableFile(
            f"Nama berkas berakhiran {ending}, tetapi isinya {word}. "
            f"Periksa berkasnya; bila memang itu yang dimaksud, ganti akhirannya menjadi {endings[0]}."
        )
    return content_type


def _content_type(file: BinaryIO) -> str:
    file.seek(0)
    head = file.read(HEAD)
    if head.startswith(OLE_START):
        return _old_office_type(file)
    if head.startswith(b"PK\x03\x04"):
        return _office_type(file)
    found = next((kind for signature, kind in SIGNATURES if head.startswith(signature)), None)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        found = "image/webp"
    if found is None:
        raise UnacceptableFile(UNKNOWN)
    if zipfile.is_zipfile(file):
        raise UnacceptableFile(HIDDEN_ARCHIVE)
    return found


def _old_office_type(file: BinaryIO) -> str:
    """The kind of an old Office document, from the names in its directory; none of those with macros."""
    file.seek(0)
    content = file.read()
    if OLE_ENCRYPTED.encode("utf-16-le") in content:
        raise UnacceptableFile(LOCKED)
    if OLE_MACROS.encode("utf-16-le") in content:
        raise UnacceptableFile(MACROS)
    for stream, kind in OLE_STREAMS.items():
        if stream.encode("utf-16-le") in content:
            return kind
    raise UnacceptableFile(UNKNOWN)


def _office_type(file: BinaryIO) -> str:
    """The kind of an Office package, from the type that it declares for its main part, which must be there."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            types = archive.open(CONTENT_TYPES).read(MAX_CONTENT_TYPES).decode("utf-8", "replace")
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError, ValueError) as error:
        raise UnacceptableFile(BROKEN) from error
    except KeyError as error:
        raise UnacceptableFile(UNKNOWN) from error
    lower = [name.lower() for name in names]
    if "macroenabled" in types.lower() or any(
        name.endswith(MACRO_NAMES) or name.startswith(MACRO_SHEETS) for name in lower
    ):
        raise UnacceptableFile(MACROS)
    for kind, main_part in OFFICE:
        if f"{kind}.main+xml" in types and main_part in names:
            return kind
    raise UnacceptableFile(UNKNOWN)
