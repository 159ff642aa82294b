"""CSV files we write: read back by our own reader, and no text that a spreadsheet would run."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest

from ranpptppo.lib.csv_files import write_csv
from ranpptppo.lib.spreadsheets import read_spreadsheet
from ranpptppo.lib.workbooks import Value


def written(*rows: list[Value]) -> bytes:
    file = io.BytesIO()
    write_csv(file, ["Nama", "Nilai"], rows)
    assert not file.closed
    return file.getvalue()


def test_it_begins_with_a_mark_and_has_semicolons_and_decimal_commas() -> None:
    content = written(['Béda; "dua"', Decimal("1234.50")], ["Nol", 0], ["Kosong", None])
    assert content == '\ufeffNama;Nilai\r\n"Béda; ""dua""";1234,50\r\nNol;0\r\nKosong;\r\n'.encode()


def test_our_own_reader_reads_it() -> None:
    rows = list(read_spreadsheet(io.BytesIO(written(["Satu\nbaris", Decimal("1.5")])), "a.csv").first_sheet.rows)
    assert [row.cells for row in rows] == [["Nama", "Nilai"], ["Satu\nbaris", "1,5"]]


@pytest.mark.parametrize("text", ["=1+1", "+62811", "-5", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_text_is_never_a_formula(text: str) -> None:
    assert f"'{text}" in written([text, None]).decode()


def test_a_negative_number_stays_a_number() -> None:
    assert written(["a", Decimal("-1.5")], ["b", -3]).decode().endswith("a;-1,5\r\nb;-3\r\n")
