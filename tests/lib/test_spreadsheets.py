"""Reading what people send: rows, addresses, encodings, merged cells, kinds of files."""

import io
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter

from ranpptppo.lib import spreadsheet_guards as guards
from ranpptppo.lib.spreadsheets import FileKind, Row, cell_address, column_positions, read_spreadsheet, text_of
from tests.lib.spreadsheet_files import ods_bytes, plain_workbook, refusal, workbook_bytes

# --- CSV -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_csv_is_read_with_the_separator_it_uses(separator: str) -> None:
    text = f'klaster{separator}kegiatan\n1{separator}"a{separator}b"\n'
    book = read_spreadsheet(io.BytesIO(text.encode()), "matriks.csv")
    assert book.kind is FileKind.CSV
    assert [row.cells for row in book.first_sheet.rows] == [["klaster", "kegiatan"], ["1", f"a{separator}b"]]
    assert book.notices == []


def test_rows_keep_their_numbers_across_blank_and_two_line_rows() -> None:
    rows = read_spreadsheet(io.BytesIO(b'a,b\n\n,\n"satu\ndua",2\n3,4\n'), "matriks.csv").first_sheet.rows
    assert [row.number for row in rows] == [1, 4, 5]
    assert rows[1].address(1) == "B4"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_encodings_are_read_without_a_notice(encoding: str) -> None:
    book = read_spreadsheet(io.BytesIO("nama,catatan\nKemenko PMK,“é”\n".encode(encoding)), "matriks.csv")
    assert book.first_sheet.rows[0].text(0) == "nama"
    assert book.first_sheet.rows[1].text(1) == "“é”"
    assert book.notices == []


def test_cp1252_is_read_and_said() -> None:
    book = read_spreadsheet(io.BytesIO("nama,catatan\nA,“é” – ya\n".encode("cp1252")), "matriks.csv")
    assert book.first_sheet.rows[1].text(1) == "“é” – ya"
    assert "Windows-1252" in book.notices[0]


def test_an_unknown_encoding_is_refused() -> None:
    assert "Pengodean" in refusal(b"nama\n\x81\x8d\n", "matriks.csv")
    assert "rusak" in refusal(b"\xff\xfea", "matriks.csv")


def test_an_endless_quote_is_refused_with_its_row() -> None:
    assert refusal(b'a,b\n"' + b"x" * 200_000, "matriks.csv").startswith("Baris 2 tidak dapat dibaca")


def test_a_csv_with_too_many_cells_is_refused() -> None:
    assert "juta sel" in refusal((b"," * 999 + b"\n") * 2_001, "matriks.csv")


# --- Workbooks -----------------------------------------------------------------------------------


def test_a_workbook_keeps_types_rows_and_addresses() -> None:
    def fill(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet("Matriks")
        sheet.write_row("C3", ["nomor", 2.5, True])
        sheet.write_datetime("C7", datetime(2024, 10, 21), workbook.add_format({"num_format": "yyyy-mm-dd"}))  # noqa: DTZ001

    book = read_spreadsheet(io.BytesIO(workbook_bytes(fill)), "matriks.xlsx")
    first, second = book.first_sheet.rows
    assert (book.kind, book.first_sheet.name) == (FileKind.XLSX, "Matriks")
    assert (first.number, first.address(2), first.value(3), first.text(3), first.text(4)) == (3, "C3", 2.5, "2.5", "ya")
    assert (second.number, second.text(2)) == (7, "2024-10-21")
    assert (first.text(99), first.value(99)) == ("", "")


def test_zero_is_a_value_and_a_row_of_spaces_is_none() -> None:
    def fill(workbook: xlsxwriter.Workbook) -> None:
        workbook.add_worksheet().write_column(0, 0, ["a", "  ", 0])

    rows = read_spreadsheet(io.BytesIO(workbook_bytes(fill)), "matriks.xlsx").first_sheet.rows
    assert [(row.number, row.text(0)) for row in rows] == [(1, "a"), (3, "0")]


def merged(workbook: xlsxwriter.Workbook) -> None:
    sheet = workbook.add_worksheet("Matriks")
    sheet.write_row(0, 0, ["kegiatan", "indikator"])
    sheet.merge_range("A2:A3", "Sosialisasi")
    sheet.write("B2", "peserta")
    sheet.write("B3", "kegiatan")


@pytest.mark.parametrize(("fill_merged", "second"), [(False, ""), (True, "Sosialisasi")])
def test_merged_cells_are_named_and_repeated_only_on_request(fill_merged: bool, second: str) -> None:
    content = io.BytesIO(workbook_bytes(merged))
    sheet = read_spreadsheet(content, "matriks.xlsx", fill_merged=fill_merged).first_sheet
    assert sheet.merged == ["A2:A3"]
    assert [row.text(0) for row in sheet.rows] == ["kegiatan", "Sosialisasi", second]


def test_a_hidden_sheet_is_not_the_first() -> None:
    def fill(workbook: xlsxwriter.Workbook) -> None:
        hidden, shown = workbook.add_worksheet("Kode"), workbook.add_worksheet("Matriks")
        hidden.write(0, 0, "x")
        shown.activate()
        shown.set_first_sheet()
        hidden.hide()

    book = read_spreadsheet(io.BytesIO(workbook_bytes(fill)), "matriks.xlsx")
    assert [(sheet.name, sheet.is_hidden) for sheet in book.sheets] == [("Kode", True), ("Matriks", False)]
    assert book.first_sheet.name == "Matriks"


def test_an_ods_file_is_read() -> None:
    cells = (
        '<table:table-row><table:table-cell office:value-type="string"><text:p>nomor</text:p></table:table-cell>'
        '<table:table-cell office:value-type="float" office:value="12.5"><text:p>12,5</text:p></table:table-cell>'
        "</table:table-row>"
    )
    book = read_spreadsheet(io.BytesIO(ods_bytes(cells)), "matriks.ods")
    assert book.kind is FileKind.ODS
    assert [row.cells for row in book.first_sheet.rows] == [["nomor", 12.5]]


def test_an_old_xls_file_is_read() -> None:
    """The file was made once with xlwt, which is no dependency of ours."""
    with Path(__file__).with_name("files").joinpath("matriks-contoh.xls").open("rb") as file:
        book = read_spreadsheet(file, "matriks.xls", fill_merged=True)
    rows = book.first_sheet.rows
    assert (book.kind, book.first_sheet.name, book.first_sheet.merged) == (FileKind.XLS, "Matriks CONTOH", ["A4:A5"])
    assert [(row.number, row.text(0), row.value(1), row.text(2)) for row in rows[1:]] == [
        (4, "1.1", 12.5, "2024-10-21"),
        (5, "1.1", 0, ""),
    ]


# --- What is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"%PDF-1.7\n1 0 obj", "matriks.pdf"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "matriks.xlsx"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "matriks.xls"),
        (b"\xef\xbb\xbf <?xml version='1.0'?><a/>", "matriks.csv"),
        (b"a,b\n1,\x002\n", "matriks.csv"),
        (b"MZ\x90\x00", "matriks.csv"),
    ],
)
def test_a_file_that_is_no_spreadsheet_is_refused(content: bytes, name: str) -> None:
    assert refusal(content, name).startswith("Berkas ini bukan lembar kerja.")


def test_a_text_renamed_to_a_workbook_is_refused() -> None:
    assert "berakhiran .xlsx" in refusal(b"a,b\n1,2\n", "matriks.xlsx")


def test_a_workbook_renamed_to_csv_is_read_by_its_content() -> None:
    assert read_spreadsheet(io.BytesIO(plain_workbook()), "matriks.csv").kind is FileKind.XLSX


def test_an_empty_file_is_refused() -> None:
    assert refusal(b"") == "Berkas ini kosong."


def test_a_file_of_fifty_megabytes_is_refused_before_it_is_parsed() -> None:
    sentence = refusal(b"a" * guards.MAX_BYTES, "matriks.csv")
    assert sentence.startswith("Berkas terlalu besar: batasnya kurang dari 50 MB.")


def test_the_size_limit_can_be_set() -> None:
    assert "kurang dari 1 MB" in refusal(b"a" * 1_000_000, "matriks.csv", max_bytes=1_000_000)


# --- Small things --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "address"), [(0, "A7"), (25, "Z7"), (26, "AA7"), (701, "ZZ7"), (702, "AAA7"), (16_383, "XFD7")]
)
def test_addresses(column: int, address: str) -> None:
    assert cell_address(7, column) == address


def test_cells_as_text() -> None:
    assert [text_of(cell) for cell in ("\u00a0 a ", 53.07, 2024.0, 3, False)] == ["a", "53.07", "2024", "3", "tidak"]


def test_headings_are_found_whatever_their_case() -> None:
    assert list(column_positions(Row(1, ["Klaster ", "", "TARGET_2020"]))) == [("klaster", 0), ("target_2020", 2)]
