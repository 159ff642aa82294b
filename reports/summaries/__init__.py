"""Every aggregate, once: pages, API and reports print what these functions answer.

The order of a page::

    data = load_years(plan, 2024, reading=Reading.OFFICIAL, as_of=now)   # or load_year for one year alone
    year = year_of(data, 2024)
    names = Names(year.last_day)
    national = national_figures(year)
    clusters = cluster_summaries(year, names)

Everything is answered in the shapes of ``reports.figures`` or in the ones named beside a function; numbers are text,
rounded once. Queries: ``load_*`` 16, whatever the number of rows, or 1 where the plan is still kept in memory
(``kept``); ``Names`` 2; the others as they say.
"""

from reports.summaries.annual import annual_figures
from reports.summaries.changes import ChangeFigures, changes_between
from reports.summaries.computing import (
    cut_at,
    load_past_year,
    load_year,
    load_years,
    over_plan_figures,
    over_plan_results,
    year_of,
)
from reports.summaries.filing import (
    LateOrganization,
    completeness_figures,
    coverage_figures,
    late_organizations,
    missing_reports,
    missing_reports_of,
    not_reported_rows,
    ratio_figures,
)
from reports.summaries.five_year import course_figures, five_year_figures
from reports.summaries.indicators import Details, action_figures, indicator_figures, load_details
from reports.summaries.matrix import HeatCell, HeatMap, HeatRow, heat_map
from reports.summaries.names import NOBODY, Names, cluster_roles, lead_of, leads_of, supports_of
from reports.summaries.narratives import narratives_of
from reports.summaries.narrowing import narrow
from reports.summaries.per_action import ActionLine, action_lines
from reports.summaries.pressing import PressingRow, pressing_rows
from reports.summaries.published import statistics_figures
from reports.summaries.reading import consistent_reading, load_plan, load_plans
from reports.summaries.references import kept_reference
from reports.summaries.regions import MOST_ANEW, Computed, RegionFigures, computed_years, region_figures, revisions_of
from reports.summaries.rows import (
    ActionFacts,
    Aim,
    ClusterFacts,
    IndicatorFacts,
    Narrowing,
    Owed,
    PeriodFacts,
    PlanData,
    RegionFacts,
    ReportFacts,
    YearData,
)
from reports.summaries.scopes import WHOLE, Scope, scope_figures
from reports.summaries.scores import (
    ClusterSummary,
    OrganizationFigures,
    PlanNumbers,
    cluster_figures,
    cluster_summaries,
    counts_over,
    national_figures,
    organization_figures,
    outside_plan,
    plan_numbers,
    score_over,
    status_counts,
)
from reports.summaries.sources import CorrectionFigures, corrections_since
from reports.summaries.spending import (
    action_budget_rows,
    budget_chapter,
    budget_figures,
    lines_of,
    lines_of_action,
)
from reports.summaries.years import (
    PeriodMatrix,
    cluster_trend,
    over_plan,
    period_matrix,
    plan_matrix,
    trend,
)

__all__ = [
    "MOST_ANEW",
    "NOBODY",
    "WHOLE",
    "ActionFacts",
    "ActionLine",
    "Aim",
    "ChangeFigures",
    "ClusterFacts",
    "ClusterSummary",
    "Computed",
    "CorrectionFigures",
    "Details",
    "HeatCell",
    "HeatMap",
    "HeatRow",
    "IndicatorFacts",
    "LateOrganization",
    "Names",
    "Narrowing",
    "OrganizationFigures",
    "Owed",
    "PeriodFacts",
    "PeriodMatrix",
    "PlanData",
    "PlanNumbers",
    "PressingRow",
    "RegionFacts",
    "RegionFigures",
    "ReportFacts",
    "Scope",
    "YearData",
    "action_budget_rows",
    "action_figures",
    "action_lines",
    "annual_figures",
    "budget_chapter",
    "budget_figures",
    "changes_between",
    "cluster_figures",
    "cluster_roles",
    "cluster_summaries",
    "cluster_trend",
    "completeness_figures",
    "computed_years",
    "consistent_reading",
    "corrections_since",
    "counts_over",
    "course_figures",
    "coverage_figures",
    "cut_at",
    "five_year_figures",
    "heat_map",
    "indicator_figures",
    "kept_reference",
    "late_organizations",
    "lead_of",
    "leads_of",
    "lines_of",
    "lines_of_action",
    "load_details",
    "load_past_year",
    "load_plan",
    "load_plans",
    "load_year",
    "load_years",
    "missing_reports",
    "missing_reports_of",
    "narratives_of",
    "narrow",
    "national_figures",
    "not_reported_rows",
    "organization_figures",
    "outside_plan",
    "over_plan",
    "over_plan_figures",
    "over_plan_results",
    "period_matrix",
    "plan_matrix",
    "plan_numbers",
    "pressing_rows",
    "ratio_figures",
    "region_figures",
    "revisions_of",
    "scope_figures",
    "score_over",
    "statistics_figures",
    "status_counts",
    "supports_of",
    "trend",
    "year_of",
]
