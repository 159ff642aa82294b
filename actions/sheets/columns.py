"""The tables of the form: their sheets, their columns, and the words of their drop-down lists."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from actions.enums import Accumulation, MeasurementState
from actions.models.measurement import TEXT_LABELS

STAMP_SHEET = "Cap"
STAMP_TITLE = "Cap formulir"
GUIDE_SHEET = "Petunjuk"
KEY = "key"
LONGEST_TEXT = 32_000

STATES = {MeasurementState.NO_DATA: "Belum ada data", MeasurementState.NOT_APPLICABLE: "Tidak berlaku"}
STATE_WORDS = {
    "": "",
    "-": "",
    "–": "",
    "angka": "",
    "belum ada data": MeasurementState.NO_DATA.value,
    "tidak berlaku": MeasurementState.NOT_APPLICABLE.value,
}
ANSWERS = {"yes": "Ya", "no": "Belum"}
ANSWER_WORDS = {"": "", "ya": "yes", "y": "yes", "sudah": "yes", "belum": "no", "tidak": "no", "t": "no", "b": "no"}
HOW_IT_COUNTS = {
    Accumulation.FLOW: "hanya yang dicapai dalam periode ini",
    Accumulation.RUNNING: "seluruhnya sejak 1 Januari",
    Accumulation.STOCK: "keadaan pada akhir periode, data dasar termasuk",
    Accumulation.LATEST: "keadaan terakhir, tidak dijumlahkan",
    Accumulation.ONCE: "tercapai satu kali",
    Accumulation.YEARLY: "tercapai setiap tahun target",
}


class Kind(Enum):
    """A table of the form; the value begins the key of each of its rows."""

    INDICATOR = "I"
    NARRATIVE = "N"
    AMOUNT = "A"


class Shape(Enum):
    """What a column's cells hold."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    RUPIAH = "rupiah"
    DAY = "day"
    STATE = "state"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Column:
    """``name`` is that of the input or fact; a column that ``may_lack`` can be deleted: its cells stay as they were."""

    name: str
    heading: str
    width: int
    shape: Shape = Shape.TEXT
    is_input: bool = False
    may_lack: bool = True
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """``label``: the column by whose text a row is recognised, so that a half-sorted table is noticed."""

    kind: Kind
    sheet: str
    label: str
    columns: tuple[Column, ...]

    @property
    def inputs(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.is_input)

    @property
    def headings(self) -> dict[str, str]:
        """Heading, folded to lower case → name."""
        return {column.heading.casefold(): column.name for column in self.columns}


def _input(name: str, heading: str, width: int, shape: Shape, hint: str, *, may_lack: bool = False) -> Column:
    return Column(name, heading, width, shape, is_input=True, may_lack=may_lack, hint=hint)


_NUMBER_HINT = "Angka saja; koma untuk desimal. 0 adalah jawaban; kosong berarti belum diisi."
_STATE_HINT = "Pilih hanya bila tidak ada angkanya."
_TEXT_HINT = "Tanpa nama atau data pribadi korban."
_KEY_COLUMN = Column(KEY, "Kode baris", 10, may_lack=False)
_CLUSTER, _ACTION = Column("cluster", "Klaster", 7), Column("action", "Aksi", 26)

INDICATORS = Table(
    Kind.INDICATOR,
    "Indikator",
    "indicator",
    (
        _KEY_COLUMN,
        _CLUSTER,
        _ACTION,
        Column("indicator", "Indikator", 34),
        Column("unit", "Satuan", 11),
        Column("counting", "Cara hitung", 23),
        Column("target", "Target", 11),
        Column("before", "Isian sebelumnya", 16),
        _input("value", "Nilai", 13, Shape.NUMBER, _NUMBER_HINT),
        _input("numerator", "Pembilang", 13, Shape.NUMBER, _NUMBER_HINT),
        _input("denominator", "Penyebut", 13, Shape.NUMBER, _NUMBER_HINT),
        _input("is_reached", "Ya/belum", 10, Shape.ANSWER, "Sudah tercapai? Pilih Ya atau Belum."),
        _input("reached_on", "Tanggal dokumen", 13, Shape.DAY, "Hari, bulan, tahun, misalnya 30-07-2024."),
        _input("document_number", "Nomor dokumen", 16, Shape.TEXT, "Nomor SK atau peraturan.", may_lack=True),
        _input("state", "Bila tanpa angka", 15, Shape.STATE, _STATE_HINT),
        _input(
            "reason",
            "Alasan",
            28,
            Shape.TEXT,
            "Wajib bila nilai kumulatif turun; paling banyak 500 huruf.",
            may_lack=True,
        ),
    ),
)
NARRATIVES = Table(
    Kind.NARRATIVE,
    "Narasi",
    "action",
    (
        _KEY_COLUMN,
        _CLUSTER,
        Column("action", "Aksi", 30),
        *(_input(name, label, 38, Shape.LONG_TEXT, _TEXT_HINT, may_lack=True) for name, label in TEXT_LABELS.items()),
    ),
)
AMOUNTS = Table(
    Kind.AMOUNT,
    "Anggaran",
    "line",
    (
        _KEY_COLUMN,
        _CLUSTER,
        _ACTION,
        Column("line", "Baris anggaran", 34),
        Column("source", "Sumber dana", 15),
        Column("ceiling", "Pagu", 19, Shape.RUPIAH),
        Column("before", "Realisasi sebelumnya", 19, Shape.RUPIAH),
        _input("amount", "Realisasi (rupiah)", 20, Shape.RUPIAH, "Rupiah utuh, kumulatif sejak 1 Januari."),
        _input("state", "Bila tanpa angka", 15, Shape.STATE, _STATE_HINT),
    ),
)
TABLES = (INDICATORS, NARRATIVES, AMOUNTS)
TABLE_OF = {table.kind: table for table in TABLES}
