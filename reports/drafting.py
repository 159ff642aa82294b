"""What a manuscript stands on: the figures of today that its texts may refer to, and whether the report is ready."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypedDict

from django.utils import timezone

from actions.enums import Reading, Status
from clusters.models import Plan
from reports import summaries
from reports.enums import ReportKind
from reports.figures import StatusCounts
from reports.manuscripts import CATALOGUES, narratives, titles
from reports.models import ChapterVersion, Manuscript
from reports.references import Reference
from reports.summaries import YearData
from reports.summaries.filing import discipline_of
from reports.summaries.heading import is_over


class YearReadiness(TypedDict):
    """Of a year of the report: its reports that are missing and its indicators that await verification."""

    year: int
    missing: int  # reports past due and not filed
    awaiting: int
    is_over: bool


class Readiness(TypedDict):
    """What stands between the manuscript and its edition; counts are of the official reading of this moment."""

    years: list[YearReadiness]
    missing: int
    awaiting: int  # indicators whose report waits for verification
    unreported: int
    indicators: int
    late: int  # filed after the due moment, and after an extension
    without_text: list[str]  # titles of chapters
    year_is_over: bool  # every year of the report is
    is_ready: bool


def known_references(manuscript: Manuscript) -> dict[str, Reference]:
    """What the texts may refer to, with today's official values; kept with the years they were computed in."""
    years = _years(manuscript)
    current, kind = years[-1], manuscript.kind
    figures = current.keep(("references", kind), lambda: CATALOGUES[kind](_figures(years, kind)))
    return {**figures, **narratives(manuscript, until=timezone.now())}


def whole_catalogue(plan: Plan, year: int, *, as_of: datetime) -> dict[str, Reference]:
    """What a text about a year of the whole plan may refer to, with the official values of a moment."""
    current = summaries.load_year(plan, year, reading=Reading.OFFICIAL.value, as_of=as_of)
    return CATALOGUES[ReportKind.ANNUAL](_figures([current], ReportKind.ANNUAL))


def _figures(years: Sequence[YearData], kind: str) -> Mapping[str, Any]:
    current = years[-1]
    if kind == ReportKind.FIVE_YEAR:
        return summaries.course_figures(years, {each.year: summaries.Names(each.last_day) for each in years})
    names = summaries.Names(current.last_day)
    details = summaries.load_details(current, names)
    return {
        "year": current.year,
        "national": summaries.national_figures(current),
        "clusters": summaries.cluster_figures(current, details),
        "budget": summaries.budget_chapter(current, names),
    }


def _years(manuscript: Manuscript) -> list[YearData]:
    """The years that the report is about, the oldest first."""
    plan, year, at = manuscript.plan, manuscript.year, timezone.now()
    if manuscript.kind != ReportKind.FIVE_YEAR:
        return [summaries.load_year(plan, year, reading=Reading.OFFICIAL.value, as_of=at)]
    data = summaries.load_years(plan, year, reading=Reading.OFFICIAL.value, as_of=at)
    return [summaries.year_of(data, number) for number in data.years if number <= year]


def readiness(manuscript: Manuscript, texts: Mapping[str, ChapterVersion]) -> Readiness:
    """Of a manuscript whose ``texts`` are those that hold now."""
    years = _years(manuscript)
    rows = [_year_readiness(year) for year in years]
    counts, indicators = _counts(years, manuscript.kind)
    without = [title for key, title in titles(manuscript).items() if key not in texts or not texts[key].text.strip()]
    missing, awaiting = sum(row["missing"] for row in rows), sum(row["awaiting"] for row in rows)
    years_are_over = all(row["is_over"] for row in rows)
    return {
        "years": rows,
        "missing": missing,
        "awaiting": awaiting,
        "unreported": counts[Status.UNREPORTED.value],
        "indicators": indicators,
        "late": sum(discipline_of(year.owed, year.data.as_of).late for year in years),
        "without_text": without,
        "year_is_over": years_are_over,
        "is_ready": years_are_over and not missing and not awaiting and not without,
    }


def _year_readiness(year: YearData) -> YearReadiness:
    counts = summaries.counts_over(year, year.counting_actions)
    missing = discipline_of(year.owed, year.data.as_of).missing
    return {"year": year.year, "missing": missing, "awaiting": counts["awaiting"], "is_over": is_over(year)}


def _counts(years: Sequence[YearData], kind: str) -> tuple[StatusCounts, int]:
    """The indicators by status, over the plan where the report is about all its years; and how many they are."""
    national = summaries.national_figures(years[-1])
    if kind == ReportKind.FIVE_YEAR:
        return summaries.over_plan(years[-1].data, years[-1].year)["counts"], national["indicators"]
    return national["counts"], national["indicators"]
