"""Lenses: the plan seen by principle, by sector and by a region's role in trafficking routes.

A lens is a filter of its own kind, so that its figures are those of the filtered front page. An action may carry several
tags: the rows of lenses overlap and nothing adds them up.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypedDict
from urllib.parse import urlencode

from actions.enums import Principle, Sector
from reports import summaries
from reports.choice import Choice
from reports.filters import EVERYTHING, LABELS, ROLES, Filters, narrowing_of
from reports.summaries import PlanNumbers, RegionFacts, YearData
from reports.summaries.aim import regions_within


@dataclass(frozen=True)
class Lens:
    """kind: the name of a filter. label: of its value."""

    kind: str
    value: str
    label: str


class LensNumbers(PlanNumbers):
    """organizations: those that lead its actions on 31 December. clusters: numbers of those with an action of it."""

    organizations: int
    clusters: list[int]
    outside: int


class ClusterNamed(TypedDict):
    number: int
    name: str


class LensRow(TypedDict):
    """A lens and what is not covered: clusters of the plan in which it has no action."""

    lens: Lens
    numbers: LensNumbers
    missing_clusters: list[ClusterNamed]


class ProvinceGap(TypedDict):
    """Regions of one province that no action names. is_whole: the province is one of them itself."""

    code: str
    name: str
    is_whole: bool
    regencies: list[str]


class RegionGaps(TypedDict):
    """Regions with a role in trafficking routes: how many, how many an action names, and the others by province."""

    total: int
    named: int
    provinces: list[ProvinceGap]


LENSES = (
    *(Lens("principle", choice.value, str(choice.label)) for choice in Principle),
    *(Lens("sector", choice.value, str(choice.label)) for choice in Sector),
    *(Lens("role", value, label) for value, label in ROLES.items()),
)
KINDS = {kind: LABELS[kind] for kind in ("principle", "sector", "role")}


def find_lens(kind: str, value: str) -> Lens | None:
    return next((lens for lens in LENSES if (lens.kind, lens.value) == (kind, value)), None)


def honoured_beside(lens: Lens) -> tuple[str, ...]:
    """The filters that narrow a lens: all but its own kind."""
    return tuple(name for name in EVERYTHING if name != lens.kind)


def lens_query(choice: Choice, lens: Lens) -> str:
    """The choice's address with the lens as a filter: for the front page, the actions and every other page."""
    return f"?{urlencode(choice.address | {lens.kind: lens.value})}"


def lens_year(choice: Choice, lens: Lens) -> YearData:
    """The chosen year of what the lens and the other filters leave."""
    return _year(choice, replace(_beside(choice, lens), **{lens.kind: lens.value}))


def lens_rows(choice: Choice, kind: str = "") -> list[LensRow]:
    """Every lens, or those of one kind, with what it covers: the rows of the page, for export as well."""
    return [_row(choice, lens) for lens in LENSES if kind in {"", lens.kind}]


def lens_row(choice: Choice, lens: Lens) -> LensRow:
    return _row(choice, lens)


def region_gaps(choice: Choice, year: YearData, role: str = "") -> RegionGaps:
    """Regions with the role, or with any, that no action of ``year`` names: as the filter "Wilayah" would find it.

    A province is named where one of its regencies is.
    """
    aim = choice.whole.aim
    places = frozenset(place for action in year.counting_actions for place in aim.places.get(action.id, ()))
    wanted = [aim.regions[key] for key, roles in aim.roles.items() if (role in roles if role else roles)]
    missing = [region for region in wanted if not places & regions_within(aim, region.code)]
    return {"total": len(wanted), "named": len(wanted) - len(missing), "provinces": _by_province(choice, missing)}


def _by_province(choice: Choice, missing: list[RegionFacts]) -> list[ProvinceGap]:
    found: dict[str, ProvinceGap] = {}
    for region in sorted(missing, key=lambda region: region.code):
        province = choice.whole.aim.regions.get(region.parent or region.id, region)
        gap = found.setdefault(
            province.code, {"code": province.code, "name": province.name, "is_whole": False, "regencies": []}
        )
        if region.parent is None:
            gap["is_whole"] = True
        else:
            gap["regencies"].append(region.name)
    return list(found.values())


def _row(choice: Choice, lens: Lens) -> LensRow:
    """Without other filters the numbers are kept with the whole year."""
    whole = summaries.year_of(choice.whole, choice.year)
    beside = _beside(choice, lens)
    if beside.chosen:
        base, numbers = _year(choice, beside), _numbers(lens_year(choice, lens))
    else:
        base, numbers = whole, whole.keep(("lens", lens), lambda: _numbers(lens_year(choice, lens)))
    clusters = {action.cluster.number: action.cluster for action in base.counting_actions}
    missing: list[ClusterNamed] = [
        {"number": number, "name": clusters[number].name}
        for number in sorted(clusters)
        if number not in numbers["clusters"]
    ]
    return {"lens": lens, "numbers": numbers, "missing_clusters": missing}


def _numbers(year: YearData) -> LensNumbers:
    actions = year.counting_actions
    leads = {summaries.lead_of(year, action.id) for action in actions} - {None}
    return {
        **summaries.plan_numbers(year),
        "organizations": len(leads),
        "clusters": sorted({action.cluster.number for action in actions}),
        "outside": len(year.actions) - len(actions),
    }


def _beside(choice: Choice, lens: Lens) -> Filters:
    return choice.filters.only(honoured_beside(lens))


def _year(choice: Choice, filters: Filters) -> YearData:
    narrowing = narrowing_of(filters, choice.whole, choice.year, choice.names)
    return summaries.year_of(summaries.narrow(choice.whole, narrowing), choice.year)
