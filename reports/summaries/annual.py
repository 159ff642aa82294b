"""All figures of an annual report, read at its cut-off: what ``Report.figures`` freezes and the PDF prints."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from actions.enums import Reading
from clusters.enums import PlanKind
from clusters.models import Plan
from reports.cut_offs import cut_off_moment
from reports.figures import AnnualFigures
from reports.summaries.computing import load_years, year_of
from reports.summaries.filing import missing_reports, not_reported_rows
from reports.summaries.heading import is_over, issuer, legal_bases, plan_figures, subject
from reports.summaries.indicators import Details, load_details
from reports.summaries.lens_chapters import lens_chapters
from reports.summaries.names import Names
from reports.summaries.narratives import narratives_of
from reports.summaries.narrowing import narrow
from reports.summaries.organizations import supported_with_texts
from reports.summaries.published import statistics_figures
from reports.summaries.reading import consistent_reading
from reports.summaries.region_chapter import area_chapter, regions_chapter
from reports.summaries.region_edition import own_region
from reports.summaries.rows import LineFacts, YearData
from reports.summaries.scopes import WHOLE, Scope, narrowing_of_scope, scope_figures
from reports.summaries.scores import cluster_figures, national_figures, outside_plan
from reports.summaries.sources import budget_lines, sources_of
from reports.summaries.spending import budget_chapter, budget_figures, lines_of
from reports.summaries.years import plan_matrix, trend


def annual_figures(
    plan: Plan,
    year: int,
    *,
    cut_off_on: date,
    edition: int,
    generated_at: datetime,
    conclusion: str,
    site_address: str,
    short_code: str,
    scope: Scope = WHOLE,
) -> AnnualFigures:
    """The official figures of a year in one consistent reading of the database.

    They are those of the end of the cut-off's day in WIB, or of the moment of freezing where that is earlier.

    Final, without DRAF on its pages, is a report whose year was past due in whole at the cut-off and whose conclusion
    is written; of a region, whose own plan's year was too. KeyError where the plan does not cover the year.
    """
    if year not in plan.years:
        raise KeyError(year)
    as_of = cut_off_moment(cut_off_on, generated_at)
    with consistent_reading():
        whole = load_years(plan, year, reading=Reading.OFFICIAL.value, as_of=as_of)
        data = narrow(whole, narrowing_of_scope(scope, whole))
        current = year_of(data, year)
        names = Names(current.last_day)
        details = _details(current, names)
        figures: AnnualFigures = {
            "version": 1,
            "title": f"Laporan Tahunan {subject(plan)} Tahun {year}",
            "plan": plan_figures(plan),
            "issuer": issuer(plan),
            "year": year,
            "cut_off_on": cut_off_on.isoformat(),
            "cut_off_at": as_of.astimezone(UTC).isoformat(),
            "reading": "official",
            "edition": edition,
            "is_final": bool(conclusion.strip()) and is_over(current),
            "generated_at": generated_at.astimezone(UTC).isoformat(timespec="seconds"),
            "site_address": site_address.rstrip("/"),
            "short_code": short_code,
            "period_labels": [period.label for period in data.periods_of(year)],
            "legal_bases": legal_bases(plan),
            "national": national_figures(current),
            "clusters": cluster_figures(current, details),
            "outside_plan": outside_plan(current, details),
            "budget": {**budget_chapter(current, names), "by_line": budget_lines(current, names)},
            "statistics": statistics_figures(names, to_year=year) if scope.is_whole else [],
            "trend": trend(data, year),
            "matrix": plan_matrix(current, details),
            "not_reported": not_reported_rows(missing_reports(current.owed, data.as_of), names),
            "lenses": lens_chapters(current),
            "conclusion": conclusion.strip(),
        }
        if not scope.is_whole:
            _narrow_words(figures, scope, current, names)
        elif plan.kind == PlanKind.NATIONAL:  # a regional plan says nothing of other regions
            figures["regions"] = regions_chapter(current)
        return figures


def _details(current: YearData, names: Names) -> Details:
    details = load_details(current, names, narratives=narratives_of(current, names))
    return replace(details, sources=sources_of(current, names))


def _narrow_words(figures: AnnualFigures, scope: Scope, current: YearData, names: Names) -> None:
    """What an edition of a part says of itself, and the chapter that it alone has."""
    told = scope_figures(scope, names)
    figures["scope"] = told
    figures["title"] = f"{figures['title']}: {told['name']}"
    if scope.region is not None:
        figures["area"] = area_chapter(current, scope.region)
        own = own_region(current, scope.region, names)
        figures["own"] = own
        if own["plan"] is not None and not own["plan"].get("is_over"):
            figures["is_final"] = False
    if scope.organization is not None:
        figures["supported"] = supported_with_texts(current, scope.organization.pk, names)
        for cluster in figures["clusters"]:
            lines = [line for line in lines_of(current) if _is_supported(line, cluster["number"], current)]
            if lines:
                cluster["supported_budget"] = budget_figures(lines)


def _is_supported(line: LineFacts, cluster: int, current: YearData) -> bool:
    """Is the line spent on an action of the cluster that is not among those of the edition?"""
    own = current.shown or frozenset()
    return current.data.actions[line.action_id].cluster.number == cluster and line.action_id not in own
