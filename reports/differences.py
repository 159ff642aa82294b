"""What an edition says differently from the one before it: computed from their two frozen snapshots, and frozen with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from reports.enums import ReportKind
from reports.figures_chapters import DifferenceGroup, DifferenceRow, Differences
from reports.told import ABSENT, ANNUAL_GROUPS, Told
from reports.told_five_year import FIVE_YEAR_GROUPS

GROUPS: dict[str, Sequence[tuple[str, Callable[[Any], Told]]]] = {
    ReportKind.ANNUAL: ANNUAL_GROUPS,
    ReportKind.FIVE_YEAR: FIVE_YEAR_GROUPS,
}


def differences_between(old: Mapping[str, Any], new: Mapping[str, Any], *, old_sha256: str) -> Differences:
    """Of two editions of one kind: group by group, old against new; groups in which nothing differs are left out."""
    groups: list[DifferenceGroup] = []
    for title, told in GROUPS[new.get("kind", ReportKind.ANNUAL)]:
        rows = _compared(_by_key(told(old)), _by_key(told(new)))
        if rows:
            groups.append({"title": title, "rows": rows})
    return {
        "edition": old["edition"],
        "cut_off_on": old["cut_off_on"],
        "figures_sha256": old_sha256,
        "groups": groups,
    }


def _by_key(told: Told) -> dict[tuple[str, str], tuple[str, str]]:
    return {(key, what): (label, value) for (key, label), what, value in told}


def _compared(
    old: Mapping[tuple[str, str], tuple[str, str]], new: Mapping[tuple[str, str], tuple[str, str]]
) -> list[DifferenceRow]:
    """In the order of the new edition; what is gone from it comes last."""
    rows: list[DifferenceRow] = []
    for key in [*new, *(key for key in old if key not in new)]:
        label = (new.get(key) or old[key])[0]
        before, after = old.get(key, ("", ABSENT))[1], new.get(key, ("", ABSENT))[1]
        if before != after:
            rows.append({"subject": label, "what": key[1], "old": before, "new": after})
    return rows
