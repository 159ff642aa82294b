"""Who led actions, and who led and coordinated clusters, where that changed over the years of a plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Literal

from actions.calculation.reporters import is_in_force
from actions.enums import AssignmentRole
from clusters.models import ClusterRole
from reports.figures import NameFigures
from reports.figures_five_year import HolderChange, Holding
from reports.summaries.names import COORDINATOR, LEAD, Names, leads_of
from reports.summaries.rows import YearData

YearNames = Mapping[int, Names]
RoleWord = Literal["lead", "coordinator"]


@dataclass(frozen=True, slots=True)
class _Held:
    """Who held it in one year; since: the day on which the holder of 31 December began, where it was in the year."""

    year: int
    organizations: tuple[int, ...]
    since: date | None


@dataclass(frozen=True, slots=True)
class _RoleRow:
    organization_id: int
    valid_from: date
    valid_to: date | None


def holder_changes(years: Sequence[YearData], names: YearNames) -> list[HolderChange]:
    """Clusters first, then actions of the plan in printed order; one query for the roles.

    A change of the name alone is one too. An action is held by those that led it in the year, that of 31 December
    first; a role in a cluster by whoever has it on 31 December.
    """
    return [*_of_clusters(years, names), *_of_actions(years, names)]


def _of_actions(years: Sequence[YearData], names: YearNames) -> list[HolderChange]:
    found: list[HolderChange] = []
    for action in years[-1].counting_actions:
        held = [_Held(year.year, tuple(leads_of(year, action.id)), _lead_since(year, action.id)) for year in years]
        _add(found, held, names, cluster=action.cluster.number, number=action.number, title=action.title, role="lead")
    return found


def _lead_since(year: YearData, action_id: int) -> date | None:
    rows = year.data.assignments.get(action_id, ())
    leads = [row for row in rows if row.role == AssignmentRole.LEAD and is_in_force(row, year.last_day)]
    return max((row.starts_on for row in leads), default=None)


def _of_clusters(years: Sequence[YearData], names: YearNames) -> list[HolderChange]:
    clusters = years[-1].data.clusters
    rows: dict[tuple[int, str], list[_RoleRow]] = {}
    roles = ClusterRole.objects.filter(cluster__in=[cluster.id for cluster in clusters]).order_by("valid_from", "pk")
    for role in roles:
        row = _RoleRow(role.organization_id, role.valid_from, role.valid_to)
        rows.setdefault((role.cluster_id, role.role), []).append(row)
    found: list[HolderChange] = []
    for cluster in clusters:
        for kind in (LEAD, COORDINATOR):
            held = [_role_held(rows.get((cluster.id, kind), []), year) for year in years]
            called: RoleWord = "lead" if kind == LEAD else "coordinator"
            _add(found, held, names, cluster=cluster.number, number="", title=cluster.name, role=called)
    return found


def _role_held(rows: Sequence[_RoleRow], year: YearData) -> _Held:
    day = year.last_day
    valid = [row for row in rows if row.valid_from <= day and (row.valid_to is None or row.valid_to >= day)]
    since = max((row.valid_from for row in valid), default=None)
    return _Held(year.year, tuple(row.organization_id for row in valid), since)


def _add(
    found: list[HolderChange],
    held: Sequence[_Held],
    names: YearNames,
    *,
    cluster: int,
    number: str,
    title: str,
    role: RoleWord,
) -> None:
    holdings = _holdings(held, names)
    if len(holdings) > 1:
        found.append({"cluster_number": cluster, "number": number, "title": title, "role": role, "holdings": holdings})


def _holdings(held: Sequence[_Held], names: YearNames) -> list[Holding]:
    """Years in a row with the same holders under the same names are one."""

    def called(row: _Held) -> list[tuple[int, str]]:
        return [(key, names[row.year].of(key)["name"]) for key in row.organizations]

    holdings: list[Holding] = []
    for _, group in groupby(held, called):
        rows = list(group)
        first, last = rows[0], rows[-1]
        organizations: list[NameFigures] = names[first.year].all_of(first.organizations)
        is_within = first.since is not None and first.since > date(first.year, 1, 1) and first.since.year == first.year
        holdings.append(
            {
                "from_year": first.year,
                "to_year": last.year,
                "since": first.since.isoformat() if first.since is not None and is_within else "",
                "organizations": organizations,
            }
        )
    return holdings
