"""Addresses that stand only in printed parts: the binder makes links of its own of them.

The hosts are names that no resolver knows.
"""

from urllib.parse import quote

PART = "http://bagian.invalid/#"
TRACE = "http://telusur.invalid/"


def part_address(anchor: str) -> str:
    """Of the element with this id, in whichever part it stands."""
    return PART + anchor


def trace_address(*path: object) -> str:
    """Of the telling of a figure (reports.provenance), by its path there."""
    return TRACE + "".join(quote(str(part), safe="/") + "/" for part in path)
