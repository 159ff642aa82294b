"""Writing the form as XLSX: locked but for its inputs, with lists to choose from, printable, and stamped."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from math import ceil

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from actions.sheets.columns import ANSWERS, KEY, STAMP_SHEET, STAMP_TITLE, STATES, TABLES, Column, Shape, Table
from actions.sheets.form import Form, FormRow, plain
from actions.sheets.guide import write_guide
from actions.sheets.stamp import signed
from ranpptppo.lib.formats import WIB, datetime_long
from ranpptppo.lib.numbers import EXCEL_DIGITS, parse_number
from ranpptppo.lib.workbooks import HEADING, OPTIONS

HEADING_ROW = 3
LINE_HEIGHT = 15
TALLEST = 400
PASTEL, GREY = "#FFF8DC", "#F1F3F5"
FORMATS = {Shape.NUMBER: "#,##0", Shape.RUPIAH: "#,##0", Shape.DAY: "d mmm yyyy"}
WITH_DECIMALS = "#,##0.0###"
PROTECTION = {
    "format_columns": True,
    "format_rows": True,
    "sort": True,
    "autofilter": True,
    "select_locked_cells": True,
    "select_unlocked_cells": True,
}
WRONG_CHOICE = {"error_title": "Pilihan tidak dikenal", "error_message": "Pilih dari daftar, atau kosongkan."}


def write_form(form: Form, *, at: datetime) -> bytes:
    """The bytes of the XLSX file, made at ``at``; what is saved now is filled in."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, OPTIONS) as workbook:
        created = at.astimezone(WIB).replace(tzinfo=None)
        workbook.set_properties({"title": _title(form), "created": created})
        write_guide(workbook, form, at=at)
        writer = _TableWriter(workbook, form, at)
        for table in TABLES:
            writer.write(table)
        _write_stamp(workbook, form, at)
    return target.getvalue()


def _title(form: Form) -> str:
    return f"Formulir isian {form.period.label} – {form.short_name}"


def _write_stamp(workbook: xlsxwriter.Workbook, form: Form, at: datetime) -> None:
    sheet = workbook.add_worksheet(STAMP_SHEET)
    sheet.write_string(0, 0, STAMP_TITLE)
    for number, text in enumerate(signed(form, at=at), start=1):
        sheet.write_string(number, 0, text)
    sheet.protect("", {})
    sheet.very_hidden()


class _TableWriter:
    """Writes the tables into one workbook, whose cell formats they share."""

    def __init__(self, workbook: xlsxwriter.Workbook, form: Form, at: datetime) -> None:
        self.workbook, self.form, self.at = workbook, form, at
        self.formats: dict[tuple[Shape, str], Format] = {}
        self.heading = workbook.add_format({**HEADING, "border": 1})
        self.input_heading = workbook.add_format({**HEADING, "border": 1, "bg_color": "#FFE8A3"})
        self.title = workbook.add_format({"bold": True, "font_size": 14})
        self.note = workbook.add_format({"italic": True})
        self.decimals = workbook.add_format({"num_format": WITH_DECIMALS})

    def write(self, table: Table) -> None:
        sheet = self.workbook.add_worksheet(table.sheet)
        rows = self.form.of(table.kind)
        self._write_head(sheet, table)
        for number, row in enumerate(rows, start=HEADING_ROW + 1):
            for position, column in enumerate(table.columns):
                self._write_cell(sheet, (number, position), row, column)
            sheet.set_row(number, _height(row, table.columns))
        if not rows:
            sheet.write_string(HEADING_ROW + 1, 1, "Tidak ada baris yang wajib diisi di lembar ini.", self.note)
        last = HEADING_ROW + max(len(rows), 1)
        self._add_choices(sheet, table, last)
        _prepare_use(sheet, table, last)

    def _write_head(self, sheet: Worksheet, table: Table) -> None:
        plan = self.form.period.plan
        example = " · CONTOH" if self.form.is_example else ""
        sheet.write_string(0, 1, f"{_title(self.form)}: {table.sheet.lower()}", self.title)
        note = f"{plan.short_title}{example}. Dibuat {datetime_long(self.at)}. Isi hanya sel kuning."
        sheet.write_string(1, 1, note, self.note)
        sheet.set_row(HEADING_ROW, 2 * LINE_HEIGHT + 2)
        for position, column in enumerate(table.columns):
            hidden = {"hidden": True} if column.name == KEY else {}
            sheet.set_column(position, position, column.width, None, hidden)
            head = self.input_heading if column.is_input else self.heading
            sheet.write_string(HEADING_ROW, position, column.heading, head)

    def _write_cell(self, sheet: Worksheet, at: tuple[int, int], row: FormRow, column: Column) -> None:
        if column.name == KEY:
            sheet.write_string(*at, row.key, self._format(Shape.TEXT, "locked"))
        elif not column.is_input:
            _write_fact(sheet, at, row.facts[column.name], self._format(column.shape, "locked"))
        else:
            belongs = column.name in row.inputs
            look = "input" if belongs and row.report.is_editable else "shut" if not belongs else "locked"
            _write_input(sheet, at, column.shape, row.saved[column.name], self._format(column.shape, look))

    def _format(self, shape: Shape, look: str) -> Format:
        """``look``: an ``input`` may be written, ``locked`` is read, ``shut`` does not belong to the row."""
        if (shape, look) not in self.formats:
            colours: dict[str, dict[str, object]] = {
                "input": {"bg_color": PASTEL, "locked": False},
                "shut": {"bg_color": GREY},
            }
            wraps = shape in {Shape.TEXT, Shape.LONG_TEXT}
            self.formats[shape, look] = self.workbook.add_format(
                {
                    "border": 1,
                    "border_color": "#B8BEC6",
                    "valign": "top",
                    "text_wrap": wraps,
                    "num_format": FORMATS.get(shape, "@" if wraps else "General"),
                    **colours.get(look, {}),
                }
            )
        return self.formats[shape, look]

    def _add_choices(self, sheet: Worksheet, table: Table, last: int) -> None:
        for position, column in enumerate(table.columns):
            area = (HEADING_ROW + 1, position, last, position)
            if column.is_input:
                sheet.data_validation(*area, _rule_of(column))
            if column.shape is Shape.NUMBER:
                first = f"{xl_col_to_name(position)}{HEADING_ROW + 2}"
                criteria = f"=AND(ISNUMBER({first}),{first}<>INT({first}))"
                sheet.conditional_format(*area, {"type": "formula", "criteria": criteria, "format": self.decimals})


def _rule_of(column: Column) -> dict[str, object]:
    """The list, or the warning, of a column's inputs; what is pasted goes past it and is judged on upload."""
    hint = {"input_title": column.heading, "input_message": column.hint}
    warning = {"error_type": "warning", "error_title": column.heading, "error_message": column.hint}
    match column.shape:
        case Shape.STATE:
            return {"validate": "list", "source": list(STATES.values()), **hint, **WRONG_CHOICE}
        case Shape.ANSWER:
            return {"validate": "list", "source": list(ANSWERS.values()), **hint, **WRONG_CHOICE}
        case Shape.NUMBER | Shape.RUPIAH:
            return {"validate": "decimal", "criteria": ">=", "value": 0, **hint, **warning}
        case Shape.DAY:
            return {"validate": "date", "criteria": ">=", "value": date(1945, 1, 1), **hint, **warning}
        case _:
            return {"validate": "any", **hint}


def _write_fact(sheet: Worksheet, at: tuple[int, int], fact: str | int | None, look: Format) -> None:
    if fact is None:
        sheet.write_blank(*at, None, look)
    elif isinstance(fact, int):
        sheet.write_number(*at, fact, look)
    else:
        sheet.write_string(*at, plain(fact), look)


def _write_input(sheet: Worksheet, at: tuple[int, int], shape: Shape, text: str, look: Format) -> None:
    """What is saved, as a real number or day where a spreadsheet can hold it exactly; a text always as a text."""
    if not text:
        sheet.write_blank(*at, None, look)
    elif shape is Shape.DAY:
        sheet.write_datetime(*at, date.fromisoformat(text), look)
    elif shape in {Shape.NUMBER, Shape.RUPIAH} and _is_exact(value := parse_number(text).value):
        sheet.write_number(*at, float(value or 0), look)
    elif shape is Shape.STATE:
        sheet.write_string(*at, {state.value: word for state, word in STATES.items()}[text], look)
    else:
        sheet.write_string(*at, ANSWERS[text] if shape is Shape.ANSWER else text, look)


def _is_exact(value: Decimal | None) -> bool:
    return value is not None and Decimal(f"{float(value):.{EXCEL_DIGITS}g}") == value


def _height(row: FormRow, columns: Sequence[Column]) -> int:
    """Points for the longest wrapped cell: spreadsheets do not measure the rows of a file that they only open."""
    texts = {**row.facts, **row.saved}
    lines = 2 if row.report.is_editable else 1
    for column in columns:
        text = str(texts.get(column.name) or "")
        lines = max(lines, sum(ceil(len(line) / max(column.width - 1, 1)) or 1 for line in text.split("\n")))
    return min(lines * LINE_HEIGHT, TALLEST)


def _prepare_use(sheet: Worksheet, table: Table, last: int) -> None:
    """The headings stay in sight and on each printed page; only the yellow cells can be written."""
    width = len(table.columns)
    labels = [column.name for column in table.columns].index(table.label)
    sheet.freeze_panes(HEADING_ROW + 1, labels + 1)
    sheet.autofilter(HEADING_ROW, 0, last, width - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:{xl_col_to_name(width - 1)}{last + 1}"})
    sheet.protect("", PROTECTION)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADING_ROW)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&L&8&F&C&8&A&R&8Halaman &P dari &N")
