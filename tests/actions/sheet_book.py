"""A downloaded form opened, changed and saved as people's programs do it: shared or inline strings, XLSX or ODS."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import xlsxwriter

from actions.sheets.columns import TABLES
from ranpptppo.lib.spreadsheet_guards import ODS_TYPE
from ranpptppo.lib.spreadsheets import read_spreadsheet

SHEET_OF_KEY = {table.kind.value: table.sheet for table in TABLES}
HEADING_ROW = 3
OFFICE = "urn:oasis:names:tc:opendocument:xmlns"


class Formula(str):
    """A formula's result that is an error: ``#N/A``."""

    __slots__ = ()


class Book:
    """``sheets``: name → its cells, row by row, as a person sees them."""

    def __init__(self, content: bytes) -> None:
        self.sheets: dict[str, list[list[Any]]] = {}
        self.merged: list[tuple[str, str, Any]] = []
        for sheet in read_spreadsheet(BytesIO(content), "f.xlsx").sheets:
            rows: list[list[Any]] = [[] for _ in range(max((row.number for row in sheet.rows), default=0))]
            for row in sheet.rows:
                rows[row.number - 1] = list(row.cells)
            self.sheets[sheet.name] = rows

    def row(self, key: str) -> list[Any]:
        rows = self.sheets[SHEET_OF_KEY[key[0]]]
        return next(row for row in rows if row and row[0] == key)

    def column(self, key: str, heading: str) -> int:
        return self.sheets[SHEET_OF_KEY[key[0]]][HEADING_ROW].index(heading)

    def put(self, key: str, heading: str, value: Any) -> Book:
        self.row(key)[self.column(key, heading)] = value
        return self

    def drop_column(self, sheet: str, heading: str) -> Book:
        position = self.sheets[sheet][HEADING_ROW].index(heading)
        for row in self.sheets[sheet]:
            del row[position : position + 1]
        return self

    def xlsx(self, **options: Any) -> bytes:
        """``constant_memory=True`` writes inline strings, as some programs do."""
        target = BytesIO()
        with xlsxwriter.Workbook(target, {"default_date_format": "dd/mm/yyyy", **options}) as workbook:
            for name, rows in self.sheets.items():
                sheet = workbook.add_worksheet(name)
                for number, row in enumerate(rows):
                    for position, value in enumerate(row):
                        _write(sheet, number, position, value)
                for on, area, value in self.merged:
                    if on == name:
                        sheet.merge_range(area, value)
        return target.getvalue()

    def ods(self) -> bytes:
        tables = "".join(
            f'<table:table table:name="{name}">{"".join(map(_ods_row, rows))}</table:table>'
            for name, rows in self.sheets.items()
        )
        xml = (
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{OFFICE}:office:1.0" '
            f'xmlns:table="{OFFICE}:table:1.0" xmlns:text="{OFFICE}:text:1.0" '
            'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
            f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
        )
        target = BytesIO()
        with ZipFile(target, "w") as archive:
            archive.writestr("mimetype", ODS_TYPE, ZIP_STORED)
            archive.writestr("content.xml", xml, ZIP_DEFLATED)
            archive.writestr(
                "META-INF/manifest.xml",
                '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
            )
        return target.getvalue()


def _write(sheet: Any, number: int, position: int, value: Any) -> None:
    if isinstance(value, Formula):
        sheet.write_formula(number, position, "=NA()", None, str(value))
    elif isinstance(value, str):
        if value:
            sheet.write_string(number, position, value)
    elif isinstance(value, date | datetime):
        sheet.write_datetime(number, position, value)
    else:
        sheet.write(number, position, value)


def _ods_row(row: list[Any]) -> str:
    return f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>"


def _ods_cell(value: Any) -> str:
    if value == "":
        return "<table:table-cell/>"
    if isinstance(value, Formula):
        kind = 'office:value-type="string" office:string-value="" calcext:value-type="error"'
    elif isinstance(value, int | float):
        kind = f'office:value-type="float" office:value="{value}"'
    elif isinstance(value, date):
        kind = f'office:value-type="date" office:date-value="{value.isoformat()}"'
    else:
        kind = 'office:value-type="string"'
    texts = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n"))
    return f"<table:table-cell {kind}>{texts}</table:table-cell>"
