"""From a spreadsheet to rows of accounts: every cell read, every problem with its row and column. No database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from clusters.enums import Role
from clusters.importing.headings import find_heading, region_code
from ranpptppo.lib.formats import number
from ranpptppo.lib.import_problems import Problem, Severity
from ranpptppo.lib.spreadsheets import (
    Row,
    Sheet,
    SpreadsheetError,
    cell_address,
    read_spreadsheet,
)

REQUIRED = ("kode_wilayah", "nama", "surel", "peran")
OPTIONAL = ("wilayah", "kode_instansi", "nama_instansi", "nama_singkat", "jabatan", "telepon")
PERSON = ("nama", "surel")
LENGTHS = {
    "kode_instansi": 40,
    "nama_instansi": 200,
    "nama_singkat": 60,
    "nama": 120,
    "surel": 254,
    "jabatan": 120,
    "telepon": 30,
}
ROLES: Mapping[str, Role] = {
    "operator": Role.OPERATOR,
    "pejabat pengesah": Role.ENDORSER,
    "pengesah": Role.ENDORSER,
    "verifikator": Role.VERIFIER,
    "sekretariat": Role.SECRETARIAT,
    "pimpinan": Role.EXECUTIVE,
}
MAX_ROWS = 2_000
MAX_BYTES = 10_000_000


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One person as the file has it; texts are trimmed, the e-mail is lower case, codes are upper case."""

    row: int
    region: str
    body_code: str
    body_name: str
    body_short_name: str
    name: str
    email: str
    role: Role
    position: str
    phone: str


@dataclass(slots=True)
class AccountFile:
    """``columns``: each known heading's column, from 0. ``blank``: rows of the template that nobody filled in."""

    name: str
    sheet: str = ""
    columns: Mapping[str, int] = field(default_factory=dict)
    rows: list[AccountRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    blank: int = 0

    def error_at(self, row: int, column: str, sentence: str) -> Problem:
        """``row``: its number in the file."""
        address = cell_address(row, self.columns[column]) if column in self.columns else ""
        return Problem(Severity.ERROR, sentence, self.sheet, row, column, address)


def read_accounts(file: BinaryIO, name: str) -> AccountFile:
    """Read the accounts of a file; what cannot be read is a problem, never an exception."""
    found = AccountFile(name=PurePath(name).name)
    try:
        workbook = read_spreadsheet(file, name, max_bytes=MAX_BYTES)
    except SpreadsheetError as error:
        found.problems.append(Problem(Severity.ERROR, str(error)))
        return found
    found.problems += [Problem(Severity.WARNING, notice) for notice in workbook.notices]
    heading = find_heading(workbook, found, required=REQUIRED, optional=OPTIONAL, markers={"kode_wilayah", "surel"})
    if heading is not None:
        _read_rows(*heading, found)
    return found


def _read_rows(sheet: Sheet, heading: Row, found: AccountFile) -> None:
    filled = []
    for row in (row for row in sheet.rows if row.number > heading.number):
        if any(row.text(found.columns[name]) for name in PERSON):
            filled.append(row)
        else:
            found.blank += 1
    if len(filled) > MAX_ROWS:
        found.problems.append(
            Problem(Severity.ERROR, f"Lebih dari {number(MAX_ROWS)} akun: bagi berkas ini menjadi beberapa berkas.")
        )
        return
    if not filled:
        found.problems.append(Problem(Severity.ERROR, "Tidak ada baris yang nama atau surelnya diisi.", found.sheet))
    firsts: dict[str, int] = {}
    for row in filled:
        read = _RowReader(row, found).read()
        if read is None:
            continue
        if read.email in firsts:
            sentence = f"Surel ini sudah ada pada baris {firsts[read.email]}."
            found.problems.append(found.error_at(row.number, "surel", sentence))
            continue
        firsts[read.email] = row.number
        found.rows.append(read)


class _RowReader:
    """Reads one row; collects its problems and answers a row only when there is none."""

    def __init__(self, row: Row, found: AccountFile) -> None:
        self.row, self.found = row, found
        self.has_error = False

    def read(self) -> AccountRow | None:
        read = AccountRow(
            row=self.row.number,
            region=self._region(),
            body_code=self._text("kode_instansi").upper(),
            body_name=self._text("nama_instansi"),
            body_short_name=self._text("nama_singkat"),
            name=self._required("nama"),
            email=self._email(),
            role=self._role(),
            position=self._text("jabatan"),
            phone=self._text("telepon"),
        )
        return None if self.has_error else read

    def _text(self, column: str) -> str:
        if column not in self.found.columns:
            return ""
        text = " ".join(self.row.text(self.found.columns[column]).split())
        longest = LENGTHS.get(column)
        if longest is not None and len(text) > longest:
            self._error(column, f"Teks terlalu panjang: {len(text)} huruf, paling banyak {longest}.")
        return text

    def _required(self, column: str) -> str:
        text = self._text(column)
        if not text:
            self._error(column, f"Kolom {column} kosong.")
        return text

    def _region(self) -> str:
        self._required("kode_wilayah")
        return region_code(self.row, self.found.columns["kode_wilayah"])

    def _email(self) -> str:
        text = self._required("surel").lower()
        try:
            validate_email(text or "kosong@contoh.go.id")
        except ValidationError:
            self._error("surel", f"“{text}” bukan alamat surel.")
        return text

    def _role(self) -> Role:
        text = self._required("peran").casefold()
        if text and text not in ROLES:
            self._error("peran", f"“{text}” bukan peran; pilihannya: {', '.join(ROLES)}.")
        return ROLES.get(text, Role.OPERATOR)

    def _error(self, column: str, sentence: str) -> None:
        self.has_error = True
        self.found.problems.append(self.found.error_at(self.row.number, column, sentence))
