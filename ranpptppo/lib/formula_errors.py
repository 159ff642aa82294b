"""Which cells of a workbook hold the error of a formula (``#N/A``): the reader shows them as empty, a person does not.

A formula that no program computed yet (written by a script, never opened) is one of them: it too would be read as empty.

XLSX and ODS are looked through; of an old XLS nothing is said. The guards have judged the archive before.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from zipfile import ZipFile

from ranpptppo.lib.spreadsheet_guards import FileKind

ErrorCells = dict[tuple[int, int], str]

ATTRIBUTE = re.compile(rb"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
FORMULA_CELL = re.compile(rb"""<(?:\w+:)?c\s([^>]*[^>/])>\s*(<(?:\w+:)?f[\s>/].*?)</(?:\w+:)?c>""", re.DOTALL)
ERROR_CELL = re.compile(rb"""<(?:\w+:)?c\s(?=[^>]*\bt=["']e["'])([^>]*)>(.*?)</(?:\w+:)?c>""", re.DOTALL)
VALUE = re.compile(rb"<(?:\w+:)?v>(.*?)</(?:\w+:)?v>", re.DOTALL)
RESULT = re.compile(rb"<(?:\w+:)?v[\s>/]")
ADDRESS = re.compile(r"^([A-Z]{1,3})(\d{1,7})$", re.ASCII)
ODS_PART = re.compile(
    rb"<(/?)table:(table|table-row|table-cell|covered-table-cell)(\s[^>]*?)?(/?)>|<text:p[^>]*>(.*?)</text:p>",
    re.DOTALL,
)
ODS_ERROR = b'value-type="error"'
UNNAMED = "#GALAT"
UNCOMPUTED = "#BELUM DIHITUNG"


def error_cells(content: bytes, kind: FileKind) -> dict[str, ErrorCells]:
    """Name of each sheet → (row, column), both from 0 → the error as it is shown there."""
    if kind is FileKind.XLSX:
        return dict(_of_xlsx(content))
    return dict(_of_ods(content)) if kind is FileKind.ODS else {}


def column_number(letters: str) -> int:
    """``A`` → 0, ``AB`` → 27."""
    position = 0
    for letter in letters:
        position = position * 26 + ord(letter) - ord("A") + 1
    return position - 1


def _attributes(tag: bytes) -> dict[str, str]:
    return {
        name.decode(): html.unescape((double or single).decode("utf-8", "replace"))
        for name, double, single in ATTRIBUTE.findall(tag)
    }


def _of_xlsx(content: bytes) -> Iterator[tuple[str, ErrorCells]]:
    with ZipFile(io.BytesIO(content)) as archive:
        names = set(archive.namelist())
        relations = "xl/_rels/workbook.xml.rels"
        if relations not in names:
            return
        links = [_attributes(tag) for tag in RELATION.findall(archive.read(relations))]
        targets = {link.get("Id", ""): link.get("Target", "") for link in links}
        for tag in SHEET.findall(archive.read("xl/workbook.xml")):
            sheet = _attributes(tag)
            target = targets.get(next((value for name, value in sheet.items() if name.endswith(":id")), ""), "")
            path = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
            if path in names and (found := dict(_in_sheet(archive.read(path)))):
                yield sheet.get("name", ""), found


def _in_sheet(xml: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    for tag, inside in ERROR_CELL.findall(xml):
        address = ADDRESS.match(_attributes(tag).get("r", ""))
        if address:
            value = VALUE.search(inside)
            shown = html.unescape(value[1].decode("utf-8", "replace")) if value else UNNAMED
            yield (int(address[2]) - 1, column_number(address[1])), shown
    for tag, inside in FORMULA_CELL.findall(xml):
        address = ADDRESS.match(_attributes(tag).get("r", ""))
        if address and not RESULT.search(inside):
            yield (int(address[2]) - 1, column_number(address[1])), UNCOMPUTED


def _of_ods(content: bytes) -> Iterator[tuple[str, ErrorCells]]:
    with ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read("content.xml") if "content.xml" in archive.namelist() else b""
    if ODS_ERROR not in xml:
        return
    name, row, column, waiting = "", -1, 0, None
    repeated = 1
    found: ErrorCells = {}
    for closing, part, tag, _, text in ODS_PART.findall(xml):
        if not part:
            if waiting is not None:
                found[waiting] = html.unescape(re.sub(rb"<[^>]*>", b"", text).decode("utf-8", "replace")) or UNNAMED
                waiting = None
        elif closing:
            if part == b"table" and found:
                yield name, found
                found = {}
        elif part == b"table":
            name, row, repeated = _attributes(tag).get("table:name", ""), -1, 1
        elif part == b"table-row":
            row, column, waiting = row + repeated, 0, None
            repeated = _repeated(tag, "rows")
        else:
            waiting = (row, column) if ODS_ERROR in tag else None
            if waiting:
                found[waiting] = UNNAMED
            column += _repeated(tag, "columns")


def _repeated(tag: bytes, what: str) -> int:
    """For how many rows or columns an element of an ODS stands."""
    times = _attributes(tag).get(f"table:number-{what}-repeated", "1")
    return int(times) if times.isascii() and times.isdecimal() and len(times) < 9 else 1
