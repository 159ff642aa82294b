"""What reading a matrix file gives: rows, and what is wrong or doubtful about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ranpptppo.lib.import_problems import Problem


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
