"""What a manuscript stands on: the figures of today that its texts may refer to, and whether the report is ready."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, TypedDict

from django.utils import timezone

from actions.enums import Reading, Status
from clusters.models import Plan
from reports import summaries
from reports.enums import ReportKind
from reports.figures import StatusCounts
from reports.manuscripts import CATALOGUES, BareReference, bare_references, latest_texts, narratives, titles
from reports.models import ChapterVersion, Manuscript
from reports.references import Reference, text_html
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
    bare: list[BareReference]
    year_is_over: bool  # every year of the report is
    is_ready: bool


def known_references(manuscript: Manuscript, *, as_of: datetime | None = None) -> dict[str, Reference]:
    """What the texts may refer to, with the official values of a moment, or of now; kept with the years they were
    computed in. Narratives are those of now.
    """
    years, now = _years(manuscript, as_of), timezone.now()
    current, kind = years[-1], manuscript.kind
    figures = current.keep(("references", kind), lambda: CATALOGUES[kind](_figures(years, kind)))
    return {**figures, **narratives(manuscript, until=now)}


def bare_in(
    manuscript: Manuscript,
    texts: Mapping[str, ChapterVersion],
    *,
    as_of: datetime | None = None,
    keys: Collection[str] | None = None,
) -> list[BareReference]:
    """What an edition with the data of a moment, or of now, would print as it was written. keys: only these chapters.

    ``texts``: those that hold now. Nothing is read where none of them refers to anything.
    """
    referring = {
        key: version.text for key, version in texts.items() if "{" in version.text and (keys is None or key in keys)
    }
    if not referring:
        return []
    known = known_references(manuscript, as_of=as_of)
    return bare_references(manuscript, {key: text_html(text, known) for key, text in referring.items()})


def bare_when_frozen(
    manuscript: Manuscript | None, *, as_of: datetime, keys: Collection[str] | None = None
) -> list[str]:
    """The sentences of ``bare_in`` about an edition that somebody asks for."""
    if manuscript is None:
        return []
    return [str(one) for one in bare_in(manuscript, latest_texts(manuscript), as_of=as_of, keys=keys)]


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


def _years(manuscript: Manuscript, as_of: datetime | None = None) -> list[YearData]:
    """The years that the report is about, the oldest first; without a moment as of now."""
    plan, year, at = manuscript.plan, manuscript.year, as_of or timezone.now()
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
    bare = bare_in(manuscript, texts)
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
        "bare": bare,
        "year_is_over": years_are_over,
        "is_ready": years_are_over and not (missing or awaiting or without or bare),
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
