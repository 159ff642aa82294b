"""Organizations as they are called for a year, who leads what, and where: calculation.md, "Names"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from actions.calculation.reporters import AssignmentRow, is_in_force
from actions.enums import AssignmentRole
from clusters.enums import ClusterRoleKind
from clusters.models import ClusterRole, Organization, OrganizationName, OrganizationSuccession
from ranpptppo.lib.formats import date_long, joined
from reports.figures import NameFigures
from reports.summaries.rows import YearData

NOBODY: NameFigures = {"code": "", "name": "", "short_name": "", "footnote": ""}


@dataclass(frozen=True, slots=True)
class _NameRow:
    code: str
    name: str
    short_name: str
    valid_from: date
    valid_to: date | None


class Names:
    """Names valid on one day; an organization that ended earlier has its last one, one that starts later its first.

    Two queries, when made: national bodies, which every page names. The first body of a region that is asked for brings
    along the others of its region, the first of another region all there are: a nation has more than a thousand. ``of``
    takes the key of an organization.
    """

    def __init__(self, on: date) -> None:
        self.on = on
        self._rows = _name_rows(Q(organization__region__isnull=True))
        self._fetched = 0
        self._successions = _successions()
        self._known: dict[int, NameFigures] = {}

    def of(self, organization_id: int) -> NameFigures:
        """Code, name, short name and footnote; an organization without any name is called by nothing."""
        if organization_id not in self._known:
            self._known[organization_id] = self._name(organization_id)
        return self._known[organization_id]

    def know(self, organization_ids: Iterable[int]) -> None:
        """Fetch the names that will be asked for, where they are not there yet; one query at most."""
        missing = set(organization_ids) - self._rows.keys()
        if missing:
            self._rows = {**self._rows, **_name_rows(Q(organization__in=missing))}

    def all_of(self, organization_ids: Iterable[int]) -> list[NameFigures]:
        return [self.of(key) for key in organization_ids]

    def _name(self, key: int) -> NameFigures:
        row = self._row(key, self.on)
        if row is None:
            return NOBODY
        return {
            "code": row.code,
            "name": row.name,
            "short_name": row.short_name,
            "footnote": self._footnote(key, row),
        }

    def _rows_of(self, key: int) -> list[_NameRow]:
        """From memory, else of its region, else of all regions: two more queries at most, whoever is asked for."""
        if key not in self._rows and self._fetched < 2:
            same = Organization.objects.filter(pk=key, region__isnull=False).values("region")
            regional = Q(organization__region__isnull=False)
            fetched = _name_rows(regional if self._fetched else Q(organization__region__in=same))
            self._rows = {**self._rows, **fetched}  # never changed in place: other threads may be reading
            self._fetched += 1
            return self._rows_of(key)
        return self._rows.get(key, [])

    def _row(self, key: int, day: date) -> _NameRow | None:
        """The name that began last on or before the day, else the first one."""
        rows = self._rows_of(key)
        begun = [row for row in rows if row.valid_from <= day]
        return begun[-1] if begun else next(iter(rows), None)

    def _footnote(self, key: int, row: _NameRow) -> str:
        """Successors of an organization that ended; predecessors, or its own earlier name, of one new in the year."""
        notes = []
        if row.valid_to is not None and row.valid_to < self.on:
            after = [(on, other) for on, before, other in self._successions if before == key and on <= self.on]
            if after:
                day = min(on for on, _ in after)
                notes.append(f"Sejak {date_long(day)} menjadi {self._joined([other for _, other in after], self.on)}.")
        origins = [(on, other) for on, other, new in self._successions if new == key and self._is_of_year(on)]
        if origins:
            day = min(on for on, _ in origins)
            notes.append(f"Sebelum {date_long(day)} {self._joined([other for _, other in origins], day)}.")
        earlier = [other.name for other in self._rows_of(key) if other.valid_from < row.valid_from]
        if earlier and earlier[-1] != row.name and self._is_of_year(row.valid_from):
            notes.append(f"Sebelum {date_long(row.valid_from)} {earlier[-1]}.")
        return " ".join(notes)

    def _is_of_year(self, day: date) -> bool:
        return day.year == self.on.year and day <= self.on

    def _joined(self, keys: Iterable[int], day: date) -> str:
        rows = [self._row(key, day) for key in keys]
        return joined(sorted(row.name for row in rows if row is not None))


def _name_rows(whose: Q) -> dict[int, list[_NameRow]]:
    """By organization, the oldest first."""
    found: dict[int, list[_NameRow]] = defaultdict(list)
    rows = OrganizationName.objects.filter(whose).order_by("valid_from", "pk")
    columns = ("organization__code", "name", "short_name", "valid_from", "valid_to")
    for key, *row in rows.values_list("organization_id", *columns):
        found[key].append(_NameRow(*row))
    return dict(found)


def _successions() -> list[tuple[date, int, int]]:
    """(day, predecessor, successor), oldest first."""
    rows = OrganizationSuccession.objects.order_by("on", "pk")
    return list(rows.values_list("on", "predecessor_id", "successor_id"))


# --- who leads -----------------------------------------------------------------------------------------------------


def leads_of(year: YearData, action_id: int) -> list[int]:
    """Organizations that led the action in the year: of 31 December first, then those before it, the latest first."""
    first_day = date(year.year, 1, 1)
    rows = [
        row
        for row in year.data.assignments.get(action_id, ())
        if row.role == AssignmentRole.LEAD
        and row.starts_on <= year.last_day
        and (row.ends_on is None or row.ends_on >= first_day)
    ]
    rows.sort(key=lambda row: (is_in_force(row, year.last_day), row.starts_on, row.key), reverse=True)
    return list(dict.fromkeys(row.organization for row in rows))


def lead_of(year: YearData, action_id: int) -> int | None:
    """The organization that leads the action on 31 December: the one whose score the action enters."""
    rows = year.data.assignments.get(action_id, ())
    leads = [row for row in rows if row.role == AssignmentRole.LEAD and is_in_force(row, year.last_day)]
    return max(leads, key=_began).organization if leads else None


def supports_of(year: YearData, action_id: int) -> list[int]:
    """Organizations that support the action on 31 December."""
    rows = year.data.assignments.get(action_id, ())
    own = [row for row in rows if row.role == AssignmentRole.SUPPORT and is_in_force(row, year.last_day)]
    return list(dict.fromkeys(row.organization for row in sorted(own, key=_began)))


def _began(row: AssignmentRow) -> tuple[date, int]:
    return row.starts_on, row.key


def cluster_roles(day: date) -> dict[tuple[int, str], list[int]]:
    """(cluster, enums.ClusterRoleKind) -> organizations with that role on the day; one query."""
    found: dict[tuple[int, str], list[int]] = {}
    rows = ClusterRole.objects.valid_on(day).order_by("valid_from", "pk")
    for cluster, role, organization in rows.values_list("cluster_id", "role", "organization_id"):
        found.setdefault((cluster, role), []).append(organization)
    return found


LEAD, COORDINATOR = ClusterRoleKind.LEAD.value, ClusterRoleKind.COORDINATOR.value
