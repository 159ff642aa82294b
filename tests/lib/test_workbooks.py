"""XLSX files we write: numbers are numbers, dates are dates, and no text becomes a formula."""

import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from ranpptppo.lib.spreadsheets import Row, read_spreadsheet
from ranpptppo.lib.workbooks import Column, ColumnKind, SheetContent, Value, sheet_name, write_workbook

AT = datetime(2026, 11, 23, 7, 2, tzinfo=UTC)


def written(columns: list[Column], rows: list[list[Value]], notes: tuple[str, ...] = ()) -> bytes:
    return write_workbook([SheetContent("Matriks", columns, rows, notes)], title="Matriks CONTOH", created_at=AT)


def rows_of(content: bytes) -> list[Row]:
    return list(read_spreadsheet(io.BytesIO(content), "matriks.xlsx").first_sheet.rows)


def sheet_xml(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read("xl/worksheets/sheet1.xml").decode()


def test_values_come_back_with_their_types() -> None:
    columns = [
        Column("Nomor"),
        Column("Nilai", ColumnKind.NUMBER),
        Column("Capaian", ColumnKind.PERCENT),
        Column("Pagu", ColumnKind.RUPIAH),
        Column("Tanggal", ColumnKind.DAY),
        Column("Diajukan", ColumnKind.MOMENT),
    ]
    row: list[Value] = ["1.10", Decimal("1234.5000"), Decimal("89.96"), 7_488_725_925, date(2024, 10, 21), AT]
    _heading, first = rows_of(written(columns, [row]))
    assert first.cells[:4] == ["1.10", 1234.5, 89.96, 7_488_725_925]
    assert first.value(4) == date(2024, 10, 21)
    assert first.value(5) == datetime(2026, 11, 23, 14, 2)  # noqa: DTZ001  a workbook knows no time zone; this is WIB


def test_nothing_and_zero_differ() -> None:
    content = written([Column("A"), Column("B", ColumnKind.NUMBER), Column("C", ColumnKind.NUMBER)], [["x", None, 0]])
    assert rows_of(content)[1].cells == ["x", "", 0]


@pytest.mark.parametrize("text", ["=1+1", "+62811", "-5", "@SUM(A1)", '=HYPERLINK("https://contoh")', "{=1}", "\t=1"])
def test_a_text_is_never_a_formula(text: str) -> None:
    content = written([Column("A")], [[text]])
    assert rows_of(content)[1].text(0) == text.strip()
    assert "<f>" not in sheet_xml(content)


def test_a_text_with_a_link_or_a_number_stays_a_text() -> None:
    assert rows_of(written([Column("A")], [["https://contoh.go.id"], ["007"]]))[2].value(0) == "007"


def test_control_characters_and_endless_texts_do_not_break_the_file() -> None:
    rows = rows_of(written([Column("A")], [["a\x00\x0bb"], ["x" * 40_000]]))
    assert rows[1].value(0) == "ab"
    assert rows[2].text(0).endswith("x…")
    assert len(rows[2].text(0)) == 32_767


def test_the_heading_is_frozen_below_the_notes_and_can_be_filtered() -> None:
    content = written([Column("A"), Column("B")], [["x", "y"]], notes=("Matriks CONTOH",))
    assert [row.number for row in rows_of(content)] == [1, 3, 4]
    xml = sheet_xml(content)
    assert 'ySplit="3"' in xml
    assert '<autoFilter ref="A3:B4"/>' in xml


def test_a_row_of_another_length_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="zip"):
        written([Column("A"), Column("B")], [["x"]])


def test_the_same_content_gives_the_same_bytes() -> None:
    assert written([Column("A")], [["x"]]) == written([Column("A")], [["x"]])


@pytest.mark.parametrize(
    ("text", "name"),
    [("Klaster 1: [Pencegahan]", "Klaster 1   Pencegahan"), ("'a'", "a"), ("x" * 40, "x" * 31), ("", "Lembar")],
)
def test_sheet_names_are_those_excel_accepts(text: str, name: str) -> None:
    assert sheet_name(text) == name
