"""Broken, locked and nested archives, and bombs: refused with a sentence, before they cost memory."""

import io
import struct
import zipfile

import pytest
import xlsxwriter

from ranpptppo.lib import spreadsheet_guards as guards
from tests.lib.spreadsheet_files import ods_bytes, plain_workbook, refusal, with_member, workbook_bytes

SHEET_XML = "xl/worksheets/sheet1.xml"


def test_an_archive_renamed_to_a_workbook_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("foto.jpg", b"x")
    assert "bukan lembar kerja" in refusal(target.getvalue())


def test_a_broken_workbook_is_refused() -> None:
    content = plain_workbook()
    assert "rusak" in refusal(content[: len(content) // 2])
    assert "rusak" in refusal(with_member(content, "xl/workbook.xml", b"<workbook"))
    assert "rusak" in refusal(guards.OLE_START + bytes(600), "matriks.xls")


def test_a_binary_workbook_is_named() -> None:
    assert "XLSB" in refusal(with_member(b"PK\x05\x06" + bytes(18), "xl/workbook.bin", b"x"))


def test_a_locked_archive_is_named() -> None:
    content = bytearray(plain_workbook())
    for start, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.find(start) + offset] |= guards.ENCRYPTED
    assert "kata sandi" in refusal(bytes(content))


def test_an_archive_inside_the_archive_is_refused() -> None:
    nested = with_member(plain_workbook(), "xl/embeddings/inner.bin", plain_workbook())
    assert "arsip di dalam arsip" in refusal(nested)


def test_a_zip_bomb_is_refused_before_anything_parses_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def parsed(_content: bytes) -> None:
        raise AssertionError("a bomb must not reach the reader")

    monkeypatch.setattr("ranpptppo.lib.spreadsheets.check_cells", parsed)
    bomb = with_member(plain_workbook(), SHEET_XML, b"<c>" * 20_000_000)
    assert len(bomb) < 1_000_000
    assert refusal(bomb) == guards.BOMB


def test_a_bomb_that_claims_to_be_small_is_refused() -> None:
    bomb = bytearray(with_member(plain_workbook(), SHEET_XML, bytes(60_000_000)))
    for start, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        position = bomb.rfind(start)
        bomb[position + offset : position + offset + 4] = struct.pack("<I", 100)
    with zipfile.ZipFile(io.BytesIO(bytes(bomb))) as archive:
        assert archive.getinfo(SHEET_XML).file_size == 100
    assert refusal(bytes(bomb)) == guards.BOMB


def test_an_archive_that_declares_too_much_is_refused_without_unpacking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "MAX_UNPACKED_BYTES", 1_000)
    assert refusal(plain_workbook()) == guards.BOMB


def test_an_archive_of_too_many_members_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "MAX_ARCHIVE_MEMBERS", 3)
    assert refusal(plain_workbook()) == guards.BOMB


def test_a_sheet_that_claims_to_be_gigantic_is_refused() -> None:
    def fill(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet()
        sheet.write(0, 0, 1)
        sheet.write(1_048_575, 16_383, 1)

    content = workbook_bytes(fill)
    assert len(content) < 10_000
    assert refusal(content) == guards.TOO_MANY_CELLS


def test_a_sheet_of_a_little_too_many_cells_is_refused() -> None:
    def fill(workbook: xlsxwriter.Workbook) -> None:
        workbook.add_worksheet().write(20_000, 100, 1)

    assert refusal(workbook_bytes(fill)) == guards.TOO_MANY_CELLS


@pytest.mark.parametrize(
    ("rows", "columns", "sentence"),
    [(5_000, 1_000, guards.TOO_MANY_CELLS), (1_048_576, 16_384, guards.BROKEN)],
)
def test_an_ods_that_repeats_itself_is_refused(rows: int, columns: int, sentence: str) -> None:
    """Beyond a bound of its own the reader refuses such a file; below it we count the cells."""
    cells = (
        f'<table:table-row table:number-rows-repeated="{rows}"><table:table-cell '
        f'table:number-columns-repeated="{columns}" office:value-type="float" office:value="1"/></table:table-row>'
    )
    assert refusal(ods_bytes(cells), "matriks.ods") == sentence
