"""What reading a matrix file gives: rows, and what is wrong or doubtful about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum


class Severity(Enum):
    """An error refuses the file; a question must be confirmed; a warning is only shown."""

    ERROR = "error"
    QUESTION = "question"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """A sentence about a place in the file. ``row`` 0: about the whole file."""

    severity: Severity
    sentence: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    address: str = ""

    @property
    def place(self) -> str:
        """``lembar “RAN”, baris 12, kolom target_2021 (Q12)``."""
        if not self.row:
            return "berkas"
        sheet = f"lembar “{self.sheet}”, " if self.sheet else ""
        column = f", kolom {self.column} ({self.address})" if self.column else ""
        return f"{sheet}baris {self.row}{column}"


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One indicator as the file has it; texts are trimmed, codes upper case, numbers exact."""

    sheet: str
    row: int
    cluster: int
    strategy: str
    number: str
    title: str
    lead: str
    supports: tuple[str, ...]
    reporters: tuple[str, ...]
    code: str
    indicator: str
    unit: str
    measure: str
    accumulation: str
    direction: str
    numerator_label: str
    denominator_label: str
    baseline: Decimal | None
    baseline_year: int | None
    targets: Mapping[int, Decimal]
    locations: tuple[str, ...]
    tags: frozenset[tuple[str, str]]
    weight: Decimal
    is_additive: bool
    allows_over: bool


@dataclass(slots=True)
class MatrixFile:
    """Everything read from a file. ``years``: those with a target column; ``columns``: each known heading's column."""

    name: str
    rows: list[MatrixRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    years: Sequence[int] = ()
    columns: Mapping[str, int] = field(default_factory=dict)
    sha256: str = ""
