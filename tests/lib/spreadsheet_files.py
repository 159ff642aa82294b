"""Files for the tests of the spreadsheet reader, good and bad; all made here, none bigger than it must be."""

import io
import zipfile
from collections.abc import Callable

import pytest
import xlsxwriter

from ranpptppo.lib import spreadsheet_guards as guards
from ranpptppo.lib.spreadsheets import SpreadsheetError, read_spreadsheet


def workbook_bytes(fill: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as workbook:
        fill(workbook)
    return target.getvalue()


def plain_workbook() -> bytes:
    return workbook_bytes(lambda workbook: workbook.add_worksheet("Matriks").write_row(0, 0, ["nomor", 1]))


def with_member(content: bytes, name: str, replacement: bytes) -> bytes:
    """The same archive with one member replaced or added."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            if member.filename != name:
                new.writestr(member.filename, old.read(member))
        new.writestr(name, replacement)
    return target.getvalue()


def ods_bytes(cells: str) -> bytes:
    """An OpenDocument spreadsheet with one sheet of the given rows of XML."""
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {names}><office:body><office:spreadsheet>'
        f'<table:table table:name="Matriks">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" '
        'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", guards.ODS_TYPE)
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return target.getvalue()


def refusal(content: bytes, name: str = "matriks.xlsx", max_bytes: int = guards.MAX_BYTES) -> str:
    """The sentence with which the file is refused."""
    with pytest.raises(SpreadsheetError) as refused:
        read_spreadsheet(io.BytesIO(content), name, max_bytes=max_bytes)
    return str(refused.value)
