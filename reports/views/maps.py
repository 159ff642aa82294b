"""Peta: the provinces as squares by one subject, and the regencies and cities of one of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clusters.enums import RegionLevel
from clusters.models import Region
from clusters.requests import PersonalRequest
from reports import shades
from reports.cartogram import Cartogram, cartogram, grid
from reports.choice import Choice, choose
from reports.summaries import places
from reports.summaries.places import RegionRow
from reports.views.dashboards import no_plan_yet
from reports.views.places import day_of, find_region, newer_in, provinces_of, regencies_of, rows_of, visible_regions

SORTS = {"code": "Kode", "name": "", "value": ""}


@require_safe
def map_page(request: PersonalRequest) -> HttpResponse:
    """By one subject (``by``), as a map and as a table (``sort``: name, code or value, "-" the other way).

    ``province``: the code of one, whose regencies and cities are shown.
    """
    choice = choose(request, honours=())
    if choice is None:
        return no_plan_yet(request)
    asked = asked_map(request, choice)
    context = {
        **choice.context(),
        "asked": asked,
        "subject": asked.subject,
        "subject_label": shades.SUBJECTS[asked.subject],
        "tabs": _tabs(asked),
        "columns": _columns(asked),
        "rows": asked.sorted_rows,
        "legend": _legend(asked.rows, asked.subject),
        "map": asked.tiles,
        "totals": places.totals_of(asked.rows),
        "has_examples": any(row["is_example"] for row in asked.rows),
        "newer": newer_in(choice, [row["id"] for row in asked.rows]),
        "day": day_of(choice),
    }
    context["kept_filters"] = [*context["kept_filters"], *asked.address.items()]
    return render(request, "reports/map.html", context)


class MapRow(NamedTuple):
    row: RegionRow
    shade: shades.Shade
    amount: str


@dataclass(frozen=True)
class AskedMap:
    """What the address asks for. province: whose regencies and cities are shown; None: provinces.

    Who sees no province sees the own regency or city.
    """

    choice: Choice
    subject: str
    sort: str
    province: Region | None
    rows: list[RegionRow]

    @property
    def is_second_level(self) -> bool:
        return self.province is not None or any(row["level"] != RegionLevel.PROVINCE for row in self.rows)

    @property
    def what(self) -> str:
        return "kabupaten dan kota" if self.is_second_level else "provinsi"

    @property
    def heading(self) -> str:
        return "Kabupaten/kota" if self.is_second_level else "Provinsi"

    @property
    def title(self) -> str:
        return "Peta" if self.province is None else f"Peta {self.province.name}"

    @property
    def address(self) -> dict[str, str]:
        """What its address adds to the choice."""
        within = {} if self.province is None else {"province": self.province.code}
        return {"by": self.subject, **within}

    @property
    def drill(self) -> str:
        """The address of the map of a province, up to its code."""
        return f"?{urlencode({**self.choice.address, 'by': self.subject})}&province="

    @cached_property
    def tiles(self) -> Cartogram:
        return (grid if self.is_second_level else cartogram)(self.rows, self.subject)

    @cached_property
    def sorted_rows(self) -> list[MapRow]:
        """What the map shows, as a table."""
        name = self.sort.removeprefix("-")
        ordered = sorted(self.rows, key=lambda row: row["code"])
        if name == "name":
            ordered.sort(key=lambda row: row["name"])
        elif name == "value":
            ordered.sort(key=lambda row: shades.rank_of(self.subject, row))
        if self.sort.startswith("-"):
            ordered.reverse()
        return [MapRow(row, shades.shade_of(self.subject, row), shades.amount_of(self.subject, row)) for row in ordered]


def asked_map(request: PersonalRequest, choice: Choice) -> AskedMap:
    """Raises Http404 for a subject, an order or a province that is not there."""
    subject, sort = request.GET.get("by", "rad"), request.GET.get("sort", "code")
    if subject not in shades.SUBJECTS or sort.removeprefix("-") not in SORTS:
        raise Http404
    province, code = None, request.GET.get("province", "")
    regions = visible_regions(request, choice)
    shown = provinces_of(regions) or regions
    if code:
        province = find_region(request, choice, code)
        if province.level != RegionLevel.PROVINCE:
            raise Http404
        shown = regencies_of(province, request, choice)
    return AskedMap(choice, subject, sort, province, rows_of(shown, choice))


class Column(NamedTuple):
    """direction: of aria-sort, "" for a column that does not sort now. query: sorts by it, or the other way."""

    label: str
    query: str
    direction: str


def _tabs(asked: AskedMap) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "url": f"?{urlencode({**asked.choice.address, **asked.address, 'by': key})}",
            "is_current": key == asked.subject,
            "count": None,
        }
        for key, label in shades.SUBJECTS.items()
    ]


def _columns(asked: AskedMap) -> dict[str, Column]:
    now, is_down = asked.sort.removeprefix("-"), asked.sort.startswith("-")
    labels = {**SORTS, "name": asked.heading, "value": shades.SUBJECTS[asked.subject]}
    found = {}
    for name, label in labels.items():
        wanted = f"-{name}" if name == now and not is_down else name
        direction = ("descending" if is_down else "ascending") if name == now else ""
        query = urlencode({**asked.choice.address, **asked.address, "sort": wanted})
        found[name] = Column(label, f"?{query}", direction)
    return found


def _legend(rows: Iterable[RegionRow], subject: str) -> list[tuple[shades.Shade, int]]:
    """Each state with the number of regions in it; those that none is in are left out."""
    found = [shades.shade_of(subject, row).key for row in rows]
    return [(shade, found.count(key)) for key, shade in shades.LEGENDS[subject].items() if key in found]
