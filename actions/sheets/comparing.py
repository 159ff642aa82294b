"""What a form would change: each row of the file against what it held when it was made, and against the site now.

A row that was not touched in the file changes nothing, whatever happened on the site meanwhile; a touched one whose
cell also changed on the site is *stale*, and a person decides.
"""

from __future__ import annotations

from actions import entry
from actions.entry import CellRefused
from actions.entry_inputs import raw_of
from actions.entry_questions import questions
from actions.enums import MeasurementState, ReportState
from actions.models import Indicator, ProgressReport
from actions.sheets.cells import read_row
from actions.sheets.columns import TABLE_OF, Kind
from actions.sheets.form import Form, FormRow, in_words, label_print, plain
from actions.sheets.preview import Item, ItemState, Note, Payload, Preview
from actions.sheets.reading import FileRow, FormFile, Problem, missing_columns
from ranpptppo.lib.formats import joined, number, rupiah
from ranpptppo.lib.numbers import parse_number
from ranpptppo.lib.typed_text import nik_sentence

LOCKED = "Laporan klaster {} sudah dikunci, sehingga tidak dapat diubah."
MOVED_ON = "Laporan klaster {} berstatus {}, sehingga tidak dapat diubah."
NOT_OWED = "Baris ini tidak lagi termasuk yang wajib dilaporkan instansi Anda dalam periode ini."
NOT_IN_STAMP = "Kode baris ini tidak ada dalam formulir yang Anda unduh. Jangan memindahkan baris antarformulir."
HALF_SORTED = (
    "Kode baris tidak cocok dengan teks pada baris ini: mungkin hanya sebagian kolom yang diurutkan. "
    "Urutkan seluruh baris, atau unduh formulir baru."
)


def compare(file: FormFile, form: Form) -> Preview:
    """Compare what was read with the form as things stand now; in the order of the form, writes nothing."""
    preview = Preview(file)
    if file.refused:
        return preview
    by_key = {row.key: row for row in form.rows}
    _judge_columns(file, by_key)
    for key, line in file.rows.items():
        if key not in by_key:
            preview.items += _of_unknown(key, line, file)
    for row in form.rows:
        if row.key in file.rows:
            items = _Comparison(row, file.rows[row.key], file).items()
            preview.items += items
            preview.unchanged += not items
    return preview


def _judge_columns(file: FormFile, by_key: dict[str, FormRow]) -> None:
    """Say which headings and which rows are missing."""
    for found in file.tables:
        of_table = [by_key[key] for key, line in file.rows.items() if line.found is found and key in by_key]
        needed, optional = missing_columns(found, {name for row in of_table for name in row.inputs})
        place = f"Lembar {found.sheet.name}, baris {found.heading.number}"
        for column in needed:
            file.problems.append(Problem(f"Kolom “{column.heading}” tidak ada. Kembalikan kolom itu.", place))
        if optional:
            names = joined([f"“{column.heading}”" for column in optional])
            file.warnings.append(Problem(f"Kolom {names} tidak ada; isinya di situs tidak diubah.", place))
    kinds = {found.table.kind for found in file.tables}
    absent = sum(row.kind in kinds and row.key not in file.rows for row in by_key.values())
    if absent:
        file.warnings.append(Problem(f"{number(absent)} baris formulir tidak ada di berkas; isiannya tidak diubah."))


def _of_unknown(key: str, line: FileRow, file: FormFile) -> list[Item]:
    """A row that the organization does not owe: nothing of it can be saved."""
    written = [text for one in line.found.table.inputs if (text := line.text(one.name))]
    if not written:
        return []
    is_known = file.stamp is not None and key in file.stamp.rows
    state, sentence = (ItemState.BLOCKED, NOT_OWED) if is_known else (ItemState.ERROR, NOT_IN_STAMP)
    label = line.text(line.found.table.label) or key
    note = Note(sentence, line.place())
    return [Item(key, None, "", label, line.place(), "", ", ".join(written), state=state, notes=[note])]


class _Comparison:
    """One row of the form and its row in the file."""

    def __init__(self, row: FormRow, line: FileRow, file: FormFile) -> None:
        self.row, self.line = row, line
        self.stamped = file.stamp.rows.get(row.key, []) if file.stamp else []
        self.read = read_row(row, line)

    def items(self) -> list[Item]:
        now = self.row.fingerprints()[1:]
        if len(self.stamped) != len(now) + 1:
            return _of_row_without_stamp(self.row, self.line)
        found = []
        for position, part in enumerate(self.row.parts):
            item = self._item(part, self.row.shown[position])
            texts = self._understand(item, part)
            touched = texts is None or entry.fingerprint(*texts) not in {self.stamped[position + 1], now[position]}
            if touched:
                self._judge(item, is_stale=self.stamped[position + 1] != now[position])
                found.append(item)
        return found

    def _item(self, part: tuple[str, ...], before: str) -> Item:
        of_narrative = self.row.kind is Kind.NARRATIVE
        key = f"{self.row.key}.{part[0]}" if of_narrative else self.row.key
        columns = {column.name: column for column in TABLE_OF[self.row.kind].columns}
        heading = columns[part[0]].heading if of_narrative else ""
        place = self.line.place(part[0]) if of_narrative else self.line.place()
        return Item(key, self.row, heading, self.row.label, place, before)

    def _understand(self, item: Item, part: tuple[str, ...]) -> list[str] | None:
        """Fill in what the part would become; the texts of its inputs, or None where they cannot be."""
        errors = {
            name: text for name, text in self.read.errors.items() if self.row.kind is not Kind.NARRATIVE or name in part
        }
        item.written = self._written(part)
        texts = {name: self.read.texts[name] for name in part}
        if not errors:
            try:
                item.payload, item.after, texts = _meaning(self.row, texts)
            except CellRefused as refused:
                errors = refused.errors
        if errors:
            item.state = ItemState.ERROR
            item.after = item.written or ", ".join(filter(None, (self.line.text(name) for name in part)))
            item.notes = [Note(sentence, self.line.place(name)) for name, sentence in errors.items()]
            return None
        return list(texts.values())

    def _written(self, part: tuple[str, ...]) -> str:
        """What the cells of numbers and days say, where it is not what the site would write."""
        if self.row.kind is Kind.NARRATIVE:
            return ""
        texts = {name: self.line.text(name) for name in part if isinstance(self.line.value(name), str)}
        others = [name for name, text in texts.items() if text and text != self.read.texts[name] and name != "state"]
        return ", ".join(f"“{texts[name][:40]}”" for name in others if name != "is_reached")

    def _judge(self, item: Item, *, is_stale: bool) -> None:
        """What stands in the way of a change, the gravest first, and what is asked about it."""
        item.notes += [Note(text, self.line.place(name)) for name, text in self.read.doubts.items()]
        if item.state is ItemState.CHANGE and not self._is_the_row_of_its_key():
            item.state, item.notes = ItemState.ERROR, [Note(HALF_SORTED, self.line.place())]
        elif not self.row.report.is_editable:
            item.state, item.notes = ItemState.BLOCKED, [Note(_why_not(self.row.report)), *item.notes]
        elif item.state is ItemState.CHANGE and is_stale:
            item.state = ItemState.STALE
        elif item.state is ItemState.CHANGE and self.read.doubts:
            item.state = ItemState.DOUBT
        item.notes += self._questions(item.payload)

    def _is_the_row_of_its_key(self) -> bool:
        name = self.line.found.table.label
        return not self.line.has(name) or label_print(self.line.text(name)) == self.stamped[0]

    def _questions(self, payload: Payload) -> list[Note]:
        before = self.row.before
        if not isinstance(self.row.subject, Indicator) or not isinstance(payload, entry.CellValue):
            return []
        same_year = before is not None and before.report.period.year == self.row.report.period.year
        asked = questions(self.row.subject, payload, before, same_year=same_year, target=self.row.target)
        where = self.line.place("reason")
        open_questions = [one for one in asked if not (one.asks_reason and payload.reason)]
        return [Note(one.sentence, where if one.needs_reason else "") for one in open_questions]


def _of_row_without_stamp(row: FormRow, line: FileRow) -> list[Item]:
    written = [text for one in line.found.table.inputs if (text := line.text(one.name))]
    note = Note(NOT_IN_STAMP, line.place())
    item = Item(row.key, row, "", row.label, line.place(), "", ", ".join(written), state=ItemState.ERROR, notes=[note])
    return [item] if written else []


def _why_not(report: ProgressReport) -> str:
    sentence = LOCKED if report.is_locked else MOVED_ON
    return sentence.format(report.cluster.number, ReportState(report.state).label.lower())


def _meaning(row: FormRow, texts: dict[str, str]) -> tuple[Payload, str, dict[str, str]]:
    """(what is saved, in words, the texts of its inputs) of one part. Raises ``CellRefused``."""
    if isinstance(row.subject, Indicator):
        cell = entry.read_cell(row.subject, texts)
        if cell is None and texts["reason"] and texts["reason"] != row.saved["reason"]:
            raise CellRefused({"reason": "Alasan saja tidak disimpan. Isi juga nilainya, atau pilih keadaannya."})
        return cell, in_words(cell), {name: plain(text) for name, text in raw_of(cell).items()}
    if row.kind is Kind.AMOUNT:
        state, amount = _amount(texts)
        words = rupiah(amount) if amount is not None else MeasurementState(state).label.lower() if state else ""
        return (state, amount), words, texts
    [(name, text)] = texts.items()
    if sentence := nik_sentence(text):
        raise CellRefused({name: sentence})
    return text, text, texts


def _amount(texts: dict[str, str]) -> tuple[str, int | None]:
    if texts["state"] and texts["amount"]:
        raise CellRefused({"state": "Kosongkan angkanya, atau jangan pilih keadaan."})
    value = parse_number(texts["amount"], places=0).value
    if value is None:
        return texts["state"], None
    return MeasurementState.VALUE.value, int(value)
