"""What narrows a dashboard: cluster, organization, region, its role, sector, principle, source of funds, period.

Filters live in the address, combine (an action must fit all of them), and become a ``Narrowing`` of the plan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from urllib.parse import urlencode

from django.http import Http404, QueryDict

from actions.enums import FundingSource, Principle, Sector, TagKind
from reports.summaries import Names, Narrowing, PlanData
from reports.summaries.aim import has_sector, has_tag, regions_within

ROLES = {"source": "Daerah sumber", "transit": "Daerah transit", "destination": "Daerah tujuan"}
LABELS = {
    "period": "Sampai periode",
    "cluster": "Klaster",
    "organization": "Instansi",
    "region": "Wilayah",
    "role": "Peran wilayah",
    "sector": "Sektor",
    "principle": "Prinsip",
    "source": "Sumber dana",
}
EVERYTHING = tuple(LABELS)
Option = tuple[str, str]


@dataclass(frozen=True)
class Filters:
    """As the address gives them, "" where it does not. organization: a code; region: a Kemendagri code."""

    period: str = ""
    cluster: str = ""
    organization: str = ""
    region: str = ""
    role: str = ""
    sector: str = ""
    principle: str = ""
    source: str = ""

    @property
    def chosen(self) -> dict[str, str]:
        return {field.name: getattr(self, field.name) for field in fields(self) if getattr(self, field.name)}

    def only(self, names: Iterable[str]) -> Filters:
        """Those that a page honours; the others are left out."""
        return Filters(**{name: value for name, value in self.chosen.items() if name in set(names)})


NO_FILTERS = Filters()


class UnknownFilter(Http404):
    """A page of that address does not exist; a program is told which value was not understood."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"{LABELS[name]} ini tidak dikenal.")


@dataclass(frozen=True)
class FilterField:
    """A <select>: its options with "is it chosen"."""

    name: str
    label: str
    options: list[tuple[str, str, bool]]

    @property
    def searched(self) -> str:
        """By what a long list is searched (static/js/choose.js); "" for a short one."""
        return {"organization": "nama", "region": "nama atau kode"}.get(self.name, "")


@dataclass(frozen=True)
class Chip:
    """A filter that is on. query: the address without it."""

    label: str
    value: str
    query: str


def read_filters(query: QueryDict) -> Filters:
    """Raises UnknownFilter (404) where a value is none that can be chosen."""
    values = {name: query.get(name, "").strip()[:40] for name in LABELS}
    allowed = {
        "role": set(ROLES),
        "sector": Sector.values,
        "principle": Principle.values,
        "source": FundingSource.values,
    }
    for name, known in allowed.items():
        if values[name] and values[name] not in known:
            raise UnknownFilter(name)
    for name in ("period", "cluster"):
        if values[name] and not values[name].isdecimal():
            raise UnknownFilter(name)
    return Filters(**values)


def narrowing_of(filters: Filters, data: PlanData, year: int, names: Names) -> Narrowing:
    """What the filters leave of a whole plan. A value that the plan does not know leaves nothing."""
    tests = _tests(filters, data)
    actions = None
    if tests:
        actions = frozenset(key for key in data.actions if all(fits(key) for fits in tests))
    holders = {row.organization for rows in data.assignments.values() for row in rows}
    organization = next((key for key in holders if names.of(key)["code"] == filters.organization), -1)
    return Narrowing(
        actions=actions,
        organization=organization if filters.organization else None,
        source=filters.source,
        up_to=(year, int(filters.period)) if filters.period else None,
    )


def _tests(filters: Filters, data: PlanData) -> list[Callable[[int], bool]]:
    """One for each filter about actions: does the action with this id fit?"""
    aim = data.aim
    tests: list[Callable[[int], bool]] = []
    if filters.cluster:
        number = int(filters.cluster)
        tests.append(lambda key: data.actions[key].cluster.number == number)
    if filters.region:
        within = regions_within(aim, filters.region)
        tests.append(lambda key: bool(within & aim.places.get(key, frozenset())))
    if filters.role:
        having = frozenset(region for region, roles in aim.roles.items() if filters.role in roles)
        tests.append(lambda key: bool(having & aim.places.get(key, frozenset())))
    if filters.sector:
        tests.append(lambda key: has_sector(aim, key, filters.sector))
    if filters.principle:
        tests.append(lambda key: has_tag(aim, key, TagKind.PRINCIPLE, {filters.principle}))
    if filters.source:
        paid = {line.action_id for line in data.lines if line.source == filters.source}
        tests.append(lambda key: key in paid or has_tag(aim, key, TagKind.FUNDING, {filters.source}))
    return tests


# --- the form --------------------------------------------------------------------------------------------------------


def filter_fields(
    filters: Filters, data: PlanData, year: int, names: Names, honoured: Iterable[str]
) -> list[FilterField]:
    """The fields that a page offers. No query: all is in the plan's data."""
    wanted = set(honoured)
    if not wanted:
        return []
    options = _options(data, year, names)
    return [
        FilterField(
            name,
            LABELS[name],
            [(value, label, value == getattr(filters, name)) for value, label in options[name]],
        )
        for name in LABELS
        if name in wanted and (options[name] or getattr(filters, name))
    ]


def _options(data: PlanData, year: int, names: Names) -> dict[str, list[Option]]:
    return {
        "period": [(str(period.row.number), period.label) for period in data.periods_of(year)],
        "cluster": [(str(cluster.number), f"{cluster.number}. {cluster.name}") for cluster in data.clusters],
        "organization": organization_options(data, names),
        "region": [(region.code, f"{region.code} {region.name}") for region in data.aim.regions.values()],
        "role": list(ROLES.items()) if data.aim.roles else [],
        "sector": [(choice.value, str(choice.label)) for choice in Sector],
        "principle": [(choice.value, str(choice.label)) for choice in Principle],
        "source": [(choice.value, str(choice.label)) for choice in FundingSource],
    }


def organization_options(data: PlanData, names: Names) -> list[Option]:
    """Every organization with a part in the plan: code and short name, by the latter."""
    holders = {row.organization for rows in data.assignments.values() for row in rows}
    named = sorted((names.of(key) for key in holders), key=lambda name: (name["short_name"], name["code"]))
    return [(name["code"], name["short_name"]) for name in named]


def chips(offered: Iterable[FilterField], base: dict[str, str]) -> list[Chip]:
    """The filters that are on, each with the address that takes it off. base: all of the address, by name."""
    found = []
    for field in offered:
        label = next((label for _, label, is_chosen in field.options if is_chosen), base.get(field.name, ""))
        if field.name in base:
            rest = {name: value for name, value in base.items() if name != field.name}
            found.append(Chip(field.label, label, f"?{urlencode(rest)}"))
    return found
