"""Who owes which report, what was filed and when: completeness, timeliness, coverage, and who has not reported."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable
from datetime import date, datetime
from typing import TypedDict

from django.db.models import Count, Sum

from actions.calculation.coverage import coverage_day
from actions.calculation.discipline import Discipline, TimedReport, discipline, punctuality
from actions.calculation.reporters import owes_report
from actions.calculation.rounding import percent_of, round_half_up
from actions.calculation.rounds import NO_HISTORY
from actions.models import ProgressReport
from clusters.enums import RegionLevel
from clusters.models import Plan, Region
from ranpptppo.lib.formats import day_in_wib
from reports.figures import CompletenessFigures, CoverageFigures, NameFigures, NotReportedRow, RatioFigures
from reports.summaries.names import Names
from reports.summaries.references import kept_reference
from reports.summaries.rows import ClusterFacts, Owed, PeriodFacts, PlanData, YearData


class LateOrganization(TypedDict):
    """An organization with reports past due and not filed."""

    organization_id: int
    organization: NameFigures
    missing: int
    oldest_due_on: str
    rows: list[NotReportedRow]


def owed_in(data: PlanData, year: int, owing: Container[int]) -> tuple[Owed, ...]:
    """Every report of the year that is owed ("Who reports"), due or not yet: by period, cluster and organization.

    owing: the actions with an indicator that has a target in the year, or is reported without one.
    """
    periods = data.periods_of(year)
    keys = {
        (period.row.number, action.cluster.number, row.organization): (period, action.cluster)
        for action in data.actions.values()
        if action.id in owing
        for row in data.assignments.get(action.id, ())
        for period in periods
        if owes_report(row, period.row.ends_on)
    }
    return tuple(
        _owed(data, organization, *keys[number, cluster, organization])
        for number, cluster, organization in sorted(keys)
    )


def _owed(data: PlanData, organization_id: int, period: PeriodFacts, cluster: ClusterFacts) -> Owed:
    reports = data.reports.get(cluster.id, {})
    report = reports.get((organization_id, period.row.year, period.row.number))
    history = report.history if report is not None else NO_HISTORY
    row = TimedReport(
        due_at=period.row.due_at,
        extended_due_at=history.extended_due_at,
        first_filed_at=history.first_filed_at,
        is_backfilled=period.row.is_backfilled,
    )
    return Owed(organization_id, cluster, period, report.id if report is not None else None, row)


def ratio_figures(count: int, total: int) -> RatioFigures:
    """``count`` of ``total``, and the percentage where there is one."""
    percent = percent_of(count, total)
    return {"count": count, "total": total, "percent": None if percent is None else str(round_half_up(percent))}


def discipline_of(owed: Iterable[Owed], as_of: datetime) -> Discipline:
    return discipline((report.row for report in owed), as_of)


def completeness_figures(owed: Iterable[Owed], as_of: datetime) -> CompletenessFigures:
    """Completeness and timeliness of any set of owed reports; what is not past due counts nowhere."""
    counts = discipline_of(owed, as_of)
    return {
        "filed": ratio_figures(counts.filed, counts.due),
        "on_time": ratio_figures(counts.on_time, counts.timed),
        "on_time_extended": counts.on_time_extended,
        "backfilled": counts.backfilled,
    }


def missing_reports(owed: Iterable[Owed], as_of: datetime) -> list[Owed]:
    """Owed, past due and never filed; what was due first comes first."""
    missing = [report for report in owed if punctuality(report.row, as_of) == "missing"]
    return sorted(missing, key=lambda report: (report.due_at, report.cluster.number, report.organization_id))


def missing_reports_of(year: YearData) -> list[Owed]:
    """The year's missing reports; kept with it."""
    return year.keep("missing", lambda: missing_reports(year.owed, year.data.as_of))


def not_reported_rows(missing: Iterable[Owed], names: Names) -> list[NotReportedRow]:
    return [
        {
            "organization": names.of(report.organization_id),
            "cluster_number": report.cluster.number,
            "cluster_name": report.cluster.name,
            "period": report.period.label,
            "due_on": day_in_wib(report.due_at).isoformat(),
            "is_extended": report.row.extended_due_at is not None,
        }
        for report in missing
    ]


def late_organizations(year: YearData, names: Names, *, cluster: int | None = None) -> list[LateOrganization]:
    """Who owes what since when: most reports first, then the longest overdue.

    cluster: the number of the one cluster it is about; all of them where left out.
    """
    by_organization: dict[int, list[Owed]] = {}
    for report in missing_reports_of(year):
        if cluster in {None, report.cluster.number}:
            by_organization.setdefault(report.organization_id, []).append(report)
    rows: list[LateOrganization] = [
        {
            "organization_id": key,
            "organization": names.of(key),
            "missing": len(missing),
            "oldest_due_on": day_in_wib(missing[0].due_at).isoformat(),
            "rows": not_reported_rows(missing, names),
        }
        for key, missing in by_organization.items()
    ]
    return sorted(rows, key=lambda row: (-row["missing"], row["oldest_due_on"], row["organization"]["short_name"]))


def coverage_figures(year: YearData) -> CoverageFigures:
    """``18 dari 20 wajib lapor; 20 dari 38 provinsi; 101 dari 514 kabupaten/kota``; two queries.

    An organization filed everything that is past due, some of it or nothing. A choice: whoever filed three quarters of
    four stands apart from those who filed all, though its figures are in the totals too; how much is missing says
    completeness. A region reports when a body of its own filed any report of the year, in whichever plan.
    """
    filed = year.keep("filed", lambda: _organizations_filed(year))
    day = coverage_day(year.year, day_in_wib(year.data.as_of))
    regions = kept_reference(year.plan, ("regions by level", day), lambda: _regions(day))
    reporting = _kept_reporting(year, day, regions)
    return {
        "organizations_filed": filed["all"],
        "organizations_filed_some": filed["some"],
        "organizations_filed_none": filed["none"],
        "organizations_due": filed.total(),
        "provinces_reporting": reporting[0],
        "provinces_total": len(regions[0]),
        "regencies_reporting": reporting[1],
        "regencies_total": len(regions[1]),
    }


def _regions(day: date) -> tuple[frozenset[int], frozenset[int]]:
    """Keys of the provinces, and of the regencies and cities, of the day."""
    rows = list(Region.objects.valid_on(day).values_list("pk", "level"))
    provinces = frozenset(key for key, level in rows if level == RegionLevel.PROVINCE)
    return provinces, frozenset(key for key, _level in rows) - provinces


def _organizations_filed(year: YearData) -> Counter[str]:
    """Organizations with anything past due, by how much of it they filed: "all", "some" or "none"."""
    filed: dict[int, set[bool]] = defaultdict(set)
    for report in year.owed:
        kind = punctuality(report.row, year.data.as_of)
        if kind != "not_due":
            filed[report.organization_id].add(kind != "missing")
    return Counter("some" if len(found) > 1 else "all" if True in found else "none" for found in filed.values())


def _kept_reporting(year: YearData, day: date, regions: tuple[frozenset[int], frozenset[int]]) -> tuple[int, int]:
    """Each filing counts a change of its plan: as long as all plans stand as they did, so do the numbers."""
    stand = Plan.objects.aggregate(revisions=Sum("data_revision"), plans=Count("pk"))
    key = ("regions reporting", year.year, year.data.as_of, day, *stand.values())
    return kept_reference(year.plan, key, lambda: _reporting(year, regions))


def _reporting(year: YearData, regions: tuple[frozenset[int], frozenset[int]]) -> tuple[int, int]:
    filed = ProgressReport.objects.filter(
        period__year=year.year, first_filed_at__lte=year.data.as_of, organization__region__isnull=False
    )
    reporting = set(filed.values_list("organization__region", flat=True).distinct())
    provinces, regencies = regions
    return len(reporting & provinces), len(reporting & regencies)
