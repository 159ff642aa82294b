"""Reading the files that ship with the project: a mistake is said with its file and row."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ranpptppo.lib.reference_files import ReferenceFileError, ReferenceRow, read_rows


def row(**texts: str) -> ReferenceRow:
    return ReferenceRow("contoh.csv", 7, texts)


def test_rows_are_numbered_as_in_the_file_and_trimmed(tmp_path: Path) -> None:
    path = tmp_path / "contoh.csv"
    path.write_text("\ufeffkode,nama,lain\n1, satu ,x\n2\n", encoding="utf-8")
    first, second = read_rows(path, ["kode", "nama"])
    assert (first.number, first.text("nama")) == (2, "satu")
    assert (second.number, second.text("nama")) == (3, "")


def test_cells_are_understood() -> None:
    cells = row(hari="2024-10-21", kosong="", nilai="1.234,5", tahun="2024", daftar="a; b;;c ")
    assert (cells.day("hari"), cells.day("kosong")) == (date(2024, 10, 21), None)
    assert (cells.amount("nilai"), cells.whole("tahun")) == (Decimal("1234.5"), 2024)
    assert cells.items("daftar") == ["a", "b", "c"]
    assert cells.meaning("tahun", {"2024": "kini"}) == "kini"


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (lambda cells: cells.required("kosong"), "contoh.csv baris 7: kolom kosong harus diisi."),
        (lambda cells: cells.required_day("kosong"), "contoh.csv baris 7: kolom kosong harus diisi."),
        (lambda cells: cells.day("kata"), "“x” pada kolom kata bukan tanggal seperti 2024-10-21"),
        (lambda cells: cells.whole("kata"), "“x” pada kolom kata bukan bilangan bulat"),
        (lambda cells: cells.amount("kata"), "“x” bukan angka"),
        (lambda cells: cells.meaning("kata", {"y": 1}), "“x” tidak dikenal pada kolom kata (misalnya “y”)"),
    ],
)
def test_a_wrong_cell_is_named(question: object, sentence: str) -> None:
    assert callable(question)
    with pytest.raises(ReferenceFileError) as refused:
        question(row(kosong="", kata="x"))
    assert sentence in str(refused.value)


def test_a_wrong_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "contoh.csv"
    with pytest.raises(ReferenceFileError, match="tidak ada"):
        read_rows(path, ["kode"])
    path.write_text("nama\n")
    with pytest.raises(ReferenceFileError, match="kolom kode tidak ada"):
        read_rows(path, ["kode"])
    path.write_bytes("kode\né\n".encode("cp1252"))
    with pytest.raises(ReferenceFileError, match="UTF-8"):
        read_rows(path, ["kode"])
