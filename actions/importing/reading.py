"""From a spreadsheet to rows: every cell read, every problem with its sheet, row and column. No database."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from io import BytesIO
from itertools import pairwise
from typing import BinaryIO

from actions.enums import Accumulation, Direction, Measure, TagKind
from actions.importing import vocabulary as words
from actions.importing.rows import MatrixFile, MatrixRow, Problem, Severity
from actions.models.indicator import text_key
from ranpptppo.lib.formats import number
from ranpptppo.lib.numbers import Understanding, parse_number
from ranpptppo.lib.spreadsheet_guards import MAX_BYTES, SpreadsheetError, read_within_limit
from ranpptppo.lib.spreadsheets import Row, Sheet, column_positions, read_spreadsheet

HEADER_ROWS = 10
MAX_TEXT = 500


def read_matrix(file: BinaryIO, name: str, *, years: range) -> MatrixFile:
    """Read a matrix of a plan that covers ``years``; what cannot be read is a problem, never an exception."""
    matrix = MatrixFile(name=name)
    try:
        content = read_within_limit(file, MAX_BYTES)
        matrix.sha256 = hashlib.sha256(content).hexdigest()
        workbook = read_spreadsheet(BytesIO(content), name, fill_merged=True)
    except SpreadsheetError as error:
        matrix.problems.append(Problem(Severity.ERROR, str(error)))
        return matrix
    matrix.problems += [Problem(Severity.WARNING, notice) for notice in workbook.notices]
    _SheetReader(workbook.first_sheet, matrix, years).read()
    return matrix


class _SheetReader:
    """Reads one sheet into ``matrix``."""

    def __init__(self, sheet: Sheet, matrix: MatrixFile, years: range) -> None:
        self.sheet, self.matrix, self.years = sheet, matrix, years
        self.columns: dict[str, int] = {}
        self.firsts: dict[str, Row] = {}
        self.keys: dict[tuple[str, str], int] = {}

    def read(self) -> None:
        header = self._find_header()
        if header is None:
            return
        if self.sheet.merged:
            ranges = ", ".join(list(self.sheet.merged)[:5])
            self._file_problem(Severity.WARNING, f"Ada sel gabungan ({ranges}); isinya dibaca untuk setiap baris.")
        for row in self.sheet.rows:
            if row.number > header.number:
                self._read_row(row)
        if not self.matrix.rows and not any(p.severity is Severity.ERROR for p in self.matrix.problems):
            self._file_problem(Severity.ERROR, "Tidak ada baris indikator di bawah baris judul.")

    def _find_header(self) -> Row | None:
        for row in list(self.sheet.rows)[:HEADER_ROWS]:
            columns = dict(column_positions(row))
            if "nomor" in columns and "indikator" in columns:
                return self._check_header(row, columns)
        self._file_problem(
            Severity.ERROR,
            "Baris judul tidak ditemukan. Baris judul memuat antara lain kolom nomor, kegiatan, dan indikator.",
        )
        return None

    def _check_header(self, header: Row, columns: dict[str, int]) -> Row | None:
        missing = [name for name in words.REQUIRED if name not in columns]
        if missing:
            self._problem(Severity.ERROR, header, "", f"Kolom wajib tidak ada: {', '.join(missing)}.")
            return None
        for name, position in columns.items():
            year = _target_year(name)
            if year is None and name not in words.REQUIRED and name not in words.OPTIONAL:
                self._problem(Severity.WARNING, header, "", f"Kolom “{name}” tidak dikenal dan diabaikan.")
            elif year is not None and year not in self.years:
                span = f"{self.years.start}–{self.years.stop - 1}"
                self._problem(Severity.ERROR, header, "", f"Kolom {name} di luar tahun rencana {span}.")
            else:
                self.columns[name] = position
        self.matrix.years = sorted(year for name in self.columns if (year := _target_year(name)) is not None)
        return header

    def _read_row(self, row: Row) -> None:
        reader = _RowReader(self, row, self._first_of_action(row))
        result = reader.read()
        if result is None:
            return
        key = (result.number, result.code or text_key(result.indicator))
        if key in self.keys:
            self._problem(
                Severity.ERROR, row, "indikator", f"Indikator ini sudah ada pada baris {self.keys[key]} (nomor sama)."
            )
            return
        self.keys[key] = row.number
        self.matrix.rows.append(result)

    def _first_of_action(self, row: Row) -> Row:
        """The row that introduced the action; later rows of the same number agree with it or leave its cells empty."""
        return self.firsts.setdefault(row.text(self.columns["nomor"]), row)

    def _problem(self, severity: Severity, row: Row, column: str, sentence: str) -> None:
        address = row.address(self.columns[column]) if column in self.columns else ""
        self.matrix.problems.append(Problem(severity, sentence, self.sheet.name, row.number, column, address))

    def _file_problem(self, severity: Severity, sentence: str) -> None:
        self.matrix.problems.append(Problem(severity, sentence, self.sheet.name))


class _RowReader:
    """Reads one row; collects its problems and answers a row only when there is no error."""

    def __init__(self, sheet: _SheetReader, row: Row, first: Row) -> None:
        self.sheet, self.row, self.first = sheet, row, first
        self.has_error = False

    def read(self) -> MatrixRow | None:
        number_text = self._required("nomor")
        self._check_agreement()
        measure = self._word("jenis_ukuran", words.MEASURES)
        accumulation = self._word("perhitungan", words.ACCUMULATIONS[Measure(measure)]) if measure else ""
        direction = self._word("arah", words.DIRECTIONS)
        targets = self._targets(measure, direction)
        is_additive = self._additive(measure, accumulation)
        row = MatrixRow(
            row=self.row.number,
            cluster=self._cluster(),
            strategy=self._text("strategi"),
            number=number_text,
            title=self._required("kegiatan"),
            lead=self._required("penanggung_jawab").upper(),
            supports=self._codes("instansi_pendukung"),
            reporters=self._codes("pelapor_tambahan"),
            code=self._text("kode_indikator"),
            indicator=" ".join(self._required("indikator").split()),
            unit=self._required("satuan"),
            measure=measure,
            accumulation=accumulation,
            direction=direction,
            numerator_label=self._text("pembilang"),
            denominator_label=self._text("penyebut"),
            baseline=self._number("baseline"),
            baseline_year=self._year("tahun_baseline"),
            targets=targets,
            locations=self._codes("lokus"),
            tags=self._tags(),
            weight=self._weight(),
            is_additive=is_additive,
            allows_over=self._yes("boleh_lebih"),
        )
        self._check_reporters(row)
        return None if self.has_error else row

    # Cells

    def _text(self, column: str) -> str:
        if column not in self.sheet.columns:
            return ""
        text = self.row.text(self.sheet.columns[column])
        if not text and column in words.OF_THE_ACTION:
            text = self.first.text(self.sheet.columns[column])
        if len(text) > MAX_TEXT:
            self._error(column, f"Teks terlalu panjang: {len(text)} huruf, paling banyak {MAX_TEXT}.")
        return text

    def _required(self, column: str) -> str:
        text = self._text(column)
        if not text:
            self._error(column, f"Kolom {column} kosong.")
        return text

    def _word(self, column: str, vocabulary: Mapping[str, Measure | Accumulation | Direction]) -> str:
        """One of the vocabulary's words as the model's value; an empty text where there is none."""
        text = " ".join(self._required(column).split()).casefold()
        if text and text not in vocabulary:
            choices = f"pilihannya: {', '.join(vocabulary)}" if vocabulary else "jenis ukurannya belum benar"
            self._error(column, f"“{text}” tidak berlaku di sini; {choices}.")
        return str(vocabulary[text]) if text in vocabulary else ""

    def _yes(self, column: str) -> bool:
        text = self._text(column).casefold()
        if text not in words.YES_NO:
            self._error(column, f"Tulis “ya” atau kosongkan, bukan “{text}”.")
        return words.YES_NO.get(text, False)

    def _codes(self, column: str) -> tuple[str, ...]:
        parts = [part.strip().upper() for part in self._text(column).split(";")]
        return tuple(dict.fromkeys(part for part in parts if part))

    def _number(self, column: str) -> Decimal | None:
        if column not in self.sheet.columns:
            return None
        parsed = parse_number(self.row.value(self.sheet.columns[column]))
        if parsed.understanding is Understanding.ERROR:
            self._error(column, parsed.sentence)
        elif parsed.understanding is Understanding.QUESTIONED:
            understood = f" Dibaca sebagai {number(parsed.value)}." if parsed.value is not None else ""
            self._note(Severity.QUESTION, column, f"{parsed.sentence}{understood}")
        return parsed.value

    def _year(self, column: str) -> int | None:
        text = self._text(column)
        if not text:
            return None
        if not (text.isdecimal() and len(text) == 4):
            self._error(column, f"“{text}” bukan tahun.")
            return None
        return int(text)

    def _cluster(self) -> int:
        text = self._required("klaster")
        if text and not text.isdecimal():
            self._error("klaster", f"“{text}” bukan nomor klaster.")
        return int(text) if text.isdecimal() else 0

    def _weight(self) -> Decimal:
        weight = self._number("bobot")
        if weight is None:
            return Decimal(1)
        if weight <= 0:
            self._error("bobot", "Bobot harus lebih dari 0.")
        return weight

    def _tags(self) -> frozenset[tuple[str, str]]:
        tags: set[tuple[str, str]] = set()
        for column, kind, vocabulary in (
            ("sektor", TagKind.SECTOR, words.SECTORS),
            ("prinsip", TagKind.PRINCIPLE, words.PRINCIPLES),
            ("sumber_dana", TagKind.FUNDING, words.FUNDING),
        ):
            for part in self._text(column).split(";"):
                word = " ".join(part.split()).casefold()
                if word and word not in vocabulary:
                    self._error(column, f"“{part.strip()}” tidak dikenal; pilihannya: {', '.join(vocabulary)}.")
                elif word:
                    tags.add((kind.value, str(vocabulary[word])))
        return frozenset(tags)

    # Targets

    def _targets(self, measure: str, direction: str) -> dict[int, Decimal]:
        targets = {}
        for year in self.sheet.matrix.years:
            target = self._target(f"{words.TARGET}{year}", measure)
            if target is not None:
                targets[year] = target
        if measure != Measure.MILESTONE:
            self._check_course(targets, direction)
        return targets

    def _target(self, column: str, measure: str) -> Decimal | None:
        text = self._text(column).casefold()
        if not text:
            return None
        if measure == Measure.MILESTONE:
            if text != "ya":
                self._error(column, f"Target capaian ya/tidak ditulis “ya” atau dikosongkan, bukan “{text}”.")
            return Decimal(1)
        if text == "ya":
            self._error(column, "“ya” hanya berlaku untuk indikator capaian ya/tidak; tulis angkanya.")
            return None
        return self._number(column)

    def _check_course(self, targets: Mapping[int, Decimal], direction: str) -> None:
        """Targets that move against ``arah`` draw a warning, not an error."""
        years = sorted(targets)
        for before, after in pairwise(years):
            falls, rises = targets[after] < targets[before], targets[after] > targets[before]
            if (direction == Direction.RISING and falls) or (direction == Direction.FALLING and rises):
                self._note(
                    Severity.WARNING,
                    f"{words.TARGET}{after}",
                    f"Target {number(targets[after])} bergerak berlawanan dengan arah dari {number(targets[before])}.",
                )

    # Agreement

    def _additive(self, measure: str, accumulation: str) -> bool:
        is_additive = self._yes("dijumlahkan")
        if is_additive and (measure == Measure.MILESTONE or accumulation == Accumulation.LATEST):
            self._error("dijumlahkan", "Nilai terakhir dan capaian ya/tidak tidak pernah dijumlahkan.")
        return is_additive

    def _check_agreement(self) -> None:
        if self.first is self.row:
            return
        for column in words.OF_THE_ACTION:
            if column not in self.sheet.columns:
                continue
            position = self.sheet.columns[column]
            mine, theirs = self.row.text(position), self.first.text(position)
            if mine and theirs and mine != theirs:
                self._error(column, f"Berbeda dari baris {self.first.number}, padahal nomornya sama: “{theirs}”.")

    def _check_reporters(self, row: MatrixRow) -> None:
        strangers = [code for code in row.reporters if code not in row.supports]
        if strangers:
            self._error("pelapor_tambahan", f"{', '.join(strangers)} bukan instansi pendukung aksi ini.")

    def _error(self, column: str, sentence: str) -> None:
        self.has_error = True
        self._note(Severity.ERROR, column, sentence)

    def _note(self, severity: Severity, column: str, sentence: str) -> None:
        self.sheet._problem(severity, self.row, column, sentence)


def _target_year(column: str) -> int | None:
    digits = column.removeprefix(words.TARGET)
    return int(digits) if column.startswith(words.TARGET) and digits.isdecimal() and len(digits) == 4 else None
