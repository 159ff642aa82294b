"""Budget codes: recognised in parts, warned about when unusual, never refused."""

import pytest

from ranpptppo.lib.budget_codes import read_budget_code, tidy_code


def labels(raw: str, fiscal_year: int = 2024) -> list[tuple[str, str]]:
    return [(part.label, part.text) for part in read_budget_code(raw, fiscal_year=fiscal_year).parts]


def test_a_full_code_is_shown_in_its_parts() -> None:
    assert labels("047.01.CM.5678.QDB.001.051") == [
        ("Bagian anggaran", "047"),
        ("Unit eselon I", "01"),
        ("Program", "CM"),
        ("Kegiatan", "5678"),
        ("KRO", "QDB"),
        ("RO", "001"),
        ("Komponen", "051"),
    ]


@pytest.mark.parametrize(
    ("raw", "first"),
    [("5678.QDB.001", "Kegiatan"), ("QDB.001", "KRO"), ("047", "Bagian anggaran"), ("CM.5678", "Program")],
)
def test_a_partial_code_is_recognised_and_not_warned_about(raw: str, first: str) -> None:
    code = read_budget_code(raw, fiscal_year=2024, section="047")
    assert code.parts[0].label == first
    assert code.warning == ""


def test_until_2020_the_programme_has_digits_and_there_is_no_kro() -> None:
    assert labels("047.01.06.2793.001", 2020)[2:] == [("Program", "06"), ("Kegiatan", "2793"), ("Keluaran", "001")]
    assert read_budget_code("047.01.06.2793.001", fiscal_year=2020).warning == ""


@pytest.mark.parametrize(
    ("raw", "year", "says"),
    [
        ("047.01.06.2793.001", 2021, "sampai tahun 2020"),
        ("047.01.CM.5678.QDB.001", 2020, "mulai tahun 2021"),
        ("4.7.x", 2024, "tidak lazim"),
        ("1.02.01.2.01", 2024, "tidak lazim"),
    ],
)
def test_an_unusual_code_draws_a_warning(raw: str, year: int, says: str) -> None:
    assert says in read_budget_code(raw, fiscal_year=year).warning


def test_the_bagian_anggaran_of_another_institution_draws_a_warning() -> None:
    code = read_budget_code("027.01.CM.5678.QDB.001", fiscal_year=2024, section="047")
    assert code.warning == "Bagian anggaran 027 bukan bagian anggaran instansi ini (047)."
    assert len(code.parts) == 6


@pytest.mark.parametrize(
    ("raw", "stored"),
    [(" 047.01.cm.5678.qdb.001 ", "047.01.CM.5678.QDB.001"), ("5678 QDB 001", "5678.QDB.001"), ("", ""), (".", "")],
)
def test_a_code_is_tidied_as_it_is_stored(raw: str, stored: str) -> None:
    assert tidy_code(raw) == stored


def test_no_code_has_no_parts_and_no_warning() -> None:
    code = read_budget_code("", fiscal_year=2024)
    assert (code.parts, code.warning, code.section) == ((), "", "")
