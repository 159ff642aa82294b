"""The errors of formulas, which the reader would show as empty cells."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest
import xlsxwriter

from ranpptppo.lib.formula_errors import column_number, error_cells
from ranpptppo.lib.spreadsheet_guards import FileKind
from ranpptppo.lib.spreadsheets import cell_address, read_spreadsheet

ODS = """<office:spreadsheet><table:table table:name="A &amp; B"><table:table-row table:number-rows-repeated="3">
<table:table-cell table:number-columns-repeated="2"/></table:table-row><table:table-row><table:table-cell
table:number-columns-repeated="2"/><table:covered-table-cell/><table:table-cell office:value-type="string"
calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell><table:table-cell calcext:value-type="error"/>
</table:table-row></table:table></office:spreadsheet>"""


def archive_of(**members: str) -> bytes:
    target = BytesIO()
    with ZipFile(target, "w") as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return target.getvalue()


def test_errors_of_formulas_are_read_as_they_are_shown_and_other_results_as_values() -> None:
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as workbook:
        for name in ("Satu", "Dua & tiga"):
            sheet = workbook.add_worksheet(name)
            sheet.write_formula("B2", "=NA()", None, "#N/A")
            sheet.write_formula("C2", "=1/0", None, "#DIV/0!")
            sheet.write_formula("D2", "=1+1", None, 2)
    for sheet in read_spreadsheet(BytesIO(target.getvalue()), "x.xlsx").sheets:
        assert list(sheet.rows[0].cells) == ["", "#N/A", "#DIV/0!", 2.0]


def test_a_formula_that_was_never_computed_is_no_empty_cell() -> None:
    cells = (
        '<c r="A1" s="3"><f>1+1</f></c><c r="B1"><f t="shared" si="0"/><v>2</v></c><c r="C1" t="str"><f>""</f><v/></c>'
    )
    content = archive_of(
        xl__workbook_xml='<workbook><sheets><sheet name="A" sheetId="1" r:id="x1"/></sheets></workbook>',
        **{
            "xl/_rels/workbook.xml.rels": '<Relationship Id="x1" Target="/xl/a.xml"/>',
            "xl/a.xml": f"<row>{cells}</row>",
        },
    )
    assert error_cells(content, FileKind.XLSX) == {"A": {(0, 0): "#BELUM DIHITUNG"}}


def test_errors_of_an_ods_are_found_behind_repeated_rows_and_columns() -> None:
    content = archive_of(content_xml=ODS)
    assert error_cells(content, FileKind.ODS) == {"A & B": {(3, 3): "#N/A", (3, 4): "#GALAT"}}


def test_what_says_nothing_of_its_sheets_has_no_errors() -> None:
    assert error_cells(archive_of(xl__workbook_xml="<workbook/>"), FileKind.XLSX) == {}
    assert error_cells(archive_of(mimetype="x"), FileKind.ODS) == {}
    assert error_cells(b"", FileKind.XLS) == {}


@pytest.mark.parametrize("column", [0, 25, 26, 701, 702, 16_383])
def test_letters_of_columns_go_there_and_back(column: int) -> None:
    assert column_number(cell_address(1, column).rstrip("1")) == column
