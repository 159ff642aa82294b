"""Up to which moment an edition counts: the end of a day in WIB, and never later than it was frozen (calculation.md)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from ranpptppo.lib.formats import datetime_exact
from ranpptppo.lib.periods import end_of_day


def cut_off_moment(cut_off_on: date, frozen_at: datetime) -> datetime:
    """The end of the day; of an edition frozen before its day was over the moment of freezing, since the rest had not
    happened.
    """
    return min(end_of_day(cut_off_on), frozen_at)


def moment_of(figures: Mapping[str, Any]) -> datetime:
    """The one that was frozen; figures of earlier versions have none and were read as of the end of the day."""
    if at := figures.get("cut_off_at"):
        return datetime.fromisoformat(at)
    return end_of_day(date.fromisoformat(figures["cut_off_on"]))


def cut_off_in_words(figures: Mapping[str, Any]) -> str:
    """``30 November 2026 pukul 23.59.59 WIB``."""
    return datetime_exact(moment_of(figures))
