"""Real files of a few hundred bytes for tests of evidence: what people upload, and what nobody should."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pikepdf
from PIL import Image

CONTENT_TYPES = "[Content_Types].xml"
MAIN = {
    "docx": ("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"),
    "pptx": (
        "ppt/presentation.xml",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
    ),
    "docm": ("word/document.xml", "application/vnd.ms-word.document.macroEnabled.main+xml"),
}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def pdf(*texts: str) -> bytes:
    """A PDF with a page for each text; one page says CONTOH where none is given."""
    document = pikepdf.new()
    for text in texts or ("CONTOH",):
        page = document.add_blank_page(page_size=(595, 842))
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=document.make_indirect(font)))
        page.obj.Contents = document.make_stream(f"BT /F1 24 Tf 72 720 Td ({text}) Tj ET".encode("latin-1"))
    return _saved(document)


def pdf_with_script() -> bytes:
    document = pikepdf.open(BytesIO(pdf()))
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    return _saved(document)


def pdf_with_attachment() -> bytes:
    document = pikepdf.open(BytesIO(pdf()))
    document.attachments["korban.txt"] = b"rahasia"
    return _saved(document)


def locked_pdf() -> bytes:
    document = pikepdf.open(BytesIO(pdf()))
    written = BytesIO()
    document.save(written, encryption=pikepdf.Encryption(user="rahasia", owner="rahasia"))
    return written.getvalue()


def _saved(document: pikepdf.Pdf) -> bytes:
    written = BytesIO()
    document.save(written, deterministic_id=True)
    return written.getvalue()


def photo(kind: str = "JPEG", size: tuple[int, int] = (640, 480), *, with_place: bool = False) -> bytes:
    """A photo; ``with_place`` as a telephone writes it: turned, with its camera and the coordinates in EXIF."""
    image = Image.new("RGB", size, (30, 90, 160))
    exif = Image.Exif()
    if with_place:
        exif[0x0112] = 6  # turned by 90 degrees
        exif[0x010F] = "KAMERA-RAHASIA"
        exif.get_ifd(0x8825)[1] = "S"
        exif.get_ifd(0x8825)[2] = (6.0, 10.0, 30.0)
    written = BytesIO()
    image.save(written, kind, exif=exif)
    return written.getvalue()


def office(kind: str = "docx", **members: str) -> bytes:
    """A package as Office writes it, ``members`` beside its main part ("word__x" is word/x.xml)."""
    part, media_type = MAIN[kind]
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as archive:
        types = f'<Types><Override PartName="/{part}" ContentType="{media_type}"/></Types>'
        archive.writestr(CONTENT_TYPES, types)
        archive.writestr(part, members.pop("main", "<x/>"))
        for name, content in members.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return written.getvalue()


def package(*names: str) -> bytes:
    """A ZIP archive with these names in it."""
    written = BytesIO()
    with ZipFile(written, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return written.getvalue()
