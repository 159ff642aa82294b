"""Coverage: who stands behind a total over organizations or regions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

Share = Literal["value", "zero", "not_applicable", "missing", "nothing_due", "no_body"]


@dataclass(frozen=True, slots=True)
class CoveredRow:
    """A body (organization, or region) that a total speaks of.

    has_body: False for a region without any body that could report. region: its key, where the body has one.
    """

    has_body: bool
    owes: bool  # some report was due
    filed: bool
    is_not_applicable: bool = False  # what it filed says tidak berlaku
    is_zero: bool = False  # what it filed is a 0
    region: int | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """`18 dari 20 wajib lapor; 20 dari 38 provinsi`: filed of owing; regions_owing of regions.

    regions_filed of regions is `37 dari 38 provinsi` beside a sum over regions. shares tells apart what a missing
    number means.
    """

    filed: int
    owing: int
    regions_filed: int
    regions_owing: int
    regions: int
    shares: dict[Share, int]


def coverage_day(year: int, cut_off_on: date) -> date:
    """Regions are counted that are valid on 31 December of the year, or on the cut-off if earlier."""
    return min(date(year, 12, 31), cut_off_on)


def is_valid_on(day: date, valid_from: date | None, valid_to: date | None) -> bool:
    """Both the first and the last day belong to the validity; None is open."""
    return (valid_from is None or valid_from <= day) and (valid_to is None or day <= valid_to)


def share_of(row: CoveredRow) -> Share:
    """Why there is, or is not, a number."""
    if not row.has_body:
        return "no_body"
    if not row.filed:
        return "missing" if row.owes else "nothing_due"
    if row.is_not_applicable:
        return "not_applicable"
    return "zero" if row.is_zero else "value"


def coverage(rows: Iterable[CoveredRow], *, regions: int = 0) -> Coverage:
    """regions: how many regions are valid on the coverage day, with or without a row."""
    shares: dict[Share, int] = dict.fromkeys(_SHARES, 0)
    filed = owing = 0
    regions_filed: set[int] = set()
    regions_owing: set[int] = set()
    for row in rows:
        shares[share_of(row)] += 1
        if not row.owes:
            continue
        owing += 1
        filed += row.filed
        if row.region is not None:
            regions_owing.add(row.region)
            if row.filed:
                regions_filed.add(row.region)
    return Coverage(filed, owing, len(regions_filed), len(regions_owing), regions, shares)


_SHARES: tuple[Share, ...] = ("value", "zero", "not_applicable", "missing", "nothing_due", "no_body")
