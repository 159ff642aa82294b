"""Editions of one cluster, one organization or one region: which part of a plan each is about, and how it is called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from clusters.enums import RegionLevel
from clusters.models import Cluster, Organization, Region
from reports.figures_chapters import ScopeFigures
from reports.summaries.aim import regions_within
from reports.summaries.names import Names
from reports.summaries.rows import Narrowing, PlanData


@dataclass(frozen=True)
class Scope:
    """At most one of them; the whole plan where there is none."""

    cluster: Cluster | None = None
    organization: Organization | None = None
    region: Region | None = None

    @property
    def is_whole(self) -> bool:
        return self.cluster is None and self.organization is None and self.region is None


WHOLE = Scope()


def scope_name(scope: Scope, *, on: date) -> str:
    """As lists and file names call it; "" of the whole plan."""
    return "" if scope.is_whole else scope_figures(scope, Names(on))["label"]


def narrowing_of_scope(scope: Scope, data: PlanData) -> Narrowing:
    """The same that the filters of the dashboards leave of the plan."""
    if scope.cluster is not None:
        key = scope.cluster.pk
        return Narrowing(actions=frozenset(one.id for one in data.actions.values() if one.cluster.id == key))
    if scope.organization is not None:
        return Narrowing(organization=scope.organization.pk)
    if scope.region is not None:
        within = regions_within(data.aim, scope.region.code)
        return Narrowing(
            actions=frozenset(key for key in data.actions if within & data.aim.places.get(key, frozenset()))
        )
    return Narrowing()


def scope_figures(scope: Scope, names: Names) -> ScopeFigures:
    """Of a part of the plan. ValueError of the whole."""
    if scope.cluster is not None:
        number, name = scope.cluster.number, str(scope.cluster)
        return {
            "kind": "cluster",
            "key": str(number),
            "name": name,
            "label": f"Klaster {number}",
            "phrase": f"pada {name}",
        }
    if scope.organization is not None:
        own = names.of(scope.organization.pk)
        return {
            "kind": "organization",
            "key": own["code"],
            "name": own["name"],
            "label": own["short_name"],
            "phrase": f"oleh {own['name']}",
        }
    if scope.region is not None:
        return _of_region(scope.region)
    raise ValueError(scope)


def _of_region(region: Region) -> ScopeFigures:
    name = f"Provinsi {region.name}" if region.level == RegionLevel.PROVINCE else region.name
    return {
        "kind": "region",
        "key": region.code,
        "name": name,
        "label": region.name,
        "phrase": f"pada aksi yang berlokasi di {name}",
    }
