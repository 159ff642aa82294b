"""Reading the budget code of a state-budget (APBN) line in its parts.

``047.01.CM.5678.QDB.001``: bagian anggaran, unit, program, kegiatan, KRO, RO, and a komponen where one is written. Until
the fiscal year 2020 the programme had two digits and an output stood where KRO and RO stand now
(``047.01.06.2793.001``). People write partial codes (``5678.QDB.001``): the parts are recognised wherever the code
begins. What looks unusual draws a warning and is never refused: the code books change each year.
"""

import re
from dataclasses import dataclass

FIRST_YEAR_OF_KRO = 2021

_SECTION, _UNIT = ("Bagian anggaran", r"\d{3}"), ("Unit eselon I", r"\d{2}")
_ACTIVITY, _COMPONENT = ("Kegiatan", r"\d{4}"), ("Komponen", r"\d{3}")
_NOW = (_SECTION, _UNIT, ("Program", "[A-Z]{2}"), _ACTIVITY, ("KRO", "[A-Z]{3}"), ("RO", r"\d{3}"), _COMPONENT)
_BEFORE = (
    _SECTION,
    _UNIT,
    ("Program", r"\d{2}"),
    _ACTIVITY,
    ("Keluaran", r"\d{3}"),
    ("Subkeluaran", r"\d{3}"),
    _COMPONENT,
)


@dataclass(frozen=True, slots=True)
class CodePart:
    """``Kegiatan``, ``5678``."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class BudgetCode:
    """parts: empty where the code was not recognised. warning: an Indonesian sentence, or ""."""

    raw: str
    parts: tuple[CodePart, ...]
    warning: str

    @property
    def section(self) -> str:
        """The code's bagian anggaran, "" where it does not begin with one."""
        return self.parts[0].text if self.parts and self.parts[0].label == _SECTION[0] else ""


def tidy_code(raw: str) -> str:
    """Without spaces, in capitals, with points between the parts: as it is stored."""
    return re.sub(r"[\s.]+", ".", raw.strip().upper()).strip(".")


def read_budget_code(raw: str, *, fiscal_year: int, section: str = "") -> BudgetCode:
    """The parts of a code. ``section``: the organization's known bagian anggaran, to compare with; "" for unknown."""
    code = tidy_code(raw)
    if not code:
        return BudgetCode(code, (), "")
    usual, other = (_NOW, _BEFORE) if fiscal_year >= FIRST_YEAR_OF_KRO else (_BEFORE, _NOW)
    parts = _match(code, usual)
    if not parts:
        parts = _match(code, other)
        return BudgetCode(code, parts, _unusual(fiscal_year, is_of_other_years=bool(parts)))
    read = BudgetCode(code, parts, "")
    if section and read.section and read.section != section:
        return BudgetCode(
            code, parts, f"Bagian anggaran {read.section} bukan bagian anggaran instansi ini ({section})."
        )
    return read


def _match(code: str, slots: tuple[tuple[str, str], ...]) -> tuple[CodePart, ...]:
    """The parts by the slots they fit, from the first slot where all of them fit; () where none does."""
    texts = code.split(".")
    for start in range(len(slots) - len(texts) + 1):
        pairs = list(zip(slots[start:], texts, strict=False))
        if all(re.fullmatch(pattern, text, re.ASCII) for (_, pattern), text in pairs):
            return tuple(CodePart(label, text) for (label, _), text in pairs)
    return ()


def _unusual(fiscal_year: int, *, is_of_other_years: bool) -> str:
    if is_of_other_years:
        when = "mulai tahun 2021" if fiscal_year < FIRST_YEAR_OF_KRO else "sampai tahun 2020"
        return f"Susunan kode ini berlaku {when}; periksa kembali untuk tahun anggaran {fiscal_year}."
    usual = "047.01.CM.5678.QDB.001" if fiscal_year >= FIRST_YEAR_OF_KRO else "047.01.06.2793.001"
    return f"Susunan kode tidak lazim; biasanya seperti {usual}, boleh sebagian. Kode tetap disimpan seperti tertulis."
