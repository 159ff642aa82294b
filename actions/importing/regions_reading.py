"""From a workbook to the plans of many regions and the rows of their matrices. No database."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from io import BytesIO
from pathlib import PurePath
from typing import BinaryIO

from actions.importing import regions_columns as words
from actions.importing.headings import Heading, find_heading, notes_on_merged, target_year
from actions.importing.reading import MAX_PROBLEMS, read_rows, rows_below
from actions.importing.rows import MatrixFile
from clusters.importing import headings
from clusters.importing.headings import region_code
from clusters.models.plan import EARLIEST_YEAR, LATEST_YEAR, fault_of_regional_years
from ranpptppo.lib.dates import parse_day
from ranpptppo.lib.formats import number
from ranpptppo.lib.import_problems import Problem, Severity
from ranpptppo.lib.numbers import Understanding
from ranpptppo.lib.spreadsheet_guards import MAX_BYTES, SpreadsheetError, read_within_limit
from ranpptppo.lib.spreadsheets import Row, Sheet, Workbook, cell_address, read_spreadsheet

MAX_ROWS = 25_000
ANY_YEAR = range(EARLIEST_YEAR, LATEST_YEAR + 1)  # each row is asked for the years of its own plan
FIELDS = {"start_year": words.FIRST_YEAR, "end_year": words.LAST_YEAR}


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A region's plan as the file has it. ``texts``: by field of the plan, those that are filled in."""

    row: int
    region: str
    years: range
    texts: Mapping[str, str]
    parent: str
    cadence: str
    stage: str
    since: date | None


@dataclass(slots=True)
class RegionsFile:
    """``columns``: of the sheet of plans. ``matrices``: each region's rows. ``refused``: regions of rows with errors."""

    name: str
    sha256: str = ""
    sheet: str = ""
    columns: Mapping[str, int] = field(default_factory=dict)
    plans: list[PlanRow] = field(default_factory=list)
    matrices: dict[str, MatrixFile] = field(default_factory=dict)
    rows: int = 0
    refused: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def error_at(self, row: int, column: str, sentence: str) -> None:
        """``row``: its number on the sheet of plans."""
        address = cell_address(row, self.columns[column]) if column in self.columns else ""
        self.problems.append(Problem(Severity.ERROR, sentence, self.sheet, row, column, address))


def read_regions(file: BinaryIO, name: str) -> RegionsFile:
    """Read a file of many plans; what cannot be read is a problem, never an exception."""
    found = RegionsFile(name=PurePath(name).name)
    try:
        content = read_within_limit(file, MAX_BYTES)
        workbook = read_spreadsheet(BytesIO(content), name, fill_merged=True)
    except SpreadsheetError as error:
        found.problems.append(Problem(Severity.ERROR, str(error)))
        return found
    found.sha256 = hashlib.sha256(content).hexdigest()
    found.problems += [Problem(Severity.WARNING, notice) for notice in workbook.notices]
    place = headings.find_heading(
        workbook,
        found,
        required=words.REQUIRED,
        optional=words.OPTIONAL,
        markers=(words.FIRST_YEAR, words.LAST_YEAR),
    )
    if place is not None:
        _read_plans(*place, found)
        _read_actions(workbook, place[0], found)
    return found


# --- the sheet of plans -----------------------------------------------------------------------------------------------


def _read_plans(sheet: Sheet, heading: Row, found: RegionsFile) -> None:
    """Rows of the template where only the region is filled in are passed over."""
    filled = [name for name in found.columns if name not in words.OF_ACTIONS]
    firsts: dict[str, int] = {}
    for row in sheet.rows:
        if row.number <= heading.number or not any(row.text(found.columns[name]) for name in filled):
            continue
        region = region_code(row, found.columns[words.REGION])
        if region in firsts and region:
            found.error_at(row.number, words.REGION, f"Wilayah ini sudah ada pada baris {firsts[region]}.")
            continue
        firsts[region] = row.number
        plan = _PlanReader(row, found).read(region)
        if plan is None:
            found.refused.add(region)
        else:
            found.plans.append(plan)
    if not firsts:
        sentence = "Tidak ada RAD yang diisi: isi judul, tahun awal, dan tahun akhir RAD setiap daerah."
        found.problems.append(Problem(Severity.ERROR, sentence, sheet.name))


class _PlanReader:
    """Reads one row of the sheet of plans; answers a plan only when there is no error."""

    def __init__(self, row: Row, found: RegionsFile) -> None:
        self.row, self.found = row, found
        self.has_error = False

    def read(self, region: str) -> PlanRow | None:
        for heading in words.REQUIRED:
            if not self._text(heading):
                self._error(heading, "Kolom ini harus diisi.")
        years = range(self._year(words.FIRST_YEAR), self._year(words.LAST_YEAR) + 1)
        fault = fault_of_regional_years(years.start, years.stop - 1) if not self.has_error else None
        if fault is not None:
            self._error(FIELDS[fault[0]], fault[1])
        plan = PlanRow(
            row=self.row.number,
            region=region,
            years=years,
            texts=self._texts(),
            parent=self._text(words.PARENT),
            cadence=self._word(words.CADENCE, words.CADENCES),
            stage=self._word(words.STAGE, words.STAGES),
            since=self._day(words.STAGE_SINCE),
        )
        return None if self.has_error else plan

    def _text(self, heading: str) -> str:
        position = self.found.columns.get(heading)
        return "" if position is None else " ".join(self.row.text(position).split())

    def _texts(self) -> dict[str, str]:
        texts = {}
        for heading, (name, longest) in words.TEXTS.items():
            text = self._text(heading)
            if len(text) > longest:
                self._error(heading, f"Teks terlalu panjang: {len(text)} huruf, paling banyak {longest}.")
            if text:
                texts[name] = text
        return texts

    def _year(self, heading: str) -> int:
        text = self._text(heading)
        if text and not (text.isascii() and text.isdecimal() and len(text) == 4):
            self._error(heading, f"“{text[:20]}” bukan tahun.")
            return 0
        return int(text or 0)

    def _word(self, heading: str, known: Mapping[str, str]) -> str:
        text = self._text(heading)
        if text and text.casefold() not in known:
            self._error(heading, f"“{text[:40]}” tidak dikenal; pilihannya: {', '.join(known)}.")
        return str(known.get(text.casefold(), ""))

    def _day(self, heading: str) -> date | None:
        if not self._text(heading):
            return None
        parsed = parse_day(self.row.value(self.found.columns[heading]))
        if parsed.understanding is Understanding.ERROR:
            self._error(heading, parsed.sentence)
        return parsed.day

    def _error(self, heading: str, sentence: str) -> None:
        self.has_error = True
        self.found.error_at(self.row.number, heading, sentence)


# --- the sheet of actions ---------------------------------------------------------------------------------------------


def _read_actions(workbook: Workbook, plans_sheet: Sheet, found: RegionsFile) -> None:
    """Each region's rows as its own matrix, with the target columns of its plan's years."""
    others = [sheet for sheet in workbook.sheets if sheet is not plans_sheet and sheet.name != words.BODIES]
    years = [year for plan in found.plans for year in (plan.years.start, plan.years.stop)]
    if not others or not years:
        return
    span = range(min(years), max(years))
    heading = find_heading(
        replace(workbook, sheets=others), span, found.problems, more=words.OF_ACTIONS, accepted=ANY_YEAR
    )
    if heading is None:
        return
    found.problems += notes_on_merged(heading)
    by_region = _by_region(heading, found)
    plans = {plan.region: plan for plan in found.plans}
    for region, rows in by_region.items():
        if region in plans:
            found.matrices[region] = _matrix(heading, rows, plans[region], found)
        elif region not in found.refused:
            _refuse(heading, rows[0], found, f"Tulis juga RAD wilayah {region[:20]} pada lembar {plans_sheet.name}.")
        if len(found.problems) > MAX_PROBLEMS:
            sentence = "Pembacaan berhenti: terlalu banyak masalah. Perbaiki yang terbaca, lalu unggah lagi."
            found.problems.append(Problem(Severity.ERROR, sentence, heading.sheet.name))
            return


def _by_region(heading: Heading, found: RegionsFile) -> dict[str, list[Row]]:
    """Rows by region, in the order of the file; those of the template that name a region alone are passed over."""
    content = {name: at for name, at in heading.columns.items() if name not in words.OF_ACTIONS}
    rows = rows_below(Heading(heading.sheet, heading.row, content))
    found.rows = len(rows)
    if len(rows) > MAX_ROWS:
        sentence = f"Lebih dari {number(MAX_ROWS)} baris: bagi berkas ini menjadi beberapa berkas."
        found.problems.append(Problem(Severity.ERROR, sentence, heading.sheet.name))
        return {}
    groups: dict[str, list[Row]] = {}
    for row in rows:
        region = region_code(row, heading.columns[words.REGION])
        if region:
            groups.setdefault(region, []).append(row)
        else:
            _refuse(heading, row, found, "Tulis kode wilayah pada setiap baris.")
    return groups


def _matrix(heading: Heading, rows: list[Row], plan: PlanRow, found: RegionsFile) -> MatrixFile:
    matrix = MatrixFile(name=found.name, sha256=found.sha256)
    beyond = {name for name in heading.columns if (year := target_year(name)) is not None and year not in plan.years}
    for row in rows:
        _refuse_beyond(heading, row, beyond, plan, matrix)
    columns = {name: at for name, at in heading.columns.items() if name not in (*words.OF_ACTIONS, *beyond)}
    read_rows(Heading(heading.sheet, heading.row, columns), matrix, rows)
    found.problems += matrix.problems
    matrix.problems = []
    return matrix


def _refuse_beyond(heading: Heading, row: Row, beyond: Collection[str], plan: PlanRow, matrix: MatrixFile) -> None:
    for name in sorted(beyond):
        at = heading.columns[name]
        if row.text(at):
            sentence = f"Target di luar masa RAD ini, {plan.years.start}–{plan.years.stop - 1}."
            place = (heading.sheet.name, row.number, name, row.address(at))
            matrix.problems.append(Problem(Severity.ERROR, sentence, *place))


def _refuse(heading: Heading, row: Row, found: RegionsFile, sentence: str) -> None:
    at = row.address(heading.columns[words.REGION])
    found.problems.append(Problem(Severity.ERROR, sentence, heading.sheet.name, row.number, words.REGION, at))
