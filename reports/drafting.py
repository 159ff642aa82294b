"""What a manuscript stands on: the figures of today that its texts may refer to, and whether the report is ready."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TypedDict

from django.utils import timezone

from actions.enums import Reading, Status
from reports import summaries
from reports.manuscripts import narratives, titles
from reports.models import ChapterVersion, Manuscript
from reports.references import Reference, catalogue
from reports.summaries import YearData
from reports.summaries.filing import discipline_of
from reports.summaries.heading import is_over


class Readiness(TypedDict):
    """What stands between the manuscript and its edition; counts are of the official reading of this moment."""

    missing: int  # reports past due and not filed
    awaiting: int  # indicators whose report waits for verification
    unreported: int
    indicators: int
    late: int  # filed after the due moment, and after an extension
    without_text: list[str]  # titles of chapters
    year_is_over: bool
    is_ready: bool


def known_references(manuscript: Manuscript) -> dict[str, Reference]:
    """What the texts may refer to, with today's official values; kept with the year they were computed in."""
    at = timezone.now()
    year = _year(manuscript, at)
    figures = year.keep("references", lambda: _catalogue(year))
    return {**figures, **narratives(manuscript.plan, manuscript.year, until=at)}


def _catalogue(year: YearData) -> dict[str, Reference]:
    names = summaries.Names(year.last_day)
    details = summaries.load_details(year, names)
    figures = {
        "year": year.year,
        "national": summaries.national_figures(year),
        "clusters": summaries.cluster_figures(year, details),
        "budget": summaries.budget_chapter(year, names),
    }
    return catalogue(figures)


def _year(manuscript: Manuscript, at: datetime) -> YearData:
    return summaries.load_year(manuscript.plan, manuscript.year, reading=Reading.OFFICIAL.value, as_of=at)


def readiness(manuscript: Manuscript, texts: Mapping[str, ChapterVersion]) -> Readiness:
    """Of a manuscript whose ``texts`` are those that hold now."""
    year = _year(manuscript, timezone.now())
    national, filing = summaries.national_figures(year), discipline_of(year.owed, year.data.as_of)
    awaiting = national["counts"][Status.AWAITING.value]
    without = [title for key, title in titles().items() if key not in texts or not texts[key].text.strip()]
    year_is_over = is_over(year)
    return {
        "missing": filing.missing,
        "awaiting": awaiting,
        "unreported": national["counts"][Status.UNREPORTED.value],
        "indicators": national["indicators"],
        "late": filing.late,
        "without_text": without,
        "year_is_over": year_is_over,
        "is_ready": year_is_over and not filing.missing and not awaiting and not without,
    }
