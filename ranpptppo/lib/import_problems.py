"""What is wrong or doubtful in a file that somebody imports, and where."""

from __future__ import annotations

from dataclasses import dataclass
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


def import_reason(file_name: str, *, of: str = "") -> str:
    """Why a row changed, as its history keeps it: ``impor registri.xlsx``; ``of``: said before it, where there is more."""
    return f"{of}, impor {file_name}"[:100] if of else f"impor {file_name}"[:100]
