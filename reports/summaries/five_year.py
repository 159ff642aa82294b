"""All figures of a five-year report, read at its cut-off: what ``Report.figures`` freezes and the PDF prints."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from actions.enums import Reading
from clusters.models import Plan
from reports.cut_offs import cut_off_moment
from reports.figures import NotReportedRow
from reports.figures_five_year import CourseFigures, FiveYearFigures
from reports.summaries.computing import load_years, year_of
from reports.summaries.courses import budget_over_years, cluster_courses, indicator_courses
from reports.summaries.filing import missing_reports_of, not_reported_rows
from reports.summaries.heading import is_over, issuer, legal_bases, plan_figures, subject
from reports.summaries.holders import holder_changes
from reports.summaries.indicators import load_details
from reports.summaries.names import Names
from reports.summaries.published import statistics_figures
from reports.summaries.reading import consistent_reading
from reports.summaries.rows import YearData
from reports.summaries.scores import national_figures
from reports.summaries.sources import budget_lines_over_years
from reports.summaries.unfinished import YearNames, never_done, revised_targets
from reports.summaries.years import over_plan, trend


def five_year_figures(
    plan: Plan,
    year: int,
    *,
    cut_off_on: date,
    edition: int,
    generated_at: datetime,
    conclusion: str,
    site_address: str,
    short_code: str,
) -> FiveYearFigures:
    """The plan from its first year to ``year``, in one consistent reading, as of ``cut_off_moment``.

    Final is a report all of whose years were past due at the cut-off and whose conclusion is written. KeyError where
    the plan does not cover the year.
    """
    if year not in plan.years:
        raise KeyError(year)
    as_of = cut_off_moment(cut_off_on, generated_at)
    with consistent_reading():
        data = load_years(plan, year, reading=Reading.OFFICIAL.value, as_of=as_of)
        years = [year_of(data, number) for number in data.years if number <= year]
        current, names = years[-1], {each.year: Names(each.last_day) for each in years}
        course = course_figures(years, names)
        course["budget"]["by_line"] = budget_lines_over_years(years, names[year])
        return {
            "version": 1,
            "kind": "five_year",
            "title": f"Laporan Lima Tahunan {subject(plan)} Tahun {years[0].year}–{year}",
            "plan": plan_figures(plan),
            "issuer": issuer(plan),
            "first_year": years[0].year,
            "year": year,
            "years": [each.year for each in years],
            "cut_off_on": cut_off_on.isoformat(),
            "cut_off_at": as_of.astimezone(UTC).isoformat(),
            "reading": "official",
            "edition": edition,
            "is_final": bool(conclusion.strip()) and all(is_over(each) for each in years),
            "generated_at": generated_at.astimezone(UTC).isoformat(timespec="seconds"),
            "site_address": site_address.rstrip("/"),
            "short_code": short_code,
            "period_labels": [period.label for period in data.periods_of(year)],
            "legal_bases": legal_bases(plan),
            "national": national_figures(current),
            **course,  # type: ignore[typeddict-item]  # which holds nothing else
            "statistics": statistics_figures(names[year], to_year=year),
            "not_reported": _not_reported(years, names),
            "conclusion": conclusion.strip(),
        }


def course_figures(years: Sequence[YearData], names: YearNames) -> CourseFigures:
    """The plan from the first of these years to the last one, each with the names of its year."""
    current = years[-1]
    data, details = current.data, load_details(current, names[current.year])
    return {
        "over_plan": over_plan(data, current.year),
        "trend": trend(data, current.year),
        "clusters": cluster_courses(current, years, details),
        "changes": holder_changes(years, names),
        "revised_targets": revised_targets(years, details, names),
        "never_done": never_done(years, names),
        "budget": budget_over_years(years, names[current.year]),
        "matrix": indicator_courses(current, details),
    }


def _not_reported(years: list[YearData], names: dict[int, Names]) -> list[NotReportedRow]:
    """Of all years, the oldest first; each with the names of its year."""
    return [row for year in years for row in not_reported_rows(missing_reports_of(year), names[year.year])]
