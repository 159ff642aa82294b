"""One synthetic plan 2020-2024 of any size, as ``reports.scale`` makes them: for tests and benchmarks."""

from __future__ import annotations

from random import Random

from clusters.models import Plan
from reports.scale.cast import make_clusters, make_ministries
from reports.scale.planning import Recipe, Size, make_national
from reports.scale.reporting import Reporter

__all__ = ["Size", "make_plan"]


def make_plan(size: Size | None = None, *, seed: int = 7, prefix: str = "SINTETIS") -> Plan:
    """The plan with all its rows; about 30 inserts, whatever the size. prefix: of its organizations' codes."""
    size, random, clusters = size or Size(), Random(seed), make_clusters()
    cast = make_ministries(prefix, size.organizations, clusters)
    made = make_national(Recipe(size, cast, clusters), random)
    reporter = Reporter()
    reporter.report_on(made, random)
    reporter.finish()
    return made.plan
