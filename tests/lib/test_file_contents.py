"""What stands in a file: numbers that look like a NIK, lists of people, scripts; looked at by another process."""

from __future__ import annotations

import subprocess
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter

from ranpptppo.lib import file_contents
from ranpptppo.lib.file_contents import Contents, look_into
from ranpptppo.lib.file_probe import identity_numbers, person_rows, probe
from ranpptppo.lib.file_types import DOCX, PDF, PPTX, XLSX, UnacceptableFile
from tests.evidence_files import locked_pdf, office, pdf, pdf_with_attachment, pdf_with_script, photo


def workbook(*rows: tuple[object, ...]) -> bytes:
    written = BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Rekap")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return written.getvalue()


PEOPLE = [(f"Contoh {number}", 20 + number) for number in range(7)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("NIK 3201010101010001.", 1),
        ("3201 0141 0101 0001 dan 320101-410101-0001", 1),
        ("3201014101010001 3201014101010002", 2),
        ("9471010101010001", 1),
        ("0001010101010001 tanpa provinsi, 3200010101010001 tanpa kabupaten", 0),
        ("3201013201010001 hari ke-32, 3201010113010001 bulan ke-13", 0),
        ("32010101010100012 tujuh belas angka", 0),
        ("Rp 1.234.567.890.123.456", 0),
        ("2024-01-01 2024-12-31", 0),
    ],
)
def test_a_nik_has_a_province_and_a_day_of_birth(text: str, count: int) -> None:
    assert len(identity_numbers(text)) == count


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        ([["REKAP"], ["No", "Nama  Korban", "Usia"], *[["1", "Contoh", "20"]] * 6], 6),
        ([["NIK"], *[["x"]] * 5], 5),
        ([["Nama"], ["Contoh"], ["Contoh"]], 0),
        ([["Nama kegiatan", "Nama provinsi"], *[["a", "b"]] * 9], 0),
        ([], 0),
    ],
)
def test_a_list_of_people_is_a_heading_with_many_rows_below(rows: list[list[str]], count: int) -> None:
    assert person_rows(rows) == count


@pytest.mark.parametrize(
    ("content", "content_type", "numbers", "people"),
    [
        (pdf("Angka 12", "NIK 3201010101010001"), PDF, 1, 0),
        (pdf(), PDF, 0, 0),
        (photo(), "image/jpeg", 0, 0),
        (office("docx", main="<w:p><w:t>320101</w:t><w:t>0101010001</w:t></w:p>"), DOCX, 1, 0),
        (office("docx", main="<w:tc>32010101</w:tc><w:tc>01010001</w:tc>"), DOCX, 0, 0),
        (office("pptx", ppt__slides__slide1="<a:t>3201010101010001</a:t>"), PPTX, 1, 0),
        (workbook(("Nama", "Usia"), *PEOPLE), XLSX, 0, 7),
        (workbook(("Wilayah", "Jumlah"), ("Jawa Barat", 3201010101010001.0)), XLSX, 1, 0),
        (workbook(("Wilayah", "Jumlah"), ("Jawa Barat", 12)), XLSX, 0, 0),
        (b"apa saja", "application/msword", 0, 0),
    ],
)
def test_text_is_found_in_each_kind_of_file(content: bytes, content_type: str, numbers: int, people: int) -> None:
    answer = {"numbers": 0, "person_rows": 0, **probe(content, content_type)}
    assert (answer["numbers"], answer["person_rows"]) == (numbers, people)


@pytest.mark.parametrize(
    ("content", "content_type", "sentence"),
    [
        (pdf_with_script(), PDF, "memuat skrip"),
        (pdf_with_attachment(), PDF, "berkas lain sebagai lampiran"),
        (locked_pdf(), PDF, "kata sandi"),
        (b"%PDF-1.7\n<<>>", PDF, "rusak"),
        (photo()[:100], "image/jpeg", "rusak"),
        (office("xlsx"), XLSX, "rusak"),
    ],
)
def test_what_is_not_accepted_says_why(content: bytes, content_type: str, sentence: str) -> None:
    with pytest.raises(UnacceptableFile, match=sentence):
        look_into(BytesIO(content), content_type)


def test_another_process_looks_and_what_it_found_becomes_a_sentence() -> None:
    found = look_into(BytesIO(workbook(("NIK", "Nama"), *[(3201010101010001.0, "Contoh")] * 6)), XLSX)
    assert found == Contents(numbers=1, person_rows=6)
    assert found.finding == (
        "Berkas ini memuat 1 nomor yang menyerupai NIK dan daftar 6 baris di bawah kolom nama atau NIK."
    )
    assert Contents(0, 0).finding == ""


@pytest.mark.parametrize("ends", ["killed", "too late"])
def test_a_file_that_breaks_or_outlasts_that_process_is_refused(monkeypatch: pytest.MonkeyPatch, ends: str) -> None:
    def run(command: list[str], **options: Any) -> subprocess.CompletedProcess[bytes]:
        if ends == "too late":
            raise subprocess.TimeoutExpired(command, options["timeout"])
        return subprocess.CompletedProcess(command, -9, b"", b"")

    monkeypatch.setattr(file_contents.subprocess, "run", run)
    with pytest.raises(UnacceptableFile, match="tidak dapat diperiksa"):
        look_into(BytesIO(pdf()), PDF)
