"""One organization in a plan and year: its figures, what it leads and supports, what it owes, and how it came to be."""

from __future__ import annotations

from datetime import date
from typing import TypedDict

from actions.calculation.discipline import punctuality
from clusters.models import ClusterRole, Organization, OrganizationName, OrganizationSuccession
from ranpptppo.lib.formats import day_in_wib
from reports.figures import NameFigures, NotReportedRow, TrendRow
from reports.figures_chapters import SupportedFigures
from reports.summaries.computing import year_of
from reports.summaries.filing import missing_reports, not_reported_rows
from reports.summaries.names import Names, lead_of, leads_of, supports_of
from reports.summaries.narratives import narratives_of
from reports.summaries.rows import ActionFacts, Owed, PlanData, YearData
from reports.summaries.scores import OrganizationNumbers, organization_numbers, organization_row


class NextReport(TypedDict):
    """Reports that are owed and not due yet. due_on: of the first of them, "" where there is none."""

    count: int
    due_on: str


class OwingFigures(TypedDict):
    missing: list[NotReportedRow]
    upcoming: NextReport


class DatedName(TypedDict):
    """valid_to: "" where the name is still used."""

    name: str
    short_name: str
    valid_from: str
    valid_to: str
    basis: str


class SuccessionRow(TypedDict):
    """The other organization. kind: enums.SuccessionKind in words."""

    organization: NameFigures
    on: str
    kind: str


class HistoryFigures(TypedDict):
    names: list[DatedName]
    predecessors: list[SuccessionRow]
    successors: list[SuccessionRow]


def numbers_of(year: YearData, key: int) -> OrganizationNumbers:
    """As ``organization_figures`` tells them; of an organization without a part in the year, nothing of everything."""
    return organization_numbers(year).get(key) or organization_row(year, [], [], [])


def led_actions(year: YearData, key: int) -> list[ActionFacts]:
    """Those that its score is made of: the actions it leads on 31 December, in printed order."""
    return [action for action in year.counting_actions if lead_of(year, action.id) == key]


def supported_actions(year: YearData, key: int, names: Names) -> list[SupportedFigures]:
    return [
        {
            "id": action.id,
            "number": action.number,
            "title": action.title,
            "cluster_number": action.cluster.number,
            "leads": names.all_of(leads_of(year, action.id)),
            "status": year.results[action.id].status.value,
        }
        for action in year.actions
        if key in supports_of(year, action.id)
    ]


def supported_with_texts(part: YearData, key: int, names: Names) -> list[SupportedFigures]:
    """The same with what the organization wrote about them; one query. part: of the plan, what is its own."""
    whole = year_of(part.data.whole or part.data, part.year)
    rows, code = supported_actions(whole, key, names), names.of(key)["code"]
    texts = narratives_of(whole, names, actions=[row["id"] for row in rows])
    return [
        {**row, "narratives": [text for text in texts.get(row["id"], []) if text["organization"]["code"] == code]}
        for row in rows
    ]


def owing_figures(year: YearData, key: int, names: Names) -> OwingFigures:
    """What it owes: reports past due and not filed, and how many of the year are still to come."""
    own = [report for report in year.owed if report.organization_id == key]
    return {
        "missing": not_reported_rows(missing_reports(own, year.data.as_of), names),
        "upcoming": _upcoming(own, year),
    }


def _upcoming(owed: list[Owed], year: YearData) -> NextReport:
    waiting = [
        report
        for report in owed
        if report.row.first_filed_at is None and punctuality(report.row, year.data.as_of) == "not_due"
    ]
    first = min((report.due_at for report in waiting), default=None)
    return {"count": len(waiting), "due_on": "" if first is None else day_in_wib(first).isoformat()}


def organization_trend(data: PlanData, key: int) -> list[TrendRow]:
    """Each fetched year, oldest first, all at the same cut-off."""
    rows: list[TrendRow] = []
    for number in data.years:
        numbers = numbers_of(year_of(data, number), key)
        rows.append(
            {
                "year": number,
                "score": numbers["score"],
                "counts": numbers["counts"],
                "filed": numbers["completeness"]["filed"],
                "on_time": numbers["completeness"]["on_time"],
                "budget": numbers["budget"],
            }
        )
    return rows


def history_of(organization: Organization, names: Names) -> HistoryFigures:
    """Its names by date and who came before and after it; two queries."""
    rows = OrganizationName.objects.filter(organization=organization).order_by("valid_from", "pk")
    near = OrganizationSuccession.objects.order_by("on", "pk")
    successions = [*near.filter(predecessor=organization), *near.filter(successor=organization)]
    return {
        "names": [
            {
                "name": row.name,
                "short_name": row.short_name,
                "valid_from": row.valid_from.isoformat(),
                "valid_to": "" if row.valid_to is None else row.valid_to.isoformat(),
                "basis": row.basis,
            }
            for row in rows
        ],
        "predecessors": [
            _succession(row, row.predecessor_id, names) for row in successions if row.successor_id == organization.pk
        ],
        "successors": [
            _succession(row, row.successor_id, names) for row in successions if row.predecessor_id == organization.pk
        ],
    }


def _succession(row: OrganizationSuccession, other: int, names: Names) -> SuccessionRow:
    return {"organization": names.of(other), "on": row.on.isoformat(), "kind": row.get_kind_display().lower()}


def cluster_roles_of(organization: Organization, *, to: date) -> list[ClusterRole]:
    """The clusters that it leads or coordinates, or did, the latest first; one query."""
    rows = ClusterRole.objects.filter(organization=organization, valid_from__lte=to).select_related("cluster")
    return list(rows.order_by("-valid_from", "cluster__number", "pk"))
