"""Keep the figures of regional plans (``KeptFigures``): which are stale, and computing those anew, many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max, Min, Q

from actions.enums import Reading
from clusters.models import Plan
from reports.models import KeptFigures
from reports.summaries import computed_years, consistent_reading, load_plans, revisions_of

AT_ONCE = 40  # plans fetched together: what a worker holds in memory
KEPT = ["revision", "as_of", "true_from", "true_until", "numbers", "claimed_until"]


def stale_plans(*, at: datetime) -> list[int]:
    """Keys of the regional plans whose figures are not, or no longer, those of the moment; three queries."""
    plans = list(Plan.objects.filter(region__isnull=False).order_by("pk"))
    revisions = revisions_of(plans)
    rows = KeptFigures.objects.values("plan").annotate(
        first=Min("revision"), last=Max("revision"), until=Min("true_until")
    )
    kept = {row["plan"]: row for row in rows}
    return [plan.pk for plan in plans if not _is_kept(kept.get(plan.pk), revisions[plan.pk], at)]


def _is_kept(row: Mapping[str, Any] | None, revision: str, at: datetime) -> bool:
    if row is None or not row["first"] == row["last"] == revision:
        return False
    return row["until"] is None or bool(at < row["until"])


def refresh(plans: Iterable[int], *, at: datetime) -> int:
    """Compute the figures of these plans anew, for all their years and both readings; how many plans it did.

    A batch is claimed first: what another worker has in hands is left to it. To run it twice does no harm.
    """
    done, wanted = 0, list(plans)
    for start in range(0, len(wanted), AT_ONCE):
        keys = wanted[start : start + AT_ONCE]
        _make_rows(keys)
        claimed = KeptFigures.objects.claim(keys, at=at)
        if claimed:
            _refresh(claimed, at=at)
        done += len(claimed)
    return done


def _make_rows(keys: Sequence[int]) -> None:
    """A row, still empty, for each year and reading of each plan."""
    plans = Plan.objects.filter(pk__in=keys)
    rows = [
        KeptFigures(plan=plan, year=year, reading=reading)
        for plan in plans
        for year in plan.years
        for reading in Reading.values
    ]
    KeptFigures.objects.bulk_create(rows, ignore_conflicts=True)


def _refresh(keys: Sequence[int], *, at: datetime) -> None:
    """Read all that the figures are made of in one state of the database, its revision among it; then write."""
    with consistent_reading():
        plans = list(Plan.objects.filter(pk__in=keys).order_by("pk"))
        revisions = revisions_of(plans)
        rows = [row for own in _of_same_years(plans) for row in _rows(own, revisions, at)]
    KeptFigures.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["plan", "year", "reading"], update_fields=KEPT
    )
    gone = Q(year__lt=0)
    for plan in plans:
        gone |= Q(plan=plan, year__lt=plan.start_year) | Q(plan=plan, year__gt=plan.end_year)
    KeptFigures.objects.filter(gone).delete()


def _of_same_years(plans: Iterable[Plan]) -> Iterable[list[Plan]]:
    found: dict[tuple[int, int], list[Plan]] = defaultdict(list)
    for plan in plans:
        found[plan.start_year, plan.end_year].append(plan)
    return found.values()


def _rows(plans: list[Plan], revisions: dict[int, str], at: datetime) -> Iterator[KeptFigures]:
    years = plans[0].years
    for reading in Reading.values:
        for key, data in load_plans(plans, years, reading=reading, as_of=at).items():
            for year, computed in computed_years(data, years).items():
                yield KeptFigures(
                    plan_id=key,
                    year=year,
                    reading=reading,
                    revision=revisions[key],
                    as_of=at,
                    true_from=computed.true_from,
                    true_until=computed.true_until,
                    numbers=computed.numbers,
                )
