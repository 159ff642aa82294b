"""A file is judged by its content, never by its name."""

from __future__ import annotations

from io import BytesIO

import pytest

from ranpptppo.lib.file_types import UnacceptableFile, identify
from tests.evidence_files import OLE, office, package, pdf, photo


def ole(*streams: str) -> bytes:
    return OLE + b"".join(stream.encode("utf-16-le") for stream in streams)


@pytest.mark.parametrize(
    ("content", "name", "content_type"),
    [
        (pdf(), "laporan.pdf", "application/pdf"),
        (pdf(), "laporan", "application/pdf"),
        (photo(), "FOTO.JPG", "image/jpeg"),
        (photo("PNG"), "foto.png", "image/png"),
        (photo("WEBP"), "foto.webp", "image/webp"),
        (office("docx"), "surat.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (office("xlsx"), "rekap.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (office("pptx"), "paparan.pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        (ole("WordDocument"), "surat.doc", "application/msword"),
        (ole("Workbook"), "rekap.xls", "application/vnd.ms-excel"),
        (ole("PowerPoint Document"), "paparan.ppt", "application/vnd.ms-powerpoint"),
    ],
)
def test_what_people_attach_is_recognized(content: bytes, name: str, content_type: str) -> None:
    assert identify(BytesIO(content), name) == content_type


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (office("docm"), "surat.docx", "memuat makro"),
        (office("xlsx", xl__vbaProject="x").replace(b"vbaProject.xml", b"vbaProject.bin"), "r.xlsx", "memuat makro"),
        (office("xlsx", xl__macrosheets__sheet1="x"), "rekap.xlsx", "memuat makro"),
        (ole("Workbook", "_VBA_PROJECT"), "rekap.xls", "memuat makro"),
        (ole("EncryptedPackage"), "surat.docx", "kata sandi"),
        (ole("Lain"), "pemasang.msi", "tidak diterima"),
        (package("[Content_Types].xml", "word/document.xml"), "surat.docx", "tidak diterima"),
        (package("catatan.txt"), "arsip.docx", "tidak diterima"),
        (b"PK\x03\x04" + b"0" * 40, "rusak.docx", "rusak"),
        (b"MZ\x90\x00" + b"0" * 50, "program.pdf", "tidak diterima"),
        (b"<html>", "halaman.pdf", "tidak diterima"),
        (b" " + pdf(), "bergeser.pdf", "tidak diterima"),
        (pdf() + package("x"), "berekor.pdf", "arsip ZIP"),
        (photo() + package("x"), "berekor.jpg", "arsip ZIP"),
        (pdf(), "surat.docx", "berakhiran .docx, tetapi isinya PDF"),
        (photo("PNG"), "foto.jpg", "ganti akhirannya menjadi .png"),
        (office("xlsx"), "surat.docx", "isinya lembar kerja Excel"),
    ],
)
def test_what_is_not_accepted_says_why(content: bytes, name: str, sentence: str) -> None:
    with pytest.raises(UnacceptableFile, match=sentence):
        identify(BytesIO(content), name)
