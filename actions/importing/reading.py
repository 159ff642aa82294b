"""From a spreadsheet to rows: every cell read, every problem with its sheet, row and column. No database."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from io import BytesIO
from itertools import pairwise
from typing import BinaryIO

from actions.enums import Accumulation, Direction, Measure, TagKind
from actions.importing import vocabulary as words
from actions.importing.headings import Heading, find_heading, is_row_of_column_numbers, notes_on_merged, target_year
from actions.importing.rows import MatrixFile, MatrixRow
from actions.models.indicator import text_key
from ranpptppo.lib.formats import number
from ranpptppo.lib.import_problems import Problem, Severity
from ranpptppo.lib.numbers import Understanding, parse_number
from ranpptppo.lib.spreadsheet_guards import MAX_BYTES, SpreadsheetError, read_within_limit
from ranpptppo.lib.spreadsheets import Row, read_spreadsheet

MAX_ROWS = 5_000
MAX_PROBLEMS = 1_000
NOTHING = {"-", "–", "—"}


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
    heading = find_heading(workbook, years, matrix.problems)
    if heading is not None:
        _SheetReader(heading, matrix).read()
    return matrix


def read_rows(heading: Heading, matrix: MatrixFile, rows: Sequence[Row]) -> None:
    """Some of the rows below ``heading`` into ``matrix``: those of one plan, where a sheet holds several."""
    _SheetReader(heading, matrix).read_rows(rows)


def rows_below(heading: Heading) -> list[Row]:
    """Those with something in a known column, without the numbers of the columns."""
    return [
        row
        for row in heading.sheet.rows
        if row.number > heading.row.number
        and any(row.text(column) for column in heading.columns.values())
        and not is_row_of_column_numbers(row, heading)
    ]


class _SheetReader:
    """Reads one sheet into ``matrix``."""

    def __init__(self, heading: Heading, matrix: MatrixFile) -> None:
        self.heading, self.sheet, self.matrix = heading, heading.sheet, matrix
        self.columns = matrix.columns = heading.columns
        matrix.years = sorted(year for name in self.columns if (year := target_year(name)) is not None)
        self.firsts: dict[str, Row] = {}
        self.last: Row | None = None
        self.keys: dict[tuple[str, str], int] = {}

    def read(self) -> None:
        self.matrix.problems += notes_on_merged(self.heading)
        self.read_rows(rows_below(self.heading))

    def read_rows(self, rows: Sequence[Row]) -> None:
        if len(rows) > MAX_ROWS:
            self._file_problem(
                Severity.ERROR, f"Lebih dari {number(MAX_ROWS)} baris: ini bukan matriks sebuah rencana."
            )
            return
        for row in rows:
            self._read_row(row)
            if len(self.matrix.problems) > MAX_PROBLEMS:
                self._file_problem(
                    Severity.ERROR, f"Pembacaan berhenti pada baris {row.number}: terlalu banyak masalah."
                )
                return
        if not rows:
            self._file_problem(Severity.ERROR, "Tidak ada baris indikator di bawah baris judul.")

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
        """The row that introduced the action; later rows of the same number agree with it or leave its cells empty.

        A row without number, cluster and title (cells that were merged before the file became a CSV)
        goes on with the action above.
        """
        written = row.text(self.columns["nomor"])
        goes_on = not any(row.text(self.columns[name]) for name in ("nomor", "klaster", "kegiatan"))
        if goes_on and self.last is not None:
            shown = self.last.text(self.columns["nomor"])
            self._problem(Severity.WARNING, row, "nomor", f"Nomor kosong: dibaca sebagai lanjutan aksi {shown}.")
            return self.last
        self.last = self.firsts.setdefault(written, row)
        return self.last

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
        number_text = self._action_number()
        self._check_agreement()
        measure = self._word("jenis_ukuran", words.MEASURES)
        accumulation = self._word("perhitungan", words.ACCUMULATIONS[Measure(measure)]) if measure else ""
        direction = self._word("arah", words.DIRECTIONS)
        targets = self._targets(measure, direction)
        self._check_once(accumulation, targets)
        is_additive = self._additive(measure, accumulation)
        row = MatrixRow(
            sheet=self.sheet.sheet.name,
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
            numerator_label=self._part("pembilang", measure),
            denominator_label=self._part("penyebut", measure),
            baseline=self._number("baseline"),
            baseline_year=self._year("tahun_baseline"),
            targets=targets,
            locations=self._regions(),
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
        if not text and column in (*words.OF_THE_ACTION, "nomor"):
            text = self.first.text(self.sheet.columns[column])
        longest = words.LENGTHS.get(column, words.LONGEST)
        if len(text) > longest:
            self._error(column, f"Teks terlalu panjang: {len(text)} huruf, paling banyak {longest}.")
        return text if column in words.LISTS else " ".join(text.split())

    def _action_number(self) -> str:
        """The printed number as text: spreadsheets like to turn ``1.10`` into a number or a date."""
        cell = self.row.value(self.sheet.columns["nomor"])
        if isinstance(cell, date | time | timedelta):
            self._error(
                "nomor", "Sel ini terbaca sebagai tanggal. Ubah format kolom nomor menjadi teks, lalu tulis lagi."
            )
            return ""
        return self._required("nomor")

    def _part(self, column: str, measure: str) -> str:
        """A percentage is reported as numerator and denominator, so both have a name."""
        text = self._text(column)
        if measure == Measure.PERCENTAGE and not text and column in self.sheet.columns:
            self._error(column, "Persentase dilaporkan sebagai pembilang dan penyebut; tulis apa yang dihitung.")
        return text

    def _regions(self) -> tuple[str, ...]:
        """Kemendagri codes; a cell formatted as a number has lost the last zero of ``53.10``."""
        cell = self.row.value(self.sheet.columns["lokus"]) if "lokus" in self.sheet.columns else ""
        if isinstance(cell, float) and not cell.is_integer():
            return (f"{cell:.2f}",)
        return self._codes("lokus")

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
        parts = [part.strip().upper() for part in self._text(column).replace("\n", ";").split(";")]
        return tuple(dict.fromkeys(part for part in parts if part))

    def _number(self, column: str) -> Decimal | None:
        if column not in self.sheet.columns:
            return None
        cell = self.row.value(self.sheet.columns[column])
        if cell == "" and column in words.OF_THE_ACTION:
            cell = self.first.value(self.sheet.columns[column])
        parsed = parse_number("" if cell in NOTHING else cell)
        if parsed.understanding is Understanding.ERROR:
            self._error(column, parsed.sentence)
        elif parsed.understanding is Understanding.QUESTIONED:
            self._note(Severity.QUESTION, column, parsed.sentence)
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
            for part in self._text(column).replace("\n", ";").split(";"):
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
        if not text or text in NOTHING:
            return None
        if measure == Measure.MILESTONE:
            if text != "ya":
                self._error(column, f"Target capaian ya/tidak ditulis “ya” atau dikosongkan, bukan “{text}”.")
            return Decimal(1)
        if text == "ya":
            self._error(column, "“ya” hanya berlaku untuk indikator capaian ya/tidak; tulis angkanya.")
            return None
        target = self._number(column)
        if measure == Measure.PERCENTAGE and target is not None and 0 < target < 1:
            sentence = f"Target {number(target)} persen? Bila maksudnya {number(target * 100)} persen, ubah di berkas."
            self._note(Severity.QUESTION, column, sentence)
        return target

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

    def _check_once(self, accumulation: str, targets: Mapping[int, Decimal]) -> None:
        if accumulation == Accumulation.ONCE and len(targets) > 1:
            column = f"{words.TARGET}{sorted(targets)[1]}"
            self._error(column, "Tonggak sekali memiliki satu tahun target; pakai tonggak tahunan bila berulang.")

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
            if mine and text_key(mine) != text_key(theirs):
                self._error(column, self._disagreement(theirs))

    def _disagreement(self, theirs: str) -> str:
        shown = f"“{theirs}”" if theirs else "kosong"
        sentence = f"Berbeda dari baris {self.first.number}, padahal nomornya sama: {shown}."
        if isinstance(self.row.value(self.sheet.columns["nomor"]), float):
            sentence += " Kolom nomor berformat angka, sehingga 1.10 terbaca 1.1; ubah formatnya menjadi teks."
        return sentence

    def _check_reporters(self, row: MatrixRow) -> None:
        strangers = [code for code in row.reporters if code not in row.supports]
        if strangers:
            self._error("pelapor_tambahan", f"{', '.join(strangers)} bukan instansi pendukung aksi ini.")

    def _error(self, column: str, sentence: str) -> None:
        self.has_error = True
        self._note(Severity.ERROR, column, sentence)

    def _note(self, severity: Severity, column: str, sentence: str) -> None:
        self.sheet._problem(severity, self.row, column, sentence)
