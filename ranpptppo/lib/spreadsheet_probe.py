"""Run as a program of its own: opens the workbook on standard input under a memory limit and says how much it holds.

Prints ``{"cells": 1234, "error": ""}``; ``error`` is the name of the reader's exception. A workbook that needs more
memory or time ends this process instead of the one that asked (ranpptppo.lib.spreadsheet_guards).
"""

import io
import json
import resource
import sys

from python_calamine import CalamineError, CalamineWorkbook

MEMORY_BYTES = 1_500_000_000
PROCESSOR_SECONDS = 45


def count_cells(content: bytes) -> int:
    """The cells of all sheets, each counted from A1 to its last used row and column."""
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
        ends = [workbook.get_sheet_by_name(name).end for name in workbook.sheet_names]
        return sum((end[0] + 1) * (end[1] + 1) for end in ends if end is not None)


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answer = {"cells": 0, "error": ""}
    try:
        answer["cells"] = count_cells(sys.stdin.buffer.read())
    except CalamineError as error:
        answer["error"] = type(error).__name__
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
