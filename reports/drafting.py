"""What a manuscript stands on: the figures of today that its texts may refer to, and whether the report is ready."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict

from django.utils import timezone

from actions.enums import Reading, Status
from reports import summaries
from reports.manuscripts import narratives, titles
from reports.models import Manuscript
from reports.references import Reference, catalogue
from reports.summaries import YearData
from reports.summaries.references import kept_reference


class Readiness(TypedDict):
    """What stands between the manuscript and its edition; counts are of the official reading of this moment."""

    missing: int  # reports past due and not filed
    awaiting: int  # indicators whose report waits for verification
    unreported: int
    indicators: int
    late: int  # filed after the due moment
    without_text: list[str]  # titles of chapters
    year_is_over: bool
    is_ready: bool


def known_references(manuscript: Manuscript) -> dict[str, Reference]:
    """What the texts may refer to, with today's official values; kept as long as the plan does not change."""
    at = timezone.now()
    figures = kept_reference(
        manuscript.plan, ("references", manuscript.year, at.date()), lambda: _catalogue(manuscript, at)
    )
    return {**figures, **narratives(manuscript.plan, manuscript.year, until=at)}


def _catalogue(manuscript: Manuscript, at: datetime) -> dict[str, Reference]:
    year, names = _year(manuscript, at)
    details = summaries.load_details(year, names)
    figures = {
        "national": summaries.national_figures(year),
        "clusters": summaries.cluster_figures(year, details),
        "budget": summaries.budget_chapter(year, names),
    }
    return catalogue(figures)


def _year(manuscript: Manuscript, at: datetime) -> tuple[YearData, summaries.Names]:
    year = summaries.load_year(manuscript.plan, manuscript.year, reading=Reading.OFFICIAL.value, as_of=at)
    return year, summaries.Names(year.last_day)


def readiness(manuscript: Manuscript, texts: Mapping[str, Any]) -> Readiness:
    """Of a manuscript whose ``texts`` are those that hold now."""
    year, _names = _year(manuscript, timezone.now())
    national = summaries.national_figures(year)
    counts, completeness = national["counts"], national["completeness"]
    written = {key for key, version in texts.items() if version.text.strip()}
    without = [title for key, title in titles().items() if key not in written]
    numbers = year.row.numbers
    is_over = bool(numbers) and year.row.due >= set(numbers)
    filed, on_time = completeness["filed"], completeness["on_time"]
    missing = filed["total"] - filed["count"]
    awaiting = counts[Status.AWAITING.value]
    return {
        "missing": missing,
        "awaiting": awaiting,
        "unreported": counts[Status.UNREPORTED.value],
        "indicators": national["indicators"],
        "late": max(filed["count"] - on_time["count"] - completeness["backfilled"], 0),
        "without_text": without,
        "year_is_over": is_over,
        "is_ready": is_over and not missing and not awaiting and not without,
    }
